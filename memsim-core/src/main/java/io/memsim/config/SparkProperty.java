package io.memsim.config;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The properties that decide about memory, under the names that Spark's sources give them. */
public enum SparkProperty {
  /** An executor's heap. */
  EXECUTOR_MEMORY("spark.executor.memory", Kind.MIB, "1g", "0.7.0", "heap of an executor (-Xmx)"),
  /** An executor's task slots. */
  EXECUTOR_CORES("spark.executor.cores", Kind.INT, "1", "1.0.0", "task slots of an executor", 1),
  /** An executor's memory beside its heap. */
  EXECUTOR_MEMORY_OVERHEAD(
      "spark.executor.memoryOverhead", Kind.MIB, null, "2.3.0", "non-heap memory of an executor"),
  /** An executor's memory beside its heap, as a part of the heap. */
  EXECUTOR_MEMORY_OVERHEAD_FACTOR(
      "spark.executor.memoryOverheadFactor",
      Kind.DOUBLE,
      "0.1",
      "3.3.0",
      "non-heap memory of an executor as a fraction of its heap",
      Range.POSITIVE),
  /** The least memory beside an executor's heap. */
  EXECUTOR_MIN_MEMORY_OVERHEAD(
      "spark.executor.minMemoryOverhead",
      Kind.MIB,
      "384m",
      "4.0.0",
      "least non-heap memory of an executor"),
  /** Python's share of an executor's container. */
  PYSPARK_EXECUTOR_MEMORY(
      "spark.executor.pyspark.memory",
      Kind.MIB,
      null,
      "2.4.0",
      "memory for Python in an executor's container"),
  /** An executor's JVM options. */
  EXECUTOR_JAVA_OPTIONS(
      "spark.executor.extraJavaOptions", Kind.TEXT, null, "1.0.0", "JVM options of an executor"),
  /** JVM options that stand before an executor's own. */
  EXECUTOR_DEFAULT_JAVA_OPTIONS(
      "spark.executor.defaultJavaOptions",
      Kind.TEXT,
      null,
      "3.0.0",
      "JVM options in front of spark.executor.extraJavaOptions"),
  /** The driver's heap. */
  DRIVER_MEMORY("spark.driver.memory", Kind.MIB, "1g", "1.1.1", "heap of the driver (-Xmx)"),
  /** The driver's cores in cluster mode. */
  DRIVER_CORES(
      "spark.driver.cores", Kind.INT, "1", "1.3.0", "cores of the driver in cluster mode", 1),
  /** The driver's memory beside its heap. */
  DRIVER_MEMORY_OVERHEAD(
      "spark.driver.memoryOverhead", Kind.MIB, null, "2.3.0", "non-heap memory of the driver"),
  /** The driver's memory beside its heap, as a part of the heap. */
  DRIVER_MEMORY_OVERHEAD_FACTOR(
      "spark.driver.memoryOverheadFactor",
      Kind.DOUBLE,
      "0.1",
      "3.3.0",
      "non-heap memory of the driver as a fraction of its heap",
      Range.POSITIVE),
  /** The least memory beside the driver's heap. */
  DRIVER_MIN_MEMORY_OVERHEAD(
      "spark.driver.minMemoryOverhead",
      Kind.MIB,
      "384m",
      "4.0.0",
      "least non-heap memory of the driver"),
  /** The driver's JVM options. */
  DRIVER_JAVA_OPTIONS(
      "spark.driver.extraJavaOptions", Kind.TEXT, null, "1.0.0", "JVM options of the driver"),
  /** JVM options that stand before the driver's own. */
  DRIVER_DEFAULT_JAVA_OPTIONS(
      "spark.driver.defaultJavaOptions",
      Kind.TEXT,
      null,
      "3.0.0",
      "JVM options in front of spark.driver.extraJavaOptions"),
  /** The part of the heap above the reserve that execution and storage share. */
  MEMORY_FRACTION(
      "spark.memory.fraction",
      Kind.DOUBLE,
      "0.6",
      "1.6.0",
      "part of heap minus reserve that execution and storage share",
      Range.CLOSED),
  /** The part of the shared memory that belongs to storage at first. */
  MEMORY_STORAGE_FRACTION(
      "spark.memory.storageFraction",
      Kind.DOUBLE,
      "0.5",
      "1.6.0",
      "part of the shared memory that is storage's at first",
      Range.HALF_OPEN),
  /** Whether task memory lives outside the heap. */
  MEMORY_OFFHEAP_ENABLED(
      "spark.memory.offHeap.enabled",
      Kind.BOOLEAN,
      "false",
      "1.6.0",
      "whether task memory lives off-heap"),
  /** The memory outside the heap. */
  MEMORY_OFFHEAP_SIZE(
      "spark.memory.offHeap.size",
      Kind.BYTES,
      "0",
      "1.6.0",
      "off-heap memory that execution and storage share"),
  /** How often unmanaged memory is sampled. */
  UNMANAGED_MEMORY_POLLING_INTERVAL(
      "spark.memory.unmanagedMemoryPollingInterval",
      Kind.MILLIS,
      "0s",
      "4.1.0",
      "how often unmanaged memory is sampled; 0 or less is never"),
  /** What unrolling reserves before the first element. */
  STORAGE_UNROLL_MEMORY_THRESHOLD(
      "spark.storage.unrollMemoryThreshold",
      Kind.LONG,
      "1048576",
      "1.1.0",
      "bytes reserved before a block is unrolled",
      0),
  /** How often unrolling estimates the size. */
  UNROLL_MEMORY_CHECK_PERIOD(
      "spark.storage.unrollMemoryCheckPeriod",
      Kind.LONG,
      "16",
      "2.3.0",
      "elements from one estimate to the next while unrolling",
      1),
  /** How far ahead of the estimate unrolling reserves. */
  UNROLL_MEMORY_GROWTH_FACTOR(
      "spark.storage.unrollMemoryGrowthFactor",
      Kind.DOUBLE,
      "1.5",
      "2.3.0",
      "what is reserved while unrolling, as a multiple of the estimate",
      Range.AT_LEAST_ONE),
  /** The size of a task's pages. */
  BUFFER_PAGESIZE(
      "spark.buffer.pageSize", Kind.BYTES, null, "1.5.0", "size of a task's memory pages"),
  /** The heap that the memory manager sees. */
  TEST_MEMORY(
      "spark.testing.memory",
      Kind.LONG,
      null,
      "1.6.0",
      "bytes that the memory manager takes for the heap",
      0),
  /** The heap that nobody manages. */
  TEST_RESERVED_MEMORY(
      "spark.testing.reservedMemory",
      Kind.LONG,
      null,
      "1.6.0",
      "bytes of the heap that are set aside, instead of 300 MiB",
      0),
  /** Whether Spark runs its own tests. */
  IS_TESTING("spark.testing", Kind.BOOLEAN, null, "1.0.1", "set: nothing of the heap is set aside"),
  /** Where the application runs. */
  MASTER("spark.master", Kind.TEXT, null, "0.9.0", "where the application runs"),
  /** Whether YARN runs a Python application. */
  IS_PYTHON_APP(
      "spark.yarn.isPython", Kind.BOOLEAN, "false", "1.4.0", "a Python application (YARN)"),
  /** What Kubernetes runs. */
  APP_RESOURCE_TYPE(
      "spark.kubernetes.resource.type", Kind.TEXT, null, "2.4.1", "java, python or r (Kubernetes)"),
  /** Kubernetes' older overhead factor. */
  KUBERNETES_MEMORY_OVERHEAD_FACTOR(
      "spark.kubernetes.memoryOverheadFactor",
      Kind.DOUBLE,
      "0.1",
      "2.4.0",
      "overhead factor on Kubernetes where the newer ones are not set",
      Range.AT_LEAST_ZERO);

