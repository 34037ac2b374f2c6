package io.memsim.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class MemoryConfigProperties {

  @Provide
  Arbitrary<Map<String, String>> anyProperties() {
    Arbitrary<String> keys =
        Arbitraries.oneOf(
            Arbitraries.of(SparkProperty.class).map(SparkProperty::key),
            Arbitraries.of(
                "spark.yarn.executor.memoryOverhead",
                "spark.unsafe.offHeap",
                "spark.executor.memoryFraction",
                "spark.memory.x",
                "x"));
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.of(
                "",
                "0",
                "1",
                "-1",
                "0.5",
                "1.0",
                "0.5g",
                "NaN",
                "Infinity",
                "true",
                "false",
                "1g",
                "2GiB",
                "450m",
                "4096",
                "12x",
                "99999999999999999999",
                "9223372036854775807b",
                "8191p",
                "local",
                "local[2]",
                "local[*]",
                "k8s://x",
                "-XX:+UseZGC",
                "5s",
                "\n"),
            Arbitraries.strings().ofMaxLength(6),
            Arbitraries.longs().map(String::valueOf),
            Arbitraries.doubles().map(String::valueOf));
    return Arbitraries.maps(keys, values).ofMaxSize(6);
  }

  @Property
  void anyPropertiesAreAConfigurationOrRefusedInOneLine(
      @ForAll("anyProperties") Map<String, String> properties,
      @ForAll Deployment deployment,
      @ForAll SparkVersion version) {
    try {
      MemoryConfig config =
          MemoryConfig.builder()
              .sparkVersion(version)
              .deployment(deployment)
              .setAll(properties)
              .build();
      assertThat(config.heap()).isGreaterThanOrEqualTo((long) Math.ceil(config.reserved() * 1.5));
      assertThat(config.properties()).isEqualTo(properties);
      assertThat(config.warnings()).allSatisfy(w -> assertThat(w.toString().lines()).hasSize(1));
    } catch (ConfigException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      assertThat(e.expected()).isNotBlank();
    }
  }

  @Property
  void anyPropertiesOfATraceAreAConfigurationOrRefused(
      @ForAll("anyProperties") Map<String, String> properties) {
    try {
      assertThat(MemoryConfig.forTrace(properties, 4).cores()).isEqualTo(4);
    } catch (ConfigException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
    }
  }

  @Property
  void aMemoryKeyLosesLessThanAMebibyte(
      @ForAll @LongRange(min = 471859200L, max = 1L << 50) long bytes) {
    Map<String, String> set = Map.of("spark.executor.memory", bytes + "b");
    long heap = MemoryConfig.fromMap(set).heap();
    assertThat(heap % (1L << 20)).isZero();
    assertThat(bytes - heap).isBetween(0L, (1L << 20) - 1);
    assertThat(MemoryConfig.forTrace(set, 1).heap()).isEqualTo(bytes);
  }

  @Property
  void aLargerXmxShowsNoSmallerHeap(
      @ForAll Collector collector,
      @ForAll @LongRange(min = 8L << 20, max = 1L << 50) long a,
      @ForAll @LongRange(min = 8L << 20, max = 1L << 50) long b) {
    long least = collector.visibleHeap(Math.min(a, b)).orElse(0);
    long most = collector.visibleHeap(Math.max(a, b)).orElse(Long.MAX_VALUE);
    assertThat(least).isLessThanOrEqualTo(most);
    collector
        .visibleHeap(a)
        .ifPresent(shown -> assertThat(shown - a).isBetween(-a / 8, (32L << 20) - 1));
  }
}
