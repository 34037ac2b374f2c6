package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.block.BlockId.RDDBlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryEvent;
import io.memsim.event.PutFailure;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemorySnapshot.BlockSnapshot;
import io.memsim.executor.MemorySnapshot.LockSnapshot;
import io.memsim.executor.MemorySnapshot.TaskSnapshot;
import io.memsim.testkit.MemoryStep.Change;
import io.memsim.trace.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The invariants of a single operation. Each answers how it is violated, or null. */
final class StepChecks {

  private StepChecks() {}

  /** What an operation that stores or reads a block needs room for. */
  private record Storing(BlockId block, MemoryMode mode) {

    boolean spares(BlockId other) {
      return block instanceof RDDBlockId rdd
          && other instanceof RDDBlockId candidate
          && rdd.rddId() == candidate.rddId();
    }
  }

  /** Empty for an operation that stores nothing, or of which nothing is known. */
  private static Optional<Storing> storing(Change change) {
    if (change.operation() instanceof Operation.Put put) {
      return Optional.of(new Storing(put.block(), put.level().memoryMode()));
    } else if (change.operation() instanceof Operation.PutValues put) {
      return Optional.of(new Storing(put.block(), put.level().memoryMode()));
    } else if (change.operation() instanceof Operation.ReserveUnroll reserve) {
      return Optional.of(new Storing(reserve.block(), reserve.mode()));
    } else if (change.operation() instanceof Operation.Get get) {
      return change.before().disk().stream()
          .filter(block -> block.block().equals(get.block()))
          .findFirst()
          .map(block -> new Storing(get.block(), block.level().memoryMode()));
    }
    return Optional.empty();
  }

  private static List<MemoryEvent.Evicted> evicted(Change change) {
    return change.events(MemoryEvent.Evicted.class);
  }

  private static List<MemoryEvent.Evicted> evictedForStorage(Change change) {
    return evicted(change).stream()
        .filter(victim -> victim.cause() != EvictionCause.EXECUTION)
        .toList();
  }

  private static Map<BlockId, BlockSnapshot> inMemory(MemorySnapshot state) {
    Map<BlockId, BlockSnapshot> blocks = new HashMap<>();
    state.memory().forEach(block -> blocks.put(block.block(), block));
    return blocks;
  }

  static @Nullable String evictedBlocksAreGone(MemoryStep step) {
    Change change = step.change();
    if (change == null) {
      return null;
    }
    Map<BlockId, BlockSnapshot> before = inMemory(change.before());
    Map<BlockId, BlockSnapshot> after = inMemory(step.after());
    for (MemoryEvent.Evicted victim : evicted(change)) {
      BlockSnapshot block = before.get(victim.block());
      if (block == null) {
        return victim.block() + " was evicted, but had not been in memory";
      }
      if (after.containsKey(victim.block())) {
        return victim.block() + " was evicted, but is in memory";
      }
      Tier expected = block.level().useDisk() ? Tier.DISK : Tier.NONE;
      boolean onDisk =
          step.after().disk().stream().anyMatch(other -> other.block().equals(victim.block()));
      if (victim.to() != expected || onDisk != (expected == Tier.DISK)) {
        return victim.block()
            + " at "
            + block.level()
            + " was evicted to "
            + victim.to()
            + (onDisk ? ", and is on disk" : ", and is not on disk");
      }
    }
    return null;
  }

  static @Nullable String lockedBlocksStay(MemoryStep step) {
    Change change = step.change();
    if (change == null) {
      return null;
    }
    long ended = change.operation() instanceof Operation.EndTask end ? end.task() : -1;
    for (MemoryEvent.Evicted victim : evicted(change)) {
      for (TaskSnapshot task : change.before().tasks()) {
        for (LockSnapshot lock : task.locks()) {
          if (task.task() != ended && lock.block().equals(victim.block())) {
            return victim.block() + " was evicted, but task " + task.task() + " reads it";
          }
        }
      }
    }
    return null;
  }

  static @Nullable String anRddSparesItself(MemoryStep step) {
    return forEachVictimOfStorage(
        step,
        (storing, victim) ->
            storing.spares(victim.block())
                ? victim.block() + " was evicted for " + storing.block() + " of its own RDD"
                : null);
  }

  static @Nullable String modesAreKeptApart(MemoryStep step) {
    Change change = step.change();
    if (change == null) {
      return null;
    }
    Map<BlockId, BlockSnapshot> before = inMemory(change.before());
    return forEachVictimOfStorage(
        step,
        (storing, victim) -> {
          BlockSnapshot block = before.get(victim.block());
          return block == null || block.level().memoryMode() == storing.mode()
              ? null
              : victim.block() + " was evicted, which makes no room " + storing.mode();
        });
  }

