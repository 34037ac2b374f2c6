package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.block.BlockId.RDDBlockId;
import io.memsim.block.MemoryMode;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemorySnapshot.BlockSnapshot;
import io.memsim.executor.MemorySnapshot.LockSnapshot;
import io.memsim.executor.MemorySnapshot.ModeSnapshot;
import io.memsim.executor.MemorySnapshot.TaskSnapshot;
import io.memsim.executor.MemoryStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The invariants of a state. Each answers how it is violated, or null. */
final class StateChecks {

  private StateChecks() {}

  private interface ModeCheck {
    @Nullable String violation(MemoryMode mode, ModeSnapshot pools);
  }

  private static @Nullable String inEachMode(MemoryStep step, ModeCheck check) {
    for (MemoryMode mode : MemoryMode.values()) {
      String violation = check.violation(mode, step.after().pools(mode));
      if (violation != null) {
        return mode + ": " + violation;
      }
    }
    return null;
  }

  static @Nullable String poolsKeepTheirSum(MemoryStep step) {
    return inEachMode(
        step,
        (mode, pools) -> {
          long sum = pools.executionSize() + pools.storageSize();
          long shared = step.memory().layout().unified(mode);
          return sum == shared
              ? null
              : "execution has "
                  + pools.executionSize()
                  + " and storage "
                  + pools.storageSize()
                  + ", which is not the "
                  + shared
                  + " that they share";
        });
  }

  static @Nullable String poolsHoldWhatIsUsed(MemoryStep step) {
    return inEachMode(
        step,
        (mode, pools) -> {
          if (pools.executionUsed() < 0 || pools.executionUsed() > pools.executionSize()) {
            return "execution uses " + pools.executionUsed() + " of " + pools.executionSize();
          }
          return pools.storageUsed() < 0 || pools.storageUsed() > pools.storageSize()
              ? "storage uses " + pools.storageUsed() + " of " + pools.storageSize()
              : null;
        });
  }

  static @Nullable String storageAddsUp(MemoryStep step) {
    return inEachMode(
        step,
        (mode, pools) -> {
          long blocks = blockBytes(step.after(), mode);
          long unroll = unroll(step.after(), mode);
          return pools.storageUsed() == blocks + unroll
              ? null
              : "storage counts "
                  + pools.storageUsed()
                  + " as used, but blocks take "
                  + blocks
                  + " and unrolling "
                  + unroll;
        });
  }

  static @Nullable String executionAddsUp(MemoryStep step) {
    return inEachMode(
        step,
        (mode, pools) -> {
          long held = sum(step.after(), task -> execution(task, mode));
          return pools.executionUsed() == held
              ? null
              : "execution counts " + pools.executionUsed() + " as used, but tasks hold " + held;
        });
  }

  static @Nullable String unrollMemoryAddsUp(MemoryStep step) {
    return inEachMode(
        step,
        (mode, pools) -> {
          long held = unroll(step.after(), mode);
          return pools.unrollUsed() == held
              ? null
              : pools.unrollUsed() + " count as unroll memory, but tasks hold " + held;
        });
  }

  static @Nullable String holdersAreActive(MemoryStep step) {
    return inEachMode(
        step,
        (mode, pools) -> {
          long holders =
              step.after().tasks().stream().filter(task -> execution(task, mode) > 0).count();
          return holders <= pools.activeTasks()
              ? null
              : holders
                  + " tasks hold execution memory, but "
                  + pools.activeTasks()
                  + " are active";
        });
  }

  private static long blockBytes(MemorySnapshot state, MemoryMode mode) {
    return state.memory().stream()
        .filter(block -> block.level().memoryMode() == mode)
        .mapToLong(BlockSnapshot::memoryBytes)
        .sum();
  }

  private static long unroll(MemorySnapshot state, MemoryMode mode) {
    return sum(
        state,
        mode == MemoryMode.ON_HEAP ? TaskSnapshot::unrollOnHeap : TaskSnapshot::unrollOffHeap);
  }

  private static long execution(TaskSnapshot task, MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP ? task.onHeap() : task.offHeap();
  }

  private static long sum(MemorySnapshot state, ToLongFunction<TaskSnapshot> figure) {
    return state.tasks().stream().mapToLong(figure).sum();
  }

  static @Nullable String blocksAreWhereTheirLevelAllows(MemoryStep step) {
    List<BlockSnapshot> blocks = all(step.after());
    for (BlockSnapshot block : blocks) {
      String where = block.block() + " at " + block.level();
      if (block.inMemory() && !block.level().useMemory()) {
        return where + " is in memory";
      }
      if (block.onDisk() && !block.level().useDisk()) {
        return where + " is on disk";
      }
      if (!block.inMemory() && !block.onDisk()) {
        return where + " is known, but neither in memory nor on disk";
      }
      if ((!block.inMemory() && block.memoryBytes() != 0)
          || (!block.onDisk() && block.diskBytes() != 0)
          || block.memoryBytes() < 0
          || block.diskBytes() < 0) {
        return where + " takes an impossible size: " + block;
      }
    }
    return null;
  }

