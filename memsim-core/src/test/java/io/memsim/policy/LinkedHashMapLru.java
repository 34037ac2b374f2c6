package io.memsim.policy;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import java.util.Iterator;
import java.util.LinkedHashMap;

/** Spark's own order as a user would write it: the access order of a LinkedHashMap. */
public final class LinkedHashMapLru implements EvictionPolicy {

  private final LinkedHashMap<BlockId, Long> order;

  /** Creates a policy that knows of no block. */
  public LinkedHashMapLru() {
    this.order = new LinkedHashMap<>(16, 0.75f, true);
  }

  private LinkedHashMapLru(LinkedHashMapLru source) {
    this();
    order.putAll(source.order);
  }

  @Override
  public void added(BlockId block, MemoryMode mode, long bytes) {
    if (order.put(block, bytes) != null) {
      throw new IllegalStateException(block + " was added before");
    }
  }

  @Override
  public void touched(BlockId block) {
    if (order.get(block) == null) {
      throw new IllegalStateException(block + " was never added");
    }
  }

  @Override
  public void removed(BlockId block) {
    if (order.remove(block) == null) {
      throw new IllegalStateException(block + " was never added");
    }
  }

  @Override
  public VictimCursor victims(EvictionRequest request) {
    Iterator<BlockId> oldestFirst = order.keySet().iterator();
    return () -> oldestFirst.hasNext() ? oldestFirst.next() : null;
  }

  @Override
  public EvictionPolicy copy() {
    return new LinkedHashMapLru(this);
  }
}
