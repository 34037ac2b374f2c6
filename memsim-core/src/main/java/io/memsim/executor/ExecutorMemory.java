package io.memsim.executor;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.base.Preconditions.checkState;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.config.MemoryConfig;
import io.memsim.event.MemoryListener;
import io.memsim.event.PutResult;
import io.memsim.internal.pools.UnifiedMemoryManager;
import io.memsim.internal.stores.BlockManager;
import io.memsim.internal.stores.KnownBlocks;
import io.memsim.layout.MemoryLayout;
import io.memsim.policy.EvictionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one Spark executor: its four pools, its blocks in memory and on disk, its tasks and
 * their consumers. Every operation is a method; each does what Spark's {@code
 * UnifiedMemoryManager}, {@code BlockManager}, {@code MemoryStore} and {@code TaskMemoryManager}
 * do, to the byte.
 *
 * <pre>{@code
 * ExecutorMemory memory = ExecutorMemory.create(MemoryConfig.builder().set("spark.executor.memory", "2g").build());
 * memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_AND_DISK_SER, 100_000_000, 7);
 * long granted = memory.acquireExecution(7, 64_000_000, MemoryMode.ON_HEAP);
 * }</pre>
 *
 * <p>Sizes are bytes. Tasks are named by their attempt id, 0 or more; {@link #NO_TASK} stands for
 * "outside any task". Nothing blocks: a request that would block a thread in Spark answers {@link
 * #WAITING} and has a {@linkplain #ticket ticket}; the operation that lets it finish reports that
 * to the listeners before it returns. Until then every operation of the waiting task, but for its
 * end, throws {@link IllegalStateException}.
 *
 * <p>Misuse throws {@link IllegalArgumentException} or {@link IllegalStateException} and changes
 * nothing. What Spark itself refuses with an exception throws {@link SparkRefusalException}. Being
 * refused memory is an answer, not an error.
 *
 * <p>Not thread-safe, and deterministic: the same operations give the same answers. Operations cost
 * the same however many tasks and blocks there are, and the frequent ones make no garbage; what is
 * evicted, and what the observers list, costs in proportion.
 */
public final class ExecutorMemory {

  /** The answer to a request for execution memory that must wait. */
  public static final long WAITING = UnifiedMemoryManager.WAITING;

  /** The outcome of a waiting request that was withdrawn. */
  public static final long CANCELLED = -2;

  /** Stands for "outside any task": the driver, or a background thread. */
  public static final long NO_TASK = -1;

  static final long NO_TICKET = 0;

  private static final long[] NO_SIZES = {};

  private final MemoryConfig config;
  private final Kernel kernel;
  private final BlockManager blocks;
  private final KnownBlocks known;

  private ExecutorMemory(Builder builder) {
    config = builder.config;
    kernel =
        new Kernel(
            MemoryLayout.of(config),
            builder.policy,
            builder.wakeOrderSeed,
            builder.explanations.orElse(0),
            builder.listeners,
            config.unrollMemoryThreshold(),
            config.unrollMemoryGrowthFactor(),
            config.tracksUnmanagedMemory());
    blocks = kernel.blocks();
    this.known = blocks.known();
  }

  private ExecutorMemory(ExecutorMemory source) {
    config = source.config;
    kernel = new Kernel(source.kernel);
    blocks = kernel.blocks();
    this.known = blocks.known();
  }

  /**
   * Creates an executor's memory with Spark's own eviction order, no listeners and no history.
   *
   * @param config the executor's configuration
   * @return an empty executor
   * @throws IllegalArgumentException when Spark would not start with this configuration
   */
  public static ExecutorMemory create(MemoryConfig config) {
    return builder(config).build();
  }

  /**
   * Begins to create an executor's memory with more than the defaults.
   *
   * @param config the executor's configuration
   * @return a builder
   */
  public static Builder builder(MemoryConfig config) {
    return new Builder(checkNotNull(config, "config"));
  }

  /** What {@link #builder} collects. Each thing can be set once. Not thread-safe. */
  public static final class Builder {

    private final MemoryConfig config;
    private final List<MemoryListener> listeners = new ArrayList<>();
    private EvictionPolicy policy = EvictionPolicy.lru();
    private boolean policySet;
    private OptionalInt explanations = OptionalInt.empty();
    private OptionalLong wakeOrderSeed = OptionalLong.empty();

    private Builder(MemoryConfig config) {
      this.config = config;
    }

    /**
     * Which blocks leave memory first; {@link EvictionPolicy#lru()} unless set.
     *
     * @param chosen the policy; from now on it is this executor's
     * @return this builder
     * @throws IllegalStateException when it was set already
     */
    public Builder policy(EvictionPolicy chosen) {
      checkState(!policySet, "the eviction policy was set to %s already", policy);
      policy = checkNotNull(chosen, "policy");
      policySet = true;
      return this;
    }

    /**
     * Keeps a history of the last decisions, so that {@link ExecutorMemory#explain} can tell why.
     * With a history evictions walk over all blocks in memory, as they do in Spark.
     *
     * @param decisions how many decisions to keep, 1 or more
     * @return this builder
     * @throws IllegalArgumentException when decisions is below 1
     * @throws IllegalStateException when it was set already
     */
    public Builder explanations(int decisions) {
      checkArgument(decisions >= 1, "explanations(%s): expected 1 or more", decisions);
      checkState(explanations.isEmpty(), "explanations were set already");
      explanations = OptionalInt.of(decisions);
      return this;
    }

    /**
     * Adds a listener, behind those that were added before.
     *
     * @param listener the listener
     * @return this builder
     */
    public Builder listener(MemoryListener listener) {
      listeners.add(checkNotNull(listener, "listener"));
      return this;
    }

    /**
     * Serves waiting tasks in a seeded random order instead of that of their arrival. Spark leaves
     * the order to the JVM's monitors.
     *
     * @param seed the same seed gives the same order
     * @return this builder
     * @throws IllegalStateException when it was set already
     */
    public Builder wakeOrderSeed(long seed) {
      checkState(wakeOrderSeed.isEmpty(), "the seed of the wake order was set already");
      wakeOrderSeed = OptionalLong.of(seed);
      return this;
    }

    /**
     * Creates the executor's memory.
     *
     * @return an empty executor
     * @throws IllegalArgumentException when Spark would not start with this configuration
     */
    public ExecutorMemory build() {
      return new ExecutorMemory(this);
    }
  }

  /**
   * The configuration that this executor was made with.
   *
   * @return the configuration
   */
  public MemoryConfig config() {
    return config;
  }

  /**
   * The regions that follow from the configuration.
   *
   * @return the layout
   */
  public MemoryLayout layout() {
    return kernel.layout();
  }

  /**
   * Forks this executor: an independent one in the same state, with its waiting requests, consumers
   * and history, a {@linkplain EvictionPolicy#copy copy} of its policy, and no listeners. Consumers
   * of the copy are found by {@link #consumer} or {@link #task}.
   *
   * @return the copy
   * @throws IllegalStateException when called from within an operation
   */
  public ExecutorMemory copy() {
    return new ExecutorMemory(this);
  }

  /**
   * Adds a listener, behind those that are there.
   *
   * @param listener the listener
   */
  public void addListener(MemoryListener listener) {
    kernel.addListener(checkNotNull(listener, "listener"));
  }

  /**
   * Removes a listener.
   *
   * @param listener the listener
   * @return whether it was there
   */
  public boolean removeListener(MemoryListener listener) {
    return kernel.removeListener(checkNotNull(listener, "listener"));
  }

  // ---- execution memory

  /**
   * A task asks for execution memory without a consumer: {@code acquireExecutionMemory}. Storage's
   * free room, and what storage holds beyond its region, is reclaimed first, by evicting whole
   * blocks if need be, also when the task then gets less, nothing, or waits.
   *
   * @param task the task
   * @param bytes how much; 0 is refused as in Spark
   * @param mode of which memory
   * @return the bytes granted, from 0 to those asked for, or {@link #WAITING}
   * @throws SparkRefusalException when bytes is 0
   */
  public long acquireExecution(long task, long bytes, MemoryMode mode) {
    checkTask(task);
    checkBytes(bytes);
    checkNotNull(mode, "mode");
    if (kernel.isQuiet()) {
      return kernel.acquire(task, bytes, mode);
    }
    kernel.enter(task);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onAcquireExecution(task, bytes, mode);
      }
      return kernel.leave(kernel.acquire(task, bytes, mode), 0);
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  /**
   * Gives execution memory back: at most what the task holds, which is clamped as in Spark. Wakes
   * those who wait, also when the task is unknown or holds nothing. What the task's consumers count
   * as theirs does not change.
   *
   * @param task the task
   * @param bytes how much
   * @param mode of which memory
   * @return the bytes given back
   */
  public long releaseExecution(long task, long bytes, MemoryMode mode) {
    checkTask(task);
    checkBytes(bytes);
    checkNotNull(mode, "mode");
    if (kernel.isQuiet()) {
      return kernel.release(task, bytes, mode);
    }
    boolean outermost = kernel.enterRelease(task);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (outermost && listener != null) {
        listener.onReleaseExecution(task, bytes, mode);
      }
      long released = kernel.release(task, bytes, mode);
      return outermost ? kernel.leave(released, 0) : released;
    } catch (RuntimeException | Error e) {
      if (!outermost) {
        throw e;
      }
      throw kernel.fail(e);
    }
  }

  /**
   * Gives all execution memory of a task back, of both modes. Wakes those who wait.
   *
   * @param task the task
   * @return the bytes given back
   */
  public long releaseAllExecution(long task) {
    checkTask(task);
    kernel.enter(task);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onReleaseAllExecution(task);
      }
      long freed =
          kernel.release(task, Long.MAX_VALUE, MemoryMode.ON_HEAP)
              + kernel.release(task, Long.MAX_VALUE, MemoryMode.OFF_HEAP);
      return kernel.leave(freed, 0);
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  /**
   * The memory of a task, made when first asked for.
   *
   * @param task the task
   * @return its memory, until it ends
   */
  public TaskMemory task(long task) {
    checkTask(task);
    return kernel.task(task);
  }

  /**
   * Finds a consumer of a live task.
   *
   * @param name the consumer's name
   * @return the consumer
   * @throws IllegalArgumentException when there is none
   */
  public MemoryConsumer consumer(String name) {
    return kernel.consumer(name);
  }

  /**
   * Whether a live task has a consumer of this name.
   *
   * @param name the consumer's name
   * @return whether there is one
   */
  public boolean hasConsumer(String name) {
    return kernel.hasConsumer(name);
  }

  /**
   * Ends a task: its waiting request is withdrawn; its unroll memory is released and waiters are
   * served; its locks are released; its execution memory is released, and waiters are served again.
   * Its consumers are gone. A task that is not known ends without effect, but that waiters try
   * again.
   *
   * @param task the task
   * @return what it still held
   */
  public TaskReport endTask(long task) {
    checkTask(task);
    kernel.enter(NO_TASK);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onEndTask(task);
      }
      TaskReport report = kernel.endTask(task);
      kernel.leave(report.freed(), report.unlockedBlocks());
      return report;
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  /**
   * An unmanaged memory consumer reports what it uses, and Spark polls at once. Counts only where
   * {@code spark.memory.unmanagedMemoryPollingInterval} is above 0 and Spark is 4.1 or later: it
   * then lowers what single requests may get, and never evicts.
   *
   * @param component the consumer's name
   * @param mode the memory that it uses
   * @param bytes how much; -1 forgets the consumer, other negative figures count as 0, as in Spark
   * @throws IllegalArgumentException when the reports of a mode add up to more than a long
   */
  public void unmanaged(String component, MemoryMode mode, long bytes) {
    checkNotNull(component, "component");
    checkNotNull(mode, "mode");
    kernel.enter(NO_TASK);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onUnmanaged(component, mode, bytes);
      }
      kernel.memory().unmanaged(component, mode, bytes);
      kernel.leave(0, 0);
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  // ---- waiting

  /**
   * Whether a task waits for execution memory.
   *
   * @param task the task
   * @return true while its request waits
   */
  public boolean isWaiting(long task) {
    return kernel.isWaiting(task);
  }

  /**
   * The tasks that wait for execution memory.
   *
   * @return their ids in the order in which they began to wait
   */
  public long[] waitingTasks() {
    return kernel.waitingTasks();
  }

  /**
   * The waiting tasks that nobody is left to wake: no task but those that wait holds execution
   * memory, unroll memory or a lock, or is otherwise known. Only a task that is not known yet could
   * still wake them. In Spark their threads hang.
   *
   * @return their ids in the order in which they began to wait, or none
   */
  public long[] strandedTasks() {
    return kernel.strandedTasks();
  }

  /**
   * The ticket of a task's request that waits, or that waited last.
   *
   * @param task the task
   * @return the ticket, good until the task waits again or ends
   * @throws IllegalArgumentException when the task has not waited since it began
   */
  public long ticket(long task) {
    return kernel.ticket(task);
  }

  /**
   * What became of a request that had to wait.
   *
   * @param ticket the request's ticket
   * @return the bytes granted, {@link #WAITING} or {@link #CANCELLED}
   * @throws IllegalArgumentException when the ticket is not or no longer known
   * @throws SparkOutOfMemoryException when it was for a page, and got too little
   */
  public long granted(long ticket) {
    return kernel.outcome(ticket);
  }

  /**
   * Withdraws a waiting request, as interrupting the task's thread does. The task stays active.
   *
   * @param ticket the request's ticket
   * @return false when it does not wait (any more)
   */
  public boolean cancel(long ticket) {
    kernel.enter(NO_TASK);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onCancel(ticket);
      }
      return kernel.leave(kernel.cancel(ticket) ? 1 : 0, 0) == 1;
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  // ---- blocks

  /**
   * Puts a serialized block of known size: {@code BlockManager.putBytes}. At a level with memory it
   * goes there if one storage request of its size is granted, which may evict other blocks; else to
   * disk if the level uses it.
   *
   * @param block the block
   * @param level its storage level, not a deserialized one
   * @param bytes its size
   * @param task the storing task, or {@link #NO_TASK}
   * @return where it is; {@link PutResult#NONE} when it is not stored
   * @throws IllegalArgumentException when the level is deserialized; use {@link #putValues}
   * @throws SparkRefusalException when the level is {@link StorageLevel#NONE} or otherwise invalid,
   *     or another than {@link StorageLevel#DISK_ONLY} for a log block
   */
  public PutResult put(BlockId block, StorageLevel level, long bytes, long task) {
    checkNotNull(block, "block");
    if (block instanceof BlockId.RDDBlockId rdd) {
      return put(rdd.rddId(), rdd.splitIndex(), block, level, bytes, task);
    }
    return put(-1, -1, block, level, bytes, task);
  }

  /**
   * Puts a serialized block from outside any task.
   *
   * @param block the block
   * @param level its storage level, not a deserialized one
   * @param bytes its size
   * @return where it is
   * @see #put(BlockId, StorageLevel, long, long)
   */
  public PutResult put(BlockId block, StorageLevel level, long bytes) {
    return put(block, level, bytes, NO_TASK);
  }

  /**
   * Puts a serialized RDD block without an object for its id.
   *
   * @param rdd the RDD's id
   * @param split the partition
   * @param level its storage level, not a deserialized one
   * @param bytes its size
   * @param task the storing task, or {@link #NO_TASK}
   * @return where it is
   * @see #put(BlockId, StorageLevel, long, long)
   */
  public PutResult putRdd(int rdd, int split, StorageLevel level, long bytes, long task) {
    checkRdd(rdd, split);
    return put(rdd, split, null, level, bytes, task);
  }

  private PutResult put(
      int rdd, int split, @Nullable BlockId id, StorageLevel level, long bytes, long task) {
    checkNotNull(level, "level");
    checkTaskOrNone(task);
    checkBytes(bytes);
    checkArgument(
        !level.deserialized() || !level.isValid(),
        "put at %s, which is deserialized: expected a serialized level, or putValues",
        level);
    if (kernel.isQuiet()) {
      return store(rdd, split, id, level, bytes, task);
    }
    kernel.enter(task);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onPut(named(rdd, split, id), level, bytes, task);
      }
      PutResult result = store(rdd, split, id, level, bytes, task);
      kernel.leave(result.ordinal(), 0);
      return result;
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  private PutResult store(
      int rdd, int split, @Nullable BlockId id, StorageLevel level, long bytes, long task) {
    checkMayStore(id, level);
    blocks.actFor(task);
    return blocks.put(rdd, split, id, level, bytes);
  }

  /**
   * Puts a block from values whose size is found out while they are unrolled: {@code
   * BlockManager.putIterator}, which is what {@code persist()} leads to. A block that does not fit
   * goes to disk if the level uses it; else, with a task, the unroll memory reserved so far stays
   * with the task ({@link #lastUnrollHeld}).
   *
   * @param block the block
   * @param level its storage level
   * @param bytes its final size in memory
   * @param unroll the sizes that Spark estimates at its checks, after the 1st, 17th, 33rd ...
   *     value; copied
   * @param diskBytes its size on disk should it get there, where the level is deserialized
   * @param task the storing task, or {@link #NO_TASK}
   * @return where it is; {@link PutResult#NONE} when it is not stored
   * @throws SparkRefusalException when the level is invalid, or another than {@link
   *     StorageLevel#DISK_ONLY} for a log block; or when unmanaged memory keeps unroll memory from
   *     becoming storage memory: the block and its unroll memory are gone then
   */
  public PutResult putValues(
      BlockId block, StorageLevel level, long bytes, long[] unroll, long diskBytes, long task) {
    checkNotNull(block, "block");
    checkNotNull(level, "level");
    checkTaskOrNone(task);
    checkBytes(bytes);
    checkBytes(diskBytes);
    checkSizes(unroll);
    if (kernel.isQuiet()) {
      return storeValues(block, level, bytes, unroll, diskBytes, task);
    }
    kernel.enter(task);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onPutValues(block, level, bytes, unroll, diskBytes, task);
      }
      PutResult result = storeValues(block, level, bytes, unroll, diskBytes, task);
      kernel.leave(result.ordinal(), blocks.unrollLeft());
      return result;
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  private PutResult storeValues(
      BlockId block, StorageLevel level, long bytes, long[] unroll, long diskBytes, long task) {
    checkMayStore(block, level);
    blocks.actFor(task);
    PutResult result = blocks.putValues(block, level, bytes, unroll, diskBytes, task);
    if (blocks.transferFailed()) {
      throw transferFailure(block);
    }
    return result;
  }

  /**
   * Puts a block from values that take as much on disk as in memory.
   *
   * @param block the block
   * @param level its storage level
   * @param bytes its final size
   * @param unroll the sizes that Spark estimates at its checks; copied
   * @param task the storing task, or {@link #NO_TASK}
   * @return where it is
   * @see #putValues(BlockId, StorageLevel, long, long[], long, long)
   */
  public PutResult putValues(
      BlockId block, StorageLevel level, long bytes, long[] unroll, long task) {
    return putValues(block, level, bytes, unroll, bytes, task);
  }

  /**
   * Puts a block from values no check of which sees more than the initial reservation.
   *
   * @param block the block
   * @param level its storage level
   * @param bytes its final size
   * @param task the storing task, or {@link #NO_TASK}
   * @return where it is
   * @see #putValues(BlockId, StorageLevel, long, long[], long, long)
   */
  public PutResult putValues(BlockId block, StorageLevel level, long bytes, long task) {
    return putValues(block, level, bytes, NO_SIZES, bytes, task);
  }

  /**
   * Reads a block: {@code BlockManager.get}. In memory it becomes the most recently used; on disk,
   * at a level with memory, it is brought back into memory if that works, which may evict others.
   *
   * @param block the block
   * @param task the reading task, or {@link #NO_TASK}
   * @param hold whether the task keeps a read lock, until {@link #unlock} or its end
   * @param bytes its size in memory if its values are unrolled again, or -1 for that of its put
   * @param unroll the sizes estimated if its values are unrolled again, or null for those of its
   *     put
   * @return where it was: {@link Tier#MEMORY}, {@link Tier#DISK} or {@link Tier#NONE}
   * @throws IllegalArgumentException when it is to be held outside any task
   * @throws SparkRefusalException when unmanaged memory keeps unroll memory from becoming storage
   *     memory; the block stays on disk
   */
  public Tier get(BlockId block, long task, boolean hold, long bytes, long @Nullable [] unroll) {
    checkNotNull(block, "block");
    checkArgument(bytes >= -1, "bytes %s: expected 0 or more, or -1 for those of the put", bytes);
    if (unroll != null) {
      checkSizes(unroll);
    }
    if (block instanceof BlockId.RDDBlockId rdd) {
      return get(rdd.rddId(), rdd.splitIndex(), block, task, hold, bytes, unroll);
    }
    return get(-1, -1, block, task, hold, bytes, unroll);
  }

  /**
   * Reads a block and releases it at once.
   *
   * @param block the block
   * @param task the reading task, or {@link #NO_TASK}
   * @return where it was
   * @see #get(BlockId, long, boolean, long, long[])
   */
  public Tier get(BlockId block, long task) {
    return get(block, task, false, -1, null);
  }

  /**
   * Reads a block from outside any task.
   *
   * @param block the block
   * @return where it was
   * @see #get(BlockId, long, boolean, long, long[])
   */
  public Tier get(BlockId block) {
    return get(block, NO_TASK, false, -1, null);
  }

  /**
   * Reads a block and keeps a read lock on it, so that it is not evicted.
   *
   * @param block the block
   * @param task the reading task
   * @return where it was
   * @see #get(BlockId, long, boolean, long, long[])
   */
  public Tier getAndHold(BlockId block, long task) {
    return get(block, task, true, -1, null);
  }

  /**
   * Reads an RDD block without an object for its id.
   *
   * @param rdd the RDD's id
   * @param split the partition
   * @param task the reading task, or {@link #NO_TASK}
   * @param hold whether the task keeps a read lock
   * @return where it was
   * @see #get(BlockId, long, boolean, long, long[])
   */
  public Tier getRdd(int rdd, int split, long task, boolean hold) {
    checkRdd(rdd, split);
    return get(rdd, split, null, task, hold, -1, null);
  }

  private Tier get(
      int rdd,
      int split,
      @Nullable BlockId id,
      long task,
      boolean hold,
      long bytes,
      long @Nullable [] unroll) {
    checkTaskOrNone(task);
    checkArgument(!hold || task != NO_TASK, "a read lock can only be held by a task");
    if (kernel.isQuiet()) {
      return read(rdd, split, id, task, hold, bytes, unroll);
    }
    kernel.enter(task);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onGet(named(rdd, split, id), task, hold, bytes, unroll);
      }
      Tier from = read(rdd, split, id, task, hold, bytes, unroll);
      kernel.leave(from.ordinal(), blocks.unrollLeft());
      return from;
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  private Tier read(
      int rdd,
      int split,
      @Nullable BlockId id,
      long task,
      boolean hold,
      long bytes,
      long @Nullable [] unroll) {
    blocks.actFor(task);
    Tier from = blocks.get(rdd, split, id, task, hold, bytes, unroll);
    if (blocks.transferFailed()) {
      throw transferFailure(named(rdd, split, id));
    }
    return from;
  }

  /**
   * The unroll memory that the last {@link #putValues} or {@link #get} left with its task.
   *
   * @return bytes
   */
  public long lastUnrollHeld() {
    return blocks.unrollLeft();
  }

  /**
   * Gives back one of a task's read locks on a block.
   *
   * @param block the block
   * @param task the task
   * @throws SparkRefusalException when the block is not known, or nobody has locked it
   * @throws IllegalStateException when only others have locked it, which is undefined in Spark
   */
  public void unlock(BlockId block, long task) {
    checkNotNull(block, "block");
    checkTask(task);
    unlock(-1, -1, block, blocks.find(block), task);
  }

  /**
   * Gives back one of a task's read locks on an RDD block, which is named by numbers: makes no
   * garbage.
   *
   * @param rdd the RDD
   * @param split the partition
   * @param task the task
   * @throws SparkRefusalException when the block is not known, or nobody has locked it
   * @throws IllegalStateException when only others have locked it, which is undefined in Spark
   */
  public void unlockRdd(int rdd, int split, long task) {
    checkRdd(rdd, split);
    checkTask(task);
    unlock(rdd, split, null, blocks.find(rdd, split), task);
  }

  private void unlock(int rdd, int split, @Nullable BlockId id, int slot, long task) {
    if (slot >= 0 && blocks.locks(slot) > 0 && blocks.locks(slot, task) == 0) {
      throw new IllegalStateException(
          "task "
              + task
              + " unlocks "
              + named(rdd, split, id)
              + ", which others have locked but it"
              + " has not");
    }
    if (kernel.isQuiet()) {
      giveBack(rdd, split, id, slot, task);
      return;
    }
    kernel.enter(task);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onUnlock(named(rdd, split, id), task);
      }
      giveBack(rdd, split, id, slot, task);
      kernel.leave(0, 0);
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  private void giveBack(int rdd, int split, @Nullable BlockId id, int slot, long task) {
    if (slot < 0 || blocks.locks(slot) == 0) {
      throw new SparkRefusalException(
          "task "
              + task
              + " unlocks "
              + named(rdd, split, id)
              + (slot < 0 ? ", which is unknown" : ", which nobody has locked"));
    }
    blocks.unlock(slot, task);
  }

  private static BlockId named(int rdd, int split, @Nullable BlockId id) {
    return id == null ? BlockId.rdd(rdd, split) : id;
  }

  /**
   * Removes a block from memory and disk.
   *
   * @param block the block
   * @return whether it was there
   * @throws IllegalStateException when somebody has locked it: Spark would block
   */
  public boolean remove(BlockId block) {
    checkNotNull(block, "block");
    int slot = blocks.find(block);
    if (slot >= 0) {
      checkUnlocked(slot);
    }
    kernel.enter(NO_TASK);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onRemove(block);
      }
      if (slot >= 0) {
        blocks.remove(slot);
      }
      return kernel.leave(slot >= 0 ? 1 : 0, 0) == 1;
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  /**
   * Removes all blocks of an RDD, as {@code unpersist()} does. Costs in proportion to all blocks.
   *
   * @param rdd the RDD's id
   * @return how many there were
   * @throws IllegalStateException when somebody has locked one of them: Spark would block
   */
  public int removeRdd(int rdd) {
    checkArgument(rdd >= 0, "RDD %s: expected 0 or more", rdd);
    int count = known.findRdd(rdd);
    for (int i = 0; i < count; i++) {
      checkUnlocked(known.found(i));
    }
    kernel.enter(NO_TASK);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onRemoveRdd(rdd);
      }
      for (int i = 0; i < count; i++) {
        blocks.remove(known.found(i));
      }
      return (int) kernel.leave(count, 0);
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  /**
   * Removes all blocks of a broadcast: its value and its pieces. Costs in proportion to all blocks.
   *
   * @param broadcast the broadcast's id
   * @return how many there were
   * @throws IllegalStateException when somebody has locked one of them: Spark would block
   */
  public int removeBroadcast(long broadcast) {
    checkArgument(broadcast >= 0, "broadcast %s: expected 0 or more", broadcast);
    int[] slots = known.blocksOfBroadcast(broadcast);
    for (int slot : slots) {
      checkUnlocked(slot);
    }
    kernel.enter(NO_TASK);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onRemoveBroadcast(broadcast);
      }
      for (int slot : slots) {
        blocks.remove(slot);
      }
      return (int) kernel.leave(slots.length, 0);
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  /**
   * Reserves unroll memory for a task: {@code reserveUnrollMemoryForThisTask}.
   *
   * @param block the block that is to be unrolled; blocks of its RDD are not evicted for it
   * @param bytes how much
   * @param mode of which memory
   * @param task the task, or {@link #NO_TASK}
   * @return whether all of it was granted; when not, what was evicted or lent stays so
   */
  public boolean reserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) {
    checkNotNull(block, "block");
    checkNotNull(mode, "mode");
    checkTaskOrNone(task);
    checkBytes(bytes);
    if (kernel.isQuiet()) {
      return reserve(block, bytes, mode, task);
    }
    kernel.enter(task);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onReserveUnroll(block, bytes, mode, task);
      }
      return kernel.leave(reserve(block, bytes, mode, task) ? 1 : 0, 0) == 1;
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  private boolean reserve(BlockId block, long bytes, MemoryMode mode, long task) {
    blocks.actFor(task);
    return blocks.reserveUnroll(block, bytes, mode, task);
  }

  /**
   * Gives unroll memory of a task back, at most what it holds. Does not wake anybody.
   *
   * @param bytes how much
   * @param mode of which memory
   * @param task the task, or {@link #NO_TASK}
   * @return the bytes given back
   */
  public long releaseUnroll(long bytes, MemoryMode mode, long task) {
    checkNotNull(mode, "mode");
    checkTaskOrNone(task);
    checkBytes(bytes);
    if (kernel.isQuiet()) {
      return blocks.releaseUnroll(bytes, mode, task);
    }
    kernel.enter(task);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onReleaseUnroll(bytes, mode, task);
      }
      return kernel.leave(blocks.releaseUnroll(bytes, mode, task), 0);
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  // ---- observers: none of them is a use of a block, or changes anything

  /**
   * Whether a block is known, in memory or on disk.
   *
   * @param block the block
   * @return whether it is
   */
  public boolean contains(BlockId block) {
    return blocks.find(block) >= 0;
  }

  /**
   * Where a read would find a block.
   *
   * @param block the block
   * @return {@link Tier#MEMORY} also when it is on disk as well
   */
  public Tier tier(BlockId block) {
    int slot = blocks.find(block);
    if (slot < 0) {
      return Tier.NONE;
    }
    return known.inMemory(slot) ? Tier.MEMORY : Tier.DISK;
  }

  /**
   * What a block takes in memory.
   *
   * @param block the block
   * @return bytes, 0 when it is not there
   */
  public long memoryBytes(BlockId block) {
    int slot = blocks.find(block);
    return slot < 0 ? 0 : known.memoryBytes(slot);
  }

  /**
   * What a block takes on disk.
   *
   * @param block the block
   * @return bytes, 0 when it is not there
   */
  public long diskBytes(BlockId block) {
    int slot = blocks.find(block);
    return slot < 0 ? 0 : known.diskBytes(slot);
  }

  /**
   * Whether a block is on disk, in memory or not.
   *
   * @param block the block
   * @return whether it is
   */
  public boolean onDisk(BlockId block) {
    int slot = blocks.find(block);
    return slot >= 0 && known.onDisk(slot);
  }

  /**
   * The level that a known block was put with.
   *
   * @param block the block
   * @return the level, or null when it is not known
   */
  public @Nullable StorageLevel level(BlockId block) {
    int slot = blocks.find(block);
    return slot < 0 ? null : known.level(slot);
  }

  /**
   * How many read locks there are on a block, of all tasks.
   *
   * @param block the block
   * @return the number of locks
   */
  public int locks(BlockId block) {
    int slot = blocks.find(block);
    return slot < 0 ? 0 : blocks.locks(slot);
  }

  /**
   * How many read locks a task has on a block.
   *
   * @param block the block
   * @param task the task
   * @return the number of locks
   */
  public int locks(BlockId block, long task) {
    int slot = blocks.find(block);
    return slot < 0 ? 0 : blocks.locks(slot, task);
  }

  /**
   * The execution memory that a task holds.
   *
   * @param task the task
   * @param mode which memory
   * @return bytes
   */
  public long executionHeld(long task, MemoryMode mode) {
    return kernel.memory().executionLedger(checkNotNull(mode, "mode")).bytes(task);
  }

  /**
   * The unroll memory that a task holds.
   *
   * @param task the task, or {@link #NO_TASK}
   * @param mode which memory
   * @return bytes
   */
  public long unrollHeld(long task, MemoryMode mode) {
    return blocks.unrollLedger().of(checkNotNull(mode, "mode")).bytes(task);
  }

  /**
   * How many tasks are active in a mode: those that hold some of its execution memory, or wait for
   * it. A task's share is one of so many.
   *
   * @param mode which memory
   * @return the number of tasks
   */
  public int activeTasks(MemoryMode mode) {
    return kernel.memory().executionLedger(checkNotNull(mode, "mode")).size();
  }

  /**
   * The size of an execution pool.
   *
   * @param mode which memory
   * @return bytes
   */
  public long executionPoolSize(MemoryMode mode) {
    return kernel.memory().executionSize(checkNotNull(mode, "mode"));
  }

  /**
   * What tasks hold of an execution pool.
   *
   * @param mode which memory
   * @return bytes
   */
  public long executionUsed(MemoryMode mode) {
    return kernel.memory().executionUsed(checkNotNull(mode, "mode"));
  }

  /**
   * The size of a storage pool.
   *
   * @param mode which memory
   * @return bytes
   */
  public long storagePoolSize(MemoryMode mode) {
    return kernel.memory().storageSize(checkNotNull(mode, "mode"));
  }

  /**
   * What blocks and unrolling take of a storage pool.
   *
   * @param mode which memory
   * @return bytes
   */
  public long storageUsed(MemoryMode mode) {
    return kernel.memory().storageUsed(checkNotNull(mode, "mode"));
  }

  /**
   * The unroll memory of all tasks.
   *
   * @param mode which memory
   * @return bytes
   */
  public long unrollUsed(MemoryMode mode) {
    return blocks.unrollLedger().of(checkNotNull(mode, "mode")).total();
  }

  /**
   * What unmanaged consumers report.
   *
   * @param mode which memory
   * @return bytes, 0 where Spark does not track it
   */
  public long unmanagedUsed(MemoryMode mode) {
    return kernel.memory().unmanaged(checkNotNull(mode, "mode"));
  }

  /**
   * The number of blocks in memory, of both modes.
   *
   * @return how many
   */
  public int blocksInMemory() {
    return known.blocksInMemory();
  }

  /**
   * The number of blocks on disk, those in memory too included.
   *
   * @return how many
   */
  public int blocksOnDisk() {
    return known.blocksOnDisk();
  }

  /**
   * The blocks in memory.
   *
   * @return from least to most recently used, both modes in one order; sorts them
   */
  public List<BlockId> memoryOrder() {
    return Observer.ids(known, known.memoryInOrder());
  }

  /**
   * The blocks on disk, those in memory too included.
   *
   * @return by name, in the order of its UTF-16 code units; sorts them
   */
  public List<BlockId> diskOrder() {
    return Observer.ids(known, known.diskByName());
  }

  /**
   * An immutable picture of the whole state.
   *
   * @return the picture; costs in proportion to the state
   */
  public MemorySnapshot snapshot() {
    return Observer.snapshot(kernel);
  }

  /**
   * What Spark's storage page and {@code StorageStatus} show, and the counts of what has happened.
   *
   * @return the statistics as of now; costs in proportion to the number of blocks
   */
  public MemoryStats stats() {
    return Observer.stats(kernel);
  }

  /**
   * Why a block is in memory, or is not.
   *
   * @param block the block
   * @return the explanation; without a {@linkplain Builder#explanations history} it is drawn from
   *     the present state only, and says so
   */
  public Explanation explain(BlockId block) {
    return Observer.explain(kernel, checkNotNull(block, "block"));
  }

  // ---- checks

  private static void checkTask(long task) {
    checkArgument(task >= 0, "task %s: expected a task attempt id of 0 or more", task);
  }

  private static void checkTaskOrNone(long task) {
    checkArgument(
        task >= NO_TASK,
        "task %s: expected a task attempt id of 0 or more, or -1 outside any task",
        task);
  }

  private static void checkBytes(long bytes) {
    checkArgument(bytes >= 0, "%s bytes: expected 0 or more", bytes);
  }

  private static void checkSizes(long[] unroll) {
    for (int i = 0; i < unroll.length; i++) {
      checkArgument(unroll[i] >= 0, "unroll[%s] is %s: expected 0 or more", i, unroll[i]);
    }
  }

  private static void checkRdd(int rdd, int split) {
    checkArgument(rdd >= 0 && split >= 0, "block rdd_%s_%s: expected ids of 0 or more", rdd, split);
  }

  private static void checkMayStore(@Nullable BlockId block, StorageLevel level) {
    if (!level.isValid()) {
      throw new SparkRefusalException(
          "storage level " + level + ": expected one that uses memory or disk");
    }
    boolean log =
        block instanceof BlockId.TestLogBlockId || block instanceof BlockId.PythonWorkerLogBlockId;
    if (log && !level.equals(StorageLevel.DISK_ONLY)) {
      throw new SparkRefusalException(
          "log block " + block + " at " + level + ": expected DISK_ONLY, as for all log blocks");
    }
  }

  private void checkUnlocked(int slot) {
    if (blocks.locks(slot) > 0) {
      throw new IllegalStateException(
          known.id(slot)
              + " is locked by readers: removing it would block Spark until they are done");
    }
  }

  private static SparkRefusalException transferFailure(BlockId block) {
    return new SparkRefusalException(
        block
            + ": its unroll memory cannot become storage memory, since unmanaged memory leaves"
            + " less room for one request than the block has size");
  }
}
