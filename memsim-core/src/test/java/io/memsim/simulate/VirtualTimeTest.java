package io.memsim.simulate;

import static io.memsim.simulate.LogLines.MEMORY_AND_DISK;
import static io.memsim.simulate.LogLines.MEMORY_ONLY;
import static io.memsim.simulate.LogLines.MEMORY_ONLY_SER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.memsim.block.StorageLevel;
import io.memsim.config.ConfigException;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When tasks begin and end in virtual time, and what takes how long. */
class VirtualTimeTest {
  private static final long MIB = 1 << 20;

  private static final Scenario OTHER =
      Scenario.builder().set("spark.memory.storageFraction", "0.4").build();

  /** Launch and end of each task, from the first launch on. */
  private static List<String> spans(SimulationResult result) {
    double first =
        result.timeline().tasks().stream().mapToDouble(Timeline.TaskSpan::from).min().orElse(0);
    List<String> spans = new ArrayList<>();
    result.timeline().tasks().stream()
        .sorted((a, b) -> Integer.compare(a.task(), b.task()))
        .forEach(t -> spans.add("%.0f to %.0f".formatted(t.from() - first, t.to() - first)));
    return spans;
  }

  // ---- launches and ends

  @Test
  void tasksAreLaunchedWhenTheLogHasThemEvenWhereASlotIsFreeBefore() {
    LogLines log = new LogLines(64 * MIB, 2);
    log.rdd(1, "points", 3).begin(3);
    log.task(0, 100, "").back(70).task(1, 90, "").back(20).task(2, 40, "").end();

    assertThat(spans(Simulation.of(log.workload()).run(Scenario.own())))
        .containsExactly("0 to 100", "30 to 120", "100 to 140");
  }

