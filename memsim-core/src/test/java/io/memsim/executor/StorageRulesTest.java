package io.memsim.executor;

import static io.memsim.executor.SmallExecutor.OFF_HEAP;
import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static io.memsim.executor.SmallExecutor.inMemory;
import static io.memsim.executor.SmallExecutor.only;
import static io.memsim.executor.SmallExecutor.pools;
import static io.memsim.executor.SmallExecutor.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.config.MemoryConfig;
import io.memsim.config.SparkVersion;
import io.memsim.event.MemoryEvent;
import io.memsim.event.PutFailure;
import io.memsim.event.PutResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Storage requests and unmanaged memory: one test a rule. */
class StorageRulesTest {

  private final ExecutorMemory memory = SmallExecutor.create();
  private final ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();

  private PutResult put(ExecutorMemory into, int rdd, int split, long bytes) {
    return into.put(BlockId.rdd(rdd, split), StorageLevel.MEMORY_ONLY_SER, bytes);
  }

  private PutResult put(int rdd, int split, long bytes) {
    return put(memory, rdd, split, bytes);
  }

  @Test
  void storageBorrowsFreeExecutionMemoryAtAnyTime() {
    assertThat(put(0, 0, 6000)).isEqualTo(PutResult.MEMORY);
    assertThat(pools(memory)).isEqualTo("E[0,0] T[6000,6000]");
  }

  @Test
  void storageBorrowsNoMoreThanItNeeds() {
    put(0, 0, 3200);
    assertThat(pools(memory)).isEqualTo("E[2800,0] T[3200,3200]");
  }

  @Test
  void whatFitsIntoThePoolBorrowsNothing() {
    put(0, 0, 3000);
    assertThat(pools(memory)).isEqualTo("E[3000,0] T[3000,3000]");
  }

  @Test
  void aRequestBeyondTheLimitIsRefusedAtOnceAndChangesNothing() {
    memory.acquireExecution(1, 1000, ON_HEAP);
    put(0, 0, 2000);
    MemorySnapshot before = memory.snapshot();
    List<MemoryEvent> events = record(memory);
    assertThat(put(1, 0, 5001)).isEqualTo(PutResult.NONE);
    assertThat(memory.snapshot()).isEqualTo(before);
    assertThat(events)
        .containsExactly(new MemoryEvent.PutFailed(BlockId.rdd(1, 0), PutFailure.OVER_LIMIT, 1));
  }

  @Test
  void aRequestOfExactlyTheLimitEvictsWhatItNeeds() {
    memory.acquireExecution(1, 1000, ON_HEAP);
    put(0, 0, 2000);
    assertThat(put(1, 0, 5000)).isEqualTo(PutResult.MEMORY);
    assertThat(inMemory(memory)).containsExactly("rdd_1_0");
    assertThat(pools(memory)).isEqualTo("E[1000,1000] T[5000,5000]");
  }

  @Test
  void borrowedRoomStaysWithStorageEvenIfTheRequestThenFails() {
    memory.acquireExecution(1, 1500, ON_HEAP);
    put(0, 0, 4000);
    assertThat(pools(memory)).isEqualTo("E[2000,1500] T[4000,4000]");
    List<MemoryEvent> events = record(memory);
    assertThat(put(0, 1, 1000)).isEqualTo(PutResult.NONE);
    assertThat(pools(memory)).isEqualTo("E[1500,1500] T[4500,4000]");
    assertThat(events)
        .containsExactly(
            new MemoryEvent.PoolsMoved(ON_HEAP, 1500, 4500),
            new MemoryEvent.PutFailed(BlockId.rdd(0, 1), PutFailure.NOT_ENOUGH_EVICTABLE, 500));
  }

  @Test
  void onlyTheShortfallIsEvicted() {
    put(0, 0, 2000);
    put(0, 1, 2000);
    put(0, 2, 2000);
    assertThat(put(1, 0, 2001)).isEqualTo(PutResult.MEMORY);
    assertThat(inMemory(memory)).containsExactly("rdd_0_2", "rdd_1_0");
  }

