package io.memsim.bench.floor;

import java.util.Arrays;

/**
 * What the machine allows: blocks with a size and a key in one order of use, at most so many bytes
 * of them, and no rule but that the least recently used one goes.
 *
 * <p>A node for each block in one array of longs (key, size, both links), found by open addressing
 * over an array that is at most half full. Its entries hold 32 bits of the key's hash beside the
 * node's number, so that probing and closing gaps look at no node but the right one. Node 0 is both
 * ends of the order. Nothing grows.
 *
 * <p>Not thread-safe.
 */
public final class FloorLru {

  private static final int KEY = 0;
  private static final int BYTES = 1;
  private static final int LINKS = 2;
  private static final int PINS = 3;
  private static final int STRIDE = 4;
  private static final long NODE = 0xFFFF_FFFFL;

  private final long[] nodes;
  private final long[] table;
  private final int mask;
  private final int shift;
  private final long capacity;
  private long used;
  private int free;

  /**
   * Makes an empty one.
   *
   * @param capacity the bytes that all blocks together may have
   * @param blocks the most blocks that there will be at a time
   */
  public FloorLru(long capacity, int blocks) {
    this.capacity = capacity;
    int room = blocks + 2;
    nodes = new long[room * STRIDE];
    int size = Integer.highestOneBit(room - 1) << 2;
    table = new long[size];
    mask = size - 1;
    shift = 32 - Integer.numberOfTrailingZeros(size);
    Arrays.fill(table, 0);
    for (int node = 1; node < room - 1; node++) {
      nodes[node * STRIDE + KEY] = node + 1L;
    }
    free = 1;
  }

  /**
   * What all blocks take.
   *
   * @return bytes
   */
  public long used() {
    return used;
  }

  /**
   * Uses a block.
   *
   * @param key its key
   * @return its size, or -1 when there is none
   */
  public long get(long key) {
    int node = find(key);
    if (node == 0) {
      return -1;
    }
    int at = node * STRIDE;
    unlink(at);
    append(node, at);
    return nodes[at + BYTES];
  }

  /**
   * Uses a block that is there and counts a lock.
   *
   * @param key its key
   * @return its size
   */
  public long pin(long key) {
    int at = find(key) * STRIDE;
    unlink(at);
    append(at / STRIDE, at);
    nodes[at + PINS]++;
    return nodes[at + BYTES];
  }

  /**
   * Takes a lock back. Whose it is is not known.
   *
   * @param key the key of a block that is there
   */
  public void unpin(long key) {
    nodes[find(key) * STRIDE + PINS]--;
  }

  /**
   * Adds a block that is not there, in the room of the least recently used ones.
   *
   * @param key its key
   * @param bytes its size, not more than all blocks together may have
   */
  public void put(long key, long bytes) {
    long over = used + bytes - capacity;
    if (over > 0) {
      evict(over);
    }
    int node = free;
    int at = node * STRIDE;
    free = (int) nodes[at + KEY];
    nodes[at + KEY] = key;
    nodes[at + BYTES] = bytes;
    append(node, at);
    used += bytes;
    insert(key, node);
  }

  /**
   * Removes the least recently used blocks.
   *
   * @param bytes how much room to make, at most what is used
   */
  public void evict(long bytes) {
    long freed = 0;
    while (freed < bytes) {
      int node = (int) (nodes[LINKS] & NODE);
      int at = node * STRIDE;
      freed += nodes[at + BYTES];
      unlink(at);
      delete(nodes[at + KEY], node);
      nodes[at + KEY] = free;
      free = node;
    }
    used -= freed;
  }

  private static int hash(long key) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32);
  }

  private int find(long key) {
    int hash = hash(key);
    int i = hash >>> shift;
    while (true) {
      long entry = table[i];
      if ((int) (entry >>> 32) == hash) {
        int node = (int) entry;
        if (nodes[node * STRIDE + KEY] == key && node != 0) {
          return node;
        }
      }
      if ((entry & NODE) == 0) {
        return 0;
      }
      i = (i + 1) & mask;
    }
  }

  private void insert(long key, int node) {
    int hash = hash(key);
    int i = hash >>> shift;
    while ((table[i] & NODE) != 0) {
      i = (i + 1) & mask;
    }
    table[i] = ((long) hash << 32) | node;
  }

  private void delete(long key, int node) {
    int i = hash(key) >>> shift;
    while ((int) table[i] != node) {
      i = (i + 1) & mask;
    }
    int hole = i;
    while (true) {
      i = (i + 1) & mask;
      long moved = table[i];
      if ((moved & NODE) == 0) {
        break;
      }
      int home = (int) (moved >>> 32) >>> shift;
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        table[hole] = moved;
        hole = i;
      }
    }
    table[hole] = 0;
  }

  /** The links are the older neighbour's number above the newer one's. */
  private void unlink(int at) {
    long links = nodes[at + LINKS];
    int older = (int) (links >>> 32) * STRIDE + LINKS;
    int newer = (int) (links & NODE) * STRIDE + LINKS;
    nodes[older] = (nodes[older] & ~NODE) | (links & NODE);
    nodes[newer] = (nodes[newer] & NODE) | (links & ~NODE);
  }

  private void append(int node, int at) {
    long newest = nodes[LINKS] >>> 32;
    nodes[at + LINKS] = newest << 32;
    int before = (int) newest * STRIDE + LINKS;
    nodes[before] = (nodes[before] & ~NODE) | node;
    nodes[LINKS] = (nodes[LINKS] & NODE) | ((long) node << 32);
  }
}
