package io.memsim.internal.stores;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryListener;
import io.memsim.event.PutFailure;
import io.memsim.event.PutResult;
import io.memsim.internal.pools.Evictor;
import io.memsim.internal.pools.Listeners;
import io.memsim.internal.pools.UnifiedMemoryManager;
import io.memsim.policy.EvictionPolicy;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts, reads and removes blocks: what Spark's {@code BlockManager} does with its stores. Not
 * thread-safe.
 *
 * <p>RDD blocks may be addressed by their two ints alone; a null id then stands for them, and one
 * is made only where somebody is told of it.
 */
public final class BlockManager {

  private static final Logger LOG = LoggerFactory.getLogger(BlockManager.class);

  private static final long[] NO_SIZES = {};

  private final UnifiedMemoryManager memory;
  private final DiskStore disk;
  private final MemoryStore store;
  private final PinTable pins;
  private final Unroller unroller;
  private final KnownBlocks known;
  private final Listeners listeners;
  private final StoreCounts counts;

  /** The last sizes that were kept: blocks of one RDD often have the same. Never changed. */
  private long[] lastUnroll = NO_SIZES;

  private long unrollLeft;
  private boolean transferFailed;

  /**
   * Creates empty stores.
   *
   * @param memory the pools
   * @param listeners whom to tell
   * @param policy who goes first
   * @param unrollThreshold the initial reservation for unrolling
   * @param unrollGrowthFactor how far ahead of the estimate unroll memory grows
   * @param witness who sees how victims are chosen, or null
   */
  public BlockManager(
      UnifiedMemoryManager memory,
      Listeners listeners,
      EvictionPolicy policy,
      long unrollThreshold,
      double unrollGrowthFactor,
      @Nullable EvictionWitness witness) {
    this.memory = memory;
    this.listeners = listeners;
    this.counts = new StoreCounts();
    BlockTable table = new BlockTable();
    this.disk = new DiskStore(table, listeners);
    this.store = new MemoryStore(table, disk, memory, listeners, counts, policy, witness);
    this.known = new KnownBlocks(store, disk);
    this.pins = new PinTable();
    this.unroller =
        new Unroller(
            store,
            memory,
            listeners,
            new UnrollLedger(),
            new UnrollGrowth(unrollThreshold, unrollGrowthFactor));
  }

  /**
   * Copies the stores.
   *
   * @param source the manager to copy
   * @param memory the copy's own pools
   * @param listeners the copy's own listeners
   * @param witness the copy's own witness, or null
   */
  public BlockManager(
      BlockManager source,
      UnifiedMemoryManager memory,
      Listeners listeners,
      @Nullable EvictionWitness witness) {
    this.memory = memory;
    this.listeners = listeners;
    this.counts = new StoreCounts(source.counts);
    BlockTable table = new BlockTable(source.table());
    this.disk = new DiskStore(source.disk, table, listeners);
    this.store = new MemoryStore(source.store, table, disk, memory, listeners, counts, witness);
    this.known = new KnownBlocks(store, disk);
    this.pins = new PinTable(source.pins);
    this.unroller = new Unroller(source.unroller, store, memory, listeners);
    this.unrollLeft = source.unrollLeft;
  }

  /**
   * Notes for which task blocks are evicted from now on.
   *
   * @param task the task, or -1
   */
  public void actFor(long task) {
    store.actFor(task);
  }

  /**
   * Drops blocks so that execution gets room.
   *
   * @return always the same evictor
   */
  public Evictor executionEvictor() {
    return store.executionEvictor();
  }

  /**
   * The blocks, to be looked at.
   *
   * @return always the same view
   */
  public KnownBlocks known() {
    return known;
  }

  /**
   * The running counts.
   *
   * @return the counts themselves; to be read
   */
  public StoreCounts counts() {
    return counts;
  }

  /**
   * The unroll memory by task.
   *
   * @return the ledgers themselves; to be read
   */
  public UnrollLedger unrollLedger() {
    return unroller.ledger();
  }

  /**
   * The unroll memory that the last {@link #putValues} or {@link #get} left with its task.
   *
   * @return bytes
   */
  public long unrollLeft() {
    return unrollLeft;
  }