  @Test
  void storageNeverEvictsExecution() {
    memory.acquireExecution(1, 6000, ON_HEAP);
    assertThat(put(0, 0, 1)).isEqualTo(PutResult.NONE);
    assertThat(memory.executionHeld(1, ON_HEAP)).isEqualTo(6000);
  }

  @Test
  void storageEvictsBlocksThoughItIsBelowItsRegion() {
    memory.acquireExecution(1, 6000, ON_HEAP);
    memory.releaseExecution(1, 2000, ON_HEAP);
    put(0, 0, 2000);
    assertThat(put(1, 0, 1500)).isEqualTo(PutResult.MEMORY);
    assertThat(inMemory(memory)).containsExactly("rdd_1_0");
    assertThat(pools(memory)).isEqualTo("E[4000,4000] T[2000,1500]");
  }

  @Test
  void unrollMemoryIsStorageMemory() {
    put(0, 0, 2900);
    assertThat(memory.reserveUnroll(BlockId.rdd(1, 0), 200, ON_HEAP, 1)).isTrue();
    assertThat(pools(memory)).isEqualTo("E[2900,0] T[3100,3100]");
    assertThat(memory.unrollUsed(ON_HEAP)).isEqualTo(200);
    assertThat(memory.unrollHeld(1, ON_HEAP)).isEqualTo(200);
    assertThat(memory.stats().onHeap().used()).isEqualTo(2900);
  }

  @Test
  void unrollMemoryEvictsBlocksButIsNeverEvicted() {
    memory.reserveUnroll(BlockId.rdd(1, 0), 4000, ON_HEAP, 1);
    put(0, 0, 2000);
    assertThat(memory.reserveUnroll(BlockId.rdd(1, 0), 2000, ON_HEAP, 1)).isTrue();
    assertThat(inMemory(memory)).isEmpty();
    assertThat(put(0, 1, 1)).isEqualTo(PutResult.NONE);
    assertThat(memory.acquireExecution(2, 6000, ON_HEAP)).isZero();
    assertThat(memory.unrollHeld(1, ON_HEAP)).isEqualTo(6000);
  }

  @Test
  void aReservationSparesTheBlocksOfItsRdd() {
    put(0, 0, 6000);
    assertThat(memory.reserveUnroll(BlockId.rdd(0, 1), 1, ON_HEAP, 1)).isFalse();
    assertThat(memory.reserveUnroll(BlockId.rdd(1, 1), 1, ON_HEAP, 1)).isTrue();
  }

  @Test
  void unrollMemoryIsReleasedUpToWhatTheTaskHolds() {
    memory.reserveUnroll(BlockId.rdd(0, 0), 500, ON_HEAP, 1);
    assertThat(memory.releaseUnroll(200, ON_HEAP, 1)).isEqualTo(200);
    assertThat(memory.releaseUnroll(400, ON_HEAP, 1)).isEqualTo(300);
    assertThat(memory.releaseUnroll(1, ON_HEAP, 1)).isZero();
    assertThat(memory.releaseUnroll(1, ON_HEAP, 2)).isZero();
    assertThat(pools(memory)).isEqualTo("E[3000,0] T[3000,0]");
  }

  @Test
  void unrollMemoryCanBeHeldOutsideAnyTask() {
    long nobody = ExecutorMemory.NO_TASK;
    assertThat(memory.reserveUnroll(BlockId.rdd(0, 0), 500, OFF_HEAP, nobody)).isTrue();
    assertThat(memory.unrollHeld(nobody, OFF_HEAP)).isEqualTo(500);
    assertThat(memory.releaseUnroll(500, OFF_HEAP, nobody)).isEqualTo(500);
  }

  // ---- unmanaged memory

  @Test
  void unmanagedMemoryLowersTheStorageLimit() {
    tracking.unmanaged("RocksDB", ON_HEAP, 4000);
    assertThat(put(tracking, 0, 0, 2001)).isEqualTo(PutResult.NONE);
    assertThat(put(tracking, 0, 0, 2000)).isEqualTo(PutResult.MEMORY);
  }

  @Test
  void unmanagedMemoryLowersTheShareOfATask() {
    tracking.unmanaged("RocksDB", ON_HEAP, 4000);
    assertThat(tracking.acquireExecution(1, 3000, ON_HEAP)).isEqualTo(2000);
    assertThat(tracking.acquireExecution(1, 1, ON_HEAP)).isZero();
  }

