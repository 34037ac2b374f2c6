package io.memsim.workload;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The file or files of one application's event log, however they are packed: a single file or the
 * directory of a rolling log, each file plain or compressed (gzip, zstd, lz4, snappy, lzf) as its
 * first bytes say. All but gzip need an optional library.
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
   * @param log a file, or the directory of a rolling log
   * @return the log
   * @throws IOException when there is no such file, or it cannot be looked at
   * @throws EventLogException when a directory is no rolling log, or one with gaps
   */
  public static EventLogFile open(Path log) throws IOException {
    if (!Files.isDirectory(log)) {
      boolean inProgress = log.toString().endsWith(IN_PROGRESS);
      return new EventLogFile(log.toString(), List.of(part(log)), inProgress);
    }
    RollingLog rolling = RollingLog.in(log);
    List<LogPart> parts = new ArrayList<>();
    for (Path file : rolling.files()) {
      parts.add(part(file));
    }
    return new EventLogFile(log.toString(), parts, rolling.inProgress());
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
