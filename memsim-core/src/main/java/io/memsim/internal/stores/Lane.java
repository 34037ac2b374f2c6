package io.memsim.internal.stores;

import io.memsim.block.MemoryMode;
import java.util.Arrays;

/**
 * The blocks in memory of one mode and one RDD (or of no RDD), in recency order.
 *
 * <p>A log: each use appends the block's slot and forgets its earlier entry. Entries of blocks that
 * may be evicted are also in a set of bits, so that the oldest evictable one is found without
 * walking past locked ones. When the log is full it is compacted, or doubled if more than half of
 * it is alive: a constant cost for each use, in the long run.
 */
final class Lane {

  private static final int INITIAL_CAPACITY = 64;
  private static final int DEAD = -1;

  private int[] log;
  private OrderedBits evictable;
  private int tail;
  private int blocks;
  private int evictableBlocks;
  private long evictableBytes;
  private MemoryMode mode;
  private int rdd;

  /** This lane's number. */
  final int index;

  /** Where this lane is in the heap of its mode, or -1; kept by {@link LaneHeap}. */
  int heapIndex = -1;

  /** At most the stamp of the oldest evictable block; kept by {@link LaneHeap}. */
  long heapKey;

  Lane(int index, MemoryMode mode, int rdd) {
    this.index = index;
    this.log = new int[INITIAL_CAPACITY];
    this.evictable = new OrderedBits(INITIAL_CAPACITY);
    this.mode = mode;
    this.rdd = rdd;
  }

  Lane(Lane source) {
    index = source.index;
    log = source.log.clone();
    evictable = new OrderedBits(source.evictable);
    tail = source.tail;
    blocks = source.blocks;
    evictableBlocks = source.evictableBlocks;
    evictableBytes = source.evictableBytes;
    mode = source.mode;
    rdd = source.rdd;
    heapIndex = source.heapIndex;
    heapKey = source.heapKey;
  }

  /** Makes an empty lane serve another RDD, or the other mode. */
  void reuse(MemoryMode newMode, int newRdd) {
    // Its log holds only dead entries by now, and its bits are all clear.
    tail = 0;
    mode = newMode;
    rdd = newRdd;
  }

  MemoryMode mode() {
    return mode;
  }

  int rdd() {
    return rdd;
  }

  int blocks() {
    return blocks;
  }

  int evictableBlocks() {
    return evictableBlocks;
  }

  long evictableBytes() {
    return evictableBytes;
  }

  /** The slot of the oldest evictable block, or -1. */
  int oldestEvictable() {
    int position = evictable.first();
    return position < 0 ? -1 : log[position];
  }

  /** Appends a block that is not in this lane. Its position is noted in {@code positions}. */
  void append(int slot, long bytes, boolean mayGo, int[] positions) {
    blocks++;
    if (mayGo) {
      evictableBlocks++;
      evictableBytes += bytes;
    }
    push(slot, mayGo, positions);
  }

  /** Moves a block of this lane to the recent end. */
  void touch(int slot, boolean mayGo, int[] positions) {
    int position = positions[slot];
    if (position == tail - 1) {
      return;
    }
    log[position] = DEAD;
    if (mayGo) {
      evictable.clear(position);
    }
    push(slot, mayGo, positions);
  }

  void remove(int slot, long bytes, boolean mayGo, int[] positions) {
    int position = positions[slot];
    log[position] = DEAD;
    blocks--;
    if (mayGo) {
      evictable.clear(position);
      evictableBlocks--;
      evictableBytes -= bytes;
    }
  }

  void lock(int slot, long bytes, int[] positions) {
    evictable.clear(positions[slot]);
    evictableBlocks--;
    evictableBytes -= bytes;
  }

  void unlock(int slot, long bytes, int[] positions) {
    evictable.set(positions[slot]);
    evictableBlocks++;
    evictableBytes += bytes;
  }

  private void push(int slot, boolean mayGo, int[] positions) {
    if (tail == log.length) {
      makeRoom(positions);
    }
    int position = tail++;
    log[position] = slot;
    positions[slot] = position;
    if (mayGo) {
      evictable.set(position);
    }
  }

  /** Drops the dead entries. Keeps the order, and which blocks are evictable. */
  private void makeRoom(int[] positions) {
    int capacity = blocks > log.length / 2 ? Math.multiplyExact(log.length, 2) : log.length;
    int[] target = capacity == log.length ? log : new int[capacity];
    OrderedBits bits = capacity == log.length ? evictable : new OrderedBits(capacity);
    int kept = 0;
    for (int position = 0; position < tail; position++) {
      int slot = log[position];
      if (slot != DEAD) {
        // Compacting in place is safe: entries only move towards the old end, past dead ones.
        boolean mayGo = evictable.contains(position);
        if (mayGo) {
          evictable.clear(position);
        }
        target[kept] = slot;
        positions[slot] = kept;
        if (mayGo) {
          bits.set(kept);
        }
        kept++;
      }
    }
    if (capacity == log.length) {
      Arrays.fill(log, kept, log.length, DEAD);
    }
    log = target;
    evictable = bits;
    tail = kept;
  }
}
