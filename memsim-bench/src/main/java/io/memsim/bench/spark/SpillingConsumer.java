package io.memsim.bench.spark;

import org.apache.spark.memory.MemoryConsumer;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.memory.TaskMemoryManager;

/** A consumer of Spark's that frees all that it holds when it is told to spill. */
public final class SpillingConsumer extends MemoryConsumer {

  private long spills;

  /**
   * Registers a consumer.
   *
   * @param task the memory of its task
   */
  public SpillingConsumer(TaskMemoryManager task) {
    super(task, MemoryMode.ON_HEAP);
  }

  /**
   * How often it was told to spill.
   *
   * @return the number
   */
  public long spills() {
    return spills;
  }

  @Override
  public long spill(long size, MemoryConsumer trigger) {
    long freed = getUsed();
    freeMemory(freed);
    spills++;
    return freed;
  }
}
