package io.memsim.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and that the refusal has key, value and expectation in one line. */
class BadValuesTest {

  private static final long GIB = 1L << 30;

  private static ConfigException refused(String... keysAndValues) {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> {
              MemoryConfigBuilder builder = MemoryConfig.builder();
              for (int i = 0; i < keysAndValues.length; i += 2) {
                builder.set(keysAndValues[i], keysAndValues[i + 1]);
              }
              builder.build();
            });
    assertThat(refused).isNotNull();
    assertThat(refused.getMessage())
        .startsWith(refused.key() + " = \"")
        .endsWith(": expected " + refused.expected())
        .doesNotContain("\n");
    return refused;
  }

  @ParameterizedTest
  @CsvSource({
    "spark.executor.memory, 0.5g, write 512m",
    "spark.executor.memory, -1, a size of at least 0",
    "spark.executor.memory, -1g, a size of at least 0",
    "spark.executor.memory, 12x, ends in",
    "spark.executor.memory, 99999999999999999999, at most",
    "spark.executor.memory, 9007199254740993, at most",
    "spark.executor.memory, '', a size",
    "spark.driver.memory, 1.5g, write 1536m",
    "spark.driver.memory, lots, a size",
    "spark.executor.memoryOverhead, -384m, a size",
    "spark.executor.minMemoryOverhead, x, a size",
    "spark.executor.pyspark.memory, 0.1g, a whole number",
    "spark.yarn.executor.memoryOverhead, 12x, ends in",
    "spark.memory.offHeap.size, -1, a size of at least 0",
    "spark.memory.offHeap.size, 0.5g, write 512m",
    "spark.buffer.pageSize, 2q, ends in",
    "spark.memory.fraction, 1.5, a number from 0 to 1",
    "spark.memory.fraction, -0.1, a number from 0 to 1",
    "spark.memory.fraction, NaN, a number from 0 to 1",
    "spark.memory.fraction, 60%, a number from 0 to 1",
    "spark.memory.fraction, '', a number from 0 to 1",
    "spark.memory.storageFraction, 1.0, a number from 0 to below 1",
    "spark.memory.storageFraction, -0.5, a number from 0 to below 1",
    "spark.memory.storageFraction, NaN, a number from 0 to below 1",
    "spark.memory.storageFraction, half, a number from 0 to below 1",
    "spark.memory.offHeap.enabled, yes, true or false",
    "spark.memory.offHeap.enabled, 1, true or false",
    "spark.memory.offHeap.enabled, '', true or false",
    "spark.unsafe.offHeap, yes, true or false",
    "spark.testing, maybe, true or false",
    "spark.executor.memoryOverheadFactor, 0, a number above 0",
    "spark.executor.memoryOverheadFactor, NaN, a number above 0",
    "spark.driver.memoryOverheadFactor, -1, a number above 0",
    "spark.driver.memoryOverheadFactor, Infinity, a number above 0",
    "spark.kubernetes.memoryOverheadFactor, -0.1, a number of at least 0",
    "spark.executor.cores, 0, from 1 to 2147483647",
    "spark.executor.cores, -2, from 1 to 2147483647",
    "spark.executor.cores, 2.5, a plain whole number",
    "spark.executor.cores, 2147483648, from 1 to 2147483647",
    "spark.driver.cores, two, a plain whole number",
    "spark.storage.unrollMemoryThreshold, 1m, a plain whole number",
    "spark.storage.unrollMemoryThreshold, -1, from 0",
    "spark.storage.unrollMemoryCheckPeriod, 0, from 1",
    "spark.storage.unrollMemoryGrowthFactor, 0.99, a number of at least 1",
    "spark.storage.unrollMemoryGrowthFactor, NaN, a number of at least 1",
    "spark.testing.memory, 1g, a plain whole number",
    "spark.testing.reservedMemory, -1, from 0",
    "spark.memory.unmanagedMemoryPollingInterval, 5 s, a duration",
    "spark.memory.unmanagedMemoryPollingInterval, 5y, a duration",
    "spark.memory.unmanagedMemoryPollingInterval, 1.5s, a duration",
    "spark.memory.unmanagedMemoryPollingInterval, 99999999999999999999s, a duration"
  })
  void aValueThatSparkRefusesIsRefusedBySetting(String key, String value, String expected) {
    ConfigException refused = refused(key, value);
    assertThat(refused.key()).isEqualTo(key);
    assertThat(refused.value()).isEqualTo(value);
    assertThat(refused.expected()).contains(expected);
    assertThatThrownBy(() -> MemoryConfig.builder().set(key, value))
        .isInstanceOf(ConfigException.class)
        .hasMessage(refused.getMessage());
  }

  @Test
  void iecSuffixesAreRefusedByOlderVersions() {
    MemoryConfigBuilder builder = MemoryConfig.builder().set("spark.executor.memory", "2GiB");
    assertThat(builder.build().heap()).isEqualTo(2 * GIB);
    assertThatThrownBy(builder.sparkVersion(SparkVersion.V4_1)::build)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("spark.executor.memory = \"2GiB\"");
  }

  @Test
  void aHeapBelowOneAndAHalfReservesDoesNotStart() {
    ConfigException refused = refused("spark.executor.memory", "449m");
    assertThat(refused.key()).isEqualTo("spark.executor.memory");
    assertThat(refused.expected()).startsWith("at least 450m, 1.5 times the reserved 300 MiB");
    assertThat(MemoryConfig.fromMap(Map.of("spark.executor.memory", "450m")).heap())
        .isEqualTo(471_859_200);
    assertThat(refused("spark.master", "local", "spark.driver.memory", "449m").key())
        .isEqualTo("spark.driver.memory");
    assertThat(refused("spark.testing.memory", "471859199").key())
        .isEqualTo("spark.testing.memory");
    assertThatThrownBy(() -> MemoryConfig.builder().heap(471_859_199).build())
        .hasMessageStartingWith("heap = \"471859199\": expected at least 450m");
    assertThatThrownBy(
            () -> MemoryConfig.forTrace(Map.of("spark.executor.memory", "471859199b"), 1))
        .hasMessageContaining("at least 450m");
  }

  @Test
  void theSmallestHeapIsRoundedUp() {
    Map<String, String> odd =
        Map.of("spark.testing.reservedMemory", "3", "spark.executor.memory", "5b");
    assertThat(MemoryConfig.forTrace(odd, 1).heap()).isEqualTo(5);
    assertThatThrownBy(
            () ->
                MemoryConfig.forTrace(
                    Map.of("spark.testing.reservedMemory", "3", "spark.executor.memory", "4b"), 1))
        .hasMessageContaining("at least 5b");
  }

  @Test
  void aBareExecutorMemoryIsLaunchedAndThenRefused() {
    ConfigException refused = refused("spark.executor.memory", "4096");
    assertThat(refused.value()).isEqualTo("4096");
    assertThat(refused.expected()).startsWith("4096m: a bare number is launched as MiB");
    // Large enough to pass that check as bytes.
    assertThat(MemoryConfig.fromMap(Map.of("spark.executor.memory", "471859200")).heap())
        .isEqualTo(471_859_200L << 20);
  }

  @Test
  void theDriverChecksASetExecutorsMemoryToo() {
    ConfigException refused = refused("spark.master", "local", "spark.executor.memory", "100m");
    assertThat(refused.key()).isEqualTo("spark.executor.memory");
    assertThat(refused.expected()).startsWith("at least 450m");
    assertThat(refused("spark.master", "local", "spark.executor.memory", "2048").expected())
        .startsWith("2048m: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1048575", "1023k"})
  void offHeapMemoryOfNoWholeMebibyteCannotBeEnabled(String size) {
    ConfigException refused =
        refused("spark.memory.offHeap.enabled", "true", "spark.memory.offHeap.size", size);
    assertThat(refused.key()).isEqualTo("spark.memory.offHeap.size");
    assertThat(refused.value()).isEqualTo(size);
    assertThat(refused.expected())
        .isEqualTo("at least 1m, since spark.memory.offHeap.enabled is true");
  }

  @Test
  void offHeapMemoryWithoutSizeCannotBeEnabled() {
    assertThat(refused("spark.memory.offHeap.enabled", "true").value()).isEqualTo("0");
    assertThatThrownBy(
            () -> MemoryConfig.forTrace(Map.of("spark.memory.offHeap.enabled", "true"), 1))
        .hasMessageContaining("at least 1b");
  }

  @Test
  void xmxAmongTheJavaOptionsIsRefused() {
    assertThat(refused("spark.executor.extraJavaOptions", "-verbose:gc -Xmx3g").expected())
        .contains("set spark.executor.memory");
    assertThat(
            refused("spark.master", "local", "spark.driver.extraJavaOptions", "-Xmx3g").expected())
        .contains("set spark.driver.memory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC -XX:+UseZGC", "-XX:-UseG1GC"})
  void thereIsOneCollector(String options) {
    assertThat(refused("spark.executor.extraJavaOptions", options).expected())
        .isEqualTo("one collector that is switched on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[0]", "local[99999999999]", "local-cluster[1,0,1024]"})
  void aMasterHasAtLeastOneThread(String master) {
    assertThat(refused("spark.master", master).expected()).contains("from 1 to 2147483647");
  }

  @Test
  void theSameThingIsNotSetTwice() {
    MemoryConfigBuilder builder =
        MemoryConfig.builder()
            .set("spark.executor.memory", "2g")
            .cores(2)
            .heap(GIB)
            .deployment(Deployment.EXECUTOR)
            .sparkVersion(SparkVersion.V4_2)
            .pythonApplication(false);
    assertThatThrownBy(() -> builder.set("spark.executor.memory", "3g"))
        .hasMessage(
            "spark.executor.memory = \"3g\": expected it to be set once; it is \"2g\" already");
    assertThatThrownBy(() -> builder.cores(3)).hasMessageContaining("it is 2 already");
    assertThatThrownBy(() -> builder.heap(1)).hasMessageContaining("already");
    assertThatThrownBy(() -> builder.maxHeap(GIB, Collector.G1)).hasMessageContaining("already");
    assertThatThrownBy(() -> builder.deployment(Deployment.DRIVER)).hasMessageContaining("already");
    assertThatThrownBy(() -> builder.sparkVersion(SparkVersion.V3_5))
        .hasMessageContaining("already");
    assertThatThrownBy(() -> builder.pythonApplication(true)).hasMessageContaining("already");
    assertThat(builder.build().heap()).as("is as before").isEqualTo(GIB);
    assertThat(builder.build().cores()).isEqualTo(2);
  }

  @Test
  void whatABuilderIsGivenIsChecked() {
    assertThatThrownBy(() -> MemoryConfig.builder().cores(0))
        .hasMessage("cores = \"0\": expected at least 1");
    assertThatThrownBy(() -> MemoryConfig.builder().heap(0))
        .hasMessage("heap = \"0\": expected at least 1 byte");
    assertThatThrownBy(() -> MemoryConfig.builder().set("", "x"))
        .isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> MemoryConfig.builder().maxHeap(1, Collector.G1))
        .hasMessage("maxHeap = \"1\": expected from 8 MiB to 2 EiB");
    assertThatThrownBy(() -> MemoryConfig.builder().maxHeap(513L << 20, Collector.SHENANDOAH))
        .hasMessageContaining("or the JVM's own figure by heap()");
  }

  @Test
  void contradictionsAreRefused() {
    assertThatThrownBy(
            () ->
                MemoryConfig.builder().set("spark.testing.memory", "1000000000").heap(GIB).build())
        .hasMessageContaining("spark.testing.memory")
        .hasMessageContaining("not to be set");
    assertThatThrownBy(
            () -> MemoryConfig.builder().set("spark.executor.memory", "1g").heap(2 * GIB).build())
        .hasMessageContaining("agrees with the one given, of 2147483648 bytes");
    assertThatThrownBy(
            () ->
                MemoryConfig.builder()
                    .set("spark.executor.memory", "2g")
                    .maxHeap(GIB, Collector.SERIAL)
                    .build())
        .hasMessageContaining("agrees with the one given, of 1073741824 bytes");
    assertThatThrownBy(
            () ->
                MemoryConfig.builder()
                    .set("spark.executor.extraJavaOptions", "-XX:+UseZGC")
                    .maxHeap(GIB, Collector.SERIAL)
                    .build())
        .hasMessageContaining("ZGC, as the extra Java options choose");
    assertThatThrownBy(
            () -> MemoryConfig.builder().set("spark.executor.cores", "4").cores(2).build())
        .hasMessage("cores = \"2\": expected 4, as the properties say");
    assertThatThrownBy(
            () -> MemoryConfig.builder().set("spark.master", "local[4]").cores(2).build())
        .hasMessageContaining("expected 4");
  }

  @Test
  void aRefusalShowsNoMoreThanALineOfTheValue() {
    ConfigException refused = refused("spark.executor.memory", "1g\n" + "9".repeat(10_000));
    assertThat(refused.getMessage()).contains("1g\\u000a999").hasSizeLessThan(300);
  }
}
