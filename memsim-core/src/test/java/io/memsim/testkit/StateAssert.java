package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemorySnapshot.BlockSnapshot;
import io.memsim.executor.MemorySnapshot.ModeSnapshot;
import io.memsim.executor.MemorySnapshot.TaskSnapshot;
import java.util.List;
import java.util.stream.Stream;

/**
 * What can be asserted about any state of an executor's memory. Each method answers this object, or
 * throws {@link AssertionError}.
 *
 * @param <S> the assertion itself
 */
public abstract sealed class StateAssert<S extends StateAssert<S>>
    permits SnapshotAssert, CountAssert {

  StateAssert() {}

  /** The state that it is about, as it is now. */
  abstract MemorySnapshot state();

  /** This, with its own type. */
  abstract S self();

  /** What is thrown when something is not as expected. */
  AssertionError failure(String message) {
    return new AssertionError(message);
  }

  /**
   * All known blocks of these names are in memory, and there are some. A block that is in neither
   * memory nor on disk is not known any more: only a {@link HistoryAssert} misses it.
   *
   * @param names names of blocks, {@code *} and {@code ?} being wildcards
   * @return this
   */
  public S keptInMemory(String... names) {
    BlockPattern pattern = BlockPattern.of(names);
    List<BlockSnapshot> outside =
        state().disk().stream()
            .filter(block -> pattern.test(block.block()) && !block.inMemory())
            .toList();
    if (!outside.isEmpty()) {
      throw failure("expected in memory: " + pattern + "; but only on disk are " + blocks(outside));
    }
    for (String name : names) {
      BlockPattern one = BlockPattern.of(name);
      if (state().memory().stream().noneMatch(block -> one.test(block.block()))) {
        throw failure(
            "expected in memory: " + name + "; but in memory are " + blocks(state().memory()));
      }
    }
    return self();
  }

  /**
   * None of the blocks of these names is in memory.
   *
   * @param names names of blocks, {@code *} and {@code ?} being wildcards
   * @return this
   */
  public S hasNotInMemory(String... names) {
    BlockPattern pattern = BlockPattern.of(names);
    List<BlockSnapshot> inside =
        state().memory().stream().filter(block -> pattern.test(block.block())).toList();
    if (!inside.isEmpty()) {
      throw failure("expected not in memory: " + pattern + "; but there are " + blocks(inside));
    }
    return self();
  }

  /**
   * For each of these names there is a block on disk, in memory or not.
   *
   * @param names names of blocks, {@code *} and {@code ?} being wildcards
   * @return this
   */
  public S hasOnDisk(String... names) {
    for (String name : names) {
      BlockPattern pattern = BlockPattern.of(name);
      if (state().disk().stream().noneMatch(block -> pattern.test(block.block()))) {
        throw failure("expected on disk: " + name + "; but there are " + blocks(state().disk()));
      }
    }
    return self();
  }

  /**
   * None of the blocks of these names is known: they are neither in memory nor on disk.
   *
   * @param names names of blocks, {@code *} and {@code ?} being wildcards
   * @return this
   */
  public S hasForgotten(String... names) {
    BlockPattern pattern = BlockPattern.of(names);
    List<BlockSnapshot> known =
        Stream.concat(state().memory().stream(), state().disk().stream())
            .filter(block -> pattern.test(block.block()))
            .distinct()
            .toList();
    if (!known.isEmpty()) {
      throw failure("expected to be forgotten: " + pattern + "; but known are " + blocks(known));
    }
    return self();
  }

  /**
   * The blocks in memory are exactly these.
   *
   * @param names full names of blocks, from least to most recently used
   * @return this
   */
  public S hasInMemoryInOrder(String... names) {
    List<String> order = state().memory().stream().map(block -> block.block().name()).toList();
    if (!order.equals(List.of(names))) {
      throw failure(
          "expected in memory, least recently used first: "
              + List.of(names)
              + "; but are "
              + order);
    }
    return self();
  }

  /**
   * The pools of a mode have these sizes.
   *
   * @param mode which memory
   * @param execution the size of the execution pool, in bytes
   * @param storage the size of the storage pool, in bytes
   * @return this
   */
  public S hasPools(MemoryMode mode, long execution, long storage) {
    ModeSnapshot pools = state().pools(mode);
    if (pools.executionSize() != execution || pools.storageSize() != storage) {
      throw failure(
          "expected "
              + mode
              + " pools of "
              + execution
              + " for execution and "
              + storage
              + " for storage; but they are "
              + pools.executionSize()
              + " and "
              + pools.storageSize());
    }
    return self();
  }

  /**
   * Blocks and unrolling take at most this much of a mode.
   *
   * @param mode which memory
   * @param bytes how much at most
   * @return this
   */
  public S usesStorageAtMost(MemoryMode mode, long bytes) {
    long used = state().pools(mode).storageUsed();
    if (used > bytes) {
      throw failure(
          "expected at most " + bytes + " bytes of " + mode + " storage; but used are " + used);
    }
    return self();
  }

  /**
   * No task holds or waits for anything, and no block is locked: all tasks have ended cleanly.
   *
   * @return this
   */
  public S hasNothingHeldByTasks() {
    List<TaskSnapshot> tasks = state().tasks();
    if (!tasks.isEmpty()) {
      throw failure("expected nothing to be held by tasks; but there are " + tasks);
    }
    return self();
  }

  /**
   * No task waits for execution memory.
   *
   * @return this
   */
  public S hasNoWaitingTasks() {
    List<Long> waiting =
        state().tasks().stream().filter(TaskSnapshot::waiting).map(TaskSnapshot::task).toList();
    if (!waiting.isEmpty()) {
      throw failure("expected no waiting tasks; but these wait: " + waiting);
    }
    return self();
  }

  static List<BlockId> blocks(List<BlockSnapshot> snapshots) {
    return snapshots.stream().map(BlockSnapshot::block).toList();
  }
}
