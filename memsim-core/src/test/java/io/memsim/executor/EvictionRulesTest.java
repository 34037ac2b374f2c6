package io.memsim.executor;

import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static io.memsim.executor.SmallExecutor.inMemory;
import static io.memsim.executor.SmallExecutor.only;
import static io.memsim.executor.SmallExecutor.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryEvent;
import io.memsim.event.PutResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is evicted, and who is not: one test a rule. */
class EvictionRulesTest {

  private final ExecutorMemory memory = SmallExecutor.create();

  private PutResult put(String block, long bytes) {
    return memory.put(BlockId.parse(block), StorageLevel.MEMORY_ONLY_SER, bytes);
  }

  private static List<String> victims(List<MemoryEvent> events) {
    return only(MemoryEvent.Evicted.class, events).stream()
        .map(evicted -> evicted.block().name())
        .toList();
  }

  @Test
  void victimsGoFromLeastToMostRecentlyUsedUntilThereIsEnough() {
    put("rdd_0_0", 1000);
    put("rdd_0_1", 1000);
    put("rdd_0_2", 1000);
    put("rdd_0_3", 3000);
    memory.get(BlockId.rdd(0, 0));
    List<MemoryEvent> events = record(memory);
    put("rdd_1_0", 1500);
    assertThat(victims(events)).containsExactly("rdd_0_1", "rdd_0_2");
  }

  @Test
  void bothModesAreOneOrderButOnlyTheModeInNeedIsEvicted() {
    put("rdd_0_0", 3000);
    memory.put(BlockId.rdd(0, 1), StorageLevel.OFF_HEAP, 1500);
    put("rdd_0_2", 3000);
    assertThat(inMemory(memory)).containsExactly("rdd_0_0", "rdd_0_1", "rdd_0_2");
    List<MemoryEvent> events = record(memory);
    memory.put(BlockId.rdd(1, 0), StorageLevel.OFF_HEAP, 1000);
    assertThat(victims(events)).containsExactly("rdd_0_1");
  }

