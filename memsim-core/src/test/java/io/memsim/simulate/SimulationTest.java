package io.memsim.simulate;

import static io.memsim.simulate.LogLines.MEMORY_AND_DISK;
import static io.memsim.simulate.LogLines.MEMORY_ONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.config.ConfigException;
import io.memsim.workload.Evidence;
import io.memsim.workload.Workload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Spark's rules of lazy evaluation and caching, on logs of a few lines. */
class SimulationTest {
  private static final long MIB = 1 << 20;

  private static SimulationResult own(LogLines log) {
    return Simulation.of(log.workload()).run(Scenario.own());
  }

  private static List<String> accesses(SimulationResult result) {
    return result.accesses().stream()
        .map(a -> "rdd_" + a.rdd() + "_" + a.partition() + " " + a.outcome())
        .toList();
  }

  private static LogLines stored(LogLines log, int rdd, int partitions, long bytes) {
    for (int partition = 0; partition < partitions; partition++) {
      log.stored(rdd, partition, bytes);
    }
    return log;
  }

  @Test
  void aBlockIsComputedOnceAndHitFromThenOn() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 2, MEMORY_ONLY, 0).rdd(0, "ParallelCollectionRDD", 2).job(2);
    stored(log, 1, 2, MIB);
    log.rdd(2, "MapPartitionsRDD", 2, 1)
        .rdd(1, "points", 2, MEMORY_ONLY, 0)
        .rdd(0, "ParallelCollectionRDD", 2)
        .job(2);

    assertThat(accesses(own(log)))
        .containsExactly("rdd_1_0 FIRST", "rdd_1_1 FIRST", "rdd_1_0 MEMORY", "rdd_1_1 MEMORY");
  }

  @Test
  void theNearestCachedAncestorIsAskedFirstAndItsParentsOnlyWhenItMisses() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(2, "child", 1, MEMORY_ONLY, 1)
        .rdd(1, "parent", 1, MEMORY_ONLY, 0)
        .rdd(0, "ParallelCollectionRDD", 1)
        .job(1);
    stored(stored(log, 1, 1, MIB), 2, 1, MIB);
    log.rdd(3, "MapPartitionsRDD", 1, 2)
        .rdd(2, "child", 1, MEMORY_ONLY, 1)
        .rdd(1, "parent", 1, MEMORY_ONLY, 0)
        .rdd(0, "ParallelCollectionRDD", 1)
        .job(1);

    assertThat(accesses(own(log)))
        .containsExactly("rdd_2_0 FIRST", "rdd_1_0 FIRST", "rdd_2_0 MEMORY");
  }

  @Test
  void aPartitionOfACoalescedUnionReadsItsShareOfBothParents() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(4, "both", 2, MEMORY_ONLY, 3)
        .rdd(3, "UnionRDD", 4, 1, 2)
        .rdd(1, "left", 2, MEMORY_ONLY)
        .rdd(2, "right", 2, MEMORY_ONLY)
        .job(2);

    assertThat(accesses(own(log)))
        .containsExactly(
            "rdd_4_0 FIRST",
            "rdd_1_0 FIRST",
            "rdd_1_1 FIRST",
            "rdd_4_1 FIRST",
            "rdd_2_0 FIRST",
            "rdd_2_1 FIRST");
  }

  @Test
  void aCartesianProductReadsItsSecondParentAnewForEachValueOfTheFirstOne() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "few", 1, MEMORY_ONLY).job(1);
    stored(log, 1, 1, MIB);
    log.rdd(1, "few", 1, MEMORY_ONLY).begin(1);
    log.task(0, ",'Input Metrics':{'Bytes Read':%d,'Records Read':3}".formatted(MIB)).end();
    log.rdd(3, "CartesianRDD", 1, 1, 2)
        .rdd(1, "few", 1, MEMORY_ONLY)
        .rdd(2, "other", 1, MEMORY_ONLY)
        .job(1);

    assertThat(accesses(own(log)))
        .containsExactly(
            "rdd_1_0 FIRST",
            "rdd_1_0 MEMORY",
            "rdd_1_0 MEMORY",
            "rdd_2_0 FIRST",
            "rdd_2_0 MEMORY",
            "rdd_2_0 MEMORY");
  }

  @Test
  void aUnionPrefersShuffledDataToTheCachedBlocksMadeOfThem() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(4, "UnionRDD", 4, 3, 2)
        .rdd(3, "MapPartitionsRDD", 2, 1)
        .rdd(1, "edges", 2, MEMORY_ONLY, 9)
        .rdd(2, "labels", 2, MEMORY_ONLY, 9)
        .job(4);
    Workload workload = log.workload();
    Lineage lineage = new Lineage(workload, workload.stages().get(0), Map.of(), null);

    assertThat(lineage.preference(0, block -> true))
        .isEqualTo(new Lineage.Preference(Lineage.Preference.CACHED, BlockId.rdd(1, 0)));
    assertThat(lineage.preference(2, block -> true)).isEqualTo(Lineage.Preference.OF_SHUFFLE);
    assertThat(lineage.preference(0, block -> false)).isEqualTo(Lineage.Preference.OF_SHUFFLE);
  }

  @Test
  void whatTasksReadOfABlockThatWentToDiskAtOnceIsNoSizeOfItsValues() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 1, MEMORY_AND_DISK).job(1);
    log.add(
        ("{'Event':'SparkListenerBlockUpdated','Block Updated Info':{'Block Manager ID':{'Executor"
                + " ID':'driver'},'Block ID':'rdd_1_0','Storage Level':%s,'Memory Size':0,'Disk"
                + " Size':%d}}")
            .formatted(LogLines.level(true, false, false), MIB));
    for (int i = 0; i < 2; i++) {
      log.rdd(1, "points", 1, MEMORY_AND_DISK).begin(1);
      log.task(0, ",'Input Metrics':{'Bytes Read':%d,'Records Read':10000}".formatted(MIB)).end();
    }

    // Java's serialization saves 10 bytes of each value.
    assertThat(own(log).rdds().get(0).blockBytes()).isEqualTo(MIB + 100_000);
  }

  @Test
  void aBlockNeverEvictsABlockOfItsOwnRdd() {
    LogLines log = new LogLines(8 * MIB, 1);
    log.rdd(1, "points", 4, MEMORY_ONLY).job(4);
    stored(log, 1, 4, 3 * MIB);
    log.rdd(1, "points", 4, MEMORY_ONLY).job(4);

    SimulationResult result = own(log);

    assertThat(result.counts().evictions().count()).isZero();
    assertThat(result.counts().reads().again()).isEqualTo(2);
    assertThat(result.counts().puts().failed()).isEqualTo(4);
    assertThat(result.rdds().get(0).memoryBlocks()).isEqualTo(2);
  }

  @Test
  void aBlockOfAnotherRddIsEvictedAndComputedAgain() {
    LogLines log = new LogLines(8 * MIB, 1);
    log.rdd(1, "old", 1, MEMORY_ONLY).job(1);
    log.stored(1, 0, 5 * MIB);
    log.rdd(2, "young", 1, MEMORY_ONLY).job(1);
    log.stored(2, 0, 5 * MIB);
    log.rdd(1, "old", 1, MEMORY_ONLY).job(1);

    SimulationResult result = own(log);

    assertThat(accesses(result)).containsExactly("rdd_1_0 FIRST", "rdd_2_0 FIRST", "rdd_1_0 AGAIN");
    assertThat(result.evictions()).extracting(Eviction::block).contains("rdd_1_0", "rdd_2_0");
    assertThat(result.counts().times().recomputing()).isPositive();
  }

  @Test
  void aBlockThatDoesNotFitFallsToDiskAndIsReadBackFromThere() {
    LogLines log = new LogLines(8 * MIB, 1);
    log.rdd(1, "points", 2, MEMORY_AND_DISK).job(2);
    stored(log, 1, 2, 5 * MIB);
    log.rdd(1, "points", 2, MEMORY_AND_DISK).job(2);

    SimulationResult result = own(log);

    assertThat(result.counts().puts().disk()).isEqualTo(1);
    // The read back after the put, and the read of the second job: both try to enter memory.
    assertThat(result.counts().puts().notPromoted()).isEqualTo(2);
    assertThat(result.counts().reads().again()).isZero();
    assertThat(accesses(result)).endsWith("rdd_1_0 MEMORY", "rdd_1_1 DISK");
  }

  @Test
  void theBroadcastOfATaskBinaryNeedsAMebibyteAndEvictsAWholeBlock() {
    LogLines log = new LogLines(8 * MIB, 1);
    log.rdd(1, "points", 1, MEMORY_ONLY).job(1);
    log.stored(1, 0, 6 * MIB);
    log.rdd(2, "other", 1, MEMORY_ONLY).job(1);
    log.stored(2, 0, MIB + MIB / 5);
    log.rdd(3, "MapPartitionsRDD", 1).job(1);

    assertThat(own(log).evictions())
        .filteredOn(eviction -> eviction.task() < 0)
        .extracting(Eviction::block)
        .contains("rdd_1_0");
  }

  @Test
  void unpersistingRemovesBlocksAndLaterStagesDoNotCache() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 1, MEMORY_ONLY).job(1);
    log.stored(1, 0, MIB);
    log.unpersist(1);
    log.rdd(2, "MapPartitionsRDD", 1, 1).rdd(1, "points", 1).job(1);

    SimulationResult result = own(log);

    assertThat(accesses(result)).containsExactly("rdd_1_0 FIRST");
    assertThat(result.rdds().get(0).memoryBlocks()).isZero();
  }

  @Test
  void executionMemoryEvictsBlocksAndSpillsWhatItCannotGet() {
    LogLines log = new LogLines(16 * MIB, 1);
    log.rdd(1, "points", 1, MEMORY_ONLY).job(1);
    log.stored(1, 0, 10 * MIB);
    log.rdd(2, "ShuffledRowRDD", 1, 9).begin(1);
    log.task(
            0,
            ",'Peak On Heap Execution Memory':12582912,'Peak Execution Memory':12582912,"
                + "'Shuffle Read Metrics':{'Total Records Read':100000}")
        .end();
    Simulation simulation = Simulation.of(log.workload());

    SimulationResult own = simulation.run(Scenario.own());
    SimulationResult smaller =
        simulation.run(Scenario.builder().set("spark.testing.memory", "8388608").build());

    assertThat(own.counts().evictions().forExecution()).isEqualTo(1);
    assertThat(own.counts().spills().count()).isZero();
    assertThat(smaller.counts().spills().memoryBytes()).isPositive();
  }

  @Test
  void aTaskWaitsFromItsRequestToTheAnswerForWhatItAskedFor() {
    SimulationResult result = own(LogLines.waiting());

    assertThat(result.counts().spills().waits()).isEqualTo(1);
    assertThat(result.timeline().waits()).hasSize(1);
    Timeline.WaitSpan wait = result.timeline().waits().get(0);
    Timeline.TaskSpan waited =
        result.timeline().tasks().stream().filter(t -> t.waited() > 0).findFirst().orElseThrow();
    Timeline.TaskSpan first =
        result.timeline().tasks().stream().filter(t -> t.task() == 0).findFirst().orElseThrow();
    assertThat(wait.task()).isEqualTo(waited.task()).isEqualTo(2);
    assertThat(wait.executor()).isEqualTo(waited.executor());
    assertThat(wait.slot()).isEqualTo(waited.slot());
    assertThat(wait.stage()).isZero();
    assertThat(wait.from()).isGreaterThan(waited.from()).isLessThan(wait.to());
    assertThat(wait.to()).isEqualTo(first.to());
    assertThat(wait.to() - wait.from()).isEqualTo(waited.waited());
    assertThat(result.counts().times().waiting()).isEqualTo(waited.waited());
    assertThat(wait.bytes()).isBetween(1L, 16 * MIB);
  }

  @Test
  void theApplicationEndsWithItsLastJobAndNotWithATimerOfTheScheduler() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 2, MEMORY_ONLY).job(2).stored(1, 0, MIB).stored(1, 1, MIB);
    log.rdd(1, "points", 2, MEMORY_ONLY).job(2);

    SimulationResult own = own(log);
    SimulationResult anew =
        Simulation.of(log.workload()).run(Scenario.builder().executors(1).build());

    assertThat(anew.makespan()).isEqualTo(own.makespan());
    assertThat(anew.timeline().blocks())
        .allSatisfy(span -> assertThat(span.to()).isLessThanOrEqualTo(anew.makespan()));
  }

  @Test
  void aHeapIsRefusedUnderTheNameThatItWasAskedForUnder() {
    LogLines log = new LogLines(64 * MIB, 1);
    Simulation simulation = Simulation.of(log.rdd(1, "points", 1, MEMORY_ONLY).job(1).workload());
    Scenario.Builder real = Scenario.builder().set("spark.testing.reservedMemory", "");

    assertThatThrownBy(() -> simulation.run(real.set("spark.executor.memory", "2m").build()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("spark.executor.memory = \"2m\": expected at least 450m");
    assertThatThrownBy(() -> simulation.run(real.set("spark.driver.memory", "3m").build()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("spark.driver.memory = \"3m\": expected at least 450m");
  }

  @Test
  void whatIsOnlyCountedHasNoTimeline() {
    SimulationResult result =
        Simulation.of(LogLines.waiting().workload())
            .run(Scenario.builder().detailed(false).build());

    assertThat(result.counts().spills().waits()).isEqualTo(1);
    assertThat(result.timeline().waits()).isEmpty();
  }

  @Test
  void anotherLevelChangesWhatBecomesOfVictims() {
    LogLines log = new LogLines(8 * MIB, 1);
    log.rdd(1, "old", 1, MEMORY_ONLY).job(1);
    log.stored(1, 0, 5 * MIB);
    log.rdd(2, "young", 1, MEMORY_ONLY).job(1);
    log.stored(2, 0, 5 * MIB);
    log.rdd(1, "old", 1, MEMORY_ONLY).job(1);
    Simulation simulation = Simulation.of(log.workload());

    SimulationResult onDisk =
        simulation.run(Scenario.builder().level(1, StorageLevel.MEMORY_AND_DISK).build());
    SimulationResult uncached =
        simulation.run(Scenario.builder().level(1, StorageLevel.NONE).build());

    assertThat(accesses(onDisk)).endsWith("rdd_1_0 DISK");
    assertThat(onDisk.basis())
        .filteredOn(basis -> basis.figures() == Basis.Figures.BLOCK_SIZES)
        .extracting(Basis::evidence)
        .containsExactly(Evidence.MEASURED);
    assertThat(accesses(uncached)).containsExactly("rdd_2_0 FIRST");
  }

  @Test
  void theSameScenarioGivesTheSameResultWhichCanBeWritten() throws IOException {
    LogLines log = new LogLines(8 * MIB, 2);
    log.rdd(1, "points", 4, MEMORY_ONLY).job(4);
    stored(log, 1, 4, 3 * MIB);
    log.rdd(1, "points", 4, MEMORY_ONLY).job(4);
    Simulation simulation = Simulation.of(log.workload());
    Scenario scenario = Scenario.builder().seed(7).set("spark.testing.memory", "7340032").build();

    SimulationResult first = simulation.run(scenario);

    assertThat(simulation.run(scenario)).isEqualTo(first);
    assertThat(Simulation.of(log.workload()).run(scenario).accesses()).isEqualTo(first.accesses());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(first);
    }
    assertThat(bytes.size()).isPositive();
  }

  @Test
  void theReproductionIsWholeWhereNothingHappened() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 2, MEMORY_ONLY).job(2);
    stored(log, 1, 2, MIB);

    Reproduction own = Simulation.of(log.workload()).reproduction();

    assertThat(own.changes()).isEqualTo(new Reproduction.Share(2, 2));
    assertThat(own.cached()).isEqualTo(new Reproduction.Share(2, 2));
    assertThat(own.spilled()).isZero();
  }
}
