package org.example;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.policy.EvictionPolicy;
import io.memsim.policy.EvictionRequest;
import io.memsim.policy.VictimCursor;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** A user's policy: the smallest block goes first, of equal ones the one that came first. */
class SmallestFirst implements EvictionPolicy {

  private final Map<BlockId, Long> sizes = new LinkedHashMap<>();

  @Override
  public void added(BlockId block, MemoryMode mode, long bytes) {
    sizes.put(block, bytes);
  }

  @Override
  public void touched(BlockId block) {
    // Uses do not count.
  }

  @Override
  public void removed(BlockId block) {
    sizes.remove(block);
  }

  @Override
  public VictimCursor victims(EvictionRequest request) {
    Iterator<BlockId> smallest =
        sizes.keySet().stream()
            .filter(request::mayEvict)
            .sorted(Comparator.comparing(sizes::get))
            .iterator();
    return () -> smallest.hasNext() ? smallest.next() : null;
  }

  @Override
  public EvictionPolicy copy() {
    SmallestFirst copy = new SmallestFirst();
    copy.sizes.putAll(sizes);
    return copy;
  }
}