  @Test
  void aSlotIsHandedOnBeforeTheDriverHasLookedAtTheResult() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 2).begin(2);
    log.task(0, 100, 60, "").back(25).task(1, 50, 50, "").end();

    assertThat(spans(Simulation.of(log.workload()).run(Scenario.own())))
        .containsExactly("0 to 75", "75 to 125");
  }

  @Test
  void aTaskKeepsItsSlotAtLeastAsLongAsItRan() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 2).begin(2);
    // The second one cannot have been launched in the first one's place.
    log.task(0, 100, 90, "").back(50).task(1, 50, 50, "").end();

    assertThat(spans(Simulation.of(log.workload()).run(Scenario.own())))
        .containsExactly("0 to 90", "90 to 140");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pagerank.mo28", "kmeans.mo16", "diamond.mo18seq", "dfcache.md28seq"})
  void inItsOwnConfigurationTheApplicationTakesAsLongAsItDid(String name) throws IOException {
    Workload workload = LogLines.recorded(name);
    double logged = 0;
    for (int task = 0; task < workload.taskCount(); task++) {
      logged +=
          workload.metric(task, TaskMetric.FINISHED) - workload.metric(task, TaskMetric.LAUNCHED);
    }

    SimulationResult own = Simulation.of(workload).run(Scenario.own());

    // Tasks hand their slots on before they have finished.
    assertThat(own.counts().times().tasks() / logged).isBetween(0.85, 1.02);
  }

  // ---- moving data

  /** Two blocks of values, of which one has room; the first one is read from disk at the end. */
  private static LogLines fallingToDisk() {
    LogLines log = new LogLines(8 * MIB, 1);
    log.rdd(1, "old", 1, MEMORY_AND_DISK).job(1);
    log.stored(1, 0, 5 * MIB);
    log.rdd(2, "young", 1, MEMORY_AND_DISK).job(1);
    log.stored(2, 0, 5 * MIB);
    log.rdd(1, "old", 1, MEMORY_AND_DISK).begin(1);
    return log.task(0, 2000, "").end();
  }

  @Test
  void whatTheLogMeasuredIncludesTheTimeForMovingData() {
    Simulation simulation = Simulation.of(fallingToDisk().workload());
    CostModel dear = CostModel.DEFAULT.with(Cost.DISK_READ, 10_000_000);

    SimulationResult usual = simulation.run(Scenario.own());
    SimulationResult slow = simulation.run(Scenario.builder().costs(dear).build());

    assertThat(usual.counts().puts().promoted()).isEqualTo(1);
    assertThat(slow.counts().times().disk()).isGreaterThan(2 * usual.counts().times().disk());
    assertThat(slow.makespan()).isCloseTo(usual.makespan(), within(1.0));
  }

  @Test
  void readingFromDiskTakesTheTimeOfTheCostModel() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 1, MEMORY_ONLY_SER).job(1);
    log.stored(1, 0, 10 * MIB);
    log.rdd(1, "points", 1, MEMORY_ONLY_SER).job(1);
    Simulation simulation = Simulation.of(log.workload());
    Scenario onDisk = Scenario.builder().level(1, StorageLevel.DISK_ONLY).build();
    CostModel slow = CostModel.DEFAULT.with(Cost.DISK_READ, 10 * MIB).with(Cost.DISK_WRITE, MIB);

    SimulationResult result = simulation.run(onDisk.toBuilder().costs(slow).build());

    double mebibytes = (double) result.executors().get(0).disk().get(0).bytes() / MIB;
    // Written once, read back at once and read again.
    assertThat(result.counts().times().disk())
        .isCloseTo(1000 * mebibytes + 2 * 100 * mebibytes, within(1.0));
  }

  @Test
  void valuesTakeTimeToSerializeAndSerializedBlocksWhereverTheyAreRead() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 1, MEMORY_ONLY).job(1);
    log.stored(1, 0, 10 * MIB);
    log.rdd(1, "points", 1, MEMORY_ONLY).job(1);
    Simulation simulation = Simulation.of(log.workload());

    Counts.Times values = simulation.run(Scenario.own()).counts().times();
    Scenario bytes = Scenario.builder().level(1, StorageLevel.MEMORY_ONLY_SER).build();
    Counts.Times serialized = simulation.run(bytes).counts().times();

    assertThat(values.serializing()).isZero();
    assertThat(serialized.serializing()).isPositive();
    assertThat(serialized.disk()).isZero();
    assertThat(serialized.tasks() - values.tasks())
        .isCloseTo(serialized.serializing(), within(1.0));
  }

  @Test
  void aBlockOnItsWayBackFromDiskReservesMemoryStepByStep() {
    SimulationResult result = Simulation.of(fallingToDisk().workload()).run(Scenario.own());

    double read =
        result.accesses().stream()
            .filter(a -> a.outcome() == Access.Outcome.DISK)
            .mapToDouble(Access::time)
            .findFirst()
            .orElseThrow();
    double back =
        result.timeline().blocks().stream()
            .filter(b -> b.rdd() == 1 && b.place() == Timeline.Place.MEMORY && b.from() >= read)
            .mapToDouble(Timeline.BlockSpan::from)
            .findFirst()
            .orElseThrow();
    List<Eviction> evictions =
        result.evictions().stream()
            .filter(e -> e.block().equals("rdd_2_0") && e.time() >= read)
            .toList();
    assertThat(back).isGreaterThan(read + 10);
    assertThat(evictions).hasSize(1);
    assertThat(evictions.get(0).time()).isBetween(read, back);
    assertThat(evictions.get(0).cause()).isEqualTo(io.memsim.event.EvictionCause.PROMOTION);
  }

  @ParameterizedTest
  @EnumSource(Cost.class)
  void everyFigureOfTheCostModelIsSetUnderItsName(Cost cost) {
    CostModel set = CostModel.DEFAULT.with(cost, 7);

    assertThat(Cost.of(cost.key())).contains(cost);
    assertThat(set).isNotEqualTo(CostModel.DEFAULT);
    assertThat(set.toString()).containsOnlyOnce("=7");
    assertThatThrownBy(() -> CostModel.DEFAULT.with(cost, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(cost.key())
        .hasMessageContaining("expected above 0");
    assertThatThrownBy(() -> CostModel.DEFAULT.with(cost, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // ---- computing blocks

  @Test
  void aTaskThatComputesABlockFasterThanOthersTakesNoLongerThanInTheLog() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 3, MEMORY_ONLY).begin(3);
    log.task(0, 400, "").task(1, 200, "").task(2, 20, "").end();
    log.stored(1, 0, MIB).stored(1, 1, MIB).stored(1, 2, MIB);

    assertThat(spans(Simulation.of(log.workload()).run(Scenario.own())))
        .containsExactly("0 to 400", "400 to 600", "600 to 620");
  }

  @Test
  void whatIsNotCachedAnyMoreIsComputedWheneverItIsAskedFor() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 2, MEMORY_ONLY).job(2);
    log.stored(1, 0, MIB).stored(1, 1, MIB);
    for (int again = 0; again < 3; again++) {
      log.rdd(1, "points", 2, MEMORY_ONLY).begin(2).task(0, 10, "").task(1, 10, "").end();
    }
    Simulation simulation = Simulation.of(log.workload());

    SimulationResult own = simulation.run(Scenario.own());
    SimulationResult without =
        simulation.run(Scenario.builder().level(1, StorageLevel.NONE).build());

    // Nine tenths of 100 ms are the block's, which takes as long each time.
    assertThat(without.counts().times().recomputing()).isCloseTo(6 * 90, within(1.0));
    assertThat(without.makespan() - own.makespan()).isCloseTo(6 * 90, within(1.0));
    assertThat(without.accesses()).isEmpty();
    assertThat(without.counts().puts().memory()).isZero();
    assertThat(without.executors().get(0).peakStorage()).isLessThan(2 * MIB);
  }

  @Test
  void operatorsOfACachedQueryRunAgainWhereItIsComputedAgain() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "cached", 1, MEMORY_ONLY, 9).rdd(9, "ShuffledRowRDD", 1).begin(1);
    log.task(
            0,
            ",'Peak On Heap Execution Memory':12582912,'Peak Execution Memory':12582912,"
                + "'Shuffle Read Metrics':{'Total Records Read':100000}")
        .end();
    log.stored(1, 0, 4 * MIB);
    log.rdd(2, "MapPartitionsRDD", 1, 1)
        .rdd(1, "cached", 1, MEMORY_ONLY, 9)
        .rdd(9, "ShuffledRowRDD", 1)
        .begin(1)
        .task(0, 10, "")
        .end();
    Simulation simulation = Simulation.of(log.workload());

    SimulationResult own = simulation.run(Scenario.own());
    SimulationResult never = simulation.run(Scenario.builder().level(1, StorageLevel.NONE).build());

    assertThat(own.stages().get(0).peakExecution()).isGreaterThan(10 * MIB);
    assertThat(own.stages().get(1).peakExecution()).isZero();
    assertThat(never.stages().get(1).peakExecution())
        .isEqualTo(own.stages().get(0).peakExecution());
  }

  @Test
  void tasksThatDifferThroughLuckAreExpectedToTakeTheSameInAnotherConfiguration() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 3).begin(3);
    log.task(0, 100, "").task(1, 120, "").task(2, 80, "").end();

    List<Timeline.TaskSpan> tasks = Simulation.of(log.workload()).run(OTHER).timeline().tasks();

    assertThat(tasks).allSatisfy(t -> assertThat(t.to() - t.from()).isCloseTo(100, within(2.0)));
    assertThat(tasks.get(2).to() - tasks.get(0).from()).isCloseTo(300, within(1e-6));
  }

  @Test
  void tasksThatDifferByFarStayDifferent() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 3).begin(3);
    log.task(0, 10, "").task(1, 10, "").task(2, 3000, "").end();

    List<Timeline.TaskSpan> tasks = Simulation.of(log.workload()).run(OTHER).timeline().tasks();

    assertThat(tasks.get(2).to() - tasks.get(2).from()).isGreaterThan(2500);
    assertThat(tasks.get(2).to() - tasks.get(0).from()).isCloseTo(3020, within(1.0));
  }

  @Test
  void whatIsSetToWhatItWasChangesNothing() {
    LogLines log = fallingToDisk();
    Simulation simulation = Simulation.of(log.workload());
    Scenario same =
        Scenario.builder()
            .set("spark.testing.memory", String.valueOf(8 * MIB))
            .level(1, StorageLevel.MEMORY_AND_DISK)
            .build();

    assertThat(simulation.run(same).timeline())
        .isEqualTo(simulation.run(Scenario.own()).timeline());
  }

  // ---- other schedules

  @Test
  void jobsThatAreSubmittedTogetherRaceInOtherSchedulesOfOtherConfigurations() throws IOException {
    Simulation simulation = Simulation.of(LogLines.recorded("dfcache.md28seq"));
    Set<Boolean> own = new TreeSet<>();
    Set<Boolean> other = new TreeSet<>();
    for (int seed = 1; seed <= 10; seed++) {
      own.add(first(simulation.run(Scenario.builder().seed(seed).build())));
      other.add(first(simulation.run(OTHER.toBuilder().seed(seed).build())));
    }

    assertThat(first(simulation.run(Scenario.own()))).isTrue();
    assertThat(first(simulation.run(OTHER))).isTrue();
    assertThat(own).containsExactly(true);
    assertThat(other).containsExactly(false, true);
  }

  /** Whether stage 8 began before stage 9: two sides of a join, submitted 31 ms apart. */
  private static boolean first(SimulationResult result) {
    double eight = 0;
    double nine = 0;
    for (StageResult stage : result.stages()) {
      eight = stage.stage() == 8 ? stage.submitted() : eight;
      nine = stage.stage() == 9 ? stage.submitted() : nine;
    }
    return eight < nine;
  }

  @Test
  void workThatIsSplitOtherwiseIsNotRunInTheLogsOrder() {
    LogLines log = new LogLines(64 * MIB, 1);
    log.rdd(1, "points", 2, MEMORY_ONLY).begin(2);
    log.task(1, 100, "").task(0, 100, "").end();
    Workload split = log.workload().resplit(1, 4);

    SimulationResult result = Simulation.of(split).run(Scenario.own());

    assertThat(result.accesses()).extracting(Access::partition).containsExactly(0, 1, 2, 3);
    assertThat(
            result.basis().stream()
                .filter(basis -> basis.figures() == Basis.Figures.SCHEDULE)
                .map(Basis::why))
        .first()
        .asString()
        .contains("Spark's scheduler");
  }

  @Test
  @Timeout(60)
  void tasksThatWaitForAnExecutorAreLookedAtAgainOnceAndNotOnceForEach() {
    LogLines log = new LogLines(512 * MIB, 1);
    // While the first one is computed on one executor, the others are on the other one.
    log.rdd(1, "points", 200, MEMORY_ONLY).begin(200).task(0, 600_000, "");
    for (int partition = 1; partition < 200; partition++) {
      log.task(partition, 200, "");
    }
    log.end();
    for (int partition = 0; partition < 200; partition++) {
      log.stored(1, partition, MIB);
    }
    log.rdd(1, "points", 200, MEMORY_ONLY).begin(200);
    for (int partition = 0; partition < 200; partition++) {
      log.task(partition, 200, "");
    }
    log.end();

    SimulationResult result =
        Simulation.of(log.workload()).run(Scenario.builder().executors(2).build());

    assertThat(result.counts().reads().memory()).isEqualTo(200);
    assertThat(result.counts().reads().remote()).isZero();
  }

  // ---- cores of a task

  @ParameterizedTest
  @CsvSource({"1, 4", "2, 2", "3, 1", "4, 1"})
  void tasksThatNeedMoreCoresHaveFewerSlots(String cpus, int slots) {
    LogLines log = new LogLines(64 * MIB, 4);
    log.rdd(1, "points", 1).job(1);

    SimulationResult result =
        Simulation.of(log.workload()).run(Scenario.builder().set("spark.task.cpus", cpus).build());

    assertThat(result.executors().get(0).cores()).isEqualTo(slots);
  }

  @Test
  void aTaskCannotNeedMoreCoresThanAnExecutorHas() {
    LogLines log = new LogLines(64 * MIB, 4);
    Simulation simulation = Simulation.of(log.rdd(1, "points", 1).job(1).workload());

    assertThatThrownBy(() -> simulation.run(Scenario.builder().set("spark.task.cpus", "5").build()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("spark.task.cpus = \"5\": expected at most the 4 cores");
  }
}
