package io.memsim.bench.parity;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.trace.Operation;

/** One thing that both sides are asked to do, with all its figures. */
sealed interface Action {

  /** An operation that a trace can express and that needs nothing else. */
  record Traced(Operation operation) implements Action {}

  /** An operation that a trace can express, on values that Spark measures itself. */
  record Values(Operation.PutValues operation, int shape) implements Action {}

  /** {@code putBytes} at a deserialized level: Spark unrolls what it deserializes. */
  record SerializedValues(BlockId block, StorageLevel level, int shape, long task)
      implements Action {}

  /** {@code getOrElseUpdateRDDBlock}: what a task does with a partition of a cached RDD. */
  record Compute(BlockId.RDDBlockId block, StorageLevel level, int shape, long task, boolean hold)
      implements Action {}

  /** The thread of a waiting task is interrupted. */
  record Cancel(long task) implements Action {}

  /** Registers a consumer that has its own way to spill, and may have pages. */
  record PagedConsumer(long task, String consumer, MemoryMode mode, Spilling spilling)
      implements Action {}

  /** {@code MemoryConsumer.allocatePage}. */
  record AllocatePage(String consumer, long required) implements Action {}

  /** {@code MemoryConsumer.allocateArray}. */
  record AllocateArray(String consumer, long elements) implements Action {}

  /** {@code MemoryConsumer.freePage}. */
  record FreePage(String consumer, int page) implements Action {}

  /** {@code MemoryConsumer.spill()}, of its own accord. */
  record Spill(String consumer) implements Action {}

  /** An unmanaged consumer reports a negative figure. */
  record Report(String component, MemoryMode mode, long bytes) implements Action {}
}
