package io.memsim.testkittest;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.policy.EvictionPolicy;
import io.memsim.policy.EvictionRequest;
import io.memsim.policy.VictimCursor;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Spark's own rule, written as a policy: nothing is wrong with it. */
class LeastRecentlyUsed implements EvictionPolicy {

  final Set<BlockId> order = new LinkedHashSet<>();

  @Override
  public void added(BlockId block, MemoryMode mode, long bytes) {
    order.add(block);
  }

  @Override
  public void touched(BlockId block) {
    order.remove(block);
    order.add(block);
  }

  @Override
  public void removed(BlockId block) {
    order.remove(block);
  }

  @Override
  public VictimCursor victims(EvictionRequest request) {
    return cursor(order.stream().filter(request::mayEvict).iterator());
  }

  @Override
  public EvictionPolicy copy() {
    return filledAs(new LeastRecentlyUsed());
  }

  final LeastRecentlyUsed filledAs(LeastRecentlyUsed copy) {
    copy.order.addAll(order);
    return copy;
  }

  static VictimCursor cursor(Iterator<BlockId> blocks) {
    return () -> blocks.hasNext() ? blocks.next() : null;
  }

  @Override
  public String toString() {
    return getClass().getSimpleName();
  }
}
