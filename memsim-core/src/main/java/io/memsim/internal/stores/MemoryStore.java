package io.memsim.internal.stores;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryListener;
import io.memsim.event.SkipReason;
import io.memsim.internal.pools.Evictor;
import io.memsim.internal.pools.Listeners;
import io.memsim.internal.pools.UnifiedMemoryManager;
import io.memsim.policy.EvictionPolicy;
import io.memsim.policy.EvictionRequest;
import io.memsim.policy.VictimCursor;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The blocks in memory, and which of them go when room is needed: Spark's {@code MemoryStore}. Not
 * thread-safe.
 *
 * <p>An eviction is all or nothing. Since the bytes that may go are a running total, whether it
 * will succeed is known before the first block is looked at; with Spark's own order blocks are then
 * dropped one by one until there is enough, and none but victims is ever visited. A policy other
 * than LRU is asked for victims first, all of them, before any is dropped.
 */
final class MemoryStore {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryStore.class);

  private final DiskStore disk;
  private final RecencyOrder order;
  private final UnifiedMemoryManager memory;
  private final Listeners listeners;
  private final StoreCounts counts;
  private final @Nullable EvictionPolicy policy;
  private final @Nullable EvictionWitness witness;
  private final Evictor executionEvictor;
  private long task = -1;

  MemoryStore(
      BlockTable table,
      DiskStore disk,
      UnifiedMemoryManager memory,
      Listeners listeners,
      StoreCounts counts,
      EvictionPolicy policy,
      @Nullable EvictionWitness witness) {
    this.disk = disk;
    this.order = new RecencyOrder(table);
    this.memory = memory;
    this.listeners = listeners;
    this.counts = counts;
    this.policy = policy == EvictionPolicy.lru() ? null : policy;
    this.witness = witness;
    this.executionEvictor = evictor();
  }

  MemoryStore(
      MemoryStore source,
      BlockTable table,
      DiskStore disk,
      UnifiedMemoryManager memory,
      Listeners listeners,
      StoreCounts counts,
      @Nullable EvictionWitness witness) {
    this.disk = disk;
    this.order = new RecencyOrder(source.order, table);
    this.memory = memory;
    this.listeners = listeners;
    this.counts = counts;
    this.policy = source.policy == null ? null : source.policy.copy();
    this.witness = witness;
    this.executionEvictor = evictor();
    this.task = source.task;
  }

  private Evictor evictor() {
    return (space, mode, rdd) -> evict(space, mode, rdd, EvictionCause.EXECUTION);
  }

  /** Drops blocks so that execution gets room. */
  Evictor executionEvictor() {
    return executionEvictor;
  }

  /** For whom blocks are evicted from now on. */
  void actFor(long actingTask) {
    task = actingTask;
  }

  RecencyOrder order() {
    return order;
  }

  /** The blocks. By this way only: so the compiler sees that it is one table everywhere. */
  BlockTable table() {
    return order.table();
  }

  /** Asks the pools for storage memory on behalf of a block. */
  int acquire(long bytes, MemoryMode mode, int rdd, EvictionCause cause) {
    long shortfall = memory.borrowForStorage(bytes, mode);
    if (shortfall > 0) {
      evict(shortfall, mode, rdd, cause);
    } else if (shortfall == UnifiedMemoryManager.OVER_LIMIT) {
      return UnifiedMemoryManager.OVER_LIMIT;
    }
    return memory.takeStorage(bytes, mode);
  }

  /** Puts a block whose storage memory has been granted. */
  void insert(int slot, MemoryMode mode, long bytes) {
    table().memory(slot, bytes);
    order.add(slot);
    if (policy != null) {
      policy.added(table().id(slot), mode, bytes);
    }
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.stored(table().id(slot), Tier.MEMORY, bytes);
    }
  }

  void touch(int slot) {
    order.touch(slot);
    if (policy != null) {
      policy.touched(table().id(slot));
    }
  }

  /** Takes a block out of memory; answers the bytes given back to the storage pool. */
  long remove(int slot) {
    order.remove(slot);
    return removed(slot);
  }

  private long removed(int slot) {
    if (policy != null) {
      policy.removed(table().id(slot));
    }
    long bytes = table().memory(slot);
    table().memory(slot, BlockTable.ABSENT);
    memory.releaseStorage(bytes, table().mode(slot));
    return bytes;
  }

  void lock(int slot) {
    if (table().pins(slot) == 0 && table().inMemory(slot)) {
      order.lock(slot);
    }
    table().addPins(slot, 1);
  }

  void unlock(int slot, int locks) {
    table().addPins(slot, -locks);
    if (table().pins(slot) == 0 && table().inMemory(slot)) {
      order.unlock(slot);
    }
  }

  /**
   * Drops blocks until so much is free, or none when that cannot be done; answers the bytes freed.
   */
  long evict(long space, MemoryMode mode, int sparedRdd, EvictionCause cause) {
    if (witness != null) {
      witness.deciding(space, mode, sparedRdd, order.evictable(mode, sparedRdd), cause);
      if (policy == null) {
        witnessSkipped(space, mode, sparedRdd, witness);
      }
    }
    if (policy != null) {
      return order.evictable(mode, sparedRdd) < space
          ? 0
          : evictPlanned(space, mode, sparedRdd, cause, policy);
    }
    int victim = order.oldest(mode, sparedRdd);
    // Mostly one block makes enough room; the totals are for when it does not.
    if (victim < 0
        || (table().memory(victim) < space && order.evictable(mode, sparedRdd) < space)) {
      return 0;
    }
    long freed = drop(victim, cause);
    while (freed < space) {
      freed += drop(order.oldest(mode, sparedRdd), cause);
    }
    return freed;
  }

  private long evictPlanned(
      long space, MemoryMode mode, int sparedRdd, EvictionCause cause, EvictionPolicy chooser) {
    VictimCursor cursor = chooser.victims(request(space, mode, sparedRdd));
    int[] victims = new int[16];
    int n = 0;
    BitSet seen = new BitSet();
    long planned = 0;
    while (planned < space) {
      BlockId named = cursor.next();
      if (named == null) {
        return 0;
      }
      int slot = table().find(named);
      if (slot < 0 || !table().inMemory(slot)) {
        throw new IllegalStateException(
            "the eviction policy named " + named + ", which is not in memory: " + chooser);
      }
      if (seen.get(slot)) {
        throw new IllegalStateException(
            "the eviction policy named " + named + " twice for one request: " + chooser);
      }
      seen.set(slot);
      SkipReason reason = skipReason(slot, mode, sparedRdd);
      if (reason != null) {
        if (witness != null) {
          witness.skipped(named, reason);
        }
        continue;
      }
      if (n == victims.length) {
        victims = Arrays.copyOf(victims, 2 * n);
      }
      victims[n++] = slot;
      planned += table().memory(slot);
    }
    for (int i = 0; i < n; i++) {
      drop(victims[i], cause);
    }
    return planned;
  }

  private EvictionRequest request(long space, MemoryMode mode, int sparedRdd) {
    return new EvictionRequest() {
      @Override
      public long space() {
        return space;
      }

      @Override
      public MemoryMode mode() {
        return mode;
      }

      @Override
      public int sparedRdd() {
        return sparedRdd;
      }

      @Override
      public boolean mayEvict(BlockId block) {
        int slot = table().find(block);
        return slot >= 0 && table().inMemory(slot) && skipReason(slot, mode, sparedRdd) == null;
      }
    };
  }

  /** Why a block in memory must stay, or null when it may go. */
  private @Nullable SkipReason skipReason(int slot, MemoryMode mode, int sparedRdd) {
    if (table().mode(slot) != mode) {
      return SkipReason.OTHER_MODE;
    }
    if (sparedRdd >= 0 && table().rdd(slot) == sparedRdd) {
      return SkipReason.SAME_RDD;
    }
    return table().pins(slot) > 0 ? SkipReason.LOCKED : null;
  }

  /** Walks the order as Spark does, only to say what is passed over. */
  private void witnessSkipped(
      long space, MemoryMode mode, int sparedRdd, EvictionWitness observer) {
    long found = 0;
    for (int slot : order.inOrder()) {
      if (found >= space) {
        return;
      }
      SkipReason reason = skipReason(slot, mode, sparedRdd);
      if (reason == null) {
        found += table().memory(slot);
      } else {
        observer.skipped(table().id(slot), reason);
      }
    }
  }

  /** Drops a block from memory: to disk if its level says so, or it is forgotten. */
  private long drop(int slot, EvictionCause cause) {
    boolean toDisk = table().usesDisk(slot);
    if (toDisk && !table().onDisk(slot)) {
      disk.write(
          slot, table().unroll(slot) == null ? table().memory(slot) : table().valueDiskBytes(slot));
    }
    order.evict(slot);
    long bytes = removed(slot);
    counts.evictions[cause.ordinal()]++;
    counts.evictedBytes[cause.ordinal()] += bytes;
    if (LOG.isDebugEnabled()) {
      LOG.debug("evicted {} ({} bytes) for {}", table().id(slot), bytes, cause);
    }
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.evicted(table().id(slot), bytes, toDisk ? Tier.DISK : Tier.NONE, cause, task);
    }
    if (!toDisk) {
      table().remove(slot);
    }
    return bytes;
  }
}