  @Test
  void theLevelDoesNotDecideWhoGoesButOnlyWhatBecomesOfTheVictim() {
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_AND_DISK_SER, 2000);
    put("rdd_0_1", 2000);
    memory.putValues(BlockId.rdd(0, 2), StorageLevel.MEMORY_AND_DISK, 2000, 1);
    List<MemoryEvent> events = record(memory);
    put("rdd_1_0", 6000);
    assertThat(only(MemoryEvent.Evicted.class, events))
        .extracting(MemoryEvent.Evicted::to)
        .containsExactly(Tier.DISK, Tier.NONE, Tier.DISK);
  }

  @Test
  void blocksOfTheRddBeingStoredAreSkipped() {
    put("rdd_0_0", 2000);
    put("rdd_1_0", 2000);
    put("rdd_0_1", 2000);
    List<MemoryEvent> events = record(memory);
    assertThat(put("rdd_0_2", 2000)).isEqualTo(PutResult.MEMORY);
    assertThat(victims(events)).containsExactly("rdd_1_0");
    assertThat(put("rdd_0_3", 1)).isEqualTo(PutResult.NONE);
  }

  @Test
  void anRddIsSparedWhateverItsNumber() {
    // Numbers are spread over a table: some RDD has the first place in it.
    for (int rdd = 0; rdd < 100; rdd++) {
      put("rdd_" + rdd + "_0", 3000);
      put("rdd_" + rdd + "_1", 3000);
      assertThat(put("rdd_" + rdd + "_2", 3000)).isEqualTo(PutResult.NONE);
      assertThat(inMemory(memory)).containsExactly("rdd_" + rdd + "_0", "rdd_" + rdd + "_1");
    }
  }

  @Test
  void aCyclicScanOfAnRddThatDoesNotFitDoesNotThrash() {
    for (int round = 0; round < 3; round++) {
      for (int split = 0; split < 9; split++) {
        if (memory.get(BlockId.rdd(0, split)) == Tier.NONE) {
          put("rdd_0_" + split, 1000);
        }
      }
    }
    assertThat(memory.stats().evictedBlocks()).isZero();
    assertThat(memory.stats().memoryHits()).isEqualTo(12);
  }

  @Test
  void blocksOfNoRddEvictAndAreEvictedByEverything() {
    put("broadcast_0", 3000);
    put("broadcast_0_piece0", 3000);
    List<MemoryEvent> events = record(memory);
    assertThat(put("broadcast_0_piece1", 3000)).isEqualTo(PutResult.MEMORY);
    assertThat(put("rdd_0_0", 3000)).isEqualTo(PutResult.MEMORY);
    assertThat(put("test_a", 3000)).isEqualTo(PutResult.MEMORY);
    assertThat(victims(events))
        .containsExactly("broadcast_0", "broadcast_0_piece0", "broadcast_0_piece1");
    assertThat(memory.acquireExecution(1, 3000, ON_HEAP)).isEqualTo(3000);
    assertThat(victims(events)).endsWith("rdd_0_0");
  }

  @Test
  void theSameRddRuleLooksAtTheBlockAndNotAtTheTask() {
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 6000, 1);
    assertThat(memory.put(BlockId.rdd(0, 1), StorageLevel.MEMORY_ONLY_SER, 10, 2))
        .isEqualTo(PutResult.NONE);
    assertThat(memory.put(BlockId.rdd(1, 1), StorageLevel.MEMORY_ONLY_SER, 10, 1))
        .isEqualTo(PutResult.MEMORY);
  }

  @Test
  void executionSparesNoRdd() {
    put("rdd_0_0", 3000);
    put("rdd_0_1", 3000);
    assertThat(memory.acquireExecution(1, 3000, ON_HEAP)).isEqualTo(3000);
    assertThat(inMemory(memory)).containsExactly("rdd_0_1");
  }

  @Test
  void lockedBlocksAreSkipped() {
    put("rdd_0_0", 3000);
    put("rdd_0_1", 3000);
    memory.getAndHold(BlockId.rdd(0, 0), 1);
    memory.get(BlockId.rdd(0, 1));
    List<MemoryEvent> events = record(memory);
    assertThat(put("rdd_1_0", 3000)).isEqualTo(PutResult.MEMORY);
    assertThat(victims(events)).containsExactly("rdd_0_1");
    assertThat(put("rdd_2_0", 3001)).isEqualTo(PutResult.NONE);
    memory.unlock(BlockId.rdd(0, 0), 1);
    assertThat(put("rdd_2_0", 3001)).isEqualTo(PutResult.MEMORY);
  }

  @Test
  void anUnlockedBlockGoesByItsLastUseAndNotByItsUnlocking() {
    put("rdd_0_0", 2000);
    put("rdd_0_1", 2000);
    put("rdd_0_2", 2000);
    memory.getAndHold(BlockId.rdd(0, 0), 1);
    memory.get(BlockId.rdd(0, 1));
    memory.unlock(BlockId.rdd(0, 0), 1);
    assertThat(inMemory(memory)).containsExactly("rdd_0_2", "rdd_0_0", "rdd_0_1");
    put("rdd_1_0", 3000);
    assertThat(inMemory(memory)).containsExactly("rdd_0_1", "rdd_1_0");
  }

  @Test
  void aBlockThatWasLockedOnDiskIsLockedInMemoryToo() {
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_AND_DISK_SER, 4000);
    put("rdd_1_0", 4000);
    // The first reader finds it on disk, brings it back and keeps it.
    assertThat(memory.getAndHold(BlockId.rdd(0, 0), 1)).isEqualTo(Tier.DISK);
    assertThat(put("rdd_2_0", 4000)).isEqualTo(PutResult.NONE);
    // A block that could not come back, and is locked on disk, is locked when it does.
    memory.acquireExecution(9, 2000, ON_HEAP);
    memory.put(BlockId.rdd(3, 0), StorageLevel.MEMORY_AND_DISK_SER, 1000);
    memory.getAndHold(BlockId.rdd(3, 0), 2);
    assertThat(memory.tier(BlockId.rdd(3, 0))).isEqualTo(Tier.DISK);
    memory.endTask(9);
    memory.get(BlockId.rdd(3, 0));
    assertThat(memory.tier(BlockId.rdd(3, 0))).isEqualTo(Tier.MEMORY);
    assertThat(put("rdd_2_0", 1001)).isEqualTo(PutResult.NONE);
  }

  @Test
  void evictionIsAllOrNothing() {
    put("rdd_0_0", 1000);
    put("rdd_1_0", 5000);
    MemorySnapshot before = memory.snapshot();
    List<MemoryEvent> events = record(memory);
    // 1000 could be freed; 1001 are needed.
    assertThat(put("rdd_1_1", 1001)).isEqualTo(PutResult.NONE);
    assertThat(victims(events)).isEmpty();
    assertThat(memory.snapshot()).isEqualTo(before);
    assertThat(put("rdd_1_1", 1000)).isEqualTo(PutResult.MEMORY);
  }

  @Test
  void executionReclaimIsAllOrNothingToo() {
    put("rdd_0_0", 3000);
    put("rdd_0_1", 1000);
    memory.getAndHold(BlockId.rdd(0, 0), 1);
    // 2000 above the region are asked of storage, 1000 could go.
    memory.reserveUnroll(BlockId.rdd(1, 0), 1000, ON_HEAP, 2);
    assertThat(memory.acquireExecution(3, 3000, ON_HEAP)).isEqualTo(1000);
    assertThat(inMemory(memory)).containsExactly("rdd_0_1", "rdd_0_0");
  }

  @Test
  void emptyBlocksOnTheWayAreEvictedWithTheOthers() {
    put("rdd_0_0", 0);
    put("rdd_0_1", 6000);
    put("rdd_0_2", 0);
    List<MemoryEvent> events = record(memory);
    put("rdd_1_0", 1);
    assertThat(victims(events)).containsExactly("rdd_0_0", "rdd_0_1");
  }

  @Test
  void onlyReadsAndPutsInMemoryChangeTheOrder() {
    put("rdd_0_0", 10);
    put("rdd_0_1", 10);
    memory.tier(BlockId.rdd(0, 0));
    memory.memoryBytes(BlockId.rdd(0, 0));
    memory.level(BlockId.rdd(0, 0));
    memory.locks(BlockId.rdd(0, 0));
    memory.contains(BlockId.rdd(0, 0));
    memory.explain(BlockId.rdd(0, 0));
    memory.stats();
    memory.snapshot();
    memory.copy();
    put("rdd_0_0", 10);
    assertThat(inMemory(memory)).containsExactly("rdd_0_0", "rdd_0_1");
    memory.getAndHold(BlockId.rdd(0, 0), 1);
    assertThat(inMemory(memory)).containsExactly("rdd_0_1", "rdd_0_0");
    memory.get(BlockId.rdd(0, 1));
    memory.unlock(BlockId.rdd(0, 0), 1);
    assertThat(inMemory(memory)).containsExactly("rdd_0_0", "rdd_0_1");
  }

  @Test
  void evictionsSayWhatForAndForWhom() {
    put("rdd_0_0", 6000);
    List<MemoryEvent> events = record(memory);
    memory.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_AND_DISK_SER, 6000, 1);
    memory.putValues(BlockId.rdd(2, 0), StorageLevel.MEMORY_ONLY, 5000, 2);
    memory.get(BlockId.rdd(1, 0), 3);
    memory.acquireExecution(4, 6000, ON_HEAP);
    memory.releaseAllExecution(4);
    memory.put(BlockId.rdd(3, 0), StorageLevel.MEMORY_ONLY_SER, 6000);
    memory.reserveUnroll(BlockId.rdd(4, 0), 100, ON_HEAP, 5);
    assertThat(only(MemoryEvent.Evicted.class, events))
        .extracting(MemoryEvent.Evicted::cause, MemoryEvent.Evicted::task)
        .containsExactly(
            tuple(EvictionCause.STORAGE, 1L),
            tuple(EvictionCause.UNROLL, 2L),
            tuple(EvictionCause.PROMOTION, 3L),
            tuple(EvictionCause.EXECUTION, 4L),
            tuple(EvictionCause.UNROLL, 5L));
  }

  @Test
  void a100ThousandBlocksOfTheSameRddAreNoObstacle() {
    int many = 100_000;
    ExecutorMemory big =
        SmallExecutor.create(
            "spark.executor.memory", (many + 10) + "b", "spark.memory.fraction", "1.0");
    for (int split = 0; split < many; split++) {
      big.putRdd(0, split, StorageLevel.MEMORY_ONLY_SER, 1, 1);
    }
    for (int split = 0; split < 10; split++) {
      big.putRdd(1, split, StorageLevel.MEMORY_ONLY_SER, 1, 1);
    }
    for (int split = 0; split < 10; split++) {
      big.putRdd(0, many + split, StorageLevel.MEMORY_ONLY_SER, 1, 1);
      assertThat(big.tier(BlockId.rdd(1, split))).isEqualTo(Tier.NONE);
    }
    assertThat(big.putRdd(0, many + 10, StorageLevel.MEMORY_ONLY_SER, 1, 1))
        .isEqualTo(PutResult.NONE);
    assertThat(big.blocksInMemory()).isEqualTo(many + 10);
    assertThat(big.putRdd(2, 0, StorageLevel.MEMORY_ONLY_SER, 3, 1)).isEqualTo(PutResult.MEMORY);
    assertThat(big.tier(BlockId.rdd(0, 2))).isEqualTo(Tier.NONE);
    assertThat(big.tier(BlockId.rdd(0, 3))).isEqualTo(Tier.MEMORY);
  }

  @Test
  void a100ThousandLockedBlocksAndBlocksOfTheOtherModeAreNoObstacle() {
    int many = 50_000;
    ExecutorMemory big =
        SmallExecutor.create(
            "spark.executor.memory",
            (many + 10) + "b",
            "spark.memory.fraction",
            "1.0",
            "spark.memory.offHeap.size",
            many + "b");
    for (int split = 0; split < many; split++) {
      big.putRdd(0, split, StorageLevel.MEMORY_ONLY_SER, 1, 1);
      big.getRdd(0, split, 1, true);
      big.putRdd(1, split, StorageLevel.OFF_HEAP, 1, 1);
    }
    for (int split = 0; split < 10; split++) {
      big.putRdd(2, split, StorageLevel.MEMORY_ONLY_SER, 1, 1);
    }
    assertThat(big.blocksInMemory()).isEqualTo(2 * many + 10);
    assertThat(big.putRdd(3, 0, StorageLevel.MEMORY_ONLY_SER, 10, 1)).isEqualTo(PutResult.MEMORY);
    assertThat(big.putRdd(4, 0, StorageLevel.MEMORY_ONLY_SER, 11, 1)).isEqualTo(PutResult.NONE);
    assertThat(big.endTask(1).unlockedBlocks()).isEqualTo(many);
    assertThat(big.putRdd(4, 0, StorageLevel.MEMORY_ONLY_SER, 11, 1)).isEqualTo(PutResult.MEMORY);
    assertThat(big.tier(BlockId.rdd(0, 10))).isEqualTo(Tier.NONE);
    assertThat(big.tier(BlockId.rdd(0, 11))).isEqualTo(Tier.MEMORY);
  }
}
