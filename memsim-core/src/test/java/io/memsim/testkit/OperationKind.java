package io.memsim.testkit;

/**
 * The kinds of operations that the kit generates. They are those of a memory trace, but that reads
 * which keep their lock are a kind of their own.
 */
public enum OperationKind {
  /** A serialized block is put. */
  PUT,
  /** A block is put from values that are unrolled. */
  PUT_VALUES,
  /** A block is read and released at once. */
  GET,
  /** A block is read by a task that keeps its lock: a pinned reader. */
  PIN,
  /** A pinned reader gives one lock back. */
  UNPIN,
  /** A block is removed. */
  REMOVE,
  /** An RDD is removed. */
  REMOVE_RDD,
  /** A broadcast is removed. */
  REMOVE_BROADCAST,
  /** A task reserves unroll memory. */
  RESERVE_UNROLL,
  /** A task gives unroll memory back. */
  RELEASE_UNROLL,
  /** A task asks for execution memory without a consumer. */
  ACQUIRE_EXECUTION,
  /** A task gives execution memory back. */
  RELEASE_EXECUTION,
  /** A task gives all of its execution memory back. */
  RELEASE_ALL_EXECUTION,
  /** A task ends. */
  END_TASK,
  /** A memory consumer is registered. */
  CONSUMER,
  /** A memory consumer asks for memory, and may make others spill. */
  CONSUMER_ACQUIRE,
  /** A memory consumer gives memory back. */
  CONSUMER_FREE,
  /** Unmanaged memory is reported. */
  UNMANAGED
}
