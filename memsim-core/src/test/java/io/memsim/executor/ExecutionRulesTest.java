package io.memsim.executor;

import static io.memsim.executor.ExecutorMemory.WAITING;
import static io.memsim.executor.SmallExecutor.OFF_HEAP;
import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static io.memsim.executor.SmallExecutor.inMemory;
import static io.memsim.executor.SmallExecutor.only;
import static io.memsim.executor.SmallExecutor.pools;
import static io.memsim.executor.SmallExecutor.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.event.MemoryEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Execution requests and releases: one test a rule. */
class ExecutionRulesTest {

  private final ExecutorMemory memory = SmallExecutor.create();

  private void put(int rdd, int split, long bytes) {
    memory.put(BlockId.rdd(rdd, split), StorageLevel.MEMORY_ONLY_SER, bytes);
  }

  @Test
  void poolsStartAsTheStorageRegionAndTheRest() {
    assertThat(pools(memory, ON_HEAP)).isEqualTo("E[3000,0] T[3000,0]");
    assertThat(pools(memory, OFF_HEAP)).isEqualTo("E[1000,0] T[1000,0]");
  }

  @Test
  void offHeapPoolsHaveTheirSizeThoughOffHeapIsNotEnabled() {
    assertThat(memory.config().offHeapEnabled()).isFalse();
    assertThat(memory.acquireExecution(1, 2000, OFF_HEAP)).isEqualTo(2000);
  }

  @Test
  void aLoneTaskCanHaveAllOfExecutionMemoryAndAllFreeStorageMemory() {
    assertThat(memory.acquireExecution(1, 6000, ON_HEAP)).isEqualTo(6000);
    assertThat(pools(memory)).isEqualTo("E[6000,6000] T[0,0]");
  }

  @Test
  void theTwoModesNeverLendToEachOther() {
    assertThat(memory.acquireExecution(1, 2500, OFF_HEAP)).isEqualTo(2000);
    assertThat(pools(memory, ON_HEAP)).isEqualTo("E[3000,0] T[3000,0]");
  }

  @Test
  void aTaskIsActiveFromItsFirstRequestInThatMode() {
    memory.acquireExecution(1, 1, ON_HEAP);
    assertThat(memory.activeTasks(ON_HEAP)).isOne();
    assertThat(memory.activeTasks(OFF_HEAP)).isZero();
  }

  @Test
  void aTaskIsActiveEvenWhenItsFirstRequestGotNothing() {
    memory.acquireExecution(1, 6000, ON_HEAP);
    assertThat(memory.acquireExecution(2, 100, ON_HEAP)).isEqualTo(WAITING);
    assertThat(memory.activeTasks(ON_HEAP)).isEqualTo(2);
    assertThat(memory.executionHeld(2, ON_HEAP)).isZero();
  }

  @Test
  void growingTakesTheFreeMemoryOfStorageFirst() {
    put(0, 0, 2000);
    assertThat(memory.acquireExecution(1, 3500, ON_HEAP)).isEqualTo(3500);
    assertThat(pools(memory)).isEqualTo("E[3500,3500] T[2500,2000]");
    assertThat(inMemory(memory)).containsExactly("rdd_0_0");
  }

  @Test
  void growingTakesNoMoreThanIsMissing() {
    assertThat(memory.acquireExecution(1, 3001, ON_HEAP)).isEqualTo(3001);
    assertThat(pools(memory)).isEqualTo("E[3001,3001] T[2999,0]");
  }

  @Test
  void whatStorageHasBorrowedIsTakenBackByEvictingWholeBlocks() {
    put(0, 0, 1000);
    put(0, 1, 3000);
    assertThat(pools(memory)).isEqualTo("E[2000,0] T[4000,4000]");
    assertThat(memory.acquireExecution(1, 2500, ON_HEAP)).isEqualTo(2500);
    // 500 were missing; the block of 1000 has made room for 1000.
    assertThat(pools(memory)).isEqualTo("E[3000,2500] T[3000,3000]");
    assertThat(inMemory(memory)).containsExactly("rdd_0_1");
  }

  @Test
  void storageWithinItsRegionIsNotEvictedByExecution() {
    put(0, 0, 3000);
    assertThat(memory.acquireExecution(1, 3100, ON_HEAP)).isEqualTo(3000);
    assertThat(inMemory(memory)).containsExactly("rdd_0_0");
  }

  @Test
  void noMoreThanTheBorrowedPartIsAskedOfStorage() {
    // The pool is 100 above its region: 100 are reclaimed, of the 2000 that are missing.
    put(0, 0, 100);
    put(0, 1, 3000);
    assertThat(memory.acquireExecution(1, 4900, ON_HEAP)).isEqualTo(3000);
    assertThat(inMemory(memory)).containsExactly("rdd_0_1");
  }

