package io.memsim.executor;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.base.Preconditions.checkState;

import io.memsim.block.MemoryMode;
import io.memsim.event.MemoryListener;
import io.memsim.event.SpillMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The execution memory of one task: its consumers, whom to spill, and its pages. Spark's {@code
 * TaskMemoryManager}, with its 13-bit page numbers and 51-bit offsets. To be had from {@link
 * ExecutorMemory#task}; gone when the task ends. Not thread-safe.
 */
public final class TaskMemory {

  /** The most bytes that a page may have: a {@code long[]} of 2<sup>31</sup> - 1 elements. */
  public static final long MAXIMUM_PAGE_SIZE = ((1L << 31) - 1) * 8L;

  /** The number of pages that a task can have at a time. */
  public static final int PAGE_TABLE_SIZE = 1 << 13;

  private static final int OFFSET_BITS = 51;
  private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;
  private static final int NO_PAGE = -1;

  private final Kernel kernel;
  private final long task;
  private final List<MemoryConsumer> consumers;
  private final Request request;
  private final BitSet pages;
  private long[] pageSizes;
  private MemoryConsumer[] pageOwners;
  private long currentOnHeap;
  private long currentOffHeap;
  private long peakOnHeap;
  private long peakOffHeap;
  private boolean ended;

  TaskMemory(Kernel kernel, long task) {
    this.kernel = kernel;
    this.task = task;
    this.consumers = new ArrayList<>(2);
    this.request = new Request(kernel, task);
    this.pages = new BitSet();
    this.pageSizes = new long[0];
    this.pageOwners = new MemoryConsumer[0];
  }

  TaskMemory(TaskMemory source, Kernel kernel) {
    this.kernel = kernel;
    this.task = source.task;
    this.consumers = new ArrayList<>(source.consumers.size());
    for (MemoryConsumer consumer : source.consumers) {
      consumers.add(new MemoryConsumer(consumer, this));
    }
    this.request = new Request(source.request, kernel, twin(source, source.request.consumer()));
    this.pages = (BitSet) source.pages.clone();
    this.pageSizes = source.pageSizes.clone();
    this.pageOwners = source.pageOwners.clone();
    for (int page = pages.nextSetBit(0); page >= 0; page = pages.nextSetBit(page + 1)) {
      pageOwners[page] = consumers.get(source.consumers.indexOf(source.pageOwners[page]));
    }
    this.currentOnHeap = source.currentOnHeap;
    this.currentOffHeap = source.currentOffHeap;
    this.peakOnHeap = source.peakOnHeap;
    this.peakOffHeap = source.peakOffHeap;
  }

  private @Nullable MemoryConsumer twin(TaskMemory source, @Nullable MemoryConsumer consumer) {
    int index = consumer == null ? -1 : source.consumers.indexOf(consumer);
    return index < 0 ? null : consumers.get(index);
  }

  /**
   * The task.
   *
   * @return its attempt id
   */
  public long taskId() {
    return task;
  }

  /**
   * Registers a consumer with one of the simple ways to spill.
   *
   * @param name unique among the consumers of all live tasks
   * @param mode the memory that it uses
   * @param spill what it does when told to spill
   * @return the consumer
   * @throws IllegalArgumentException when there is a consumer of that name
   * @throws IllegalStateException when the task has ended
   */
  public MemoryConsumer registerConsumer(String name, MemoryMode mode, SpillMode spill) {
    checkNotNull(spill, "spill");
    Spiller spiller =
        switch (spill) {
          case ALL -> (self, bytes, trigger) -> give(self, self.used());
          case REQUESTED -> (self, bytes, trigger) -> give(self, Math.min(bytes, self.used()));
          case NONE -> (self, bytes, trigger) -> 0;
        };
    return kernel.register(this, new MemoryConsumer(this, name, mode, spiller, spill));
  }

  /**
   * Registers a consumer with its own way to spill.
   *
   * @param name unique among the consumers of all live tasks
   * @param mode the memory that it uses
   * @param spiller what it does when told to spill
   * @return the consumer
   * @throws IllegalArgumentException when there is a consumer of that name
   * @throws IllegalStateException when the task has ended
   */
  public MemoryConsumer registerConsumer(String name, MemoryMode mode, Spiller spiller) {
    checkNotNull(spiller, "spiller");
    return kernel.register(this, new MemoryConsumer(this, name, mode, spiller, null));
  }

  private static long give(MemoryConsumer self, long bytes) {
    if (bytes > 0) {
      self.free(bytes);
    }
    return bytes;
  }

  /**
   * The task's consumers.
   *
   * @return in the order in which they were registered; a view
   */
  public List<MemoryConsumer> consumers() {
    return Collections.unmodifiableList(consumers);
  }

  /**
   * What the task holds of the pools, through consumers and without them.
   *
   * @param mode which memory
   * @return bytes
   */
  public long held(MemoryMode mode) {
    return kernel.memory().executionLedger(checkNotNull(mode, "mode")).bytes(task);
  }

  /**
   * The most that consumers held on-heap at a time: {@code getPeakOnHeapExecutionMemory}.
   *
   * @return bytes
   */
  public long peakOnHeap() {
    return peakOnHeap;
  }

  /**
   * The most that consumers held off-heap at a time: {@code getPeakOffHeapExecutionMemory}.
   *
   * @return bytes
   */
  public long peakOffHeap() {
    return peakOffHeap;
  }

  // ---- pages

  /**
   * The default size of a page.
   *
   * @return bytes
   */
  public long pageSize() {
    return kernel.layout().pageSize();
  }

  /**
   * The number of pages that the task has.
   *
   * @return how many
   */
  public int pageCount() {
    return pages.cardinality();
  }

  /**
   * The size of a page.
   *
   * @param page its number
   * @return bytes
   * @throws IllegalArgumentException when the task has no such page
   */
  public long pageBytes(int page) {
    checkPage(page);
    return pageSizes[page];
  }

  /**
   * The page that the task's last request got after it had waited.
   *
   * @return the page's number, or -1 when it waits still, got none, or was not for a page
   */
  public int grantedPage() {
    return request.page();
  }

  /**
   * Packs a page's number and an offset in it into an address.
   *
   * @param page the page's number
   * @param offset the offset, of which 51 bits are kept
   * @return the address
   * @throws IllegalArgumentException when page is negative or too large for 13 bits
   */
  public static long encode(int page, long offset) {
    checkArgument(
        page >= 0 && page < PAGE_TABLE_SIZE,
        "page %s: expected 0 to %s",
        page,
        PAGE_TABLE_SIZE - 1);
    return ((long) page << OFFSET_BITS) | (offset & OFFSET_MASK);
  }

  /**
   * The page of an address.
   *
   * @param address the address
   * @return the page's number
   */
  public static int decodePage(long address) {
    return (int) (address >>> OFFSET_BITS);
  }

  /**
   * The offset of an address.
   *
   * @param address the address
   * @return the offset in its page
   */
  public static long decodeOffset(long address) {
    return address & OFFSET_MASK;
  }

  // ---- for the consumers

  long acquire(MemoryConsumer consumer, long bytes, Request.Goal goal, long minimum) {
    checkLive(consumer);
    kernel.enter(task);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.onConsumerAcquire(consumer.name(), bytes);
      }
      long answer =
          kernel.submit(request.start(consumer, consumer.mode(), goal, bytes, minimum), bytes);
      return kernel.leave(answer, 0);
    } catch (RuntimeException | Error e) {
      throw kernel.fail(e);
    }
  }

  int allocate(MemoryConsumer consumer, long size, long required) {
    checkLive(consumer);
    if (consumer.mode() != kernel.layout().tungstenMode()) {
      throw new SparkRefusalException(
          consumer + " allocates a page: pages are " + kernel.layout().tungstenMode() + " here");
    }
    if (size > MAXIMUM_PAGE_SIZE) {
      throw new TooLargePageException(size);
    }
    long answer = acquire(consumer, size, Request.Goal.PAGE, required);
    return answer == ExecutorMemory.WAITING ? (int) ExecutorMemory.WAITING : request.page();
  }

  /** Gives granted memory to the consumer that asked; answers the number of the page made of it. */
  int settle(MemoryConsumer consumer, Request.Goal goal, long got, long minimum) {
    account(consumer.mode(), got);
    if (goal == Request.Goal.BYTES) {
      consumer.use(got);
      return NO_PAGE;
    }
    if (got > 0) {
      int page = pages.nextClearBit(0);
      if (page >= PAGE_TABLE_SIZE) {
        giveBack(consumer, got);
        throw new IllegalStateException(
            "task " + task + " has all of the " + PAGE_TABLE_SIZE + " pages that it can have");
      }
      if (got >= minimum) {
        addPage(page, got, consumer);
        return page;
      }
      giveBack(consumer, got);
    }
    MemoryListener listener = kernel.listeners().current();
    if (listener != null) {
      listener.outOfMemory(task, consumer.name(), minimum, got);
    }
    throw new SparkOutOfMemoryException(outOfMemory(consumer, minimum, got), minimum, got);
  }

  private String outOfMemory(MemoryConsumer consumer, long required, long got) {
    StringBuilder text = new StringBuilder(160);
    text.append("UNABLE_TO_ACQUIRE_MEMORY: ").append(consumer.name());
    text.append(" of task ").append(task).append(" needs ").append(required);
    text.append(" bytes, got ").append(got).append("; the task holds ");
    text.append(held(consumer.mode())).append(" bytes ").append(consumer.mode());
    for (MemoryConsumer other : consumers) {
      if (other.used() > 0) {
        text.append(", ").append(other.name()).append(' ').append(other.used());
      }
    }
    text.append("; pool ").append(kernel.memory().executionUsed(consumer.mode()));
    text.append(" used of ").append(kernel.memory().executionSize(consumer.mode()));
    text.append(", ").append(kernel.memory().executionLedger(consumer.mode()).size());
    return text.append(" active tasks").toString();
  }

  void free(MemoryConsumer consumer, long bytes) {
    checkLive(consumer);
    boolean outermost = kernel.enterRelease(task);
    try {
      MemoryListener listener = kernel.listeners().current();
      if (outermost && listener != null) {
        listener.onConsumerFree(consumer.name(), bytes);
      }
      consumer.use(-bytes);
      long released = giveBack(consumer, bytes);
      if (outermost) {
        kernel.leave(released, 0);
      }
    } catch (RuntimeException | Error e) {
      if (!outermost) {
        throw e;
      }
      throw kernel.fail(e);
    }
  }

  long spillAll(MemoryConsumer consumer) {
    checkLive(consumer);
    // Nobody asks for memory: each release is an operation of its own, as it would be in Spark.
    return consumer.spiller().spill(consumer, Long.MAX_VALUE, consumer);
  }

  void freePage(MemoryConsumer consumer, int page) {
    checkLive(consumer);
    checkPage(page);
    checkArgument(
        pageOwners[page] == consumer,
        "%s frees page %s, which belongs to %s",
        consumer,
        page,
        pageOwners[page]);
    kernel.checkMayRelease(task);
    pages.clear(page);
    free(consumer, pageSizes[page]);
  }

  List<MemoryConsumer> consumerList() {
    return consumers;
  }

  MemoryConsumer consumerAt(int index) {
    return consumers.get(index);
  }

  Request request() {
    return request;
  }

  void add(MemoryConsumer consumer) {
    consumers.add(consumer);
  }

  void end() {
    ended = true;
  }

  void checkLive() {
    checkState(!ended, "task %s has ended", task);
  }

  private void checkLive(MemoryConsumer consumer) {
    checkState(!ended, "%s: its task has ended", consumer.name());
  }

  private void checkPage(int page) {
    checkArgument(page >= 0 && pages.get(page), "task %s has no page %s", task, page);
  }

  private void addPage(int page, long bytes, MemoryConsumer consumer) {
    if (page >= pageSizes.length) {
      int capacity = Math.max(16, 2 * pageSizes.length);
      pageSizes = Arrays.copyOf(pageSizes, capacity);
      pageOwners = Arrays.copyOf(pageOwners, capacity);
    }
    pages.set(page);
    pageSizes[page] = bytes;
    pageOwners[page] = consumer;
    consumer.use(bytes);
  }

  private long giveBack(MemoryConsumer consumer, long bytes) {
    account(consumer.mode(), -bytes);
    return kernel.release(task, bytes, consumer.mode());
  }

  private void account(MemoryMode mode, long delta) {
    if (mode == MemoryMode.ON_HEAP) {
      currentOnHeap += delta;
      peakOnHeap = Math.max(peakOnHeap, currentOnHeap);
    } else {
      currentOffHeap += delta;
      peakOffHeap = Math.max(peakOffHeap, currentOffHeap);
    }
  }
}
