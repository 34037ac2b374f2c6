package io.memsim.internal.stores;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that are known, each in a slot: an index into parallel arrays that stays the same
 * while the block is known. Not thread-safe.
 *
 * <p>RDD blocks are keyed by their two ints packed into a long, in an open-addressing table of
 * slots (linear probing, at most half full, removal by shifting back), so that finding, adding and
 * removing one makes no garbage. Other blocks are rare and go through a map of their ids. Fields
 * that only some blocks need (disk sizes, the sizes seen at a put, ids) are in arrays that do not
 * exist until the first such block does.
 */
final class BlockTable {

  static final int NONE = -1;
  static final long ABSENT = -1;

  private static final int INITIAL_CAPACITY = 16;

  private int[] table;
  private long[] keys;
  private long[] memory;
  private long[] disk;
  private byte[] levelIndexes;
  private int[] pins;
  private @Nullable BlockId[] ids;
  private @Nullable ValueSizes[] values;
  private final Map<BlockId, Integer> others;
  private final List<StorageLevel> levels;
  private int used;
  private int freeList = NONE;
  private int count;
  private int rddCount;

  BlockTable() {
    table = new int[2 * INITIAL_CAPACITY];
    Arrays.fill(table, NONE);
    keys = new long[INITIAL_CAPACITY];
    memory = new long[INITIAL_CAPACITY];
    disk = new long[0];
    levelIndexes = new byte[INITIAL_CAPACITY];
    pins = new int[INITIAL_CAPACITY];
    ids = new BlockId[0];
    values = new ValueSizes[0];
    others = new HashMap<>();
    levels = new ArrayList<>();
  }

  BlockTable(BlockTable source) {
    table = source.table.clone();
    keys = source.keys.clone();
    memory = source.memory.clone();
    disk = source.disk.clone();
    levelIndexes = source.levelIndexes.clone();
    pins = source.pins.clone();
    ids = source.ids.clone();
    values = source.values.clone();
    others = new HashMap<>(source.others);
    levels = new ArrayList<>(source.levels);
    used = source.used;
    freeList = source.freeList;
    count = source.count;
    rddCount = source.rddCount;
  }

  /** The key of an RDD block; never negative. */
  static long key(int rdd, int split) {
    return ((long) rdd << 32) | split;
  }

  /** How many blocks are known. */
  int count() {
    return count;
  }

  /** One more than the greatest slot that was ever in use. */
  int slots() {
    return used;
  }

  /** How many blocks a slot array must have room for. */
  int capacity() {
    return keys.length;
  }

  boolean isLive(int slot) {
    return memory[slot] >= 0 || onDisk(slot);
  }

  int find(int rdd, int split) {
    long key = key(rdd, split);
    int mask = table.length - 1;
    int i = home(key, mask);
    while (true) {
      int slot = table[i];
      if (slot == NONE || keys[slot] == key) {
        return slot;
      }
      i = (i + 1) & mask;
    }
  }

  int find(BlockId block) {
    if (block instanceof BlockId.RDDBlockId rdd) {
      return find(rdd.rddId(), rdd.splitIndex());
    }
    Integer slot = others.get(block);
    return slot == null ? NONE : slot;
  }

  /** Adds an RDD block that is not known, with no size anywhere. */
  int addRdd(int rdd, int split, StorageLevel level) {
    int slot = newSlot(level);
    long key = key(rdd, split);
    keys[slot] = key;
    if (4 * (rddCount + 1) > 2 * table.length) {
      rehash();
    }
    rddCount++;
    place(slot, key);
    return slot;
  }

  /** Adds a block that is not known, with no size anywhere. */
  int add(BlockId block, StorageLevel level) {
    if (block instanceof BlockId.RDDBlockId rdd) {
      return addRdd(rdd.rddId(), rdd.splitIndex(), level);
    }
    int slot = newSlot(level);
    keys[slot] = ABSENT;
    if (ids.length < keys.length) {
      ids = Arrays.copyOf(ids, keys.length);
    }
    ids[slot] = block;
    others.put(block, slot);
    return slot;
  }

  void remove(int slot) {
    if (keys[slot] >= 0) {
      unplace(slot);
      rddCount--;
    } else {
      others.remove(id(slot));
      ids[slot] = null;
    }
    if (slot < values.length) {
      values[slot] = null;
    }
    memory[slot] = ABSENT;
    clearDisk(slot);
    // Free slots are chained through their keys, as numbers below those of any block.
    keys[slot] = -2L - (freeList + 1);
    freeList = slot;
    count--;
  }

