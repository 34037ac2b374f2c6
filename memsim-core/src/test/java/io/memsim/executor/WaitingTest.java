package io.memsim.executor;

import static io.memsim.executor.ExecutorMemory.CANCELLED;
import static io.memsim.executor.ExecutorMemory.WAITING;
import static io.memsim.executor.SmallExecutor.OFF_HEAP;
import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static io.memsim.executor.SmallExecutor.only;
import static io.memsim.executor.SmallExecutor.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryEvent;
import io.memsim.event.SpillMode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Waiting, waking, tickets, and tasks that nobody can wake. */
class WaitingTest {

  private final ExecutorMemory memory = SmallExecutor.create();

  private void fill() {
    assertThat(memory.acquireExecution(1, 6000, ON_HEAP)).isEqualTo(6000);
  }

  private static void waits(ExecutorMemory executor, long task, long bytes) {
    assertThat(executor.acquireExecution(task, bytes, ON_HEAP)).isEqualTo(WAITING);
  }

  private static List<Long> woken(List<MemoryEvent> events) {
    return only(MemoryEvent.Woken.class, events).stream().map(MemoryEvent.Woken::task).toList();
  }

  @Test
  void aTicketNamesAWaitingRequestAndTellsItsOutcome() {
    fill();
    List<MemoryEvent> events = record(memory);
    waits(memory, 2, 1000);
    long ticket = memory.ticket(2);
    assertThat(events).containsExactly(new MemoryEvent.Waiting(ticket, 2, ON_HEAP, 1000));
    assertThat(memory.granted(ticket)).isEqualTo(WAITING);
    assertThat(memory.waitingTasks()).containsExactly(2);
    memory.releaseExecution(1, 6000, ON_HEAP);
    assertThat(memory.granted(ticket)).isEqualTo(1000);
    assertThat(memory.ticket(2)).isEqualTo(ticket);
    assertThat(memory.waitingTasks()).isEmpty();
    assertThat(only(MemoryEvent.Woken.class, events))
        .containsExactly(new MemoryEvent.Woken(ticket, 2, 1000));
  }

