package io.memsim.config;

import com.google.common.collect.ImmutableSortedMap;
import io.memsim.internal.text.ForeignText;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link MemoryConfig}. Every method checks what it is given, and refuses to be given the
 * same thing twice; {@link #build} checks how things go together. For one thread. All refusals are
 * {@link ConfigException}s and leave the builder as it was; {@link #setAll} keeps what it set
 * before the refused one.
 */
public final class MemoryConfigBuilder {

  private final TreeMap<String, String> properties = new TreeMap<>();
  private @Nullable Deployment deployment;
  private @Nullable SparkVersion version;
  private @Nullable Collector collector;
  private @Nullable Boolean python;
  private OptionalInt cores = OptionalInt.empty();
  private OptionalLong heap = OptionalLong.empty();
  private OptionalLong maxHeap = OptionalLong.empty();
  private boolean trace;

  MemoryConfigBuilder() {}

  /**
   * Sets a property.
   *
   * @param key the key; unknown keys become warnings
   * @param value the value
   * @return this builder
   * @throws ConfigException when Spark refuses the value, or the key was set before
   */
  public MemoryConfigBuilder set(String key, String value) {
    if (key.isEmpty()) {
      throw new ConfigException(key, value, "a key such as spark.executor.memory");
    }
    String before = properties.get(key);
    if (before != null) {
      throw new ConfigException(
          key, value, "it to be set once; it is " + ForeignText.quoted(before) + " already");
    }
    if (!(trace && key.equals(SparkProperty.MEMORY_FRACTION.key()))) {
      Settings.check(key, value, version == null ? SparkVersion.LATEST : version);
    }
    properties.put(key, value);
    return this;
  }

  /**
   * Sets properties.
   *
   * @param more keys and values
   * @return this builder
   * @throws ConfigException as {@link #set} does
   */
  public MemoryConfigBuilder setAll(Map<String, String> more) {
    more.forEach(this::set);
    return this;
  }

  /**
   * Says which process this is, whatever {@code spark.master} says.
   *
   * @param process the process
   * @return this builder
   * @throws ConfigException when it was said before
   */
  public MemoryConfigBuilder deployment(Deployment process) {
    refuseSecond("deployment", deployment, process);
    deployment = process;
    return this;
  }

  /**
   * Gives the task slots instead of {@code spark.executor.cores}, {@code spark.driver.cores} or
   * {@code spark.master}.
   *
   * @param slots at least 1
   * @return this builder
   * @throws ConfigException for less than 1, or when it was given before
   */
  public MemoryConfigBuilder cores(int slots) {
    refuseSecond("cores", cores.isPresent() ? cores.getAsInt() : null, slots);
    if (slots < 1) {
      throw new ConfigException("cores", String.valueOf(slots), "at least 1");
    }
    cores = OptionalInt.of(slots);
    return this;
  }

  /**
   * Gives the heap that the JVM shows to Spark, {@code Runtime.maxMemory()}, which some collectors
   * keep a little below {@code -Xmx}.
   *
   * @param bytes at least 1
   * @return this builder
   * @throws ConfigException for less than 1 byte, or when a heap was given before
   */
  public MemoryConfigBuilder heap(long bytes) {
    refuseSecond("heap", heap.isPresent() ? heap.getAsLong() : null, bytes);
    if (bytes < 1) {
      throw new ConfigException("heap", String.valueOf(bytes), "at least 1 byte");
    }
    heap = OptionalLong.of(bytes);
    return this;
  }

  /**
   * Gives the heap as {@code -Xmx} and collector, and derives what the JVM shows to Spark.
   *
   * @param xmx the value of {@code -Xmx}, bytes
   * @param chosen the collector
   * @return this builder
   * @throws ConfigException where the difference is not known (see {@link Collector#visibleHeap}),
   *     for absurd sizes, or when a heap was given before
   */
  public MemoryConfigBuilder maxHeap(long xmx, Collector chosen) {
    refuseSecond("maxHeap", heap.isPresent() ? heap.getAsLong() : null, xmx);
    OptionalLong visible;
    try {
      visible = chosen.visibleHeap(xmx);
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(xmx), "from 8 MiB to 2 EiB", e);
    }
    if (visible.isEmpty()) {
      throw new ConfigException(
          "maxHeap",
          String.valueOf(xmx),
          "a multiple of 32 MiB under " + chosen + ", or the JVM's own figure by heap()");
    }
    heap = visible;
    maxHeap = OptionalLong.of(xmx);
    collector = chosen;
    return this;
  }

  private static ConfigException refused(String value, String expected, RuntimeException cause) {
    ConfigException refused = new ConfigException("maxHeap", value, expected);
    refused.initCause(cause);
    return refused;
  }

  /**
   * Says which Spark is simulated; the newest one unless said.
   *
   * @param spark the line
   * @return this builder
   * @throws ConfigException when it was said before
   */
  public MemoryConfigBuilder sparkVersion(SparkVersion spark) {
    refuseSecond("sparkVersion", version, spark);
    version = spark;
    return this;
  }

  /**
   * Says whether the application is a Python one, instead of {@code spark.yarn.isPython} or {@code
   * spark.kubernetes.resource.type}.
   *
   * @param isPython true for Python
   * @return this builder
   * @throws ConfigException when it was said before
   */
  public MemoryConfigBuilder pythonApplication(boolean isPython) {
    refuseSecond("pythonApplication", python, isPython);
    python = isPython;
    return this;
  }

  /**
   * Builds the configuration.
   *
   * @return the configuration; this builder may be used further and does not share its state
   * @throws ConfigException for what Spark refuses at its start, and for contradictions
   */
  public MemoryConfig build() {
    return new MemoryConfig(this);
  }

  /** A trace header is read: see {@link MemoryConfig#forTrace}. */
  MemoryConfigBuilder trace() {
    trace = true;
    return this;
  }

  boolean isTrace() {
    return trace;
  }

  Settings settings() {
    SparkVersion spark = version == null ? SparkVersion.LATEST : version;
    properties.forEach(
        (key, value) -> {
          if (!(trace && key.equals(SparkProperty.MEMORY_FRACTION.key()))) {
            Settings.check(key, value, spark);
          }
        });
    return new Settings(ImmutableSortedMap.copyOf(properties), spark);
  }

  Deployment deploymentOf(Settings settings) {
    if (deployment != null) {
      return deployment;
    }
    return settings.isLocal() && !trace ? Deployment.LOCAL : Deployment.EXECUTOR;
  }

  Collector collectorOf(Settings settings, Deployment process) {
    Collector given = collector;
    Collector said = JavaOptions.collector(settings, process != Deployment.EXECUTOR).orElse(given);
    if (said == null) {
      return Collector.G1;
    }
    if (given != null && said != given) {
      throw new ConfigException(
          "maxHeap", String.valueOf(given), said + ", as the extra Java options choose");
    }
    return said;
  }

  int coresOf(Settings settings, Deployment process) {
    OptionalInt said =
        switch (process) {
          case EXECUTOR ->
              settings.has(SparkProperty.EXECUTOR_CORES)
                  ? OptionalInt.of((int) settings.whole(SparkProperty.EXECUTOR_CORES))
                  : settings.isLocal() ? OptionalInt.empty() : settings.coresOfMaster();
          case DRIVER ->
              settings.has(SparkProperty.DRIVER_CORES)
                  ? OptionalInt.of((int) settings.whole(SparkProperty.DRIVER_CORES))
                  : OptionalInt.empty();
          case LOCAL -> settings.coresOfMaster();
        };
    boolean free = trace || said.isEmpty() || settings.isLocalAll();
    if (cores.isPresent() && !free && said.getAsInt() != cores.getAsInt()) {
      throw new ConfigException(
          "cores", String.valueOf(cores.getAsInt()), said.getAsInt() + ", as the properties say");
    }
    return cores.isPresent() ? cores.getAsInt() : said.orElse(1);
  }

  boolean coresGiven() {
    return cores.isPresent();
  }

  boolean pythonOf(Settings settings) {
    return python != null ? python : settings.isPython();
  }

  OptionalLong givenHeap() {
    return heap;
  }

  OptionalLong givenMaxHeap() {
    return maxHeap;
  }

  String givenHeapSource() {
    return maxHeap.isPresent()
        ? "-Xmx of " + maxHeap.getAsLong() + " bytes under " + collector
        : "given as the JVM's figure";
  }

  private static void refuseSecond(String what, @Nullable Object before, Object now) {
    if (before != null) {
      throw new ConfigException(
          what, String.valueOf(now), "it to be given once; it is " + before + " already");
    }
  }
}
