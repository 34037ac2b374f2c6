package io.memsim.layout;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.memsim.block.MemoryMode;
import io.memsim.config.ConfigException;
import io.memsim.config.ConfigWarning;
import io.memsim.config.Deployment;
import io.memsim.config.MemoryConfig;
import io.memsim.config.SparkProperty;
import java.io.Serializable;
import java.util.List;

/**
 * The regions that Spark divides a JVM's memory into ({@code UnifiedMemoryManager} and {@code
 * MemoryManager}), and the container around them ({@code ResourceProfile}). Immutable. Sizes are
 * bytes.
 *
 * <p>Of the heap, {@link #reserved} is set aside; a fraction of the rest is {@link #unified},
 * shared by storage and execution, which start with {@link #storageRegion} and {@link #execution};
 * what remains is {@link #user} memory, which Spark does not track.
 */
public final class MemoryLayout implements Serializable {

  /*
   * Each region is computed once, in the order of the steps, which are kept to be shown. Fractions
   * become bytes as in Spark: one multiplication in double, cut off.
   */

  private static final long serialVersionUID = 1L;

  private static final long MIB = 1L << 20;
  private static final long LARGEST_PAGE = 64 * MIB;
  private static final int PAGE_SAFETY = 16;
  private static final int ARRAY_HEADER = 16;

  private final MemoryConfig config;
  private final List<Step> steps;
  private final long unified;
  private final long storageRegion;
  private final long execution;
  private final long user;
  private final OffHeap offHeap;
  private final long pageSize;
  private final long overhead;
  private final long container;

  private MemoryLayout(MemoryConfig config) {
    this.config = config;
    ImmutableList.Builder<Step> taken = ImmutableList.builder();
    long heap = config.heap();
    long reserved = config.reserved();
    taken.add(new Step("heap", config.heapSource(), heap));
    taken.add(new Step("reserved", reservedSource(reserved), reserved));

    unified = part(heap - reserved, config.memoryFraction());
    taken.add(
        new Step(
            "unified", "(" + heap + " - " + reserved + ") * " + config.memoryFraction(), unified));
    storageRegion = part(unified, config.storageFraction());
    taken.add(new Step("storageRegion", unified + " * " + config.storageFraction(), storageRegion));
    execution = unified - storageRegion;
    taken.add(new Step("execution", unified + " - " + storageRegion, execution));
    checkExecution();
    user = heap - reserved - unified;
    taken.add(new Step("user", heap + " - " + reserved + " - " + unified, user));

    offHeap = offHeap(taken);
    pageSize = pageSize(taken);
    overhead = overhead(taken);
    container = container(taken);
    steps = taken.build();
  }

  /**
   * The layout that a configuration comes to.
   *
   * @param config the configuration
   * @return its layout
   * @throws ConfigException when nothing is left for execution, or a sum exceeds {@code
   *     Long.MAX_VALUE}
   */
  public static MemoryLayout of(MemoryConfig config) {
    return new MemoryLayout(config);
  }

  private static long part(long bytes, double fraction) {
    return (long) (bytes * fraction);
  }

  private static String reservedSource(long reserved) {
    return reserved == 300 * MIB ? "300 MiB" : SparkProperty.TEST_RESERVED_MEMORY.key();
  }

  private void checkExecution() {
    if (execution <= 0) {
      SparkProperty fraction = SparkProperty.MEMORY_FRACTION;
      throw new ConfigException(
          fraction.key(),
          text(fraction),
          "a fraction that leaves execution more than 0 bytes; of a heap of "
              + config.heap()
              + " bytes less "
              + config.reserved()
              + " it leaves "
              + execution);
    }
  }

  private String text(SparkProperty property) {
    String value = config.properties().get(property.key());
    return value == null ? property.fallback().orElse("") : value;
  }

  private OffHeap offHeap(ImmutableList.Builder<Step> taken) {
    long size = config.offHeapSize();
    long storage = part(size, config.storageFraction());
    taken.add(
        new Step(
            "offHeap.size",
            SparkProperty.MEMORY_OFFHEAP_SIZE.key()
                + " = "
                + text(SparkProperty.MEMORY_OFFHEAP_SIZE),
            size));
    taken.add(new Step("offHeap.storageRegion", size + " * " + config.storageFraction(), storage));
    taken.add(new Step("offHeap.execution", size + " - " + storage, size - storage));
    return new OffHeap(config.offHeapEnabled(), size, storage, size - storage);
  }

