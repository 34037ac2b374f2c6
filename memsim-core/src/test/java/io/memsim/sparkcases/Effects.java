package io.memsim.sparkcases;

import io.memsim.block.BlockId;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryListener;
import java.util.ArrayList;
import java.util.List;

/** Notes what became of blocks, until it is asked. */
final class Effects implements MemoryListener {

  private final List<String> statuses = new ArrayList<>();
  private final List<BlockId> evicted = new ArrayList<>();
  private long evictedBytes;

  @Override
  public void evicted(BlockId block, long bytes, Tier to, EvictionCause cause, long task) {
    evicted.add(block);
    evictedBytes += bytes;
    statuses.add(block + " " + to);
  }

  @Override
  public void stored(BlockId block, Tier tier, long bytes) {
    // A block that is written to disk as it is evicted is told of once, as evicted.
    if (tier == Tier.MEMORY) {
      statuses.add(block + " " + tier);
    }
  }

  @Override
  public void blockRemoved(BlockId block, long memoryBytes, long diskBytes) {
    statuses.add(block + " NONE, had " + memoryBytes + " in memory, " + diskBytes + " on disk");
  }

  /** What blocks entered memory, left it or were removed since the last call. */
  List<String> statuses() {
    List<String> all = List.copyOf(statuses);
    statuses.clear();
    return all;
  }

  /** The bytes evicted since the last call. */
  long evictedBytes() {
    long bytes = evictedBytes;
    evictedBytes = 0;
    evicted.clear();
    return bytes;
  }

  /** The blocks evicted since the last call. */
  List<BlockId> evicted() {
    List<BlockId> all = List.copyOf(evicted);
    evicted.clear();
    evictedBytes = 0;
    return all;
  }
}
