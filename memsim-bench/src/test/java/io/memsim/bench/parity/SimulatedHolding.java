package io.memsim.bench.parity;

import io.memsim.executor.MemoryConsumer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a consumer of memsim's holds. */
final class SimulatedHolding implements Spilling.Holding {

  private final List<Integer> pages = new ArrayList<>();
  private MemoryConsumer consumer;

  void of(MemoryConsumer owner) {
    consumer = owner;
  }

  void add(int page) {
    pages.add(page);
  }

  /** The pages in the order of their allocation. */
  List<Integer> list() {
    return Collections.unmodifiableList(pages);
  }

  @Override
  public long used() {
    return consumer.used();
  }

  @Override
  public int pages() {
    return pages.size();
  }

  @Override
  public long freeLastPage() {
    return release(pages.get(pages.size() - 1));
  }

  /** Frees a page; answers its size. */
  long release(int page) {
    if (!pages.remove(Integer.valueOf(page))) {
      throw new IllegalArgumentException(consumer + " has no page " + page);
    }
    long size = consumer.task().pageBytes(page);
    consumer.freePage(page);
    return size;
  }

  @Override
  public void free(long bytes) {
    if (bytes > 0) {
      consumer.free(bytes);
    }
  }
}
