package io.memsim.internal.pools;

import java.util.Arrays;

/**
 * A map from long to long by open addressing, at most half full. Not thread-safe; makes garbage
 * only when it grows. Keys may be anything but {@link Long#MIN_VALUE}.
 *
 * <p>Linear probing over keys and values that stand side by side. An entry is removed at once, by
 * shifting others back, or it is given the value that means vacant: then it stays until the table
 * is full, for keys that come back soon.
 */
public final class LongTable {

  private static final long EMPTY = Long.MIN_VALUE;
  private static final int INITIAL_CAPACITY = 16;

  /** Keys at even places, values at odd ones. */
  private long[] entries = {};

  private final long vacant;
  private int shift;
  private int size;
  private int lastFound;

  /**
   * Creates an empty table.
   *
   * @param vacant the value of entries that may be dropped when the table is full
   */
  public LongTable(long vacant) {
    this.vacant = vacant;
    allocate(INITIAL_CAPACITY);
  }

  /**
   * Copies a table.
   *
   * @param source the table to copy
   */
  public LongTable(LongTable source) {
    entries = source.entries.clone();
    vacant = source.vacant;
    shift = source.shift;
    size = source.size;
    lastFound = source.lastFound;
  }

  /**
   * The number of entries.
   *
   * @return how many, vacant ones included
   */
  public int size() {
    return size;
  }

  /**
   * Finds a key.
   *
   * @param key the key
   * @return its index, valid until the next insertion or removal, or -1 when it is not there
   */
  public int find(long key) {
    return entries[lastFound] == key ? lastFound : search(key);
  }

  private int search(long key) {
    int mask = entries.length - 1;
    int i = home(key);
    while (true) {
      long found = entries[i];
      if (found == key) {
        lastFound = i;
        return i;
      }
      if (found == EMPTY) {
        return -1;
      }
      i = (i + 2) & mask;
    }
  }

  /**
   * Inserts a key that is not there.
   *
   * @param key the key
   * @param value its value
   * @return its index, valid until the next insertion or removal
   */
  public int insert(long key, long value) {
    if (4 * (size + 1) > entries.length) {
      makeRoom();
    }
    size++;
    return place(key, value);
  }

  /**
   * The value at an index.
   *
   * @param index from {@link #find} or {@link #insert}
   * @return the value
   */
  public long valueAt(int index) {
    return entries[index + 1];
  }

  /**
   * Changes the value at an index.
   *
   * @param index from {@link #find} or {@link #insert}
   * @param value the new value
   */
  public void setAt(int index, long value) {
    entries[index + 1] = value;
  }

  /**
   * Removes an entry.
   *
   * @param index from {@link #find} or {@link #insert}
   */
  public void removeAt(int index) {
    size--;
    int mask = entries.length - 1;
    int hole = index;
    int i = index;
    while (true) {
      i = (i + 2) & mask;
      long key = entries[i];
      if (key == EMPTY) {
        break;
      }
      // An entry may fill the hole unless its home lies between the hole and itself.
      if (((i - home(key)) & mask) >= ((i - hole) & mask)) {
        entries[hole] = key;
        entries[hole + 1] = entries[i + 1];
        hole = i;
      }
    }
    entries[hole] = EMPTY;
    entries[hole + 1] = 0;
  }

  /** Removes all entries. */
  public void clear() {
    for (int i = 0; i < entries.length; i += 2) {
      entries[i] = EMPTY;
    }
    size = 0;
  }

  /**
   * All keys whose entries are not vacant.
   *
   * @return the keys, ascending
   */
  public long[] sortedKeys() {
    long[] keys = new long[size];
    int n = 0;
    for (int i = 0; i < entries.length; i += 2) {
      if (entries[i] != EMPTY && entries[i + 1] != vacant) {
        keys[n++] = entries[i];
      }
    }
    Arrays.sort(keys, 0, n);
    return n == size ? keys : Arrays.copyOf(keys, n);
  }

  private int home(long key) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> shift) << 1;
  }

  private int place(long key, long value) {
    int mask = entries.length - 1;
    int i = home(key);
    while (entries[i] != EMPTY) {
      i = (i + 2) & mask;
    }
    entries[i] = key;
    entries[i + 1] = value;
    return i;
  }

  private void allocate(int capacity) {
    entries = new long[Math.multiplyExact(2, capacity)];
    for (int i = 0; i < entries.length; i += 2) {
      entries[i] = EMPTY;
    }
    shift = Long.numberOfLeadingZeros(capacity - 1L);
    lastFound = 0;
  }

  private void makeRoom() {
    for (int i = 0; i < entries.length; ) {
      // Another entry may take the place of the one removed.
      if (entries[i] != EMPTY && entries[i + 1] == vacant) {
        removeAt(i);
      } else {
        i += 2;
      }
    }
    // Too few were vacant: the table would soon be full again.
    if (8 * (size + 1) > entries.length) {
      long[] old = entries;
      allocate(old.length);
      for (int i = 0; i < old.length; i += 2) {
        if (old[i] != EMPTY) {
          place(old[i], old[i + 1]);
        }
      }
    }
  }
}
