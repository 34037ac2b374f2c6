package io.memsim.sparkcases;

import static io.memsim.block.MemoryMode.OFF_HEAP;
import static io.memsim.block.MemoryMode.ON_HEAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.config.ConfigException;
import io.memsim.config.MemoryConfig;
import io.memsim.config.MemoryConfigBuilder;
import io.memsim.event.PutResult;
import io.memsim.executor.ExecutorMemory;
import io.memsim.layout.MemoryLayout;
import io.memsim.policy.EvictionPolicy;
import io.memsim.policy.EvictionRequest;
import io.memsim.policy.VictimCursor;
import org.junit.jupiter.api.Test;

/**
 * How storage and execution share: the cases of Spark's {@code UnifiedMemoryManagerSuite}, see
 * {@code docs/spark-suites.md}. Spark's suite fakes a store that evicts to the byte; here real
 * blocks are cut so that whole blocks come to the same figures.
 */
class UnifiedMemoryManagerSuiteCasesTest {

  private static final StorageLevel OFF_HEAP_ONLY = StorageLevel.of(false, true, true, false, 1);
  private static final long TASK = 0;

  private final Effects effects = new Effects();

  private ExecutorMemory listened(ExecutorMemory memory) {
    memory.addListener(effects);
    return memory;
  }

  private static boolean store(ExecutorMemory memory, String block, long bytes) {
    return memory.put(BlockId.test(block), StorageLevel.MEMORY_ONLY_SER, bytes) == PutResult.MEMORY;
  }

  private static boolean storeOffHeap(ExecutorMemory memory, String block, long bytes) {
    return memory.put(BlockId.test(block), OFF_HEAP_ONLY, bytes) == PutResult.MEMORY;
  }

  private static void assertUsed(ExecutorMemory memory, long execution, long storage) {
    assertThat(memory.executionUsed(ON_HEAP)).isEqualTo(execution);
    assertThat(memory.storageUsed(ON_HEAP)).isEqualTo(storage);
  }

  @Test
  void executionMemoryIsHandedOutUpToTheMaximumAndTakenBack() {
    ExecutorMemory memory = SuiteExecutor.of(1000).make();
    assertThat(memory.executionUsed(ON_HEAP)).isZero();
    assertThat(memory.acquireExecution(TASK, 10, ON_HEAP)).isEqualTo(10);
    assertThat(memory.executionUsed(ON_HEAP)).isEqualTo(10);
    assertThat(memory.acquireExecution(TASK, 100, ON_HEAP)).isEqualTo(100);
    assertThat(memory.acquireExecution(TASK, 1000, ON_HEAP)).isEqualTo(890);
    assertThat(memory.executionUsed(ON_HEAP)).isEqualTo(1000);
    assertThat(memory.acquireExecution(TASK, 1, ON_HEAP)).isZero();
    assertThat(memory.executionUsed(ON_HEAP)).isEqualTo(1000);

    memory.releaseExecution(TASK, 800, ON_HEAP);
    assertThat(memory.executionUsed(ON_HEAP)).isEqualTo(200);
    assertThat(memory.acquireExecution(TASK, 1, ON_HEAP)).isEqualTo(1);
    assertThat(memory.executionUsed(ON_HEAP)).isEqualTo(201);
    assertThat(memory.releaseExecution(TASK, 1000, ON_HEAP)).isEqualTo(201);
    assertThat(memory.executionUsed(ON_HEAP)).isZero();
  }

  @Test
  void storageMemoryIsHandedOutUpToTheMaximumAndThenByEviction() {
    ExecutorMemory memory = listened(SuiteExecutor.of(1000).make());
    assertThat(memory.storageUsed(ON_HEAP)).isZero();
    assertThat(store(memory, "ten", 10)).isTrue();
    assertThat(memory.storageUsed(ON_HEAP)).isEqualTo(10);
    assertThat(store(memory, "hundred", 100)).isTrue();
    assertThat(memory.storageUsed(ON_HEAP)).isEqualTo(110);
    assertThat(store(memory, "too big", 1001)).isFalse();
    assertThat(memory.storageUsed(ON_HEAP)).isEqualTo(110);
    assertThat(effects.evictedBytes()).isZero();

    assertThat(store(memory, "all", 1000)).isTrue();
    assertThat(effects.evictedBytes()).isEqualTo(110);
    assertThat(memory.storageUsed(ON_HEAP)).isEqualTo(1000);

    // The same 1000 bytes again, in pieces of which the oldest has the one byte that is to go.
    memory.remove(BlockId.test("all"));
    assertThat(store(memory, "one", 1)).isTrue();
    assertThat(store(memory, "stays", 199)).isTrue();
    assertThat(store(memory, "released", 800)).isTrue();
    assertThat(effects.evictedBytes()).isZero();
    assertThat(store(memory, "one more", 1)).isTrue();
    assertThat(effects.evictedBytes()).isEqualTo(1);
    assertThat(memory.storageUsed(ON_HEAP)).isEqualTo(1000);

    memory.remove(BlockId.test("released"));
    assertThat(memory.storageUsed(ON_HEAP)).isEqualTo(200);
    assertThat(store(memory, "after", 1)).isTrue();
    assertThat(memory.storageUsed(ON_HEAP)).isEqualTo(201);
    memory.memoryOrder().forEach(memory::remove);
    assertThat(memory.storageUsed(ON_HEAP)).isZero();
    assertThat(memory.reserveUnroll(BlockId.test("last"), 1, ON_HEAP, TASK)).isTrue();
    assertThat(memory.storageUsed(ON_HEAP)).isEqualTo(1);
    assertThat(effects.evictedBytes()).isZero();
    assertThat(memory.releaseUnroll(100, ON_HEAP, TASK)).isEqualTo(1);
    assertThat(memory.storageUsed(ON_HEAP)).isZero();
  }

