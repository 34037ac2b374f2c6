package io.memsim.workload;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The file or files of one application's event log, however they are packed: a single file or the
 * directory of a rolling log, each file plain or compressed (gzip, zstd, lz4, snappy, lzf) as its
 * first bytes say, or all of that in a zip archive. All but gzip and zip need an optional library.
 *
 * <p>Not thread-safe. Nothing is read before {@link #lines}.
 */
public final class EventLogFile {
  private static final String IN_PROGRESS = ".inprogress";

  private final String name;
  private final ImmutableList<LogPart> parts;
  private final boolean inProgress;

  private EventLogFile(String name, List<LogPart> parts, boolean inProgress) {
    this.name = name;
    this.parts = ImmutableList.copyOf(parts);
    this.inProgress = inProgress;
  }

  /**
   * Finds a log's files.
   *
   * @param log a file, the directory of a rolling log, or either in a zip archive as the history
   *     server hands them out
   * @return the log
   * @throws IOException when there is no such file, or it cannot be looked at
   * @throws EventLogException when a directory is no rolling log, or one with gaps; when an archive
   *     is broken, or has not one log in it
   */
  public static EventLogFile open(Path log) throws IOException {
    String name = log.toString();
    if (Files.isDirectory(log)) {
      RollingLog rolling = RollingLog.of(name, names(log));
      List<LogPart> parts = new ArrayList<>();
      for (String file : rolling.files()) {
        parts.add(part(log.resolve(file)));
      }
      return new EventLogFile(name, parts, rolling.inProgress());
    }
    LogPart file = part(log);
    if (file.bytes() > 0 && ZippedLog.isZip(log)) {
      ZippedLog zipped = ZippedLog.in(log);
      return new EventLogFile(name, zipped.parts(), zipped.inProgress());
    }
    return new EventLogFile(name, List.of(file), name.endsWith(IN_PROGRESS));
  }

  private static List<String> names(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  private static LogPart part(Path file) throws IOException {
    long size = Files.size(file);
    // A pipe has no size.
    return new LogPart(
        file.toString(), Files.isRegularFile(file) ? size : -1, () -> Files.newInputStream(file));
  }

  /**
   * Takes a log from a stream, which can be read once. It is closed with the lines.
   *
   * @param in the log's bytes, plain or compressed
   * @param name what errors call the log
   * @return the log
   */
  public static EventLogFile of(InputStream in, String name) {
    return new EventLogFile(name, List.of(new LogPart(name, -1, () -> in)), false);
  }

  /**
   * What the log is called.
   *
   * @return its path, or the name that it was given
   */
  public String name() {
    return name;
  }

  /**
   * The files that are read, in order.
   *
   * @return their paths
   */
  public List<String> parts() {
    return parts.stream().map(LogPart::name).toList();
  }

  /**
   * How much there is to read.
   *
   * @return the size of all files as they are on disk; -1 if nobody knows
   */
  public long totalBytes() {
    long sum = 0;
    for (LogPart part : parts) {
      if (part.bytes() < 0) {
        return -1;
      }
      sum = Math.addExact(sum, part.bytes());
    }
    return sum;
  }

  /**
   * Whether Spark has not finished the log, as the names of its files say: the application still
   * runs, or ended badly.
   *
   * @return true if it is in progress
   */
  public boolean inProgress() {
    return inProgress;
  }

  /**
   * Whether Spark's history server has compacted the log: what it says of jobs that had ended by
   * then is gone, their tasks above all.
   *
   * @return true if its first file is a compact one
   */
  public boolean compacted() {
    return parts.get(0).name().endsWith(RollingLog.COMPACT);
  }

  /**
   * Opens the log before its first line.
   *
   * @param wanted the names of the events ({@code SparkListenerTaskEnd}) whose lines are handed
   *     out; all others are skipped, at little cost, and counted. Empty: all lines are
   * @param progress told about the bytes read
   * @return the lines
   * @throws IOException when the first file cannot be read
   * @throws EventLogException when it is empty
   */
  public EventLogLines lines(Set<String> wanted, ReadProgress progress) throws IOException {
    return new EventLogLines(parts, wanted, progress, totalBytes());
  }
}
