package io.memsim.sparkcases;

import static io.memsim.block.MemoryMode.OFF_HEAP;
import static io.memsim.block.MemoryMode.ON_HEAP;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.event.PutResult;
import io.memsim.executor.ExecutorMemory;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Blocks in memory and how they are unrolled: the cases of Spark's {@code MemoryStoreSuite}, see
 * {@code docs/spark-suites.md}. The suite's own store forgets what it evicts, as levels without
 * disk do.
 */
class MemoryStoreSuiteCasesTest {

  private static final StorageLevel MEMORY_ONLY = StorageLevel.MEMORY_ONLY;
  private static final StorageLevel MEMORY_ONLY_SER = StorageLevel.MEMORY_ONLY_SER;
  private static final long TASK = 7;
  private static final long READER = 8;

  private static BlockId id(String name) {
    return BlockId.test(name);
  }

  private static List<BlockId> ids(String... names) {
    return Stream.of(names).map(BlockId::test).map(BlockId.class::cast).toList();
  }

  private static long unroll(ExecutorMemory memory) {
    return memory.unrollHeld(TASK, ON_HEAP) + memory.unrollHeld(TASK, OFF_HEAP);
  }

  private static boolean put(
      ExecutorMemory memory, String block, SuiteValues values, StorageLevel level) {
    return values.put(memory, id(block), level, TASK) == PutResult.MEMORY;
  }

  @Test
  void unrollMemoryIsReservedAndReleasedByTheTask() {
    ExecutorMemory memory = SuiteExecutor.memoryStore(12_000);
    assertThat(memory.unrollUsed(ON_HEAP)).isZero();
    assertThat(unroll(memory)).isZero();

    assertThat(reserve(memory, 100)).isTrue();
    assertThat(unroll(memory)).isEqualTo(100);
    assertThat(reserve(memory, 200)).isTrue();
    assertThat(unroll(memory)).isEqualTo(300);
    assertThat(reserve(memory, 500)).isTrue();
    assertThat(unroll(memory)).isEqualTo(800);
    assertThat(reserve(memory, 1_000_000)).isFalse();
    assertThat(unroll(memory)).isEqualTo(800);

    memory.releaseUnroll(100, ON_HEAP, TASK);
    assertThat(unroll(memory)).isEqualTo(700);
    memory.releaseUnroll(100, ON_HEAP, TASK);
    assertThat(unroll(memory)).isEqualTo(600);

    assertThat(reserve(memory, 4400)).isTrue();
    assertThat(unroll(memory)).isEqualTo(5000);
    assertThat(reserve(memory, 20_000)).isFalse();
    assertThat(unroll(memory)).isEqualTo(5000);

    memory.releaseUnroll(1000, ON_HEAP, TASK);
    assertThat(unroll(memory)).isEqualTo(4000);
    memory.releaseUnroll(Long.MAX_VALUE, ON_HEAP, TASK);
    assertThat(unroll(memory)).isZero();
  }

  private static boolean reserve(ExecutorMemory memory, long bytes) {
    return memory.reserveUnroll(id(""), bytes, ON_HEAP, TASK);
  }

  @Test
  void blocksAreUnrolledSafely() {
    ExecutorMemory memory = SuiteExecutor.memoryStore(12_000);
    assertThat(put(memory, "unroll", SuiteValues.SMALL_LIST, MEMORY_ONLY)).isTrue();
    assertThat(unroll(memory)).isZero();
    assertThat(memory.memoryBytes(id("unroll"))).isEqualTo(4976);
    assertThat(memory.remove(id("unroll"))).isTrue();

    assertThat(put(memory, "someBlock1", SuiteValues.SMALL_LIST, MEMORY_ONLY)).isTrue();
    assertThat(put(memory, "someBlock2", SuiteValues.SMALL_LIST, MEMORY_ONLY)).isTrue();
    assertThat(put(memory, "unroll", SuiteValues.SMALL_LIST, MEMORY_ONLY)).isTrue();
    assertThat(unroll(memory)).isZero();
    assertThat(memory.memoryOrder()).isEqualTo(ids("someBlock2", "unroll"));
    assertThat(memory.remove(id("unroll"))).isTrue();

    // Never fits, but has someBlock2 evicted before that is known.
    assertThat(put(memory, "someBlock3", SuiteValues.SMALL_LIST, MEMORY_ONLY)).isTrue();
    assertThat(put(memory, "unroll", SuiteValues.BIG_LIST, MEMORY_ONLY)).isFalse();
    assertThat(unroll(memory)).isPositive().isEqualTo(memory.lastUnrollHeld());
    assertThat(memory.contains(id("someBlock2"))).isFalse();
    memory.releaseUnroll(memory.lastUnrollHeld(), ON_HEAP, TASK);
    assertThat(unroll(memory)).isZero();
  }

