package io.memsim.bench.eventlog;

import com.sun.management.OperatingSystemMXBean;
import io.memsim.workload.EventLogFile;
import io.memsim.workload.EventLogLines;
import io.memsim.workload.EventLogReader;
import io.memsim.workload.ReadProgress;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Measures how long reading an event log takes, and how much heap: first its lines alone, then all
 * that is known from it.
 *
 * <pre>{@code
 * java -Xmx256m -XX:ActiveProcessorCount=1 -cp memsim-bench/target/benchmarks.jar \
 *     io.memsim.bench.eventlog.ReadEventLog BIG
 * }</pre>
 *
 * <p>The first numbers include the start of the JVM's compilers: for a log of a gigabyte that is
 * how it is used.
 */
public final class ReadEventLog {
  private ReadEventLog() {}

  /**
   * Reads logs.
   *
   * @param args the logs
   * @throws IOException when one cannot be read
   */
  public static void main(String[] args) throws IOException {
    for (String log : args) {
      EventLogFile file = EventLogFile.open(Path.of(log));
      Watch watch = new Watch();
      long lines = lines(file);
      print(log, file, lines + " lines found", watch);
      watch = new Watch();
      Workload workload = EventLogReader.read(file, ReadProgress.NONE);
      print(log, file, workload.taskCount() + " tasks known", watch);
    }
  }

  private static long lines(EventLogFile file) throws IOException {
    long count = 0;
    try (EventLogLines lines = file.lines(Set.of(), ReadProgress.NONE)) {
      while (lines.next()) {
        count++;
      }
    }
    return count;
  }

  private static void print(String log, EventLogFile file, String what, Watch watch) {
    System.out.printf(
        "%s: %,d bytes, %s in %.2f s, %.2f s of processor time; heap at most %,d KiB%n",
        log, file.totalBytes(), what, watch.seconds(), watch.processorSeconds(), peak() >> 10);
  }

  /** The peaks of all pools of the heap, which need not have been at one time: an upper bound. */
  private static long peak() {
    List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();
    return pools.stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  /** Time since it was made, and what this JVM's threads, the compilers' too, have worked. */
  private static final class Watch {
    private static final double NANOS = 1e9;

    private final OperatingSystemMXBean system =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final long start = System.nanoTime();
    private final long processor = system.getProcessCpuTime();

    double seconds() {
      return (System.nanoTime() - start) / NANOS;
    }

    double processorSeconds() {
      return (system.getProcessCpuTime() - processor) / NANOS;
    }
  }
}
