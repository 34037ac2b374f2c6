package io.memsim.block;

/** The nearest place that holds a block, as seen by whoever reads it. */
public enum Tier {
  /** In memory, perhaps on disk too. */
  MEMORY,
  /** On disk only. */
  DISK,
  /** In neither: it has to be computed again. */
  NONE
}