  /**
   * Whether the last {@link #putValues} or {@link #get} failed as Spark fails when unroll memory
   * cannot become storage memory.
   *
   * @return true when Spark throws
   */
  public boolean transferFailed() {
    return transferFailed;
  }

  // ---- puts

  /**
   * Puts a serialized block of known size.
   *
   * @param rdd its RDD, or -1
   * @param split its partition, where it has an RDD
   * @param id its id; may be null where it has an RDD
   * @param level its level, valid and serialized
   * @param bytes its size
   * @return where it is
   */
  public PutResult put(int rdd, int split, @Nullable BlockId id, StorageLevel level, long bytes) {
    unrollLeft = 0;
    transferFailed = false;
    int slot = find(rdd, split, id);
    if (slot >= 0) {
      return exists(slot);
    }
    if (level.useMemory()) {
      MemoryMode mode = level.memoryMode();
      int answer = store.acquire(bytes, mode, rdd, EvictionCause.STORAGE);
      if (answer == UnifiedMemoryManager.GRANTED) {
        store.insert(add(rdd, split, id, level), mode, bytes);
        return PutResult.MEMORY;
      }
      failed(
          rdd,
          split,
          id,
          answer == UnifiedMemoryManager.OVER_LIMIT
              ? PutFailure.OVER_LIMIT
              : PutFailure.NOT_ENOUGH_EVICTABLE,
          unroller.missing(mode));
    }
    if (level.useDisk()) {
      disk.write(add(rdd, split, id, level), bytes);
      return PutResult.DISK;
    }
    return PutResult.NONE;
  }

  /**
   * Puts a block from values that must be unrolled.
   *
   * @param block its id
   * @param level its level, valid
   * @param bytes its final size in memory
   * @param unroll the sizes estimated at each check
   * @param diskBytes its size on disk, at a deserialized level
   * @param task the storing task, or -1
   * @return where it is
   */
  public PutResult putValues(
      BlockId block, StorageLevel level, long bytes, long[] unroll, long diskBytes, long task) {
    unrollLeft = 0;
    transferFailed = false;
    int known = table().find(block);
    if (known >= 0) {
      return exists(known);
    }
    long onDisk = level.deserialized() ? diskBytes : bytes;
    if (level.useMemory()) {
      MemoryMode mode = level.memoryMode();
      PutFailure failure =
          unroller.unroll(rddOf(block), mode, bytes, unroll, task, EvictionCause.UNROLL);
      if (failure == null) {
        int slot = addValues(block, level, bytes, unroll, onDisk);
        store.insert(slot, mode, bytes);
        return PutResult.MEMORY;
      }
      failed(-1, -1, block, failure, unroller.missing(mode));
      if (failure == PutFailure.TRANSFER) {
        transferFailed = true;
        return PutResult.NONE;
      }
      if (!level.useDisk()) {
        // The values stay with the task that computes them; outside tasks nobody wants them.
        if (task < 0) {
          unroller.release(task, unroller.reserved(), mode);
        } else {
          unrollLeft = unroller.reserved();
        }
        return PutResult.NONE;
      }
      unroller.release(task, unroller.reserved(), mode);
    }
    int slot = addValues(block, level, bytes, unroll, onDisk);
    disk.write(slot, onDisk);
    if (level.replication() > 1 && level.useMemory() && !level.deserialized()) {
      // To replicate the block Spark reads its bytes back at once, and so brings it into memory.
      promoteBytes(slot, level);
    }
    return table().inMemory(slot) ? PutResult.MEMORY : PutResult.DISK;
  }

  // ---- reads

