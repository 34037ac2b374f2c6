package io.memsim.internal.stores;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.event.EvictionCause;
import io.memsim.event.SkipReason;

/**
 * Sees how victims are chosen, for explanations. While there is a witness an eviction walks the
 * whole order, as Spark does; without one it does not.
 */
public interface EvictionWitness {

  /**
   * An eviction is being decided.
   *
   * @param space bytes needed
   * @param mode the memory in which they are needed
   * @param sparedRdd the RDD whose blocks must stay, or -1
   * @param evictable bytes of all blocks that may go
   * @param cause what for
   */
  void deciding(long space, MemoryMode mode, int sparedRdd, long evictable, EvictionCause cause);

  /**
   * A block was passed over on the way to the last victim, or to the end when there are too few.
   *
   * @param block the block
   * @param reason why
   */
  void skipped(BlockId block, SkipReason reason);
}
