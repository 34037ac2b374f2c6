package io.memsim.testkittest;

import static io.memsim.testkit.MemoryAssertions.assertThatMemory;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.EvictionCause;
import io.memsim.event.SpillMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemoryConsumer;
import io.memsim.testkit.HistoryAssert;
import io.memsim.testkit.MemoryAssert;
import io.memsim.testkit.MemoryLog;
import io.memsim.testkit.MemoryRun;
import io.memsim.testkit.SnapshotAssert;
import io.memsim.testkit.TinyMemory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each assertion passes where it should, and says what is wrong where it should not. */
class MemoryAssertionsTest {

  private final MemoryRun run = MemoryRun.start(TinyMemory.of(1000));
  private final ExecutorMemory memory = run.memory();
  private final MemoryAssert untouched = assertThatMemory(memory);
  private final HistoryAssert history = assertThatMemory(run);

  private static void fails(ThrowingCallable assertion, String message) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(assertion)
        .withMessageStartingWith(message);
  }

  private void put(int rdd, StorageLevel level, long bytes) {
    memory.put(BlockId.rdd(rdd, 0), level, bytes);
  }

  @Test
  void aFreshExecutorHasNothing() {
    untouched
        .hasNoEvictions()
        .hasNoEvictions(EvictionCause.UNROLL)
        .evictedAtMost(0)
        .spilledAtMost(0)
        .hasNoFailedPuts()
        .hitMemoryAtLeast(1)
        .hasNothingHeldByTasks()
        .hasNoWaitingTasks()
        .hasPools(MemoryMode.ON_HEAP, 500, 500)
        .usesStorageAtMost(MemoryMode.ON_HEAP, 0)
        .hasForgotten("*")
        .hasNotInMemory("*")
        .hasInMemoryInOrder();
    history.neverEvicted("*").evictedOnly("nothing").evictedInOrder();
  }

  @Test
  void evictions() {
    put(0, StorageLevel.MEMORY_ONLY_SER, 600);
    put(1, StorageLevel.MEMORY_ONLY_SER, 600);
    fails(untouched::hasNoEvictions, "expected no evictions; but there were {STORAGE=1, UNROLL=0");
    fails(
        history::hasNoEvictions, "expected no evictions; but there were [rdd_0_0]\nafter these 2");
    fails(
        () -> untouched.hasNoEvictions(EvictionCause.STORAGE),
        "expected no evictions for STORAGE; but there were 1");
    untouched.hasNoEvictions(EvictionCause.EXECUTION).evictedAtMost(600);
    fails(
        () -> untouched.evictedAtMost(599),
        "expected at most 599 bytes to be evicted; but it were 600");
    history.evictedOnly("rdd_0_*").evictedInOrder("rdd_0_0").neverEvicted("rdd_1_*");
    fails(
        () -> history.evictedOnly("rdd_1_*"),
        "expected evictions only of rdd_1_*; but also evicted were [rdd_0_0]");
    fails(() -> history.evictedInOrder(), "expected evictions of []; but evicted were [rdd_0_0]");
    fails(
        () -> history.neverEvicted("rdd_0_?"),
        "expected not to be evicted: rdd_0_?; but evicted were [rdd_0_0]");
  }

  @Test
  void keptInMemory() {
    put(0, StorageLevel.MEMORY_ONLY_SER, 600);
    put(1, StorageLevel.MEMORY_AND_DISK_SER, 400);
    untouched.keptInMemory("rdd_*").keptInMemory("rdd_0_0", "rdd_1_0");
    fails(
        () -> untouched.keptInMemory("rdd_*", "broadcast_0"),
        "expected in memory: broadcast_0; but in memory are [rdd_0_0, rdd_1_0]");
    put(2, StorageLevel.MEMORY_ONLY_SER, 500);
    // The forgotten block is missed only by who has seen it.
    untouched.keptInMemory("rdd_*").hasForgotten("rdd_0_0");
    fails(
        () -> history.keptInMemory("rdd_*"),
        "expected in memory: rdd_*; but forgotten are [rdd_0_0]");
    memory.remove(BlockId.rdd(2, 0));
    put(3, StorageLevel.MEMORY_ONLY_SER, 1000);
    fails(
        () -> untouched.keptInMemory("rdd_*"),
        "expected in memory: rdd_*; but only on disk are [rdd_1_0]");
    // What a caller removed nobody expects.
    history.keptInMemory("rdd_3_*").hasOnDisk("rdd_1_0").hasForgotten("rdd_2_0");
    assertThatMemory(MemoryLog.of(memory)).keptInMemory("rdd_3_0");
    assertThatIllegalArgumentException().isThrownBy(untouched::keptInMemory);
  }

  @Test
  void whereBlocksAre() {
    put(0, StorageLevel.MEMORY_ONLY_SER, 100);
    put(1, StorageLevel.DISK_ONLY, 100);
    SnapshotAssert state = assertThatMemory(memory.snapshot());
    state
        .hasInMemoryInOrder("rdd_0_0")
        .hasNotInMemory("rdd_1_0")
        .hasOnDisk("rdd_1_*")
        .hasForgotten("rdd_2_0")
        .usesStorageAtMost(MemoryMode.ON_HEAP, 100);
    fails(
        () -> state.hasInMemoryInOrder("rdd_1_0"),
        "expected in memory, least recently used first: [rdd_1_0]; but are [rdd_0_0]");
    fails(
        () -> state.hasNotInMemory("rdd_?_0"),
        "expected not in memory: rdd_?_0; but there are [rdd_0_0]");
    fails(() -> state.hasOnDisk("rdd_0_0"), "expected on disk: rdd_0_0; but there are [rdd_1_0]");
    fails(
        () -> state.hasForgotten("rdd_*"),
        "expected to be forgotten: rdd_*; but known are [rdd_0_0, rdd_1_0]");
    fails(
        () -> state.usesStorageAtMost(MemoryMode.ON_HEAP, 99),
        "expected at most 99 bytes of ON_HEAP storage; but used are 100");
    fails(
        () -> state.hasPools(MemoryMode.ON_HEAP, 1, 2),
        "expected ON_HEAP pools of 1 for execution and 2 for storage; but they are 500 and 500");
  }

  @Test
  void dotsInNamesStandForThemselves() {
    memory.put(BlockId.parse("shuffle_1_2_3.data"), StorageLevel.DISK_ONLY, 1);
    untouched.hasOnDisk("shuffle_1_2_3.data").hasForgotten("shuffle_1_2_3?data?");
    fails(() -> untouched.hasOnDisk("shuffle_1_2.3.data"), "expected on disk");
  }

  @Test
  void tasksAndSpills() {
    MemoryConsumer one = memory.task(0).registerConsumer("one", MemoryMode.ON_HEAP, SpillMode.ALL);
    MemoryConsumer two = memory.task(0).registerConsumer("two", MemoryMode.ON_HEAP, SpillMode.ALL);
    one.acquire(700);
    two.acquire(400);
    untouched.spilledAtMost(700);
    fails(
        () -> untouched.spilledAtMost(699),
        "expected at most 699 bytes to be spilled; but it were 700 in 1 spills");
    fails(untouched::hasNothingHeldByTasks, "expected nothing to be held by tasks; but there are");
    memory.acquireExecution(0, 600, MemoryMode.ON_HEAP);
    memory.acquireExecution(1, 100, MemoryMode.ON_HEAP);
    fails(untouched::hasNoWaitingTasks, "expected no waiting tasks; but these wait: [1]");
    memory.endTask(1);
    memory.endTask(0);
    untouched.hasNoWaitingTasks().hasNothingHeldByTasks();
  }

  @Test
  void putsAndReads() {
    put(0, StorageLevel.MEMORY_ONLY_SER, 1001);
    fails(
        untouched::hasNoFailedPuts,
        "expected all blocks to get into memory; but these failed: {OVER_LIMIT=1");
    put(1, StorageLevel.MEMORY_ONLY_SER, 1);
    memory.get(BlockId.rdd(1, 0));
    memory.get(BlockId.rdd(9, 9));
    untouched.hitMemoryAtLeast(0.5);
    fails(
        () -> untouched.hitMemoryAtLeast(0.51),
        "expected at least 0.51 of the reads to hit memory; but it were 1 of 2");
  }
}