  @Test
  void unmanagedMemoryNeverEvictsByItself() {
    put(tracking, 0, 0, 6000);
    tracking.unmanaged("RocksDB", ON_HEAP, 6000);
    assertThat(inMemory(tracking)).containsExactly("rdd_0_0");
    assertThat(pools(tracking)).isEqualTo("E[0,0] T[6000,6000]");
  }

  @Test
  void unmanagedMemoryBeyondAllMemoryCountsAsAllOfIt() {
    tracking.unmanaged("RocksDB", ON_HEAP, Long.MAX_VALUE);
    assertThat(put(tracking, 0, 0, 1)).isEqualTo(PutResult.NONE);
    assertThat(put(tracking, 0, 0, 0)).isEqualTo(PutResult.MEMORY);
  }

  @Test
  void unmanagedMemoryIsSummedOverComponentsOfOneMode() {
    tracking.unmanaged("RocksDB", ON_HEAP, 1000);
    tracking.unmanaged("native", ON_HEAP, 500);
    tracking.unmanaged("native", OFF_HEAP, 70);
    tracking.unmanaged("RocksDB", ON_HEAP, 300);
    assertThat(tracking.unmanagedUsed(ON_HEAP)).isEqualTo(800);
    assertThat(tracking.unmanagedUsed(OFF_HEAP)).isEqualTo(70);
  }

  @Test
  void aComponentThatReportsMinusOneIsForgottenAndOtherNegativesCountAsZero() {
    tracking.unmanaged("RocksDB", ON_HEAP, 1000);
    tracking.unmanaged("native", ON_HEAP, 500);
    tracking.unmanaged("RocksDB", ON_HEAP, -1);
    assertThat(tracking.unmanagedUsed(ON_HEAP)).isEqualTo(500);
    tracking.unmanaged("native", ON_HEAP, -7);
    assertThat(tracking.unmanagedUsed(ON_HEAP)).isZero();
    tracking.unmanaged("RocksDB", ON_HEAP, 3);
    assertThat(tracking.unmanagedUsed(ON_HEAP)).isEqualTo(3);
  }

  @Test
  void unmanagedMemoryCountsOnlyWhereItIsPolled() {
    memory.unmanaged("RocksDB", ON_HEAP, 6000);
    assertThat(memory.unmanagedUsed(ON_HEAP)).isZero();
    assertThat(put(0, 0, 6000)).isEqualTo(PutResult.MEMORY);
  }

  @Test
  void unmanagedMemoryCountsOnlySinceSpark41() {
    Map<String, String> conf =
        Map.of(
            "spark.executor.memory", "10000b",
            "spark.testing.reservedMemory", "0",
            "spark.memory.unmanagedMemoryPollingInterval", "1s");
    ExecutorMemory old = ExecutorMemory.create(MemoryConfig.forTrace(conf, 1, SparkVersion.V4_0));
    old.unmanaged("RocksDB", ON_HEAP, 6000);
    assertThat(old.unmanagedUsed(ON_HEAP)).isZero();
    ExecutorMemory young = ExecutorMemory.create(MemoryConfig.forTrace(conf, 1, SparkVersion.V4_1));
    young.unmanaged("RocksDB", ON_HEAP, 6000);
    assertThat(young.unmanagedUsed(ON_HEAP)).isEqualTo(6000);
  }

  @Test
  void reportsThatAddUpToMoreThanALongAreRefusedAndForgotten() {
    tracking.unmanaged("RocksDB", ON_HEAP, Long.MAX_VALUE);
    assertThatThrownBy(() -> tracking.unmanaged("native", ON_HEAP, 1))
        .isInstanceOf(RuntimeException.class);
    assertThat(tracking.unmanagedUsed(ON_HEAP)).isEqualTo(Long.MAX_VALUE);
    tracking.unmanaged("RocksDB", ON_HEAP, 5);
    assertThat(tracking.unmanagedUsed(ON_HEAP)).isEqualTo(5);
    assertThat(only(MemoryEvent.Evicted.class, record(tracking))).isEmpty();
  }
}
