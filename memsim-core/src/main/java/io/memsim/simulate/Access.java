package io.memsim.simulate;

import java.io.Serializable;

/**
 * One read of an RDD block.
 *
 * @param time when, in virtual milliseconds since the application began
 * @param executor the position of the executor
 * @param task the task's index in the workload
 * @param rdd the RDD
 * @param partition the partition
 * @param outcome where the block was
 * @param bytes its size in memory
 */
public record Access(
    double time, int executor, int task, int rdd, int partition, Outcome outcome, long bytes)
    implements Serializable {

  /** Where a block was when it was read. */
  public enum Outcome {
    /** In memory. */
    MEMORY,
    /** On disk. */
    DISK,
    /** On another executor. */
    REMOTE,
    /** Nowhere, and it had not been computed before. */
    FIRST,
    /** Nowhere any more: it was computed again. */
    AGAIN;

    /**
     * Whether the block had to be computed.
     *
     * @return true for {@link #FIRST} and {@link #AGAIN}
     */
    public boolean miss() {
      return this == FIRST || this == AGAIN;
    }
  }
}
