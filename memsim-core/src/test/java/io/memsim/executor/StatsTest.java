package io.memsim.executor;

import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.event.EvictionCause;
import io.memsim.event.PutFailure;
import io.memsim.event.SpillMode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statistics as Spark's storage page shows them, and counts of what has happened. */
class StatsTest {

  private final ExecutorMemory memory = SmallExecutor.create();

  @Test
  void anEmptyExecutorHasAllMemoryRemaining() {
    MemoryStats stats = memory.stats();
    assertThat(stats.maximum()).isEqualTo(8000);
    assertThat(stats.used()).isZero();
    assertThat(stats.remaining()).isEqualTo(8000);
    assertThat(stats.rdds()).isEmpty();
    assertThat(stats.evictions())
        .hasSize(4)
        .allSatisfy((cause, count) -> assertThat(count).isZero());
    assertThat(stats.failedPuts()).hasSize(6);
  }

  @Test
  void theMaximumIsTheUnifiedRegionWhateverExecutionUses() {
    memory.acquireExecution(1, 5000, ON_HEAP);
    assertThat(memory.stats().onHeap()).isEqualTo(new MemoryStats.ModeStats(6000, 0));
    assertThat(memory.stats().onHeap().remaining()).isEqualTo(6000);
  }

  @Test
  void usedAndRemainingCountBlocksWithoutUnrollMemory() {
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 1000);
    memory.put(BlockId.rdd(0, 1), StorageLevel.OFF_HEAP, 300);
    memory.reserveUnroll(BlockId.rdd(0, 2), 70, ON_HEAP, 1);
    MemoryStats stats = memory.stats();
    assertThat(stats.onHeap().used()).isEqualTo(1000);
    assertThat(stats.offHeap().used()).isEqualTo(300);
    assertThat(stats.offHeap().remaining()).isEqualTo(1700);
    assertThat(stats.used()).isEqualTo(1300);
    assertThat(stats.remaining()).isEqualTo(6700);
  }

  @Test
  void anRddShowsItsCachedPartitionsItsMemoryAndItsDisk() {
    memory.put(BlockId.rdd(3, 0), StorageLevel.MEMORY_AND_DISK_SER, 4000);
    memory.put(BlockId.rdd(3, 1), StorageLevel.DISK_ONLY, 50);
    memory.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 3000);
    memory.put(BlockId.rdd(3, 2), StorageLevel.OFF_HEAP, 7);
    memory.put(BlockId.test("no rdd"), StorageLevel.DISK_ONLY, 5);
    assertThat(memory.stats().rdds())
        .containsExactly(
            new MemoryStats.RddStats(1, 1, 3000, 0), new MemoryStats.RddStats(3, 3, 7, 4050));
    assertThat(memory.stats().diskUsed()).isEqualTo(4055);
  }

  @Test
  void hitsAreCountedByTierAndMissesApart() {
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_AND_DISK_SER, 4000);
    memory.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 4000);
    memory.get(BlockId.rdd(1, 0));
    memory.get(BlockId.rdd(0, 0));
    memory.get(BlockId.rdd(0, 0));
    memory.get(BlockId.rdd(1, 0));
    memory.put(BlockId.rdd(2, 0), StorageLevel.DISK_ONLY, 1);
    memory.get(BlockId.rdd(2, 0));
    MemoryStats stats = memory.stats();
    assertThat(stats.memoryHits()).isEqualTo(2);
    assertThat(stats.diskHits()).isEqualTo(2);
    assertThat(stats.misses()).isOne();
    assertThat(stats.promotions()).isOne();
  }

  @Test
  void evictionsAreCountedByCause() {
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 1000);
    memory.put(BlockId.rdd(0, 1), StorageLevel.MEMORY_AND_DISK_SER, 5000);
    memory.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 6000);
    memory.get(BlockId.rdd(0, 1));
    memory.putValues(BlockId.rdd(2, 0), StorageLevel.MEMORY_ONLY, 4000, 1);
    memory.acquireExecution(1, 6000, ON_HEAP);
    MemoryStats stats = memory.stats();
    assertThat(stats.evictions())
        .isEqualTo(
            Map.of(
                EvictionCause.STORAGE, 2L,
                EvictionCause.PROMOTION, 1L,
                EvictionCause.UNROLL, 1L,
                EvictionCause.EXECUTION, 1L));
    assertThat(stats.evictedBytes())
        .isEqualTo(
            Map.of(
                EvictionCause.STORAGE, 6000L,
                EvictionCause.PROMOTION, 6000L,
                EvictionCause.UNROLL, 5000L,
                EvictionCause.EXECUTION, 4000L));
    assertThat(stats.evictedBlocks()).isEqualTo(5);
    assertThat(stats.evictions().keySet()).containsExactly(EvictionCause.values());
  }

  @Test
  void failedPutsAreCountedByCause() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    tracking.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 6001);
    tracking.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 6000);
    tracking.put(BlockId.rdd(0, 1), StorageLevel.MEMORY_AND_DISK_SER, 1);
    tracking.putValues(BlockId.rdd(0, 2), StorageLevel.MEMORY_ONLY, 1, 1);
    tracking.removeRdd(0);
    tracking.putValues(BlockId.rdd(0, 3), StorageLevel.MEMORY_ONLY, 1, new long[] {5000}, 1);
    tracking.putValues(BlockId.rdd(0, 4), StorageLevel.MEMORY_AND_DISK, 9000, 1);
    tracking.get(BlockId.rdd(0, 4));
    assertThat(tracking.stats().failedPuts())
        .isEqualTo(
            Map.of(
                PutFailure.OVER_LIMIT, 1L,
                PutFailure.NOT_ENOUGH_EVICTABLE, 1L,
                PutFailure.UNROLL_START, 1L,
                PutFailure.UNROLL_GROWTH, 1L,
                PutFailure.UNROLL_FINISH, 1L,
                PutFailure.TRANSFER, 0L));
    assertThat(tracking.stats().failedPuts().keySet()).containsExactly(PutFailure.values());
  }

  @Test
  void spillsAreCountedWithTheirBytes() {
    memory.task(1).registerConsumer("a", ON_HEAP, SpillMode.ALL).acquire(6000);
    memory.task(1).registerConsumer("b", ON_HEAP, SpillMode.NONE).acquire(100);
    memory.consumer("b").acquire(5900);
    memory.consumer("a").acquire(1);
    assertThat(memory.stats().spills()).isOne();
    assertThat(memory.stats().spilledBytes()).isEqualTo(6000);
  }

  @Test
  void aCopyStartsWithTheSameCountsAndCountsOnItsOwn() {
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 6000);
    memory.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 6000);
    memory.get(BlockId.rdd(0, 0));
    MemoryStats before = memory.stats();
    ExecutorMemory copy = memory.copy();
    assertThat(copy.stats()).isEqualTo(before);
    copy.get(BlockId.rdd(0, 0));
    copy.get(BlockId.rdd(1, 0));
    copy.put(BlockId.rdd(2, 0), StorageLevel.MEMORY_ONLY_SER, 6000);
    copy.put(BlockId.rdd(3, 0), StorageLevel.MEMORY_ONLY_SER, 6001);
    assertThat(memory.stats()).isEqualTo(before);
    assertThat(copy.stats().misses()).isEqualTo(2);
    assertThat(copy.stats().evictedBlocks()).isEqualTo(2);
  }

  @Test
  void statisticsAreImmutable() {
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 10);
    MemoryStats stats = memory.stats();
    List<MemoryStats.RddStats> rdds = List.copyOf(stats.rdds());
    memory.removeRdd(0);
    assertThat(stats.rdds()).isEqualTo(rdds).isUnmodifiable();
    assertThatThrownBy(() -> stats.evictions().put(EvictionCause.STORAGE, 1L))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
