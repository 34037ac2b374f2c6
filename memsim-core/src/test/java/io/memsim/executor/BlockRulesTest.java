package io.memsim.executor;

import static io.memsim.executor.ExecutorMemory.NO_TASK;
import static io.memsim.executor.SmallExecutor.OFF_HEAP;
import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static io.memsim.executor.SmallExecutor.inMemory;
import static io.memsim.executor.SmallExecutor.onDisk;
import static io.memsim.executor.SmallExecutor.only;
import static io.memsim.executor.SmallExecutor.pools;
import static io.memsim.executor.SmallExecutor.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryEvent;
import io.memsim.event.PutFailure;
import io.memsim.event.PutResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Puts, reads, drops and removals: one test a rule. */
class BlockRulesTest {

  private static final BlockId BLOCK = BlockId.rdd(0, 0);
  private static final BlockId OTHER = BlockId.rdd(1, 0);
  private static final long TASK = 1;

  private final ExecutorMemory memory = SmallExecutor.create();

  // ---- put

  @Test
  void aBlockThatExistsIsNotAddedAgain() {
    memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 100);
    memory.put(OTHER, StorageLevel.DISK_ONLY, 100);
    MemorySnapshot before = memory.snapshot();
    List<MemoryEvent> events = record(memory);
    assertThat(memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 6001)).isEqualTo(PutResult.EXISTS);
    assertThat(memory.putValues(OTHER, StorageLevel.MEMORY_ONLY, 100, TASK))
        .isEqualTo(PutResult.EXISTS);
    assertThat(memory.snapshot()).isEqualTo(before);
    assertThat(events).isEmpty();
  }

  @Test
  void serializedBytesAreOneRequestOfExactlyTheirSize() {
    List<MemoryEvent> events = record(memory);
    assertThat(memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 2000)).isEqualTo(PutResult.MEMORY);
    assertThat(events).containsExactly(new MemoryEvent.Stored(BLOCK, Tier.MEMORY, 2000));
  }

  @Test
  void whatDoesNotFitGoesToDiskIfTheLevelUsesIt() {
    List<MemoryEvent> events = record(memory);
    assertThat(memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 6001)).isEqualTo(PutResult.DISK);
    assertThat(memory.tier(BLOCK)).isEqualTo(Tier.DISK);
    assertThat(events)
        .containsExactly(
            new MemoryEvent.PutFailed(BLOCK, PutFailure.OVER_LIMIT, 1),
            new MemoryEvent.Stored(BLOCK, Tier.DISK, 6001));
  }

  @Test
  void whatDoesNotFitIsUnknownAgainIfTheLevelDoesNotUseDisk() {
    assertThat(memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 6001)).isEqualTo(PutResult.NONE);
    assertThat(memory.contains(BLOCK)).isFalse();
    assertThat(memory.level(BLOCK)).isNull();
    assertThat(memory.get(BLOCK)).isEqualTo(Tier.NONE);
  }

  @Test
  void aLevelWithoutMemoryGoesToDiskAtOnce() {
    assertThat(memory.put(BLOCK, StorageLevel.DISK_ONLY_2, 50_000)).isEqualTo(PutResult.DISK);
    assertThat(memory.putValues(OTHER, StorageLevel.DISK_ONLY, 70, TASK)).isEqualTo(PutResult.DISK);
    assertThat(memory.diskBytes(BLOCK)).isEqualTo(50_000);
    assertThat(memory.get(BLOCK, TASK)).isEqualTo(Tier.DISK);
    assertThat(inMemory(memory)).isEmpty();
    assertThat(pools(memory)).isEqualTo("E[3000,0] T[3000,0]");
  }

  @Test
  void theMemoryOfABlockIsThatOfItsLevel() {
    memory.put(BLOCK, StorageLevel.OFF_HEAP, 1500);
    assertThat(pools(memory, ON_HEAP)).isEqualTo("E[3000,0] T[3000,0]");
    assertThat(pools(memory, OFF_HEAP)).isEqualTo("E[500,0] T[1500,1500]");
  }

  @Test
  void blocksOfNoBytesAlwaysStore() {
    memory.acquireExecution(1, 6000, ON_HEAP);
    assertThat(memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 0)).isEqualTo(PutResult.MEMORY);
  }

  @Test
  void theRddOverloadPutsTheSameBlock() {
    assertThat(memory.putRdd(0, 0, StorageLevel.MEMORY_ONLY_SER, 9000, NO_TASK))
        .isEqualTo(PutResult.NONE);
    assertThat(memory.putRdd(0, 0, StorageLevel.MEMORY_ONLY_SER, 70, 3))
        .isEqualTo(PutResult.MEMORY);
    assertThat(memory.memoryBytes(BLOCK)).isEqualTo(70);
    assertThat(memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 70)).isEqualTo(PutResult.EXISTS);
    assertThat(memory.getRdd(0, 0, NO_TASK, false)).isEqualTo(Tier.MEMORY);
    assertThat(memory.getRdd(0, 1, NO_TASK, false)).isEqualTo(Tier.NONE);
  }

  // ---- unrolling

  @Test
  void unrollingReservesTheThresholdThenAheadOfEachEstimateThenTheRest() {
    List<MemoryEvent> events = record(memory);
    // 40 is below the threshold; 100 has reached it: 150 - 100; 149 has not reached 150;
    // 400 has: 600 - 150; 700 is the size: 100 more.
    long[] estimates = {40, 100, 149, 400};
    assertThat(memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 700, estimates, TASK))
        .isEqualTo(PutResult.MEMORY);
    assertThat(events)
        .containsExactly(
            new MemoryEvent.UnrollReserved(TASK, ON_HEAP, 100),
            new MemoryEvent.UnrollReserved(TASK, ON_HEAP, 50),
            new MemoryEvent.UnrollReserved(TASK, ON_HEAP, 450),
            new MemoryEvent.UnrollReserved(TASK, ON_HEAP, 100),
            new MemoryEvent.UnrollReleased(TASK, ON_HEAP, 700),
            new MemoryEvent.Stored(BLOCK, Tier.MEMORY, 700));
    assertThat(memory.unrollUsed(ON_HEAP)).isZero();
    assertThat(memory.lastUnrollHeld()).isZero();
  }

  @Test
  void anEstimateOfExactlyWhatIsReservedReservesMore() {
    List<MemoryEvent> events = record(memory);
    memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 10, new long[] {99, 100, 101}, TASK);
    assertThat(only(MemoryEvent.UnrollReserved.class, events))
        .extracting(MemoryEvent.UnrollReserved::bytes)
        .containsExactly(100L, 50L);
  }

  @Test
  void theAmountIsComputedInDoubleAndRoundedDown() {
    ExecutorMemory odd = SmallExecutor.create("spark.storage.unrollMemoryGrowthFactor", "1.1");
    List<MemoryEvent> events = record(odd);
    odd.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 10, new long[] {101}, TASK);
    // 101 * 1.1 is 111.10000000000001
    assertThat(only(MemoryEvent.UnrollReserved.class, events))
        .extracting(MemoryEvent.UnrollReserved::bytes)
        .containsExactly(100L, 11L);
  }

  @Test
  void estimatesMayGoDownAndTheFinalSizeBeBelowTheLast() {
    memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 10, new long[] {3000, 200, 20}, TASK);
    assertThat(memory.memoryBytes(BLOCK)).isEqualTo(10);
    // What was borrowed for the reservation stays with storage.
    assertThat(pools(memory)).isEqualTo("E[1500,0] T[4500,10]");
  }

  @Test
  void aRefusedFirstReservationTakesNothing() {
    memory.acquireExecution(2, 5950, ON_HEAP);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 10, TASK))
        .isEqualTo(PutResult.NONE);
    assertThat(memory.lastUnrollHeld()).isZero();
    assertThat(memory.unrollUsed(ON_HEAP)).isZero();
    assertThat(events)
        .containsExactly(new MemoryEvent.PutFailed(BLOCK, PutFailure.UNROLL_START, 50));
  }

  @Test
  void aRefusedGrowthLeavesWhatWasGrantedWithTheTaskUntilItEnds() {
    List<MemoryEvent> events = record(memory);
    assertThat(
            memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 9000, new long[] {1000, 5000}, TASK))
        .isEqualTo(PutResult.NONE);
    assertThat(memory.lastUnrollHeld()).isEqualTo(1500);
    assertThat(memory.unrollHeld(TASK, ON_HEAP)).isEqualTo(1500);
    assertThat(memory.contains(BLOCK)).isFalse();
    // 7500 - 1500 more were asked for, 1500 are in use of 6000.
    assertThat(only(MemoryEvent.PutFailed.class, events))
        .containsExactly(new MemoryEvent.PutFailed(BLOCK, PutFailure.UNROLL_GROWTH, 1500));
    assertThat(memory.endTask(TASK).unrollReleased()).isEqualTo(1500);
    assertThat(memory.unrollUsed(ON_HEAP)).isZero();
  }

  @Test
  void aRefusedRestLeavesWhatWasGrantedWithTheTaskToo() {
    List<MemoryEvent> events = record(memory);
    assertThat(memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 6001, new long[] {1000}, TASK))
        .isEqualTo(PutResult.NONE);
    assertThat(memory.lastUnrollHeld()).isEqualTo(1500);
    // Of the final size 4501 were asked for; 4500 are free.
    assertThat(only(MemoryEvent.PutFailed.class, events))
        .containsExactly(new MemoryEvent.PutFailed(BLOCK, PutFailure.UNROLL_FINISH, 1));
  }

  @Test
  void outsideAnyTaskTheValuesAreDroppedAtOnce() {
    assertThat(memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 6001, NO_TASK))
        .isEqualTo(PutResult.NONE);
    assertThat(memory.lastUnrollHeld()).isZero();
    assertThat(memory.unrollUsed(ON_HEAP)).isZero();
  }

  @Test
  void withADiskLevelUnrollMemoryIsReleasedBeforeTheBlockIsWritten() {
    List<MemoryEvent> events = record(memory);
    assertThat(memory.putValues(BLOCK, StorageLevel.MEMORY_AND_DISK, 6001, TASK))
        .isEqualTo(PutResult.DISK);
    assertThat(memory.unrollUsed(ON_HEAP)).isZero();
    assertThat(memory.lastUnrollHeld()).isZero();
    assertThat(events.subList(events.size() - 2, events.size()))
        .containsExactly(
            new MemoryEvent.UnrollReleased(TASK, ON_HEAP, 100),
            new MemoryEvent.Stored(BLOCK, Tier.DISK, 6001));
  }

  @Test
  void deserializedValuesHaveTheirOwnSizeOnDisk() {
    memory.putValues(BLOCK, StorageLevel.MEMORY_AND_DISK, 6001, new long[0], 70, TASK);
    assertThat(memory.diskBytes(BLOCK)).isEqualTo(70);
    memory.putValues(OTHER, StorageLevel.MEMORY_AND_DISK_SER, 6001, new long[0], 70, TASK);
    assertThat(memory.diskBytes(OTHER)).isEqualTo(6001);
  }

  @Test
  void theShorterOverloadsTakeTheFinalSizeForTheSizeOnDisk() {
    memory.putValues(BLOCK, StorageLevel.MEMORY_AND_DISK, 6001, new long[] {10}, TASK);
    memory.putValues(OTHER, StorageLevel.MEMORY_AND_DISK, 6002, TASK);
    assertThat(memory.diskBytes(BLOCK)).isEqualTo(6001);
    assertThat(memory.diskBytes(OTHER)).isEqualTo(6002);
  }

  @Test
  void aPutThatFailsHasStillEvictedWhatItsGrantedReservationsEvicted() {
    memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 6000);
    assertThat(memory.putValues(OTHER, StorageLevel.MEMORY_ONLY, 9000, TASK))
        .isEqualTo(PutResult.NONE);
    assertThat(memory.contains(BLOCK)).isFalse();
    assertThat(pools(memory)).isEqualTo("E[0,0] T[6000,100]");
  }

  // ---- get

  @Test
  void aReadInMemoryMakesTheBlockTheMostRecentlyUsed() {
    memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 10);
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 10);
    assertThat(memory.get(BLOCK)).isEqualTo(Tier.MEMORY);
    assertThat(inMemory(memory)).containsExactly("rdd_1_0", "rdd_0_0");
  }

  @Test
  void anUnknownBlockIsReadFromNowhereAndNothingIsLocked() {
    List<MemoryEvent> events = record(memory);
    assertThat(memory.getAndHold(BLOCK, TASK)).isEqualTo(Tier.NONE);
    assertThat(memory.locks(BLOCK)).isZero();
    assertThat(events).isEmpty();
  }

  @Test
  void aReadFromDiskBringsTheBlockBackIntoMemoryAndLeavesItOnDisk() {
    memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 4000);
    memory.put(OTHER, StorageLevel.MEMORY_AND_DISK_SER, 4000);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.get(BLOCK, TASK)).isEqualTo(Tier.DISK);
    assertThat(inMemory(memory)).containsExactly("rdd_0_0");
    assertThat(onDisk(memory)).containsExactly("rdd_0_0", "rdd_1_0");
    assertThat(events)
        .containsExactly(
            new MemoryEvent.Stored(OTHER, Tier.DISK, 4000),
            new MemoryEvent.Evicted(OTHER, 4000, Tier.DISK, EvictionCause.PROMOTION, TASK),
            new MemoryEvent.Stored(BLOCK, Tier.MEMORY, 4000));
    assertThat(memory.get(BLOCK, TASK)).isEqualTo(Tier.MEMORY);
  }

  @Test
  void aReadFromDiskThatDoesNotFitIsReadFromDisk() {
    memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 6001);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.get(BLOCK, TASK)).isEqualTo(Tier.DISK);
    assertThat(inMemory(memory)).isEmpty();
    assertThat(events).containsExactly(new MemoryEvent.PutFailed(BLOCK, PutFailure.OVER_LIMIT, 1));
  }

  @Test
  void aPromotionSparesTheBlocksOfItsRdd() {
    memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 6000);
    memory.put(OTHER, StorageLevel.MEMORY_AND_DISK_SER, 6000);
    memory.remove(OTHER);
    memory.put(BlockId.rdd(0, 1), StorageLevel.MEMORY_AND_DISK_SER, 6000);
    assertThat(memory.get(BLOCK)).isEqualTo(Tier.DISK);
    assertThat(inMemory(memory)).containsExactly("rdd_0_1");
    assertThat(memory.explain(BLOCK).tier()).isEqualTo(Tier.DISK);
  }

  @Test
  void aDeserializedBlockIsUnrolledAgainAsItWasPut() {
    memory.putValues(BLOCK, StorageLevel.MEMORY_AND_DISK, 300, new long[] {200}, 50, TASK);
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 6000);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.get(BLOCK, TASK)).isEqualTo(Tier.DISK);
    assertThat(only(MemoryEvent.UnrollReserved.class, events))
        .extracting(MemoryEvent.UnrollReserved::bytes)
        .containsExactly(100L, 200L);
    assertThat(memory.memoryBytes(BLOCK)).isEqualTo(300);
    assertThat(memory.diskBytes(BLOCK)).isEqualTo(50);
    assertThat(memory.stats().promotions()).isOne();
  }

  @Test
  void aReaderMaySayHowABlockIsUnrolledThisTime() {
    memory.putValues(BLOCK, StorageLevel.MEMORY_AND_DISK, 300, new long[] {200}, 50, TASK);
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 6000);
    List<MemoryEvent> events = record(memory);
    memory.get(BLOCK, TASK, false, 450, new long[] {120});
    assertThat(only(MemoryEvent.UnrollReserved.class, events))
        .extracting(MemoryEvent.UnrollReserved::bytes)
        .containsExactly(100L, 80L, 270L);
    assertThat(memory.memoryBytes(BLOCK)).isEqualTo(450);
  }

  @Test
  void aReaderMayGiveTheSizeOrTheEstimatesAlone() {
    memory.putValues(BLOCK, StorageLevel.MEMORY_AND_DISK, 300, new long[] {200}, 50, TASK);
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 6000);
    ExecutorMemory other = memory.copy();
    List<MemoryEvent> events = record(memory);
    memory.get(BLOCK, TASK, false, 450, null);
    assertThat(only(MemoryEvent.UnrollReserved.class, events))
        .extracting(MemoryEvent.UnrollReserved::bytes)
        .containsExactly(100L, 200L, 150L);
    List<MemoryEvent> others = record(other);
    other.get(BLOCK, TASK, false, -1, new long[] {120});
    assertThat(only(MemoryEvent.UnrollReserved.class, others))
        .extracting(MemoryEvent.UnrollReserved::bytes)
        .containsExactly(100L, 80L, 120L);
  }

  @Test
  void aReaderMaySayThatABlockHasNoBytesThisTime() {
    memory.putValues(BLOCK, StorageLevel.MEMORY_AND_DISK, 300, new long[] {200}, 50, TASK);
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 6000);
    memory.get(BLOCK, TASK, false, 0, null);
    assertThat(memory.tier(BLOCK)).isEqualTo(Tier.MEMORY);
    assertThat(memory.memoryBytes(BLOCK)).isZero();
  }

  @Test
  void theEstimatesOfAPutAreCopied() {
    long[] estimates = {200};
    memory.putValues(BLOCK, StorageLevel.MEMORY_AND_DISK, 300, estimates, 50, TASK);
    estimates[0] = 5000;
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 6000);
    List<MemoryEvent> events = record(memory);
    memory.get(BLOCK, TASK);
    assertThat(only(MemoryEvent.UnrollReserved.class, events)).hasSize(2);
  }

  // ---- drop and remove

  @Test
  void aDroppedBlockGoesToDiskIfItsLevelUsesItAndElseIsForgotten() {
    memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 1000);
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 1000);
    memory.put(BlockId.test("big"), StorageLevel.MEMORY_ONLY_SER, 6000);
    assertThat(memory.tier(BLOCK)).isEqualTo(Tier.DISK);
    assertThat(memory.diskBytes(BLOCK)).isEqualTo(1000);
    assertThat(memory.contains(OTHER)).isFalse();
  }

  @Test
  void aDroppedBlockThatIsOnDiskAlreadyIsNotWrittenAgain() {
    memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 4000);
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 4000);
    memory.get(BLOCK);
    List<MemoryEvent> events = record(memory);
    memory.put(BlockId.test("big"), StorageLevel.MEMORY_ONLY_SER, 6000);
    assertThat(only(MemoryEvent.Stored.class, events))
        .containsExactly(new MemoryEvent.Stored(BlockId.test("big"), Tier.MEMORY, 6000));
    assertThat(only(MemoryEvent.Evicted.class, events))
        .extracting(MemoryEvent.Evicted::to)
        .containsExactly(Tier.DISK);
  }

  @Test
  void aDroppedBlockTakesOnDiskWhatItsPutSaid() {
    memory.putValues(BLOCK, StorageLevel.MEMORY_AND_DISK, 1000, new long[0], 70, TASK);
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 6000);
    assertThat(memory.diskBytes(BLOCK)).isEqualTo(70);
    assertThat(memory.stats().diskUsed()).isEqualTo(70);
  }

  @Test
  void aForgottenBlockCanBePutAgain() {
    memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 6000);
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 6000);
    assertThat(memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 10)).isEqualTo(PutResult.MEMORY);
    assertThat(memory.level(BLOCK)).isEqualTo(StorageLevel.MEMORY_AND_DISK_SER);
  }

  @Test
  void removingABlockRemovesItFromMemoryAndDisk() {
    memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 4000);
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 4000);
    memory.get(BLOCK);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.remove(BLOCK)).isTrue();
    assertThat(memory.remove(BLOCK)).isFalse();
    assertThat(memory.contains(BLOCK)).isFalse();
    assertThat(memory.stats().diskUsed()).isZero();
    assertThat(events).containsExactly(new MemoryEvent.BlockRemoved(BLOCK, 4000, 4000));
  }

  @Test
  void removingAnRddRemovesItsBlocksAndNoOthers() {
    memory.put(BlockId.rdd(0, 2), StorageLevel.DISK_ONLY, 5);
    memory.put(BlockId.rdd(0, 1), StorageLevel.MEMORY_ONLY_SER, 10);
    memory.put(OTHER, StorageLevel.MEMORY_ONLY_SER, 10);
    memory.put(BlockId.broadcast(0), StorageLevel.MEMORY_ONLY_SER, 10);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.removeRdd(0)).isEqualTo(2);
    assertThat(memory.removeRdd(0)).isZero();
    assertThat(inMemory(memory)).containsExactly("rdd_1_0", "broadcast_0");
    assertThat(onDisk(memory)).isEmpty();
    assertThat(events)
        .containsExactly(
            new MemoryEvent.BlockRemoved(BlockId.rdd(0, 1), 10, 0),
            new MemoryEvent.BlockRemoved(BlockId.rdd(0, 2), 0, 5));
  }

  @Test
  void removingABroadcastRemovesItsValueAndItsPieces() {
    memory.put(BlockId.broadcast(7), StorageLevel.MEMORY_ONLY_SER, 10);
    memory.put(BlockId.broadcast(7, "piece0"), StorageLevel.MEMORY_ONLY_SER, 10);
    memory.put(BlockId.broadcast(70), StorageLevel.MEMORY_ONLY_SER, 10);
    memory.put(BlockId.test("7"), StorageLevel.MEMORY_ONLY_SER, 10);
    memory.put(BlockId.rdd(7, 7), StorageLevel.MEMORY_ONLY_SER, 10);
    assertThat(memory.removeBroadcast(7)).isEqualTo(2);
    assertThat(inMemory(memory)).containsExactly("broadcast_70", "test_7", "rdd_7_7");
  }

  @Test
  void aLogBlockIsStoredOnDiskOnly() {
    BlockId log = new BlockId.TestLogBlockId(1, "1");
    assertThatThrownBy(() -> memory.put(log, StorageLevel.MEMORY_AND_DISK_SER, 10))
        .isInstanceOf(SparkRefusalException.class)
        .hasMessageContaining("DISK_ONLY");
    assertThatThrownBy(() -> memory.putValues(log, StorageLevel.DISK_ONLY_2, 10, TASK))
        .isInstanceOf(SparkRefusalException.class);
    BlockId python = new BlockId.PythonWorkerLogBlockId(1, "1", "1", "1");
    assertThatThrownBy(() -> memory.put(python, StorageLevel.OFF_HEAP, 10))
        .isInstanceOf(SparkRefusalException.class);
    assertThat(memory.put(log, StorageLevel.DISK_ONLY, 10)).isEqualTo(PutResult.DISK);
  }
}
