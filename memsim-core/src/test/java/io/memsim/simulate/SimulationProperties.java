package io.memsim.simulate;

import static io.memsim.simulate.LogLines.MEMORY_AND_DISK;
import static io.memsim.simulate.LogLines.MEMORY_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.workload.EventLogException;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs that are damaged in any way, and memories of any size. */
class SimulationProperties {
  private static final long MIB = 1 << 20;

  private static LogLines log(long unified, int slots) {
    LogLines log = new LogLines(unified, slots);
    log.rdd(2, "child", 4, MEMORY_AND_DISK, 1).rdd(1, "parent", 4, MEMORY_ONLY, 0).job(4);
    for (int partition = 0; partition < 4; partition++) {
      log.stored(1, partition, 2 * MIB).stored(2, partition, MIB + partition);
    }
    log.rdd(3, "UnionRDD", 8, 1, 2)
        .rdd(2, "child", 4, MEMORY_AND_DISK, 1)
        .rdd(1, "parent", 4, MEMORY_ONLY, 0)
        .job(8);
    log.unpersist(1);
    log.rdd(4, "ShuffledRowRDD", 2, 9).begin(2);
    log.task(0, ",'Peak On Heap Execution Memory':4194304,'Memory Bytes Spilled':1048576");
    log.task(1, ",'Peak Execution Memory':8388608").end();
    return log;
  }

  @Property(tries = 200)
  void anySubsetOfTheLinesInAnyOrderIsSimulatedOrRefused(
      @ForAll long seed, @ForAll @IntRange(max = 10) int keptOfTen) {
    Random random = new Random(seed);
    List<String> kept = new ArrayList<>();
    for (String line : log(8 * MIB, 2).lines()) {
      if (random.nextInt(10) < keptOfTen) {
        kept.add(random.nextInt(kept.size() + 1), line);
      }
    }
    simulatedOrRefused(kept);
  }

  @Property(tries = 200)
  void garbledNumbersAndTextsAreSimulatedOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> garbled = new ArrayList<>();
    for (String line : log(8 * MIB, 2).lines()) {
      char[] chars = line.toCharArray();
      if (random.nextInt(3) == 0 && chars.length > 30) {
        int at = 30 + random.nextInt(chars.length - 30);
        chars[at] = "0123456789\",:}]xé".charAt(random.nextInt(17));
      }
      garbled.add(new String(chars));
    }
    simulatedOrRefused(garbled);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,2", "2,2"})
  void aStageWhoseRddsAreComputedFromThemselvesIsADamagedLine(int rdd, int parent)
      throws EventLogException {
    List<String> lines = new ArrayList<>();
    for (String line : log(8 * MIB, 2).lines()) {
      lines.add(
          line.contains("StageSubmitted") && line.contains("\"RDD ID\":1,")
              ? withParent(line, rdd, parent)
              : line);
    }

    assertThat(LogLines.read(lines).damagedLines()).isEqualTo(2);
    simulatedOrRefused(lines);
  }

  private static String withParent(String line, int rdd, int parent) {
    int at = line.indexOf("\"Parent IDs\":[", line.indexOf("\"RDD ID\":" + rdd + ","));
    return line.substring(0, at)
        + "\"Parent IDs\":["
        + parent
        + line.substring(line.indexOf(']', at));
  }

  private static void simulatedOrRefused(List<String> lines) {
    Workload workload;
    try {
      workload = LogLines.read(lines);
    } catch (EventLogException e) {
      assertThat(e).hasMessageContaining("expected");
      return;
    }
    SimulationResult result;
    try {
      result = Simulation.of(workload).run(Scenario.own());
    } catch (io.memsim.config.ConfigException e) {
      assertThat(e).hasMessageContaining("expected");
      return;
    }
    assertThat(result.stages()).hasSameSizeAs(workload.stages());
    assertThat(result.timeline().tasks()).hasSize(workload.taskCount());
  }

  @Property(tries = 100)
  void whatIsCountedAddsUp(
      @ForAll @IntRange(min = 4, max = 24) int mebibytes,
      @ForAll @IntRange(min = 1, max = 3) int slots,
      @ForAll @IntRange(max = 5) int seed) {
    SimulationResult result =
        Simulation.of(log(8 * MIB, 2).workload())
            .run(
                Scenario.builder()
                    .set("spark.testing.memory", String.valueOf(mebibytes * MIB))
                    .cores(slots)
                    .seed(seed)
                    .build());
    Counts counts = result.counts();

    assertThat(result.accesses()).hasSize((int) counts.reads().count());
    assertThat(counts.reads().misses())
        .isEqualTo(counts.puts().memory() + counts.puts().disk() + counts.puts().failed());
    assertThat(result.evictions().stream().filter(e -> e.block().startsWith("rdd_")))
        .hasSize((int) counts.evictions().count());
    assertThat(counts.evictions().count())
        .isEqualTo(
            counts.evictions().toDisk() + counts.evictions().onDisk() + counts.evictions().lost());
    assertThat(counts.reads().bytes()).isGreaterThanOrEqualTo(counts.reads().hitBytes());
  }
}
