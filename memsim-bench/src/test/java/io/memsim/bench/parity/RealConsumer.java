package io.memsim.bench.parity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.unsafe.array.LongArray;
import org.apache.spark.unsafe.memory.MemoryBlock;

/**
 * A consumer of Spark's, spilling as told.
 *
 * <p>Spark asks consumers that hold equally much in the order of a hash set. A hash code that
 * counts registrations makes that the order that memsim has: the last registered first.
 */
final class RealConsumer extends MemoryConsumer implements Spilling.Holding {

  /** Hears of spills. */
  interface Spills {
    /** Somebody asked for memory, and this consumer gave some. */
    void spilled(String consumer, long bytes);

    /** This consumer gave some of its own accord. */
    void freed();
  }

  private final String name;
  private final int registration;
  private final Spilling spilling;
  private final Spills spills;
  private final TreeMap<Integer, MemoryBlock> pages = new TreeMap<>();
  private final List<Integer> arrival = new ArrayList<>();
  private boolean ofItsOwnAccord;

  RealConsumer(
      TaskMemoryManager task,
      MemoryMode mode,
      String name,
      int registration,
      Spilling spilling,
      Spills spills) {
    super(task, task.pageSizeBytes(), mode);
    this.name = name;
    this.registration = registration;
    this.spilling = spilling;
    this.spills = spills;
  }

  @Override
  public long spill(long size, MemoryConsumer trigger) {
    long freed = spilling.spill(this, size);
    if (freed > 0 && !ofItsOwnAccord) {
      spills.spilled(name, freed);
    }
    return freed;
  }

  void spillByItself() throws java.io.IOException {
    ofItsOwnAccord = true;
    try {
      spill();
    } finally {
      ofItsOwnAccord = false;
    }
  }

  @Override
  public int hashCode() {
    return registration;
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public long used() {
    return getUsed();
  }

  @Override
  public int pages() {
    return arrival.size();
  }

  @Override
  public long freeLastPage() {
    return release(arrival.get(arrival.size() - 1));
  }

  @Override
  public void free(long bytes) {
    if (bytes > 0) {
      freeMemory(bytes);
      freed();
    }
  }

  /** Answers the page's number. */
  int allocate(long required) {
    return add(allocatePage(required));
  }

  /** Answers the page's number. */
  int array(long elements) {
    LongArray array = allocateArray(elements);
    return add(array.memoryBlock());
  }

  private int add(MemoryBlock page) {
    pages.put(page.pageNumber, page);
    arrival.add(page.pageNumber);
    return page.pageNumber;
  }

  Collection<MemoryBlock> blocks() {
    return pages.values();
  }

  MemoryBlock page(int number) {
    return pages.get(number);
  }

  /** Frees a page; answers its size. */
  long release(int number) {
    MemoryBlock page = pages.remove(number);
    arrival.remove(Integer.valueOf(number));
    long size = page.size();
    freePage(page);
    freed();
    return size;
  }

  private void freed() {
    if (ofItsOwnAccord) {
      spills.freed();
    }
  }
}
