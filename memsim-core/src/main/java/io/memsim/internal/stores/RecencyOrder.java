package io.memsim.internal.stores;

import io.memsim.block.MemoryMode;
import io.memsim.internal.pools.LongTable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one recency order over all blocks in memory, able to name the oldest block that a request may
 * evict without walking over those that it may not.
 *
 * <p>Spark walks its access-ordered {@code LinkedHashMap} from the old end and skips blocks of the
 * other mode, of the RDD being stored, and locked ones. Here each use gets the next number of a
 * clock as its stamp, and blocks are kept apart by what can make them untouchable: a {@link Lane}
 * for each mode and RDD, in which locked blocks are not among the evictable ones. The lanes of a
 * mode form a {@linkplain LaneHeap heap} by the stamp of their oldest evictable block, so that the
 * oldest one of all, or of all RDDs but one, is at its top or just below. The stamps in the heap
 * are lower bounds, corrected when they come to the top: a use costs the heap nothing.
 *
 * <p>Running totals of what is evictable, by lane and by mode, tell at once whether a request can
 * be served at all. Memory: a stamp, a position and a lane for each slot, two log entries and a few
 * bits for each block in memory.
 */
final class RecencyOrder {

  private static final int MODES = 2;

  private final BlockTable table;
  private final LongTable laneByKey;
  private final LaneHeap[] heaps;
  private final long[] evictableBytes;
  private Lane[] lanes;
  private int laneCount;
  private int[] freeLanes;
  private int freeLaneCount;
  private long[] stamps;
  private int[] positions;
  private int[] laneOf;
  private long clock;
  private int blocks;

  RecencyOrder(BlockTable table) {
    this.table = table;
    laneByKey = new LongTable();
    lanes = new Lane[8];
    freeLanes = new int[8];
    stamps = new long[table.capacity()];
    positions = new int[table.capacity()];
    laneOf = new int[table.capacity()];
    evictableBytes = new long[MODES];
    heaps = new LaneHeap[] {new LaneHeap(), new LaneHeap()};
  }

  RecencyOrder(RecencyOrder source, BlockTable table) {
    this.table = table;
    laneByKey = new LongTable(source.laneByKey);
    lanes = new Lane[source.lanes.length];
    laneCount = source.laneCount;
    for (int i = 0; i < laneCount; i++) {
      lanes[i] = new Lane(source.lanes[i]);
    }
    freeLanes = source.freeLanes.clone();
    freeLaneCount = source.freeLaneCount;
    stamps = source.stamps.clone();
    positions = source.positions.clone();
    laneOf = source.laneOf.clone();
    evictableBytes = source.evictableBytes.clone();
    heaps = new LaneHeap[MODES];
    for (int mode = 0; mode < MODES; mode++) {
      heaps[mode] = new LaneHeap(source.heaps[mode], lanes);
    }
    clock = source.clock;
    blocks = source.blocks;
  }

  /** How many blocks are in memory. */
  int blocks() {
    return blocks;
  }

  /** A block has entered memory: it is the most recently used. */
  void add(int slot, MemoryMode mode) {
    if (slot >= stamps.length) {
      stamps = Arrays.copyOf(stamps, table.capacity());
      positions = Arrays.copyOf(positions, table.capacity());
      laneOf = Arrays.copyOf(laneOf, table.capacity());
    }
    Lane lane = laneFor(mode, table.rdd(slot));
    laneOf[slot] = lane.index;
    long stamp = ++clock;
    stamps[slot] = stamp;
    boolean mayGo = table.pins(slot) == 0;
    long bytes = table.memory(slot);
    lane.append(slot, bytes, mayGo, positions);
    blocks++;
    if (mayGo) {
      evictableBytes[mode.ordinal()] += bytes;
      heaps[mode.ordinal()].offer(lane, stamp);
    }
  }

  /** A block in memory has been used. */
  void touch(int slot) {
    stamps[slot] = ++clock;
    lanes[laneOf[slot]].touch(slot, table.pins(slot) == 0, positions);
  }