  /**
   * Reads a block: from memory, or from disk and then perhaps back into memory.
   *
   * @param rdd its RDD, or -1
   * @param split its partition, where it has an RDD
   * @param id its id; may be null where it has an RDD
   * @param task the reading task, or -1
   * @param hold whether the task keeps a read lock
   * @param bytes its size in memory if it is unrolled again, or -1 for that of its put
   * @param unroll the sizes estimated if it is unrolled again, or null for those of its put
   * @return where it was
   */
  public Tier get(
      int rdd,
      int split,
      @Nullable BlockId id,
      long task,
      boolean hold,
      long bytes,
      long @Nullable [] unroll) {
    unrollLeft = 0;
    transferFailed = false;
    int slot = find(rdd, split, id);
    if (slot < 0) {
      counts.misses++;
      return Tier.NONE;
    }
    Tier from = Tier.MEMORY;
    if (table().inMemory(slot)) {
      store.touch(slot);
      counts.memoryHits++;
    } else {
      from = Tier.DISK;
      StorageLevel level = table().level(slot);
      if (level.useMemory()) {
        promote(slot, level, task, hold, bytes, unroll);
        if (transferFailed) {
          return from;
        }
      }
      counts.diskHits++;
    }
    if (hold) {
      store.lock(slot);
      pins.add(task, slot);
      MemoryListener listener = listeners.current();
      if (listener != null) {
        listener.locked(table().id(slot), task);
      }
    }
    return from;
  }

  private void promote(
      int slot, StorageLevel level, long task, boolean hold, long bytes, long @Nullable [] unroll) {
    if (!level.deserialized()) {
      promoteBytes(slot, level);
      return;
    }
    long[] unrolled = table().unroll(slot);
    if (unrolled == null) {
      throw new IllegalStateException(table().id(slot) + " was not put as values");
    }
    MemoryMode mode = level.memoryMode();
    long size = bytes < 0 ? table().valueBytes(slot) : bytes;
    PutFailure failure =
        unroller.unroll(
            table().rdd(slot),
            mode,
            size,
            unroll == null ? unrolled : unroll,
            task,
            EvictionCause.PROMOTION);
    if (failure == null) {
      counts.promotions++;
      store.insert(slot, mode, size);
      return;
    }
    promotionFailed(slot, failure, unroller.missing(mode));
    if (failure == PutFailure.TRANSFER) {
      transferFailed = true;
    } else if (hold) {
      // The values that were unrolled are read first; until then their memory stays reserved.
      unrollLeft = unroller.reserved();
    } else {
      unroller.release(task, unroller.reserved(), mode);
    }
  }

  private void promoteBytes(int slot, StorageLevel level) {
    MemoryMode mode = level.memoryMode();
    long bytes = table().disk(slot);
    int answer = store.acquire(bytes, mode, table().rdd(slot), EvictionCause.PROMOTION);
    if (answer == UnifiedMemoryManager.GRANTED) {
      counts.promotions++;
      store.insert(slot, mode, bytes);
    } else {
      promotionFailed(
          slot,
          answer == UnifiedMemoryManager.OVER_LIMIT
              ? PutFailure.OVER_LIMIT
              : PutFailure.NOT_ENOUGH_EVICTABLE,
          unroller.missing(mode));
    }
  }

  // ---- locks

