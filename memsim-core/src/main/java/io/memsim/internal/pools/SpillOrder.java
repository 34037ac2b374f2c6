package io.memsim.internal.pools;

import java.util.Arrays;

/**
 * Whom of a task's consumers a request makes spill, and in which order. Belongs to one request at a
 * time; not thread-safe.
 *
 * <p>What consumers hold is read once, before the first spill of a request, and not again: so does
 * Spark's {@code TaskMemoryManager}, which sorts them by it then. Each choice looks at all of them.
 */
public final class SpillOrder {

  /** The answer when there is nobody left to spill. */
  public static final int NOBODY = -1;

  /** What each holds, in the order of registration; -1 for those that are not to be asked. */
  private long[] sizes;

  private int candidates;

  /** Creates an order without candidates. */
  public SpillOrder() {
    sizes = new long[0];
  }

  /**
   * Copies an order.
   *
   * @param source the order to copy
   */
  public SpillOrder(SpillOrder source) {
    sizes = source.sizes.clone();
    candidates = source.candidates;
  }

  /** Forgets all candidates. */
  public void clear() {
    candidates = 0;
  }

  /**
   * Adds the task's next consumer, in the order of registration. Its number is that of those added
   * before it.
   *
   * @param used the bytes that it holds
   * @param sameMode whether it holds them in the memory that the request is for
   * @param asking whether it is the one that asks: it counts as holding 0, and so comes last
   */
  public void add(long used, boolean sameMode, boolean asking) {
    if (candidates == sizes.length) {
      sizes = Arrays.copyOf(sizes, Math.max(2, 2 * candidates));
    }
    boolean holds = used > 0 && sameMode;
    sizes[candidates++] = !holds ? NOBODY : asking ? 0 : used;
  }

  /**
   * Chooses who spills next: the smallest of those that held at least what is missing, else the
   * biggest; among equals the most recently registered.
   *
   * @param missing the bytes that the request still lacks
   * @return the number of a consumer, or {@link #NOBODY}
   */
  public int next(long missing) {
    int smallestEnough = NOBODY;
    int biggest = NOBODY;
    for (int i = 0; i < candidates; i++) {
      long size = sizes[i];
      if (size < 0) {
        continue;
      }
      if (size >= missing && (smallestEnough == NOBODY || size <= sizes[smallestEnough])) {
        smallestEnough = i;
      }
      if (biggest == NOBODY || size >= sizes[biggest]) {
        biggest = i;
      }
    }
    return smallestEnough == NOBODY ? biggest : smallestEnough;
  }

  /**
   * Notes what a consumer released. One that released nothing is not asked again.
   *
   * @param consumer its number
   * @param bytes what it released
   * @return whether the pools are to be asked again
   */
  public boolean released(int consumer, long bytes) {
    if (bytes > 0) {
      return true;
    }
    sizes[consumer] = NOBODY;
    return false;
  }
}
