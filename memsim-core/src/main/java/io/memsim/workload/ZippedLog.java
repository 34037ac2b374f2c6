package io.memsim.workload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A log in a zip archive, as Spark's history server hands them out: a single file, or the directory
 * of a rolling log.
 *
 * @param parts what is to be read, in order
 * @param inProgress whether Spark was still writing
 */
record ZippedLog(List<LogPart> parts, boolean inProgress) {
  private static final long UNKNOWN = -1;
  private static final byte[] MAGIC = {'P', 'K', 3, 4};

  static boolean isZip(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    }
  }

  static ZippedLog in(Path archive) throws IOException {
    TreeMap<String, Long> files = new TreeMap<>();
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      zip.stream()
          .filter(entry -> !entry.isDirectory())
          .forEach(entry -> files.put(entry.getName(), entry.getSize()));
    } catch (ZipException e) {
      EventLogException broken =
          new EventLogException(
              archive.toString(), 0, "zip", String.valueOf(e.getMessage()), "a whole archive");
      broken.initCause(e);
      throw broken;
    }
    List<String> rolled =
        files.keySet().stream()
            .filter(name -> RollingLog.isEventFile(fileName(name)))
            .map(ZippedLog::directory)
            .distinct()
            .toList();
    if (rolled.size() == 1) {
      return rolling(archive, rolled.get(0), files);
    }
    if (!rolled.isEmpty() || files.size() != 1) {
      throw new EventLogException(
          archive.toString(),
          0,
          "zip",
          (rolled.isEmpty() ? files.size() + " files" : rolled.size() + " rolling logs") + " in it",
          "one event log");
    }
    String only = files.firstKey();
    return new ZippedLog(
        List.of(part(archive, only, files.getOrDefault(only, UNKNOWN))),
        only.endsWith(".inprogress"));
  }

  private static ZippedLog rolling(Path archive, String directory, TreeMap<String, Long> files) {
    List<String> names =
        files.keySet().stream()
            .filter(name -> directory(name).equals(directory))
            .map(ZippedLog::fileName)
            .toList();
    RollingLog rolling = RollingLog.of(archive + "!" + directory, names);
    List<LogPart> parts = new ArrayList<>();
    for (String name : rolling.files()) {
      parts.add(part(archive, directory + name, files.getOrDefault(directory + name, UNKNOWN)));
    }
    return new ZippedLog(parts, rolling.inProgress());
  }

  private static String directory(String entry) {
    return entry.substring(0, entry.lastIndexOf('/') + 1);
  }

  private static String fileName(String entry) {
    return entry.substring(entry.lastIndexOf('/') + 1);
  }

  private static LogPart part(Path archive, String entry, long bytes) {
    return new LogPart(archive + "!" + entry, bytes, () -> open(archive, entry));
  }

  private static InputStream open(Path archive, String name) throws IOException {
    ZipFile zip = new ZipFile(archive.toFile());
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      zip.close();
      throw new IOException(archive + ": no longer has " + name);
    }
    return new FilterInputStream(zip.getInputStream(entry)) {
      @Override
      public void close() throws IOException {
        zip.close();
      }
    };
  }
}
