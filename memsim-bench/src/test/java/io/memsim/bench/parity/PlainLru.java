package io.memsim.bench.parity;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.policy.EvictionPolicy;
import io.memsim.policy.EvictionRequest;
import io.memsim.policy.VictimCursor;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Spark's eviction order as anybody could write it. */
final class PlainLru implements EvictionPolicy {

  private final Set<BlockId> blocks = new LinkedHashSet<>();

  @Override
  public void added(BlockId block, MemoryMode mode, long bytes) {
    blocks.add(block);
  }

  @Override
  public void touched(BlockId block) {
    blocks.remove(block);
    blocks.add(block);
  }

  @Override
  public void removed(BlockId block) {
    blocks.remove(block);
  }

  @Override
  public VictimCursor victims(EvictionRequest request) {
    Iterator<BlockId> victims = List.copyOf(blocks).stream().filter(request::mayEvict).iterator();
    return () -> victims.hasNext() ? victims.next() : null;
  }

  @Override
  public EvictionPolicy copy() {
    PlainLru copy = new PlainLru();
    copy.blocks.addAll(blocks);
    return copy;
  }
}