  /** How a value is read. */
  public enum Kind {
    /** A byte string; a bare number counts MiB, and only whole MiB count. */
    MIB,
    /** A byte string; a bare number counts bytes. */
    BYTES,
    /** A plain whole number of 64 bits. */
    LONG,
    /** A plain whole number of 32 bits. */
    INT,
    /** A number. */
    DOUBLE,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** A duration; a bare number counts milliseconds. */
    MILLIS,
    /** Any text. */
    TEXT
  }

  /** Which numbers are allowed. */
  enum Range {
    POSITIVE("a number above 0"),
    AT_LEAST_ZERO("a number of at least 0"),
    AT_LEAST_ONE("a number of at least 1"),
    CLOSED("a number from 0 to 1"),
    HALF_OPEN("a number from 0 to below 1");

    private final String expected;

    Range(String expected) {
      this.expected = expected;
    }

    String expected() {
      return expected;
    }

    boolean holds(double value) {
      if (!Double.isFinite(value)) {
        return false;
      }
      return switch (this) {
        case POSITIVE -> value > 0;
        case AT_LEAST_ZERO -> value >= 0;
        case AT_LEAST_ONE -> value >= 1;
        case CLOSED -> value >= 0 && value <= 1;
        case HALF_OPEN -> value >= 0 && value < 1;
      };
    }
  }

