package io.memsim.executor;

import static io.memsim.executor.ExecutorMemory.WAITING;
import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static io.memsim.executor.SmallExecutor.inMemory;
import static io.memsim.executor.SmallExecutor.onDisk;
import static io.memsim.executor.SmallExecutor.only;
import static io.memsim.executor.SmallExecutor.pools;
import static io.memsim.executor.SmallExecutor.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.MemoryEvent;
import io.memsim.event.PutFailure;
import io.memsim.event.PutResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What looks like a bug and is Spark: one test an oddity, with the figures of the real Spark. */
class OdditiesTest {

  private static final long TASK = 1;

  private final ExecutorMemory memory = SmallExecutor.create();

  private PutResult put(String block, long bytes) {
    return memory.put(BlockId.parse(block), StorageLevel.MEMORY_ONLY_SER, bytes);
  }

  @Test
  void aRefusedStorageRequestKeepsWhatItBorrowedButOneOverTheLimitChangesNothing() {
    memory.acquireExecution(TASK, 1500, ON_HEAP);
    put("rdd_0_0", 4000);
    assertThat(pools(memory)).isEqualTo("E[2000,1500] T[4000,4000]");
    assertThat(put("rdd_0_1", 1000)).isEqualTo(PutResult.NONE);
    assertThat(pools(memory)).isEqualTo("E[1500,1500] T[4500,4000]");
    assertThat(put("rdd_0_2", 4501)).isEqualTo(PutResult.NONE);
    assertThat(pools(memory)).isEqualTo("E[1500,1500] T[4500,4000]");
  }

  @Test
  void removingOrEvictingBlocksDoesNotShrinkTheStoragePool() {
    put("rdd_0_0", 5500);
    memory.removeRdd(0);
    assertThat(pools(memory)).isEqualTo("E[500,0] T[5500,0]");
    memory.acquireExecution(TASK, 2000, ON_HEAP);
    assertThat(pools(memory)).isEqualTo("E[2000,2000] T[4000,0]");
  }

  @Test
  void executionEvictsOnlyWhileThePoolExceedsItsRegionButThenItShrinksFarBelow() {
    memory.acquireExecution(TASK, 2000, ON_HEAP);
    put("rdd_0_0", 3500);
    put("rdd_0_1", 500);
    memory.acquireExecution(TASK, 100, ON_HEAP);
    assertThat(pools(memory)).isEqualTo("E[5500,2100] T[500,500]");
    assertThat(inMemory(memory)).containsExactly("rdd_0_1");
  }

  @Test
  void aRequestEvictsBeforeItsShareIsComputed() {
    put("rdd_0_0", 400);
    put("rdd_0_1", 3000);
    memory.acquireExecution(1, 2000, ON_HEAP);
    memory.acquireExecution(2, 600, ON_HEAP);
    assertThat(memory.acquireExecution(1, 300, ON_HEAP)).isZero();
    assertThat(inMemory(memory)).containsExactly("rdd_0_1");
    assertThat(pools(memory)).isEqualTo("E[3000,2600] T[3000,3000]");
  }

