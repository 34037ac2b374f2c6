package io.memsim.internal.stores;

import io.memsim.block.MemoryMode;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryListener;
import io.memsim.event.PutFailure;
import io.memsim.internal.pools.Listeners;
import io.memsim.internal.pools.UnifiedMemoryManager;
import org.jspecify.annotations.Nullable;

/**
 * Collects a block's values in memory step by step, reserving unroll memory ahead of its growing
 * size, and at the end turns the reservation into storage memory: {@code MemoryStore.putIterator}.
 * Each step is a storage request of its own, so that a put may evict much and still fail.
 */
final class Unroller {

  private final MemoryStore store;
  private final UnifiedMemoryManager memory;
  private final Listeners listeners;
  private final UnrollLedger ledger;
  private final UnrollGrowth growth;
  private long reserved;

  Unroller(
      MemoryStore store,
      UnifiedMemoryManager memory,
      Listeners listeners,
      UnrollLedger ledger,
      UnrollGrowth growth) {
    this.store = store;
    this.memory = memory;
    this.listeners = listeners;
    this.ledger = ledger;
    this.growth = growth;
  }

  Unroller(Unroller source, MemoryStore store, UnifiedMemoryManager memory, Listeners listeners) {
    this(store, memory, listeners, new UnrollLedger(source.ledger), source.growth);
  }

  UnrollLedger ledger() {
    return ledger;
  }

  /** What the last unrolling that was refused holds, and leaves to its caller. */
  long reserved() {
    return reserved;
  }

  /** What the last refused request lacked. */
  long missing(MemoryMode mode) {
    return memory.missing(mode);
  }

  /**
   * Unrolls a block. On success its final size is granted as storage memory and nothing is reserved
   * any more; when a request is refused the reservation stays with the task; when the transfer
   * fails both are gone.
   *
   * @return null on success, else what went wrong
   */
  @Nullable PutFailure unroll(
      int rdd, MemoryMode mode, long bytes, long[] estimates, long task, EvictionCause cause) {
    reserved = 0;
    if (!reserve(rdd, growth.initial(), mode, task, cause)) {
      return PutFailure.UNROLL_START;
    }
    reserved = growth.initial();
    for (long estimate : estimates) {
      if (growth.isDue(estimate, reserved)) {
        long more = growth.more(estimate, reserved);
        if (!reserve(rdd, more, mode, task, cause)) {
          return PutFailure.UNROLL_GROWTH;
        }
        reserved += more;
      }
    }
    long more = growth.rest(bytes, reserved);
    if (more > 0) {
      if (!reserve(rdd, more, mode, task, cause)) {
        return PutFailure.UNROLL_FINISH;
      }
      reserved += more;
    }
    release(task, reserved, mode);
    reserved = 0;
    return store.acquire(bytes, mode, rdd, cause) == UnifiedMemoryManager.GRANTED
        ? null
        : PutFailure.TRANSFER;
  }

  boolean reserve(int rdd, long bytes, MemoryMode mode, long task, EvictionCause cause) {
    if (store.acquire(bytes, mode, rdd, cause) != UnifiedMemoryManager.GRANTED) {
      return false;
    }
    ledger.of(mode).add(task, bytes);
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.unrollReserved(task, mode, bytes);
    }
    return true;
  }

  /** Gives unroll memory back, at most what the task holds; answers how much. */
  long release(long task, long most, MemoryMode mode) {
    long released = ledger.of(mode).take(task, most);
    if (released > 0) {
      memory.releaseStorage(released, mode);
      MemoryListener listener = listeners.current();
      if (listener != null) {
        listener.unrollReleased(task, mode, released);
      }
    }
    return released;
  }
}
