package io.memsim.config;

import com.google.common.collect.ImmutableSortedMap;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Reads files such as {@code spark-defaults.conf} as Spark does. No instances. */
public final class PropertiesFile {

  private PropertiesFile() {}

  /**
   * Reads a file in UTF-8: {@link Properties#load(Reader)}, so that key and value are parted by
   * blanks, {@code =} or {@code :}, and the last of equal keys counts; values lose blanks at both
   * ends.
   *
   * @param file the file
   * @return keys and values, sorted by key
   * @throws IOException when there is no such file, it is no regular file, or it cannot be read;
   *     the message names it
   */
  public static Map<String, String> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": expected a file of properties");
    }
    // Unlike Files.newBufferedReader this takes a comment in another encoding as it comes.
    try (Reader reader =
        new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8)) {
      return read(reader);
    } catch (IOException e) {
      throw new IOException(file + ": expected a file of properties: " + e.getMessage(), e);
    }
  }

  /**
   * Reads properties as {@link #read(Path)} does.
   *
   * @param reader the text; stays open
   * @return keys and values, sorted by key
   * @throws IOException when it cannot be read, or holds a malformed Unicode escape
   */
  public static Map<String, String> read(Reader reader) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    ImmutableSortedMap.Builder<String, String> map = ImmutableSortedMap.naturalOrder();
    for (String key : properties.stringPropertyNames()) {
      map.put(key, trimmed(properties.getProperty(key, "")));
    }
    return map.buildOrThrow();
  }

  /** Line breaks can only stand in a value as escapes, that is on purpose: Spark keeps them. */
  private static String trimmed(String value) {
    int from = 0;
    int to = value.length();
    while (from < to && isBlank(value.charAt(from))) {
      from++;
    }
    while (from < to && isBlank(value.charAt(to - 1))) {
      to--;
    }
    return value.substring(from, to);
  }

  private static boolean isBlank(char c) {
    return c <= ' ' && c != '\r' && c != '\n';
  }
}
