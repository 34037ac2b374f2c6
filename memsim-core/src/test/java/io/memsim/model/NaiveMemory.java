package io.memsim.model;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryEvent;
import io.memsim.event.PutFailure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The four pools and the two stores, as the rules put it: every figure that the rules name is
 * computed from lists and maps at the moment when it is needed, and an eviction walks the whole
 * order. Slow, and meant to be obviously right. Shares no code with what it checks.
 */
final class NaiveMemory {

  static final long MUST_WAIT = -1;

  /** A block in memory. */
  record Entry(long bytes, MemoryMode mode) {}

  /** What is known of a block since its put. */
  record Known(StorageLevel level, long bytes, long diskBytes, List<Long> unroll) {}

  /** One read lock. */
  record Lock(long task, BlockId block) {}

  final Setup setup;
  final List<MemoryEvent> events = new ArrayList<>();
  final Map<MemoryMode, Long> executionSize = new EnumMap<>(MemoryMode.class);
  final Map<MemoryMode, Long> storageSize = new EnumMap<>(MemoryMode.class);
  final Map<MemoryMode, LinkedHashMap<Long, Long>> execution = new EnumMap<>(MemoryMode.class);
  final Map<MemoryMode, LinkedHashMap<Long, Long>> unroll = new EnumMap<>(MemoryMode.class);
  final Map<MemoryMode, Map<String, Long>> unmanaged = new EnumMap<>(MemoryMode.class);

  /** Least recently used first. */
  final LinkedHashMap<BlockId, Entry> memory = new LinkedHashMap<>();

  final Map<BlockId, Long> disk = new HashMap<>();
  final Map<BlockId, Known> known = new HashMap<>();
  final List<Lock> locks = new ArrayList<>();
  final List<NaiveRequest> waiting = new ArrayList<>();

  /** What the last refused storage request lacked, and what the last unrolling left reserved. */
  long missing;

  long leftReserved;

  NaiveMemory(Setup setup) {
    this.setup = setup;
    for (MemoryMode mode : MemoryMode.values()) {
      storageSize.put(mode, setup.storageRegion(mode));
      executionSize.put(mode, setup.max(mode) - setup.storageRegion(mode));
      execution.put(mode, new LinkedHashMap<>());
      unroll.put(mode, new LinkedHashMap<>());
      unmanaged.put(mode, new HashMap<>());
    }
  }

  // ---- sums

  private static long sum(Iterable<Long> bytes) {
    long sum = 0;
    for (long each : bytes) {
      sum += each;
    }
    return sum;
  }

  long executionUsed(MemoryMode mode) {
    return sum(execution.get(mode).values());
  }

  long executionFree(MemoryMode mode) {
    return executionSize.get(mode) - executionUsed(mode);
  }

  long unrollUsed(MemoryMode mode) {
    return sum(unroll.get(mode).values());
  }

  long blockBytes(MemoryMode mode) {
    long sum = 0;
    for (Entry entry : memory.values()) {
      if (entry.mode() == mode) {
        sum += entry.bytes();
      }
    }
    return sum;
  }

  long storageUsed(MemoryMode mode) {
    return blockBytes(mode) + unrollUsed(mode);
  }

  long storageFree(MemoryMode mode) {
    return storageSize.get(mode) - storageUsed(mode);
  }

  long unmanagedUsed(MemoryMode mode) {
    return sum(unmanaged.get(mode).values());
  }

  private void moveToExecution(MemoryMode mode, long bytes) {
    if (bytes != 0) {
      executionSize.merge(mode, bytes, Long::sum);
      storageSize.merge(mode, -bytes, Long::sum);
      events.add(new MemoryEvent.PoolsMoved(mode, executionSize.get(mode), storageSize.get(mode)));
    }
  }

  void wakeAll() {
    for (NaiveRequest request : waiting) {
      request.shallTryAgain = true;
    }
  }

  // ---- rule 2, an execution request: one attempt

  long attemptExecution(long task, long bytes, MemoryMode mode) {
    Map<Long, Long> held = execution.get(mode);
    if (!held.containsKey(task)) {
      held.put(task, 0L);
      wakeAll();
    }

    long x = bytes - executionFree(mode);
    if (x > 0) {
      long reclaimable =
          Math.max(storageFree(mode), storageSize.get(mode) - setup.storageRegion(mode));
      if (reclaimable > 0) {
        long wanted = Math.min(x, reclaimable);
        long fromFree = Math.min(wanted, storageFree(mode));
        long fromBlocks = 0;
        if (wanted > fromFree) {
          fromBlocks = evict(wanted - fromFree, mode, null, EvictionCause.EXECUTION, task);
        }
        moveToExecution(mode, fromFree + fromBlocks);
      }
    }

    long maxPool =
        Math.max(
            0,
            setup.max(mode)
                - Math.min(storageUsed(mode), setup.storageRegion(mode))
                - unmanagedUsed(mode));
    long n = held.size();
    long most = maxPool / n;
    long least = executionSize.get(mode) / (2 * n);
    long has = held.get(task);
    long grant = Math.min(Math.min(bytes, Math.max(0, most - has)), executionFree(mode));
    if (grant < bytes && has + grant < least) {
      return MUST_WAIT;
    }
    held.put(task, has + grant);
    events.add(new MemoryEvent.ExecutionGranted(task, mode, bytes, grant));
    return grant;
  }

