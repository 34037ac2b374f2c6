package io.memsim.internal.pools;

import io.memsim.block.MemoryMode;
import java.util.TreeMap;

/**
 * The four pools and who waits for them: Spark's {@code UnifiedMemoryManager}, as calls that answer
 * instead of blocking. Not thread-safe. All costs are constant but for the blocks evicted.
 */
public final class UnifiedMemoryManager {

  /** The answer to a request for execution memory that must wait. */
  public static final long WAITING = -1;

  /** The answer to a request for storage memory that was granted in full. */
  public static final int GRANTED = 0;

  /** The answer to a request for more storage memory than there could be; nothing has changed. */
  public static final int OVER_LIMIT = -1;

  /**
   * The answer to a request for storage memory that eviction could not serve. What it borrowed from
   * execution stays with storage.
   */
  public static final int NOT_ENOUGH_EVICTABLE = 1;

  private final ModePools onHeap;
  private final ModePools offHeap;
  private final WaitQueue waiters;
  private final boolean tracksUnmanaged;
  private final TreeMap<String, Long> unmanagedOnHeap;
  private final TreeMap<String, Long> unmanagedOffHeap;

  /**
   * Creates the pools at their initial sizes.
   *
   * @param onHeapMax the unified region
   * @param onHeapStorageRegion the part of it that starts as storage
   * @param offHeapMax the off-heap memory
   * @param offHeapStorageRegion the part of it that starts as storage
   * @param tracksUnmanaged whether unmanaged memory counts
   * @param waiters who waits
   * @param listeners whom to tell
   */
  public UnifiedMemoryManager(
      long onHeapMax,
      long onHeapStorageRegion,
      long offHeapMax,
      long offHeapStorageRegion,
      boolean tracksUnmanaged,
      WaitQueue waiters,
      Listeners listeners) {
    this.onHeap = new ModePools(MemoryMode.ON_HEAP, onHeapMax, onHeapStorageRegion, listeners);
    this.offHeap = new ModePools(MemoryMode.OFF_HEAP, offHeapMax, offHeapStorageRegion, listeners);
    this.waiters = waiters;
    this.tracksUnmanaged = tracksUnmanaged;
    this.unmanagedOnHeap = new TreeMap<>();
    this.unmanagedOffHeap = new TreeMap<>();
  }

  /**
   * Copies the pools.
   *
   * @param source the manager to copy
   * @param waiters the copy's own waiters
   * @param listeners the copy's own listeners
   */
  public UnifiedMemoryManager(UnifiedMemoryManager source, WaitQueue waiters, Listeners listeners) {
    this.onHeap = new ModePools(source.onHeap, listeners);
    this.offHeap = new ModePools(source.offHeap, listeners);
    this.waiters = waiters;
    this.tracksUnmanaged = source.tracksUnmanaged;
    this.unmanagedOnHeap = new TreeMap<>(source.unmanagedOnHeap);
    this.unmanagedOffHeap = new TreeMap<>(source.unmanagedOffHeap);
  }

  private ModePools pools(MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP ? onHeap : offHeap;
  }

  /**
   * One attempt to get execution memory. The first registers the task as active, which wakes those
   * who wait, since it changes everybody's share.
   *
   * @param task the task
   * @param bytes how much, above 0
   * @param mode of which memory
   * @param evictor drops blocks where execution may take their room
   * @return the bytes granted, perhaps 0, or {@link #WAITING}: blocks may have been evicted for a
   *     task that then waits
   */
  public long attemptExecution(long task, long bytes, MemoryMode mode, Evictor evictor) {
    ModePools pools = pools(mode);
    TaskLedger ledger = pools.execution().ledger();
    int entry = ledger.admit(task);
    long held = 0;
    if (entry < 0) {
      waiters.signal();
      entry = ~entry;
    } else {
      held = ledger.bytesAt(entry);
    }
    return pools.attempt(entry, held, bytes, evictor);
  }

  /**
   * Gives execution memory back, at most what the task holds, and wakes those who wait. A task that
   * holds nothing afterwards is no longer active.
   *
   * @param task the task, known or not
   * @param bytes how much, 0 or more
   * @param mode of which memory
   * @return the bytes given back
   */
  public long releaseExecution(long task, long bytes, MemoryMode mode) {
    waiters.signal();
    return pools(mode).execution().ledger().take(task, bytes);
  }