  @Test
  void executionEvictsWhatStorageBorrowedAndNoMore() {
    ExecutorMemory memory = listened(SuiteExecutor.of(1000).make());
    assertThat(store(memory, "old", 50)).isTrue();
    assertThat(store(memory, "young", 700)).isTrue();
    assertUsed(memory, 0, 750);

    assertThat(memory.acquireExecution(TASK, 100, ON_HEAP)).isEqualTo(100);
    assertUsed(memory, 100, 750);
    assertThat(effects.evictedBytes()).isZero();

    assertThat(memory.acquireExecution(TASK, 200, ON_HEAP)).isEqualTo(200);
    assertUsed(memory, 300, 700);
    assertThat(effects.evictedBytes()).isEqualTo(50);

    memory.remove(BlockId.test("young"));
    assertUsed(memory, 300, 0);

    // Within storage's region: execution gets what is free, and evicts nothing.
    assertThat(store(memory, "safe", 400)).isTrue();
    assertUsed(memory, 300, 400);
    assertThat(memory.acquireExecution(TASK, 400, ON_HEAP)).isEqualTo(300);
    assertUsed(memory, 600, 400);
    assertThat(effects.evictedBytes()).isZero();
  }

  @Test
  void executionEvictsWhenWhatIsFreeIsLessThanItAsksFor() {
    ExecutorMemory memory = listened(SuiteExecutor.of(1000).make());
    assertThat(store(memory, "old", 200)).isTrue();
    assertThat(store(memory, "young", 500)).isTrue();
    assertThat(effects.evictedBytes()).isZero();
    assertUsed(memory, 0, 700);

    assertThat(memory.acquireExecution(TASK, 500, ON_HEAP)).isEqualTo(500);
    assertThat(effects.evictedBytes()).isEqualTo(200);
    assertUsed(memory, 500, 500);
  }

  @Test
  void storageDoesNotEvictExecution() {
    ExecutorMemory memory = listened(SuiteExecutor.of(1000).make());
    assertThat(memory.acquireExecution(TASK, 800, ON_HEAP)).isEqualTo(800);
    assertUsed(memory, 800, 0);
    assertThat(store(memory, "fits", 100)).isTrue();
    assertUsed(memory, 800, 100);
    assertThat(store(memory, "does not", 250)).isFalse();
    assertUsed(memory, 800, 100);

    memory.releaseExecution(TASK, 1000, ON_HEAP);
    memory.remove(BlockId.test("fits"));

    // Now execution stays within its own region; storage may still not have any of that.
    assertThat(memory.acquireExecution(TASK, 200, ON_HEAP)).isEqualTo(200);
    assertUsed(memory, 200, 0);
    assertThat(store(memory, "fits", 750)).isTrue();
    assertUsed(memory, 200, 750);
    assertThat(store(memory, "does not", 850)).isFalse();
    assertUsed(memory, 200, 750);
    assertThat(effects.evictedBytes()).isZero();
  }

  private static MemoryConfigBuilder smallHeap(long heap) {
    return MemoryConfig.builder()
        .set("spark.memory.fraction", "0.8")
        .set("spark.testing.memory", String.valueOf(heap))
        .set("spark.testing.reservedMemory", String.valueOf(300 * 1024));
  }

  @Test
  void aHeapBelowOneAndAHalfTimesTheReserveIsRefused() {
    assertThat(MemoryLayout.of(smallHeap(1024 * 1024).build()).unified()).isEqualTo(593_100);

    MemoryConfigBuilder half = smallHeap(150 * 1024);
    assertThatThrownBy(half::build)
        .asInstanceOf(type(ConfigException.class))
        .satisfies(refusal -> assertThat(refusal.key()).isEqualTo("spark.testing.memory"))
        .satisfies(refusal -> assertThat(refusal.value()).isEqualTo("153600"));
  }

