package io.memsim.sparkcases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.PutResult;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.TaskReport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Who reads what: the cases of Spark's {@code BlockInfoManagerSuite}, see {@code
 * docs/spark-suites.md}. Write locks are held within an operation only, and so cannot be seen.
 */
class BlockInfoManagerSuiteCasesTest {

  private static final BlockId BLOCK = BlockId.test("block");
  private static final BlockId ABSENT = BlockId.test("non-existent-block");

  private final ExecutorMemory memory = SuiteExecutor.of(1000).make();

  private PutResult put(long task) {
    return memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 10, task);
  }

  @Test
  void aNewExecutorKnowsNoBlocks() {
    assertThat(memory.blocksInMemory()).isZero();
    assertThat(memory.blocksOnDisk()).isZero();
    assertThat(memory.snapshot().tasks()).isEmpty();
  }

  @Test
  void anUnknownBlockCannotBeReadOrLocked() {
    assertThat(memory.contains(ABSENT)).isFalse();
    assertThat(memory.get(ABSENT, 0)).isEqualTo(Tier.NONE);
    assertThat(memory.getAndHold(ABSENT, 0)).isEqualTo(Tier.NONE);
    assertThat(memory.locks(ABSENT)).isZero();
  }

  @Test
  void aBlockIsPutOnceAndThenRead() {
    assertThat(put(1)).isEqualTo(PutResult.MEMORY);
    assertThat(memory.locks(BLOCK)).isZero();
    assertThat(memory.getAndHold(BLOCK, 1)).isEqualTo(Tier.MEMORY);
    assertThat(memory.locks(BLOCK)).isEqualTo(1);

    assertThat(put(1)).isEqualTo(PutResult.EXISTS);
    assertThat(memory.getAndHold(BLOCK, 1)).isEqualTo(Tier.MEMORY);
    assertThat(memory.locks(BLOCK)).isEqualTo(2);

    memory.unlock(BLOCK, 1);
    memory.unlock(BLOCK, 1);
    assertThat(memory.locks(BLOCK)).isZero();
    assertThat(memory.blocksInMemory()).isEqualTo(1);
  }

  @Test
  void aPutOfABlockThatExistsTakesNoLock() {
    put(0);
    assertThat(put(1)).isEqualTo(PutResult.EXISTS);
    assertThat(memory.locks(BLOCK)).isZero();
  }

  @Test
  void aTaskCanLockABlockSeveralTimes() {
    put(1);
    memory.getAndHold(BLOCK, 1);
    memory.getAndHold(BLOCK, 1);
    assertThat(memory.locks(BLOCK)).isEqualTo(2);
    memory.unlock(BLOCK, 1);
    assertThat(memory.locks(BLOCK)).isEqualTo(1);
    memory.unlock(BLOCK, 1);
    assertThat(memory.locks(BLOCK)).isZero();
  }

  @Test
  void severalTasksCanLockABlock() {
    put(0);
    for (long task = 1; task <= 4; task++) {
      assertThat(memory.getAndHold(BLOCK, task)).isEqualTo(Tier.MEMORY);
    }
    assertThat(memory.locks(BLOCK)).isEqualTo(4);
  }

  @Test
  void theTaskThatPutABlockReadsItBesideOthers() {
    put(0);
    memory.getAndHold(BLOCK, 0);
    assertThat(memory.getAndHold(BLOCK, 1)).isEqualTo(Tier.MEMORY);
    assertThat(memory.locks(BLOCK)).isEqualTo(2);
  }

  @Test
  void writersMustDoWithoutABlockThatIsRead() {
    put(0);
    memory.getAndHold(BLOCK, 0);
    // An eviction passes it over; a removal would block for ever in a single thread.
    assertThat(memory.put(BlockId.test("big"), StorageLevel.MEMORY_ONLY_SER, 1000))
        .isEqualTo(PutResult.NONE);
    assertThatThrownBy(() -> memory.remove(BLOCK)).isInstanceOf(IllegalStateException.class);
    assertThat(memory.tier(BLOCK)).isEqualTo(Tier.MEMORY);

    memory.unlock(BLOCK, 0);
    assertThat(memory.put(BlockId.test("big"), StorageLevel.MEMORY_ONLY_SER, 1000))
        .isEqualTo(PutResult.MEMORY);
    assertThat(memory.tier(BLOCK)).isEqualTo(Tier.NONE);
    assertThat(put(0)).isEqualTo(PutResult.MEMORY);
    assertThat(memory.remove(BLOCK)).isTrue();
  }

  @Test
  void theRemovalOfAnUnknownBlockIsAnsweredWithFalse() {
    assertThat(memory.remove(ABSENT)).isFalse();
  }

  @Test
  void aBlockThatIsReadCannotBeRemoved() {
    put(0);
    memory.getAndHold(BLOCK, 0);
    assertThatThrownBy(() -> memory.remove(BLOCK))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("test_block");
    assertThat(memory.contains(BLOCK)).isTrue();
  }

  @Test
  void nobodyFindsARemovedBlock() {
    put(0);
    assertThat(memory.remove(BLOCK)).isTrue();
    assertThat(memory.getAndHold(BLOCK, 1)).isEqualTo(Tier.NONE);
    assertThat(memory.remove(BLOCK)).isFalse();
  }

  @Test
  void theEndOfATaskReleasesAllOfItsLocks() {
    put(0);
    for (long task = 0; task <= 10; task++) {
      for (int lock = 0; lock <= 50; lock++) {
        assertThat(memory.getAndHold(BLOCK, task)).isEqualTo(Tier.MEMORY);
      }
      // What unlocks before the end is released once, not twice.
      long before = 5 * task;
      long self = task;
      LongStream.range(0, before).forEach(ignored -> memory.unlock(BLOCK, self));
      assertThat(memory.locks(BLOCK)).isEqualTo((int) (51 - before));

      TaskReport report = memory.endTask(task);
      assertThat(report.unlockedBlocks()).isEqualTo(1);
      assertThat(memory.locks(BLOCK)).isZero();
    }
  }
}