  @Test
  void aTaskCanHaveOneNthOfWhatExecutionCouldHave() {
    memory.acquireExecution(1, 1, ON_HEAP);
    memory.acquireExecution(2, 2000, ON_HEAP);
    put(0, 0, 1000);
    // What storage holds within its region is not for execution: 5000 / 2, of which 1 is held.
    assertThat(memory.acquireExecution(1, 6000, ON_HEAP)).isEqualTo(2499);
    assertThat(memory.acquireExecution(2, 6000, ON_HEAP)).isEqualTo(500);
  }

  @Test
  void storageBeyondItsRegionDoesNotLowerTheShare() {
    put(0, 0, 2500);
    put(0, 1, 2500);
    // maxPool is 6000 - min(5000, 3000); one block goes, and execution has 3500 then.
    assertThat(memory.acquireExecution(1, 3200, ON_HEAP)).isEqualTo(3200);
    assertThat(pools(memory)).isEqualTo("E[3500,3200] T[2500,2500]");
  }

  @Test
  void aTaskAboveItsShareGetsNothingAndDoesNotWait() {
    memory.acquireExecution(1, 4000, ON_HEAP);
    memory.acquireExecution(2, 1500, ON_HEAP);
    assertThat(memory.acquireExecution(1, 500, ON_HEAP)).isZero();
    assertThat(memory.isWaiting(1)).isFalse();
  }

  @Test
  void aGrantIsNeverMoreThanIsFree() {
    memory.acquireExecution(1, 2900, ON_HEAP);
    memory.acquireExecution(2, 2900, ON_HEAP);
    assertThat(memory.acquireExecution(2, 100, ON_HEAP)).isEqualTo(100);
    assertThat(memory.acquireExecution(1, 200, ON_HEAP)).isEqualTo(100);
  }

  @Test
  void aTaskBelowHalfItsShareWaitsUntilItCanHaveThatMuch() {
    memory.acquireExecution(1, 5000, ON_HEAP);
    // 1000 are free, and 6000 / (2 * 2) = 1500 are due.
    assertThat(memory.acquireExecution(2, 2000, ON_HEAP)).isEqualTo(WAITING);
    assertThat(memory.executionHeld(2, ON_HEAP)).isZero();
    memory.releaseExecution(1, 499, ON_HEAP);
    assertThat(memory.isWaiting(2)).isTrue();
    memory.releaseExecution(1, 1, ON_HEAP);
    assertThat(memory.isWaiting(2)).isFalse();
    assertThat(memory.executionHeld(2, ON_HEAP)).isEqualTo(1500);
  }

  @Test
  void aRequestThatIsServedInFullDoesNotWaitHoweverSmallTheShare() {
    memory.acquireExecution(1, 5000, ON_HEAP);
    assertThat(memory.acquireExecution(2, 1000, ON_HEAP)).isEqualTo(1000);
  }

  @Test
  void oneByteBelowHalfTheShareWaitsAndExactlyHalfDoesNot() {
    memory.acquireExecution(1, 4501, ON_HEAP);
    assertThat(memory.acquireExecution(2, 2000, ON_HEAP)).isEqualTo(WAITING);
    ExecutorMemory other = SmallExecutor.create();
    other.acquireExecution(1, 4500, ON_HEAP);
    assertThat(other.acquireExecution(2, 2000, ON_HEAP)).isEqualTo(1500);
  }

