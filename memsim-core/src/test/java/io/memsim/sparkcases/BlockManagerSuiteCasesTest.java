package io.memsim.sparkcases;

import static io.memsim.block.MemoryMode.ON_HEAP;
import static io.memsim.block.StorageLevel.DISK_ONLY;
import static io.memsim.block.StorageLevel.MEMORY_AND_DISK;
import static io.memsim.block.StorageLevel.MEMORY_AND_DISK_SER;
import static io.memsim.block.StorageLevel.MEMORY_ONLY;
import static io.memsim.block.StorageLevel.MEMORY_ONLY_SER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.PutResult;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.SparkRefusalException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Blocks in memory and on disk: the cases of Spark's {@code BlockManagerSuite} that are about one
 * executor's memory, see {@code docs/spark-suites.md}. As there, blocks are put and read from
 * outside any task, unless a lock or the task is what the case is about.
 */
class BlockManagerSuiteCasesTest {

  private static final long TASK = 0;

  private final ExecutorMemory store = SuiteExecutor.blockManager(12_000);

  private static BlockId id(String name) {
    return BlockId.test(name);
  }

  private Tier get(String name) {
    return store.get(id(name));
  }

  private void putArray(String name, StorageLevel level) {
    SuiteValues.ONE_OF_4000.put(store, id(name), level);
  }

  private void putArray(int rdd, int split) {
    SuiteValues.ONE_OF_4000.put(store, BlockId.rdd(rdd, split), MEMORY_ONLY);
  }

  private void putList(String name, StorageLevel level) {
    SuiteValues.TWO_OF_2000.put(store, id(name), level, TASK);
  }

  // ---- storage levels and sizes

  @Test
  void levelsOfTheSameFlagsAreEqual() {
    StorageLevel three = StorageLevel.of(false, false, false, false, 3);
    assertThat(StorageLevel.of(false, false, false, false, 3)).isEqualTo(three);
    assertThat(StorageLevel.of(false, false, false, false, 2)).isNotEqualTo(three);
    assertThat(StorageLevel.of(true, true, false, true, 1)).isSameAs(MEMORY_AND_DISK);
  }

  @Test
  void aReadTellsWhereTheBlockWasAndItsSize() {
    SuiteValues.TWO_OF_2000.put(store, id("list1"), MEMORY_ONLY);
    SuiteValues.GROWING.put(store, id("list2memory"), MEMORY_ONLY);
    SuiteValues.GROWING.put(store, id("list2disk"), DISK_ONLY);

    assertThat(get("list1")).isEqualTo(Tier.MEMORY);
    assertThat(store.memoryBytes(id("list1"))).isEqualTo(4056);
    assertThat(get("list2memory")).isEqualTo(Tier.MEMORY);
    assertThat(store.memoryBytes(id("list2memory"))).isEqualTo(3088);
    assertThat(get("list2disk")).isEqualTo(Tier.DISK);
    assertThat(store.diskBytes(id("list2disk"))).isPositive();
  }

