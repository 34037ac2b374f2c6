package io.memsim.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryConfigTest {

  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  private static MemoryConfig of(String... keysAndValues) {
    return MemoryConfig.builder().setAll(map(keysAndValues)).build();
  }

  private static Map<String, String> map(String... keysAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  @Test
  void nothingSetIsAnExecutorWithSparksDefaults() {
    MemoryConfig config = of();
    assertThat(config.deployment()).isEqualTo(Deployment.EXECUTOR);
    assertThat(config.sparkVersion()).isEqualTo(SparkVersion.V4_2);
    assertThat(config.heap()).isEqualTo(GIB);
    assertThat(config.maxHeap()).isEqualTo(GIB);
    assertThat(config.heapSource()).isEqualTo("spark.executor.memory, by default 1g");
    assertThat(config.reserved()).isEqualTo(300 * MIB);
    assertThat(config.memoryFraction()).isEqualTo(0.6);
    assertThat(config.storageFraction()).isEqualTo(0.5);
    assertThat(config.offHeapEnabled()).isFalse();
    assertThat(config.offHeapSize()).isZero();
    assertThat(config.cores()).isEqualTo(1);
    assertThat(config.collector()).isEqualTo(Collector.G1);
    assertThat(config.pageSizeOverride()).isEmpty();
    assertThat(config.overheadOverride()).isEmpty();
    assertThat(config.overheadFactor()).isEqualTo(0.1);
    assertThat(config.minimumOverhead()).isEqualTo(384 * MIB);
    assertThat(config.pythonApplication()).isFalse();
    assertThat(config.pySparkMemory()).isZero();
    assertThat(config.unrollMemoryThreshold()).isEqualTo(MIB);
    assertThat(config.unrollMemoryCheckPeriod()).isEqualTo(16);
    assertThat(config.unrollMemoryGrowthFactor()).isEqualTo(1.5);
    assertThat(config.unmanagedMemoryPollingInterval()).isZero();
    assertThat(config.tracksUnmanagedMemory()).isFalse();
    assertThat(config.properties()).isEmpty();
    assertThat(config.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2g, 2048",
    "2048, 2048",
    "512000k, 500",
    "1048575k, 1023",
    "1073741823b, 1023",
    "1t, 1048576"
  })
  void memoryKeysCountWholeMebibytes(String text, long mib) {
    assertThat(of("spark.driver.memory", text, "spark.master", "local").heap())
        .isEqualTo(mib * MIB);
  }

  @Test
  void theDriverAndLocalModeHaveTheDriversHeap() {
    Map<String, String> both = map("spark.executor.memory", "4g", "spark.driver.memory", "2g");
    assertThat(MemoryConfig.fromMap(both).heap()).isEqualTo(4 * GIB);
    for (Deployment process : new Deployment[] {Deployment.DRIVER, Deployment.LOCAL}) {
      MemoryConfig config = MemoryConfig.builder().setAll(both).deployment(process).build();
      assertThat(config.heap()).isEqualTo(2 * GIB);
      assertThat(config.deployment()).isEqualTo(process);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "local, LOCAL, 1",
    "local[1], LOCAL, 1",
    "local[8], LOCAL, 8",
    "'local[8,3]', LOCAL, 8",
    "'local-cluster[2,3,1024]', EXECUTOR, 3",
    "yarn, EXECUTOR, 1",
    "spark://host:7077, EXECUTOR, 1",
    "localhost, EXECUTOR, 1"
  })
  void theMasterSaysWhetherItIsLocalModeAndWithHowManyCores(
      String master, Deployment deployment, int cores) {
    MemoryConfig config = of("spark.master", master);
    assertThat(config.deployment()).isEqualTo(deployment);
    assertThat(config.cores()).isEqualTo(cores);
  }

  @Test
  void localModeWithAStarCountsTheProcessors() {
    int processors = Runtime.getRuntime().availableProcessors();
    assertThat(of("spark.master", "local[*]").cores()).isEqualTo(processors);
    assertThat(MemoryConfig.builder().set("spark.master", "local[*]").cores(3).build().cores())
        .isEqualTo(3);
  }

  @Test
  void coresAreThoseOfTheProcess() {
    Map<String, String> both = map("spark.executor.cores", "4", "spark.driver.cores", "2");
    assertThat(MemoryConfig.fromMap(both).cores()).isEqualTo(4);
    assertThat(MemoryConfig.builder().setAll(both).deployment(Deployment.DRIVER).build().cores())
        .isEqualTo(2);
    assertThat(MemoryConfig.builder().deployment(Deployment.DRIVER).build().cores()).isEqualTo(1);
    assertThat(of("spark.master", "local-cluster[2,3,1024]", "spark.executor.cores", "2").cores())
        .isEqualTo(2);
  }

  @Test
  void testingMemoryIsTheHeapThatTheManagerSees() {
    MemoryConfig config =
        of("spark.testing.memory", "10000", "spark.testing.reservedMemory", "100");
    assertThat(config.heap()).isEqualTo(10_000);
    assertThat(config.maxHeap()).isEqualTo(GIB);
    assertThat(config.reserved()).isEqualTo(100);
  }

  @Test
  void whileSparkTestsItselfNothingIsReserved() {
    assertThat(of("spark.testing", "true").reserved()).isZero();
    assertThat(of("spark.testing", "false").reserved()).isZero();
    assertThat(of("spark.testing", "true", "spark.testing.reservedMemory", "7").reserved())
        .isEqualTo(7);
  }

  @Test
  void theJvmsOwnFigureCanBeGiven() {
    MemoryConfig config =
        MemoryConfig.builder().set("spark.executor.memory", "1g").heap(954_728_448).build();
    assertThat(config.heap()).isEqualTo(954_728_448);
    assertThat(config.maxHeap()).isEqualTo(GIB);
    assertThat(config.heapSource()).contains("given");
    assertThat(MemoryConfig.builder().heap(954_728_448).build().maxHeap()).isEqualTo(911 * MIB);
    assertThat(MemoryConfig.builder().heap(GIB).build().maxHeap()).isEqualTo(GIB);
  }

  @Test
  void theJvmsFigureFollowsFromXmxAndCollector() {
    MemoryConfig config = MemoryConfig.builder().maxHeap(GIB, Collector.PARALLEL).build();
    assertThat(config.heap()).isEqualTo(954_728_448);
    assertThat(config.maxHeap()).isEqualTo(GIB);
    assertThat(config.collector()).isEqualTo(Collector.PARALLEL);
    assertThat(config.heapSource()).isEqualTo("-Xmx of 1073741824 bytes under PARALLEL");
    assertThat(
            MemoryConfig.builder()
                .set("spark.executor.memory", "1g")
                .maxHeap(GIB, Collector.SERIAL)
                .build()
                .heap())
        .isEqualTo(1_037_959_168);
  }

  @ParameterizedTest
  @CsvSource({
    "-XX:+UseG1GC, G1",
    "-XX:+UseParallelGC, PARALLEL",
    "-Da=b -XX:+UseSerialGC -verbose:gc, SERIAL",
    "-XX:+UseZGC, ZGC",
    "'\"-XX:+UseShenandoahGC\"', SHENANDOAH",
    "-XX:+UseParallelGC -XX:-UseParallelGC -XX:+UseZGC, ZGC",
    "-XX:-UseParallelGC, G1",
    "-Dx=-XX:+UseZGC, G1",
    "'', G1"
  })
  void theExtraJavaOptionsChooseTheCollector(String options, Collector collector) {
    assertThat(of("spark.executor.extraJavaOptions", options).collector()).isEqualTo(collector);
    assertThat(of("spark.executor.defaultJavaOptions", options).collector()).isEqualTo(collector);
    assertThat(of("spark.driver.extraJavaOptions", options).collector()).isEqualTo(Collector.G1);
    assertThat(of("spark.master", "local", "spark.driver.extraJavaOptions", options).collector())
        .isEqualTo(collector);
    assertThat(of("spark.master", "local", "spark.driver.defaultJavaOptions", options).collector())
        .isEqualTo(collector);
  }

  @Test
  void theOwnOptionsStandBehindTheDefaultOnes() {
    assertThat(
            of(
                    "spark.executor.defaultJavaOptions", "-XX:+UseZGC",
                    "spark.executor.extraJavaOptions", "-XX:-UseZGC -XX:+UseSerialGC")
                .collector())
        .isEqualTo(Collector.SERIAL);
  }

  @Test
  void everyOtherKeyIsReadWithItsUnit() {
    MemoryConfig config =
        of(
            "spark.memory.fraction", "0.75",
            "spark.memory.storageFraction", " 0.25 ",
            "spark.memory.offHeap.enabled", "TRUE",
            "spark.memory.offHeap.size", "2097153",
            "spark.executor.memoryOverhead", "512",
            "spark.executor.pyspark.memory", "2g",
            "spark.yarn.isPython", "true",
            "spark.buffer.pageSize", "2097152",
            "spark.storage.unrollMemoryThreshold", "4096",
            "spark.storage.unrollMemoryCheckPeriod", "8",
            "spark.storage.unrollMemoryGrowthFactor", "2",
            "spark.memory.unmanagedMemoryPollingInterval", "2min");
    assertThat(config.memoryFraction()).isEqualTo(0.75);
    assertThat(config.storageFraction()).isEqualTo(0.25);
    assertThat(config.offHeapEnabled()).isTrue();
    assertThat(config.offHeapSize()).isEqualTo(2_097_153);
    assertThat(config.overheadOverride()).hasValue(512 * MIB);
    assertThat(config.pySparkMemory()).isEqualTo(2 * GIB);
    assertThat(config.pageSizeOverride()).hasValue(2 * MIB);
    assertThat(config.unrollMemoryThreshold()).isEqualTo(4096);
    assertThat(config.unrollMemoryCheckPeriod()).isEqualTo(8);
    assertThat(config.unrollMemoryGrowthFactor()).isEqualTo(2);
    assertThat(config.unmanagedMemoryPollingInterval()).isEqualTo(120_000);
    assertThat(config.tracksUnmanagedMemory()).isTrue();
    assertThat(config.warnings()).isEmpty();
    assertThat(config.properties()).hasSize(12).containsEntry("spark.memory.fraction", "0.75");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "1s, 1000",
    "500ms, 500",
    "1500us, 1",
    "-1s, -1000",
    "1h, 3600000",
    "1d, 86400000",
    "' 2M ', 120000"
  })
  void durationsParseAsSparksTimeStrings(String text, long millis) {
    assertThat(
            of("spark.memory.unmanagedMemoryPollingInterval", text)
                .unmanagedMemoryPollingInterval())
        .isEqualTo(millis);
  }

  @Test
  void unmanagedMemoryIsTrackedSince41() {
    for (SparkVersion version : SparkVersion.values()) {
      MemoryConfig config =
          MemoryConfig.builder()
              .sparkVersion(version)
              .set("spark.memory.unmanagedMemoryPollingInterval", "1s")
              .build();
      assertThat(config.tracksUnmanagedMemory()).isEqualTo(version.tracksUnmanagedMemory());
    }
    assertThat(of("spark.memory.unmanagedMemoryPollingInterval", "-1s").tracksUnmanagedMemory())
        .isFalse();
  }

  @Test
  void theMinimumOverheadIsConfigurableSince40() {
    for (SparkVersion version : SparkVersion.values()) {
      MemoryConfig config =
          MemoryConfig.builder()
              .sparkVersion(version)
              .set("spark.executor.minMemoryOverhead", "1g")
              .build();
      assertThat(config.minimumOverhead())
          .isEqualTo(version == SparkVersion.V3_5 ? 384 * MIB : GIB);
    }
  }

  @Test
  void aDriversOverheadHasItsOwnKeys() {
    MemoryConfig config =
        MemoryConfig.builder()
            .deployment(Deployment.DRIVER)
            .set("spark.driver.memoryOverheadFactor", "0.2")
            .set("spark.driver.minMemoryOverhead", "100m")
            .set("spark.executor.memoryOverhead", "1g")
            .build();
    assertThat(config.overheadFactor()).isEqualTo(0.2);
    assertThat(config.minimumOverhead()).isEqualTo(100 * MIB);
    assertThat(config.overheadOverride()).isEmpty();
  }

  @Test
  void programsThatAreNotForTheJvmGetMoreOverheadOnKubernetes() {
    assertThat(of("spark.master", "k8s://host").overheadFactor()).isEqualTo(0.1);
    assertThat(
            of("spark.master", "k8s://host", "spark.kubernetes.resource.type", "r")
                .overheadFactor())
        .isEqualTo(0.4);
    assertThat(
            of("spark.master", "k8s://host", "spark.kubernetes.resource.type", "python")
                .overheadFactor())
        .isEqualTo(0.4);
    assertThat(
            MemoryConfig.builder()
                .set("spark.master", "k8s://host")
                .pythonApplication(true)
                .build()
                .overheadFactor())
        .isEqualTo(0.4);
    assertThat(of("spark.master", "yarn", "spark.yarn.isPython", "true").overheadFactor())
        .isEqualTo(0.1);
  }

  @Test
  void kubernetesReadsItsOwnFactorAfterTheNewerOne() {
    Map<String, String> kubernetes =
        map(
            "spark.master", "k8s://host",
            "spark.kubernetes.resource.type", "python",
            "spark.kubernetes.memoryOverheadFactor", "0.3");
    assertThat(MemoryConfig.fromMap(kubernetes).overheadFactor()).isEqualTo(0.3);
    assertThat(
            MemoryConfig.builder()
                .setAll(kubernetes)
                .set("spark.executor.memoryOverheadFactor", "0.2")
                .build()
                .overheadFactor())
        .isEqualTo(0.2);
  }

  @Test
  void oldNamesAreStillReadWhereSparkReadsThem() {
    assertThat(of("spark.yarn.executor.memoryOverhead", "512").overheadOverride())
        .hasValue(512 * MIB);
    assertThat(
            of(
                    "spark.yarn.executor.memoryOverhead", "512",
                    "spark.executor.memoryOverhead", "600")
                .overheadOverride())
        .hasValue(600 * MIB);
    assertThat(of("spark.unsafe.offHeap", "true", "spark.memory.offHeap.size", "1m"))
        .extracting(MemoryConfig::offHeapEnabled)
        .isEqualTo(true);
  }

  @Test
  void pySparksMemoryCountsForPythonsExecutorsOnly() {
    Map<String, String> set = map("spark.executor.pyspark.memory", "1g");
    assertThat(MemoryConfig.fromMap(set).pySparkMemory()).isZero();
    assertThat(MemoryConfig.builder().setAll(set).pythonApplication(true).build().pySparkMemory())
        .isEqualTo(GIB);
    assertThat(
            MemoryConfig.builder()
                .setAll(set)
                .pythonApplication(true)
                .deployment(Deployment.DRIVER)
                .build()
                .pySparkMemory())
        .isZero();
  }

  @Test
  void propertiesCountWithTheirDefaults() {
    Properties defaults = new Properties();
    defaults.setProperty("spark.executor.memory", "2g");
    Properties properties = new Properties(defaults);
    properties.setProperty("spark.executor.cores", "4");
    MemoryConfig config = MemoryConfig.fromProperties(properties);
    assertThat(config.heap()).isEqualTo(2 * GIB);
    assertThat(config.properties())
        .containsExactly(entry("spark.executor.cores", "4"), entry("spark.executor.memory", "2g"));
  }

  @Test
  void aTracesHeapIsTakenToTheByte() {
    MemoryConfig config =
        MemoryConfig.forTrace(
            map(
                "spark.executor.memory", "10000b",
                "spark.testing.reservedMemory", "0",
                "spark.memory.offHeap.enabled", "true",
                "spark.memory.offHeap.size", "777b",
                "spark.master", "local[2]",
                "spark.executor.cores", "9"),
            4);
    assertThat(config.heap()).isEqualTo(10_000);
    assertThat(config.maxHeap()).isEqualTo(MIB);
    assertThat(config.reserved()).isZero();
    assertThat(config.offHeapSize()).isEqualTo(777);
    assertThat(config.cores()).isEqualTo(4);
    assertThat(config.deployment()).isEqualTo(Deployment.EXECUTOR);
    assertThat(config.sparkVersion()).isEqualTo(SparkVersion.LATEST);
  }

  @Test
  void aTraceWithoutReserveHasTheUsualOne() {
    assertThat(MemoryConfig.forTrace(Map.of(), 1).reserved()).isEqualTo(300 * MIB);
    assertThat(MemoryConfig.forTrace(Map.of(), 1).heap()).isEqualTo(GIB);
  }

  @Test
  void aTracesMemoryFractionIsWhatTheManagerTakes() {
    assertThat(
            MemoryConfig.forTrace(map("spark.memory.fraction", "1.25"), 1, SparkVersion.V3_5)
                .memoryFraction())
        .isEqualTo(1.25);
    assertThatThrownBy(() -> MemoryConfig.forTrace(map("spark.memory.fraction", "NaN"), 1))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void aConfigurationSurvivesSerialization() throws IOException, ClassNotFoundException {
    MemoryConfig config = of("spark.executor.memory", "2g", "spark.executor.memroy", "1g");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(config);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      MemoryConfig copy = (MemoryConfig) in.readObject();
      assertThat(copy).hasToString(config.toString());
      assertThat(copy.heap()).isEqualTo(config.heap());
      assertThat(copy.warnings()).isEqualTo(config.warnings());
    }
  }

  @Test
  void everyPropertyIsDescribedAndItsDefaultIsAccepted() {
    for (SparkProperty property : SparkProperty.values()) {
      assertThat(property.doc()).isNotBlank();
      assertThat(property.since()).matches("\\d\\.\\d\\.\\d");
      assertThat(SparkProperty.of(property.key())).contains(property);
      property.fallback().ifPresent(value -> of(property.key(), value));
    }
    assertThat(SparkProperty.of("spark.app.name")).isEmpty();
    assertThat(SparkProperty.EXECUTOR_MEMORY.kind()).isEqualTo(SparkProperty.Kind.MIB);
  }
}