  /**
   * Begins to ask for storage memory. Who asks evicts what has to be evicted, and then {@linkplain
   * #takeStorage takes}.
   *
   * @param bytes how much, 0 or more
   * @param mode of which memory
   * @return the bytes that have to be evicted first, 0 or more, or {@link #OVER_LIMIT}
   */
  public long borrowForStorage(long bytes, MemoryMode mode) {
    return pools(mode).borrow(bytes);
  }

  /**
   * Takes storage memory, when it has been asked for and others have been evicted for it.
   *
   * @param bytes how much
   * @param mode of which memory
   * @return {@link #GRANTED} or {@link #NOT_ENOUGH_EVICTABLE}
   */
  public int takeStorage(long bytes, MemoryMode mode) {
    return pools(mode).take(bytes);
  }

  /**
   * What the last refused storage request lacked.
   *
   * @param mode of which memory
   * @return bytes
   */
  public long missing(MemoryMode mode) {
    return pools(mode).missing();
  }

  /**
   * Gives storage memory back, at most what is used. Storage keeps the room until execution asks
   * for it.
   *
   * @param bytes how much
   * @param mode of which memory
   */
  public void releaseStorage(long bytes, MemoryMode mode) {
    pools(mode).storage().release(bytes);
  }

  /**
   * Notes what an unmanaged consumer reports, as if Spark polled at once. Does nothing where
   * unmanaged memory is not tracked.
   *
   * @param component the consumer's name
   * @param mode the memory that it uses
   * @param bytes how much; -1 forgets the consumer, other negative figures count as 0
   */
  public void unmanaged(String component, MemoryMode mode, long bytes) {
    if (!tracksUnmanaged) {
      return;
    }
    TreeMap<String, Long> reports = mode == MemoryMode.ON_HEAP ? unmanagedOnHeap : unmanagedOffHeap;
    long before = reports.getOrDefault(component, 0L);
    long now = Math.max(0, bytes);
    long sum = Math.addExact(pools(mode).unmanaged() - before, now);
    if (bytes == -1) {
      reports.remove(component);
    } else {
      reports.put(component, now);
    }
    pools(mode).unmanaged(sum);
  }

  /**
   * The total of what unmanaged consumers report.
   *
   * @param mode of which memory
   * @return bytes, 0 where unmanaged memory is not tracked
   */
  public long unmanaged(MemoryMode mode) {
    return pools(mode).unmanaged();
  }

  /**
   * What both pools of a mode have together.
   *
   * @param mode which memory
   * @return bytes, constant
   */
  public long max(MemoryMode mode) {
    return pools(mode).max();
  }

  /**
   * What storage could have at this moment.
   *
   * @param mode which memory
   * @return bytes
   */
  public long storageLimit(MemoryMode mode) {
    return pools(mode).storageLimit();
  }

  /**
   * The greatest size that the execution pool could have now; a task's share is 1/N of it.
   *
   * @param mode which memory
   * @return bytes
   */
  public long maxExecution(MemoryMode mode) {
    return pools(mode).maxExecution();
  }

  /**
   * The size of an execution pool.
   *
   * @param mode which memory
   * @return bytes
   */
  public long executionSize(MemoryMode mode) {
    return pools(mode).execution().size();
  }

  /**
   * What tasks hold of an execution pool.
   *
   * @param mode which memory
   * @return bytes
   */
  public long executionUsed(MemoryMode mode) {
    return pools(mode).execution().used();
  }

  /**
   * The size of a storage pool.
   *
   * @param mode which memory
   * @return bytes
   */
  public long storageSize(MemoryMode mode) {
    return pools(mode).storage().size();
  }

  /**
   * What blocks and unrolling take of a storage pool.
   *
   * @param mode which memory
   * @return bytes
   */
  public long storageUsed(MemoryMode mode) {
    return pools(mode).storage().used();
  }

  /**
   * Who holds execution memory.
   *
   * @param mode which memory
   * @return the ledger of active tasks; not to be changed
   */
  public TaskLedger executionLedger(MemoryMode mode) {
    return pools(mode).execution().ledger();
  }
}