  @Test
  void aBlockBiggerThanMemoryIsLostOrGoesToDisk() {
    ExecutorMemory small = SuiteExecutor.blockManager(5000);
    SuiteValues.ONE_OF_10000.put(small, id("a1"), MEMORY_ONLY);
    assertThat(small.get(id("a1"))).isEqualTo(Tier.NONE);
    SuiteValues.ONE_OF_10000.put(small, id("a2"), MEMORY_AND_DISK);
    assertThat(small.tier(id("a2"))).isEqualTo(Tier.DISK);
    assertThat(small.get(id("a2"))).isEqualTo(Tier.DISK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MEMORY_ONLY", "MEMORY_ONLY_SER", "DISK_ONLY"})
  void aReceivedBlockIsWhereItsLevelSays(String name) {
    StorageLevel level = StorageLevel.parse(name);
    BlockId block = BlockId.rdd(0, 0);
    SuiteValues.MESSAGE.put(store, block, level);
    assertThat(store.memoryBytes(block) > 0).isEqualTo(level.useMemory());
    assertThat(store.diskBytes(block) > 0).isEqualTo(!level.useMemory());
  }

  @Test
  void diskOnlyBlocksAreAllKept() {
    ExecutorMemory small = SuiteExecutor.blockManager(1200);
    List<BlockId> blocks = List.of(id("a1"), id("a2"), id("a3"));
    blocks.forEach(block -> SuiteValues.ONE_OF_400.put(small, block, DISK_ONLY));
    assertThat(blocks).allSatisfy(block -> assertThat(small.get(block)).isEqualTo(Tier.DISK));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MEMORY_AND_DISK", "MEMORY_AND_DISK_SER", "OFF_HEAP"})
  void aBlockReadFromDiskComesBackIntoMemory(String name) {
    StorageLevel level = StorageLevel.parse(name);
    putArray("a1", level);
    putArray("a2", level);
    putArray("a3", level);
    assertThat(get("a2")).isEqualTo(Tier.MEMORY);
    assertThat(get("a3")).isEqualTo(Tier.MEMORY);
    assertThat(get("a1")).isEqualTo(Tier.DISK);
    assertThat(store.tier(id("a1"))).isEqualTo(Tier.MEMORY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DISK_ONLY_2",
        "DISK_ONLY_3",
        "MEMORY_ONLY",
        "MEMORY_ONLY_2",
        "MEMORY_ONLY_SER",
        "MEMORY_ONLY_SER_2",
        "MEMORY_AND_DISK",
        "MEMORY_AND_DISK_2",
        "MEMORY_AND_DISK_SER",
        "MEMORY_AND_DISK_SER_2",
        "OFF_HEAP"
      })
  void aLogBlockIsRefusedAtEveryLevelButDiskOnly(String name) {
    BlockId log = BlockId.parse("test_log_1234_executor1");
    assertThatThrownBy(() -> SuiteValues.LOG_LINES.put(store, log, StorageLevel.parse(name)))
        .isInstanceOf(SparkRefusalException.class)
        .hasMessageContaining("DISK_ONLY");
    assertThat(store.contains(log)).isFalse();
    assertThat(SuiteValues.LOG_LINES.put(store, log, DISK_ONLY)).isEqualTo(PutResult.DISK);
  }

  @Test
  void aLogBlockIsOnDiskOnly() {
    assertLogBlock(BlockId.parse("test_log_1_executor1"));
  }

  @Test
  void aLogBlockOfAPythonWorkerIsOnDiskOnlyAndItsNameIsRead() {
    String name = "python_worker_log_1_executor1_" + new UUID(1, 2) + "_1234";
    BlockId log = BlockId.parse(name);
    assertThat(log.name()).isEqualTo(name);
    assertLogBlock(log);
    assertThat(known(log::equals)).containsExactly(log);
  }

  private void assertLogBlock(BlockId log) {
    SuiteValues.LOG_LINES.put(store, log, DISK_ONLY);
    assertThat(store.level(log)).isEqualTo(DISK_ONLY);
    assertThat(store.memoryBytes(log)).isZero();
    assertThat(store.diskBytes(log)).isPositive();
    assertThat(store.get(log)).isEqualTo(Tier.DISK);
  }

  // ---- the order of eviction

  @Test
  void theLeastRecentlyUsedBlockGoes() {
    assertLeastRecentlyUsedGoes(MEMORY_ONLY);
  }

  @Test
  void theLeastRecentlyUsedSerializedBlockGoes() {
    assertLeastRecentlyUsedGoes(MEMORY_ONLY_SER);
  }

  @Test
  void theLeastRecentlyUsedOffHeapBlockGoes() {
    assertLeastRecentlyUsedGoes(StorageLevel.of(false, true, true, false, 1));
  }

  private void assertLeastRecentlyUsedGoes(StorageLevel level) {
    putArray("a1", level);
    putArray("a2", level);
    putArray("a3", level);
    assertThat(get("a2")).isEqualTo(Tier.MEMORY);
    assertThat(get("a3")).isEqualTo(Tier.MEMORY);
    assertThat(get("a1")).isEqualTo(Tier.NONE);
    assertThat(get("a2")).isEqualTo(Tier.MEMORY);

    putArray("a1", level);
    assertThat(get("a1")).isEqualTo(Tier.MEMORY);
    assertThat(get("a2")).isEqualTo(Tier.MEMORY);
    assertThat(get("a3")).isEqualTo(Tier.NONE);
  }

  @Test
  void partitionsOfAnRddDoNotReplaceEachOther() {
    putArray(0, 1);
    putArray(0, 2);
    putArray(0, 3);
    assertThat(store.get(BlockId.rdd(0, 3))).isEqualTo(Tier.NONE);
    assertThat(store.get(BlockId.rdd(0, 2))).isEqualTo(Tier.MEMORY);
    assertThat(store.get(BlockId.rdd(0, 1))).isEqualTo(Tier.MEMORY);
    assertThat(store.get(BlockId.rdd(0, 3))).isEqualTo(Tier.NONE);
    assertThat(store.get(BlockId.rdd(0, 3))).isEqualTo(Tier.NONE);
    assertThat(store.get(BlockId.rdd(0, 3))).isEqualTo(Tier.NONE);
  }

  @Test
  void partitionsOfSeveralRddsReplaceEachOther() {
    putArray(0, 1);
    putArray(0, 2);
    putArray(1, 1);
    assertThat(store.memoryOrder()).containsExactly(BlockId.rdd(0, 2), BlockId.rdd(1, 1));

    assertThat(store.get(BlockId.rdd(0, 2))).isEqualTo(Tier.MEMORY);
    putArray(0, 3);
    // Finds only partitions of its own RDD.
    putArray(0, 4);
    assertThat(store.memoryOrder()).containsExactly(BlockId.rdd(0, 2), BlockId.rdd(0, 3));
  }

  @Test
  void aPartitionOfAnotherRddGoesEvenIfUsedMoreRecently() {
    putArray(0, 0);
    putArray(1, 0);
    assertThat(store.get(BlockId.rdd(1, 0))).isEqualTo(Tier.MEMORY);
    putArray(0, 1);
    assertThat(store.memoryOrder()).containsExactly(BlockId.rdd(0, 0), BlockId.rdd(0, 1));
  }

  @Test
  void oneOrderHoldsBlocksOfAllLevels() {
    putArray("a1", MEMORY_ONLY_SER);
    putArray("a2", MEMORY_ONLY_SER);
    putArray("a3", DISK_ONLY);
    assertThat(get("a1")).isEqualTo(Tier.MEMORY);
    assertThat(get("a2")).isEqualTo(Tier.MEMORY);
    assertThat(get("a3")).isEqualTo(Tier.DISK);

    putArray("a4", MEMORY_AND_DISK_SER);
    assertThat(get("a1")).isEqualTo(Tier.NONE);
    assertThat(get("a2")).isEqualTo(Tier.MEMORY);
    assertThat(get("a3")).isEqualTo(Tier.DISK);
    assertThat(get("a4")).isEqualTo(Tier.MEMORY);
  }

  @Test
  void theLeastRecentlyUsedListGoes() {
    putList("list1", MEMORY_ONLY);
    putList("list2", MEMORY_ONLY);
    putList("list3", MEMORY_ONLY);
    assertReadTwice("list2", Tier.MEMORY);
    assertReadTwice("list3", Tier.MEMORY);
    assertThat(get("list1")).isEqualTo(Tier.NONE);
    assertReadTwice("list2", Tier.MEMORY);

    putList("list1", MEMORY_ONLY);
    assertReadTwice("list1", Tier.MEMORY);
    assertReadTwice("list2", Tier.MEMORY);
    assertThat(get("list3")).isEqualTo(Tier.NONE);
  }

  @Test
  void oneOrderHoldsListsOfAllLevels() {
    putList("list1", MEMORY_ONLY_SER);
    putList("list2", MEMORY_ONLY_SER);
    putList("list3", DISK_ONLY);
    for (int round = 0; round < 2; round++) {
      assertReadTwice("list1", Tier.MEMORY);
      assertReadTwice("list2", Tier.MEMORY);
      assertReadTwice("list3", Tier.DISK);
    }

    putList("list4", MEMORY_AND_DISK_SER);
    assertThat(get("list1")).isEqualTo(Tier.NONE);
    assertReadTwice("list2", Tier.MEMORY);
    assertReadTwice("list3", Tier.DISK);
    assertReadTwice("list4", Tier.MEMORY);
  }

  private void assertReadTwice(String name, Tier tier) {
    assertThat(get(name)).isEqualTo(tier);
    assertThat(get(name)).isEqualTo(tier);
  }

  // ---- unrolling, failure, locks

  @Test
  void blocksThatMakeRoomForUnrollingGoToDisk() {
    SuiteValues.SMALL_LIST.put(store, id("b1"), MEMORY_AND_DISK, TASK);
    SuiteValues.SMALL_LIST.put(store, id("b2"), MEMORY_AND_DISK, TASK);
    assertThat(SuiteValues.SMALL_LIST.put(store, id("b3"), MEMORY_ONLY, TASK))
        .isEqualTo(PutResult.MEMORY);
    assertThat(store.memoryOrder()).containsExactly(id("b2"), id("b3"));
    assertThat(store.diskOrder()).containsExactly(id("b1"));
    store.remove(id("b3"));
    SuiteValues.SMALL_LIST.put(store, id("b3"), MEMORY_ONLY, TASK);
    assertThat(store.unrollHeld(TASK, ON_HEAP)).isZero();

    assertThat(SuiteValues.BIG_LIST.put(store, id("b4"), MEMORY_ONLY, TASK))
        .isEqualTo(PutResult.NONE);
    assertThat(store.memoryOrder()).containsExactly(id("b3"));
    assertThat(store.diskOrder()).containsExactly(id("b1"), id("b2"));
    assertThat(store.lastUnrollHeld()).isPositive();
  }

  @Test
  void aPutThatThrowsLeavesNoBlock() {
    ExecutorMemory failing =
        SuiteExecutor.forBlockManager(1200)
            .set("spark.memory.unmanagedMemoryPollingInterval", "100ms")
            .make();
    failing.unmanaged("native", ON_HEAP, 600);
    assertThatThrownBy(() -> failing.putValues(id("a1"), StorageLevel.NONE, 400, TASK))
        .isInstanceOf(SparkRefusalException.class);
    // Each step of unrolling fits, but not the whole block.
    assertThatThrownBy(() -> failing.putValues(id("a1"), MEMORY_AND_DISK, 700, TASK))
        .isInstanceOf(SparkRefusalException.class);
    assertThat(failing.get(id("a1"))).isEqualTo(Tier.NONE);
    assertThat(failing.contains(id("a1"))).isFalse();
    assertThat(failing.unrollHeld(TASK, ON_HEAP)).isZero();

    assertThat(failing.putValues(id("a1"), MEMORY_ONLY, 500, TASK)).isEqualTo(PutResult.MEMORY);
  }

  @Test
  void blocksThatAreReadStayInMemory() {
    putArray("a1", MEMORY_ONLY_SER);
    putArray("a2", MEMORY_ONLY_SER);
    assertThat(store.getAndHold(id("a1"), TASK)).isEqualTo(Tier.MEMORY);
    assertThat(store.getAndHold(id("a2"), TASK)).isEqualTo(Tier.MEMORY);
    putArray("a3", MEMORY_ONLY_SER);
    assertThat(store.getAndHold(id("a3"), TASK)).isEqualTo(Tier.NONE);
    assertThat(store.getAndHold(id("a1"), TASK)).isEqualTo(Tier.MEMORY);
    assertThat(store.getAndHold(id("a2"), TASK)).isEqualTo(Tier.MEMORY);

    store.unlock(id("a2"), TASK);
    store.unlock(id("a2"), TASK);
    // a1 is older, but still read: a2 goes.
    putArray("a3", MEMORY_ONLY_SER);
    assertThat(store.getAndHold(id("a2"), TASK)).isEqualTo(Tier.NONE);
    assertThat(store.getAndHold(id("a1"), TASK)).isEqualTo(Tier.MEMORY);
    assertThat(store.getAndHold(id("a3"), TASK)).isEqualTo(Tier.MEMORY);
  }

  // ---- removal

  @Test
  void removedBlocksGiveTheirMemoryBack() {
    ExecutorMemory large = SuiteExecutor.blockManager(20_000);
    Effects effects = new Effects();
    List<BlockId> blocks = List.of(id("a1"), id("a2"), id("a3"));
    blocks.forEach(block -> SuiteValues.ONE_OF_4000.put(large, block, MEMORY_ONLY));
    assertThat(large.stats().maximum()).isEqualTo(40_000);
    assertThat(large.stats().remaining()).isLessThanOrEqualTo(32_000);
    assertThat(blocks).allSatisfy(block -> assertThat(large.get(block)).isEqualTo(Tier.MEMORY));

    large.addListener(effects);
    assertThat(large.remove(id("a1"))).isTrue();
    assertThat(large.remove(id("a2"))).isTrue();
    assertThat(effects.statuses())
        .containsExactly(
            "test_a1 NONE, had 4040 in memory, 0 on disk",
            "test_a2 NONE, had 4040 in memory, 0 on disk");
    assertThat(large.get(id("a1"))).isEqualTo(Tier.NONE);
    assertThat(large.get(id("a2"))).isEqualTo(Tier.NONE);
    assertThat(large.get(id("a3"))).isEqualTo(Tier.MEMORY);
    assertThat(large.stats().remaining()).isEqualTo(40_000 - 4040);

    assertThat(large.remove(id("a3"))).isTrue();
    assertThat(large.stats().maximum()).isEqualTo(40_000);
    assertThat(large.stats().remaining()).isEqualTo(40_000);
  }

  @Test
  void theRemovalOfAnRddLeavesOtherBlocks() {
    ExecutorMemory large = SuiteExecutor.blockManager(20_000);
    SuiteValues.ONE_OF_4000.put(large, id("nonrddblock"), MEMORY_ONLY);
    for (int round = 0; round < 2; round++) {
      SuiteValues.ONE_OF_4000.put(large, BlockId.rdd(0, 0), MEMORY_ONLY);
      SuiteValues.ONE_OF_4000.put(large, BlockId.rdd(0, 1), MEMORY_ONLY);
      assertThat(large.removeRdd(0)).isEqualTo(2);
      assertThat(large.get(BlockId.rdd(0, 0))).isEqualTo(Tier.NONE);
      assertThat(large.get(BlockId.rdd(0, 1))).isEqualTo(Tier.NONE);
      assertThat(large.get(id("nonrddblock"))).isEqualTo(Tier.MEMORY);
    }
  }

  @Test
  void theRemovalOfABroadcastTakesItsValueAndItsPiecesFromOneExecutor() {
    ExecutorMemory driver = SuiteExecutor.blockManager(2000);
    ExecutorMemory executor = SuiteExecutor.blockManager(2000);
    BlockId first = BlockId.broadcast(0);
    BlockId second = BlockId.broadcast(1);
    List<BlockId> third = List.of(BlockId.broadcast(2), BlockId.broadcast(2, "_"));
    List<BlockId> all = List.of(first, second, third.get(0), third.get(1));
    for (ExecutorMemory each : List.of(driver, executor)) {
      all.forEach(block -> SuiteValues.BROADCAST_OF_400.put(each, block, DISK_ONLY));
      assertThat(each.diskOrder()).hasSize(4).containsAll(all);
    }
    Effects ofExecutor = new Effects();
    Effects ofDriver = new Effects();
    executor.addListener(ofExecutor);
    driver.addListener(ofDriver);

    assertThat(executor.removeBroadcast(0)).isEqualTo(1);
    assertThat(executor.diskOrder()).hasSize(3).doesNotContain(first);
    assertThat(ofExecutor.statuses())
        .containsExactly("broadcast_0 NONE, had 0 in memory, 58 on disk");
    assertThat(driver.diskOrder()).hasSize(4);
    assertThat(ofDriver.statuses()).isEmpty();

    assertThat(driver.removeBroadcast(0)).isEqualTo(1);
    assertThat(driver.diskOrder()).doesNotContain(first).contains(second);
    for (ExecutorMemory each : List.of(driver, executor)) {
      assertThat(each.removeBroadcast(1)).isEqualTo(1);
      assertThat(each.diskOrder()).hasSize(2).containsAll(third);
      assertThat(each.removeBroadcast(2)).isEqualTo(2);
      assertThat(each.diskOrder()).isEmpty();
    }
    assertThat(ofDriver.statuses()).hasSize(4);
    assertThat(ofExecutor.statuses()).hasSize(3);
  }

  @Test
  void blocksAreFoundByTheirBroadcastAndByTheirRdd() {
    SuiteValues.ONE_OF_100.put(store, BlockId.broadcast(0), MEMORY_ONLY);
    SuiteValues.ONE_OF_100.put(store, BlockId.rdd(1, 3), MEMORY_ONLY);
    SuiteValues.ONE_OF_100.put(store, id("other"), MEMORY_ONLY);
    assertThat(store.blocksInMemory()).isEqualTo(3);

    assertThat(store.removeBroadcast(0)).isEqualTo(1);
    assertThat(store.removeRdd(1)).isEqualTo(1);
    assertThat(store.memoryOrder()).containsExactly(id("other"));
    assertThat(store.removeBroadcast(0)).isZero();
    assertThat(store.removeRdd(1)).isZero();
  }

  // ---- block status

  @Test
  void everyChangeOfABlockIsTold() {
    Effects effects = new Effects();
    store.addListener(effects);
    putList("list1", MEMORY_ONLY);
    assertThat(effects.statuses()).containsExactly("test_list1 MEMORY");
    putList("list2", MEMORY_AND_DISK);
    assertThat(effects.statuses()).containsExactly("test_list2 MEMORY");
    putList("list3", MEMORY_ONLY);
    assertThat(effects.statuses()).containsExactly("test_list1 NONE", "test_list3 MEMORY");
    putList("list4", MEMORY_ONLY);
    assertThat(effects.statuses()).containsExactly("test_list2 DISK", "test_list4 MEMORY");

    // Cannot fit, and is refused before anybody is evicted.
    SuiteValues.EIGHT_OF_2000.put(store, id("list5"), MEMORY_ONLY, TASK);
    assertThat(effects.statuses()).isEmpty();
    assertThat(store.memoryOrder()).containsExactly(id("list3"), id("list4"));
    assertThat(store.diskOrder()).containsExactly(id("list2"));

    store.remove(id("list2"));
    assertThat(effects.statuses())
        .containsExactly("test_list2 NONE, had 0 in memory, 4008 on disk");
    assertThat(store.diskOrder()).isEmpty();
  }

  @Test
  void theStatusOfABlockIsItsTier() {
    putList("list1", MEMORY_ONLY);
    putList("list2", MEMORY_AND_DISK);
    putList("list3", MEMORY_ONLY);
    assertThat(store.contains(id("list1"))).isFalse();
    assertThat(store.tier(id("list2"))).isEqualTo(Tier.MEMORY);
    assertThat(store.tier(id("list3"))).isEqualTo(Tier.MEMORY);

    putList("list4", MEMORY_ONLY);
    putList("list5", MEMORY_AND_DISK);
    putList("list6", MEMORY_ONLY);
    assertThat(store.contains(id("list4"))).isFalse();
    assertThat(store.tier(id("list5"))).isEqualTo(Tier.MEMORY);
    assertThat(store.tier(id("list6"))).isEqualTo(Tier.MEMORY);
  }

  @Test
  void theSnapshotListsTheBlocksThatMatch() {
    Stream.of("list1", "list2", "list3").forEach(this::putSmallList);
    assertThat(known(block -> block.name().contains("list"))).hasSize(3);
    assertThat(known(block -> block.name().contains("list1"))).hasSize(1);

    Stream.of("newlist1", "newlist2", "newlist3").forEach(this::putSmallList);
    assertThat(known(block -> block.name().contains("newlist"))).hasSize(3);

    for (BlockId block : List.of(BlockId.rdd(1, 0), BlockId.rdd(1, 1), BlockId.rdd(2, 0))) {
      SuiteValues.TWO_OF_100.put(store, block, MEMORY_ONLY);
    }
    assertThat(known(block -> block instanceof BlockId.RDDBlockId rdd && rdd.rddId() == 1))
        .containsExactlyInAnyOrder(BlockId.rdd(1, 0), BlockId.rdd(1, 1));
  }

  private void putSmallList(String name) {
    SuiteValues.TWO_OF_100.put(store, id(name), MEMORY_AND_DISK);
  }

  private List<BlockId> known(Predicate<BlockId> wanted) {
    MemorySnapshot snapshot = store.snapshot();
    List<BlockId> found = new ArrayList<>();
    Stream.concat(snapshot.memory().stream(), snapshot.disk().stream())
        .map(MemorySnapshot.BlockSnapshot::block)
        .filter(wanted)
        .distinct()
        .forEach(found::add);
    return found;
  }
}
