package io.memsim.executor;

import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.SpillMode;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * The frequent operations make no garbage: counted by the JVM for this thread, over so many calls
 * that a stray allocation of the JVM's own disappears.
 */
class AllocationTest {

  private static final int CALLS = 100_000;
  private static final int ROUNDS = 6;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private interface Loop {
    void run(int calls);
  }

  /** Runs a loop until it is warm, and takes the best of some rounds. */
  private static void makesNoGarbage(Loop loop) {
    long thread = Thread.currentThread().getId();
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS && best >= 1; round++) {
      long before = THREADS.getThreadAllocatedBytes(thread);
      loop.run(CALLS);
      long allocated = THREADS.getThreadAllocatedBytes(thread) - before;
      best = Math.min(best, (double) allocated / CALLS);
    }
    assertThat(best).as("bytes per call").isLessThan(1);
  }

  private static ExecutorMemory executor(long bytes) {
    return SmallExecutor.create(
        "spark.executor.memory", bytes + "b", "spark.memory.fraction", "1.0");
  }

  @Test
  void theCountersCount() {
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    byte[][] garbage = new byte[100][];
    for (int i = 0; i < garbage.length; i++) {
      garbage[i] = new byte[1000];
    }
    assertThat(THREADS.getThreadAllocatedBytes(thread) - before).isGreaterThan(100_000);
    assertThat(garbage[99]).hasSize(1000);
  }

  @Test
  void executionIsAcquiredAndReleasedByOneTaskAndByMany() {
    for (int tasks : new int[] {1, 8, 512}) {
      ExecutorMemory memory = executor(1_000_000);
      for (int task = 0; task < tasks; task++) {
        memory.acquireExecution(task, 10, ON_HEAP);
      }
      makesNoGarbage(
          calls -> {
            for (int i = 0; i < calls; i++) {
              memory.acquireExecution(i % tasks, 100, ON_HEAP);
              memory.releaseExecution(i % tasks, 100, ON_HEAP);
            }
          });
    }
  }

  @Test
  void tasksComeAndGo() {
    ExecutorMemory memory = executor(1_000_000);
    makesNoGarbage(
        calls -> {
          for (int i = 0; i < calls; i++) {
            memory.acquireExecution(i, 100, ON_HEAP);
            memory.releaseExecution(i, 100, ON_HEAP);
          }
        });
  }

  @Test
  void storageIsAcquiredAndReleasedAsUnrollMemory() {
    ExecutorMemory memory = executor(1_000_000);
    BlockId block = BlockId.rdd(0, 0);
    makesNoGarbage(
        calls -> {
          for (int i = 0; i < calls; i++) {
            memory.reserveUnroll(block, 100, ON_HEAP, 1);
            memory.releaseUnroll(100, ON_HEAP, 1);
          }
        });
  }

  @Test
  void aPutEvictsOneBlock() {
    int resident = 2_000;
    ExecutorMemory memory = executor(resident);
    int[] next = new int[1];
    for (; next[0] < resident; next[0]++) {
      memory.putRdd(next[0] & 1, next[0], StorageLevel.MEMORY_ONLY_SER, 1, 1);
    }
    makesNoGarbage(
        calls -> {
          for (int i = 0; i < calls; i++) {
            int n = next[0]++;
            memory.putRdd(n & 1, n, StorageLevel.MEMORY_ONLY_SER, 1, 1);
          }
        });
    assertThat(memory.blocksInMemory()).isEqualTo(resident);
    assertThat(memory.stats().evictedBlocks()).isGreaterThanOrEqualTo(CALLS);
  }

  @Test
  void aPutIsRefusedForWantOfEvictableBlocks() {
    ExecutorMemory memory = executor(1_000);
    for (int split = 0; split < 1_000; split++) {
      memory.putRdd(0, split, StorageLevel.MEMORY_ONLY_SER, 1, 1);
    }
    makesNoGarbage(
        calls -> {
          for (int i = 0; i < calls; i++) {
            memory.putRdd(0, 5_000, StorageLevel.MEMORY_ONLY_SER, 1, 1);
          }
        });
  }

  @Test
  void aResidentBlockIsRead() {
    ExecutorMemory memory = executor(10_000);
    for (int split = 0; split < 5_000; split++) {
      memory.putRdd(split & 3, split, StorageLevel.MEMORY_ONLY_SER, 1, 1);
    }
    makesNoGarbage(
        calls -> {
          for (int i = 0; i < calls; i++) {
            int split = i * 7 % 5_000;
            memory.getRdd(split & 3, split, 1, false);
          }
        });
  }

  @Test
  void aResidentBlockIsReadWithALockAndUnlocked() {
    ExecutorMemory memory = executor(10_000);
    int blocks = 1_000;
    BlockId[] ids = new BlockId[blocks];
    for (int split = 0; split < blocks; split++) {
      memory.putRdd(0, split, StorageLevel.MEMORY_ONLY_SER, 1, 1);
      ids[split] = BlockId.rdd(0, split);
    }
    makesNoGarbage(
        calls -> {
          for (int i = 0; i < calls; i++) {
            int split = i * 7 % blocks;
            memory.getRdd(0, split, i % 50, true);
            memory.unlock(ids[split], i % 50);
          }
        });
    makesNoGarbage(
        calls -> {
          for (int i = 0; i < calls; i++) {
            int split = i * 7 % blocks;
            memory.getRdd(0, split, i % 50, true);
            memory.unlockRdd(0, split, i % 50);
          }
        });
  }

  @Test
  void executionReclaimsBlocksThatArePutAgain() {
    ExecutorMemory memory = executor(1_000);
    int[] next = new int[1];
    makesNoGarbage(
        calls -> {
          for (int i = 0; i < calls; i++) {
            while (memory.storageUsed(ON_HEAP) < 1_000) {
              memory.putRdd(0, next[0]++, StorageLevel.MEMORY_ONLY_SER, 100, 1);
            }
            memory.acquireExecution(1, 100, ON_HEAP);
            memory.releaseExecution(1, 100, ON_HEAP);
          }
        });
  }

  @Test
  void aPutEvictsPastBlocksThatMayNotGo() {
    int spared = 1_000;
    ExecutorMemory memory = executor(2L * spared);
    for (int split = 0; split < spared; split++) {
      memory.putRdd(0, split, StorageLevel.MEMORY_ONLY_SER, 1, 1);
      memory.getRdd(0, split, 1, true);
    }
    int[] next = {spared};
    makesNoGarbage(
        calls -> {
          for (int i = 0; i < calls; i++) {
            int n = next[0]++;
            memory.putRdd(1 + n % 3, n, StorageLevel.MEMORY_ONLY_SER, 1, 1);
          }
        });
    assertThat(memory.blocksInMemory()).isEqualTo(2 * spared);
  }

  @Test
  void aSkewedMixOfReadsAndPutsOfBlocksOfAsManyRdds() {
    int resident = 1_000;
    ExecutorMemory memory = executor(resident);
    int[] next = new int[1];
    makesNoGarbage(
        calls -> {
          for (int i = 0; i < calls; i++) {
            int dice = (next[0]++ * 0x9E3779B9) >>> 8;
            int block = dice % (2 + dice % (3 * resident));
            if (memory.getRdd(block, 0, 1, false) == Tier.NONE) {
              memory.putRdd(block, 0, StorageLevel.MEMORY_ONLY_SER, 1, 1);
            }
          }
        });
    assertThat(memory.stats().evictedBlocks()).isPositive();
  }

  @Test
  void aConsumersRequestMakesAnotherSpill() {
    int consumers = 32;
    long share = 100;
    TaskMemory task = executor(consumers * share).task(1);
    MemoryConsumer[] all = new MemoryConsumer[consumers];
    for (int i = 0; i < consumers; i++) {
      all[i] = task.registerConsumer("c" + i, ON_HEAP, SpillMode.ALL);
      all[i].acquire(share);
    }
    MemoryConsumer asking = task.registerConsumer("asking", ON_HEAP, SpillMode.ALL);
    makesNoGarbage(
        calls -> {
          for (int i = 0; i < calls; i++) {
            asking.acquire(share);
            asking.free(share);
            for (MemoryConsumer consumer : all) {
              if (consumer.used() == 0) {
                consumer.acquire(share);
              }
            }
          }
        });
  }
}
