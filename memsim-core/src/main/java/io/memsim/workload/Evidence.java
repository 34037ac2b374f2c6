package io.memsim.workload;

/** How well founded a figure is, best first. */
public enum Evidence {
  /** The log states it. */
  MEASURED,
  /** It follows from what the log states. */
  DERIVED,
  /** The log says nothing of it: a stated rule of thumb stands in. */
  ASSUMED;

  /**
   * The worse of two: what a figure made of both is worth.
   *
   * @param other the other
   * @return the worse of them
   */
  public Evidence and(Evidence other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