  private long pageSize(ImmutableList.Builder<Step> taken) {
    String property = SparkProperty.BUFFER_PAGESIZE.key();
    if (config.pageSizeOverride().isPresent()) {
      long set = config.pageSizeOverride().getAsLong();
      taken.add(new Step("pageSize", property, set));
      return set;
    }
    long pool = tungstenMode() == MemoryMode.OFF_HEAP ? offHeap.execution() : execution;
    long wanted = nextPowerOfTwo(pool / config.cores() / PAGE_SAFETY);
    long chosen = Math.min(LARGEST_PAGE, Math.max(MIB, wanted));
    String formula =
        "nextPowerOf2("
            + pool
            + " / "
            + config.cores()
            + " / "
            + PAGE_SAFETY
            + ") = "
            + wanted
            + ", within 1 MiB and 64 MiB";
    if (tungstenMode() == MemoryMode.ON_HEAP
        && config.sparkVersion().shortensPages(config.collector())) {
      chosen -= ARRAY_HEADER;
      formula += ", less " + ARRAY_HEADER + " of array header under " + config.collector();
    }
    taken.add(new Step("pageSize", formula, chosen));
    return chosen;
  }

  private static long nextPowerOfTwo(long number) {
    long highest = Long.highestOneBit(number);
    return highest == number ? number : highest << 1;
  }

  private long overhead(ImmutableList.Builder<Step> taken) {
    if (config.overheadOverride().isPresent()) {
      long set = config.overheadOverride().getAsLong();
      taken.add(new Step("overhead", "as set", set));
      return set;
    }
    long heapMib = config.maxHeap() / MIB;
    int factoredMib = (int) (config.overheadFactor() * heapMib);
    long factored = factoredMib * MIB;
    long chosen = Math.max(factored, config.minimumOverhead());
    String formula =
        "max("
            + config.overheadFactor()
            + " * "
            + heapMib
            + " MiB, "
            + config.minimumOverhead() / MIB
            + " MiB)";
    taken.add(new Step("overhead", formula, chosen));
    return chosen;
  }

  private long container(ImmutableList.Builder<Step> taken) {
    taken.add(
        new Step("pySpark", SparkProperty.PYSPARK_EXECUTOR_MEMORY.key(), config.pySparkMemory()));
    boolean executor = config.deployment() == Deployment.EXECUTOR;
    long outside = executor && offHeap.enabled() ? offHeap.size() / MIB * MIB : 0;
    long sum;
    try {
      sum =
          Math.addExact(
              Math.addExact(config.maxHeap(), overhead),
              Math.addExact(outside, config.pySparkMemory()));
    } catch (ArithmeticException e) {
      ConfigException refused =
          new ConfigException(
              "container",
              config.maxHeap() + " + " + overhead + " + " + outside,
              "a sum of at most " + Long.MAX_VALUE + " bytes");
      refused.initCause(e);
      throw refused;
    }
    String formula =
        config.maxHeap() + " + " + overhead + " + " + outside + " + " + config.pySparkMemory();
    taken.add(
        new Step(
            "container",
            config.deployment() == Deployment.LOCAL
                ? formula + " (what a driver would ask a cluster for; local mode asks nobody)"
                : formula,
            sum));
    return sum;
  }

  /**
   * What this is the layout of.
   *
   * @return the configuration
   */
  public MemoryConfig config() {
    return config;
  }

  /**
   * The heap that Spark sees.
   *
   * @return bytes
   */
  public long heap() {
    return config.heap();
  }

  /**
   * What is set aside of the heap.
   *
   * @return bytes
   */
  public long reserved() {
    return config.reserved();
  }

  /**
   * What execution and storage share on the heap.
   *
   * @return bytes
   */
  public long unified() {
    return unified;
  }

  /**
   * The part of {@link #unified} that belongs to storage at first: execution takes it while it is
   * free, and evicts only what storage's pool exceeds it by.
   *
   * @return bytes
   */
  public long storageRegion() {
    return storageRegion;
  }

  /**
   * The part of {@link #unified} that belongs to execution at first.
   *
   * @return bytes, above 0
   */
  public long execution() {
    return execution;
  }

  /**
   * What is left of the heap: untracked, for the program's own objects.
   *
   * @return bytes; below 0 only for a trace with a memory fraction above 1
   */
  public long user() {
    return user;
  }

  /**
   * The regions outside the heap.
   *
   * @return their sizes
   */
  public OffHeap offHeap() {
    return offHeap;
  }

  /**
   * All that execution and storage share in a mode: the constant sum of its two pools.
   *
   * @param mode the mode
   * @return bytes
   */
  public long unified(MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP ? unified : offHeap.size();
  }

