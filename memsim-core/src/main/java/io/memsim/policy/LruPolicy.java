package io.memsim.policy;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;

/** The marker for Spark's own order, which the memory store keeps by itself. */
enum LruPolicy implements EvictionPolicy {
  INSTANCE;

  @Override
  public void added(BlockId block, MemoryMode mode, long bytes) {
    // The memory store keeps the recency order.
  }

  @Override
  public void touched(BlockId block) {
    // The memory store keeps the recency order.
  }

  @Override
  public void removed(BlockId block) {
    // The memory store keeps the recency order.
  }

  @Override
  public VictimCursor victims(EvictionRequest request) {
    throw new IllegalStateException(
        "EvictionPolicy.lru() marks the order that the executor keeps itself; it names no victims"
            + " on its own and cannot be wrapped");
  }

  @Override
  public EvictionPolicy copy() {
    return this;
  }
}
