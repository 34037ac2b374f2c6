package io.memsim.executor;

import static io.memsim.executor.SmallExecutor.OFF_HEAP;
import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.PutFailure;
import io.memsim.event.SkipReason;
import io.memsim.event.SpillMode;
import io.memsim.executor.Explanation.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Why a block is in memory, or is not. */
class ExplanationTest {

  private static final BlockId BLOCK = BlockId.rdd(0, 0);

  private final ExecutorMemory memory = SmallExecutor.build(builder -> builder.explanations(100));

  private void put(String block, long bytes, long task) {
    memory.put(BlockId.parse(block), StorageLevel.MEMORY_ONLY_SER, bytes, task);
  }

  private Explanation.Decision decision(BlockId block) {
    return requireNonNull(memory.explain(block).decision());
  }

  @Test
  void anEvictedBlockNamesTheOperationThatEvictedItForWhomAndWhoWasPassedOver() {
    put("rdd_1_0", 1000, 1);
    put("rdd_2_0", 1000, 1);
    memory.put(BlockId.rdd(3, 0), StorageLevel.OFF_HEAP, 500, 1);
    memory.getAndHold(BlockId.rdd(2, 0), 4);
    memory.put(BlockId.rdd(4, 0), StorageLevel.OFF_HEAP, 500, 1);
    put("rdd_0_0", 4000, 1);
    memory.get(BlockId.rdd(2, 0));
    memory.get(BLOCK);
    put("rdd_1_1", 2500, 7);
    Explanation why = memory.explain(BLOCK);
    assertThat(why.verdict()).isEqualTo(Verdict.EVICTED);
    assertThat(why.tier()).isEqualTo(Tier.NONE);
    assertThat(why.history()).isTrue();
    assertThat(why.block()).isEqualTo(BLOCK);
    Explanation.Decision decision = requireNonNull(why.decision());
    assertThat(decision.operation()).isEqualTo(9);
    assertThat(decision.asked()).isEqualTo("put rdd_1_1 MEMORY_ONLY_SER 2500 bytes, task 7");
    assertThat(decision.cause()).isEqualTo(EvictionCause.STORAGE);
    assertThat(decision.space()).isEqualTo(2500);
    assertThat(decision.mode()).isEqualTo(ON_HEAP);
    assertThat(decision.evictable()).isEqualTo(4000);
    assertThat(decision.evicted()).containsExactly(BLOCK);
    assertThat(decision.skipped())
        .containsExactly(
            new Explanation.Skipped(BlockId.rdd(1, 0), SkipReason.SAME_RDD),
            new Explanation.Skipped(BlockId.rdd(3, 0), SkipReason.OTHER_MODE),
            new Explanation.Skipped(BlockId.rdd(4, 0), SkipReason.OTHER_MODE),
            new Explanation.Skipped(BlockId.rdd(2, 0), SkipReason.LOCKED));
    assertThat(decision.skippedBlocks()).isEqualTo(4);
    assertThat(decision.failure()).isNull();
    assertThat(why)
        .hasToString(
            "rdd_0_0 is neither in memory nor on disk. It was evicted by operation 9 (put rdd_1_1"
                + " MEMORY_ONLY_SER 2500 bytes, task 7), which needed 2500 bytes ON_HEAP for"
                + " storage. Passed over: rdd_1_0 (same RDD), rdd_3_0 (other mode), rdd_4_0 (other"
                + " mode), rdd_2_0 (locked).");
  }

  @Test
  void nobodyIsPassedOverBehindTheLastVictim() {
    put("rdd_0_0", 3000, 1);
    put("rdd_1_0", 3000, 1);
    memory.getAndHold(BlockId.rdd(1, 0), 1);
    put("rdd_2_0", 3000, 1);
    assertThat(decision(BLOCK).skipped()).isEmpty();
  }

  @Test
  void aFailedPutNamesTheMissingBytesAndWhoWasPassedOver() {
    put("rdd_0_1", 4000, 1);
    put("rdd_1_0", 1000, 1);
    put("rdd_0_0", 2500, 2);
    Explanation why = memory.explain(BLOCK);
    assertThat(why.verdict()).isEqualTo(Verdict.PUT_FAILED);
    Explanation.Decision decision = requireNonNull(why.decision());
    assertThat(decision.failure()).isEqualTo(PutFailure.NOT_ENOUGH_EVICTABLE);
    assertThat(decision.missing()).isEqualTo(1500);
    assertThat(decision.space()).isEqualTo(1500);
    assertThat(decision.evictable()).isEqualTo(1000);
    assertThat(decision.evicted()).isEmpty();
    assertThat(why)
        .hasToString(
            "rdd_0_0 is neither in memory nor on disk. It could not enter memory in operation 3"
                + " (put rdd_0_0 MEMORY_ONLY_SER 2500 bytes, task 2): NOT_ENOUGH_EVICTABLE, 1500"
                + " bytes were missing; 1000 bytes could have been evicted of 1500 needed. Passed"
                + " over: rdd_0_1 (same RDD).");
  }

