package io.memsim.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigWarningTest {

  private static MemoryConfigBuilder set(String... keysAndValues) {
    MemoryConfigBuilder builder = MemoryConfig.builder();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      builder.set(keysAndValues[i], keysAndValues[i + 1]);
    }
    return builder;
  }

  private static ConfigWarning only(MemoryConfigBuilder builder) {
    List<ConfigWarning> warnings = builder.build().warnings();
    assertThat(warnings).hasSize(1);
    return warnings.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "spark.executor.memoryFraction, 0.5, never existed, spark.memory.fraction",
    "spark.storage.memoryFraction, 0.5, gone since 3.0, spark.memory.storageFraction",
    "spark.shuffle.memoryFraction, 0.5, gone since 3.0, spark.memory.fraction",
    "spark.storage.safetyFraction, 0.5, gone since 3.0, spark.memory.fraction",
    "spark.shuffle.safetyFraction, 0.5, gone since 3.0, spark.memory.fraction",
    "spark.storage.unrollFraction, 0.5, gone since 3.0, spark.storage.unrollMemoryThreshold",
    "spark.memory.useLegacyMode, true, gone since 3.0, spark.memory.fraction",
    "spark.shuffle.spill, false, does nothing since Spark 1.6, spark.memory.fraction",
    "spark.yarn.executor.memoryOverhead, 512, still read, spark.executor.memoryOverhead",
    "spark.yarn.driver.memoryOverhead, 512, still read, spark.driver.memoryOverhead",
    "spark.unsafe.offHeap, false, still read, spark.memory.offHeap.enabled",
    "spark.mesos.executor.memoryOverhead, 1, Mesos only, spark.executor.memoryOverhead",
    "spark.mesos.driver.memoryOverhead, 1, Mesos only, spark.driver.memoryOverhead"
  })
  void keysThatNeverWereAreGoneOrRenamedGetTheNearestRealKey(
      String key, String value, String text, String nearest) {
    ConfigWarning warning = only(set(key, value));
    assertThat(warning.key()).isEqualTo(key);
    assertThat(warning.value()).isEqualTo(value);
    assertThat(warning.text()).contains(text);
    assertThat(warning.nearestKey()).contains(nearest);
    assertThat(warning).hasToString(key + ": " + warning.text() + "; see " + nearest);
  }

  @Test
  void anOldNameBesideTheNewOneDoesNothing() {
    assertThat(
            only(set(
                    "spark.yarn.executor.memoryOverhead", "1",
                    "spark.executor.memoryOverhead", "2"))
                .text())
        .endsWith(", which is set too and counts");
  }

  @ParameterizedTest
  @CsvSource({
    "spark.executor.memroyOverhead, spark.executor.memoryOverhead",
    "spark.executor.Memory, spark.executor.memory",
    "spark.executor.memory.overhead, spark.executor.memoryOverhead",
    "spark.memory.fractoin, spark.memory.fraction",
    "spark.memory.offheap.size, spark.memory.offHeap.size",
    "spark.memory.offHeapSize, spark.memory.offHeap.size",
    "spark.storage.unrollMemoryTreshold, spark.storage.unrollMemoryThreshold",
    "spark.executor.heap, spark.executor.memory",
    "spark.executor.corse, spark.executor.cores",
    "spark.sql.shuffle.partition, spark.sql.shuffle.partitions",
    "executor.memory, spark.executor.memory",
    "spark.memory.storagefraction, spark.memory.storageFraction"
  })
  void aMisspeltKeyGetsTheNearestRealKey(String key, String nearest) {
    assertThat(only(set(key, "1")).nearestKey()).contains(nearest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.app.name",
        "spark.sql.shuffle.partitions",
        "spark.serializer",
        "spark.eventLog.enabled",
        "spark.hadoop.mapreduce.map.memory.mb",
        "spark.executorEnv.MEMORY_LIMIT",
        "spark.sql.catalog.mine.heap",
        "spark.kubernetes.driver.label.memory",
        "spark.kubernetes.executor.podNamePrefix",
        "spark.yarn.am.memory",
        "spark.python.worker.memory",
        "spark.shuffle.detectCorrupt.useExtraMemory",
        "spark.sql.inMemoryColumnarStorage.compressed",
        "spark.sql.columnVector.offheap.enabled",
        "spark.databricks.delta.optimizeWrite.enabled"
      })
  void keysThatHaveNothingToDoWithItPassSilently(String key) {
    assertThat(set(key, "whatever").build().warnings()).isEmpty();
  }

  @Test
  void anUnknownKeyIsAWarningNeverAnError() {
    assertThat(only(set("spark.no.such.key", "-1")))
        .isEqualTo(
            new ConfigWarning(
                "spark.no.such.key",
                "-1",
                "is not a key of Spark's, has no effect on its memory",
                null))
        .hasToString("spark.no.such.key: is not a key of Spark's, has no effect on its memory");
    assertThat(only(set("foo", "1")).text())
        .isEqualTo("Spark ignores keys that do not begin with spark.");
    assertThat(only(set("spark." + "x".repeat(100_000), "1")).nearestKey()).isEmpty();
    assertThat(only(set("spark.memory." + "x".repeat(100_000), "1")).nearestKey()).isPresent();
    assertThat(only(set("spark.a\nb", "1")).toString().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "spark.driver.memory, 2g, spark.executor.memory",
    "spark.driver.memoryOverhead, 1g, spark.executor.memoryOverhead",
    "spark.driver.memoryOverheadFactor, 0.2, spark.executor.memoryOverheadFactor",
    "spark.driver.minMemoryOverhead, 1g, spark.executor.minMemoryOverhead"
  })
  void theDriversSettingsDoNothingOnAnExecutor(String key, String value, String nearest) {
    ConfigWarning warning = only(set(key, value));
    assertThat(warning.text()).isEqualTo("is about the driver, not about an executor");
    assertThat(warning.nearestKey()).contains(nearest);
    assertThat(set(key, value).deployment(Deployment.DRIVER).build().warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "spark.executor.memory, 2g, spark.driver.memory",
    "spark.executor.memoryOverhead, 1g, spark.driver.memoryOverhead",
    "spark.executor.memoryOverheadFactor, 0.2, spark.driver.memoryOverheadFactor",
    "spark.executor.minMemoryOverhead, 1g, spark.driver.minMemoryOverhead"
  })
  void anExecutorsSettingsDoNothingOnTheDriver(String key, String value, String nearest) {
    ConfigWarning warning = only(set(key, value).deployment(Deployment.DRIVER));
    assertThat(warning.text()).startsWith("is about");
    assertThat(warning.nearestKey()).contains(nearest);
    assertThat(set(key, value).build().warnings()).isEmpty();
  }

  @Test
  void localModeAsksNobodyForAContainer() {
    ConfigWarning warning =
        only(set("spark.master", "local[2]", "spark.driver.memoryOverhead", "1g"));
    assertThat(warning.text()).contains("local mode asks nobody for a container");
    assertThat(warning.nearestKey()).isEmpty();
    assertThat(set("spark.master", "local[2]", "spark.driver.memory", "2g").build().warnings())
        .isEmpty();
    assertThat(only(set("spark.master", "local[2]", "spark.executor.cores", "4")).nearestKey())
        .contains("spark.master");
  }

  @Test
  void aSetOverheadBeatsFactorAndMinimum() {
    assertThat(
            set(
                    "spark.executor.memoryOverhead", "1g",
                    "spark.executor.memoryOverheadFactor", "0.2",
                    "spark.executor.minMemoryOverhead", "2g")
                .build()
                .warnings())
        .extracting(ConfigWarning::text)
        .containsExactly(
            "does nothing, since spark.executor.memoryOverhead is set",
            "does nothing, since spark.executor.memoryOverhead is set");
    assertThat(
            only(set(
                        "spark.driver.memoryOverhead", "1g",
                        "spark.driver.memoryOverheadFactor", "0.2")
                    .deployment(Deployment.DRIVER))
                .nearestKey())
        .contains("spark.driver.memoryOverhead");
  }

  @Test
  void offHeapSizeAloneSizesThePoolsOnly() {
    ConfigWarning warning = only(set("spark.memory.offHeap.size", "1g"));
    assertThat(warning.text()).contains("task memory stays on the heap");
    assertThat(warning.nearestKey()).contains("spark.memory.offHeap.enabled");
    assertThat(set("spark.memory.offHeap.size", "0").build().warnings()).isEmpty();
    assertThat(
            set("spark.memory.offHeap.size", "1g", "spark.memory.offHeap.enabled", "true")
                .build()
                .warnings())
        .isEmpty();
  }

  @Test
  void settingsThatCameLaterDoNothing() {
    ConfigWarning minimum =
        only(set("spark.executor.minMemoryOverhead", "1g").sparkVersion(SparkVersion.V3_5));
    assertThat(minimum.text()).isEqualTo("came with Spark 4.0.0, does nothing in 3.5");
    assertThat(minimum.nearestKey()).contains("spark.executor.memoryOverhead");
    ConfigWarning driver =
        only(
            set("spark.driver.minMemoryOverhead", "1g")
                .deployment(Deployment.DRIVER)
                .sparkVersion(SparkVersion.V3_5));
    assertThat(driver.nearestKey()).contains("spark.driver.memoryOverhead");
    ConfigWarning unmanaged =
        only(
            set("spark.memory.unmanagedMemoryPollingInterval", "1s")
                .sparkVersion(SparkVersion.V4_0));
    assertThat(unmanaged.text()).isEqualTo("came with Spark 4.1.0, does nothing in 4.0");
    assertThat(unmanaged.nearestKey()).isEmpty();
  }

  @Test
  void pySparksMemoryDoesNothingWithoutPython() {
    ConfigWarning warning = only(set("spark.executor.pyspark.memory", "1g"));
    assertThat(warning.text()).contains("Python applications only");
    assertThat(warning.nearestKey()).contains("spark.yarn.isPython");
    assertThat(
            set("spark.executor.pyspark.memory", "1g").pythonApplication(true).build().warnings())
        .isEmpty();
  }

  @Test
  void kubernetesFactorIsReadOnKubernetesWhereTheNewerOneIsNotSet() {
    assertThat(only(set("spark.kubernetes.memoryOverheadFactor", "0.2")).text())
        .isEqualTo("is read on Kubernetes only");
    assertThat(
            only(set(
                    "spark.master", "k8s://host",
                    "spark.kubernetes.memoryOverheadFactor", "0.2",
                    "spark.executor.memoryOverheadFactor", "0.3"))
                .text())
        .isEqualTo("does nothing, since spark.executor.memoryOverheadFactor is set");
    assertThat(
            set("spark.master", "k8s://host", "spark.kubernetes.memoryOverheadFactor", "0.2")
                .build()
                .warnings())
        .isEmpty();
  }

  @Test
  void aHeapForTestsHidesTheConfiguredOne() {
    assertThat(
            only(set("spark.executor.memory", "1g", "spark.testing.memory", "1000000000"))
                .nearestKey())
        .contains("spark.testing.memory");
  }

  @Test
  void aReserveForTestsBeatsTheSwitch() {
    assertThat(only(set("spark.testing", "true", "spark.testing.reservedMemory", "5")).text())
        .isEqualTo("does nothing, since spark.testing.reservedMemory is set");
  }

  @Test
  void roundingDownIsSaid() {
    assertThat(only(set("spark.executor.memory", "1000000k")).text())
        .isEqualTo("counts as 976 whole MiB");
    assertThat(MemoryConfig.forTrace(Map.of("spark.executor.memory", "1000000k"), 1).warnings())
        .isEmpty();
  }

  @Test
  void bareNumbersThatMeanTwoThingsAreSaid() {
    assertThat(only(set("spark.driver.memory", "4096").deployment(Deployment.DRIVER)).text())
        .startsWith("counts MiB in cluster mode, but bytes");
    assertThat(MemoryConfig.forTrace(Map.of("spark.executor.memory", "1000000000"), 1).warnings())
        .extracting(ConfigWarning::text)
        .containsExactly("a bare number counts bytes here");
  }

  @Test
  void aCollectorThatHidesPartOfTheHeapIsSaid() {
    assertThat(only(set("spark.executor.extraJavaOptions", "-XX:+UseParallelGC")).text())
        .contains("probably 954728448 bytes");
    assertThat(
            set("spark.executor.extraJavaOptions", "-XX:+UseParallelGC")
                .heap(954_728_448)
                .build()
                .warnings())
        .isEmpty();
    assertThat(
            only(set(
                    "spark.executor.extraJavaOptions", "-XX:+UseSerialGC",
                    "spark.testing.reservedMemory", "0",
                    "spark.executor.memory", "2m"))
                .text())
        .doesNotContain("probably");
    assertThat(
            only(set(
                    "spark.master", "local",
                    "spark.driver.extraJavaOptions", "-XX:+UseSerialGC"))
                .text())
        .contains("probably 1037959168 bytes");
    assertThat(set("spark.driver.extraJavaOptions", "-XX:+UseSerialGC").build().warnings())
        .isEmpty();
  }

  @Test
  void countingThisMachinesProcessorsIsSaid() {
    assertThat(only(set("spark.master", "local[*]")).text()).contains("processors of this machine");
    assertThat(set("spark.master", "local[*]").cores(3).build().warnings()).isEmpty();
    assertThat(set("spark.master", "local[3]").build().warnings()).isEmpty();
  }

  @Test
  void aTracesFractionThatNoApplicationStartsWithIsSaid() {
    assertThat(MemoryConfig.forTrace(Map.of("spark.memory.fraction", "1.5"), 1).warnings())
        .extracting(ConfigWarning::text)
        .containsExactly("is refused outside of 0 to 1 when an application starts");
    assertThat(MemoryConfig.forTrace(Map.of("spark.memory.fraction", "1.0"), 1).warnings())
        .isEmpty();
  }

  @Test
  void warningsAreSortedByKey() {
    assertThat(
            set("spark.zzz", "1", "foo", "1", "spark.memory.useLegacyMode", "true")
                .build()
                .warnings())
        .extracting(ConfigWarning::key)
        .containsExactly("foo", "spark.memory.useLegacyMode", "spark.zzz");
  }

  @Test
  void distanceCountsLettersToChange() {
    assertThat(KeyCatalog.distance("memory", "memory")).isZero();
    assertThat(KeyCatalog.distance("memroy", "memory")).isEqualTo(1);
    assertThat(KeyCatalog.distance("MEMORY", "memory")).isZero();
    assertThat(KeyCatalog.distance("memry", "memory")).isEqualTo(1);
    assertThat(KeyCatalog.distance("", "memory")).isEqualTo(6);
    assertThat(KeyCatalog.distance("kitten", "sitting")).isEqualTo(3);
  }
}
