package io.memsim.config;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;

/** Keys that articles and old files still set: never real, gone, or renamed. */
final class GoneKeys {

  /** What became of a key. */
  record Gone(String text, SparkProperty nearest, boolean stillRead) {}

  private static final String LEGACY =
      " of the memory manager before Spark 1.6; gone since 3.0, does nothing";

  private static final ImmutableMap<String, Gone> BY_KEY =
      ImmutableMap.<String, Gone>builder()
          .put(
              "spark.executor.memoryFraction",
              gone("never existed in Spark", SparkProperty.MEMORY_FRACTION))
          .put(
              "spark.storage.memoryFraction",
              gone("the cache's part" + LEGACY, SparkProperty.MEMORY_STORAGE_FRACTION))
          .put(
              "spark.shuffle.memoryFraction",
              gone("the shuffles' part" + LEGACY, SparkProperty.MEMORY_FRACTION))
          .put(
              "spark.storage.safetyFraction",
              gone("the cache's safety margin" + LEGACY, SparkProperty.MEMORY_FRACTION))
          .put(
              "spark.shuffle.safetyFraction",
              gone("the shuffles' safety margin" + LEGACY, SparkProperty.MEMORY_FRACTION))
          .put(
              "spark.storage.unrollFraction",
              gone(
                  "the part for unrolling" + LEGACY, SparkProperty.STORAGE_UNROLL_MEMORY_THRESHOLD))
          .put(
              "spark.memory.useLegacyMode",
              gone(
                  "chose the memory manager before Spark 1.6; gone since 3.0, does nothing",
                  SparkProperty.MEMORY_FRACTION))
          .put(
              "spark.shuffle.spill",
              gone(
                  "does nothing since Spark 1.6: a shuffle that runs out of memory always spills",
                  SparkProperty.MEMORY_FRACTION))
          .put(
              "spark.yarn.executor.memoryOverhead",
              renamed(SparkProperty.EXECUTOR_MEMORY_OVERHEAD, "2.3"))
          .put(
              "spark.yarn.driver.memoryOverhead",
              renamed(SparkProperty.DRIVER_MEMORY_OVERHEAD, "2.3"))
          .put("spark.unsafe.offHeap", renamed(SparkProperty.MEMORY_OFFHEAP_ENABLED, "1.6"))
          .put(
              "spark.mesos.executor.memoryOverhead",
              gone("is read on Mesos only", SparkProperty.EXECUTOR_MEMORY_OVERHEAD))
          .put(
              "spark.mesos.driver.memoryOverhead",
              gone("is read on Mesos only", SparkProperty.DRIVER_MEMORY_OVERHEAD))
          .buildOrThrow();

  private GoneKeys() {}

  static Optional<Gone> find(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }

  /** The older name under which Spark still reads a property, if it has one. */
  static Optional<String> oldNameOf(SparkProperty property) {
    return BY_KEY.entrySet().stream()
        .filter(entry -> entry.getValue().stillRead() && entry.getValue().nearest() == property)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static Gone gone(String text, SparkProperty nearest) {
    return new Gone(text, nearest, false);
  }

  private static Gone renamed(SparkProperty nearest, String version) {
    return new Gone("is the name of " + nearest.key() + " before Spark " + version, nearest, true);
  }
}