  /**
   * Storage's first part in a mode.
   *
   * @param mode the mode
   * @return bytes
   */
  public long storageRegion(MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP ? storageRegion : offHeap.storageRegion();
  }

  /**
   * Execution's first part in a mode.
   *
   * @param mode the mode
   * @return bytes
   */
  public long execution(MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP ? execution : offHeap.execution();
  }

  /**
   * Where task memory lives.
   *
   * @return OFF_HEAP when off-heap memory is enabled
   */
  public MemoryMode tungstenMode() {
    return config.offHeapEnabled() ? MemoryMode.OFF_HEAP : MemoryMode.ON_HEAP;
  }

  /**
   * The size of a task's pages.
   *
   * @return bytes
   */
  public long pageSize() {
    return pageSize;
  }

  /**
   * The container's room beside heap, off-heap memory and Python.
   *
   * @return bytes, whole MiB
   */
  public long overhead() {
    return overhead;
  }

  /**
   * The container's room for Python.
   *
   * @return bytes, whole MiB; 0 for a driver and for programs that are not known to be Python
   */
  public long pySpark() {
    return config.pySparkMemory();
  }

  /**
   * What the cluster manager is asked for: {@code -Xmx}, overhead, and for an executor off-heap
   * memory (when enabled) and Python's memory. In local mode nobody is asked; this is then what a
   * driver of that size would need.
   *
   * @return bytes, whole MiB
   */
  public long container() {
    return container;
  }

  /**
   * The least execution memory of the Tungsten mode, see {@link #leastPerTask(int, MemoryMode)}.
   *
   * @param activeTasks N, at least 1
   * @return bytes
   * @throws IllegalArgumentException for less than 1 task
   */
  public long leastPerTask(int activeTasks) {
    return leastPerTask(activeTasks, tungstenMode());
  }

  /**
   * The most execution memory of the Tungsten mode, see {@link #mostPerTask(int, MemoryMode)}.
   *
   * @param activeTasks N, at least 1
   * @return bytes
   * @throws IllegalArgumentException for less than 1 task
   */
  public long mostPerTask(int activeTasks) {
    return mostPerTask(activeTasks, tungstenMode());
  }

  /**
   * What each of N active tasks is made to wait for rather than be given less: 1/2N of the
   * execution pool, at its first size, which is what execution has while storage holds its own
   * region. The bound moves with the pool: it is higher once execution has taken free storage
   * memory, and lower while storage has borrowed what no request has taken back yet.
   *
   * @param activeTasks N, at least 1
   * @param mode the mode
   * @return bytes
   * @throws IllegalArgumentException for less than 1 task
   */
  public long leastPerTask(int activeTasks, MemoryMode mode) {
    checkTasks(activeTasks);
    return execution(mode) / (2L * activeTasks);
  }

  /**
   * What none of N active tasks gets more than: 1/N of all shared memory, reached while storage
   * holds nothing. It is less by a part of what storage holds, up to its region: see {@link
   * #mostPerTask(int, MemoryMode, long)}.
   *
   * @param activeTasks N, at least 1
   * @param mode the mode
   * @return bytes
   * @throws IllegalArgumentException for less than 1 task
   */
  public long mostPerTask(int activeTasks, MemoryMode mode) {
    return mostPerTask(activeTasks, mode, 0);
  }

  /**
   * What none of N active tasks gets more than while storage holds so much, no unmanaged memory
   * counted.
   *
   * @param activeTasks N, at least 1
   * @param mode the mode
   * @param storageUsed bytes that storage holds, at least 0
   * @return bytes: 1/N of shared memory less what storage holds, up to its region
   * @throws IllegalArgumentException for less than 1 task or less than 0 bytes
   */
  public long mostPerTask(int activeTasks, MemoryMode mode, long storageUsed) {
    checkTasks(activeTasks);
    checkArgument(storageUsed >= 0, "storageUsed %s: expected at least 0", storageUsed);
    return (unified(mode) - Math.min(storageUsed, storageRegion(mode))) / activeTasks;
  }

  private static void checkTasks(int activeTasks) {
    checkArgument(activeTasks >= 1, "activeTasks %s: expected at least 1", activeTasks);
  }

  /**
   * How each figure came about.
   *
   * @return the steps in the order of the sums, each named like the accessor that has its value
   */
  public List<Step> steps() {
    return steps;
  }

  /**
   * Settings that do not exist, are gone, or do nothing here.
   *
   * @return the configuration's warnings
   */
  public List<ConfigWarning> warnings() {
    return config.warnings();
  }
}
