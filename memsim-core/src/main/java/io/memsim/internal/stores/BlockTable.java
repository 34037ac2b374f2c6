package io.memsim.internal.stores;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that are known, each in a slot: a number that stays the same while the block is known.
 * Not thread-safe.
 *
 * <p>What every operation needs of a block stands together in four longs, half a cache line, since
 * with many blocks it is the lines touched that cost: its key, its size in memory, its links to
 * those used just before and after it, and a word of small fields (its level, how often it is
 * locked). What only some blocks need (disk sizes, the sizes seen at a put, ids) is in arrays that
 * do not exist until the first such block does.
 *
 * <p>RDD blocks are keyed by their two ints packed into a long, in an open-addressing table (linear
 * probing, at most half full, removal by shifting back), so that finding, adding and removing one
 * makes no garbage. An entry of the table is a slot with 32 bits of the key's hash above it: a
 * probe looks at no block but the right one, and entries move without looking at any. Other blocks
 * are rare and go through a map of their ids.
 */
final class BlockTable {

  static final int NONE = -1;
  static final long ABSENT = -1;

  private static final int INITIAL_CAPACITY = 16;

  /** Up to here the table is four times as large as what it is for, and then twice. */
  private static final int SMALL = 1 << 13;

  private static final long EMPTY = -1;

  // A block's record, and the fields of its last word. Slot 0 is no block: it joins the ends of the
  // list of all those that are linked.
  private static final int RECORD = 2;
  private static final int MEMORY = 1;
  private static final int LINKS = 2;
  private static final int STATE = 3;
  private static final int ENDS = 0;
  private static final int FIRST_SLOT = 1;
  private static final long NEWER = 0xFFFF_FFFFL;
  private static final int LEVEL_MASK = 127;
  private static final int OFF_HEAP = 1 << 7;
  private static final int ASIDE = 1 << 8;
  private static final int USES_DISK = 1 << 9;
  private static final int PIN_SHIFT = 32;

  private long[] records;
  private long[] disk;
  private long[] table;
  private int capacity = INITIAL_CAPACITY;
  private int shift;
  private @Nullable BlockId[] ids;
  private long[] @Nullable [] unrolls;
  private long[] valueBytes;
  private long[] valueDiskBytes;
  private final Map<BlockId, Integer> others;
  private StorageLevel[] levels;
  private int levelCount;
  private int lastLevel;
  private int used = FIRST_SLOT;
  private int freeList = NONE;
  private int lastFound = ENDS;
  private int count;

  BlockTable() {
    records = new long[INITIAL_CAPACITY << RECORD];
    disk = new long[0];
    ids = new BlockId[0];
    unrolls = new long[0][];
    valueBytes = new long[0];
    valueDiskBytes = new long[0];
    others = new HashMap<>();
    levels = new StorageLevel[] {StorageLevel.NONE};
    table = newTable(INITIAL_CAPACITY);
    shift = shiftOf(table);
    records[ENDS] = ABSENT;
    records[ENDS + MEMORY] = ABSENT;
  }

