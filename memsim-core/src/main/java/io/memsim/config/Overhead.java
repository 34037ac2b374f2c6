package io.memsim.config;

import static io.memsim.config.SparkProperty.KUBERNETES_MEMORY_OVERHEAD_FACTOR;

import java.io.Serializable;

/**
 * What a container holds beside the heap.
 *
 * @param property the property that sets it outright
 * @param factor else, as a part of the heap
 * @param minimum but at least so many bytes
 */
record Overhead(SparkProperty property, double factor, long minimum) implements Serializable {

  private static final double NON_JVM_FACTOR = 0.4;
  private static final long FIXED_MINIMUM = 384 * ByteSize.Unit.MIB.bytes();

  static Overhead of(Settings settings, Deployment deployment, boolean python) {
    boolean executor = deployment == Deployment.EXECUTOR;
    SparkProperty minimum =
        executor
            ? SparkProperty.EXECUTOR_MIN_MEMORY_OVERHEAD
            : SparkProperty.DRIVER_MIN_MEMORY_OVERHEAD;
    return new Overhead(
        executor ? SparkProperty.EXECUTOR_MEMORY_OVERHEAD : SparkProperty.DRIVER_MEMORY_OVERHEAD,
        factor(settings, factorProperty(deployment), python),
        settings.version().configurableMinimumOverhead() ? settings.bytes(minimum) : FIXED_MINIMUM);
  }

  static SparkProperty factorProperty(Deployment deployment) {
    return deployment == Deployment.EXECUTOR
        ? SparkProperty.EXECUTOR_MEMORY_OVERHEAD_FACTOR
        : SparkProperty.DRIVER_MEMORY_OVERHEAD_FACTOR;
  }

  private static double factor(Settings settings, SparkProperty property, boolean python) {
    if (settings.has(property) || !settings.isKubernetes()) {
      return settings.number(property);
    }
    if (settings.has(KUBERNETES_MEMORY_OVERHEAD_FACTOR)) {
      return settings.number(KUBERNETES_MEMORY_OVERHEAD_FACTOR);
    }
    return python || settings.isNonJvm() ? NON_JVM_FACTOR : settings.number(property);
  }
}