  @Test
  void valuesThatDoNotFitHaveOthersEvictedOnTheWay() {
    assertEvictionsOfUnrolling(
        SuiteExecutor.memoryStore(12_000),
        SuiteValues.SMALL_LIST,
        SuiteValues.BIG_LIST,
        MEMORY_ONLY);
  }

  @Test
  void offHeapValuesThatDoNotFitHaveOthersEvictedOnTheWay() {
    assertEvictionsOfUnrolling(
        SuiteExecutor.memoryStore(12_000),
        SuiteValues.SMALL_OFF_HEAP,
        SuiteValues.BIG_OFF_HEAP,
        StorageLevel.of(false, true, true, true, 1));
  }

  @Test
  void serializedValuesThatDoNotFitHaveOthersEvictedOnTheWay() {
    assertEvictionsOfUnrolling(
        SuiteExecutor.memoryStore(8400),
        SuiteValues.SMALL_LIST,
        SuiteValues.BIG_LIST,
        MEMORY_ONLY_SER);
  }

  /** Two small blocks fit, a third one evicts the first; a big one evicts the second and fails. */
  private static void assertEvictionsOfUnrolling(
      ExecutorMemory memory, SuiteValues small, SuiteValues big, StorageLevel level) {
    assertThat(put(memory, "b1", small, level)).isTrue();
    assertThat(put(memory, "b2", small, level)).isTrue();
    assertThat(memory.memoryOrder()).isEqualTo(ids("b1", "b2"));
    assertThat(unroll(memory)).isZero();
    memory.remove(id("b1"));
    memory.remove(id("b2"));
    assertThat(put(memory, "b1", small, level)).isTrue();
    assertThat(put(memory, "b2", small, level)).isTrue();

    assertThat(put(memory, "b3", small, level)).isTrue();
    assertThat(memory.memoryOrder()).isEqualTo(ids("b2", "b3"));
    assertThat(unroll(memory)).isZero();
    assertThat(memory.remove(id("b3"))).isTrue();
    assertThat(put(memory, "b3", small, level)).isTrue();

    assertThat(put(memory, "b4", big, level)).isFalse();
    assertThat(memory.memoryOrder()).isEqualTo(ids("b3"));
    assertThat(unroll(memory)).isPositive().isEqualTo(memory.lastUnrollHeld());
    memory.releaseUnroll(memory.lastUnrollHeld(), level.memoryMode(), TASK);
    assertThat(unroll(memory)).isZero();
  }

  @Test
  void aPartlySerializedBlockHoldsUnrollMemoryUntilItIsRead() {
    ExecutorMemory memory = SuiteExecutor.memoryStore(12_000);
    assertThat(put(memory, "b1", SuiteValues.BIG_LIST, MEMORY_ONLY_SER)).isFalse();
    assertThat(unroll(memory)).isPositive().isEqualTo(memory.lastUnrollHeld());
    memory.releaseUnroll(memory.lastUnrollHeld(), ON_HEAP, TASK);
    assertThat(unroll(memory)).isZero();
  }

  @Test
  void aPartlySerializedBlockHoldsNoUnrollMemoryOnceItIsWritten() {
    ExecutorMemory memory = SuiteExecutor.memoryStore(12_000);
    assertThat(SuiteValues.BIG_LIST.put(memory, id("b1"), StorageLevel.MEMORY_AND_DISK_SER, TASK))
        .isEqualTo(PutResult.DISK);
    assertThat(memory.diskBytes(id("b1"))).isEqualTo(40_160);
    assertThat(memory.lastUnrollHeld()).isZero();
    assertThat(unroll(memory)).isZero();
  }

