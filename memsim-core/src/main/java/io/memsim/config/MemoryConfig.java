package io.memsim.config;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * What a JVM of Spark knows about its memory: properties with Spark's defaults, units and checks,
 * for an executor, a driver, or local mode. Immutable. Sizes are bytes.
 *
 * <p>Unless told otherwise a configuration is that of an executor; {@code spark.master=local[N]}
 * makes it local mode. Bad values of known keys, and what Spark refuses at its start, are a {@link
 * ConfigException}; keys that do not do what they seem to are {@link #warnings}.
 */
public final class MemoryConfig implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Settings settings;
  private final Deployment deployment;
  private final Heap heap;
  private final int cores;
  private final Collector collector;
  private final double memoryFraction;
  private final double storageFraction;
  private final boolean offHeapEnabled;
  private final long offHeapSize;
  private final boolean python;
  private final Overhead overhead;
  private final long unrollMemoryThreshold;
  private final long unrollMemoryCheckPeriod;
  private final double unrollMemoryGrowthFactor;
  private final long unmanagedMemoryPollingInterval;
  private final List<ConfigWarning> warnings;

  MemoryConfig(MemoryConfigBuilder builder) {
    settings = builder.settings();
    deployment = builder.deploymentOf(settings);
    collector = builder.collectorOf(settings, deployment);
    heap = Heap.of(builder, settings, deployment);
    cores = builder.coresOf(settings, deployment);
    memoryFraction =
        builder.isTrace()
            ? settings.anyNumber(SparkProperty.MEMORY_FRACTION)
            : settings.number(SparkProperty.MEMORY_FRACTION);
    storageFraction = settings.number(SparkProperty.MEMORY_STORAGE_FRACTION);
    offHeapEnabled = settings.truth(SparkProperty.MEMORY_OFFHEAP_ENABLED);
    offHeapSize = settings.bytes(SparkProperty.MEMORY_OFFHEAP_SIZE);
    checkOffHeap(builder.isTrace() ? 1 : ByteSize.Unit.MIB.bytes());
    python = builder.pythonOf(settings);
    overhead = Overhead.of(settings, deployment, python);
    unrollMemoryThreshold = settings.whole(SparkProperty.STORAGE_UNROLL_MEMORY_THRESHOLD);
    unrollMemoryCheckPeriod = settings.whole(SparkProperty.UNROLL_MEMORY_CHECK_PERIOD);
    unrollMemoryGrowthFactor = settings.number(SparkProperty.UNROLL_MEMORY_GROWTH_FACTOR);
    unmanagedMemoryPollingInterval =
        settings.millis(SparkProperty.UNMANAGED_MEMORY_POLLING_INTERVAL);
    warnings = new Advice(this, settings, builder).warnings();
  }

  private void checkOffHeap(long least) {
    if (offHeapEnabled && offHeapSize < least) {
      String value = settings.textOrFallback(SparkProperty.MEMORY_OFFHEAP_SIZE);
      throw new ConfigException(
          SparkProperty.MEMORY_OFFHEAP_SIZE.key(),
          value,
          "at least "
              + ByteSize.exact(least)
              + ", since "
              + SparkProperty.MEMORY_OFFHEAP_ENABLED.key()
              + " is true");
    }
  }

  /**
   * A new builder.
   *
   * @return a builder with nothing set
   */
  public static MemoryConfigBuilder builder() {
    return new MemoryConfigBuilder();
  }

  /**
   * The configuration that a set of properties makes.
   *
   * @param properties keys and values as in {@code spark-defaults.conf}
   * @return the configuration
   * @throws ConfigException for a value that Spark refuses
   */
  public static MemoryConfig fromMap(Map<String, String> properties) {
    return builder().setAll(properties).build();
  }

  /**
   * The configuration that a set of properties makes, their defaults included.
   *
   * @param properties keys and values as in {@code spark-defaults.conf}
   * @return the configuration
   * @throws ConfigException for a value that Spark refuses
   */
  public static MemoryConfig fromProperties(Properties properties) {
    return fromMap(Maps.fromProperties(properties));
  }

  /**
   * The configuration of a file such as {@code spark-defaults.conf}, read as {@link
   * PropertiesFile#read(Path)} does.
   *
   * @param file the file
   * @return the configuration
   * @throws IOException when there is no such file or it cannot be read
   * @throws ConfigException for a value that Spark refuses
   */
  public static MemoryConfig fromFile(Path file) throws IOException {
    return fromMap(PropertiesFile.read(file));
  }

  /**
   * The configuration in a memory trace's header, for the newest Spark.
   *
   * @param conf the header's properties
   * @param cores the header's task slots, at least 1
   * @return the configuration of an executor
   * @throws ConfigException for a value that Spark's memory manager refuses
   * @see #forTrace(Map, int, SparkVersion)
   */
  public static MemoryConfig forTrace(Map<String, String> conf, int cores) {
    return forTrace(conf, cores, SparkVersion.LATEST);
  }

  /**
   * The configuration in a memory trace's header: what a memory manager alone was made with. There
   * {@code spark.executor.memory} is the heap that the manager sees, to the byte; off-heap memory
   * may be less than 1 MiB; and the check that {@code spark.memory.fraction} is at most 1, which
   * only an application makes, is left out.
   *
   * @param conf the header's properties
   * @param cores the header's task slots, at least 1
   * @param version the Spark that recorded it
   * @return the configuration of an executor
   * @throws ConfigException for a value that Spark's memory manager refuses
   */
  public static MemoryConfig forTrace(Map<String, String> conf, int cores, SparkVersion version) {
    return builder().trace().sparkVersion(version).cores(cores).setAll(conf).build();
  }

  /**
   * The process.
   *
   * @return which JVM this is the configuration of
   */
  public Deployment deployment() {
    return deployment;
  }

  /**
   * The Spark that is simulated.
   *
   * @return its line
   */
  public SparkVersion sparkVersion() {
    return settings.version();
  }

  /**
   * The heap that the memory manager sees: {@code Runtime.maxMemory()} where that was given, else
   * the configured heap.
   *
   * @return bytes, at least 1.5 times {@link #reserved}
   */
  public long heap() {
    return heap.visible();
  }

  /**
   * Where {@link #heap} comes from.
   *
   * @return a property's key with its value, its default, or the builder's method
   */
  public String heapSource() {
    return heap.source();
  }

  /**
   * The heap that the JVM is started with ({@code -Xmx}) and that its container is sized by.
   *
   * @return bytes, whole MiB
   */
  public long maxHeap() {
    return heap.configured();
  }

  /**
   * What is set aside of the heap before anything is shared out.
   *
   * @return bytes: 300 MiB unless {@code spark.testing*} says otherwise
   */
  public long reserved() {
    return heap.reserved();
  }

  /**
   * Task slots: what the caller gave, else those of the properties.
   *
   * @return at least 1
   */
  public int cores() {
    return cores;
  }

  /**
   * The JVM's garbage collector.
   *
   * @return what the extra Java options choose, else G1
   */
  public Collector collector() {
    return collector;
  }

  /**
   * {@code spark.memory.fraction}.
   *
   * @return from 0 to 1; any finite number in a trace
   */
  public double memoryFraction() {
    return memoryFraction;
  }

  /**
   * {@code spark.memory.storageFraction}.
   *
   * @return from 0 to below 1
   */
  public double storageFraction() {
    return storageFraction;
  }

  /**
   * {@code spark.memory.offHeap.enabled}: whether task memory lives off-heap.
   *
   * @return true when it does
   */
  public boolean offHeapEnabled() {
    return offHeapEnabled;
  }

  /**
   * {@code spark.memory.offHeap.size}; the off-heap pools have it even when it is not enabled.
   *
   * @return bytes, at least 0
   */
  public long offHeapSize() {
    return offHeapSize;
  }

  /**
   * {@code spark.buffer.pageSize}.
   *
   * @return bytes, empty when the page size follows from the pools
   */
  public OptionalLong pageSizeOverride() {
    return settings.bytesIfSet(SparkProperty.BUFFER_PAGESIZE);
  }

  /**
   * {@code spark.executor.memoryOverhead}; the driver's in any other deployment.
   *
   * @return bytes, whole MiB; empty when the overhead follows from factor and minimum
   */
  public OptionalLong overheadOverride() {
    return settings.bytesIfSet(overhead.property());
  }

  /**
   * The overhead as a part of {@link #maxHeap}, as the cluster manager takes it.
   *
   * @return 0.1, or 0.4 for Python and R on Kubernetes, unless set
   */
  public double overheadFactor() {
    return overhead.factor();
  }

  /**
   * The least overhead.
   *
   * @return bytes, whole MiB: 384 MiB unless set
   */
  public long minimumOverhead() {
    return overhead.minimum();
  }

  /**
   * Whether the application is known to be a Python one.
   *
   * @return true when the caller or the cluster manager's properties say so
   */
  public boolean pythonApplication() {
    return python;
  }

  /**
   * What the container holds for Python: {@code spark.executor.pyspark.memory} of a Python
   * application's executor.
   *
   * @return bytes, whole MiB; 0 for anything else
   */
  public long pySparkMemory() {
    return deployment == Deployment.EXECUTOR && python
        ? settings.bytesIfSet(SparkProperty.PYSPARK_EXECUTOR_MEMORY).orElse(0)
        : 0;
  }

  /**
   * {@code spark.storage.unrollMemoryThreshold}.
   *
   * @return bytes, at least 0
   */
  public long unrollMemoryThreshold() {
    return unrollMemoryThreshold;
  }

  /**
   * {@code spark.storage.unrollMemoryCheckPeriod}.
   *
   * @return elements, at least 1
   */
  public long unrollMemoryCheckPeriod() {
    return unrollMemoryCheckPeriod;
  }

  /**
   * {@code spark.storage.unrollMemoryGrowthFactor}.
   *
   * @return at least 1
   */
  public double unrollMemoryGrowthFactor() {
    return unrollMemoryGrowthFactor;
  }

  /**
   * {@code spark.memory.unmanagedMemoryPollingInterval}.
   *
   * @return milliseconds; 0 or less is never
   */
  public long unmanagedMemoryPollingInterval() {
    return unmanagedMemoryPollingInterval;
  }

  /**
   * Whether unmanaged memory counts: a Spark that knows it, and an interval above 0.
   *
   * @return true when it does
   */
  public boolean tracksUnmanagedMemory() {
    return settings.version().tracksUnmanagedMemory() && unmanagedMemoryPollingInterval > 0;
  }

  /**
   * All that was set, whether it is about memory or not.
   *
   * @return keys and values as given, sorted by key
   */
  public Map<String, String> properties() {
    ImmutableSortedMap<String, String> map = settings.map();
    return map;
  }

  /**
   * Settings that do not exist, are gone, or do nothing here.
   *
   * @return the warnings, sorted by key
   */
  public List<ConfigWarning> warnings() {
    return warnings;
  }

  /**
   * For people to read.
   *
   * @return deployment, version and what was set
   */
  @Override
  public String toString() {
    return "MemoryConfig("
        + deployment
        + ", Spark "
        + settings.version()
        + ", "
        + settings.map()
        + ")";
  }
}
