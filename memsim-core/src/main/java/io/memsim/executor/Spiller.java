package io.memsim.executor;

/**
 * What a memory consumer does when it is told to spill: Spark's {@code MemoryConsumer.spill}. Given
 * to {@link TaskMemory#registerConsumer(String, io.memsim.block.MemoryMode, Spiller)}.
 *
 * <p>Called while a request for memory is running: it may free memory of consumers of the same task
 * ({@link MemoryConsumer#free}, {@link MemoryConsumer#freePage}) and look at anything, but must not
 * ask for memory. It gets its consumer as an argument instead of knowing it, so that a {@linkplain
 * ExecutorMemory#copy copy} of the executor can share it; keep no state in it that the copy should
 * not share.
 */
@FunctionalInterface
public interface Spiller {

  /**
   * Frees memory.
   *
   * @param self the consumer that is told to spill
   * @param bytes how much is missing; freeing more or less is allowed
   * @param trigger the consumer that asks for memory, possibly the same
   * @return bytes freed; 0 when it will not, and then it is not asked again for this request
   */
  long spill(MemoryConsumer self, long bytes, MemoryConsumer trigger);
}
