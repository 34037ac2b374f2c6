package io.memsim.policy;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;

/**
 * Decides which blocks leave memory first. Spark's own rule is {@link #lru()}: the access order of
 * the {@code LinkedHashMap} in its {@code MemoryStore}, one order over both memory modes.
 *
 * <p>A policy is told of every block that enters memory, is used, and leaves, and names victims
 * when room is needed. The executor applies Spark's constraints around it: a named block that is of
 * the other mode, of the RDD being stored, or locked is passed over, and unless enough can be
 * collected nothing is evicted at all. A policy that names a block which is not in memory, or one
 * block twice, is broken: the operation fails with an {@link IllegalStateException} and nothing is
 * evicted.
 *
 * <p>A policy must be deterministic: equal histories, equal victims. It belongs to one executor,
 * which calls it from one thread; it must not call the executor back.
 */
public interface EvictionPolicy {

  /**
   * Spark's rule, least recently used first. This instance is a marker: the executor keeps the
   * recency order itself, in constant time and without garbage, so the marker may be shared.
   *
   * @return the default policy
   */
  static EvictionPolicy lru() {
    return LruPolicy.INSTANCE;
  }

  /**
   * A block has entered memory; it was not there before.
   *
   * @param block the block
   * @param mode the memory that it is in
   * @param bytes its size in memory, 0 or more
   */
  void added(BlockId block, MemoryMode mode, long bytes);

  /**
   * A block in memory has been used.
   *
   * @param block the block
   */
  void touched(BlockId block);

  /**
   * A block has left memory: evicted, or removed.
   *
   * @param block the block
   */
  void removed(BlockId block);

  /**
   * Names victims, first victim first. The answer is used at once, and no method of this policy is
   * called while it is: first all victims are collected, then they are dropped.
   *
   * @param request what is needed; {@link EvictionRequest#mayEvict} tells which blocks would be
   *     passed over
   * @return a cursor over the blocks in memory, best victim first
   */
  VictimCursor victims(EvictionRequest request);

  /**
   * Copies this policy with all that it has learnt, for a fork of the executor.
   *
   * @return an independent policy in the same state
   */
  EvictionPolicy copy();
}
