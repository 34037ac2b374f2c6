package io.memsim.simulate;

import io.memsim.workload.Evidence;
import java.io.Serializable;

/**
 * What a group of figures rests on.
 *
 * @param figures which figures
 * @param evidence how well founded they are
 * @param why in one sentence
 */
public record Basis(Figures figures, Evidence evidence, String why) implements Serializable {

  /** Groups of figures of a result. */
  public enum Figures {
    /** The sizes of blocks. */
    BLOCK_SIZES,
    /** Which blocks are read and put, in which order. */
    ACCESSES,
    /** Which reads hit, and what is evicted. */
    EVICTIONS,
    /** Time of tasks and of the whole. */
    TIMES,
    /** Execution memory, and what spills. */
    SPILLS,
    /** The regions of the executors. */
    REGIONS,
    /** Broadcasts: sizes, and when they go. */
    BROADCASTS
  }
}
