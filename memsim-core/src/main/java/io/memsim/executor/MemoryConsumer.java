package io.memsim.executor;

import static com.google.common.base.Preconditions.checkArgument;

import io.memsim.block.MemoryMode;
import io.memsim.event.SpillMode;
import org.jspecify.annotations.Nullable;

/**
 * One operator of a task that holds execution memory and can spill: Spark's {@code MemoryConsumer}.
 * Made by {@link TaskMemory#registerConsumer}; its operations are operations of the executor. Not
 * thread-safe; it is gone when its task ends, and then throws {@link IllegalStateException}.
 */
public final class MemoryConsumer {

  private final TaskMemory task;
  private final String name;
  private final MemoryMode mode;
  private final Spiller spiller;
  private final @Nullable SpillMode spillMode;
  private long used;

  MemoryConsumer(
      TaskMemory task,
      String name,
      MemoryMode mode,
      Spiller spiller,
      @Nullable SpillMode spillMode) {
    this.task = task;
    this.name = name;
    this.mode = mode;
    this.spiller = spiller;
    this.spillMode = spillMode;
  }

  MemoryConsumer(MemoryConsumer source, TaskMemory task) {
    this(task, source.name, source.mode, source.spiller, source.spillMode);
    this.used = source.used;
  }

  /**
   * The consumer's name.
   *
   * @return unique among the consumers of all live tasks
   */
  public String name() {
    return name;
  }

  /**
   * The task that it belongs to.
   *
   * @return the task's memory
   */
  public TaskMemory task() {
    return task;
  }

  /**
   * The memory that it uses.
   *
   * @return the mode
   */
  public MemoryMode mode() {
    return mode;
  }

  /**
   * What it does when told to spill.
   *
   * @return the behaviour, or null when it has code of its own
   */
  public @Nullable SpillMode spillMode() {
    return spillMode;
  }

  /**
   * What it counts as its own. {@link ExecutorMemory#releaseExecution} does not change it.
   *
   * @return bytes
   */
  public long used() {
    return used;
  }

  /**
   * Asks for memory, making other consumers of the task (and at last itself) spill when the pools
   * grant less: {@code acquireMemory}.
   *
   * @param bytes how much; 0 is refused as in Spark
   * @return the bytes granted, perhaps fewer than asked for, or {@link ExecutorMemory#WAITING}
   * @throws IllegalArgumentException when bytes is negative
   * @throws IllegalStateException when the task waits or has ended
   * @throws SparkRefusalException when bytes is 0
   */
  public long acquire(long bytes) {
    checkArgument(bytes >= 0, "%s asks for %s bytes: expected 0 or more", name, bytes);
    return task.acquire(this, bytes, Request.Goal.BYTES, bytes);
  }

  /**
   * Gives memory back: {@code freeMemory}.
   *
   * @param bytes how much
   * @throws IllegalArgumentException when bytes is negative or more than it holds
   * @throws IllegalStateException when the task waits or has ended
   */
  public void free(long bytes) {
    if (bytes < 0 || bytes > used) {
      throw new IllegalArgumentException(
          name + " frees " + bytes + " bytes: expected 0 to the " + used + " that it holds");
    }
    task.free(this, bytes);
  }

  /**
   * Spills as much as it can: {@code MemoryConsumer.spill()}.
   *
   * @return the bytes freed
   * @throws IllegalStateException when the task waits or has ended
   */
  public long spill() {
    return task.spillAll(this);
  }

  /**
   * Allocates a page of the {@linkplain TaskMemory#pageSize page size}, or more if more is
   * required.
   *
   * @param required bytes that it must have at least
   * @return the page's number, or {@link ExecutorMemory#WAITING}; then the number is to be had from
   *     {@link TaskMemory#grantedPage} once the request has finished
   * @throws IllegalArgumentException when required is negative
   * @throws SparkOutOfMemoryException when the page would be smaller than required
   * @throws TooLargePageException when no page can be that large
   * @throws IllegalStateException when the page table is full, the task waits or has ended
   * @throws SparkRefusalException when this consumer is not of the Tungsten mode
   */
  public int allocatePage(long required) {
    checkArgument(required >= 0, "%s asks for a page of %s bytes", name, required);
    return task.allocate(this, Math.max(task.pageSize(), required), required);
  }

  /**
   * Allocates a page for an array of longs: {@code allocateArray}.
   *
   * @param elements how many longs
   * @return the page's number, or {@link ExecutorMemory#WAITING}, as for {@link #allocatePage}
   * @throws IllegalArgumentException when elements is negative or their size overflows
   * @throws SparkOutOfMemoryException when the page would be too small
   * @throws TooLargePageException when no page can be that large
   * @throws IllegalStateException when the page table is full, the task waits or has ended
   * @throws SparkRefusalException when this consumer is not of the Tungsten mode, or elements is 0
   */
  public int allocateArray(long elements) {
    checkArgument(
        elements >= 0 && elements <= Long.MAX_VALUE / 8,
        "%s asks for an array of %s longs",
        name,
        elements);
    return task.allocate(this, elements * 8, elements * 8);
  }

  /**
   * Frees a page.
   *
   * @param page its number
   * @throws IllegalArgumentException when the task has no such page, or it is another consumer's
   * @throws IllegalStateException when the task waits or has ended
   */
  public void freePage(int page) {
    task.freePage(this, page);
  }

  Spiller spiller() {
    return spiller;
  }

  void use(long bytes) {
    used += bytes;
  }

  @Override
  public String toString() {
    return name + " of task " + task.taskId() + " (" + used + " bytes " + mode + ")";
  }
}
