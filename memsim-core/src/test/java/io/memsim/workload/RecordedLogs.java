package io.memsim.workload;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The event logs among the test resources, and what is read of a log. */
final class RecordedLogs {
  static final Path DIRECTORY =
      Path.of(System.getProperty("basedir", ""), "src/test/resources/eventlogs");

  /** One log of Spark 4.2.0 in each of these forms. */
  static final List<String> FORMS = List.of("gz", "zstd", "lz4", "snappy", "lzf");

  private RecordedLogs() {}

  static Path compressed(String form) {
    return DIRECTORY.resolve("spark-4.2.0/local-1." + form);
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The log that all forms have. */
  static List<String> lines() {
    return read(compressed("gz")).lines();
  }

  static Reading read(Path log) {
    try {
      return read(EventLogFile.open(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Reading read(byte[] log) {
    return read(EventLogFile.of(new ByteArrayInputStream(log), "log"));
  }

  static Reading read(EventLogFile log) {
    List<String> read = new ArrayList<>();
    try (EventLogLines lines = log.lines(Set.of(), ReadProgress.NONE)) {
      while (lines.next()) {
        read.add(new String(lines.bytes(), lines.offset(), lines.length(), UTF_8).stripTrailing());
      }
      return new Reading(read, lines.truncation());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What came of reading a log to its end. */
  record Reading(List<String> lines, Optional<String> truncation) {}
}
