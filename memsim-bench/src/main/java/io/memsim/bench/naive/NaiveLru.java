package io.memsim.bench.naive;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one writes with the JDK alone: a {@link LinkedHashMap} in access order with a running sum.
 *
 * <p>Not thread-safe.
 */
public final class NaiveLru {

  private final Map<Long, Long> blocks = new LinkedHashMap<>(16, 0.75f, true);
  private final long capacity;
  private long used;

  /**
   * Makes an empty one.
   *
   * @param capacity the bytes that all blocks together may have
   */
  public NaiveLru(long capacity) {
    this.capacity = capacity;
  }

  /**
   * How many blocks there are.
   *
   * @return the number
   */
  public int size() {
    return blocks.size();
  }

  /**
   * Uses a block.
   *
   * @param key its key
   * @return its size, or -1 when there is none
   */
  public long get(long key) {
    Long bytes = blocks.get(key);
    return bytes == null ? -1 : bytes;
  }

  /**
   * Adds a block that is not there, in the room of the least recently used ones.
   *
   * @param key its key
   * @param bytes its size, not more than all blocks together may have; callers share one object for
   *     equal sizes
   */
  public void put(long key, Long bytes) {
    if (used + bytes > capacity) {
      Iterator<Long> oldest = blocks.values().iterator();
      while (used + bytes > capacity) {
        used -= oldest.next();
        oldest.remove();
      }
    }
    blocks.put(key, bytes);
    used += bytes;
  }
}
