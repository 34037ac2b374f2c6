package io.memsim.whatif;

import io.memsim.workload.LoggedRdd;
import io.memsim.workload.Workload;
import java.io.Serializable;

/**
 * What goes wrong in one place, summed up: in one stage, for one RDD where one is concerned.
 *
 * @param kind what goes wrong
 * @param stage the stage in which it happens, {@link #NONE} outside of all
 * @param rdd the RDD whose blocks it concerns, {@link #NONE} for none
 * @param count how often: blocks, spills, tasks
 * @param bytes how much of it
 * @param millis task time that it costs, 0 where that is counted elsewhere
 */
public record Trouble(Kind kind, int stage, int rdd, long count, long bytes, long millis)
    implements Serializable {

  /** No stage, or no RDD. */
  public static final int NONE = -1;

  /**
   * Puts it into words.
   *
   * @param workload the work in which it happens
   * @return one line that names stage, RDD and bytes
   */
  public String describe(Workload workload) {
    LoggedRdd logged = workload.rdd(rdd);
    return TroubleWords.of(this, logged == null ? "" : logged.name());
  }

  /** What goes wrong. */
  public enum Kind {
    /** A task ran out of memory. */
    FAILURE,
    /** Blocks were evicted to store others. */
    EVICTION_FOR_STORAGE,
    /** Blocks were evicted because tasks needed execution memory. */
    EVICTION_FOR_EXECUTION,
    /** Blocks found no room in memory when they were put. */
    REFUSED_PUT,
    /** Blocks that had been computed before were computed again. */
    RECOMPUTATION,
    /** Blocks of a level with memory were read from disk. */
    DISK_READ,
    /** Tasks spilled. */
    SPILL
  }
}