  /** Rule 2, a release. */
  long releaseExecution(long task, long bytes, MemoryMode mode) {
    Map<Long, Long> held = execution.get(mode);
    long has = held.getOrDefault(task, 0L);
    long released = Math.min(has, bytes);
    if (has - released == 0) {
      held.remove(task);
    } else {
      held.put(task, has - released);
    }
    wakeAll();
    if (released > 0) {
      events.add(new MemoryEvent.ExecutionReleased(task, mode, released));
    }
    return released;
  }

  // ---- rule 2, a storage request: null when granted

  PutFailure acquireStorage(
      BlockId block, long bytes, MemoryMode mode, EvictionCause cause, long task) {
    long limit = Math.max(0, setup.max(mode) - executionUsed(mode) - unmanagedUsed(mode));
    if (bytes > limit) {
      missing = bytes - limit;
      return PutFailure.OVER_LIMIT;
    }
    if (bytes > storageFree(mode)) {
      moveToExecution(mode, -Math.min(executionFree(mode), bytes - storageFree(mode)));
    }
    if (bytes > storageFree(mode)) {
      evict(bytes - storageFree(mode), mode, block, cause, task);
    }
    if (bytes > storageFree(mode)) {
      missing = bytes - storageFree(mode);
      return PutFailure.NOT_ENOUGH_EVICTABLE;
    }
    return null;
  }

  // ---- rule 4

  private long evict(long space, MemoryMode mode, BlockId storing, EvictionCause cause, long task) {
    List<BlockId> collected = new ArrayList<>();
    long freed = 0;
    for (Map.Entry<BlockId, Entry> candidate : memory.entrySet()) {
      if (freed >= space) {
        break;
      }
      BlockId block = candidate.getKey();
      boolean otherMode = candidate.getValue().mode() != mode;
      boolean sameRdd =
          storing instanceof BlockId.RDDBlockId a
              && block instanceof BlockId.RDDBlockId b
              && a.rddId() == b.rddId();
      boolean locked = locks.stream().anyMatch(lock -> lock.block().equals(block));
      if (!otherMode && !sameRdd && !locked) {
        collected.add(block);
        freed += candidate.getValue().bytes();
      }
    }
    if (freed < space) {
      return 0;
    }
    for (BlockId block : collected) {
      drop(block, cause, task);
    }
    return freed;
  }

  /** Rule 3, "Drop". */
  private void drop(BlockId block, EvictionCause cause, long task) {
    Known facts = known.get(block);
    if (facts.level().useDisk() && !disk.containsKey(block)) {
      writeToDisk(block, facts.diskBytes());
    }
    long bytes = memory.remove(block).bytes();
    Tier to = disk.containsKey(block) ? Tier.DISK : Tier.NONE;
    if (to == Tier.NONE) {
      known.remove(block);
    }
    events.add(new MemoryEvent.Evicted(block, bytes, to, cause, task));
  }

  // ---- the stores

  void store(BlockId block, long bytes, MemoryMode mode) {
    memory.put(block, new Entry(bytes, mode));
    events.add(new MemoryEvent.Stored(block, Tier.MEMORY, bytes));
  }

  void writeToDisk(BlockId block, long bytes) {
    disk.put(block, bytes);
    events.add(new MemoryEvent.Stored(block, Tier.DISK, bytes));
  }

  void use(BlockId block) {
    memory.put(block, memory.remove(block));
  }

  void remove(BlockId block) {
    Entry inMemory = memory.remove(block);
    Long onDisk = disk.remove(block);
    known.remove(block);
    events.add(
        new MemoryEvent.BlockRemoved(
            block, inMemory == null ? 0 : inMemory.bytes(), onDisk == null ? 0 : onDisk));
  }

  // ---- unroll memory

  boolean reserveUnroll(
      BlockId block, long bytes, MemoryMode mode, EvictionCause cause, long task) {
    if (acquireStorage(block, bytes, mode, cause, task) != null) {
      return false;
    }
    unroll.get(mode).merge(task, bytes, Long::sum);
    events.add(new MemoryEvent.UnrollReserved(task, mode, bytes));
    return true;
  }

  long releaseUnroll(long bytes, MemoryMode mode, long task) {
    long has = unroll.get(mode).getOrDefault(task, 0L);
    long released = Math.min(has, bytes);
    if (has == released) {
      unroll.get(mode).remove(task);
    } else {
      unroll.get(mode).put(task, has - released);
    }
    if (released > 0) {
      events.add(new MemoryEvent.UnrollReleased(task, mode, released));
    }
    return released;
  }

  /**
   * Rule 3, "unrolled": null when the storage memory of the final size has been granted. When a
   * reservation was refused {@link #leftReserved} stays with the task.
   */
  PutFailure unroll(
      BlockId block,
      long bytes,
      List<Long> estimates,
      MemoryMode mode,
      EvictionCause cause,
      long task) {
    leftReserved = 0;
    long threshold = setup.unrollThreshold();
    if (!reserveUnroll(block, threshold, mode, cause, task)) {
      return PutFailure.UNROLL_START;
    }
    leftReserved = threshold;
    for (long estimate : estimates) {
      if (estimate >= threshold) {
        long a = (long) (estimate * setup.growth() - threshold);
        if (!reserveUnroll(block, a, mode, cause, task)) {
          return PutFailure.UNROLL_GROWTH;
        }
        threshold += a;
        leftReserved += a;
      }
    }
    if (bytes > leftReserved) {
      long rest = bytes - leftReserved;
      if (!reserveUnroll(block, rest, mode, cause, task)) {
        return PutFailure.UNROLL_FINISH;
      }
      leftReserved += rest;
    }
    releaseUnroll(leftReserved, mode, task);
    leftReserved = 0;
    return acquireStorage(block, bytes, mode, cause, task) == null ? null : PutFailure.TRANSFER;
  }
}
