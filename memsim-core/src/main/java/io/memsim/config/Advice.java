package io.memsim.config;

import static io.memsim.config.ByteSize.Unit.BYTE;
import static io.memsim.config.ByteSize.Unit.MIB;

import com.google.common.collect.ImmutableList;
import io.memsim.config.SparkProperty.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Finds the settings that do not do, here, what they seem to. */
final class Advice {

  private final MemoryConfig config;
  private final Settings settings;
  private final MemoryConfigBuilder given;
  private final ImmutableList.Builder<ConfigWarning> warnings = ImmutableList.builder();

  Advice(MemoryConfig config, Settings settings, MemoryConfigBuilder given) {
    this.config = config;
    this.settings = settings;
    this.given = given;
  }

  List<ConfigWarning> warnings() {
    settings.map().forEach(this::look);
    return warnings.build();
  }

  private void look(String key, String value) {
    Optional<SparkProperty> property = SparkProperty.of(key);
    Optional<GoneKeys.Gone> gone = GoneKeys.find(key);
    if (property.isPresent()) {
      lookAtKnown(property.get(), value);
    } else if (gone.isPresent()) {
      lookAtGone(key, value, gone.get());
    } else if (!key.startsWith("spark.")) {
      Optional<SparkProperty> meant = SparkProperty.of("spark." + key);
      warn(key, value, "Spark ignores keys that do not begin with spark.", meant.orElse(null));
    } else if (!KeyCatalog.isRead(key)) {
      lookAtUnknown(key, value);
    }
  }

  private void lookAtGone(String key, String value, GoneKeys.Gone gone) {
    String effect = "";
    if (gone.stillRead()) {
      boolean beaten = settings.map().containsKey(gone.nearest().key());
      effect = beaten ? ", which is set too and counts" : ", and still read in its place";
    }
    warn(key, value, gone.text() + effect, gone.nearest());
  }

  private void lookAtUnknown(String key, String value) {
    Optional<String> misspelt = KeyCatalog.misspelt(key);
    String text = "is not a key of Spark's, has no effect on its memory";
    if (misspelt.isPresent() || !KeyCatalog.soundsLikeMemory(key)) {
      warnings.add(new ConfigWarning(key, value, text, misspelt.orElse(null)));
    } else {
      warnings.add(new ConfigWarning(key, value, text, KeyCatalog.nearestMemoryKey(key)));
    }
  }

  private void lookAtKnown(SparkProperty property, String value) {
    if (wrongProcess(property, value) || wrongVersion(property, value)) {
      return;
    }
    switch (property) {
      case EXECUTOR_MEMORY, DRIVER_MEMORY -> lookAtHeap(property, value);
      case EXECUTOR_MEMORY_OVERHEAD_FACTOR, EXECUTOR_MIN_MEMORY_OVERHEAD ->
          warnIfBeaten(property, value, SparkProperty.EXECUTOR_MEMORY_OVERHEAD);
      case DRIVER_MEMORY_OVERHEAD_FACTOR, DRIVER_MIN_MEMORY_OVERHEAD ->
          warnIfBeaten(property, value, SparkProperty.DRIVER_MEMORY_OVERHEAD);
      case IS_TESTING -> warnIfBeaten(property, value, SparkProperty.TEST_RESERVED_MEMORY);
      case KUBERNETES_MEMORY_OVERHEAD_FACTOR -> lookAtKubernetesFactor(property, value);
      case PYSPARK_EXECUTOR_MEMORY -> lookAtPySpark(property, value);
      case MEMORY_OFFHEAP_SIZE -> lookAtOffHeap(property, value);
      case MEMORY_FRACTION -> lookAtFraction(property, value);
      case MASTER -> lookAtMaster(property, value);
      case EXECUTOR_JAVA_OPTIONS -> lookAtCollector(property, value, Deployment.EXECUTOR);
      case DRIVER_JAVA_OPTIONS -> lookAtCollector(property, value, config.deployment());
      default -> {
        // Does what it says.
      }
    }
    if (property.kind() == Kind.MIB) {
      lookAtRounding(property, value);
    }
  }