  @Test
  void failedUnrollsOfOneTaskAddUpUntilNothingIsLeft() {
    ExecutorMemory memory = SuiteExecutor.memoryStore(12_000);
    // Spark's suite keeps blocks from being evicted by not telling who manages them.
    assertThat(put(memory, "b1", SuiteValues.SMALL_LIST, MEMORY_ONLY)).isTrue();
    memory.getAndHold(id("b1"), READER);
    assertThat(unroll(memory)).isZero();
    assertThat(put(memory, "b2", SuiteValues.SMALL_LIST, MEMORY_ONLY)).isTrue();
    memory.getAndHold(id("b2"), READER);
    assertThat(unroll(memory)).isZero();

    assertThat(put(memory, "b3", SuiteValues.SMALL_LIST, MEMORY_ONLY)).isFalse();
    long afterB3 = unroll(memory);
    assertThat(afterB3).isPositive();
    assertThat(put(memory, "b4", SuiteValues.SMALL_LIST, MEMORY_ONLY)).isFalse();
    long afterB4 = unroll(memory);
    assertThat(afterB4).isGreaterThan(afterB3);

    for (String late : List.of("b5", "b6", "b7")) {
      assertThat(put(memory, late, SuiteValues.SMALL_LIST, MEMORY_ONLY)).isFalse();
      assertThat(unroll(memory)).isEqualTo(afterB4);
    }
  }

  @Test
  void aBlockBiggerThanTheStoreIsRefusedWithoutATrace() {
    ExecutorMemory memory = SuiteExecutor.memoryStore(12_000);
    assertThat(memory.put(BlockId.rdd(3, 10), MEMORY_ONLY_SER, 13_000)).isEqualTo(PutResult.NONE);
    assertThat(memory.contains(BlockId.rdd(3, 10))).isFalse();
    assertThat(memory.storageUsed(ON_HEAP)).isZero();
  }

  @Test
  void aBlockSmallerThanTheStoreIsStoredWithItsSize() {
    ExecutorMemory memory = SuiteExecutor.memoryStore(12_000);
    memory.put(BlockId.rdd(3, 10), MEMORY_ONLY_SER, 10_000);
    assertThat(memory.memoryBytes(BlockId.rdd(3, 10))).isEqualTo(10_000);
  }

  @Test
  void anEvictionLeavesNoLocksWhetherItSucceedsOrNot() {
    ExecutorMemory memory = SuiteExecutor.of(100).set("spark.memory.offHeap.size", 12_000).make();
    List<BlockId> small =
        IntStream.rangeClosed(1, 10).<BlockId>mapToObj(split -> BlockId.rdd(1, split)).toList();
    small.forEach(block -> memory.put(block, StorageLevel.MEMORY_AND_DISK_SER, 10));
    assertThat(memory.memoryOrder()).isEqualTo(small);
    BlockId large = BlockId.rdd(2, 1);

    // Three blocks could be dropped before a locked one is met: none is, and none stays locked.
    memory.getAndHold(small.get(3), READER);
    assertThat(memory.put(large, MEMORY_ONLY_SER, 100)).isEqualTo(PutResult.NONE);
    assertThat(memory.blocksInMemory()).isEqualTo(10);
    assertThat(small).allSatisfy(block -> assertThat(locksOfOthers(memory, block)).isZero());
    memory.unlock(small.get(3), READER);

    assertThat(memory.put(large, MEMORY_ONLY_SER, 100)).isEqualTo(PutResult.MEMORY);
    assertThat(memory.memoryOrder()).containsExactly(large);
    assertThat(memory.locks(large)).isZero();
    assertThat(memory.diskOrder()).hasSize(10).containsAll(small);
    assertThat(small).allSatisfy(block -> assertThat(memory.locks(block)).isZero());

    // A reader of a dropped block keeps his lock.
    memory.getAndHold(small.get(0), READER);
    assertThat(memory.locks(small.get(0))).isEqualTo(1);
  }

  private static int locksOfOthers(ExecutorMemory memory, BlockId block) {
    return memory.locks(block) - memory.locks(block, READER);
  }

  @Test
  void removedObjectsGiveTheirMemoryBack() {
    ExecutorMemory memory = SuiteExecutor.memoryStore(12_000);
    assertThat(put(memory, "b1", SuiteValues.NATIVE_OBJECTS, MEMORY_ONLY)).isTrue();
    assertThat(put(memory, "b2", SuiteValues.NATIVE_OBJECTS, MEMORY_ONLY)).isTrue();
    assertThat(memory.storageUsed(ON_HEAP)).isEqualTo(2 * 4176);

    memory.remove(id("b1"));
    memory.remove(id("b2"));
    assertThat(memory.storageUsed(ON_HEAP)).isZero();
  }
}
