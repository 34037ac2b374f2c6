package io.memsim.testkit;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What holds in Spark after every operation, each on its own so that each can be switched off. None
 * of them believes a running total: they count again from blocks, tasks and locks.
 *
 * <p>The last few look at what an operation did and not at the state alone; they are checked only
 * after operations that a {@link MemoryRun} performs.
 *
 * @see MemoryInvariants
 */
public enum MemoryInvariant {
  /** In each mode the sizes of both pools add up to what the layout shares out. */
  POOLS_KEEP_THEIR_SUM(StateChecks::poolsKeepTheirSum),
  /** No pool has handed out more than it has, or less than nothing. */
  POOLS_HOLD_WHAT_IS_USED(StateChecks::poolsHoldWhatIsUsed),
  /** What storage counts as used are the blocks in memory and the unroll memory of tasks. */
  STORAGE_ADDS_UP(StateChecks::storageAddsUp),
  /** What execution counts as used is what tasks hold. */
  EXECUTION_ADDS_UP(StateChecks::executionAddsUp),
  /** What counts as unroll memory is what tasks hold of it. */
  UNROLL_MEMORY_ADDS_UP(StateChecks::unrollMemoryAddsUp),
  /** Every task that holds execution memory counts as active. */
  HOLDERS_ARE_ACTIVE(StateChecks::holdersAreActive),
  /** A block is in memory or on disk only if its level says so, and always in one of them. */
  BLOCKS_ARE_WHERE_THEIR_LEVEL_ALLOWS(StateChecks::blocksAreWhereTheirLevelAllows),
  /** No block is listed twice, and what is in memory and on disk is the same block. */
  BLOCKS_ARE_LISTED_ONCE(StateChecks::blocksAreListedOnce),
  /** The locks on a block are those that tasks have, and only blocks that exist are locked. */
  LOCKS_ADD_UP(StateChecks::locksAddUp),
  /** A task that waits is listed as waiting, and who is stranded waits. */
  WAITING_TASKS_ARE_LISTED(StateChecks::waitingTasksAreListed),
  /** The storage page shows what blocks take. */
  STATISTICS_ADD_UP(StateChecks::statisticsAddUp),
  /** A copy of the executor is in the same state, and looking at either changes neither. */
  A_COPY_IS_EQUAL(StateChecks::aCopyIsEqual),
  /** An evicted block is out of memory, and on disk exactly if its level uses it. */
  EVICTED_BLOCKS_ARE_GONE(StepChecks::evictedBlocksAreGone),
  /** A block that somebody else reads is not evicted. */
  LOCKED_BLOCKS_STAY(StepChecks::lockedBlocksStay),
  /** A block is not evicted to make room for one of its own RDD. */
  AN_RDD_SPARES_ITSELF(StepChecks::anRddSparesItself),
  /** Only blocks of the mode in which room is needed are evicted. */
  MODES_ARE_KEPT_APART(StepChecks::modesAreKeptApart),
  /** Storing or reading a block takes no execution memory from anybody. */
  STORAGE_LEAVES_EXECUTION_ALONE(StepChecks::storageLeavesExecutionAlone),
  /** A put of bytes for which not enough can be evicted evicts nothing. */
  EVICTION_IS_ALL_OR_NOTHING(StepChecks::evictionIsAllOrNothing),
  /** Nobody gets more execution memory than was asked for. */
  GRANTS_STAY_WITHIN_REQUESTS(StepChecks::grantsStayWithinRequests),
  /** A block that was read in memory is the most recently used one. */
  A_READ_BLOCK_IS_THE_MOST_RECENT(StepChecks::aReadBlockIsTheMostRecent),
  /**
   * Of the blocks that may be evicted the least recently used go first: Spark's own policy, which
   * others break on purpose.
   */
  LEAST_RECENTLY_USED_GOES_FIRST(StepChecks::leastRecentlyUsedGoesFirst);

  // A reference to a method without state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<MemoryStep, @Nullable String> check;

  MemoryInvariant(Function<MemoryStep, @Nullable String> check) {
    this.check = check;
  }

  /** How this is violated, or null when it holds. */
  @Nullable String violation(MemoryStep step) {
    return check.apply(step);
  }
}
