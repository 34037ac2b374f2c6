package io.memsim.bench.floor;

/**
 * What the machine allows: consumers of one pool of which one must give up all that it has when
 * another asks for more than is free; the one that holds the least of those that hold enough.
 *
 * <p>Not thread-safe.
 */
public final class FloorConsumers {

  private final long[] held;
  private long free;

  /**
   * Makes consumers that hold nothing.
   *
   * @param bytes the size of the pool
   * @param consumers how many consumers
   */
  public FloorConsumers(long bytes, int consumers) {
    held = new long[consumers];
    free = bytes;
  }

  /**
   * A consumer asks for memory; another may have to spill.
   *
   * @param consumer the consumer's number
   * @param bytes how much
   * @return how much it got: all, or nothing
   */
  public long acquire(int consumer, long bytes) {
    if (bytes > free) {
      spill(consumer, bytes - free);
    }
    if (bytes > free) {
      return 0;
    }
    free -= bytes;
    held[consumer] += bytes;
    return bytes;
  }

  /**
   * A consumer gives memory back.
   *
   * @param consumer the consumer's number
   * @param bytes how much, at most what it holds
   */
  public void free(int consumer, long bytes) {
    held[consumer] -= bytes;
    free += bytes;
  }

  private void spill(int spared, long missing) {
    int victim = -1;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < held.length; i++) {
      long has = held[i];
      if (has >= missing && has < least && i != spared) {
        least = has;
        victim = i;
      }
    }
    if (victim >= 0) {
      free(victim, held[victim]);
    }
  }
}
