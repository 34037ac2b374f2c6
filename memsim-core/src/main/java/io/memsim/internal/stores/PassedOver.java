package io.memsim.internal.stores;

import io.memsim.block.MemoryMode;

/**
 * The blocks at the old end of the recency order that a search for a victim could not take: they
 * were locked, of the other mode, or of the RDD being stored. No search walks over them again. Not
 * thread-safe.
 *
 * <p>A log of slots, in recency order: all of them are older than any block that is linked in the
 * {@link BlockTable}, since a search only comes to the next after it has put the one before aside.
 * A place of the log that is in use is a member of exactly one of three sets: thought to be
 * {@linkplain EvictableSet evictable}, of either mode, or locked. When the log is full, the places
 * in use are moved together, or the log is doubled if they are more than half of it: a constant
 * cost for each block put aside, in the long run.
 */
final class PassedOver {

  private static final int INITIAL_CAPACITY = 64;

  private final BlockTable table;
  private int[] log;
  private EvictableSet onHeap;
  private EvictableSet offHeap;
  private long[] locked;
  private int tail;
  private int blocks;

  PassedOver(BlockTable table) {
    this.table = table;
    log = new int[INITIAL_CAPACITY];
    onHeap = new EvictableSet(INITIAL_CAPACITY);
    offHeap = new EvictableSet(INITIAL_CAPACITY);
    locked = new long[INITIAL_CAPACITY >>> 6];
  }

  PassedOver(PassedOver source, BlockTable table) {
    this.table = table;
    log = source.log.clone();
    onHeap = new EvictableSet(source.onHeap);
    offHeap = new EvictableSet(source.offHeap);
    locked = source.locked.clone();
    tail = source.tail;
    blocks = source.blocks;
  }

  /** How many blocks are aside. */
  int blocks() {
    return blocks;
  }

  /** Puts a block aside that is not linked any more. */
  void add(int slot) {
    if (tail == log.length) {
      makeRoom();
    }
    blocks++;
    table.aside(slot, true);
    append(slot);
  }

  /** Takes a block out. */
  void remove(int slot) {
    int place = table.place(slot);
    table.aside(slot, false);
    if (!evictable(table.mode(slot)).remove(place)) {
      locked[place >>> 6] &= ~(1L << place);
    }
    if (--blocks == 0) {
      tail = 0;
      onHeap.beginRebuild();
      offHeap.beginRebuild();
    }
  }

  /** A block that is aside has lost its last lock. */
  void unlock(int slot) {
    int place = table.place(slot);
    long bit = 1L << place;
    if ((locked[place >>> 6] & bit) != 0) {
      locked[place >>> 6] ^= bit;
      evictable(table.mode(slot)).insert(place, table.rdd(slot));
    }
  }

  /** The slot of the least recently used block aside that a request may evict, or -1. */
  int oldest(MemoryMode mode, int sparedRdd) {
    EvictableSet evictable = evictable(mode);
    while (true) {
      int place =
          sparedRdd < 0 ? evictable.first() : evictable.firstOfOthers(sparedRdd, log, table);
      if (place < 0) {
        return -1;
      }
      int slot = log[place];
      if (table.pins(slot) == 0) {
        return slot;
      }
      evictable.remove(place);
      locked[place >>> 6] |= 1L << place;
    }
  }

  /** Writes the slots of all blocks aside into an array, from least to most recently used. */
  int inOrder(int[] slots) {
    int n = 0;
    for (int word = 0; n < blocks; word++) {
      long places = onHeap.word(word) | offHeap.word(word) | locked[word];
      while (places != 0) {
        slots[n++] = log[(word << 6) + Long.numberOfTrailingZeros(places)];
        places &= places - 1;
      }
    }
    return n;
  }

  private EvictableSet evictable(MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP ? onHeap : offHeap;
  }

  private void append(int slot) {
    if (table.pins(slot) == 0) {
      evictable(table.mode(slot)).append(tail, table.rdd(slot));
    } else {
      locked[tail >>> 6] |= 1L << tail;
    }
    log[tail] = slot;
    table.place(slot, tail);
    tail++;
  }

  private void makeRoom() {
    int[] from = log;
    EvictableSet fromOnHeap = onHeap;
    EvictableSet fromOffHeap = offHeap;
    long[] fromLocked = locked;
    if (blocks > log.length / 2) {
      int capacity = Math.multiplyExact(log.length, 2);
      log = new int[capacity];
      onHeap = new EvictableSet(capacity);
      offHeap = new EvictableSet(capacity);
      locked = new long[capacity >>> 6];
    } else {
      // Within one log places only move to the old end, where all have been read already.
      onHeap.beginRebuild();
      offHeap.beginRebuild();
    }
    tail = 0;
    for (int word = 0; word < fromLocked.length; word++) {
      long places = fromOnHeap.takeWord(word) | fromOffHeap.takeWord(word) | fromLocked[word];
      fromLocked[word] = 0;
      while (places != 0) {
        append(from[(word << 6) + Long.numberOfTrailingZeros(places)]);
        places &= places - 1;
      }
    }
  }
}