  BlockTable(BlockTable source) {
    records = source.records.clone();
    disk = source.disk.clone();
    table = source.table.clone();
    capacity = source.capacity;
    shift = source.shift;
    ids = source.ids.clone();
    unrolls = source.unrolls.clone();
    valueBytes = source.valueBytes.clone();
    valueDiskBytes = source.valueDiskBytes.clone();
    others = new HashMap<>(source.others);
    levels = source.levels.clone();
    levelCount = source.levelCount;
    lastLevel = source.lastLevel;
    used = source.used;
    freeList = source.freeList;
    lastFound = source.lastFound;
    count = source.count;
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

  boolean isLive(int slot) {
    return inMemory(slot) || onDisk(slot);
  }

  int find(int rdd, int split) {
    long key = key(rdd, split);
    // Who locks a block unlocks it, and often before anybody looks for another one.
    return records[lastFound << RECORD] == key ? lastFound : search(key);
  }

  private int search(long key) {
    long hash = hash(key);
    long[] entries = table;
    int mask = entries.length - 1;
    int i = (int) (hash >>> shift);
    while (true) {
      long entry = entries[i & mask];
      if (entry == EMPTY) {
        return NONE;
      }
      if ((entry ^ hash) >>> 32 == 0 && records[(int) entry << RECORD] == key) {
        lastFound = (int) entry;
        return lastFound;
      }
      i++;
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
    long key = key(rdd, split);
    int slot = newSlot(key, level);
    place(slot, hash(key));
    return slot;
  }

  /** Adds a block that is not known, with no size anywhere. */
  int add(BlockId block, StorageLevel level) {
    if (block instanceof BlockId.RDDBlockId rdd) {
      return addRdd(rdd.rddId(), rdd.splitIndex(), level);
    }
    int slot = newSlot(ABSENT, level);
    if (slot >= ids.length) {
      ids = Arrays.copyOf(ids, capacity);
    }
    ids[slot] = block;
    others.put(block, slot);
    return slot;
  }

  void remove(int slot) {
    int at = slot << RECORD;
    long key = records[at];
    if (key >= 0) {
      unplace(slot, hash(key));
    } else {
      others.remove(id(slot));
      ids[slot] = null;
    }
    if (slot < unrolls.length) {
      unrolls[slot] = null;
    }
    records[at + MEMORY] = ABSENT;
    if (slot < disk.length) {
      disk[slot] = ABSENT;
    }
    // Free slots are chained through their keys, as numbers below those of any block.
    records[at] = -2L - (freeList + 1);
    freeList = slot;
    count--;
  }

  /** The RDD that a block belongs to, or -1. */
  int rdd(int slot) {
    // The key of other blocks is -1, and so is the upper half of it.
    return (int) (records[slot << RECORD] >> 32);
  }

  /** The partition of an RDD block. */
  int split(int slot) {
    return (int) records[slot << RECORD];
  }

  /** The block's id; made anew for RDD blocks, of which none is kept. */
  BlockId id(int slot) {
    long key = records[slot << RECORD];
    if (key >= 0) {
      return BlockId.rdd((int) (key >>> 32), (int) key);
    }
    BlockId id = slot < ids.length ? ids[slot] : null;
    if (id == null) {
      throw new IllegalStateException("slot " + slot + " is free");
    }
    return id;
  }

  StorageLevel level(int slot) {
    return levels[(int) state(slot) & LEVEL_MASK];
  }

  /** Whether the block's level lets it go to disk. */
  boolean usesDisk(int slot) {
    return (state(slot) & USES_DISK) != 0;
  }

  /** The memory that a block takes up when it is in memory. */
  MemoryMode mode(int slot) {
    return (state(slot) & OFF_HEAP) == 0 ? MemoryMode.ON_HEAP : MemoryMode.OFF_HEAP;
  }

  /** The block's size in memory, or {@link #ABSENT}. */
  long memory(int slot) {
    return records[(slot << RECORD) + MEMORY];
  }

  boolean inMemory(int slot) {
    return memory(slot) >= 0;
  }

  void memory(int slot, long bytes) {
    records[(slot << RECORD) + MEMORY] = bytes;
  }

  /** The block's size on disk, or {@link #ABSENT}. */
  long disk(int slot) {
    return slot < disk.length ? disk[slot] : ABSENT;
  }

  boolean onDisk(int slot) {
    return disk(slot) >= 0;
  }

  void disk(int slot, long bytes) {
    if (slot >= disk.length) {
      int from = disk.length;
      disk = Arrays.copyOf(disk, capacity);
      Arrays.fill(disk, from, disk.length, ABSENT);
    }
    disk[slot] = bytes;
  }

  // ---- the list of linked blocks, from the least to the most recently used

  /** The least recently used of the linked blocks, or {@link #ENDS} when there is none. */
  int oldest() {
    return (int) records[LINKS];
  }

  /** The block that was used next after a linked one, or {@link #ENDS}. */
  int newer(int slot) {
    return (int) records[(slot << RECORD) + LINKS];
  }

  /** Makes a block that is not linked the most recently used one. */
  void link(int slot) {
    long[] array = records;
    long newest = array[LINKS] >>> 32;
    array[(slot << RECORD) + LINKS] = newest << 32;
    int before = ((int) newest << RECORD) + LINKS;
    array[before] = (array[before] & ~NEWER) | slot;
    array[LINKS] = (array[LINKS] & NEWER) | ((long) slot << 32);
  }

  void unlink(int slot) {
    long[] array = records;
    long links = array[(slot << RECORD) + LINKS];
    int older = ((int) (links >>> 32) << RECORD) + LINKS;
    int newer = ((int) links << RECORD) + LINKS;
    array[older] = (array[older] & ~NEWER) | (links & NEWER);
    array[newer] = (array[newer] & NEWER) | (links & ~NEWER);
  }

  /** Whether a block in memory is not linked, but has a place among those that were passed over. */
  boolean isAside(int slot) {
    return (state(slot) & ASIDE) != 0;
  }

  /** The place of a block that is aside. */
  int place(int slot) {
    return (int) records[(slot << RECORD) + LINKS];
  }

  void place(int slot, int place) {
    records[(slot << RECORD) + LINKS] = place;
  }

  void aside(int slot, boolean aside) {
    int at = (slot << RECORD) + STATE;
    records[at] = aside ? records[at] | ASIDE : records[at] & ~ASIDE;
  }

  int pins(int slot) {
    return (int) (state(slot) >>> PIN_SHIFT);
  }

  /** Adds locks to a block, or takes them when negative. */
  void addPins(int slot, int locks) {
    int at = (slot << RECORD) + STATE;
    records[at] = Math.addExact(records[at], (long) locks << PIN_SHIFT);
  }

  /**
   * The sizes that Spark estimated while it unrolled the block's values, or null when it was not
   * put from values. A reader that brings the block back unrolls the same.
   */
  long @Nullable [] unroll(int slot) {
    return slot < unrolls.length ? unrolls[slot] : null;
  }

  /** The size in memory of a block that was put from values. */
  long valueBytes(int slot) {
    return valueBytes[slot];
  }

  /** The size on disk of a block that was put from values. */
  long valueDiskBytes(int slot) {
    return valueDiskBytes[slot];
  }

  /** Notes what was given when a block was put from values; the array must not change. */
  void values(int slot, long bytes, long diskBytes, long[] unroll) {
    if (slot >= unrolls.length) {
      unrolls = Arrays.copyOf(unrolls, capacity);
      valueBytes = Arrays.copyOf(valueBytes, capacity);
      valueDiskBytes = Arrays.copyOf(valueDiskBytes, capacity);
    }
    unrolls[slot] = unroll;
    valueBytes[slot] = bytes;
    valueDiskBytes[slot] = diskBytes;
  }

  private long state(int slot) {
    return records[(slot << RECORD) + STATE];
  }

  private int newSlot(long key, StorageLevel level) {
    int levelIndex = levelIndex(level);
    int slot = freeList;
    if (slot != NONE) {
      freeList = (int) (-2L - records[slot << RECORD]) - 1;
    } else {
      if (used == capacity) {
        grow();
      }
      slot = used++;
    }
    int at = slot << RECORD;
    records[at] = key;
    records[at + MEMORY] = ABSENT;
    records[at + STATE] =
        levelIndex | (level.useOffHeap() ? OFF_HEAP : 0) | (level.useDisk() ? USES_DISK : 0);
    count++;
    return slot;
  }

  @SuppressWarnings("ReferenceEquality") // only the first try
  private int levelIndex(StorageLevel level) {
    return level == levels[lastLevel] && lastLevel < levelCount ? lastLevel : searchLevel(level);
  }

  private int searchLevel(StorageLevel level) {
    for (int i = 0; i < levelCount; i++) {
      if (levels[i].equals(level)) {
        lastLevel = i;
        return i;
      }
    }
    // All combinations of four flags and fewer than 9 replicas fit; nobody uses a hundred of them.
    if (levelCount == LEVEL_MASK) {
      throw new IllegalStateException(
          "more than " + levelCount + " different storage levels in one executor: " + level);
    }
    if (levelCount == levels.length) {
      levels = Arrays.copyOf(levels, 2 * levelCount);
    }
    levels[levelCount] = level;
    lastLevel = levelCount;
    return levelCount++;
  }

  private void grow() {
    capacity = Math.multiplyExact(capacity, 2);
    records = Arrays.copyOf(records, Math.multiplyExact(capacity, 1 << RECORD));
    table = newTable(capacity);
    shift = shiftOf(table);
    for (int slot = FIRST_SLOT; slot < used; slot++) {
      long key = records[slot << RECORD];
      if (key >= 0) {
        place(slot, hash(key));
      }
    }
  }

  private static long[] newTable(int capacity) {
    long[] entries = new long[Math.multiplyExact(capacity, capacity <= SMALL ? 4 : 2)];
    Arrays.fill(entries, EMPTY);
    return entries;
  }

  private static int shiftOf(long[] table) {
    return Long.numberOfLeadingZeros(table.length - 1L);
  }

  private static long hash(long key) {
    return key * 0x9E3779B97F4A7C15L;
  }

  private void place(int slot, long hash) {
    long[] entries = table;
    int mask = entries.length - 1;
    int i = (int) (hash >>> shift);
    while (entries[i & mask] != EMPTY) {
      i++;
    }
    entries[i & mask] = hash >>> 32 << 32 | slot;
  }

  private void unplace(int slot, long hash) {
    long[] entries = table;
    int mask = entries.length - 1;
    int hole = (int) (hash >>> shift);
    while ((int) entries[hole] != slot) {
      hole = (hole + 1) & mask;
    }
    int i = hole;
    while (true) {
      i = (i + 1) & mask;
      long moved = entries[i];
      if (moved == EMPTY) {
        break;
      }
      // An entry may fill the hole unless its home lies between the hole and itself.
      int home = (int) (moved >>> shift);
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        entries[hole] = moved;
        hole = i;
      }
    }
    entries[hole] = EMPTY;
  }
}