  @Test
  void aTaskThatThenWaitsMayHaveEvictedAlready() {
    put(0, 0, 500);
    put(0, 1, 3000);
    memory.acquireExecution(1, 2500, ON_HEAP);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.acquireExecution(2, 600, ON_HEAP)).isEqualTo(WAITING);
    assertThat(only(MemoryEvent.Evicted.class, events)).hasSize(1);
    assertThat(pools(memory)).isEqualTo("E[3000,2500] T[3000,3000]");
  }

  @Test
  void theFirstRequestOfANewTaskWakesThoseWhoWait() {
    memory.acquireExecution(1, 5100, ON_HEAP);
    memory.acquireExecution(2, 900, ON_HEAP);
    assertThat(memory.acquireExecution(2, 100, ON_HEAP)).isEqualTo(WAITING);
    assertThat(memory.acquireExecution(3, 10, ON_HEAP)).isEqualTo(WAITING);
    assertThat(memory.isWaiting(2)).isTrue();
    // Four active tasks: 6000 / 8 = 750 are due, and 900 are held.
    assertThat(memory.acquireExecution(4, 10, ON_HEAP)).isEqualTo(WAITING);
    assertThat(memory.isWaiting(2)).isFalse();
    assertThat(memory.granted(memory.ticket(2))).isZero();
  }

  @Test
  void aFurtherRequestOfAnActiveTaskWakesNobody() {
    ExecutorMemory unmanaged = SmallExecutor.withUnmanagedMemory();
    unmanaged.acquireExecution(1, 10, ON_HEAP);
    unmanaged.unmanaged("RocksDB", ON_HEAP, 5999);
    assertThat(unmanaged.acquireExecution(2, 10, ON_HEAP)).isEqualTo(WAITING);
    unmanaged.unmanaged("RocksDB", ON_HEAP, 0);
    unmanaged.acquireExecution(1, 10, ON_HEAP);
    assertThat(unmanaged.isWaiting(2)).isTrue();
  }

  @Test
  void aReleaseOfMoreThanIsHeldIsClamped() {
    memory.acquireExecution(1, 500, ON_HEAP);
    assertThat(memory.releaseExecution(1, 501, ON_HEAP)).isEqualTo(500);
    assertThat(memory.releaseExecution(1, 1, ON_HEAP)).isZero();
    assertThat(memory.releaseExecution(99, 1, ON_HEAP)).isZero();
    assertThat(pools(memory)).isEqualTo("E[3000,0] T[3000,0]");
  }

  @Test
  void aTaskThatHoldsNothingAfterAReleaseIsNoLongerActive() {
    memory.acquireExecution(1, 500, ON_HEAP);
    memory.acquireExecution(2, 500, ON_HEAP);
    memory.releaseExecution(1, 499, ON_HEAP);
    assertThat(memory.activeTasks(ON_HEAP)).isEqualTo(2);
    memory.releaseExecution(1, 1, ON_HEAP);
    assertThat(memory.activeTasks(ON_HEAP)).isOne();
    assertThat(memory.acquireExecution(2, 6000, ON_HEAP)).isEqualTo(5500);
  }

  @Test
  void aReleaseOfNothingByATaskThatHoldsNothingEndsItsActivity() {
    memory.acquireExecution(1, 4500, ON_HEAP);
    memory.acquireExecution(2, 1500, ON_HEAP);
    memory.releaseExecution(2, 1500, ON_HEAP);
    memory.acquireExecution(1, 1500, ON_HEAP);
    assertThat(memory.activeTasks(ON_HEAP)).isOne();
    assertThat(memory.acquireExecution(2, 100, ON_HEAP)).isEqualTo(WAITING);
    memory.cancel(memory.ticket(2));
    assertThat(memory.activeTasks(ON_HEAP)).isEqualTo(2);
    memory.releaseExecution(2, 0, ON_HEAP);
    assertThat(memory.activeTasks(ON_HEAP)).isOne();
  }

  @Test
  void aReleaseReturnsNoRoomToStorage() {
    memory.acquireExecution(1, 6000, ON_HEAP);
    memory.releaseExecution(1, 6000, ON_HEAP);
    assertThat(pools(memory)).isEqualTo("E[6000,0] T[0,0]");
  }

  @Test
  void releaseAllIsForBothModes() {
    memory.acquireExecution(1, 500, ON_HEAP);
    memory.acquireExecution(1, 300, OFF_HEAP);
    assertThat(memory.releaseAllExecution(1)).isEqualTo(800);
    assertThat(memory.executionHeld(1, ON_HEAP) + memory.executionHeld(1, OFF_HEAP)).isZero();
    assertThat(memory.releaseAllExecution(1)).isZero();
  }

  @Test
  void aGrantNearTheLargestLongIsStillExact() {
    ExecutorMemory huge =
        SmallExecutor.create(
            "spark.executor.memory", "4611686018427387904b", "spark.memory.fraction", "1.0");
    long half = 1L << 61;
    assertThat(huge.acquireExecution(1, Long.MAX_VALUE, ON_HEAP)).isEqualTo(2 * half);
    huge.releaseExecution(1, half + 1, ON_HEAP);
    assertThat(huge.acquireExecution(2, Long.MAX_VALUE, ON_HEAP)).isEqualTo(half);
    assertThat(huge.acquireExecution(1, Long.MAX_VALUE, ON_HEAP)).isEqualTo(1);
  }

  @Test
  void divisionsRoundDown() {
    ExecutorMemory odd =
        SmallExecutor.create("spark.executor.memory", "7b", "spark.memory.fraction", "1.0");
    odd.acquireExecution(1, 1, ON_HEAP);
    odd.acquireExecution(2, 1, ON_HEAP);
    // 7 / 3 = 2 at most for each of three, and 7 / 6 = 1 at least.
    assertThat(odd.acquireExecution(3, 7, ON_HEAP)).isEqualTo(2);
    assertThat(odd.acquireExecution(1, 7, ON_HEAP)).isEqualTo(1);
    assertThat(odd.acquireExecution(2, 7, ON_HEAP)).isEqualTo(1);
  }
}
