package io.memsim.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.StorageLevel;
import io.memsim.config.ConfigException;
import io.memsim.simulate.Scenario;
import io.memsim.simulate.SimulationResult;
import io.memsim.whatif.Trouble.Kind;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationTrialTest {
  private static final SimulationTrial TRIAL = Logs.pagerank("");

  private static Grid grid(String... axes) {
    return Grid.of(List.of(axes).stream().map(Axis::parse).toList());
  }

  @Test
  void whatTheRecordedRunReadsIsWhatTheMeasuresCount() {
    Measures measures = TRIAL.run(Variant.RECORDED);
    SimulationResult result = TRIAL.detailed(Variant.RECORDED);

    assertThat(measures).isEqualTo(SimulationTrial.measures(result));
    assertThat(measures.reads())
        .isEqualTo(measures.memoryHits() + measures.diskHits() + measures.recomputed())
        .isPositive();
    assertThat(measures.executors()).isEqualTo(1);
    assertThat(measures.unified()).isEqualTo(28L << 20);
    assertThat(measures.memoryHitBytes()).isLessThanOrEqualTo(measures.readBytes());
    assertThat(measures.peakUnified()).isPositive();
  }

  @Test
  void enoughMemoryLosesNothingAndLittleMemoryLosesALot() {
    Measures roomy = TRIAL.run(grid("spark.executor.memory=256m").variant(0));
    Measures tight = TRIAL.run(grid("spark.executor.memory=10m").variant(0));

    assertThat(roomy.hitRatio()).isEqualTo(1.0);
    assertThat(roomy.byteHitRatio()).isEqualTo(1.0);
    assertThat(roomy.evictions()).isZero();
    assertThat(roomy.recomputedMillis()).isZero();
    assertThat(tight.hitRatio()).isLessThan(0.5);
    assertThat(tight.recomputedMillis()).isPositive();
    assertThat(tight.container()).isLessThan(roomy.container());
  }

  @Test
  void everyKnobArrivesInTheScenario() {
    Variant variant =
        grid(
                "spark.memory.fraction=0.7",
                "rdd.2.level=DISK_ONLY",
                "rdd.10.cache=false",
                "rdd.20.cache=true",
                "executors=3",
                "cores=5")
            .variant(0);

    Scenario scenario = TRIAL.scenario(variant);

    assertThat(scenario.properties()).containsEntry("spark.memory.fraction", "0.7");
    assertThat(scenario.levels())
        .containsEntry(2, StorageLevel.DISK_ONLY)
        .containsEntry(10, StorageLevel.NONE)
        .doesNotContainKey(20);
    assertThat(scenario.executors()).hasValue(3);
    assertThat(scenario.cores()).hasValue(5);
    assertThat(scenario.detailed()).isFalse();
  }

  @Test
  void anRddThatWasNeverCachedIsCachedAsSparksCacheDoes() {
    int plain =
        TRIAL.workload().rdds().stream().filter(r -> !r.persisted()).findFirst().orElseThrow().id();

    assertThat(TRIAL.scenario(grid("rdd." + plain + ".cache=true").variant(0)).levels())
        .containsEntry(plain, StorageLevel.MEMORY_ONLY);
  }

  private static Scenario scenario(String given, String varied) {
    Setting base = Setting.parse(given);
    SimulationTrial trial =
        SimulationTrial.of(Logs.pagerank(), Variant.RECORDED.with(base.knob(), base.value()));
    return trial.scenario(varied.isEmpty() ? Variant.RECORDED : grid(varied).variant(0));
  }

  @Test
  void whatIsVariedWinsOverWhatIsGiven() {
    assertThat(scenario("rdd.2.level=DISK_ONLY", "rdd.2.level=MEMORY_ONLY_SER").levels())
        .containsEntry(2, StorageLevel.MEMORY_ONLY_SER);
    assertThat(scenario("rdd.2.level=DISK_ONLY", "rdd.2.cache=false").levels())
        .containsEntry(2, StorageLevel.NONE);
    assertThat(scenario("rdd.2.level=DISK_ONLY", "rdd.2.cache=true").levels())
        .containsEntry(2, StorageLevel.DISK_ONLY);
    assertThat(scenario("rdd.2.level=NONE", "rdd.2.cache=true").levels()).doesNotContainKey(2);
    assertThat(scenario("rdd.2.cache=false", "rdd.2.level=DISK_ONLY").levels())
        .containsEntry(2, StorageLevel.DISK_ONLY);
    assertThat(scenario("rdd.2.cache=false", "cores=3").levels())
        .containsEntry(2, StorageLevel.NONE);
    assertThat(scenario("cores=5", "cores=3").cores()).hasValue(3);
    assertThat(scenario("spark.memory.fraction=0.5", "").properties())
        .containsEntry("spark.memory.fraction", "0.5");
    assertThat(scenario("spark.testing.memory=", "").properties())
        .containsEntry("spark.testing.memory", "");
  }

  @Test
  void whatIsGivenIsSplitToo() {
    Setting base = Setting.parse("rdd.2.partitions=16");
    SimulationTrial trial =
        SimulationTrial.of(Logs.pagerank(), Variant.RECORDED.with(base.knob(), base.value()));

    assertThat(trial.workload().rdd(2).partitions()).isEqualTo(16);
    assertThat(trial.notes(Grid.of(List.of()))).singleElement().asString().contains("evenly");
    assertThat(
            trial.simulation(grid("rdd.2.partitions=4").variant(0)).workload().rdd(2).partitions())
        .isEqualTo(4);
  }

  @Test
  void whatIsGivenIsChecked() {
    for (String text : new String[] {"rdd.999.level=NONE", "rdd.999.partitions=7"}) {
      assertThatThrownBy(() -> scenario(text, ""))
          .isInstanceOf(WhatIfException.class)
          .hasMessageStartingWith(text + ": \"rdd.999\": expected an RDD of this log");
    }
  }

  @Test
  void anAxisThatNamesNoRddOfTheLogIsRefused() {
    for (String axis :
        new String[] {"rdd.999.level=NONE", "rdd.999.cache=true", "rdd.999.partitions=7"}) {
      assertThatThrownBy(() -> TRIAL.check(Axis.parse(axis)))
          .isInstanceOf(WhatIfException.class)
          .hasMessage(
              axis
                  + ": \"rdd.999\": expected an RDD of this log; those that are cached: 2, 10, 20,"
                  + " 30, 40, 50, 60");
    }
    TRIAL.check(Axis.parse("rdd.2.level=NONE"));
    TRIAL.check(Axis.parse("cores=2"));
  }

  @Test
  void anRddThatIsSplitIntoAsManyPartitionsAsItHasMeasuresTheSame() {
    int partitions = TRIAL.workload().rdd(2).partitions();
    Measures recorded = TRIAL.run(Variant.RECORDED);

    Measures same = TRIAL.run(grid("rdd.2.partitions=" + partitions).variant(0));
    Measures finer = TRIAL.run(grid("rdd.2.partitions=" + 4 * partitions).variant(0));

    assertThat(same).isEqualTo(recorded);
    assertThat(finer.reads()).isGreaterThan(2 * recorded.reads());
    assertThat(finer.readBytes()).isLessThan(2 * recorded.readBytes());
    assertThat(TRIAL.troubles(grid("rdd.2.partitions=" + 4 * partitions).variant(0))).isNotEmpty();
    assertThat(TRIAL.notes(grid("rdd.2.partitions=9")))
        .singleElement()
        .asString()
        .contains("evenly");
  }

  @Test
  void aHeapThatSparkRefusesIsRefused() {
    Variant variant =
        grid("spark.executor.memory=1m", "spark.testing.reservedMemory=314572800").variant(0);

    assertThatThrownBy(() -> TRIAL.run(variant)).isInstanceOf(ConfigException.class);
    assertThat(TRIAL.starts(variant)).isFalse();
    assertThat(TRIAL.starts(Variant.RECORDED)).isTrue();
  }

  @Test
  void aSweepIsTheSameOnAnyNumberOfThreads() throws Exception {
    List<Variant> variants = grid("spark.executor.memory=10m:40m:10m", "cores=1,2").variants();

    assertThat(Sweep.with(TRIAL).threads(4).run(variants))
        .isEqualTo(Sweep.with(TRIAL).threads(1).run(variants));
  }

  @Test
  void troublesAddUpToTheCounts() {
    List<Trouble> troubles = TRIAL.troubles(Variant.RECORDED);
    Measures measures = TRIAL.run(Variant.RECORDED);

    assertThat(count(troubles, Kind.RECOMPUTATION)).isEqualTo(measures.recomputed());
    assertThat(
            count(troubles, Kind.EVICTION_FOR_STORAGE)
                + count(troubles, Kind.EVICTION_FOR_EXECUTION))
        .isEqualTo(measures.evictions())
        .isPositive();
    assertThat(troubles)
        .isSortedAccordingTo((a, b) -> Long.compare(b.bytes(), a.bytes()))
        .allSatisfy(trouble -> assertThat(trouble.bytes()).isPositive());
    assertThat(troubles.get(0).describe(TRIAL.workload()))
        .matches("Stage \\d+: \\d+ blocks? of RDD 2 \\(links\\), [0-9.]+ MiB, .*");
  }

  private static long count(List<Trouble> troubles, Kind kind) {
    return troubles.stream()
        .filter(trouble -> trouble.kind() == kind)
        .flatMapToLong(trouble -> LongStream.of(trouble.count()))
        .sum();
  }

  @Test
  void saysHowASettingIsUnderstood() {
    assertThat(TRIAL.notes(grid("spark.executor.memory=1g")))
        .containsExactly(
            "spark.executor.memory replaces spark.testing.memory, which the recorded run was"
                + " given");
    assertThat(TRIAL.notes(grid("spark.driver.memoryOverhead=1g")))
        .singleElement()
        .asString()
        .startsWith("spark.driver.memoryOverhead: ");
    assertThat(TRIAL.notes(grid("cores=2"))).isEmpty();
  }

  @Test
  void whatCachingSavesThatTheLogNeverHadCannotBeKnown() {
    assertThat(TRIAL.notes(grid("rdd.3.cache=false,true")))
        .singleElement()
        .asString()
        .startsWith("RDD 3 was not cached in the recorded run")
        .endsWith("cannot be known from this log");
    assertThat(TRIAL.notes(grid("rdd.3.level=DISK_ONLY"))).hasSize(1);
    assertThat(TRIAL.notes(grid("rdd.3.cache=false"))).isEmpty();
    assertThat(TRIAL.notes(grid("rdd.2.level=NONE,DISK_ONLY"))).isEmpty();
  }
}