  @Test
  void anExecutorMemoryBelowOneAndAHalfTimesTheReserveIsRefused() {
    MemoryConfigBuilder enough = smallHeap(1024 * 1024);
    assertThat(MemoryLayout.of(enough.build()).unified()).isEqualTo(593_100);

    MemoryConfigBuilder half = smallHeap(1024 * 1024).set("spark.executor.memory", "153600");
    assertThatThrownBy(half::build)
        .asInstanceOf(type(ConfigException.class))
        .satisfies(refusal -> assertThat(refusal.key()).isEqualTo("spark.executor.memory"))
        .satisfies(refusal -> assertThat(refusal.value()).isEqualTo("153600"));
  }

  @Test
  void executionEvictsBlocksWhileSeveralTasksAreActive() {
    ExecutorMemory memory =
        listened(SuiteExecutor.of(1000).set("spark.memory.storageFraction", 0).cores(2).make());
    assertThat(memory.layout().unified()).isEqualTo(1000);
    assertThat(memory.acquireExecution(0, 100, ON_HEAP)).isEqualTo(100);
    assertThat(memory.acquireExecution(1, 100, ON_HEAP)).isEqualTo(100);
    assertThat(store(memory, "old", 100)).isTrue();
    assertThat(store(memory, "young", 700)).isTrue();
    assertUsed(memory, 200, 800);
    assertThat(effects.evictedBytes()).isZero();

    assertThat(memory.acquireExecution(0, 100, ON_HEAP)).isEqualTo(100);
    assertThat(effects.evictedBytes()).isEqualTo(100);
    assertUsed(memory, 300, 700);
  }

  @Test
  void anEvictionThatThrowsLeavesThePoolsWhole() {
    ExecutorMemory memory =
        ExecutorMemory.builder(
                SuiteExecutor.of(1000).set("spark.memory.storageFraction", 0).cores(2).config())
            .policy(new BadPolicy())
            .build();
    assertThat(store(memory, "released", 600)).isTrue();
    assertThat(store(memory, "stays", 400)).isTrue();
    memory.remove(BlockId.test("released"));

    assertThatThrownBy(() -> memory.acquireExecution(0, 1000, ON_HEAP))
        .isInstanceOf(BadPolicyException.class);
    assertThat(memory.executionPoolSize(ON_HEAP) + memory.storagePoolSize(ON_HEAP)).isEqualTo(1000);
    assertThat(memory.executionPoolSize(ON_HEAP)).isZero();
    assertUsed(memory, 0, 400);
  }

  @Test
  void offHeapStorageBorrowsFromExecutionBeforeItEvicts() {
    ExecutorMemory memory =
        listened(
            SuiteExecutor.of(1000)
                .set("spark.memory.offHeap.enabled", true)
                .set("spark.memory.offHeap.size", 1000)
                .make());
    assertThat(memory.acquireExecution(TASK, 400, OFF_HEAP)).isEqualTo(400);
    assertThat(memory.storageUsed(OFF_HEAP)).isZero();
    assertThat(memory.executionUsed(OFF_HEAP)).isEqualTo(400);

    assertThat(storeOffHeap(memory, "too big", 700)).isFalse();
    assertThat(memory.storageUsed(OFF_HEAP)).isZero();

    assertThat(storeOffHeap(memory, "first half", 50)).isTrue();
    assertThat(storeOffHeap(memory, "second half", 50)).isTrue();
    assertThat(memory.storageUsed(OFF_HEAP)).isEqualTo(100);

    assertThat(memory.storagePoolSize(OFF_HEAP)).isEqualTo(500);
    assertThat(storeOffHeap(memory, "borrows 50", 450)).isTrue();
    assertThat(memory.storagePoolSize(OFF_HEAP)).isEqualTo(550);
    assertThat(effects.evictedBytes()).isZero();
    assertThat(memory.storageUsed(OFF_HEAP)).isEqualTo(550);

    assertThat(storeOffHeap(memory, "borrows 50, evicts 50", 100)).isTrue();
    assertThat(memory.storagePoolSize(OFF_HEAP)).isEqualTo(600);
    assertThat(effects.evictedBytes()).isEqualTo(50);
    assertThat(memory.storageUsed(OFF_HEAP)).isEqualTo(600);
  }

  private static SuiteExecutor polling(long onHeap) {
    return SuiteExecutor.of(onHeap).set("spark.memory.unmanagedMemoryPollingInterval", "100ms");
  }

