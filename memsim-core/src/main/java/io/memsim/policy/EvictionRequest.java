package io.memsim.policy;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;

/**
 * What an eviction is for, as an {@link EvictionPolicy} may ask. Valid only during the call that
 * hands it over.
 */
public interface EvictionRequest {

  /**
   * How much room is needed.
   *
   * @return bytes, above 0
   */
  long space();

  /**
   * The memory in which room is needed.
   *
   * @return the mode; blocks of the other mode are passed over
   */
  MemoryMode mode();

  /**
   * The RDD that a block is being stored of: its own blocks are passed over.
   *
   * @return the RDD's id, or -1 when the request is for execution memory or for a block of no RDD
   */
  int sparedRdd();

  /**
   * Whether Spark's constraints let a block go for this request.
   *
   * @param block any block
   * @return true when it is in memory, of this mode, not of the spared RDD, and not locked
   */
  boolean mayEvict(BlockId block);
}
