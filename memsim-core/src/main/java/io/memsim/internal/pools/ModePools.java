package io.memsim.internal.pools;

import io.memsim.block.MemoryMode;
import io.memsim.event.MemoryListener;

/**
 * The execution and the storage pool of one memory mode, and the rules by which they share it.
 * Their sizes always sum up to {@code max}.
 *
 * <p>This is where Spark's {@code UnifiedMemoryManager} and {@code ExecutionMemoryPool} meet. Spark
 * passes the growing of the pool and its greatest size as callbacks into a loop that blocks; here
 * an attempt is one call that answers, and whoever waits calls again.
 */
final class ModePools {

  private final MemoryMode mode;
  private final long max;
  private final long storageRegion;
  private final ExecutionPool execution;
  private final StoragePool storage;
  private final Listeners listeners;
  private long unmanaged;
  private long missing;

  ModePools(MemoryMode mode, long max, long storageRegion, Listeners listeners) {
    this.mode = mode;
    this.max = max;
    this.storageRegion = storageRegion;
    this.execution = new ExecutionPool(max - storageRegion);
    this.storage = new StoragePool(storageRegion);
    this.listeners = listeners;
  }

  ModePools(ModePools source, Listeners listeners) {
    this.mode = source.mode;
    this.max = source.max;
    this.storageRegion = source.storageRegion;
    this.execution = new ExecutionPool(source.execution);
    this.storage = new StoragePool(source.storage);
    this.listeners = listeners;
    this.unmanaged = source.unmanaged;
    this.missing = source.missing;
  }

  long max() {
    return max;
  }

  ExecutionPool execution() {
    return execution;
  }

  StoragePool storage() {
    return storage;
  }

  long unmanaged() {
    return unmanaged;
  }

  void unmanaged(long bytes) {
    unmanaged = bytes;
  }

  /** What the last refused storage request lacked, in bytes. */
  long missing() {
    return missing;
  }

  /** All that storage could have at this moment: what execution and others do not use. */
  long storageLimit() {
    return Math.max(0, max - execution.used() - unmanaged);
  }

  /** The greatest size that the execution pool could have now. */
  long maxExecution() {
    return Math.max(0, max - Math.min(storage.used(), storageRegion) - unmanaged);
  }

  /**
   * One attempt of a registered task to get execution memory.
   *
   * @param entry the task's entry in the ledger
   * @param held what it holds
   * @return the bytes granted, perhaps 0, or {@link UnifiedMemoryManager#WAITING}
   */
  long attempt(int entry, long held, long bytes, Evictor evictor) {
    grow(bytes - execution.free(), evictor);
    TaskLedger ledger = execution.ledger();
    int active = ledger.size();
    long free = execution.free();
    long grant;
    if (bytes <= free && withinShare(held, bytes, active)) {
      grant = bytes;
    } else {
      long most = maxExecution() / active;
      grant = Math.min(Math.min(bytes, Math.max(0, most - held)), free);
      // Spark multiplies in int; 2^30 active tasks are out of reach, here as there.
      long least = execution.size() / (2L * active);
      if (grant < bytes && held + grant < least) {
        return UnifiedMemoryManager.WAITING;
      }
    }
    ledger.change(entry, held, grant);
    return grant;
  }

  /**
   * Whether held + bytes is at most maxExecution / active, without the division: x <= floor(m / n)
   * exactly when x * n <= m. Where the product could overflow, from 2^42 bytes or 2^20 tasks on,
   * the caller divides.
   */
  private boolean withinShare(long held, long bytes, int active) {
    long wanted = held + bytes;
    return (wanted | ((long) active << 22)) >>> 42 == 0
        && wanted * active <= max - Math.min(storage.used(), storageRegion) - unmanaged;
  }

  private void grow(long extra, Evictor evictor) {
    if (extra <= 0) {
      return;
    }
    long reclaimable = Math.max(storage.free(), storage.size() - storageRegion);
    if (reclaimable <= 0) {
      return;
    }
    long wanted = Math.min(extra, reclaimable);
    long unused = Math.min(wanted, storage.free());
    long reclaimed = unused;
    if (wanted > unused) {
      reclaimed += evictor.evict(wanted - unused, mode, Evictor.NO_RDD);
    }
    move(reclaimed);
  }

  /**
   * Prepares a request for storage memory: takes what execution has free, if need be. What is
   * borrowed here stays with storage even if the request then fails.
   *
   * @return the bytes that have to be evicted, 0 or more, or {@link
   *     UnifiedMemoryManager#OVER_LIMIT}
   */
  long borrow(long bytes) {
    long limit = storageLimit();
    if (bytes > limit) {
      missing = bytes - limit;
      return UnifiedMemoryManager.OVER_LIMIT;
    }
    if (bytes > storage.free()) {
      move(-Math.min(execution.free(), bytes - storage.free()));
    }
    return Math.max(0, bytes - storage.free());
  }

  /**
   * Ends a request for storage memory.
   *
   * @return {@link UnifiedMemoryManager#GRANTED} or {@link
   *     UnifiedMemoryManager#NOT_ENOUGH_EVICTABLE}
   */
  int take(long bytes) {
    if (bytes > storage.free()) {
      missing = bytes - storage.free();
      return UnifiedMemoryManager.NOT_ENOUGH_EVICTABLE;
    }
    storage.use(bytes);
    return UnifiedMemoryManager.GRANTED;
  }

  /** Moves room from storage to execution, or back when negative. */
  private void move(long bytes) {
    if (bytes == 0) {
      return;
    }
    storage.resize(-bytes);
    execution.resize(bytes);
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.poolsMoved(mode, execution.size(), storage.size());
    }
  }
}
