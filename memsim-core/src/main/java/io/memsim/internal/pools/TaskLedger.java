package io.memsim.internal.pools;

/**
 * Bytes by task, with a running total. Not thread-safe; every cost is constant. A task is present
 * from its first entry until that is removed, also while it holds 0.
 *
 * <p>A task's entry stays in the table, vacant, when it is no longer present: tasks take memory
 * again soon after they gave up their last.
 */
public final class TaskLedger {

  private static final long VACANT = -1;

  private final LongTable bytes;
  private int present;
  private long total;

  /** Creates an empty ledger. */
  public TaskLedger() {
    bytes = new LongTable(VACANT);
  }

  /**
   * Copies a ledger.
   *
   * @param source the ledger to copy
   */
  public TaskLedger(TaskLedger source) {
    bytes = new LongTable(source.bytes);
    present = source.present;
    total = source.total;
  }

  /**
   * The number of tasks present.
   *
   * @return how many, those that hold 0 included
   */
  public int size() {
    return present;
  }

  /**
   * The bytes of all tasks together.
   *
   * @return the running total
   */
  public long total() {
    return total;
  }

  /**
   * Makes a task present, holding 0 if it was not.
   *
   * @param task the task
   * @return its entry, valid until another task becomes present; the bitwise complement of that
   *     when the task was not present before
   */
  public int admit(long task) {
    int index = bytes.find(task);
    if (index < 0) {
      index = bytes.insert(task, 0);
    } else if (bytes.valueAt(index) == VACANT) {
      bytes.setAt(index, 0);
    } else {
      return index;
    }
    present++;
    return ~index;
  }

  /**
   * What an entry holds.
   *
   * @param index the entry
   * @return bytes
   */
  public long bytesAt(int index) {
    return bytes.valueAt(index);
  }

  /**
   * Changes what an entry holds.
   *
   * @param index the entry
   * @param held what it holds
   * @param delta bytes to add, or to take when negative
   */
  public void change(int index, long held, long delta) {
    bytes.setAt(index, held + delta);
    total += delta;
  }

  /**
   * What a task holds.
   *
   * @param task the task
   * @return bytes, 0 when it is not present
   */
  public long bytes(long task) {
    int index = bytes.find(task);
    return index < 0 ? 0 : Math.max(0, bytes.valueAt(index));
  }

  /**
   * Adds to what a task holds, making it present.
   *
   * @param task the task
   * @param delta bytes to add
   */
  public void add(long task, long delta) {
    int index = admit(task);
    if (index < 0) {
      change(~index, 0, delta);
    } else {
      change(index, bytesAt(index), delta);
    }
  }

  /**
   * Takes from what a task holds, at most all of it; a task that then holds nothing is no longer
   * present.
   *
   * @param task the task, present or not
   * @param most the most to take, 0 or more
   * @return the bytes taken
   */
  public long take(long task, long most) {
    int index = bytes.find(task);
    if (index < 0) {
      return 0;
    }
    long held = bytes.valueAt(index);
    if (held == VACANT) {
      return 0;
    }
    if (held <= most) {
      total -= held;
      bytes.setAt(index, VACANT);
      present--;
      return held;
    }
    change(index, held, -most);
    return most;
  }

  /**
   * All tasks present.
   *
   * @return their ids, ascending
   */
  public long[] tasks() {
    return bytes.sortedKeys();
  }
}