  /** A block leaves memory; its size and locks are still those that it was there with. */
  void remove(int slot) {
    Lane lane = lanes[laneOf[slot]];
    boolean mayGo = table.pins(slot) == 0;
    long bytes = table.memory(slot);
    lane.remove(slot, bytes, mayGo, positions);
    blocks--;
    if (mayGo) {
      evictableBytes[lane.mode().ordinal()] -= bytes;
    }
    if (lane.blocks() == 0) {
      retire(lane);
    }
  }

  /** A block in memory has got its first lock. */
  void lock(int slot) {
    Lane lane = lanes[laneOf[slot]];
    long bytes = table.memory(slot);
    lane.lock(slot, bytes, positions);
    evictableBytes[lane.mode().ordinal()] -= bytes;
  }

  /** A block in memory has lost its last lock. */
  void unlock(int slot) {
    Lane lane = lanes[laneOf[slot]];
    long bytes = table.memory(slot);
    lane.unlock(slot, bytes, positions);
    int mode = lane.mode().ordinal();
    evictableBytes[mode] += bytes;
    heaps[mode].offer(lane, stamps[slot]);
  }

  /** The mode that a block in memory takes up. */
  MemoryMode mode(int slot) {
    return lanes[laneOf[slot]].mode();
  }

  /** All that could be evicted for a request, if all of it had to go. */
  long evictable(MemoryMode mode, int sparedRdd) {
    long bytes = evictableBytes[mode.ordinal()];
    if (sparedRdd < 0) {
      return bytes;
    }
    int entry = laneByKey.find(key(mode, sparedRdd));
    return entry < 0 ? bytes : bytes - lanes[(int) laneByKey.valueAt(entry)].evictableBytes();
  }

  /** The slot of the least recently used block that a request may evict, or -1. */
  int oldest(MemoryMode mode, int sparedRdd) {
    @Nullable Lane lane = heaps[mode.ordinal()].oldest(sparedRdd, stamps);
    return lane == null ? -1 : lane.oldestEvictable();
  }

  /** The slots of all blocks in memory, from least to most recently used. Sorts: for observers. */
  int[] inOrder() {
    int[] slots = new int[blocks];
    long[] order = new long[blocks];
    int n = 0;
    for (int slot = 0; slot < table.slots(); slot++) {
      if (table.inMemory(slot)) {
        slots[n] = slot;
        order[n] = stamps[slot];
        n++;
      }
    }
    Integer[] indexes = new Integer[n];
    Arrays.setAll(indexes, i -> i);
    Arrays.sort(indexes, (a, b) -> Long.compare(order[a], order[b]));
    int[] sorted = new int[n];
    Arrays.setAll(sorted, i -> slots[indexes[i]]);
    return sorted;
  }

  private static long key(MemoryMode mode, int rdd) {
    return ((long) mode.ordinal() << 32) | (rdd + 1L);
  }

  private Lane laneFor(MemoryMode mode, int rdd) {
    long key = key(mode, rdd);
    int entry = laneByKey.find(key);
    if (entry >= 0) {
      return lanes[(int) laneByKey.valueAt(entry)];
    }
    Lane lane;
    if (freeLaneCount > 0) {
      lane = lanes[freeLanes[--freeLaneCount]];
      lane.reuse(mode, rdd);
    } else {
      if (laneCount == lanes.length) {
        lanes = Arrays.copyOf(lanes, laneCount * 2);
        freeLanes = Arrays.copyOf(freeLanes, laneCount * 2);
      }
      lane = new Lane(laneCount, mode, rdd);
      lanes[laneCount++] = lane;
    }
    laneByKey.insert(key, lane.index);
    return lane;
  }

  private void retire(Lane lane) {
    heaps[lane.mode().ordinal()].remove(lane);
    laneByKey.removeAt(laneByKey.find(key(lane.mode(), lane.rdd())));
    freeLanes[freeLaneCount++] = lane.index;
  }
}