  private static final ImmutableMap<String, SparkProperty> BY_KEY =
      Maps.uniqueIndex(Arrays.asList(values()), SparkProperty::key);

  private final String key;
  private final Kind kind;
  private final @Nullable String fallback;
  private final String since;
  private final String doc;
  private final long least;
  private final @Nullable Range range;

  SparkProperty(String key, Kind kind, @Nullable String fallback, String since, String doc) {
    this(key, kind, fallback, since, doc, 0, null);
  }

  SparkProperty(
      String key, Kind kind, @Nullable String fallback, String since, String doc, long least) {
    this(key, kind, fallback, since, doc, least, null);
  }

  SparkProperty(
      String key, Kind kind, @Nullable String fallback, String since, String doc, Range range) {
    this(key, kind, fallback, since, doc, 0, range);
  }

  SparkProperty(
      String key,
      Kind kind,
      @Nullable String fallback,
      String since,
      String doc,
      long least,
      @Nullable Range range) {
    this.key = key;
    this.kind = kind;
    this.fallback = fallback;
    this.since = since;
    this.doc = doc;
    this.least = least;
    this.range = range;
  }

  /**
   * The property of a key.
   *
   * @param key as in {@code spark-defaults.conf}; case counts
   * @return the property, empty when the key does not decide about memory
   */
  public static Optional<SparkProperty> of(String key) {
    return Optional.ofNullable(BY_KEY.get(key));
  }

  /**
   * The key.
   *
   * @return such as {@code spark.memory.fraction}
   */
  public String key() {
    return key;
  }

  /**
   * How values are read.
   *
   * @return the kind of value
   */
  public Kind kind() {
    return kind;
  }

  /**
   * What holds when it is not set, where that is one value.
   *
   * @return the default as text, empty where there is none or it depends on other settings
   */
  public Optional<String> fallback() {
    return Optional.ofNullable(fallback);
  }

  /**
   * Since when Spark knows it.
   *
   * @return the first version
   */
  public String since() {
    return since;
  }

  /**
   * What it sets.
   *
   * @return a phrase
   */
  public String doc() {
    return doc;
  }

  /** The least number that is accepted, where {@link #range} is null. */
  long least() {
    return least;
  }

  /** The fractions that are accepted, null for other kinds. */
  @Nullable Range range() {
    return range;
  }

  /** Whether the name is about memory, so that a misspelt name may mean this one. */
  boolean namesMemory() {
    return KeyCatalog.soundsLikeMemory(key);
  }
}
