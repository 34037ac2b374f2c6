package io.memsim.event;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import org.jspecify.annotations.Nullable;

/**
 * Hears what an executor's memory is asked to do and what that does. All methods have empty bodies;
 * override what you need.
 *
 * <p>Each operation is reported as one {@code on...} call with its arguments, then its effects in
 * the order in which they happen (those of waiters that it wakes included), then one of {@link
 * #operationEnded} and {@link #operationRefused}. What a spilling consumer does from within its
 * callback is not an operation of its own: only its effects are reported.
 *
 * <p>Sizes are bytes. {@code task} is a task attempt id, or -1 outside any task. Called from the
 * thread that operates the executor, while its state is in flux: an implementation must not call
 * the executor's operations (they throw {@link IllegalStateException}), and should not throw, since
 * the operation could not finish. Without listeners nothing is reported and nothing is spent.
 */
public interface MemoryListener {

  // ---- operations

  /**
   * Execution memory is asked for. Answer: the bytes granted, or -1 when the task waits.
   *
   * @param task the asking task
   * @param bytes how much it asks for
   * @param mode of which memory
   */
  default void onAcquireExecution(long task, long bytes, MemoryMode mode) {}

  /**
   * Execution memory is given back. Answer: the bytes released, at most what the task held.
   *
   * @param task the task
   * @param bytes how much it gives back
   * @param mode of which memory
   */
  default void onReleaseExecution(long task, long bytes, MemoryMode mode) {}

  /**
   * All execution memory of a task is given back. Answer: the bytes freed.
   *
   * @param task the task
   */
  default void onReleaseAllExecution(long task) {}

  /**
   * A block of known size is put. Answer: the ordinal of a {@link PutResult}.
   *
   * @param block the block
   * @param level its storage level
   * @param bytes its size
   * @param task the storing task
   */
  default void onPut(BlockId block, StorageLevel level, long bytes, long task) {}

  /**
   * A block is put from values that must be unrolled. Answer: the ordinal of a {@link PutResult};
   * extra: the unroll memory that the put left with its task.
   *
   * @param block the block
   * @param level its storage level
   * @param bytes its final size in memory
   * @param unroll the sizes estimated at each check; not to be changed or kept
   * @param diskBytes its size on disk, should it get there
   * @param task the storing task
   */
  default void onPutValues(
      BlockId block, StorageLevel level, long bytes, long[] unroll, long diskBytes, long task) {}

  /**
   * A block is read. Answer: the ordinal of a {@link Tier}; extra: the unroll memory that the read
   * left with its task.
   *
   * @param block the block
   * @param task the reading task
   * @param hold whether the read lock is kept
   * @param bytes the size if it must be unrolled again, or -1 for that of its put
   * @param unroll the sizes estimated if it must be unrolled again, or null for those of its put
   */
  default void onGet(
      BlockId block, long task, boolean hold, long bytes, long @Nullable [] unroll) {}

  /**
   * One read lock is given back.
   *
   * @param block the block
   * @param task the task that holds the lock
   */
  default void onUnlock(BlockId block, long task) {}

  /**
   * A block is removed. Answer: 1 when it was there, else 0.
   *
   * @param block the block
   */
  default void onRemove(BlockId block) {}

  /**
   * All blocks of an RDD are removed. Answer: how many there were.
   *
   * @param rdd the RDD's id
   */
  default void onRemoveRdd(int rdd) {}

  /**
   * All blocks of a broadcast are removed. Answer: how many there were.
   *
   * @param broadcast the broadcast's id
   */
  default void onRemoveBroadcast(long broadcast) {}