  /**
   * Gives back one of a task's locks.
   *
   * @param slot the block
   * @param task the task, which has at least one lock on it
   */
  public void unlock(int slot, long task) {
    pins.remove(task, slot);
    store.unlock(slot, 1);
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.unlocked(table().id(slot), task);
    }
  }

  /**
   * Gives back all locks of a task.
   *
   * @param task the task
   * @return how many blocks it had locked
   */
  public int unlockAll(long task) {
    int blocks = 0;
    int slot;
    while ((slot = pins.anyOf(task)) >= 0) {
      store.unlock(slot, pins.removeAll(task, slot));
      blocks++;
      MemoryListener listener = listeners.current();
      if (listener != null) {
        listener.unlocked(table().id(slot), task);
      }
    }
    return blocks;
  }

  /**
   * How many locks a task has on a block.
   *
   * @param slot the block
   * @param task the task
   * @return the number of locks
   */
  public int locks(int slot, long task) {
    return pins.count(task, slot);
  }

  /**
   * The blocks that a task has locked.
   *
   * @param task the task
   * @return their slots, ascending
   */
  public int[] lockedBy(long task) {
    return IntStream.of(pins.slotsOf(task)).sorted().toArray();
  }

  /**
   * The tasks that have locked anything.
   *
   * @return their ids, ascending
   */
  public long[] lockingTasks() {
    return pins.tasks();
  }

  // ---- unroll memory of its own

  /**
   * Reserves unroll memory.
   *
   * @param block the block that is to be unrolled
   * @param bytes how much
   * @param mode of which memory
   * @param task the task that holds it, or -1
   * @return whether it was granted
   */
  public boolean reserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) {
    return unroller.reserve(rddOf(block), bytes, mode, task, EvictionCause.UNROLL);
  }

  /**
   * Gives unroll memory back, at most what the task holds.
   *
   * @param bytes the most to give back
   * @param mode of which memory
   * @param task the task, or -1
   * @return the bytes given back
   */
  public long releaseUnroll(long bytes, MemoryMode mode, long task) {
    return unroller.release(task, bytes, mode);
  }

  // ---- removal

  /**
   * Removes a block from wherever it is.
   *
   * @param slot the block, which nobody has locked
   */
  public void remove(int slot) {
    BlockId block = listeners.current() == null ? null : table().id(slot);
    long inMemory = table().inMemory(slot) ? store.remove(slot) : 0;
    long onDisk = table().onDisk(slot) ? disk.remove(slot) : 0;
    table().remove(slot);
    MemoryListener listener = listeners.current();
    if (listener != null && block != null) {
      listener.blockRemoved(block, inMemory, onDisk);
    }
  }

  // ---- observers: none of them is a use of a block

  /**
   * Finds a block.
   *
   * @param block its id
   * @return its slot, valid until the block is forgotten, or -1
   */
  public int find(BlockId block) {
    return table().find(block);
  }

  /**
   * Finds an RDD block.
   *
   * @param rdd its RDD
   * @param split its partition
   * @return its slot, valid until the block is forgotten, or -1
   */
  public int find(int rdd, int split) {
    return table().find(rdd, split);
  }

  /**
   * How many read locks there are on a block.
   *
   * @param slot the block
   * @return the number of locks, over all tasks
   */
  public int locks(int slot) {
    return table().pins(slot);
  }

  /**
   * What blocks take of storage memory, without unrolling.
   *
   * @param mode which memory
   * @return bytes
   */
  public long blockBytes(MemoryMode mode) {
    return memory.storageUsed(mode) - unroller.ledger().of(mode).total();
  }

  private BlockTable table() {
    return store.table();
  }

  private int find(int rdd, int split, @Nullable BlockId id) {
    return id == null ? table().find(rdd, split) : table().find(id);
  }

  private int add(int rdd, int split, @Nullable BlockId id, StorageLevel level) {
    return id == null ? table().addRdd(rdd, split, level) : table().add(id, level);
  }

  private int addValues(
      BlockId block, StorageLevel level, long bytes, long[] unroll, long diskBytes) {
    int slot = table().add(block, level);
    if (level.deserialized() && level.useDisk()) {
      if (!Arrays.equals(unroll, lastUnroll)) {
        lastUnroll = unroll.clone();
      }
      table().values(slot, bytes, diskBytes, lastUnroll);
    }
    return slot;
  }

  private static int rddOf(BlockId block) {
    return block instanceof BlockId.RDDBlockId rdd ? rdd.rddId() : Evictor.NO_RDD;
  }

  private PutResult exists(int slot) {
    if (LOG.isWarnEnabled()) {
      LOG.warn("{} exists already: it is not added again", table().id(slot));
    }
    return PutResult.EXISTS;
  }

  private void failed(int rdd, int split, @Nullable BlockId id, PutFailure failure, long missing) {
    counts.failures[failure.ordinal()]++;
    if (LOG.isWarnEnabled()) {
      BlockId block = id == null ? BlockId.rdd(rdd, split) : id;
      LOG.warn("{} does not enter memory: {}, {} bytes are missing", block, failure, missing);
    }
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.putFailed(id == null ? BlockId.rdd(rdd, split) : id, failure, missing);
    }
  }

  private void promotionFailed(int slot, PutFailure failure, long missing) {
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.putFailed(table().id(slot), failure, missing);
    }
  }
}