  @Test
  void aTicketIsGoodUntilTheTaskWaitsAgainOrEnds() {
    fill();
    waits(memory, 2, 1500);
    long first = memory.ticket(2);
    memory.releaseExecution(1, 1500, ON_HEAP);
    assertThat(memory.granted(first)).isEqualTo(1500);
    memory.releaseExecution(2, 1500, ON_HEAP);
    memory.acquireExecution(1, 1500, ON_HEAP);
    waits(memory, 2, 100);
    long second = memory.ticket(2);
    assertThat(second).isGreaterThan(first);
    assertThatThrownBy(() -> memory.granted(first))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no ticket " + first);
    memory.endTask(2);
    assertThatThrownBy(() -> memory.granted(second)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> memory.ticket(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("task 2 has not waited");
  }

  @Test
  void waitersAreServedInTheOrderOfTheirArrival() {
    fill();
    waits(memory, 3, 1000);
    waits(memory, 2, 1000);
    waits(memory, 4, 1000);
    assertThat(memory.waitingTasks()).containsExactly(3, 2, 4);
    List<MemoryEvent> events = record(memory);
    memory.releaseExecution(1, 2000, ON_HEAP);
    assertThat(woken(events)).containsExactly(3L, 2L);
    assertThat(memory.waitingTasks()).containsExactly(4);
  }

  @Test
  void whoStillWaitsWhenAnotherIsWokenIsWokenByTheNextRelease() {
    fill();
    waits(memory, 2, 1000);
    waits(memory, 3, 1000);
    memory.releaseExecution(1, 1000, ON_HEAP);
    assertThat(memory.waitingTasks()).containsExactly(3);
    memory.releaseExecution(1, 1000, ON_HEAP);
    assertThat(memory.waitingTasks()).isEmpty();
    assertThat(memory.executionHeld(3, ON_HEAP)).isEqualTo(1000);
  }

  @Test
  void aLaterWaiterIsServedThoughAnEarlierOneMustGoOnWaiting() {
    fill();
    waits(memory, 2, 6000);
    waits(memory, 3, 200);
    List<MemoryEvent> events = record(memory);
    // 6000 / 6 = 1000 are due to task 2, which takes no part of the 200.
    memory.releaseExecution(1, 200, ON_HEAP);
    assertThat(woken(events)).containsExactly(3L);
    assertThat(memory.waitingTasks()).containsExactly(2);
  }

  @Test
  void aWaiterThatMustGoOnWaitingKeepsItsPlace() {
    fill();
    waits(memory, 2, 6000);
    waits(memory, 3, 6000);
    memory.releaseExecution(1, 200, ON_HEAP);
    assertThat(memory.waitingTasks()).containsExactly(2, 3);
    List<MemoryEvent> events = record(memory);
    memory.releaseExecution(1, 3800, ON_HEAP);
    assertThat(woken(events)).containsExactly(2L, 3L);
  }

  @Test
  void everyReleaseWakesWaitersOfBothModesAlsoAReleaseOfNothing() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    List<Runnable> wakers =
        List.of(
            () -> tracking.releaseExecution(99, 0, OFF_HEAP),
            () -> tracking.releaseExecution(99, 10, ON_HEAP),
            () -> tracking.releaseAllExecution(98),
            () -> tracking.endTask(97));
    for (Runnable waker : wakers) {
      tracking.unmanaged("RocksDB", ON_HEAP, 5999);
      waits(tracking, 2, 10);
      tracking.unmanaged("RocksDB", ON_HEAP, 0);
      assertThat(tracking.isWaiting(2)).isTrue();
      waker.run();
      assertThat(tracking.isWaiting(2)).isFalse();
      tracking.releaseAllExecution(2);
    }
  }

  @Test
  void removesEvictionsUnrollReleasesUnmanagedChangesAndFailedPutsWakeNobody() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    tracking.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 100);
    tracking.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 5900);
    tracking.remove(BlockId.rdd(1, 0));
    tracking.reserveUnroll(BlockId.rdd(2, 0), 10, ON_HEAP, 5);
    tracking.unmanaged("RocksDB", ON_HEAP, 5999);
    waits(tracking, 2, 10);
    tracking.unmanaged("RocksDB", ON_HEAP, 0);
    tracking.put(BlockId.rdd(3, 0), StorageLevel.MEMORY_ONLY_SER, 5990);
    tracking.put(BlockId.rdd(4, 0), StorageLevel.MEMORY_ONLY_SER, 6001);
    tracking.remove(BlockId.rdd(3, 0));
    tracking.removeRdd(3);
    tracking.removeBroadcast(3);
    tracking.releaseUnroll(10, ON_HEAP, 5);
    tracking.get(BlockId.rdd(0, 0), 5);
    tracking.task(7).registerConsumer("c", ON_HEAP, SpillMode.ALL);
    assertThat(tracking.isWaiting(2)).isTrue();
  }

  @Test
  void storageMayTakeWhatWasReleasedBeforeTheWaiterWakes() {
    fill();
    waits(memory, 2, 3000);
    memory.releaseExecution(1, 1000, ON_HEAP);
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_AND_DISK_SER, 1000);
    // Execution has 5000 now, of which 1250 are due.
    memory.releaseExecution(1, 1249, ON_HEAP);
    assertThat(memory.isWaiting(2)).isTrue();
    memory.releaseExecution(1, 1, ON_HEAP);
    assertThat(memory.executionHeld(2, ON_HEAP)).isEqualTo(1250);
    assertThat(memory.tier(BlockId.rdd(0, 0))).isEqualTo(Tier.MEMORY);
  }

  @Test
  void aTaskEvictsAsItWakes() {
    ExecutorMemory small = SmallExecutor.create("spark.memory.storageFraction", "0.1");
    small.acquireExecution(1, 6000, ON_HEAP);
    waits(small, 2, 3000);
    small.releaseExecution(1, 1200, ON_HEAP);
    small.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_AND_DISK_SER, 1000);
    List<MemoryEvent> events = record(small);
    small.releaseExecution(1, 400, ON_HEAP);
    assertThat(only(MemoryEvent.Evicted.class, events))
        .containsExactly(
            new MemoryEvent.Evicted(
                BlockId.rdd(0, 0), 1000, Tier.DISK, EvictionCause.EXECUTION, 2));
    assertThat(small.granted(small.ticket(2))).isEqualTo(1600);
  }

  @Test
  void aWokenConsumerSpillsAndThatWakesTheOthersOnceMore() {
    memory.acquireExecution(1, 5800, ON_HEAP);
    MemoryConsumer a = memory.task(2).registerConsumer("a", ON_HEAP, SpillMode.ALL);
    MemoryConsumer b = memory.task(2).registerConsumer("b", ON_HEAP, SpillMode.ALL);
    a.acquire(200);
    waits(memory, 3, 150);
    assertThat(b.acquire(2000)).isEqualTo(WAITING);
    List<MemoryEvent> events = record(memory);
    // Task 3 has its 150 and goes; task 2 comes to 1000 = 6000 / 6 by 800 more, spills the 200 of
    // "a" and takes them again.
    memory.releaseExecution(1, 950, ON_HEAP);
    assertThat(woken(events)).containsExactly(3L, 2L);
    assertThat(only(MemoryEvent.Spilled.class, events))
        .containsExactly(new MemoryEvent.Spilled(2, "a", 1200, 200));
    assertThat(b.used()).isEqualTo(1000);
  }

  @Test
  void endingATaskWakesWaitersWhenItsUnrollMemoryIsReleasedAndAgainWithItsExecutionMemory() {
    memory.acquireExecution(1, 3000, ON_HEAP);
    memory.reserveUnroll(BlockId.rdd(0, 0), 3000, ON_HEAP, 1);
    memory.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 0);
    memory.getAndHold(BlockId.rdd(1, 0), 1);
    waits(memory, 2, 3000);
    List<MemoryEvent> events = record(memory);
    memory.endTask(1);
    // It is served from the unroll memory, before the locks are given back.
    assertThat(events)
        .containsSubsequence(
            new MemoryEvent.UnrollReleased(1, ON_HEAP, 3000),
            new MemoryEvent.Woken(memory.ticket(2), 2, 3000),
            new MemoryEvent.Unlocked(BlockId.rdd(1, 0), 1),
            new MemoryEvent.ExecutionReleased(1, ON_HEAP, 3000));
  }

  @Test
  void aSeededOrderIsTheSameEachTimeAndOrdersDiffer() {
    Set<List<Long>> orders = new HashSet<>();
    for (long seed = 0; seed < 40; seed++) {
      List<Long> order = seededOrder(seed);
      assertThat(seededOrder(seed)).isEqualTo(order);
      assertThat(order).containsExactlyInAnyOrder(2L, 3L, 4L);
      orders.add(order);
    }
    assertThat(orders).hasSize(6);
  }

  private static List<Long> seededOrder(long seed) {
    ExecutorMemory seeded = SmallExecutor.build(builder -> builder.wakeOrderSeed(seed));
    seeded.acquireExecution(1, 6000, ON_HEAP);
    waits(seeded, 2, 100);
    waits(seeded, 3, 100);
    waits(seeded, 4, 100);
    ExecutorMemory copy = seeded.copy();
    List<MemoryEvent> events = record(seeded);
    List<MemoryEvent> ofCopy = record(copy);
    seeded.releaseExecution(1, 300, ON_HEAP);
    copy.releaseExecution(1, 300, ON_HEAP);
    assertThat(woken(ofCopy)).isEqualTo(woken(events));
    return woken(events);
  }

  // ---- operations of a waiting task

  @Test
  void everyOperationOfAWaitingTaskButItsEndIsRefused() {
    fill();
    MemoryConsumer consumer = memory.task(2).registerConsumer("c", ON_HEAP, SpillMode.ALL);
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 0);
    memory.getAndHold(BlockId.rdd(0, 0), 2);
    waits(memory, 2, 100);
    MemorySnapshot before = memory.snapshot();
    List<MemoryEvent> events = record(memory);
    BlockId block = BlockId.rdd(0, 0);
    for (Runnable refused :
        List.<Runnable>of(
            () -> memory.acquireExecution(2, 1, OFF_HEAP),
            () -> memory.releaseExecution(2, 1, ON_HEAP),
            () -> memory.releaseAllExecution(2),
            () -> memory.put(BlockId.rdd(9, 9), StorageLevel.DISK_ONLY, 1, 2),
            () -> memory.putValues(BlockId.rdd(9, 9), StorageLevel.DISK_ONLY, 1, 2),
            () -> memory.get(block, 2),
            () -> memory.unlock(block, 2),
            () -> memory.reserveUnroll(block, 1, ON_HEAP, 2),
            () -> memory.releaseUnroll(1, ON_HEAP, 2),
            () -> memory.task(2).registerConsumer("d", ON_HEAP, SpillMode.ALL),
            () -> consumer.acquire(1),
            () -> consumer.allocatePage(1),
            () -> consumer.free(0))) {
      assertThatThrownBy(refused::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("task 2 waits for execution memory");
    }
    assertThat(memory.snapshot()).isEqualTo(before);
    assertThat(events).isEmpty();
    assertThat(memory.endTask(2).unlockedBlocks()).isOne();
    assertThat(memory.waitingTasks()).isEmpty();
  }

  @Test
  void endingAWaitingTaskWithdrawsItsRequest() {
    fill();
    waits(memory, 2, 100);
    waits(memory, 3, 100);
    memory.endTask(2);
    assertThat(memory.waitingTasks()).containsExactly(3);
    assertThat(memory.activeTasks(ON_HEAP)).isEqualTo(2);
  }

  // ---- cancelling

  @Test
  void aCancelledRequestIsWithdrawnAndItsTaskStaysActive() {
    fill();
    waits(memory, 2, 100);
    long ticket = memory.ticket(2);
    assertThat(memory.cancel(ticket)).isTrue();
    assertThat(memory.cancel(ticket)).isFalse();
    assertThat(memory.granted(ticket)).isEqualTo(CANCELLED);
    assertThat(memory.isWaiting(2)).isFalse();
    assertThat(memory.activeTasks(ON_HEAP)).isEqualTo(2);
    memory.releaseExecution(1, 3000, ON_HEAP);
    assertThat(memory.executionHeld(2, ON_HEAP)).isZero();
    assertThat(memory.granted(ticket)).isEqualTo(CANCELLED);
    assertThat(memory.acquireExecution(2, 50, ON_HEAP)).isEqualTo(50);
  }

  @Test
  void onlyTheNamedRequestIsCancelled() {
    fill();
    waits(memory, 2, 100);
    waits(memory, 3, 100);
    assertThat(memory.cancel(memory.ticket(3))).isTrue();
    assertThat(memory.waitingTasks()).containsExactly(2);
    assertThat(memory.cancel(12345)).isFalse();
  }

  @Test
  void whatACancelledConsumerHadGotStaysWithItsTask() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    MemoryConsumer a = tracking.task(2).registerConsumer("a", ON_HEAP, SpillMode.REQUESTED);
    MemoryConsumer b = tracking.task(2).registerConsumer("b", ON_HEAP, SpillMode.ALL);
    a.acquire(2900);
    tracking.acquireExecution(2, 3100, ON_HEAP);
    tracking.releaseExecution(2, 100, ON_HEAP);
    tracking.unmanaged("RocksDB", ON_HEAP, 50);
    // 100 are free, of which the share lets 50 be had; then "a" spills 2900, and 2900 come back.
    assertThat(b.acquire(2950)).isEqualTo(2950);
    assertThat(tracking.executionHeld(2, ON_HEAP)).isEqualTo(5950);
    assertThat(b.used()).isEqualTo(2950);
    b.free(2950);
    assertThat(tracking.executionHeld(2, ON_HEAP)).isEqualTo(3000);
  }

  @Test
  void aSpillerThatThrowsAsItsTaskWakesFailsTheWaitingRequestAndNotTheOperation() {
    memory.acquireExecution(1, 5800, ON_HEAP);
    memory
        .task(2)
        .registerConsumer(
            "broken",
            ON_HEAP,
            (self, bytes, trigger) -> {
              throw new IllegalStateException("disk full");
            })
        .acquire(200);
    MemoryConsumer asking = memory.task(2).registerConsumer("asking", ON_HEAP, SpillMode.ALL);
    assertThat(asking.acquire(2000)).isEqualTo(WAITING);
    long ticket = memory.ticket(2);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.releaseExecution(1, 1300, ON_HEAP)).isEqualTo(1300);
    assertThatThrownBy(() -> memory.granted(ticket)).hasMessage("disk full");
    assertThat(memory.isWaiting(2)).isFalse();
    assertThat(woken(events)).containsExactly(2L);
    // As in Spark what had been granted stays with the task, and is nobody's.
    assertThat(memory.executionHeld(2, ON_HEAP)).isEqualTo(1500);
    assertThat(asking.used()).isZero();
    ExecutorMemory copy = memory.copy();
    assertThatThrownBy(() -> copy.granted(ticket)).hasMessage("disk full");
    // The next request of the task is not troubled by it.
    memory.releaseExecution(1, 500, ON_HEAP);
    assertThat(asking.acquire(100)).isEqualTo(100);
  }

  // ---- stranded tasks

  @Test
  void aLoneTaskUnderUnmanagedMemoryIsStranded() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    tracking.unmanaged("RocksDB", ON_HEAP, 5999);
    assertThat(tracking.strandedTasks()).isEmpty();
    waits(tracking, 2, 10);
    assertThat(tracking.strandedTasks()).containsExactly(2);
    waits(tracking, 3, 10);
    assertThat(tracking.strandedTasks()).containsExactly(2, 3);
  }

  @Test
  void aWaitingTaskIsStrandedThoughItIsKnownByItsConsumersAndHoldsMemory() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    MemoryConsumer consumer = tracking.task(2).registerConsumer("c", ON_HEAP, SpillMode.NONE);
    consumer.acquire(10);
    tracking.reserveUnroll(BlockId.rdd(0, 0), 10, ON_HEAP, 2);
    tracking.unmanaged("RocksDB", ON_HEAP, 5999);
    assertThat(consumer.acquire(10)).isEqualTo(WAITING);
    assertThat(tracking.strandedTasks()).containsExactly(2);
  }

  @Test
  void aWaitingTaskFreesNoPage() {
    memory.acquireExecution(1, 6000 - 256, ON_HEAP);
    MemoryConsumer consumer = memory.task(2).registerConsumer("c", ON_HEAP, SpillMode.NONE);
    int page = consumer.allocatePage(100);
    assertThat(consumer.acquire(1000)).isEqualTo(WAITING);
    assertThatThrownBy(() -> consumer.freePage(page))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("task 2 waits");
    assertThat(memory.task(2).pageBytes(page)).isEqualTo(256);
  }

  @Test
  void anOperationThatFailsServesThoseWhomItWoke() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    MemoryConsumer consumer = tracking.task(1).registerConsumer("c", ON_HEAP, SpillMode.NONE);
    tracking.unmanaged("RocksDB", ON_HEAP, 5999);
    waits(tracking, 2, 10);
    tracking.unmanaged("RocksDB", ON_HEAP, 0);
    List<MemoryEvent> events = record(tracking);
    assertThatThrownBy(() -> consumer.allocatePage(7000))
        .isInstanceOf(SparkOutOfMemoryException.class);
    assertThat(woken(events)).containsExactly(2L);
  }

  @Test
  void noTaskIsStrandedWhileAnotherHoldsAnythingOrIsKnown() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    tracking.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 10);
    tracking.unmanaged("RocksDB", ON_HEAP, 5999);
    waits(tracking, 2, 10);
    List<Runnable> others =
        List.of(
            () -> tracking.acquireExecution(3, 10, OFF_HEAP),
            () -> tracking.reserveUnroll(BlockId.rdd(1, 1), 1, OFF_HEAP, 3),
            () -> tracking.getAndHold(BlockId.rdd(0, 0), 3),
            () -> tracking.task(3).registerConsumer("c", ON_HEAP, SpillMode.ALL));
    for (Runnable other : others) {
      assertThat(tracking.strandedTasks()).containsExactly(2);
      other.run();
      assertThat(tracking.strandedTasks()).isEmpty();
      tracking.endTask(3);
    }
    tracking.reserveUnroll(BlockId.rdd(1, 1), 0, ON_HEAP, 4);
    tracking.endTask(4);
    tracking.reserveUnroll(BlockId.rdd(1, 1), 1, ON_HEAP, ExecutorMemory.NO_TASK);
    assertThat(tracking.strandedTasks()).containsExactly(2);
    tracking.reserveUnroll(BlockId.rdd(1, 1), 1, ON_HEAP, 3);
    assertThat(tracking.strandedTasks()).isEmpty();
  }

  @Test
  void taskZeroIsATaskThatMayRelease() {
    memory.acquireExecution(0, 6000, ON_HEAP);
    waits(memory, 2, 10);
    assertThat(memory.strandedTasks()).isEmpty();
  }

  @Test
  void aWaitingTaskIsNotStrandedWhileSomebodyHoldsOnHeapMemory() {
    fill();
    waits(memory, 2, 10);
    assertThat(memory.strandedTasks()).isEmpty();
    memory.endTask(1);
    assertThat(memory.waitingTasks()).isEmpty();
    assertThat(memory.strandedTasks()).isEmpty();
  }

  @Test
  void aCopyWaitsOnItsOwn() {
    fill();
    waits(memory, 2, 100);
    MemoryConsumer consumer = memory.task(3).registerConsumer("c", ON_HEAP, SpillMode.ALL);
    assertThat(consumer.acquire(200)).isEqualTo(WAITING);
    ExecutorMemory copy = memory.copy();
    List<MemoryEvent> events = record(copy);
    assertThat(copy.waitingTasks()).containsExactly(2, 3);
    copy.releaseExecution(1, 300, ON_HEAP);
    assertThat(woken(events)).containsExactly(2L, 3L);
    assertThat(copy.consumer("c").used()).isEqualTo(200);
    assertThat(copy.granted(copy.ticket(3))).isEqualTo(200);
    assertThat(memory.waitingTasks()).containsExactly(2, 3);
    assertThat(consumer.used()).isZero();
    assertThat(memory.granted(memory.ticket(3))).isEqualTo(WAITING);
  }
}
