package io.memsim.testkit;

import io.memsim.config.MemoryConfig;
import io.memsim.testkit.MemoryArbitraries.InvalidConfiguration;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates configurations. */
final class Configurations {

  private static final String HEAP = "spark.executor.memory";
  private static final String RESERVED = "spark.testing.reservedMemory";
  private static final String FRACTION = "spark.memory.fraction";
  private static final String STORAGE_FRACTION = "spark.memory.storageFraction";
  private static final String OFF_HEAP = "spark.memory.offHeap.enabled";
  private static final String OFF_HEAP_SIZE = "spark.memory.offHeap.size";
  private static final String UNROLL_START = "spark.storage.unrollMemoryThreshold";
  private static final String UNROLL_GROWTH = "spark.storage.unrollMemoryGrowthFactor";
  private static final String POLLING = "spark.memory.unmanagedMemoryPollingInterval";

  private static final int LEAST_MIB = 450;
  private static final int MOST_MIB = 512 * 1024;
  private static final long LEAST_TINY = 100;
  private static final long MOST_TINY = 100_000;

  private Configurations() {}

  static Arbitrary<MemoryConfig> valid() {
    return Arbitraries.frequencyOf(Tuple.of(1, tiny()), Tuple.of(1, lifeSized()));
  }

  private static Arbitrary<MemoryConfig> tiny() {
    Arbitrary<Map<String, String>> more =
        Combinators.combine(
                decimals("0", "0.99").map(part -> Map.entry(STORAGE_FRACTION, part)),
                decimals("1", "3").map(factor -> Map.entry(UNROLL_GROWTH, factor)),
                Arbitraries.of("0", "1s").map(interval -> Map.entry(POLLING, interval)))
            .as(Map::ofEntries);
    Arbitrary<Long> offHeap =
        Arbitraries.oneOf(Arbitraries.just(0L), Arbitraries.longs().between(LEAST_TINY, MOST_TINY));
    return Combinators.combine(Arbitraries.longs().between(LEAST_TINY, MOST_TINY), offHeap, more)
        .as(TinyMemory::of);
  }

  private static Arbitrary<MemoryConfig> lifeSized() {
    return Combinators.combine(
            Arbitraries.integers().between(LEAST_MIB, MOST_MIB),
            decimals("0.05", "1"),
            decimals("0", "0.99"),
            Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(1, MOST_MIB)),
            Arbitraries.integers().between(1, 64),
            Arbitraries.of("0", "10s"))
        .as(
            (heap, fraction, storageFraction, offHeap, cores, polling) -> {
              Map<String, String> properties = new LinkedHashMap<>();
              properties.put(HEAP, heap + "m");
              properties.put(FRACTION, fraction);
              properties.put(STORAGE_FRACTION, storageFraction);
              properties.put(OFF_HEAP, Boolean.toString(offHeap > 0));
              properties.put(OFF_HEAP_SIZE, offHeap + "m");
              properties.put("spark.executor.cores", Integer.toString(cores));
              properties.put(POLLING, polling);
              return MemoryConfig.fromMap(properties);
            });
  }

  static Arbitrary<MemoryConfig> boundary() {
    return Combinators.combine(
            Arbitraries.of(smallestHeaps()),
            Arbitraries.of("0.5", "0", "0.9999999", "0.0001"),
            Arbitraries.of(0L, 1L, 2L, 1000L),
            Arbitraries.of("1", "0", "1048576", Long.toString(Long.MAX_VALUE)),
            Arbitraries.of("1.5", "1", "1000000"),
            Arbitraries.of("0", "1ms"))
        .as(
            (start, storageFraction, offHeap, unrollStart, unrollGrowth, polling) -> {
              Map<String, String> properties = new LinkedHashMap<>(start);
              properties.put(STORAGE_FRACTION, storageFraction);
              properties.put(OFF_HEAP, Boolean.toString(offHeap > 0));
              properties.put(OFF_HEAP_SIZE, offHeap + "b");
              properties.put(UNROLL_START, unrollStart);
              properties.put(UNROLL_GROWTH, unrollGrowth);
              properties.put(POLLING, polling);
              return MemoryConfig.forTrace(properties, 1);
            });
  }

  /** Heaps that are as small as Spark lets them be beside what is reserved, and a byte more. */
  private static List<Map<String, String>> smallestHeaps() {
    return List.of(
        Map.of(HEAP, "1b", RESERVED, "0", FRACTION, "1"),
        Map.of(HEAP, "2b", RESERVED, "0", FRACTION, "1"),
        Map.of(HEAP, "1000b", RESERVED, "0", FRACTION, "0.001"),
        Map.of(HEAP, "1500b", RESERVED, "1000", FRACTION, "1"),
        Map.of(HEAP, "1501b", RESERVED, "1000", FRACTION, "0.6"),
        Map.of(HEAP, "1502b", RESERVED, "1001", FRACTION, "0.6"),
        Map.of(HEAP, 450L * 1024 * 1024 + "b", FRACTION, "0.6"));
  }

  static Arbitrary<InvalidConfiguration> invalid() {
    Arbitrary<Map<String, String>> sound =
        Combinators.combine(
                Arbitraries.integers().between(LEAST_MIB, MOST_MIB),
                decimals("0.05", "1"),
                decimals("0", "0.99"))
            .as(
                (heap, fraction, storageFraction) ->
                    Map.of(
                        HEAP, heap + "m", FRACTION, fraction, STORAGE_FRACTION, storageFraction));
    return Combinators.combine(sound, Arbitraries.of(FAULTS))
        .as(
            (properties, fault) -> {
              Map<String, String> broken = new LinkedHashMap<>(properties);
              broken.putAll(fault.properties());
              return new InvalidConfiguration(broken, fault.key());
            });
  }

  private static final List<InvalidConfiguration> FAULTS =
      List.of(
          fault(HEAP, "449m"),
          fault(HEAP, "0"),
          fault(HEAP, "4096"),
          fault(HEAP, "0.5g"),
          fault(HEAP, "1x"),
          fault(HEAP, "-1g"),
          fault(FRACTION, "much"),
          fault(FRACTION, "NaN"),
          fault(FRACTION, "1.01"),
          fault(STORAGE_FRACTION, "1"),
          fault(STORAGE_FRACTION, "-0.1"),
          fault(OFF_HEAP, "yes"),
          fault(OFF_HEAP_SIZE, "-1"),
          new InvalidConfiguration(
              Map.of(OFF_HEAP, "true", OFF_HEAP_SIZE, "1048575"), OFF_HEAP_SIZE),
          fault(UNROLL_START, "1m"),
          fault(UNROLL_START, "-1"),
          fault(UNROLL_GROWTH, "0.99"),
          fault(POLLING, "soon"),
          fault("spark.executor.cores", "0"),
          fault("spark.buffer.pageSize", "1.5m"));

  private static InvalidConfiguration fault(String key, String value) {
    return new InvalidConfiguration(Map.of(key, value), key);
  }

  private static Arbitrary<String> decimals(String least, String most) {
    return Arbitraries.bigDecimals()
        .between(new BigDecimal(least), new BigDecimal(most))
        .ofScale(2)
        .map(BigDecimal::toPlainString);
  }
}
