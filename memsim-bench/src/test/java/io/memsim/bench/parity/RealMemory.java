package io.memsim.bench.parity;

import io.memsim.executor.TaskMemory;
import io.memsim.trace.Operation;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.memory.UnifiedMemoryManager;
import org.apache.spark.unsafe.memory.MemoryBlock;

/** The calls of execution memory. */
final class RealMemory {

  private final UnifiedMemoryManager memory;
  private final Outcome outcome;

  RealMemory(UnifiedMemoryManager memory, Outcome outcome) {
    this.memory = memory;
    this.outcome = outcome;
  }

  void execution(Operation operation, Outcome into) {
    if (operation instanceof Operation.AcquireExecution acquire) {
      into.done(
          memory.acquireExecutionMemory(
              acquire.bytes(), acquire.task(), Names.mode(acquire.mode())),
          0);
    } else if (operation instanceof Operation.ReleaseExecution release) {
      memory.releaseExecutionMemory(release.bytes(), release.task(), Names.mode(release.mode()));
    } else if (operation instanceof Operation.ReleaseAllExecution release) {
      outcome.done(memory.releaseAllExecutionMemoryForTask(release.task()), 0);
    } else {
      throw new IllegalArgumentException(operation.toString());
    }
  }

  void consumer(Action action, RealConsumer consumer, Outcome into) throws Exception {
    if (action instanceof Action.AllocatePage page) {
      allocated(consumer, consumer.allocate(page.required()), into);
    } else if (action instanceof Action.AllocateArray array) {
      allocated(consumer, consumer.array(array.elements()), into);
    } else if (action instanceof Action.FreePage page) {
      consumer.release(page.page());
    } else if (action instanceof Action.Spill) {
      consumer.spillByItself();
    } else {
      throw new IllegalArgumentException(action.toString());
    }
  }

  private static void allocated(RealConsumer consumer, int number, Outcome into) {
    MemoryBlock page = consumer.page(number);
    into.done(number, page.size());
  }

  /** Compares a page's size, and addresses in it. */
  static void comparePage(TaskMemoryManager task, MemoryBlock page, TaskMemory simulated) {
    int number = page.pageNumber;
    if (page.size() != simulated.pageBytes(number)) {
      throw new Divergence("size of page " + number, page.size(), simulated.pageBytes(number));
    }
    long absolute = page.getBaseOffset() + page.size() / 2;
    long address = task.encodePageNumberAndOffset(page, absolute);
    // Off-heap Spark encodes what is relative to the page, and adds its base again.
    boolean offHeap = task.getTungstenMemoryMode() == MemoryMode.OFF_HEAP;
    long offset = offHeap ? page.size() / 2 : absolute;
    long decoded = task.getOffsetInPage(address) - (offHeap ? page.getBaseOffset() : 0);
    if (address != TaskMemory.encode(number, offset)
        || TaskMemoryManager.decodePageNumber(address) != TaskMemory.decodePage(address)
        || decoded != TaskMemory.decodeOffset(address)) {
      throw new Divergence("address in page " + number, address, TaskMemory.encode(number, offset));
    }
  }
}
