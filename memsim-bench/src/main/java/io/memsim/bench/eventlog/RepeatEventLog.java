package io.memsim.bench.eventlog;

import io.memsim.workload.EventLogFile;
import io.memsim.workload.EventLogLines;
import io.memsim.workload.ReadProgress;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Makes a large event log of a small one: the application does the same again and again, with other
 * ids (of jobs, stages, tasks, RDDs, broadcasts, accumulators), later each time.
 *
 * <pre>{@code
 * mvn -q -DskipTests package
 * java -cp memsim-bench/target/benchmarks.jar io.memsim.bench.eventlog.RepeatEventLog LOG BIG 1024
 * }</pre>
 *
 * <p>makes a log of 1,024 MiB or a little more; compressed if its name ends with {@code .gz}.
 */
public final class RepeatEventLog {
  private static final Set<String> ONCE_AT_THE_BEGINNING =
      Set.of(
          "SparkListenerLogStart",
          "SparkListenerResourceProfileAdded",
          "SparkListenerExecutorAdded",
          "SparkListenerBlockManagerAdded",
          "SparkListenerEnvironmentUpdate",
          "SparkListenerApplicationStart");

  private static final String ONCE_AT_THE_END = "SparkListenerApplicationEnd";

  private static final long PAUSE_MILLIS = 100;

  private final List<LineTemplate> beginning = new ArrayList<>();
  private final List<LineTemplate> again = new ArrayList<>();
  private final List<LineTemplate> end = new ArrayList<>();

  private RepeatEventLog(EventLogFile log) throws IOException {
    try (EventLogLines lines = log.lines(Set.of(), ReadProgress.NONE)) {
      while (lines.next()) {
        LineTemplate template =
            new LineTemplate(
                new String(lines.bytes(), lines.offset(), lines.length(), StandardCharsets.UTF_8)
                    .stripTrailing());
        if (ONCE_AT_THE_BEGINNING.contains(lines.event())) {
          beginning.add(template);
        } else if (lines.event().equals(ONCE_AT_THE_END)) {
          end.add(template);
        } else {
          again.add(template);
        }
      }
    }
  }

  /**
   * Makes a large log.
   *
   * @param args the small log, the large log, and how many MiB it should have (not compressed)
   * @throws IOException when the one cannot be read or the other not be written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      throw new IllegalArgumentException("expected LOG BIG MIB, got " + List.of(args));
    }
    Path big = Path.of(args[1]);
    try (OutputStream file = Files.newOutputStream(big);
        OutputStream packed = big.toString().endsWith(".gz") ? new GZIPOutputStream(file) : file;
        OutputStream out = new BufferedOutputStream(packed, 1 << 16)) {
      long bytes = repeat(EventLogFile.open(Path.of(args[0])), out, Long.parseLong(args[2]) << 20);
      System.out.printf("%s: %,d bytes%n", big, bytes);
    }
  }

  /**
   * Writes the log so often that it has a size.
   *
   * @param log a log
   * @param out takes the large one
   * @param bytes its size, at least
   * @return its size
   * @throws IOException when the one cannot be read or the other not be written
   */
  static long repeat(EventLogFile log, OutputStream out, long bytes) throws IOException {
    return new RepeatEventLog(log).write(out, bytes);
  }

  private long write(OutputStream out, long bytes) throws IOException {
    long ids = again.stream().mapToLong(LineTemplate::largestId).max().orElse(0) + 1;
    long millis =
        again.stream().mapToLong(LineTemplate::latestTime).max().orElse(0)
            - again.stream().mapToLong(LineTemplate::earliestTime).min().orElse(0)
            + PAUSE_MILLIS;
    long written = write(beginning, out, 0, 0);
    int round = 0;
    do {
      written += write(again, out, ids * round, millis * round);
      round++;
    } while (written < bytes);
    return written + write(end, out, 0, millis * (round - 1));
  }

  private static long write(List<LineTemplate> lines, OutputStream out, long ids, long millis)
      throws IOException {
    long bytes = 0;
    for (LineTemplate line : lines) {
      bytes += line.write(out, ids, millis);
    }
    return bytes;
  }
}
