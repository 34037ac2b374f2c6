package io.memsim.cli;

import static io.memsim.simulate.LogLines.MEMORY_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.StorageLevel;
import io.memsim.simulate.LogLines;
import io.memsim.simulate.Scenario;
import io.memsim.simulate.Simulation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a log cannot tell is said from the log and the prediction alone. */
class LimitsTest {
  private static final Score.Count SURE = new Score.Count(100, 100);

  private static List<String> limits(LogLines log, Scenario scenario, Score.Count evictions) {
    Simulation simulation = Simulation.of(log.workload());
    return Limits.of(simulation.workload(), scenario, simulation.run(scenario), evictions, SURE);
  }

  private static LogLines log(String metrics) {
    LogLines log = new LogLines(64 << 20, 1);
    log.rdd(1, "points", 1, MEMORY_ONLY).begin(1).task(0, metrics).end();
    return log.stored(1, 0, 1 << 20);
  }

  @Test
  void aLogThatSawEveryBlockInItsFormTellsEnough() {
    assertThat(limits(log(""), Scenario.own(), SURE)).isEmpty();
    assertThat(
            limits(
                log(""), Scenario.builder().level(1, StorageLevel.MEMORY_AND_DISK).build(), SURE))
        .doesNotContain(Limits.PEAKS_CUT, Limits.RACE);
  }

  @Test
  void aFormThatNoBlockWasSeenInIsALimit() {
    Scenario serialized = Scenario.builder().level(1, StorageLevel.MEMORY_ONLY_SER).build();

    assertThat(limits(log(""), serialized, SURE)).containsExactly(Limits.FORM_UNSEEN);
  }

  @Test
  void spillsCutPeaksOffOnlyForOtherConfigurations() {
    LogLines log = log(",'Memory Bytes Spilled':1000,'Peak On Heap Execution Memory':9000000");
    Scenario larger = Scenario.builder().set("spark.memory.storageFraction", "0.1").build();

    assertThat(limits(log, Scenario.own(), SURE)).isEmpty();
    assertThat(limits(log, larger, SURE)).containsExactly(Limits.PEAKS_CUT);
  }

  @Test
  void schedulesThatDifferByMoreThanTheToleranceAreARace() {
    Score.Count close = SURE.with(new Score.Spread(95, 105));
    Score.Count wide = SURE.with(new Score.Spread(95, 106));

    assertThat(limits(log(""), Scenario.own(), close)).isEmpty();
    assertThat(limits(log(""), Scenario.own(), wide)).containsExactly(Limits.RACE);
  }
}
