package io.memsim.executor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/**
 * Who is gone is forgotten: however many have come and gone, no table has grown. Seen by what the
 * JVM allocates, since nobody else could tell.
 */
class SteadyStateTest {

  private static final int CYCLES = 20_000;

  /** Far less than a table of so many entries, or one small object each, would take. */
  private static final long LITTLE = 64 << 10;

  private static void leavesNothingBehind(IntConsumer cycle) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    for (int i = 0; i < CYCLES / 10; i++) {
      cycle.accept(i);
    }
    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = CYCLES / 10; i < CYCLES; i++) {
      cycle.accept(i);
    }
    assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(LITTLE);
  }

  @Test
  void rddsThatAreEvicted() {
    ExecutorMemory memory = SmallExecutor.create();
    leavesNothingBehind(rdd -> memory.putRdd(rdd, 0, StorageLevel.MEMORY_ONLY_SER, 6000, 1));
    assertThat(memory.stats().evictedBlocks()).isEqualTo(CYCLES - 1);
  }

  @Test
  void tasksThatLockABlock() {
    ExecutorMemory memory = SmallExecutor.create();
    BlockId block = BlockId.rdd(0, 0);
    memory.put(block, StorageLevel.MEMORY_ONLY_SER, 10);
    leavesNothingBehind(
        task -> {
          memory.getRdd(0, 0, task, true);
          memory.unlock(block, task);
        });
    assertThat(memory.locks(block)).isZero();
  }

  @Test
  void tasksThatLockTwoBlocksAtATime() {
    ExecutorMemory memory = SmallExecutor.create();
    BlockId[] blocks = {BlockId.rdd(0, 0), BlockId.rdd(0, 1)};
    for (BlockId block : blocks) {
      memory.put(block, StorageLevel.MEMORY_ONLY_SER, 10);
    }
    leavesNothingBehind(
        task -> {
          memory.getRdd(0, 0, task, true);
          memory.getRdd(0, 1, task, true);
          memory.unlock(blocks[0], task);
          memory.unlock(blocks[1], task);
        });
    assertThat(memory.locks(blocks[0])).isZero();
  }

  @Test
  void tasksThatHoldMemory() {
    ExecutorMemory memory = SmallExecutor.create();
    BlockId block = BlockId.rdd(0, 0);
    leavesNothingBehind(
        task -> {
          memory.acquireExecution(task, 10, SmallExecutor.ON_HEAP);
          memory.reserveUnroll(block, 10, SmallExecutor.OFF_HEAP, task);
          memory.releaseUnroll(10, SmallExecutor.OFF_HEAP, task);
          memory.releaseExecution(task, 10, SmallExecutor.ON_HEAP);
        });
    assertThat(memory.activeTasks(SmallExecutor.ON_HEAP)).isZero();
  }
}
