package org.apache.spark.memory;

import io.memsim.executor.TaskMemory;
import io.memsim.internal.pools.SpillOrder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.unsafe.memory.MemoryBlock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spark's memory of one task: it keeps the pages, and makes those consumers spill that memsim's
 * {@link SpillOrder} names. Addresses are packed and taken apart by memsim's {@link TaskMemory}.
 */
public class TaskMemoryManager {

  public static final long MAXIMUM_PAGE_SIZE_BYTES = TaskMemory.MAXIMUM_PAGE_SIZE;

  static final int OFFSET_BITS = Long.SIZE - Integer.numberOfTrailingZeros(pageTableSize());

  private static final Logger LOG = LoggerFactory.getLogger(TaskMemoryManager.class);

  final MemoryMode tungstenMemoryMode;

  private final MemoryManager memoryManager;
  private final long taskAttemptId;
  private final Set<MemoryConsumer> consumers = new LinkedHashSet<>();
  private final MemoryBlock[] pageTable = new MemoryBlock[pageTableSize()];
  private final BitSet allocatedPages = new BitSet();
  private final Usage onHeap = new Usage();
  private final Usage offHeap = new Usage();
  private long acquiredButNotUsed;

  /** What a task has in one mode, and the most that it has had. */
  private static final class Usage {
    private long current;
    private long peak;

    synchronized void add(long bytes) {
      current += bytes;
      peak = Math.max(peak, current);
    }

    synchronized long peak() {
      return peak;
    }
  }

  public TaskMemoryManager(MemoryManager memoryManager, long taskAttemptId) {
    this.tungstenMemoryMode = memoryManager.tungstenMemoryMode();
    this.memoryManager = memoryManager;
    this.taskAttemptId = taskAttemptId;
  }

  private static int pageTableSize() {
    return TaskMemory.PAGE_TABLE_SIZE;
  }

  // ---- execution memory

  public long acquireExecutionMemory(long required, MemoryConsumer requestingConsumer) {
    assert required >= 0 : requestingConsumer + " asks for " + required + " bytes";
    assert requestingConsumer != null : "nobody asks for " + required + " bytes";
    MemoryMode mode = requestingConsumer.getMode();
    synchronized (this) {
      long got = memoryManager.acquireExecutionMemory(required, taskAttemptId, mode);
      if (got < required) {
        got += spill(required - got, requestingConsumer);
      }
      consumers.add(requestingConsumer);
      usage(mode).add(got);
      return got;
    }
  }

  private long spill(long missing, MemoryConsumer asking) {
    List<MemoryConsumer> candidates = new ArrayList<>(consumers);
    // Not shared: some consumers ask for memory while they spill.
    SpillOrder spillOrder = new SpillOrder();
    for (MemoryConsumer candidate : candidates) {
      spillOrder.add(
          candidate.getUsed(), candidate.getMode() == asking.getMode(), candidate == asking);
    }
    long got = 0;
    while (got < missing) {
      int chosen = spillOrder.next(missing - got);
      if (chosen == SpillOrder.NOBODY) {
        break;
      }
      long released = spill(candidates.get(chosen), missing - got, asking);
      if (spillOrder.released(chosen, released)) {
        got += memoryManager.acquireExecutionMemory(missing - got, taskAttemptId, asking.getMode());
      }
    }
    return got;
  }

  private long spill(MemoryConsumer consumer, long bytes, MemoryConsumer asking) {
    try {
      return consumer.spill(bytes, asking);
    } catch (ClosedByInterruptException | InterruptedIOException e) {
      // The task is being killed.
      LOG.error("{} could not spill", consumer, e);
      throw new RuntimeException(e.getMessage());
    } catch (IOException e) {
      LOG.error("{} could not spill", consumer, e);
      throw new SparkOutOfMemoryError(
          "SPILL_OUT_OF_MEMORY",
          Map.of(
              "consumerToSpill", consumer.toString(), "message", String.valueOf(e.getMessage())));
    }
  }

  public void releaseExecutionMemory(long size, MemoryConsumer consumer) {
    memoryManager.releaseExecutionMemory(size, taskAttemptId, consumer.getMode());
    usage(consumer.getMode()).add(-size);
  }

  private Usage usage(MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP ? onHeap : offHeap;
  }

  public void showMemoryUsage() {
    LOG.info("Memory used in task {}", taskAttemptId);
    synchronized (this) {
      for (MemoryConsumer consumer : consumers) {
        if (consumer.getUsed() > 0) {
          LOG.info("Acquired by {}: {} bytes", consumer, consumer.getUsed());
        }
      }
    }
    LOG.info(
        "{} bytes of memory are used for execution and {} bytes of memory are used for storage",
        memoryManager.executionMemoryUsed(),
        memoryManager.storageMemoryUsed());
  }

  public long getMemoryConsumptionForThisTask() {
    return memoryManager.getExecutionMemoryUsageForTask(taskAttemptId);
  }

