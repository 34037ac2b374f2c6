package io.memsim.simulate;

import static io.memsim.simulate.LogLines.MEMORY_AND_DISK;
import static io.memsim.simulate.LogLines.MEMORY_ONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.StorageLevel;
import io.memsim.simulate.Basis.Figures;
import io.memsim.workload.EventLogReader;
import io.memsim.workload.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What figures rest on, on logs of a few lines. */
class FoundationTest {
  private static final long MIB = 1 << 20;
  private static final String UPDATES = "spark.eventLog.logBlockUpdates.enabled true";

  /** Four points, cached and read again, of which so many were seen. */
  private static LogLines log(int seen) {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 4, MEMORY_ONLY, 0).rdd(0, "ParallelCollectionRDD", 4).job(4);
    for (int partition = 0; partition < seen; partition++) {
      log.stored(1, partition, MIB);
    }
    return log.rdd(2, "MapPartitionsRDD", 4, 1)
        .rdd(1, "points", 4, MEMORY_ONLY, 0)
        .rdd(0, "ParallelCollectionRDD", 4)
        .job(4);
  }

  private static SimulationResult run(LogLines log, Scenario scenario) {
    return Simulation.of(log.workload()).run(scenario);
  }

  private static Basis of(SimulationResult result, Figures figures) {
    return result.basis().stream()
        .filter(basis -> basis.figures() == figures)
        .findFirst()
        .orElseThrow();
  }

  private static List<Long> counts(Basis basis) {
    return List.of(
        basis.count(Evidence.MEASURED),
        basis.count(Evidence.DERIVED),
        basis.count(Evidence.ASSUMED));
  }

  @Test
  void everyGroupOfFiguresSaysWhatItRestsOn() {
    SimulationResult result = run(log(4), Scenario.own());

    assertThat(result.basis())
        .extracting(Basis::figures)
        .containsExactly(
            Figures.BLOCK_SIZES,
            Figures.ACCESSES,
            Figures.SCHEDULE,
            Figures.EVICTIONS,
            Figures.TIMES,
            Figures.RECOMPUTATION,
            Figures.SPILLS,
            Figures.REGIONS,
            Figures.CONTAINER,
            Figures.BROADCASTS);
    assertThat(result.basis())
        .allSatisfy(basis -> assertThat(basis.parts()).isNotEmpty())
        .allSatisfy(basis -> assertThat(basis.why()).doesNotContain("\n"));
  }

  @Test
  void aBlockThatWasSeenIsMeasuredAndOneThatWasNotIsTakenToBeLikeTheOthers() {
    Basis basis = of(run(log(3), Scenario.own()), Figures.BLOCK_SIZES);

    assertThat(counts(basis)).containsExactly(3L, 1L, 0L);
    assertThat(basis.evidence()).isEqualTo(Evidence.DERIVED);
    assertThat(basis.noun()).isEqualTo("block");
  }

  @Test
  void aFormThatWasNeverSeenIsAssumedAndNoSettingCuresThat() {
    Scenario serialized = Scenario.builder().level(1, StorageLevel.MEMORY_ONLY_SER).build();

    SimulationResult result = run(log(4), serialized);

    Basis basis = of(result, Figures.BLOCK_SIZES);
    assertThat(counts(basis)).containsExactly(0L, 0L, 4L);
    assertThat(basis.parts().get(0).cure()).isEmpty();
    assertThat(of(result, Figures.EVICTIONS).evidence()).isEqualTo(Evidence.ASSUMED);
  }

  @Test
  void withoutBlockUpdatesSizesAndBroadcastsAreAssumedAndBlockUpdatesWouldCureThat() {
    SimulationResult result = run(log(0), Scenario.own());

    assertThat(counts(of(result, Figures.BLOCK_SIZES))).containsExactly(0L, 0L, 4L);
    for (Figures figures : List.of(Figures.BLOCK_SIZES, Figures.EVICTIONS, Figures.BROADCASTS)) {
      assertThat(of(result, figures).parts()).singleElement().returns(UPDATES, Basis.Part::cure);
    }
  }

  @Test
  void aSettingThatWasOnIsNoCure() {
    LogLines log = log(0);
    log.add(
        "{'Event':'SparkListenerEnvironmentUpdate','Spark Properties':{'spark.master':'local[1]',"
            + "'spark.testing.memory':'67108864','spark.testing.reservedMemory':'0',"
            + "'spark.memory.fraction':'1.0','spark.eventLog.logBlockUpdates.enabled':'true'}}");

    assertThat(of(run(log, Scenario.own()), Figures.BLOCK_SIZES).parts())
        .singleElement()
        .returns("", Basis.Part::cure);
  }

  @Test
  void whatIsSplitOtherwiseIsSharedOut() {
    SimulationResult result = Simulation.of(log(4).workload().resplit(1, 8)).run(Scenario.own());

    assertThat(counts(of(result, Figures.BLOCK_SIZES))).containsExactly(0L, 8L, 0L);
    assertThat(counts(of(result, Figures.TIMES))).containsExactly(0L, 16L, 0L);
    assertThat(of(result, Figures.SCHEDULE).evidence()).isEqualTo(Evidence.DERIVED);
  }

  @Test
  void theLogsOwnScheduleIsMeasuredAnotherOneDerivedAndASeededOneAssumed() {
    Simulation simulation = Simulation.of(log(4).workload());
    Scenario larger = Scenario.builder().set("spark.executor.memory", "1g").build();
    Scenario seeded = Scenario.builder().seed(7).build();

    SimulationResult own = simulation.run(Scenario.own());
    SimulationResult other = simulation.run(larger);

    assertThat(counts(of(own, Figures.SCHEDULE))).containsExactly(8L, 0L, 0L);
    assertThat(counts(of(other, Figures.SCHEDULE))).containsExactly(0L, 8L, 0L);
    assertThat(counts(of(simulation.run(seeded), Figures.SCHEDULE))).containsExactly(0L, 0L, 8L);
    assertThat(of(own, Figures.REGIONS).evidence()).isEqualTo(Evidence.MEASURED);
    assertThat(of(other, Figures.REGIONS).evidence()).isEqualTo(Evidence.DERIVED);
  }

  @Test
  void timesOfTasksThatComputeBlocksAreDerivedFromThoseThatDoNot() {
    SimulationResult result = run(log(4), Scenario.own());

    assertThat(counts(of(result, Figures.TIMES))).containsExactly(4L, 4L, 0L);
    assertThat(counts(of(result, Figures.RECOMPUTATION))).containsExactly(0L, 1L, 0L);
  }

  @Test
  void whereEveryTaskComputesABlockItsTimeIsAssumed() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 4, MEMORY_ONLY, 0).rdd(0, "ParallelCollectionRDD", 4).job(4);

    assertThat(counts(of(run(log, Scenario.own()), Figures.RECOMPUTATION)))
        .containsExactly(0L, 0L, 1L);
  }

  @Test
  void stagesWithoutRddsAndCoalescedOnesAreAssumed() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.job(2);
    log.rdd(3, "CoalescedRDD", 2, 1).rdd(1, "points", 4, MEMORY_ONLY).job(2);
    log.rdd(1, "points", 4, MEMORY_ONLY).job(4);

    Basis basis = of(run(log, Scenario.own()), Figures.ACCESSES);

    assertThat(counts(basis)).containsExactly(0L, 4L, 4L);
    assertThat(basis.why()).contains("coalesce", "does not list the RDDs");
  }

  @Test
  void executionMemoryIsDerivedFromPeaksAndMeasuredWhereThereIsNone() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(0, "ParallelCollectionRDD", 2).begin(2);
    log.task(0, "").task(1, ",'Peak On Heap Execution Memory':6000000").end();

    assertThat(counts(of(run(log, Scenario.own()), Figures.SPILLS))).containsExactly(1L, 1L, 0L);
  }

  @Test
  void metricsOfSparkSqlTellMore() throws IOException {
    String log = "/evaluate/dfcache.md28seq.eventlog.json.gz";
    try (InputStream in = FoundationTest.class.getResourceAsStream(log)) {
      SimulationResult result = Simulation.of(EventLogReader.read(in, log)).run(Scenario.own());

      assertThat(of(result, Figures.SPILLS).why()).contains("Spark SQL's metrics");
    }
  }

  @Test
  void whatMovesBytesCostsWhatTheModelSays() {
    LogLines log = new LogLines(2 * MIB, 1);
    log.rdd(1, "points", 1, MEMORY_AND_DISK).rdd(0, "ParallelCollectionRDD", 1).job(1);
    log.stored(1, 0, 4 * MIB);

    Basis basis = of(run(log, Scenario.own()), Figures.TRANSFERS);

    assertThat(basis.evidence()).isEqualTo(Evidence.ASSUMED);
    assertThat(basis.why()).contains("200 MB/s read from disk");
  }

  @Test
  void aBasisRestsOnSomething() {
    assertThatThrownBy(() -> new Basis(Figures.TIMES, "task", List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("TIMES: expected at least one part");
    assertThatThrownBy(() -> new Basis.Part(Evidence.ASSUMED, 0, "", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("count 0: expected above 0");
  }
}
