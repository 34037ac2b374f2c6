package io.memsim.workload;

import java.io.Serializable;

/**
 * What Spark SQL's own metrics tell of one operator of a task, where the log has them.
 *
 * @param kind what it does
 * @param rows the rows that it read, or the groups that it had; 0 where the log does not say
 * @param peak the most execution memory that it held, in bytes; 0 for an operator without any
 */
public record LoggedOperator(Kind kind, long rows, long peak) implements Serializable {

  /** What an operator does, as far as it matters for memory. */
  public enum Kind {
    /** Reads the rows of a shuffle. */
    READ,
    /** Passes rows on, and holds none. */
    PASS,
    /** Sorts rows. */
    SORT,
    /** Groups rows in a hash map. */
    AGGREGATE
  }
}
