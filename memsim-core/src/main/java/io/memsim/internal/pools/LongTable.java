package io.memsim.internal.pools;

import java.util.Arrays;

/**
 * Longs by long, without boxes. Not thread-safe.
 *
 * <p>Open addressing with linear probing over two arrays, at most half full; removal shifts the
 * following entries back, so that there are no tombstones and the cost stays constant however many
 * keys have come and gone. {@link Long#MIN_VALUE} is no key.
 */
public final class LongTable {

  private static final long EMPTY = Long.MIN_VALUE;
  private static final int INITIAL_CAPACITY = 16;

  private long[] keys;
  private long[] values;
  private int size;

  /** Creates an empty table. */
  public LongTable() {
    keys = new long[INITIAL_CAPACITY];
    values = new long[INITIAL_CAPACITY];
    Arrays.fill(keys, EMPTY);
  }

  /**
   * Copies a table.
   *
   * @param source the table to copy
   */
  public LongTable(LongTable source) {
    keys = source.keys.clone();
    values = source.values.clone();
    size = source.size;
  }

  /**
   * The number of keys.
   *
   * @return how many
   */
  public int size() {
    return size;
  }

  /**
   * Finds a key.
   *
   * @param key the key
   * @return the index of its entry, valid until the next insertion or removal, or -1
   */
  public int find(long key) {
    int mask = keys.length - 1;
    int i = home(key, mask);
    while (true) {
      long found = keys[i];
      if (found == key) {
        return i;
      }
      if (found == EMPTY) {
        return -1;
      }
      i = (i + 1) & mask;
    }
  }

  /**
   * Adds a key that is not there.
   *
   * @param key the key
   * @param value its value
   * @return the index of its entry, valid until the next insertion or removal
   */
  public int insert(long key, long value) {
    if (2 * (size + 1) > keys.length) {
      grow();
    }
    size++;
    return place(key, value);
  }

  /**
   * The value of an entry.
   *
   * @param index the entry
   * @return its value
   */
  public long valueAt(int index) {
    return values[index];
  }

  /**
   * Changes the value of an entry.
   *
   * @param index the entry
   * @param value its new value
   */
  public void setAt(int index, long value) {
    values[index] = value;
  }

  /**
   * Removes an entry.
   *
   * @param index the entry
   */
  public void removeAt(int index) {
    size--;
    int mask = keys.length - 1;
    int hole = index;
    int i = index;
    while (true) {
      i = (i + 1) & mask;
      long key = keys[i];
      if (key == EMPTY) {
        break;
      }
      // An entry may fill the hole unless its home lies between the hole and itself.
      int home = home(key, mask);
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        keys[hole] = key;
        values[hole] = values[i];
        hole = i;
      }
    }
    keys[hole] = EMPTY;
    values[hole] = 0;
  }

  /**
   * All keys.
   *
   * @return the keys, ascending
   */
  public long[] sortedKeys() {
    long[] present = new long[size];
    int n = 0;
    for (long key : keys) {
      if (key != EMPTY) {
        present[n++] = key;
      }
    }
    Arrays.sort(present);
    return present;
  }

  private static int home(long key, int mask) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
  }

  private int place(long key, long value) {
    int mask = keys.length - 1;
    int i = home(key, mask);
    while (keys[i] != EMPTY) {
      i = (i + 1) & mask;
    }
    keys[i] = key;
    values[i] = value;
    return i;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldValues = values;
    keys = new long[Math.multiplyExact(oldKeys.length, 2)];
    values = new long[keys.length];
    Arrays.fill(keys, EMPTY);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        place(oldKeys[i], oldValues[i]);
      }
    }
  }
}
