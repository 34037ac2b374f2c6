package io.memsim.internal.pools;

import io.memsim.block.MemoryMode;

/** How the pools have blocks dropped. Implemented by the memory store above. */
public interface Evictor {

  /** Stands for "no block is being stored", or one that belongs to no RDD. */
  int NO_RDD = -1;

  /**
   * Frees storage memory by dropping whole blocks, or does nothing. What is dropped has been given
   * back to the storage pool when this returns.
   *
   * @param space bytes needed, above 0
   * @param mode the memory in which they are needed
   * @param sparedRdd the RDD of the block being stored, whose blocks must stay, or {@link #NO_RDD}
   * @return the bytes freed: at least {@code space}, or 0
   */
  long evict(long space, MemoryMode mode, int sparedRdd);
}
