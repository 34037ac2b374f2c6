package io.memsim.bench.floor;

/**
 * What the machine allows: tasks that take and give back bytes of one pool, each with a count of
 * what it holds, and no rule but that there is enough. Open addressing over two arrays; a task that
 * holds nothing leaves them.
 *
 * <p>Not thread-safe.
 */
public final class FloorTasks {

  private static final long NOBODY = -1;

  private final long[] tasks;
  private final long[] held;
  private final int mask;
  private final int shift;
  private long free;

  /**
   * Makes a pool of which nobody holds anything.
   *
   * @param bytes its size
   * @param most the most tasks that there will be
   */
  public FloorTasks(long bytes, int most) {
    int size = Integer.highestOneBit(Math.max(2, most)) << 2;
    tasks = new long[size];
    java.util.Arrays.fill(tasks, NOBODY);
    held = new long[size];
    mask = size - 1;
    shift = 64 - Integer.numberOfTrailingZeros(size);
    free = bytes;
  }

  /**
   * A task takes what it gets.
   *
   * @param task the task, 0 or more
   * @param bytes how much it wants
   * @return how much it got
   */
  public long acquire(long task, long bytes) {
    long granted = Math.min(bytes, free);
    free -= granted;
    held[place(task)] += granted;
    return granted;
  }

  /**
   * A task gives back what it holds, at most.
   *
   * @param task the task, 0 or more
   * @param bytes how much
   * @return how much it gave back
   */
  public long release(long task, long bytes) {
    int place = place(task);
    long released = Math.min(bytes, held[place]);
    held[place] -= released;
    free += released;
    if (held[place] == 0) {
      delete(place);
    }
    return released;
  }

  /** A task that holds nothing is not active: how many are, the rule of equal shares must know. */
  private void delete(int place) {
    int hole = place;
    int i = place;
    while (true) {
      i = (i + 1) & mask;
      if (tasks[i] == NOBODY) {
        break;
      }
      int home = home(tasks[i]);
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        tasks[hole] = tasks[i];
        held[hole] = held[i];
        hole = i;
      }
    }
    tasks[hole] = NOBODY;
    held[hole] = 0;
  }

  private int home(long task) {
    return (int) ((task * 0x9E3779B97F4A7C15L) >>> shift);
  }

  private int place(long task) {
    int i = home(task);
    while (tasks[i] != task) {
      if (tasks[i] == NOBODY) {
        tasks[i] = task;
        return i;
      }
      i = (i + 1) & mask;
    }
    return i;
  }
}
