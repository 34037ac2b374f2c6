package io.memsim.internal.stores;

import io.memsim.block.MemoryMode;

/**
 * The one recency order over all blocks in memory, able to name the oldest block that a request may
 * evict without walking again and again over those that it may not. Not thread-safe.
 *
 * <p>Spark walks its access-ordered {@code LinkedHashMap} from the old end and skips blocks of the
 * other mode, of the RDD being stored, and locked ones. Here the order is a list linked through the
 * {@link BlockTable}, and what a search has to skip is taken out of it and put {@linkplain
 * PassedOver aside}, where later searches find what they may take without walking. A block is put
 * aside at most once between two uses: the cost of a search is constant, in the long run.
 *
 * <p>Totals of what is evictable, by mode and, where they are asked for, {@linkplain RddTotals by
 * RDD}, tell whether a request can be served at all.
 */
final class RecencyOrder {

  private static final int NO_BLOCK = 0;

  private final BlockTable table;
  private final PassedOver passedOver;
  private final RddTotals evictableOfRdd;
  private int blocks;

  /** A block whose first lock is not in the totals yet: most are given back before others come. */
  private int justLocked = NO_BLOCK;

  private long evictableOnHeap;
  private long evictableOffHeap;

  RecencyOrder(BlockTable table) {
    this.table = table;
    passedOver = new PassedOver(table);
    evictableOfRdd = new RddTotals(table);
  }

  RecencyOrder(RecencyOrder source, BlockTable table) {
    this.table = table;
    passedOver = new PassedOver(source.passedOver, table);
    evictableOfRdd = new RddTotals(source.evictableOfRdd, table);
    blocks = source.blocks;
    justLocked = source.justLocked;
    evictableOnHeap = source.evictableOnHeap;
    evictableOffHeap = source.evictableOffHeap;
  }

  BlockTable table() {
    return table;
  }

  /** How many blocks are in memory. */
  int blocks() {
    return blocks;
  }

  /** A block has entered memory: it is the most recently used. */
  void add(int slot) {
    blocks++;
    table.link(slot);
    if (table.pins(slot) == 0) {
      addEvictable(slot, table.memory(slot));
    }
  }

  /** A block in memory has been used. */
  void touch(int slot) {
    takeOut(slot);
    table.link(slot);
  }

  /** A block leaves memory; its size is still the one that it was there with. */
  void remove(int slot) {
    if (slot == justLocked) {
      countLocked();
    }
    blocks--;
    takeOut(slot);
    if (table.pins(slot) == 0) {
      addEvictable(slot, -table.memory(slot));
    }
  }

  /** A block that {@link #oldest} has named leaves memory. */
  void evict(int slot) {
    blocks--;
    takeOut(slot);
    addEvictable(slot, -table.memory(slot));
  }

  /** A block in memory has got its first lock. */
  void lock(int slot) {
    countLocked();
    justLocked = slot;
  }

  private void countLocked() {
    if (justLocked != NO_BLOCK) {
      addEvictable(justLocked, -table.memory(justLocked));
      justLocked = NO_BLOCK;
    }
  }

  /** A block in memory has lost its last lock. */
  void unlock(int slot) {
    if (slot == justLocked) {
      justLocked = NO_BLOCK;
    } else {
      addEvictable(slot, table.memory(slot));
    }
    if (table.isAside(slot)) {
      passedOver.unlock(slot);
    }
  }

  /** All that could be evicted for a request, if all of it had to go. */
  long evictable(MemoryMode mode, int sparedRdd) {
    countLocked();
    long bytes = mode == MemoryMode.ON_HEAP ? evictableOnHeap : evictableOffHeap;
    return sparedRdd < 0 ? bytes : bytes - evictableOfRdd.of(sparedRdd, mode);
  }

  /** The slot of the least recently used block that a request may evict, or -1. */
  int oldest(MemoryMode mode, int sparedRdd) {
    if (passedOver.blocks() > 0) {
      int slot = passedOver.oldest(mode, sparedRdd);
      if (slot >= 0) {
        return slot;
      }
    }
    int slot;
    while ((slot = table.oldest()) != NO_BLOCK) {
      if (mayGo(slot, mode, sparedRdd)) {
        return slot;
      }
      table.unlink(slot);
      passedOver.add(slot);
    }
    return -1;
  }

  /** The slots of all blocks in memory, from least to most recently used. For observers. */
  int[] inOrder() {
    int[] slots = new int[blocks];
    int n = passedOver.inOrder(slots);
    for (int slot = table.oldest(); slot != NO_BLOCK; slot = table.newer(slot)) {
      slots[n++] = slot;
    }
    return slots;
  }

  /** How many blocks were passed over by searches and not used since. For tests. */
  int aside() {
    return passedOver.blocks();
  }

  private boolean mayGo(int slot, MemoryMode mode, int sparedRdd) {
    return table.pins(slot) == 0
        && table.mode(slot) == mode
        && (sparedRdd < 0 || table.rdd(slot) != sparedRdd);
  }

  private void takeOut(int slot) {
    if (table.isAside(slot)) {
      passedOver.remove(slot);
    } else {
      table.unlink(slot);
    }
  }

  private void addEvictable(int slot, long bytes) {
    if (table.mode(slot) == MemoryMode.ON_HEAP) {
      evictableOnHeap += bytes;
    } else {
      evictableOffHeap += bytes;
    }
    evictableOfRdd.change(slot, bytes);
  }
}
