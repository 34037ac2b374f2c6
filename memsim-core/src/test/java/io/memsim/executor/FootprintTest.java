package io.memsim.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.memsim.block.StorageLevel;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * What a block takes of the heap: as many bytes as copying an executor full of them allocates,
 * since a copy shares nothing that grows.
 */
class FootprintTest {

  private static final int BLOCKS = 1_000_000;
  private static final int MOST = 64;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static ExecutorMemory full(int blocks) {
    ExecutorMemory memory =
        SmallExecutor.create("spark.executor.memory", blocks + "b", "spark.memory.fraction", "1.0");
    for (int split = 0; split < blocks; split++) {
      memory.putRdd(split % 3, split, StorageLevel.MEMORY_ONLY_SER, 1, 0);
    }
    assertThat(memory.blocksInMemory()).isEqualTo(blocks);
    return memory;
  }

  private static long bytesOf(ExecutorMemory memory) {
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    ExecutorMemory copy = memory.copy();
    long bytes = THREADS.getThreadAllocatedBytes(thread) - before;
    assertThat(copy.blocksInMemory()).isEqualTo(memory.blocksInMemory());
    return bytes;
  }

  @Test
  void aBlockInMemoryTakesNoMoreThanSixtyFourBytes() {
    ExecutorMemory memory = full(BLOCKS);

    // Less than what cannot be done without (a key, a size, two links) would be a wrong figure.
    assertThat(bytesOf(memory) / BLOCKS).isBetween(20L, (long) MOST);
  }

  @Test
  void anEmptyExecutorTakesLittle() {
    assertThat(bytesOf(full(1))).isLessThan(20_000);
  }
}