  /**
   * Unroll memory is reserved. Answer: 1 when granted, else 0.
   *
   * @param block the block to be unrolled
   * @param bytes how much is asked for
   * @param mode of which memory
   * @param task the task that will hold it
   */
  default void onReserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) {}

  /**
   * Unroll memory is given back. Answer: the bytes released, at most what the task held.
   *
   * @param bytes how much is given back
   * @param mode of which memory
   * @param task the task
   */
  default void onReleaseUnroll(long bytes, MemoryMode mode, long task) {}

  /**
   * A task ends. Answer: the execution memory that it still held; extra: the number of blocks that
   * it had locked.
   *
   * @param task the task
   */
  default void onEndTask(long task) {}

  /**
   * A memory consumer is registered with a task.
   *
   * @param task the task
   * @param consumer the consumer's name
   * @param mode the memory that it uses
   * @param spill what it does when told to spill, or null when it has code of its own
   */
  default void onConsumer(long task, String consumer, MemoryMode mode, @Nullable SpillMode spill) {}

  /**
   * A consumer asks for memory. Answer: the bytes granted, or -1 when its task waits.
   *
   * @param consumer the consumer's name
   * @param bytes how much it asks for
   */
  default void onConsumerAcquire(String consumer, long bytes) {}

  /**
   * A consumer gives memory back. Answer: the bytes released.
   *
   * @param consumer the consumer's name
   * @param bytes how much
   */
  default void onConsumerFree(String consumer, long bytes) {}

  /**
   * An unmanaged memory consumer reports what it uses.
   *
   * @param component its name
   * @param mode the memory that it uses
   * @param bytes how much
   */
  default void onUnmanaged(String component, MemoryMode mode, long bytes) {}

  /**
   * A waiting request is withdrawn. Answer: 1 when it was still waiting, else 0.
   *
   * @param ticket the request's ticket
   */
  default void onCancel(long ticket) {}

  /**
   * The operation has taken effect, and the waiters that it woke have been served.
   *
   * @param answer the operation's answer, as its own callback documents; 0 where it has none
   * @param extra the second part of the answer, where there is one; else 0
   */
  default void operationEnded(long answer, long extra) {}

  /**
   * The operation has failed as it fails in Spark, or was misused. What it had evicted and lent
   * before stays so.
   *
   * @param why what is thrown to the caller
   */
  default void operationRefused(RuntimeException why) {}

  // ---- effects

  /**
   * A request for execution memory got its answer from the pools.
   *
   * @param task the task
   * @param mode of which memory
   * @param requested what it asked for
   * @param granted what it got, possibly 0
   */
  default void executionGranted(long task, MemoryMode mode, long requested, long granted) {}

  /**
   * Execution memory came back to its pool.
   *
   * @param task the task that held it
   * @param mode of which memory
   * @param bytes how much, after clamping
   */
  default void executionReleased(long task, MemoryMode mode, long bytes) {}

  /**
   * A request must wait until its task can have 1/2N of the pool.
   *
   * @param ticket names the waiting request from now on
   * @param task the task
   * @param mode of which memory
   * @param requested what is still asked for
   */
  default void waiting(long ticket, long task, MemoryMode mode, long requested) {}

  /**
   * A waiting request has finished.
   *
   * @param ticket the request
   * @param task the task
   * @param granted what the whole request got
   */
  default void woken(long ticket, long task, long granted) {}

  /**
   * Memory was lent between execution and storage, or taken back.
   *
   * @param mode of which memory
   * @param executionSize the size of the execution pool now
   * @param storageSize the size of the storage pool now
   */
  default void poolsMoved(MemoryMode mode, long executionSize, long storageSize) {}

  /**
   * A block was evicted from memory.
   *
   * @param block the block
   * @param bytes its size in memory
   * @param to where it is now: {@link Tier#DISK} or {@link Tier#NONE}
   * @param cause what it was evicted for
   * @param task the task whose request evicted it, or -1
   */
  default void evicted(BlockId block, long bytes, Tier to, EvictionCause cause, long task) {}

  /**
   * A block entered memory, or was written to disk.
   *
   * @param block the block
   * @param tier where it is now stored, too
   * @param bytes its size there
   */
  default void stored(BlockId block, Tier tier, long bytes) {}

  /**
   * A block was removed by a caller, from wherever it was.
   *
   * @param block the block
   * @param memoryBytes what it took in memory, 0 when it was not there
   * @param diskBytes what it took on disk, 0 when it was not there
   */
  default void blockRemoved(BlockId block, long memoryBytes, long diskBytes) {}

  /**
   * A block could not enter memory.
   *
   * @param block the block
   * @param cause why
   * @param missing how many bytes were missing to grant the request that was refused
   */
  default void putFailed(BlockId block, PutFailure cause, long missing) {}

  /**
   * A consumer spilled, and freed something.
   *
   * @param task its task
   * @param consumer its name
   * @param requested how much it was asked to free
   * @param released how much it freed, above 0
   */
  default void spilled(long task, String consumer, long requested, long released) {}

  /**
   * Unroll memory was granted to a task.
   *
   * @param task the task, or -1
   * @param mode of which memory
   * @param bytes how much
   */
  default void unrollReserved(long task, MemoryMode mode, long bytes) {}

  /**
   * Unroll memory came back to the storage pool, or became storage memory.
   *
   * @param task the task, or -1
   * @param mode of which memory
   * @param bytes how much
   */
  default void unrollReleased(long task, MemoryMode mode, long bytes) {}

  /**
   * A task keeps one more read lock on a block.
   *
   * @param block the block
   * @param task the task
   */
  default void locked(BlockId block, long task) {}

  /**
   * A task gave back all or one of its read locks on a block.
   *
   * @param block the block
   * @param task the task
   */
  default void unlocked(BlockId block, long task) {}

  /**
   * A consumer could not get a page as big as it needs.
   *
   * @param task its task
   * @param consumer its name
   * @param required bytes needed
   * @param got bytes granted, which have been freed again
   */
  default void outOfMemory(long task, String consumer, long required, long got) {}
}