  @Test
  void unmanagedMemoryCountsInItsOwnModeOnly() {
    ExecutorMemory memory = polling(1000).make();
    memory.unmanaged("TestOnHeap", ON_HEAP, 0);
    memory.unmanaged("TestOffHeap", OFF_HEAP, 0);
    assertThat(memory.unmanagedUsed(ON_HEAP)).isZero();
    assertThat(memory.unmanagedUsed(OFF_HEAP)).isZero();

    memory.unmanaged("TestOffHeap", OFF_HEAP, 200);
    assertThat(memory.acquireExecution(TASK, 1000, ON_HEAP)).isEqualTo(1000);
    memory.releaseExecution(TASK, 1000, ON_HEAP);

    memory.unmanaged("TestOnHeap", ON_HEAP, 200);
    assertThat(memory.acquireExecution(TASK, 900, ON_HEAP)).isEqualTo(800);
    memory.releaseExecution(TASK, 800, ON_HEAP);

    memory.unmanaged("TestOnHeap", ON_HEAP, 300);
    assertThat(store(memory, "too big", 800)).isFalse();
    assertThat(store(memory, "fits", 600)).isTrue();
  }

  @Test
  void unmanagedConsumersComeAndGo() {
    ExecutorMemory memory = polling(1000).make();
    memory.unmanaged("Test:1", ON_HEAP, 100);
    memory.unmanaged("Test:2", ON_HEAP, 200);
    assertThat(memory.unmanagedUsed(ON_HEAP)).isEqualTo(300);

    // A trace lets a consumer go by reporting that it uses nothing.
    memory.unmanaged("Test:1", ON_HEAP, 0);
    assertThat(memory.unmanagedUsed(ON_HEAP)).isEqualTo(200);
    memory.unmanaged("Test:2", ON_HEAP, 0);
    assertThat(memory.unmanagedUsed(ON_HEAP)).isZero();
  }

  @Test
  void anUnmanagedConsumerThatReportsMinusOneIsForgotten() {
    ExecutorMemory memory = polling(1000).make();
    memory.unmanaged("Test:1", ON_HEAP, 100);
    memory.unmanaged("Test:2", ON_HEAP, 200);
    assertThat(memory.unmanagedUsed(ON_HEAP)).isEqualTo(300);

    memory.unmanaged("Test:1", ON_HEAP, -1);
    assertThat(memory.unmanagedUsed(ON_HEAP)).isEqualTo(200);
    memory.unmanaged("Test:2", ON_HEAP, -1);
    assertThat(memory.unmanagedUsed(ON_HEAP)).isZero();
  }

  @Test
  void unmanagedMemoryDoesNotCountWhileThePollingIntervalIsZero() {
    ExecutorMemory memory =
        SuiteExecutor.of(1000).set("spark.memory.unmanagedMemoryPollingInterval", "0").make();
    memory.unmanaged("Test", ON_HEAP, 500);
    assertThat(memory.acquireExecution(0, 1000, ON_HEAP)).isEqualTo(1000);
  }

  @Test
  void offHeapUnmanagedMemoryLowersOffHeapRequestsOnly() {
    ExecutorMemory memory =
        polling(1000)
            .set("spark.memory.offHeap.enabled", true)
            .set("spark.memory.offHeap.size", 1500)
            .make();
    memory.unmanaged("ExternalLib", OFF_HEAP, 300);
    assertThat(memory.acquireExecution(TASK, 1400, OFF_HEAP)).isEqualTo(1200);
    memory.releaseExecution(TASK, 1200, OFF_HEAP);

    memory.unmanaged("ExternalLib", OFF_HEAP, 500);
    assertThat(storeOffHeap(memory, "too big", 1100)).isFalse();
    assertThat(storeOffHeap(memory, "fits", 900)).isTrue();
    memory.remove(BlockId.test("fits"));

    assertThat(memory.acquireExecution(TASK, 600, ON_HEAP)).isEqualTo(600);
    memory.releaseExecution(TASK, 600, ON_HEAP);

    memory.unmanaged("ExternalLib", OFF_HEAP, 200);
    assertThat(memory.acquireExecution(TASK, 400, ON_HEAP)).isEqualTo(400);
    assertThat(memory.acquireExecution(TASK, 1000, OFF_HEAP)).isEqualTo(1000);
  }

  private static final class BadPolicyException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Fails instead of choosing. */
  private static final class BadPolicy implements EvictionPolicy {

    @Override
    public void added(BlockId block, MemoryMode mode, long bytes) {}

    @Override
    public void touched(BlockId block) {}

    @Override
    public void removed(BlockId block) {}

    @Override
    public VictimCursor victims(EvictionRequest request) {
      throw new BadPolicyException();
    }

    @Override
    public EvictionPolicy copy() {
      return new BadPolicy();
    }
  }
}