  public MemoryMode getTungstenMemoryMode() {
    return tungstenMemoryMode;
  }

  public long getPeakOnHeapExecutionMemory() {
    return onHeap.peak();
  }

  public long getPeakOffHeapExecutionMemory() {
    return offHeap.peak();
  }

  public long cleanUpAllAllocatedMemory() {
    synchronized (this) {
      consumers.clear();
      for (int number = 0; number < pageTable.length; number++) {
        MemoryBlock page = pageTable[number];
        if (page != null) {
          pageTable[number] = null;
          page.pageNumber = MemoryBlock.FREED_IN_TMM_PAGE_NUMBER;
          memoryManager.tungstenMemoryAllocator().free(page);
        }
      }
    }
    memoryManager.releaseExecutionMemory(acquiredButNotUsed, taskAttemptId, tungstenMemoryMode);
    return memoryManager.releaseAllExecutionMemoryForTask(taskAttemptId);
  }

  // ---- pages

  public long pageSizeBytes() {
    return memoryManager.pageSizeBytes();
  }

  public MemoryBlock allocatePage(long size, MemoryConsumer consumer) {
    assert consumer != null : "nobody asks for a page of " + size + " bytes";
    assert consumer.getMode() == tungstenMemoryMode
        : consumer + ": pages are " + tungstenMemoryMode;
    if (size > MAXIMUM_PAGE_SIZE_BYTES) {
      throw new TooLargePageException(size);
    }
    while (true) {
      long acquired = acquireExecutionMemory(size, consumer);
      if (acquired <= 0) {
        return null;
      }
      int number = takeNumber(acquired, consumer);
      try {
        MemoryBlock page = memoryManager.tungstenMemoryAllocator().allocate(acquired);
        page.pageNumber = number;
        pageTable[number] = page;
        return page;
      } catch (OutOfMemoryError e) {
        // The JVM has less than the pools say: what was granted stays taken, and spilling may help.
        LOG.warn("no page of {} bytes is to be had, trying again", acquired, e);
        synchronized (this) {
          acquiredButNotUsed += acquired;
          allocatedPages.clear(number);
        }
      }
    }
  }

  private synchronized int takeNumber(long acquired, MemoryConsumer consumer) {
    int number = allocatedPages.nextClearBit(0);
    if (number >= pageTable.length) {
      releaseExecutionMemory(acquired, consumer);
      throw new IllegalStateException(
          "task " + taskAttemptId + " has all of its " + pageTable.length + " pages already");
    }
    allocatedPages.set(number);
    return number;
  }

  public void freePage(MemoryBlock page, MemoryConsumer consumer) {
    assert page.pageNumber != MemoryBlock.NO_PAGE_NUMBER : "not allocated here";
    assert page.pageNumber != MemoryBlock.FREED_IN_ALLOCATOR_PAGE_NUMBER : "freed by the allocator";
    assert page.pageNumber != MemoryBlock.FREED_IN_TMM_PAGE_NUMBER : "freed already";
    assert allocatedPages.get(page.pageNumber) : "page " + page.pageNumber + " is not in use";
    long size = page.size();
    pageTable[page.pageNumber] = null;
    synchronized (this) {
      allocatedPages.clear(page.pageNumber);
    }
    page.pageNumber = MemoryBlock.FREED_IN_TMM_PAGE_NUMBER;
    memoryManager.tungstenMemoryAllocator().free(page);
    releaseExecutionMemory(size, consumer);
  }

  public long encodePageNumberAndOffset(MemoryBlock page, long offsetInPage) {
    long base = tungstenMemoryMode == MemoryMode.OFF_HEAP ? page.getBaseOffset() : 0;
    return encodePageNumberAndOffset(page.pageNumber, offsetInPage - base);
  }

  public static long encodePageNumberAndOffset(int pageNumber, long offsetInPage) {
    return TaskMemory.encode(pageNumber, offsetInPage);
  }

  public static int decodePageNumber(long pagePlusOffsetAddress) {
    return TaskMemory.decodePage(pagePlusOffsetAddress);
  }

  public Object getPage(long pagePlusOffsetAddress) {
    if (tungstenMemoryMode == MemoryMode.OFF_HEAP) {
      return null;
    }
    Object base = page(pagePlusOffsetAddress).getBaseObject();
    assert base != null : "a page on the heap has an object";
    return base;
  }

  public long getOffsetInPage(long pagePlusOffsetAddress) {
    long offset = TaskMemory.decodeOffset(pagePlusOffsetAddress);
    return tungstenMemoryMode == MemoryMode.ON_HEAP
        ? offset
        : page(pagePlusOffsetAddress).getBaseOffset() + offset;
  }

  private MemoryBlock page(long address) {
    MemoryBlock page = pageTable[decodePageNumber(address)];
    assert page != null : "there is no page " + decodePageNumber(address);
    return page;
  }
}
