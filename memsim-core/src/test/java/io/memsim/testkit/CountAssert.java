package io.memsim.testkit;

import io.memsim.event.EvictionCause;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemoryStats;

/**
 * What can be asserted about any executor: its state, and the counts of what has happened since it
 * was made. Each method answers this object, or throws {@link AssertionError}.
 *
 * @param <S> the assertion itself
 */
public abstract sealed class CountAssert<S extends CountAssert<S>> extends StateAssert<S>
    permits MemoryAssert, HistoryAssert {

  CountAssert() {}

  /** The executor that it is about. */
  abstract ExecutorMemory memory();

  @Override
  MemorySnapshot state() {
    return memory().snapshot();
  }

  /** How failures tell which blocks were evicted, where that is known. */
  String evictions() {
    return memory().stats().evictions().toString();
  }

  /**
   * No block was ever evicted.
   *
   * @return this
   */
  public S hasNoEvictions() {
    if (memory().stats().evictedBlocks() > 0) {
      throw failure("expected no evictions; but there were " + evictions());
    }
    return self();
  }

  /**
   * No block was ever evicted for a cause.
   *
   * @param cause the cause
   * @return this
   */
  public S hasNoEvictions(EvictionCause cause) {
    long count = memory().stats().evictions().getOrDefault(cause, 0L);
    if (count > 0) {
      throw failure(
          "expected no evictions for " + cause + "; but there were " + count + ": " + evictions());
    }
    return self();
  }

  /**
   * Not more than this was evicted.
   *
   * @param bytes how much at most, all blocks and causes taken together
   * @return this
   */
  public S evictedAtMost(long bytes) {
    long evicted =
        memory().stats().evictedBytes().values().stream().mapToLong(Long::longValue).sum();
    if (evicted > bytes) {
      throw failure(
          "expected at most "
              + bytes
              + " bytes to be evicted; but it were "
              + evicted
              + ": "
              + evictions());
    }
    return self();
  }

  /**
   * Memory consumers did not spill more than this.
   *
   * @param bytes how much at most, all consumers taken together; 0 for no spills at all
   * @return this
   */
  public S spilledAtMost(long bytes) {
    MemoryStats stats = memory().stats();
    if (stats.spilledBytes() > bytes) {
      throw failure(
          "expected at most "
              + bytes
              + " bytes to be spilled; but it were "
              + stats.spilledBytes()
              + " in "
              + stats.spills()
              + " spills");
    }
    return self();
  }

  /**
   * Every block that was put at a level with memory got there.
   *
   * @return this
   */
  public S hasNoFailedPuts() {
    boolean failed = memory().stats().failedPuts().values().stream().anyMatch(count -> count > 0);
    if (failed) {
      throw failure(
          "expected all blocks to get into memory; but these failed: "
              + memory().stats().failedPuts());
    }
    return self();
  }

  /**
   * At least this part of the reads of blocks found them in memory.
   *
   * @param part from 0 to 1; without any reads all of them did
   * @return this
   */
  public S hitMemoryAtLeast(double part) {
    MemoryStats stats = memory().stats();
    long reads = stats.memoryHits() + stats.diskHits() + stats.misses();
    if (stats.memoryHits() < part * reads) {
      throw failure(
          "expected at least "
              + part
              + " of the reads to hit memory; but it were "
              + stats.memoryHits()
              + " of "
              + reads);
    }
    return self();
  }
}