  private interface VictimCheck {
    @Nullable String violation(Storing storing, MemoryEvent.Evicted victim);
  }

  private static @Nullable String forEachVictimOfStorage(MemoryStep step, VictimCheck check) {
    Change change = step.change();
    Storing storing = change == null ? null : storing(change).orElse(null);
    if (change == null || storing == null) {
      return null;
    }
    for (MemoryEvent.Evicted victim : evictedForStorage(change)) {
      String violation = check.violation(storing, victim);
      if (violation != null) {
        return violation;
      }
    }
    return null;
  }

  static @Nullable String storageLeavesExecutionAlone(MemoryStep step) {
    Change change = step.change();
    if (change == null || storing(change).isEmpty()) {
      return null;
    }
    for (MemoryMode mode : MemoryMode.values()) {
      long before = change.before().pools(mode).executionUsed();
      long after = step.after().pools(mode).executionUsed();
      if (before != after) {
        return "execution used " + before + " " + mode + " before, and " + after + " afterwards";
      }
    }
    return null;
  }

  static @Nullable String evictionIsAllOrNothing(MemoryStep step) {
    Change change = step.change();
    // With more than one replica what fell to disk is read back, which may evict.
    if (change == null
        || !(change.operation() instanceof Operation.Put put)
        || put.level().replication() > 1) {
      return null;
    }
    boolean failed =
        change.events(MemoryEvent.PutFailed.class).stream()
            .anyMatch(
                failure ->
                    failure.cause() == PutFailure.NOT_ENOUGH_EVICTABLE
                        || failure.cause() == PutFailure.OVER_LIMIT);
    return failed && !evicted(change).isEmpty()
        ? put.block() + " does not fit, and yet " + names(evicted(change)) + " went for it"
        : null;
  }

  static @Nullable String grantsStayWithinRequests(MemoryStep step) {
    Change change = step.change();
    if (change == null) {
      return null;
    }
    for (MemoryEvent.ExecutionGranted grant : change.events(MemoryEvent.ExecutionGranted.class)) {
      if (grant.granted() < 0 || grant.granted() > grant.requested()) {
        return "task "
            + grant.task()
            + " asked for "
            + grant.requested()
            + " and got "
            + grant.granted();
      }
    }
    return null;
  }

  static @Nullable String aReadBlockIsTheMostRecent(MemoryStep step) {
    Change change = step.change();
    if (change == null || !(change.operation() instanceof Operation.Get get)) {
      return null;
    }
    List<BlockSnapshot> order = step.after().memory();
    boolean wasInMemory = inMemory(change.before()).containsKey(get.block());
    return !wasInMemory || order.get(order.size() - 1).block().equals(get.block())
        ? null
        : get.block() + " was read, but the order is " + blocks(order);
  }

  static @Nullable String leastRecentlyUsedGoesFirst(MemoryStep step) {
    Change change = step.change();
    if (change == null || evicted(change).isEmpty()) {
      return null;
    }
    Predicate<BlockSnapshot> mayGo;
    Optional<Storing> storing = storing(change);
    if (storing.isPresent()) {
      Storing needed = storing.get();
      mayGo = block -> block.level().memoryMode() == needed.mode() && !needed.spares(block.block());
    } else if (change.operation() instanceof Operation.AcquireExecution acquire
        && step.memory().waitingTasks().length == 0
        && change.before().tasks().stream().noneMatch(TaskSnapshot::waiting)) {
      mayGo = block -> block.level().memoryMode() == acquire.mode();
    } else {
      // Waiting tasks that are woken evict on their own account, in between.
      return null;
    }
    List<MemoryEvent.Evicted> victims = evicted(change);
    List<BlockId> expected =
        change.before().memory().stream()
            .filter(block -> block.locks() == 0)
            .filter(mayGo)
            .map(BlockSnapshot::block)
            .limit(victims.size())
            .toList();
    List<BlockId> actual = victims.stream().map(MemoryEvent.Evicted::block).toList();
    return actual.equals(expected)
        ? null
        : "evicted were "
            + actual
            + ", but least recently used of those that may go are "
            + expected;
  }

  private static List<BlockId> names(List<MemoryEvent.Evicted> victims) {
    return victims.stream().map(MemoryEvent.Evicted::block).toList();
  }

  private static List<BlockId> blocks(List<BlockSnapshot> order) {
    return order.stream().map(BlockSnapshot::block).toList();
  }
}
