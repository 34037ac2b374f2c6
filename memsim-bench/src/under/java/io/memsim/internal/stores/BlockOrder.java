package io.memsim.internal.stores;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryListener;
import io.memsim.internal.pools.Listeners;
import io.memsim.internal.pools.UnifiedMemoryManager;
import io.memsim.internal.pools.WaitQueue;
import io.memsim.policy.EvictionPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * memsim's {@link MemoryStore} for somebody who keeps the blocks elsewhere: it knows their order,
 * their sizes and modes, says which must go, and holds the unroll ledger. Not thread-safe.
 *
 * <p>Victims are dropped by the one who keeps them, one by one, and any of that may fail. So that
 * memsim decides the whole eviction beforehand, by its own code, it carries it out on a copy.
 */
public final class BlockOrder {

  /**
   * An eviction that memsim would carry out.
   *
   * @param blocks the victims, first victim first
   * @param bytes what they free, 0 when nothing is to be evicted
   */
  public record Eviction(List<BlockId> blocks, long bytes) {}

  private final UnifiedMemoryManager pools;
  private final BlockTable table;
  private final DiskStore disk;
  private final MemoryStore store;
  private final UnrollLedger unrollLedger;
  private final UnrollGrowth unrollGrowth;

  public BlockOrder(UnifiedMemoryManager pools, long unrollThreshold, double unrollGrowthFactor) {
    Listeners nobody = new Listeners();
    this.pools = pools;
    this.table = new BlockTable();
    this.disk = new DiskStore(table, nobody);
    this.store =
        new MemoryStore(table, disk, pools, nobody, new StoreCounts(), EvictionPolicy.lru(), null);
    this.unrollLedger = new UnrollLedger();
    this.unrollGrowth = new UnrollGrowth(unrollThreshold, unrollGrowthFactor);
  }

  /** A block whose storage memory was granted has entered memory. */
  public void add(BlockId block, MemoryMode mode, long bytes) {
    boolean offHeap = mode == MemoryMode.OFF_HEAP;
    int slot = table.add(block, StorageLevel.of(false, true, offHeap, !offHeap, 1));
    store.insert(slot, mode, bytes);
  }

  public void touch(BlockId block) {
    store.touch(table.find(block));
  }

  /** A block leaves memory; its bytes go back to memsim's storage pool. */
  public void remove(BlockId block) {
    int slot = table.find(block);
    store.remove(slot);
    table.remove(slot);
  }

  /** The blocks, from least to most recently used. */
  public List<BlockId> inOrder() {
    return IntStream.of(store.order().inOrder()).mapToObj(table::id).toList();
  }

  /**
   * What memsim would evict.
   *
   * @param sparedRdd the RDD of the block that is being stored, or -1
   * @param mayGo asked once of every block: false when somebody has locked it
   */
  public Eviction evict(long space, MemoryMode mode, int sparedRdd, Predicate<BlockId> mayGo) {
    List<BlockId> victims = new ArrayList<>();
    Listeners listeners = new Listeners();
    listeners.add(
        new MemoryListener() {
          @Override
          public void evicted(BlockId block, long bytes, Tier to, EvictionCause cause, long task) {
            victims.add(block);
          }
        });
    MemoryStore copy = copy(listeners);
    for (int slot : copy.order().inOrder()) {
      if (!mayGo.test(table.id(slot))) {
        copy.lock(slot);
      }
    }
    long bytes = copy.evict(space, mode, sparedRdd, EvictionCause.STORAGE);
    return new Eviction(victims, bytes);
  }

  private MemoryStore copy(Listeners listeners) {
    BlockTable tableCopy = new BlockTable(table);
    return new MemoryStore(
        store,
        tableCopy,
        new DiskStore(disk, tableCopy, listeners),
        new UnifiedMemoryManager(pools, new WaitQueue(OptionalLong.empty()), listeners),
        listeners,
        new StoreCounts(),
        null);
  }

  // ---- unrolling

  public UnrollLedger unrollLedger() {
    return unrollLedger;
  }

  public long initialUnroll() {
    return unrollGrowth.initial();
  }

  public boolean unrollIsDue(long estimate, long reserved) {
    return unrollGrowth.isDue(estimate, reserved);
  }

  public long moreUnroll(long estimate, long reserved) {
    return unrollGrowth.more(estimate, reserved);
  }

  public long restOfUnroll(long bytes, long reserved) {
    return unrollGrowth.rest(bytes, reserved);
  }
}