  /** Settings of the driver on an executor, and the other way round. */
  private boolean wrongProcess(SparkProperty property, String value) {
    boolean executor = config.deployment() == Deployment.EXECUTOR;
    boolean local = config.deployment() == Deployment.LOCAL;
    String text =
        switch (property) {
          case DRIVER_MEMORY,
              DRIVER_MEMORY_OVERHEAD,
              DRIVER_MEMORY_OVERHEAD_FACTOR,
              DRIVER_MIN_MEMORY_OVERHEAD ->
              executor
                  ? "is about the driver, not about an executor"
                  : local && property != SparkProperty.DRIVER_MEMORY
                      ? "counts for a driver in a cluster only: local mode asks nobody for a"
                          + " container"
                      : null;
          case EXECUTOR_MEMORY ->
              executor ? null : "is about executors; only the start-up check reads it here";
          case EXECUTOR_MEMORY_OVERHEAD,
              EXECUTOR_MEMORY_OVERHEAD_FACTOR,
              EXECUTOR_MIN_MEMORY_OVERHEAD,
              PYSPARK_EXECUTOR_MEMORY ->
              executor ? null : "is about the containers of executors";
          case EXECUTOR_CORES -> local ? "does nothing in local mode" : null;
          default -> null;
        };
    if (text == null) {
      return false;
    }
    warn(
        property.key(),
        value,
        text,
        executor || !isDrivers(property) ? counterpart(property) : null);
    return true;
  }

  private static boolean isDrivers(SparkProperty property) {
    return property.key().startsWith("spark.driver.");
  }

  private static @Nullable SparkProperty counterpart(SparkProperty property) {
    return switch (property) {
      case DRIVER_MEMORY -> SparkProperty.EXECUTOR_MEMORY;
      case DRIVER_MEMORY_OVERHEAD -> SparkProperty.EXECUTOR_MEMORY_OVERHEAD;
      case DRIVER_MEMORY_OVERHEAD_FACTOR -> SparkProperty.EXECUTOR_MEMORY_OVERHEAD_FACTOR;
      case DRIVER_MIN_MEMORY_OVERHEAD -> SparkProperty.EXECUTOR_MIN_MEMORY_OVERHEAD;
      case EXECUTOR_MEMORY -> SparkProperty.DRIVER_MEMORY;
      case EXECUTOR_MEMORY_OVERHEAD -> SparkProperty.DRIVER_MEMORY_OVERHEAD;
      case EXECUTOR_MEMORY_OVERHEAD_FACTOR -> SparkProperty.DRIVER_MEMORY_OVERHEAD_FACTOR;
      case EXECUTOR_MIN_MEMORY_OVERHEAD -> SparkProperty.DRIVER_MIN_MEMORY_OVERHEAD;
      case EXECUTOR_CORES -> SparkProperty.MASTER;
      default -> null;
    };
  }

  private boolean wrongVersion(SparkProperty property, String value) {
    SparkVersion version = settings.version();
    boolean unknown =
        switch (property) {
          case EXECUTOR_MIN_MEMORY_OVERHEAD, DRIVER_MIN_MEMORY_OVERHEAD ->
              !version.configurableMinimumOverhead();
          case UNMANAGED_MEMORY_POLLING_INTERVAL -> !version.tracksUnmanagedMemory();
          default -> false;
        };
    if (unknown) {
      String text = "came with Spark " + property.since() + ", does nothing in " + version;
      SparkProperty nearest =
          switch (property) {
            case EXECUTOR_MIN_MEMORY_OVERHEAD -> SparkProperty.EXECUTOR_MEMORY_OVERHEAD;
            case DRIVER_MIN_MEMORY_OVERHEAD -> SparkProperty.DRIVER_MEMORY_OVERHEAD;
            default -> null;
          };
      warn(property.key(), value, text, nearest);
    }
    return unknown;
  }

