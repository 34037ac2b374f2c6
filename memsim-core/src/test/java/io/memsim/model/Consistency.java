package io.memsim.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemorySnapshot.BlockSnapshot;
import io.memsim.executor.MemorySnapshot.LockSnapshot;
import io.memsim.executor.MemorySnapshot.ModeSnapshot;
import io.memsim.executor.MemorySnapshot.TaskSnapshot;
import io.memsim.executor.MemoryStats;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * Recounts an executor's state from scratch: whatever is kept as a running total is summed up anew
 * from what it totals, and every observer is held against every other. Applicable to any executor
 * between two operations.
 */
public final class Consistency {

  private final ExecutorMemory memory;
  private final MemorySnapshot snapshot;
  private final Object where;

  private Consistency(ExecutorMemory memory, Object where) {
    this.memory = memory;
    this.snapshot = memory.snapshot();
    this.where = where;
  }

  /**
   * Checks everything.
   *
   * @param memory the executor
   * @param where what to say of the place when something is wrong
   */
  public static void check(ExecutorMemory memory, Object where) {
    Consistency oracle = new Consistency(memory, where);
    for (MemoryMode mode : MemoryMode.values()) {
      oracle.checkPools(mode);
    }
    oracle.checkBlocks();
    oracle.checkLocks();
    oracle.checkTasks();
    oracle.checkStats();
  }

  // Texts are put together only when something is wrong: this runs after each of millions of calls.

  private void same(Object of, String what, Object actual, Object expected) {
    if (!actual.equals(expected)) {
      assertThat(actual).as("%s: %s: %s", where, of, what).isEqualTo(expected);
    }
  }

  private void same(Object of, String what, long actual, long expected) {
    if (actual != expected) {
      assertThat(actual).as("%s: %s: %s", where, of, what).isEqualTo(expected);
    }
  }

  private void holds(Object of, String what, boolean condition) {
    if (!condition) {
      assertThat(condition).as("%s: %s: %s in %s", where, of, what, snapshot).isTrue();
    }
  }

  private static <T> long sum(List<T> all, ToLongFunction<T> bytes) {
    return all.stream().mapToLong(bytes).sum();
  }

  private void checkPools(MemoryMode mode) {
    ModeSnapshot pools = snapshot.pools(mode);
    long max =
        mode == MemoryMode.ON_HEAP ? memory.layout().unified() : memory.layout().offHeap().size();
    same(mode, "pools' sum", pools.executionSize() + pools.storageSize(), max);
    holds(mode, "execution used <= size", pools.executionUsed() <= pools.executionSize());
    holds(mode, "storage used <= size", pools.storageUsed() <= pools.storageSize());
    holds(mode, "execution size >= 0", pools.executionSize() >= 0);
    holds(mode, "storage size >= 0", pools.storageSize() >= 0);

    boolean onHeap = mode == MemoryMode.ON_HEAP;
    List<TaskSnapshot> tasks = snapshot.tasks();
    long held = sum(tasks, task -> onHeap ? task.onHeap() : task.offHeap());
    same(mode, "execution used by all tasks", pools.executionUsed(), held);
    long unrolling = sum(tasks, task -> onHeap ? task.unrollOnHeap() : task.unrollOffHeap());
    same(mode, "unroll memory of all tasks", pools.unrollUsed(), unrolling);
    long blocks =
        snapshot.memory().stream()
            .filter(block -> block.level().memoryMode() == mode)
            .mapToLong(BlockSnapshot::memoryBytes)
            .sum();
    same(mode, "storage used by blocks and unrolling", pools.storageUsed(), blocks + unrolling);

    same(mode, "execution size", memory.executionPoolSize(mode), pools.executionSize());
    same(mode, "execution used", memory.executionUsed(mode), pools.executionUsed());
    same(mode, "storage size", memory.storagePoolSize(mode), pools.storageSize());
    same(mode, "storage used", memory.storageUsed(mode), pools.storageUsed());
    same(mode, "unroll used", memory.unrollUsed(mode), pools.unrollUsed());
    same(mode, "unmanaged", memory.unmanagedUsed(mode), pools.unmanaged());
    same(mode, "active tasks", memory.activeTasks(mode), pools.activeTasks());
    long holders =
        tasks.stream().filter(task -> (onHeap ? task.onHeap() : task.offHeap()) > 0).count();
    holds(mode, "every holder is active", holders <= pools.activeTasks());
  }