  /** The RDD that a block belongs to, or -1. */
  int rdd(int slot) {
    long key = keys[slot];
    return key >= 0 ? (int) (key >>> 32) : -1;
  }

  /** The partition of an RDD block. */
  int split(int slot) {
    return (int) keys[slot];
  }

  /** The block's id; made anew for RDD blocks, of which none is kept. */
  BlockId id(int slot) {
    long key = keys[slot];
    if (key >= 0) {
      return BlockId.rdd((int) (key >>> 32), (int) key);
    }
    BlockId id = ids[slot];
    if (id == null) {
      throw new IllegalStateException("slot " + slot + " is free");
    }
    return id;
  }

  StorageLevel level(int slot) {
    return levels.get(levelIndexes[slot]);
  }

  /** The block's size in memory, or {@link #ABSENT}. */
  long memory(int slot) {
    return memory[slot];
  }

  boolean inMemory(int slot) {
    return memory[slot] >= 0;
  }

  void memory(int slot, long bytes) {
    memory[slot] = bytes;
  }

  /** The block's size on disk, or {@link #ABSENT}. */
  long disk(int slot) {
    return slot < disk.length ? disk[slot] : ABSENT;
  }

  boolean onDisk(int slot) {
    return slot < disk.length && disk[slot] >= 0;
  }

  void disk(int slot, long bytes) {
    if (slot >= disk.length) {
      int from = disk.length;
      disk = Arrays.copyOf(disk, keys.length);
      Arrays.fill(disk, from, disk.length, ABSENT);
    }
    disk[slot] = bytes;
  }

  private void clearDisk(int slot) {
    if (slot < disk.length) {
      disk[slot] = ABSENT;
    }
  }

  int pins(int slot) {
    return pins[slot];
  }

  void pins(int slot, int locks) {
    pins[slot] = locks;
  }

  /** The sizes that were given when the block was put from values, or null. */
  @Nullable ValueSizes values(int slot) {
    return slot < values.length ? values[slot] : null;
  }

  void values(int slot, ValueSizes sizes) {
    if (slot >= values.length) {
      values = Arrays.copyOf(values, keys.length);
    }
    values[slot] = sizes;
  }

  private int newSlot(StorageLevel level) {
    byte levelIndex = levelIndex(level);
    int slot = freeList;
    if (slot != NONE) {
      freeList = (int) (-2L - keys[slot]) - 1;
    } else {
      if (used == keys.length) {
        growSlots();
      }
      slot = used++;
    }
    memory[slot] = ABSENT;
    clearDisk(slot);
    pins[slot] = 0;
    levelIndexes[slot] = levelIndex;
    count++;
    return slot;
  }

  private byte levelIndex(StorageLevel level) {
    for (int i = 0; i < levels.size(); i++) {
      if (levels.get(i).equals(level)) {
        return (byte) i;
      }
    }
    // All combinations of four flags and fewer than 40 replicas do not fit; nobody uses a hundred.
    if (levels.size() == Byte.MAX_VALUE) {
      throw new IllegalStateException(
          "more than " + Byte.MAX_VALUE + " different storage levels in one executor: " + level);
    }
    levels.add(level);
    return (byte) (levels.size() - 1);
  }

  private void growSlots() {
    int capacity = Math.multiplyExact(keys.length, 2);
    keys = Arrays.copyOf(keys, capacity);
    memory = Arrays.copyOf(memory, capacity);
    levelIndexes = Arrays.copyOf(levelIndexes, capacity);
    pins = Arrays.copyOf(pins, capacity);
  }

  private static int home(long key, int mask) {
    long mixed = key * 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 32) & mask;
  }

  private void place(int slot, long key) {
    int mask = table.length - 1;
    int i = home(key, mask);
    while (table[i] != NONE) {
      i = (i + 1) & mask;
    }
    table[i] = slot;
  }

  private void unplace(int slot) {
    int mask = table.length - 1;
    int i = home(keys[slot], mask);
    while (table[i] != slot) {
      i = (i + 1) & mask;
    }
    int hole = i;
    while (true) {
      i = (i + 1) & mask;
      int moved = table[i];
      if (moved == NONE) {
        break;
      }
      int home = home(keys[moved], mask);
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        table[hole] = moved;
        hole = i;
      }
    }
    table[hole] = NONE;
  }

  private void rehash() {
    int[] old = table;
    table = new int[Math.multiplyExact(old.length, 2)];
    Arrays.fill(table, NONE);
    for (int slot : old) {
      if (slot != NONE) {
        place(slot, keys[slot]);
      }
    }
  }
}
