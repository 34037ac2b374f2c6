package io.memsim.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.MemoryMode;
import io.memsim.config.Collector;
import io.memsim.config.ConfigException;
import io.memsim.config.Deployment;
import io.memsim.config.MemoryConfig;
import io.memsim.config.MemoryConfigBuilder;
import io.memsim.config.SparkVersion;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryLayoutTest {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private static MemoryConfigBuilder set(String... keysAndValues) {
    MemoryConfigBuilder builder = MemoryConfig.builder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      builder.set(keysAndValues[i], keysAndValues[i + 1]);
    }
    return builder;
  }

  private static MemoryLayout of(String... keysAndValues) {
    return MemoryLayout.of(set(keysAndValues).build());
  }

  @Test
  void aHeapOfOneGibibyteSharesOut434Mebibytes() {
    MemoryLayout layout = of();
    assertThat(layout.heap()).isEqualTo(GIB);
    assertThat(layout.reserved()).isEqualTo(300 * MIB);
    assertThat(layout.unified()).isEqualTo(455_501_414);
    assertThat(layout.storageRegion()).isEqualTo(227_750_707);
    assertThat(layout.execution()).isEqualTo(227_750_707);
    assertThat(layout.user()).isEqualTo(303_667_610);
    assertThat(layout.offHeap()).isEqualTo(new OffHeap(false, 0, 0, 0));
    assertThat(layout.pageSize()).isEqualTo(16 * MIB - 16);
    assertThat(layout.tungstenMode()).isEqualTo(MemoryMode.ON_HEAP);
    assertThat(layout.overhead()).isEqualTo(384 * MIB);
    assertThat(layout.pySpark()).isZero();
    assertThat(layout.container()).isEqualTo(1408 * MIB);
    assertThat(layout.warnings()).isEmpty();
    assertThat(layout.config().heap()).isEqualTo(GIB);
  }

  /** "Maximum Onheap Memory" and "Maximum Offheap Memory" as Spark 4.2.0 logged them. */
  @ParameterizedTest
  @CsvSource({"1g, 0.6, 0, 455501414", "1g, 0.03, 0, 22775070", "1g, 0.02, 0, 15183380"})
  void unifiedMemoryIsWhatSparkLogs(String heap, String fraction, long offHeap, long logged) {
    MemoryLayout layout = of("spark.executor.memory", heap, "spark.memory.fraction", fraction);
    assertThat(layout.unified()).isEqualTo(logged);
    assertThat(layout.offHeap().size()).isEqualTo(offHeap);
  }

  @Test
  void theWholeHeapMayBeSharedOut() {
    MemoryLayout layout =
        of(
            "spark.testing.memory", "29360128",
            "spark.testing.reservedMemory", "0",
            "spark.memory.fraction", "1.0");
    assertThat(layout.unified()).isEqualTo(29_360_128);
    assertThat(layout.user()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0.0, 0, 6000", "0.5, 3000, 3000", "0.99, 5940, 60", "0.3, 1800, 4200"})
  void theStorageRegionIsAFractionOfUnifiedMemory(String fraction, long storage, long execution) {
    MemoryLayout layout =
        of(
            "spark.testing.memory", "10000",
            "spark.testing.reservedMemory", "0",
            "spark.memory.storageFraction", fraction,
            "spark.memory.offHeap.size", "6000");
    assertThat(layout.unified()).isEqualTo(6000);
    assertThat(layout.storageRegion()).isEqualTo(storage);
    assertThat(layout.execution()).isEqualTo(execution);
    assertThat(layout.offHeap()).isEqualTo(new OffHeap(false, 6000, storage, execution));
    for (MemoryMode mode : MemoryMode.values()) {
      assertThat(layout.unified(mode)).isEqualTo(6000);
      assertThat(layout.storageRegion(mode)).isEqualTo(storage);
      assertThat(layout.execution(mode)).isEqualTo(execution);
    }
  }

  @Test
  void fractionsAreCutOff() {
    MemoryLayout layout = of("spark.testing.memory", "7777", "spark.testing.reservedMemory", "0");
    assertThat(layout.unified()).isEqualTo(4666);
    assertThat(layout.storageRegion()).isEqualTo(2333);
    assertThat(layout.user()).isEqualTo(3111);
  }

  @Test
  void theTwoModesHaveTheirOwnRegions() {
    MemoryLayout layout =
        of("spark.memory.offHeap.enabled", "true", "spark.memory.offHeap.size", "256m");
    assertThat(layout.unified(MemoryMode.ON_HEAP)).isEqualTo(layout.unified());
    assertThat(layout.storageRegion(MemoryMode.ON_HEAP)).isEqualTo(layout.storageRegion());
    assertThat(layout.execution(MemoryMode.ON_HEAP)).isEqualTo(layout.execution());
    assertThat(layout.unified(MemoryMode.OFF_HEAP)).isEqualTo(256 * MIB);
    assertThat(layout.storageRegion(MemoryMode.OFF_HEAP)).isEqualTo(128 * MIB);
    assertThat(layout.execution(MemoryMode.OFF_HEAP)).isEqualTo(128 * MIB);
    assertThat(layout.offHeap().enabled()).isTrue();
    assertThat(layout.tungstenMode()).isEqualTo(MemoryMode.OFF_HEAP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0", "1e-12"})
  void aFractionThatLeavesNothingForExecutionIsRefused(String fraction) {
    assertThatThrownBy(() -> of("spark.memory.fraction", fraction))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("spark.memory.fraction = \"" + fraction + "\": expected")
        .hasMessageContaining("leaves execution more than 0 bytes");
  }

  @Test
  void aHeapThatLeavesNothingForExecutionIsRefused() {
    MemoryConfig config =
        set("spark.testing.memory", "0", "spark.testing.reservedMemory", "0").build();
    assertThatThrownBy(() -> MemoryLayout.of(config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("spark.memory.fraction = \"0.6\"")
        .hasMessageContaining("of a heap of 0 bytes less 0 it leaves 0");
  }

  @Test
  void aTracesNegativeFractionIsRefused() {
    MemoryConfig config = MemoryConfig.forTrace(Map.of("spark.memory.fraction", "-0.5"), 1);
    assertThatThrownBy(() -> MemoryLayout.of(config)).isInstanceOf(ConfigException.class);
  }

  @Test
  void aTracesFractionAboveOneBorrowsFromTheReserve() {
    MemoryLayout layout =
        MemoryLayout.of(MemoryConfig.forTrace(Map.of("spark.memory.fraction", "1.25"), 1));
    assertThat(layout.unified()).isEqualTo((GIB - 300 * MIB) / 4 * 5);
    assertThat(layout.user()).isEqualTo(-(GIB - 300 * MIB) / 4);
  }

  @ParameterizedTest
  @CsvSource({
    // execution pool 227,750,707
    "1g, 1, 16777200",
    "1g, 2, 8388592",
    "1g, 4, 4194288",
    "1g, 8, 2097136",
    "1g, 64, 1048560",
    "450m, 16, 1048560",
    "32g, 1, 67108848",
    "8g, 4, 67108848",
    "8g, 5, 33554416"
  })
  void aPageIsASixteenthOfACoresShareBetween1And64Mebibytes(
      String heap, String cores, long pageSize) {
    assertThat(of("spark.executor.memory", heap, "spark.executor.cores", cores).pageSize())
        .isEqualTo(pageSize);
  }

  @Test
  void aShareThatIsAPowerOfTwoIsNotRoundedUp() {
    MemoryLayout layout =
        of(
            "spark.testing.memory", String.valueOf(64 * MIB),
            "spark.testing.reservedMemory", "0",
            "spark.memory.fraction", "1",
            "spark.memory.storageFraction", "0.5",
            "spark.executor.extraJavaOptions", "-XX:+UseSerialGC");
    assertThat(layout.execution()).isEqualTo(32 * MIB);
    assertThat(layout.pageSize()).isEqualTo(2 * MIB);
  }

  @ParameterizedTest
  @CsvSource({"SERIAL, 0", "PARALLEL, 0", "G1, 16", "ZGC, 16", "SHENANDOAH, 16"})
  void pagesAreShorterByAnArrayHeaderUnderCollectorsWithRegions(Collector collector, long less) {
    String options = "-XX:+" + collector.flag();
    assertThat(of("spark.executor.extraJavaOptions", options).pageSize())
        .isEqualTo(16 * MIB - less);
    MemoryConfig older =
        set("spark.executor.extraJavaOptions", options).sparkVersion(SparkVersion.V4_0).build();
    assertThat(MemoryLayout.of(older).pageSize())
        .isEqualTo(16 * MIB - (collector == Collector.G1 ? 16 : 0));
  }

  @Test
  void pagesOffHeapFollowTheirOwnPoolAndHaveNoHeader() {
    assertThat(
            of(
                    "spark.memory.offHeap.enabled", "true",
                    "spark.memory.offHeap.size", "2g",
                    "spark.executor.cores", "4")
                .pageSize())
        .isEqualTo(16 * MIB);
    assertThat(of("spark.memory.offHeap.size", "2g", "spark.executor.cores", "4").pageSize())
        .as("not enabled")
        .isEqualTo(4 * MIB - 16);
  }

  @ParameterizedTest
  @CsvSource({"2m, 2097152", "100, 100", "128m, 134217728"})
  void aSetPageSizeIsTakenAsItIs(String set, long pageSize) {
    assertThat(of("spark.buffer.pageSize", set).pageSize()).isEqualTo(pageSize);
  }

  @ParameterizedTest
  @CsvSource({
    "1g, 384, 1408",
    "3840m, 384, 4224",
    "3850m, 385, 4235",
    "4g, 409, 4505",
    "8g, 819, 9011",
    "10239m, 1023, 11262"
  })
  void overheadIsATenthOfTheHeapInWholeMebibytesButAtLeast384(
      String heap, long overhead, long container) {
    MemoryLayout layout = of("spark.executor.memory", heap);
    assertThat(layout.overhead()).isEqualTo(overhead * MIB);
    assertThat(layout.container()).isEqualTo(container * MIB);
  }

  @Test
  void overheadCanBeSetOrScaled() {
    assertThat(of("spark.executor.memoryOverhead", "100m").overhead()).isEqualTo(100 * MIB);
    assertThat(of("spark.executor.memoryOverheadFactor", "0.75").overhead()).isEqualTo(768 * MIB);
    assertThat(of("spark.executor.minMemoryOverhead", "1g").overhead()).isEqualTo(GIB);
    assertThat(
            of("spark.master", "k8s://host", "spark.kubernetes.resource.type", "python").overhead())
        .isEqualTo(409 * MIB);
  }

  @Test
  void theContainerHoldsHeapOverheadOffHeapAndPython() {
    MemoryLayout layout =
        MemoryLayout.of(
            set(
                    "spark.executor.memory", "2g",
                    "spark.executor.memoryOverhead", "500m",
                    "spark.memory.offHeap.enabled", "true",
                    "spark.memory.offHeap.size", "1048577k",
                    "spark.executor.pyspark.memory", "300m")
                .pythonApplication(true)
                .build());
    assertThat(layout.pySpark()).isEqualTo(300 * MIB);
    assertThat(layout.container()).isEqualTo((2048 + 500 + 1024 + 300) * MIB);
  }

  @Test
  void offHeapMemoryThatIsNotEnabledIsNotInTheContainer() {
    assertThat(of("spark.memory.offHeap.size", "1g").container()).isEqualTo(1408 * MIB);
  }

  @Test
  void aDriversContainerHasNeitherPythonNorOffHeapMemory() {
    MemoryLayout layout =
        MemoryLayout.of(
            set(
                    "spark.driver.memory", "2g",
                    "spark.driver.memoryOverhead", "500m",
                    "spark.memory.offHeap.enabled", "true",
                    "spark.memory.offHeap.size", "1g",
                    "spark.executor.pyspark.memory", "300m")
                .pythonApplication(true)
                .deployment(Deployment.DRIVER)
                .build());
    assertThat(layout.heap()).isEqualTo(2 * GIB);
    assertThat(layout.pySpark()).isZero();
    assertThat(layout.offHeap().size()).isEqualTo(GIB);
    assertThat(layout.container()).isEqualTo(2548 * MIB);
  }

  @Test
  void localModeIsSizedLikeADriver() {
    MemoryLayout layout = of("spark.master", "local[4]", "spark.driver.memory", "2g");
    assertThat(layout.heap()).isEqualTo(2 * GIB);
    assertThat(layout.container()).isEqualTo(2432 * MIB);
    assertThat(layout.steps().get(layout.steps().size() - 1).formula())
        .contains("local mode asks nobody");
  }

  @Test
  void theContainerIsSizedByXmxNotByWhatTheJvmShows() {
    MemoryLayout layout =
        MemoryLayout.of(set("spark.executor.memory", "1g").heap(954_728_448).build());
    assertThat(layout.heap()).isEqualTo(954_728_448);
    assertThat(layout.unified()).isEqualTo((long) ((954_728_448 - 300 * MIB) * 0.6));
    assertThat(layout.container()).isEqualTo(1408 * MIB);
  }

  @Test
  void aContainerBeyondALongIsRefused() {
    assertThatThrownBy(
            () ->
                of(
                    "spark.executor.memory", "8191p",
                    "spark.executor.memoryOverhead", "8191p"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("a sum of at most 9223372036854775807 bytes");
  }

  @Test
  void aTaskGetsBetween1Of2NAnd1OfN() {
    MemoryLayout layout =
        of(
            "spark.testing.memory", "10000",
            "spark.testing.reservedMemory", "0",
            "spark.memory.storageFraction", "0.25",
            "spark.memory.offHeap.size", "400");
    assertThat(layout.leastPerTask(1)).isEqualTo(2250);
    assertThat(layout.mostPerTask(1)).isEqualTo(6000);
    assertThat(layout.leastPerTask(4)).isEqualTo(562);
    assertThat(layout.mostPerTask(4)).isEqualTo(1500);
    assertThat(layout.leastPerTask(7, MemoryMode.ON_HEAP)).isEqualTo(321);
    assertThat(layout.mostPerTask(7, MemoryMode.ON_HEAP)).isEqualTo(857);
    assertThat(layout.leastPerTask(2, MemoryMode.OFF_HEAP)).isEqualTo(75);
    assertThat(layout.mostPerTask(2, MemoryMode.OFF_HEAP)).isEqualTo(200);
    assertThat(layout.leastPerTask(Integer.MAX_VALUE)).isZero();
  }

  @Test
  void whatStorageHoldsUpToItsRegionLowersTheMost() {
    MemoryLayout layout = of("spark.testing.memory", "10000", "spark.testing.reservedMemory", "0");
    assertThat(layout.mostPerTask(2, MemoryMode.ON_HEAP, 0)).isEqualTo(3000);
    assertThat(layout.mostPerTask(2, MemoryMode.ON_HEAP, 1000)).isEqualTo(2500);
    assertThat(layout.mostPerTask(2, MemoryMode.ON_HEAP, 3000)).isEqualTo(1500);
    assertThat(layout.mostPerTask(2, MemoryMode.ON_HEAP, 6000)).isEqualTo(1500);
  }

  @Test
  void theBoundsFollowTheTungstenMode() {
    MemoryLayout layout =
        of("spark.memory.offHeap.enabled", "true", "spark.memory.offHeap.size", "4m");
    assertThat(layout.leastPerTask(1)).isEqualTo(MIB);
    assertThat(layout.mostPerTask(1)).isEqualTo(4 * MIB);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void thereIsAtLeastOneTask(int tasks) {
    MemoryLayout layout = of();
    assertThatThrownBy(() -> layout.leastPerTask(tasks))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("activeTasks " + tasks + ": expected at least 1");
    assertThatThrownBy(() -> layout.mostPerTask(tasks))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> layout.mostPerTask(1, MemoryMode.ON_HEAP, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("storageUsed -1: expected at least 0");
  }

  @Test
  void everyStepOfTheSumIsKept() {
    MemoryLayout layout =
        MemoryLayout.of(
            set(
                    "spark.executor.memory", "2g",
                    "spark.memory.offHeap.enabled", "true",
                    "spark.memory.offHeap.size", "256m")
                .cores(4)
                .build());
    assertThat(layout.steps())
        .containsExactly(
            new Step("heap", "spark.executor.memory = 2g", 2_147_483_648L),
            new Step("reserved", "300 MiB", 314_572_800),
            new Step("unified", "(2147483648 - 314572800) * 0.6", 1_099_746_508),
            new Step("storageRegion", "1099746508 * 0.5", 549_873_254),
            new Step("execution", "1099746508 - 549873254", 549_873_254),
            new Step("user", "2147483648 - 314572800 - 1099746508", 733_164_340),
            new Step("offHeap.size", "spark.memory.offHeap.size = 256m", 268_435_456),
            new Step("offHeap.storageRegion", "268435456 * 0.5", 134_217_728),
            new Step("offHeap.execution", "268435456 - 134217728", 134_217_728),
            new Step(
                "pageSize",
                "nextPowerOf2(134217728 / 4 / 16) = 2097152, within 1 MiB and 64 MiB",
                2_097_152),
            new Step("overhead", "max(0.1 * 2048 MiB, 384 MiB)", 402_653_184),
            new Step("pySpark", "spark.executor.pyspark.memory", 0),
            new Step("container", "2147483648 + 402653184 + 268435456 + 0", 2_818_572_288L));
  }

  @Test
  void stepsSayWhatWasSetOutright() {
    MemoryLayout layout =
        of(
            "spark.buffer.pageSize", "2m",
            "spark.executor.memoryOverhead", "1g",
            "spark.testing.reservedMemory", "1048576");
    assertThat(layout.steps())
        .contains(
            new Step("pageSize", "spark.buffer.pageSize", 2_097_152),
            new Step("overhead", "as set", GIB),
            new Step("reserved", "spark.testing.reservedMemory", MIB));
    assertThat(of().steps())
        .extracting(Step::formula)
        .anyMatch(formula -> formula.endsWith("less 16 of array header under G1"));
  }

  @Test
  void warningsAreThoseOfTheConfiguration() {
    MemoryLayout layout = of("spark.executor.memoryFraction", "0.5");
    assertThat(layout.warnings()).hasSize(1).isEqualTo(layout.config().warnings());
  }
}