  static @Nullable String blocksAreListedOnce(MemoryStep step) {
    Map<BlockId, BlockSnapshot> known = new HashMap<>();
    for (BlockSnapshot block : step.after().memory()) {
      if (known.put(block.block(), block) != null) {
        return block.block() + " is twice in the list of blocks in memory";
      }
      if (!block.inMemory()) {
        return block.block() + " is listed as in memory, and says that it is not";
      }
    }
    Set<BlockId> onDisk = new HashSet<>();
    for (BlockSnapshot block : step.after().disk()) {
      if (!onDisk.add(block.block())) {
        return block.block() + " is twice in the list of blocks on disk";
      }
      if (!block.onDisk() || block.inMemory() != known.containsKey(block.block())) {
        return block.block() + " is not where it says that it is: " + block;
      }
      BlockSnapshot twin = known.getOrDefault(block.block(), block);
      if (!twin.equals(block)) {
        return block.block() + " differs between memory and disk: " + twin + " and " + block;
      }
    }
    return null;
  }

  static @Nullable String locksAddUp(MemoryStep step) {
    Map<BlockId, Integer> held = new HashMap<>();
    for (TaskSnapshot task : step.after().tasks()) {
      for (LockSnapshot lock : task.locks()) {
        if (lock.count() < 1) {
          return "task " + task.task() + " has " + lock.count() + " locks on " + lock.block();
        }
        held.merge(lock.block(), lock.count(), Integer::sum);
      }
    }
    Map<BlockId, Integer> counted = new HashMap<>();
    for (BlockSnapshot block : all(step.after())) {
      if (block.locks() != 0) {
        counted.put(block.block(), block.locks());
      }
    }
    return held.equals(counted)
        ? null
        : "tasks have these locks: " + held + ", but blocks count " + counted;
  }

  static @Nullable String waitingTasksAreListed(MemoryStep step) {
    List<Long> waiting =
        step.after().tasks().stream()
            .filter(TaskSnapshot::waiting)
            .map(TaskSnapshot::task)
            .toList();
    List<Long> listed = Arrays.stream(step.memory().waitingTasks()).sorted().boxed().toList();
    if (!waiting.equals(listed)) {
      return "these tasks say that they wait: " + waiting + ", but listed are " + listed;
    }
    List<Long> stranded =
        new ArrayList<>(Arrays.stream(step.memory().strandedTasks()).boxed().toList());
    stranded.removeAll(listed);
    return stranded.isEmpty() ? null : "these tasks are stranded, but do not wait: " + stranded;
  }

  static @Nullable String statisticsAddUp(MemoryStep step) {
    MemoryStats stats = step.memory().stats();
    long onHeap = blockBytes(step.after(), MemoryMode.ON_HEAP);
    long offHeap = blockBytes(step.after(), MemoryMode.OFF_HEAP);
    long disk = step.after().disk().stream().mapToLong(BlockSnapshot::diskBytes).sum();
    if (stats.onHeap().used() != onHeap
        || stats.offHeap().used() != offHeap
        || stats.diskUsed() != disk) {
      return "the statistics show %s, %s and %s, but blocks take %s, %s and %s on-heap, off-heap and on disk"
          .formatted(
              stats.onHeap().used(),
              stats.offHeap().used(),
              stats.diskUsed(),
              onHeap,
              offHeap,
              disk);
    }
    for (MemoryStats.RddStats rdd : stats.rdds()) {
      List<BlockSnapshot> blocks =
          all(step.after()).stream()
              .filter(block -> block.block() instanceof RDDBlockId id && id.rddId() == rdd.rdd())
              .toList();
      long memory = blocks.stream().mapToLong(BlockSnapshot::memoryBytes).sum();
      long onDisk = blocks.stream().mapToLong(BlockSnapshot::diskBytes).sum();
      if (!rdd.equals(new MemoryStats.RddStats(rdd.rdd(), blocks.size(), memory, onDisk))) {
        return "the statistics show " + rdd + ", but its blocks are " + blocks;
      }
    }
    return null;
  }

  static @Nullable String aCopyIsEqual(MemoryStep step) {
    MemorySnapshot copy = step.memory().copy().snapshot();
    if (!copy.equals(step.after())) {
      return "a copy is in another state: " + copy + ", and not " + step.after();
    }
    MemorySnapshot again = step.memory().snapshot();
    return again.equals(step.after())
        ? null
        : "looking changed the state from " + step.after() + " to " + again;
  }

  /** All known blocks, each once. */
  private static List<BlockSnapshot> all(MemorySnapshot state) {
    return Stream.concat(
            state.memory().stream(), state.disk().stream().filter(block -> !block.inMemory()))
        .toList();
  }
}