  @Test
  void aPutOverTheLimitHadNobodyToEvict() {
    put("rdd_0_0", 6001, -1);
    Explanation why = memory.explain(BLOCK);
    assertThat(why.verdict()).isEqualTo(Verdict.PUT_FAILED);
    assertThat(requireNonNull(why.decision()).cause()).isNull();
    assertThat(why)
        .hasToString(
            "rdd_0_0 is neither in memory nor on disk. It could not enter memory in operation 1"
                + " (put rdd_0_0 MEMORY_ONLY_SER 6001 bytes): OVER_LIMIT, 1 bytes were missing.");
  }

  @Test
  void aPutThatEvictsAndThenFailsIsTwoDecisions() {
    put("rdd_1_0", 6000, 1);
    memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 9000, new long[0], 3);
    assertThat(memory.explain(BlockId.rdd(1, 0)).verdict()).isEqualTo(Verdict.EVICTED);
    assertThat(decision(BlockId.rdd(1, 0)).failure()).isNull();
    assertThat(decision(BlockId.rdd(1, 0)).cause()).isEqualTo(EvictionCause.UNROLL);
    assertThat(memory.explain(BLOCK).verdict()).isEqualTo(Verdict.PUT_FAILED);
    assertThat(decision(BLOCK).failure()).isEqualTo(PutFailure.UNROLL_FINISH);
    assertThat(decision(BLOCK).evicted()).isEmpty();
    // 8900 were asked for, of a limit of 6000.
    assertThat(decision(BLOCK).missing()).isEqualTo(2900);
  }

  @Test
  void aBlockThatFellToDiskSaysThatItsPutFailed() {
    memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 6001);
    Explanation why = memory.explain(BLOCK);
    assertThat(why.tier()).isEqualTo(Tier.DISK);
    assertThat(why.verdict()).isEqualTo(Verdict.PUT_FAILED);
    assertThat(why.toString())
        .startsWith("rdd_0_0 is on disk only, 6001 bytes (level MEMORY_AND_DISK_SER).");
  }

  @Test
  void theLastDecisionAboutABlockCounts() {
    put("rdd_0_0", 6000, 1);
    put("rdd_1_0", 6000, 1);
    assertThat(memory.explain(BLOCK).verdict()).isEqualTo(Verdict.EVICTED);
    put("rdd_0_0", 6001, 1);
    assertThat(memory.explain(BLOCK).verdict()).isEqualTo(Verdict.PUT_FAILED);
    put("rdd_0_0", 10, 1);
    assertThat(memory.explain(BLOCK).verdict()).isEqualTo(Verdict.IN_MEMORY);
    memory.remove(BLOCK);
    assertThat(memory.explain(BLOCK).verdict()).isEqualTo(Verdict.REMOVED);
    assertThat(memory.explain(BLOCK))
        .hasToString(
            "rdd_0_0 is neither in memory nor on disk. It was removed by operation 5 (remove"
                + " rdd_0_0).");
  }

  @Test
  void aBlockInMemoryShowsWhereItIsAndWhoHoldsIt() {
    memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 10);
    assertThat(memory.explain(BLOCK))
        .hasToString("rdd_0_0 is in memory, 10 bytes (level MEMORY_AND_DISK_SER).");
    memory.getAndHold(BLOCK, 1);
    assertThat(memory.explain(BLOCK).present())
        .isEqualTo(
            "rdd_0_0 is in memory, 10 bytes (level MEMORY_AND_DISK_SER), held by 1 read lock.");
    memory.getAndHold(BLOCK, 1);
    assertThat(memory.explain(BLOCK).present()).endsWith("held by 2 read locks.");
    memory.endTask(1);
    put("rdd_1_0", 6000, 1);
    memory.get(BLOCK);
    assertThat(memory.explain(BLOCK).present())
        .isEqualTo("rdd_0_0 is in memory and on disk, 10 bytes (level MEMORY_AND_DISK_SER).");
  }

  @Test
  void aBlockWhoseLevelUsesNoMemoryIsOnDiskForThatReason() {
    memory.put(BLOCK, StorageLevel.DISK_ONLY, 10);
    Explanation why = memory.explain(BLOCK);
    assertThat(why.verdict()).isEqualTo(Verdict.DISK_ONLY);
    assertThat(why.decision()).isNull();
    assertThat(why).hasToString("rdd_0_0 is on disk only, 10 bytes (level DISK_ONLY).");
  }

  @Test
  void aBlockThatWasNeverPutIsUnknownToTheHistory() {
    Explanation why = memory.explain(BLOCK);
    assertThat(why.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(why)
        .hasToString(
            "rdd_0_0 is neither in memory nor on disk. The history kept does not mention it.");
  }

  @Test
  void withoutHistoryThePresentStateAnswersAndSaysSo() {
    ExecutorMemory plain = SmallExecutor.create();
    plain.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 6000);
    plain.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 6000);
    Explanation why = plain.explain(BLOCK);
    assertThat(why.history()).isFalse();
    assertThat(why.verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(why.toString())
        .startsWith("rdd_0_0 is neither in memory nor on disk. Why is not recorded: history is off")
        .contains("explanations(n)");
    assertThat(plain.explain(BlockId.rdd(1, 0)).verdict()).isEqualTo(Verdict.IN_MEMORY);
  }

  @Test
  void onlyTheLastDecisionsAreKept() {
    ExecutorMemory forgetful = SmallExecutor.build(builder -> builder.explanations(2));
    for (int rdd = 0; rdd < 4; rdd++) {
      forgetful.put(BlockId.rdd(rdd, 0), StorageLevel.MEMORY_ONLY_SER, 6000);
    }
    assertThat(forgetful.explain(BlockId.rdd(0, 0)).verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(forgetful.explain(BlockId.rdd(1, 0)).verdict()).isEqualTo(Verdict.EVICTED);
    assertThat(forgetful.explain(BlockId.rdd(2, 0)).verdict()).isEqualTo(Verdict.EVICTED);
  }

  @Test
  void atMost64SkippedBlocksAreNamedAndTheOthersCounted() {
    for (int split = 0; split < 70; split++) {
      put("rdd_0_" + (split + 1), 1, 1);
    }
    put("rdd_1_0", 100, 1);
    put("rdd_0_0", 6001 - 71, 1);
    Explanation.Decision decision = decision(BlockId.rdd(1, 0));
    assertThat(decision.skipped()).hasSize(Explanation.Decision.MOST_SKIPPED);
    assertThat(decision.skippedBlocks()).isEqualTo(70);
    assertThat(memory.explain(BlockId.rdd(1, 0)).toString())
        .contains("rdd_0_64 (same RDD) and 6 more.");
  }

  @Test
  void historySurvivesACopyAndGoesItsOwnWayThere() {
    put("rdd_0_0", 6000, 1);
    put("rdd_1_0", 6000, 1);
    ExecutorMemory copy = memory.copy();
    copy.remove(BlockId.rdd(1, 0));
    assertThat(copy.explain(BLOCK)).isEqualTo(memory.explain(BLOCK));
    assertThat(copy.explain(BlockId.rdd(1, 0)).verdict()).isEqualTo(Verdict.REMOVED);
    assertThat(memory.explain(BlockId.rdd(1, 0)).verdict()).isEqualTo(Verdict.IN_MEMORY);
    copy.put(BlockId.rdd(2, 0), StorageLevel.MEMORY_ONLY_SER, 6001);
    assertThat(requireNonNull(copy.explain(BlockId.rdd(2, 0)).decision()).operation()).isEqualTo(4);
  }

  @Test
  void taskZeroIsNamedAndNoTaskIsNot() {
    put("rdd_0_0", 6000, 0);
    put("rdd_1_0", 6000, 0);
    assertThat(decision(BLOCK).asked()).isEqualTo("put rdd_1_0 MEMORY_ONLY_SER 6000 bytes, task 0");
    put("rdd_2_0", 6000, ExecutorMemory.NO_TASK);
    assertThat(decision(BlockId.rdd(1, 0)).asked())
        .isEqualTo("put rdd_2_0 MEMORY_ONLY_SER 6000 bytes");
  }

  @Test
  void whoeverEvictsIsNamedByItsOperation() {
    memory.task(5).registerConsumer("sorter", ON_HEAP, SpillMode.ALL);
    List<Runnable> evicting =
        List.of(
            () -> memory.acquireExecution(3, 6000, ON_HEAP),
            () -> memory.consumer("sorter").acquire(6000),
            () -> memory.reserveUnroll(BlockId.rdd(9, 9), 6000, ON_HEAP, 3),
            () -> memory.putValues(BlockId.rdd(9, 9), StorageLevel.MEMORY_ONLY, 6000, 3),
            () -> memory.get(BlockId.rdd(8, 8), 3));
    List<String> names =
        List.of(
            "acquireExecution 6000 bytes ON_HEAP, task 3",
            "consumerAcquire sorter 6000 bytes",
            "reserveUnroll rdd_9_9 6000 bytes ON_HEAP, task 3",
            "putValues rdd_9_9 MEMORY_ONLY 6000 bytes, task 3",
            "get rdd_8_8, task 3");
    memory.put(BlockId.rdd(8, 8), StorageLevel.MEMORY_AND_DISK_SER, 6000);
    for (int i = 0; i < evicting.size(); i++) {
      put("rdd_0_0", 6000, 1);
      evicting.get(i).run();
      assertThat(memory.explain(BLOCK).verdict()).isEqualTo(Verdict.EVICTED);
      assertThat(decision(BLOCK).asked()).isEqualTo(names.get(i));
      memory.endTask(3);
      memory.endTask(5);
      memory.task(5).registerConsumer("sorter", ON_HEAP, SpillMode.ALL);
      memory.remove(BlockId.rdd(9, 9));
      memory.remove(BLOCK);
    }
  }

  @Test
  void removalsNameWhatTheyRemoved() {
    put("rdd_0_0", 10, 1);
    memory.put(BlockId.broadcast(4), StorageLevel.MEMORY_ONLY_SER, 10);
    memory.removeRdd(0);
    memory.removeBroadcast(4);
    assertThat(decision(BLOCK).asked()).isEqualTo("removeRdd 0");
    assertThat(decision(BlockId.broadcast(4)).asked()).isEqualTo("removeBroadcast 4");
  }

  @Test
  void everyKindOfOperationCountsAsOne() {
    put("rdd_0_0", 3000, 1);
    memory.getAndHold(BLOCK, 1);
    memory.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 500);
    memory.acquireExecution(2, 2500, ON_HEAP);
    memory.reserveUnroll(BlockId.rdd(1, 1), 1, OFF_HEAP, 2);
    memory.releaseUnroll(1, OFF_HEAP, 2);
    memory.unmanaged("x", ON_HEAP, 1);
    memory.cancel(77);
    memory.releaseAllExecution(99);
    memory.task(3).registerConsumer("c", ON_HEAP, SpillMode.NONE);
    memory.consumer("c").free(0);
    memory.releaseExecution(99, 0, ON_HEAP);
    memory.endTask(98);
    memory.unlock(BLOCK, 1);
    memory.acquireExecution(4, 3000, ON_HEAP);
    assertThat(decision(BLOCK).operation()).isEqualTo(15);
    assertThat(decision(BLOCK).asked()).isEqualTo("acquireExecution 3000 bytes ON_HEAP, task 4");
    memory.get(BLOCK, -1);
    put("rdd_5_0", 6001, 1);
    assertThat(decision(BlockId.rdd(5, 0)).operation()).isEqualTo(17);
  }

  @Test
  void aWaiterEvictsInTheNameOfTheOperationThatWokeIt() {
    ExecutorMemory small =
        ExecutorMemory.builder(SmallExecutor.config("spark.memory.storageFraction", "0.1"))
            .explanations(10)
            .build();
    small.acquireExecution(1, 6000, ON_HEAP);
    small.acquireExecution(2, 3000, ON_HEAP);
    small.releaseExecution(1, 1200, ON_HEAP);
    small.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 1000);
    small.releaseExecution(1, 400, ON_HEAP);
    Explanation.Decision decision = requireNonNull(small.explain(BLOCK).decision());
    assertThat(decision.asked()).isEqualTo("releaseExecution 400 bytes ON_HEAP, task 1");
    assertThat(decision.cause()).isEqualTo(EvictionCause.EXECUTION);
  }

  @Test
  void aDecisionThatIsNoReasonIsToldAsTheLastOne() {
    put("rdd_0_0", 6000, 1);
    put("rdd_1_0", 6000, 1);
    Explanation why = memory.explain(BLOCK);
    Explanation other =
        new Explanation(BLOCK, why.tier(), Verdict.UNKNOWN, true, why.decision(), why.present());
    assertThat(other.toString())
        .isEqualTo(
            "rdd_0_0 is neither in memory nor on disk. Last decision: operation 2 (put rdd_1_0"
                + " MEMORY_ONLY_SER 6000 bytes, task 1). The history kept does not mention it.");
  }
}