  @Test
  void aLoneTaskCanWaitForEverUnderUnmanagedMemory() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    tracking.unmanaged("RocksDB", ON_HEAP, 5999);
    assertThat(tracking.acquireExecution(2, 10, ON_HEAP)).isEqualTo(WAITING);
    tracking.endTask(3);
    assertThat(tracking.strandedTasks()).containsExactly(2);
    tracking.unmanaged("RocksDB", ON_HEAP, 0);
    assertThat(tracking.isWaiting(2)).isTrue();
    tracking.endTask(3);
    assertThat(tracking.granted(tracking.ticket(2))).isEqualTo(10);
  }

  @Test
  void unmanagedMemoryCapsSingleRequestsAndNotTotals() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    tracking.unmanaged("RocksDB", ON_HEAP, 4000);
    for (int split = 0; split < 3; split++) {
      assertThat(tracking.putRdd(0, split, StorageLevel.MEMORY_ONLY_SER, 2000, TASK))
          .isEqualTo(PutResult.MEMORY);
    }
    assertThat(tracking.storageUsed(ON_HEAP)).isEqualTo(6000);
  }

  @Test
  void anUnrolledBlockMayFailItsFinalSwapAndThePutThrowsEvenAtALevelWithDisk() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    tracking.put(BlockId.rdd(5, 0), StorageLevel.MEMORY_ONLY_SER, 3000);
    tracking.unmanaged("RocksDB", ON_HEAP, 3000);
    List<MemoryEvent> events = record(tracking);
    BlockId block = BlockId.rdd(1, 0);
    assertThatThrownBy(
            () ->
                tracking.putValues(
                    block, StorageLevel.MEMORY_AND_DISK, 3100, new long[] {900, 1800}, TASK))
        .isInstanceOf(SparkRefusalException.class)
        .hasMessageContaining("rdd_1_0: its unroll memory cannot become storage memory");
    assertThat(tracking.contains(block)).isFalse();
    assertThat(tracking.unrollUsed(ON_HEAP)).isZero();
    assertThat(tracking.unrollHeld(TASK, ON_HEAP)).isZero();
    // What was evicted and borrowed stays so.
    assertThat(inMemory(tracking)).isEmpty();
    assertThat(pools(tracking)).isEqualTo("E[0,0] T[6000,0]");
    assertThat(only(MemoryEvent.PutFailed.class, events))
        .containsExactly(new MemoryEvent.PutFailed(block, PutFailure.TRANSFER, 100));
    assertThat(tracking.stats().failedPuts()).containsEntry(PutFailure.TRANSFER, 1L);
    assertThat(
            tracking.putValues(
                block, StorageLevel.MEMORY_AND_DISK, 2900, new long[] {900, 1800}, TASK))
        .isEqualTo(PutResult.MEMORY);
  }

  @Test
  void aReadFromDiskCanFailTheSameWayAndLeavesTheBlockOnDisk() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    BlockId block = BlockId.rdd(1, 0);
    tracking.putValues(block, StorageLevel.MEMORY_AND_DISK, 3100, new long[] {900, 1800}, 70, TASK);
    tracking.put(BlockId.rdd(2, 0), StorageLevel.MEMORY_ONLY_SER, 6000);
    tracking.remove(BlockId.rdd(2, 0));
    tracking.unmanaged("RocksDB", ON_HEAP, 3000);
    assertThatThrownBy(() -> tracking.getAndHold(block, TASK))
        .isInstanceOf(SparkRefusalException.class)
        .hasMessageContaining("rdd_1_0");
    assertThatThrownBy(() -> tracking.getRdd(1, 0, TASK, false))
        .isInstanceOf(SparkRefusalException.class)
        .hasMessageContaining("rdd_1_0");
    assertThat(tracking.tier(block)).isEqualTo(Tier.DISK);
    assertThat(tracking.locks(block)).isZero();
    assertThat(tracking.storageUsed(ON_HEAP)).isZero();
    assertThat(tracking.stats().diskHits()).isZero();
    assertThat(tracking.stats().failedPuts()).containsEntry(PutFailure.TRANSFER, 0L);
  }

  @Test
  void evictionIsAllOrNothingARequestButEachUnrollStepIsARequest() {
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_AND_DISK_SER, 3000);
    memory.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_AND_DISK_SER, 2000);
    assertThat(
            memory.putValues(
                BlockId.rdd(2, 0),
                StorageLevel.MEMORY_AND_DISK,
                9000,
                new long[] {50, 500, 1500, 4000},
                2000,
                TASK))
        .isEqualTo(PutResult.DISK);
    assertThat(inMemory(memory)).isEmpty();
    assertThat(pools(memory)).isEqualTo("E[0,0] T[6000,0]");
    assertThat(onDisk(memory)).containsExactly("rdd_0_0", "rdd_1_0", "rdd_2_0");
  }

  @Test
  void aFailedMemoryOnlyPutKeepsTheUnrollMemoryOfAllItsGrantedSteps() {
    memory.acquireExecution(2, 600, ON_HEAP);
    assertThat(
            memory.putValues(
                BlockId.rdd(1, 1),
                StorageLevel.MEMORY_ONLY,
                3000,
                new long[] {1000, 2500, 9000},
                4))
        .isEqualTo(PutResult.NONE);
    assertThat(memory.lastUnrollHeld()).isEqualTo(3750);
    memory.endTask(4);
    assertThat(memory.unrollUsed(ON_HEAP)).isZero();
  }

  @Test
  void replicatedSerializedBlocksThatFallToDiskAreReadBackAtOnce() {
    memory.acquireExecution(2, 2400, ON_HEAP);
    long[] estimates = {1000, 3000};
    BlockId replicated = BlockId.rdd(1, 0);
    assertThat(
            memory.putValues(replicated, StorageLevel.MEMORY_AND_DISK_SER_2, 3500, estimates, TASK))
        .isEqualTo(PutResult.MEMORY);
    assertThat(memory.onDisk(replicated)).isTrue();
    assertThat(memory.stats().promotions()).isOne();
    memory.remove(replicated);
    BlockId single = BlockId.rdd(1, 1);
    assertThat(memory.putValues(single, StorageLevel.MEMORY_AND_DISK_SER, 3500, estimates, TASK))
        .isEqualTo(PutResult.DISK);
    BlockId deserialized = BlockId.rdd(1, 2);
    assertThat(
            memory.putValues(deserialized, StorageLevel.MEMORY_AND_DISK_2, 3500, estimates, TASK))
        .isEqualTo(PutResult.DISK);
  }

  @Test
  void aReplicatedBlockThatDoesNotFitEvenThenStaysOnDisk() {
    memory.acquireExecution(2, 3000, ON_HEAP);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.putValues(BlockId.rdd(1, 0), StorageLevel.MEMORY_AND_DISK_SER_2, 3500, TASK))
        .isEqualTo(PutResult.DISK);
    assertThat(only(MemoryEvent.PutFailed.class, events))
        .extracting(MemoryEvent.PutFailed::cause)
        .containsExactly(PutFailure.UNROLL_FINISH, PutFailure.OVER_LIMIT);
    put("rdd_1_1", 3000);
    assertThat(memory.get(BlockId.rdd(1, 0))).isEqualTo(Tier.DISK);
  }

  @Test
  void aReplicatedBlockMayFindTooLittleToEvictWhenItIsReadBack() {
    memory.acquireExecution(2, 1000, ON_HEAP);
    put("rdd_1_9", 2000);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.putValues(BlockId.rdd(1, 0), StorageLevel.MEMORY_AND_DISK_SER_2, 3001, TASK))
        .isEqualTo(PutResult.DISK);
    assertThat(only(MemoryEvent.PutFailed.class, events))
        .extracting(MemoryEvent.PutFailed::cause, MemoryEvent.PutFailed::missing)
        .containsExactly(
            tuple(PutFailure.UNROLL_FINISH, 1L), tuple(PutFailure.NOT_ENOUGH_EVICTABLE, 1L));
  }

  @Test
  void aReplicatedLevelWithoutMemoryIsNotReadBack() {
    assertThat(memory.putValues(BlockId.rdd(1, 0), StorageLevel.DISK_ONLY_2, 10, TASK))
        .isEqualTo(PutResult.DISK);
    assertThat(inMemory(memory)).isEmpty();
  }

  @Test
  void emptyBlocksAreEvictedWhenMet() {
    put("rdd_0_0", 0);
    put("rdd_0_1", 3500);
    memory.acquireExecution(TASK, 2600, ON_HEAP);
    assertThat(inMemory(memory)).isEmpty();
  }

  @Test
  void aPromotionThatFailsHalfWayKeepsItsEvictionsAndItsReaderHoldsTheUnrollMemory() {
    BlockId block = BlockId.rdd(2, 0);
    long[] estimates = {50, 500, 1500, 4000};
    memory.putValues(block, StorageLevel.MEMORY_AND_DISK, 9000, estimates, 2000, TASK);
    put("rdd_3_0", 6000);
    assertThat(memory.getAndHold(block, TASK)).isEqualTo(Tier.DISK);
    assertThat(memory.lastUnrollHeld()).isEqualTo(6000);
    assertThat(inMemory(memory)).isEmpty();
    // A reader that does not hold it gives its unroll memory back at once; here it gets none.
    assertThat(memory.get(block, 2)).isEqualTo(Tier.DISK);
    assertThat(memory.lastUnrollHeld()).isZero();
    memory.unlock(block, TASK);
    assertThat(memory.unrollHeld(TASK, ON_HEAP)).isEqualTo(6000);
    memory.endTask(TASK);
    assertThat(memory.get(block, 2)).isEqualTo(Tier.DISK);
    assertThat(memory.unrollUsed(ON_HEAP)).isZero();
  }

  @Test
  void locksCountPerTaskAndBlock() {
    put("rdd_0_0", 6000);
    BlockId block = BlockId.rdd(0, 0);
    memory.getAndHold(block, TASK);
    memory.getAndHold(block, TASK);
    memory.getAndHold(block, 2);
    assertThat(memory.locks(block)).isEqualTo(3);
    assertThat(memory.locks(block, TASK)).isEqualTo(2);
    memory.unlock(block, TASK);
    memory.unlock(block, 2);
    assertThat(put("rdd_1_0", 1)).isEqualTo(PutResult.NONE);
    memory.unlock(block, TASK);
    assertThat(put("rdd_1_0", 1)).isEqualTo(PutResult.MEMORY);
  }

  @Test
  void aRequestForNothingIsRefusedAndRegistersNothing() {
    assertThatThrownBy(() -> memory.acquireExecution(TASK, 0, ON_HEAP))
        .isInstanceOf(SparkRefusalException.class)
        .hasMessage("task 1 asks for 0 bytes of execution memory: expected more than 0");
    assertThat(memory.activeTasks(ON_HEAP)).isZero();
    assertThat(memory.acquireExecution(2, 6000, ON_HEAP)).isEqualTo(6000);
  }

  @Test
  void levelNoneIsRefused() {
    for (StorageLevel invalid :
        List.of(
            StorageLevel.NONE,
            StorageLevel.of(true, true, false, false, 0),
            StorageLevel.of(false, false, false, true, 1))) {
      assertThatThrownBy(() -> memory.put(BlockId.rdd(0, 0), invalid, 10))
          .isInstanceOf(SparkRefusalException.class)
          .hasMessageContaining(invalid.toString());
      assertThatThrownBy(() -> memory.putValues(BlockId.rdd(0, 0), invalid, 10, TASK))
          .isInstanceOf(SparkRefusalException.class);
    }
  }

  @Test
  void absentBlocksAndUnknownTasksAreNoErrorsButForUnlock() {
    assertThat(memory.remove(BlockId.rdd(0, 0))).isFalse();
    assertThat(memory.removeRdd(0)).isZero();
    assertThat(memory.removeBroadcast(0)).isZero();
    assertThat(memory.releaseUnroll(10, ON_HEAP, 99)).isZero();
    assertThatThrownBy(() -> memory.unlock(BlockId.rdd(0, 0), TASK))
        .isInstanceOf(SparkRefusalException.class)
        .hasMessage("task 1 unlocks rdd_0_0, which is unknown");
    put("rdd_0_0", 10);
    assertThatThrownBy(() -> memory.unlock(BlockId.rdd(0, 0), TASK))
        .isInstanceOf(SparkRefusalException.class)
        .hasMessage("task 1 unlocks rdd_0_0, which nobody has locked");
  }
}
