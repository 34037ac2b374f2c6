package io.memsim.model;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.MemoryEvent;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemoryStats;
import java.util.List;

/**
 * What can be done with an executor's memory, answered in words: implemented by the real executor
 * and by the naive model, so that one list of calls drives both.
 *
 * <p>Answers are texts, so that they compare and print easily. {@link #MISUSE} stands for an
 * IllegalArgumentException or IllegalStateException, {@link #REFUSED} for what Spark itself
 * refuses.
 */
interface Subject {

  String MISUSE = "misuse";
  String REFUSED = "refused";
  String WAITS = "waits";
  long NO_TASK = -1;

  String acquireExecution(long task, long bytes, MemoryMode mode);

  String releaseExecution(long task, long bytes, MemoryMode mode);

  String releaseAllExecution(long task);

  String put(BlockId block, StorageLevel level, long bytes, long task);

  String putValues(
      BlockId block, StorageLevel level, long bytes, List<Long> unroll, long diskBytes, long task);

  /** Reads a block; negative bytes: unrolled again as it was put. */
  String get(BlockId block, long task, boolean hold, long bytes, List<Long> unroll);

  String unlock(BlockId block, long task);

  String remove(BlockId block);

  String removeRdd(int rdd);

  String removeBroadcast(long broadcast);

  String reserveUnroll(BlockId block, long bytes, MemoryMode mode, long task);

  String releaseUnroll(long bytes, MemoryMode mode, long task);

  String endTask(long task);

  String register(String consumer, long task, MemoryMode mode, Spill spill);

  String consumerAcquire(String consumer, long bytes);

  String consumerFree(String consumer, long bytes);

  String consumerSpill(String consumer);

  String allocatePage(String consumer, long required);

  String allocateArray(String consumer, long elements);

  String freePage(String consumer, int page);

  String unmanaged(String component, MemoryMode mode, long bytes);

  /** Withdraws the request that a task waits with, or last waited with. */
  String cancel(long task);

  /** The effects of the last call, in order. */
  List<MemoryEvent> events();

  MemorySnapshot snapshot();

  MemoryStats stats();

  /** Who waits, who is stranded, and what became of each task's last ticket. */
  String waiting();

  /** What a consumer does when it is told to spill. */
  enum Spill {
    ALL,
    REQUESTED,
    NONE,
    /** Code of its own: frees pages of its own, lowest number first, until it has freed enough. */
    PAGES
  }
}
