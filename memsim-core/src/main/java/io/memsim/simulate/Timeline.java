package io.memsim.simulate;

import java.io.Serializable;
import java.util.List;

/**
 * How a run went in virtual time, in milliseconds since the application began.
 *
 * @param pools the pools of the executors whenever they changed, at most one picture a millisecond
 * @param blocks where RDD blocks were, by executor, RDD, partition and time
 * @param tasks when tasks ran, in the order of their launch
 * @param spills when consumers spilled
 * @param waits when tasks waited for execution memory, by the end of the wait
 */
public record Timeline(
    List<PoolSample> pools,
    List<BlockSpan> blocks,
    List<TaskSpan> tasks,
    List<SpillEvent> spills,
    List<WaitSpan> waits)
    implements Serializable {

  /**
   * Copies the lists.
   *
   * @param pools the pools of the executors whenever they changed, at most one picture a
   *     millisecond
   * @param blocks where RDD blocks were, by executor, RDD, partition and time
   * @param tasks when tasks ran, in the order of their launch
   * @param spills when consumers spilled
   * @param waits when tasks waited for execution memory, by the end of the wait
   */
  public Timeline {
    pools = List.copyOf(pools);
    blocks = List.copyOf(blocks);
    tasks = List.copyOf(tasks);
    spills = List.copyOf(spills);
    waits = List.copyOf(waits);
  }

  /**
   * The pools of an executor.
   *
   * @param time from when on
   * @param executor the position of the executor
   * @param storageSize the size of the storage pool on-heap, in bytes
   * @param storageUsed what blocks and unrolling take of it
   * @param executionSize the size of the execution pool on-heap
   * @param executionUsed what tasks hold of it
   * @param offHeapStorageUsed what blocks take off-heap
   * @param offHeapExecutionUsed what tasks hold off-heap
   */
  public record PoolSample(
      double time,
      int executor,
      long storageSize,
      long storageUsed,
      long executionSize,
      long executionUsed,
      long offHeapStorageUsed,
      long offHeapExecutionUsed)
      implements Serializable {}

  /** Where a block is. */
  public enum Place {
    /** In memory, perhaps on disk too. */
    MEMORY,
    /** Only on disk. */
    DISK,
    /** Being computed. */
    COMPUTED,
    /** Being computed, not for the first time. */
    RECOMPUTED
  }

  /**
   * A time that a block spent at a place.
   *
   * @param executor the position of the executor
   * @param rdd the RDD
   * @param partition the partition
   * @param place where it was
   * @param from since when
   * @param to until when
   */
  public record BlockSpan(int executor, int rdd, int partition, Place place, double from, double to)
      implements Serializable {}

  /**
   * A time that a task ran.
   *
   * @param task its index in the workload
   * @param stage its stage, by position in the workload
   * @param executor the position of the executor
   * @param slot which of the executor's slots
   * @param from when it was launched
   * @param to when it ended
   * @param waited how long it waited for execution memory
   * @param succeeded whether it succeeded
   */
  public record TaskSpan(
      int task,
      int stage,
      int executor,
      int slot,
      double from,
      double to,
      double waited,
      boolean succeeded)
      implements Serializable {}

  /**
   * One spill of one consumer.
   *
   * @param time when
   * @param executor the position of the executor
   * @param task the task's index in the workload
   * @param stage its stage, by position in the workload
   * @param bytes what it freed
   */
  public record SpillEvent(double time, int executor, int task, int stage, long bytes)
      implements Serializable {}

  /**
   * A time that a task waited for its share of execution memory.
   *
   * @param executor the position of the executor
   * @param slot which of the executor's slots it waited on
   * @param task the task's index in the workload
   * @param stage its stage, by position in the workload
   * @param from when it asked
   * @param to when it was answered
   * @param bytes how many bytes it asked for
   */
  public record WaitSpan(
      int executor, int slot, int task, int stage, double from, double to, long bytes)
      implements Serializable {}
}
