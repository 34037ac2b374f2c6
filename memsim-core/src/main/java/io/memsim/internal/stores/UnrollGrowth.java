package io.memsim.internal.stores;

/**
 * How far ahead of a growing block unroll memory is reserved for it.
 *
 * @param initial bytes reserved before the first value
 * @param factor how many times an estimate is reserved, at least 1
 */
record UnrollGrowth(long initial, double factor) {

  /** Whether an estimate has reached what is reserved, so that more must be. */
  boolean isDue(long estimate, long reserved) {
    return estimate >= reserved;
  }

  /** What to reserve in addition when that is due. In double, as Spark computes it. */
  long more(long estimate, long reserved) {
    return (long) (estimate * factor - reserved);
  }

  /** What the final size lacks, 0 when it fits. */
  long rest(long bytes, long reserved) {
    return Math.max(0, bytes - reserved);
  }
}