  private void lookAtHeap(SparkProperty property, String value) {
    boolean bare = settings.exactBytes(property, MIB) != settings.exactBytes(property, BYTE);
    if (settings.has(SparkProperty.TEST_MEMORY)) {
      warn(
          property.key(),
          value,
          "sizes JVM and container, but the memory manager sees " + SparkProperty.TEST_MEMORY.key(),
          SparkProperty.TEST_MEMORY);
    } else if (bare && given.isTrace()) {
      warn(property.key(), value, "a bare number counts bytes here", null);
    } else if (bare && property == SparkProperty.DRIVER_MEMORY) {
      warn(
          property.key(),
          value,
          "counts MiB in cluster mode, but bytes where spark-submit starts the driver itself",
          null);
    }
  }

  private void lookAtRounding(SparkProperty property, String value) {
    long exact = settings.exactBytes(property, MIB);
    if (!given.isTrace() && exact % MIB.bytes() != 0) {
      warn(property.key(), value, "counts as " + exact / MIB.bytes() + " whole MiB", null);
    }
  }

  private void warnIfBeaten(SparkProperty property, String value, SparkProperty stronger) {
    if (settings.has(stronger)) {
      warn(property.key(), value, "does nothing, since " + stronger.key() + " is set", stronger);
    }
  }

  private void lookAtKubernetesFactor(SparkProperty property, String value) {
    SparkProperty newer = Overhead.factorProperty(config.deployment());
    if (!settings.isKubernetes()) {
      warn(property.key(), value, "is read on Kubernetes only", newer);
    } else {
      warnIfBeaten(property, value, newer);
    }
  }

  private void lookAtPySpark(SparkProperty property, String value) {
    if (!config.pythonApplication()) {
      warn(
          property.key(),
          value,
          "counts in containers of Python applications only, and this is not known to be one",
          SparkProperty.IS_PYTHON_APP);
    }
  }

  private void lookAtOffHeap(SparkProperty property, String value) {
    if (config.offHeapSize() > 0 && !config.offHeapEnabled()) {
      warn(
          property.key(),
          value,
          "sizes the pools for blocks at level OFF_HEAP, but task memory stays on the heap and the"
              + " container does not count it",
          SparkProperty.MEMORY_OFFHEAP_ENABLED);
    }
  }

  private void lookAtFraction(SparkProperty property, String value) {
    if (config.memoryFraction() < 0 || config.memoryFraction() > 1) {
      warn(property.key(), value, "is refused outside of 0 to 1 when an application starts", null);
    }
  }

  private void lookAtMaster(SparkProperty property, String value) {
    if (config.deployment() == Deployment.LOCAL && settings.isLocalAll() && !given.coresGiven()) {
      warn(
          property.key(),
          value,
          "counts the " + config.cores() + " processors of this machine; local[N] does not",
          null);
    }
  }

  private void lookAtCollector(SparkProperty property, String value, Deployment reader) {
    boolean shrinks =
        config.collector() == Collector.SERIAL || config.collector() == Collector.PARALLEL;
    if (reader == config.deployment() && shrinks && config.heap() == config.maxHeap()) {
      warn(
          property.key(),
          value,
          "under this collector the JVM shows Spark less than its -Xmx"
              + figure()
              + ": give the JVM's own figure as the heap",
          null);
    }
  }

  private String figure() {
    try {
      OptionalLong visible = config.collector().visibleHeap(config.maxHeap());
      return visible.isPresent() ? ", probably " + visible.getAsLong() + " bytes" : "";
    } catch (IllegalArgumentException tooSmallOrTooLarge) {
      return "";
    }
  }

  private void warn(String key, String value, String text, @Nullable SparkProperty nearest) {
    warnings.add(new ConfigWarning(key, value, text, nearest == null ? null : nearest.key()));
  }
}