  private void checkBlocks() {
    same(snapshot, "blocks in memory", memory.blocksInMemory(), snapshot.memory().size());
    same(snapshot, "blocks on disk", memory.blocksOnDisk(), snapshot.disk().size());
    same(
        snapshot,
        "recency order",
        memory.memoryOrder(),
        snapshot.memory().stream().map(BlockSnapshot::block).toList());
    same(
        snapshot,
        "disk order",
        memory.diskOrder(),
        snapshot.disk().stream().map(BlockSnapshot::block).toList());
    List<BlockId> sorted =
        memory.diskOrder().stream().sorted(Comparator.comparing(BlockId::name)).toList();
    same(snapshot, "blocks on disk by name", memory.diskOrder(), sorted);
    Map<BlockId, BlockSnapshot> onDisk = new HashMap<>();
    snapshot.disk().forEach(block -> onDisk.put(block.block(), block));
    same(snapshot, "no block twice on disk", onDisk.size(), snapshot.disk().size());
    Set<BlockId> seen = new HashSet<>();
    for (BlockSnapshot block : snapshot.memory()) {
      holds(block, "once in memory", seen.add(block.block()));
      holds(block, "is in memory", block.inMemory());
      holds(block, "may be in memory", block.level().useMemory());
      same(block, "on disk", block.onDisk(), onDisk.containsKey(block.block()));
      if (block.onDisk()) {
        same(snapshot, "the same picture", block, onDisk.get(block.block()));
      }
      checkObservers(block);
    }
    for (BlockSnapshot block : snapshot.disk()) {
      holds(block, "is on disk", block.onDisk());
      holds(block, "may be on disk", block.level().useDisk());
      same(block, "in memory", block.inMemory(), seen.contains(block.block()));
      checkObservers(block);
    }
  }

  private void checkObservers(BlockSnapshot block) {
    BlockId id = block.block();
    holds(id, "is contained", memory.contains(id));
    same(id, "tier", memory.tier(id), block.inMemory() ? Tier.MEMORY : Tier.DISK);
    same(id, "bytes in memory", memory.memoryBytes(id), block.memoryBytes());
    same(id, "bytes on disk", memory.diskBytes(id), block.diskBytes());
    same(id, "on disk", memory.onDisk(id), block.onDisk());
    same(id, "level", String.valueOf(memory.level(id)), block.level().toString());
    same(id, "locks", memory.locks(id), block.locks());
    holds(id, "nothing in memory where it is not", block.inMemory() || block.memoryBytes() == 0);
    holds(id, "nothing on disk where it is not", block.onDisk() || block.diskBytes() == 0);
  }

  private void checkLocks() {
    Map<BlockId, Integer> byTask = new HashMap<>();
    for (TaskSnapshot task : snapshot.tasks()) {
      for (LockSnapshot lock : task.locks()) {
        holds(lock, "counts", lock.count() > 0);
        same(lock, "of the task", memory.locks(lock.block(), task.task()), lock.count());
        byTask.merge(lock.block(), lock.count(), Integer::sum);
      }
    }
    Map<BlockId, Integer> byBlock = new HashMap<>();
    for (List<BlockSnapshot> store : List.of(snapshot.memory(), snapshot.disk())) {
      store.stream()
          .filter(block -> block.locks() > 0)
          .forEach(block -> byBlock.put(block.block(), block.locks()));
    }
    same(snapshot, "locks by block and by task", byBlock, byTask);
  }

  private void checkTasks() {
    for (TaskSnapshot task : snapshot.tasks()) {
      long id = task.task();
      same(snapshot, "held", memory.executionHeld(id, MemoryMode.ON_HEAP), task.onHeap());
      same(snapshot, "held", memory.executionHeld(id, MemoryMode.OFF_HEAP), task.offHeap());
      same(snapshot, "unroll held", memory.unrollHeld(id, MemoryMode.ON_HEAP), task.unrollOnHeap());
      same(
          snapshot,
          "unroll held",
          memory.unrollHeld(id, MemoryMode.OFF_HEAP),
          task.unrollOffHeap());
      same(snapshot, "waiting", memory.isWaiting(id), task.waiting());
      task.consumers()
          .forEach(consumer -> holds(consumer, "is found", memory.hasConsumer(consumer.name())));
    }
    List<Long> waiting = LongStream.of(memory.waitingTasks()).sorted().boxed().toList();
    same(
        snapshot,
        "waiting tasks",
        waiting,
        snapshot.tasks().stream().filter(TaskSnapshot::waiting).map(TaskSnapshot::task).toList());
    List<Long> stranded = LongStream.of(memory.strandedTasks()).sorted().boxed().toList();
    holds(
        snapshot,
        "all or none of the waiting are stranded",
        stranded.isEmpty() || stranded.equals(waiting));
  }

  private void checkStats() {
    MemoryStats stats = memory.stats();
    same(snapshot, "disk used", stats.diskUsed(), sum(snapshot.disk(), BlockSnapshot::diskBytes));
    for (MemoryMode mode : MemoryMode.values()) {
      ModeSnapshot pools = snapshot.pools(mode);
      MemoryStats.ModeStats figures = mode == MemoryMode.ON_HEAP ? stats.onHeap() : stats.offHeap();
      same(mode, "maximum", figures.maximum(), pools.executionSize() + pools.storageSize());
      same(mode, "used", figures.used(), pools.storageUsed() - pools.unrollUsed());
      same(mode, "remaining", figures.remaining(), figures.maximum() - figures.used());
    }
    same(
        snapshot, "maximum", stats.maximum(), stats.onHeap().maximum() + stats.offHeap().maximum());
    same(snapshot, "used", stats.used(), sum(snapshot.memory(), BlockSnapshot::memoryBytes));
    same(snapshot, "remaining", stats.remaining(), stats.maximum() - stats.used());
  }
}
