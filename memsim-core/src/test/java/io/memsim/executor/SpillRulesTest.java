package io.memsim.executor;

import static io.memsim.executor.ExecutorMemory.WAITING;
import static io.memsim.executor.SmallExecutor.OFF_HEAP;
import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static io.memsim.executor.SmallExecutor.only;
import static io.memsim.executor.SmallExecutor.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.MemoryEvent;
import io.memsim.event.SpillMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Consumers that ask, spill and free: one test a rule. */
class SpillRulesTest {

  private static final long TASK = 1;

  private final ExecutorMemory memory = SmallExecutor.create();

  private MemoryConsumer consumer(String name, MemoryMode mode, SpillMode spill) {
    return memory.task(TASK).registerConsumer(name, mode, spill);
  }

  private MemoryConsumer holding(String name, long bytes, SpillMode spill) {
    MemoryConsumer consumer = consumer(name, ON_HEAP, spill);
    assertThat(consumer.acquire(bytes)).isEqualTo(bytes);
    return consumer;
  }

  private static List<String> spills(List<MemoryEvent> events) {
    return only(MemoryEvent.Spilled.class, events).stream()
        .map(e -> e.consumer() + " asked " + e.requested() + " freed " + e.released())
        .toList();
  }

  @Test
  void aRequestThatThePoolsServeSpillsNobody() {
    holding("a", 1000, SpillMode.ALL);
    List<MemoryEvent> events = record(memory);
    assertThat(consumer("b", ON_HEAP, SpillMode.ALL).acquire(5000)).isEqualTo(5000);
    assertThat(events)
        .containsExactly(
            new MemoryEvent.PoolsMoved(ON_HEAP, 6000, 0),
            new MemoryEvent.ExecutionGranted(TASK, ON_HEAP, 5000, 5000));
  }

  @Test
  void theSmallestOfThoseThatHoldEnoughSpills() {
    holding("small", 500, SpillMode.ALL);
    holding("middle", 1500, SpillMode.ALL);
    holding("big", 4000, SpillMode.ALL);
    List<MemoryEvent> events = record(memory);
    assertThat(consumer("asking", ON_HEAP, SpillMode.ALL).acquire(1000)).isEqualTo(1000);
    assertThat(spills(events)).containsExactly("middle asked 1000 freed 1500");
  }

  @Test
  void exactlyEnoughIsEnough() {
    holding("exact", 1000, SpillMode.ALL);
    holding("big", 5000, SpillMode.ALL);
    List<MemoryEvent> events = record(memory);
    consumer("asking", ON_HEAP, SpillMode.ALL).acquire(1000);
    assertThat(spills(events)).containsExactly("exact asked 1000 freed 1000");
  }

  @Test
  void ifNobodyHoldsEnoughTheBiggestSpillsAndThenWhoeverHoldsTheRest() {
    holding("small", 500, SpillMode.ALL);
    holding("middle", 1500, SpillMode.ALL);
    holding("big", 4000, SpillMode.ALL);
    List<MemoryEvent> events = record(memory);
    assertThat(consumer("asking", ON_HEAP, SpillMode.ALL).acquire(4400)).isEqualTo(4400);
    assertThat(spills(events))
        .containsExactly("big asked 4400 freed 4000", "small asked 400 freed 500");
  }

  @Test
  void amongEqualsTheMostRecentlyRegisteredSpillsFirst() {
    holding("first", 2000, SpillMode.ALL);
    holding("second", 2000, SpillMode.ALL);
    holding("third", 2000, SpillMode.ALL);
    List<MemoryEvent> events = record(memory);
    consumer("asking", ON_HEAP, SpillMode.ALL).acquire(1000);
    assertThat(spills(events)).containsExactly("third asked 1000 freed 2000");
    consumer("greedy", ON_HEAP, SpillMode.ALL).acquire(3500);
    // 1000 are free; nobody held 2500: the biggest of those that are left, latest first.
    assertThat(spills(events).subList(1, 3))
        .containsExactly("second asked 2500 freed 2000", "asking asked 500 freed 1000");
  }

  @Test
  void whoAsksCountsAsHoldingNothingAndComesLast() {
    MemoryConsumer asking = holding("asking", 3000, SpillMode.ALL);
    holding("other", 3000, SpillMode.ALL);
    List<MemoryEvent> events = record(memory);
    assertThat(asking.acquire(4000)).isEqualTo(4000);
    assertThat(spills(events))
        .containsExactly("other asked 4000 freed 3000", "asking asked 1000 freed 3000");
    assertThat(asking.used()).isEqualTo(4000);
  }

  @Test
  void whoAsksForTheFirstTimeHoldsNothingAndIsNotAsked() {
    List<Long> asked = new ArrayList<>();
    holding("other", 6000, SpillMode.NONE);
    MemoryConsumer asking =
        memory
            .task(TASK)
            .registerConsumer(
                "asking",
                ON_HEAP,
                (self, bytes, trigger) -> {
                  asked.add(bytes);
                  return 0;
                });
    assertThat(asking.acquire(10)).isZero();
    assertThat(asked).isEmpty();
  }

  @Test
  void onlyConsumersOfTheSameModeSpill() {
    consumer("offHeap", OFF_HEAP, SpillMode.ALL).acquire(2000);
    holding("onHeap", 6000, SpillMode.NONE);
    List<MemoryEvent> events = record(memory);
    assertThat(consumer("asking", ON_HEAP, SpillMode.ALL).acquire(100)).isZero();
    assertThat(spills(events)).isEmpty();
  }

  @Test
  void onlyConsumersOfTheSameTaskSpill() {
    MemoryConsumer other = memory.task(2).registerConsumer("other", ON_HEAP, SpillMode.ALL);
    other.acquire(6000);
    List<MemoryEvent> events = record(memory);
    assertThat(consumer("asking", ON_HEAP, SpillMode.ALL).acquire(100)).isEqualTo(WAITING);
    assertThat(spills(events)).isEmpty();
    assertThat(other.used()).isEqualTo(6000);
  }

  @Test
  void aConsumerThatFreesNothingIsNotAskedAgainForThisRequest() {
    List<String> asked = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      memory
          .task(TASK)
          .registerConsumer(
              name,
              ON_HEAP,
              (self, bytes, trigger) -> {
                asked.add(self.name() + " " + bytes + " for " + trigger.name());
                return 0;
              })
          .acquire(3000);
    }
    MemoryConsumer asking = consumer("asking", ON_HEAP, SpillMode.ALL);
    assertThat(asking.acquire(100)).isZero();
    assertThat(asked).containsExactly("b 100 for asking", "a 100 for asking");
    assertThat(asking.acquire(7)).isZero();
    assertThat(asked).hasSize(4).endsWith("b 7 for asking", "a 7 for asking");
  }

  @Test
  void whatTheyHoldIsReadOnceBeforeTheFirstSpill() {
    // Partial frees 100 at a time: it stays where it was in the order, and is asked again.
    List<Long> asked = new ArrayList<>();
    memory
        .task(TASK)
        .registerConsumer(
            "partial",
            ON_HEAP,
            (self, bytes, trigger) -> {
              asked.add(bytes);
              long freed = Math.min(100, self.used());
              self.free(freed);
              return freed;
            })
        .acquire(2000);
    holding("big", 4000, SpillMode.ALL);
    assertThat(consumer("asking", ON_HEAP, SpillMode.ALL).acquire(300)).isEqualTo(300);
    assertThat(asked).containsExactly(300L, 200L, 100L);
    assertThat(memory.consumer("big").used()).isEqualTo(4000);
  }

  @Test
  void aConsumerThatHasSpiltEverythingIsAskedOnceMoreAndThenNotAgain() {
    holding("a", 2000, SpillMode.ALL);
    holding("b", 1000, SpillMode.NONE);
    memory.acquireExecution(TASK, 3000, ON_HEAP);
    List<MemoryEvent> events = record(memory);
    assertThat(consumer("asking", ON_HEAP, SpillMode.ALL).acquire(2500)).isEqualTo(2000);
    assertThat(spills(events)).containsExactly("a asked 2500 freed 2000");
  }

  @Test
  void requestedFreesWhatWasAskedForAndAllFreesEverything() {
    MemoryConsumer requested = holding("requested", 3000, SpillMode.REQUESTED);
    MemoryConsumer all = holding("all", 3000, SpillMode.ALL);
    consumer("x", ON_HEAP, SpillMode.NONE).acquire(100);
    assertThat(all.used()).isZero();
    assertThat(requested.used()).isEqualTo(3000);
    consumer("y", ON_HEAP, SpillMode.NONE).acquire(2900);
    consumer("z", ON_HEAP, SpillMode.NONE).acquire(10);
    assertThat(requested.used()).isEqualTo(2990);
  }

  @Test
  void afterASpillThePoolsAreAskedForWhatIsStillMissing() {
    holding("a", 5800, SpillMode.REQUESTED);
    List<MemoryEvent> events = record(memory);
    assertThat(consumer("asking", ON_HEAP, SpillMode.ALL).acquire(1000)).isEqualTo(1000);
    assertThat(spills(events)).containsExactly("a asked 800 freed 800");
    assertThat(only(MemoryEvent.ExecutionGranted.class, events))
        .containsExactly(
            new MemoryEvent.ExecutionGranted(TASK, ON_HEAP, 1000, 200),
            new MemoryEvent.ExecutionGranted(TASK, ON_HEAP, 800, 800));
  }

  @Test
  void aRequestMayHaveToWaitAfterItsSpill() {
    ExecutorMemory tracking = SmallExecutor.withUnmanagedMemory();
    MemoryConsumer a = tracking.task(TASK).registerConsumer("a", ON_HEAP, SpillMode.ALL);
    MemoryConsumer b = tracking.task(TASK).registerConsumer("b", ON_HEAP, SpillMode.ALL);
    a.acquire(2000);
    tracking.unmanaged("RocksDB", ON_HEAP, 5999);
    // The task holds more than half of its pool, and gets nothing; once "a" has spilt it holds
    // nothing, and unmanaged memory leaves 1.
    assertThat(b.acquire(500)).isEqualTo(WAITING);
    assertThat(a.used()).isZero();
    assertThat(b.used()).isZero();
    tracking.unmanaged("RocksDB", ON_HEAP, 0);
    tracking.endTask(99);
    assertThat(tracking.granted(tracking.ticket(TASK))).isEqualTo(500);
    assertThat(b.used()).isEqualTo(500);
  }

  @Test
  void aTaskAboveItsShareGetsNothingUntilItsSpillsHaveBroughtItUnderIt() {
    holding("a", 2000, SpillMode.ALL);
    holding("b", 2000, SpillMode.ALL);
    holding("c", 1500, SpillMode.ALL);
    memory.acquireExecution(2, 500, ON_HEAP);
    List<MemoryEvent> events = record(memory);
    // 5500 are held, 3000 is the share: "c" and then "b" must go before anything is granted.
    assertThat(consumer("asking", ON_HEAP, SpillMode.ALL).acquire(1000)).isEqualTo(1000);
    assertThat(spills(events))
        .containsExactly("c asked 1000 freed 1500", "b asked 1000 freed 2000");
    assertThat(only(MemoryEvent.ExecutionGranted.class, events))
        .extracting(MemoryEvent.ExecutionGranted::granted)
        .containsExactly(0L, 0L, 1000L);
  }

  @Test
  void aPlainRequestOfTheTaskSpillsNobody() {
    holding("a", 6000, SpillMode.ALL);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.acquireExecution(TASK, 100, ON_HEAP)).isZero();
    assertThat(spills(events)).isEmpty();
  }

  @Test
  void aPlainAcquireMaySimplyReturnLess() {
    holding("a", 5500, SpillMode.NONE);
    MemoryConsumer asking = consumer("asking", ON_HEAP, SpillMode.ALL);
    assertThat(asking.acquire(1000)).isEqualTo(500);
    assertThat(asking.used()).isEqualTo(500);
  }

  @Test
  void freeingGivesBackToThePoolsAndCountsDown() {
    MemoryConsumer a = holding("a", 1000, SpillMode.ALL);
    a.free(400);
    assertThat(a.used()).isEqualTo(600);
    assertThat(memory.task(TASK).held(ON_HEAP)).isEqualTo(600);
    a.free(600);
    assertThat(memory.activeTasks(ON_HEAP)).isZero();
  }

  @Test
  void aReleaseByTheTaskDoesNotChangeWhatConsumersCountAsTheirs() {
    MemoryConsumer a = holding("a", 1000, SpillMode.ALL);
    memory.releaseExecution(TASK, 700, ON_HEAP);
    assertThat(a.used()).isEqualTo(1000);
    assertThat(memory.executionHeld(TASK, ON_HEAP)).isEqualTo(300);
    a.free(1000);
    assertThat(memory.executionHeld(TASK, ON_HEAP)).isZero();
  }

  @Test
  void spillByHandFreesWhatTheConsumerFreesAndIsNoSpillOfARequest() {
    MemoryConsumer a = holding("a", 1000, SpillMode.REQUESTED);
    List<MemoryEvent> events = record(memory);
    assertThat(a.spill()).isEqualTo(1000);
    assertThat(a.used()).isZero();
    assertThat(events).containsExactly(new MemoryEvent.ExecutionReleased(TASK, ON_HEAP, 1000));
    assertThat(a.spill()).isZero();
  }

  @Test
  void aSpillByHandOfNothingIsNoOperationAndMayBeToldWhileItsTaskWaits() {
    MemoryConsumer a = memory.task(TASK).registerConsumer("a", ON_HEAP, SpillMode.ALL);
    memory.acquireExecution(2, 6000, ON_HEAP);
    assertThat(memory.acquireExecution(TASK, 100, ON_HEAP)).isEqualTo(WAITING);
    assertThat(a.spill()).isZero();
    assertThat(memory.isWaiting(TASK)).isTrue();
  }

  @Test
  void eachReleaseOfASpillByHandIsAnOperationThatServesWaiters() {
    MemoryConsumer pages =
        memory
            .task(TASK)
            .registerConsumer(
                "pages",
                ON_HEAP,
                (self, bytes, trigger) -> {
                  self.freePage(0);
                  assertThat(memory.executionHeld(3, ON_HEAP)).isEqualTo(700);
                  self.freePage(1);
                  return 1400;
                });
    memory.acquireExecution(2, 4600, ON_HEAP);
    pages.allocatePage(700);
    pages.allocatePage(700);
    assertThat(memory.acquireExecution(3, 700, ON_HEAP)).isEqualTo(WAITING);
    assertThat(pages.spill()).isEqualTo(1400);
    assertThat(pages.used()).isZero();
  }

  @Test
  void codeOfItsOwnMayFreeMoreThanIsMissingAndMayReleaseForTheTask() {
    memory.acquireExecution(TASK, 3000, ON_HEAP);
    memory
        .task(TASK)
        .registerConsumer(
            "own",
            ON_HEAP,
            (self, bytes, trigger) -> {
              self.free(self.used());
              return 3000 + memory.releaseExecution(self.task().taskId(), 500, ON_HEAP);
            })
        .acquire(3000);
    List<MemoryEvent> events = record(memory);
    assertThat(consumer("asking", ON_HEAP, SpillMode.ALL).acquire(3400)).isEqualTo(3400);
    assertThat(spills(events)).containsExactly("own asked 3400 freed 3500");
    assertThat(memory.stats().spills()).isOne();
    assertThat(memory.stats().spilledBytes()).isEqualTo(3500);
    assertThat(memory.executionHeld(TASK, ON_HEAP)).isEqualTo(5900);
  }

  @Test
  void aSpillerMayLookAtAnythingButMayNotAskForMemoryOrReadOrPut() {
    List<RuntimeException> refused = new ArrayList<>();
    memory
        .task(TASK)
        .registerConsumer(
            "nosy",
            ON_HEAP,
            (self, bytes, trigger) -> {
              assertThat(memory.snapshot().onHeap().executionUsed()).isEqualTo(6000);
              for (Runnable forbidden :
                  List.<Runnable>of(
                      () -> self.acquire(1),
                      () -> memory.acquireExecution(2, 1, ON_HEAP),
                      () -> memory.put(BlockId.test("t"), StorageLevel.DISK_ONLY, 1),
                      () -> memory.get(BlockId.test("t")),
                      () -> memory.endTask(TASK),
                      () -> memory.releaseAllExecution(TASK),
                      () -> memory.copy())) {
                try {
                  forbidden.run();
                } catch (IllegalStateException e) {
                  refused.add(e);
                }
              }
              return 0;
            })
        .acquire(6000);
    assertThat(consumer("asking", ON_HEAP, SpillMode.ALL).acquire(10)).isZero();
    assertThat(refused).hasSize(7);
    assertThat(refused.get(0)).hasMessageContaining("may free memory and nothing else");
    assertThat(memory.contains(BlockId.test("t"))).isFalse();
  }

  @Test
  void aSpillerThatThrowsFailsTheRequestAndTheExecutorGoesOn() {
    memory
        .task(TASK)
        .registerConsumer(
            "broken",
            ON_HEAP,
            (self, bytes, trigger) -> {
              self.free(1000);
              throw new IllegalStateException("disk full");
            })
        .acquire(6000);
    MemoryConsumer asking = consumer("asking", ON_HEAP, SpillMode.ALL);
    assertThatThrownBy(() -> asking.acquire(500)).hasMessage("disk full");
    assertThat(memory.executionHeld(TASK, ON_HEAP)).isEqualTo(5000);
    assertThat(asking.acquire(500)).isEqualTo(500);
  }

  @Test
  void consumersAreFoundByNameWhileTheirTaskLives() {
    MemoryConsumer a = consumer("a", OFF_HEAP, SpillMode.REQUESTED);
    assertThat(memory.consumer("a")).isSameAs(a);
    assertThat(memory.hasConsumer("a")).isTrue();
    assertThat(a.name()).isEqualTo("a");
    assertThat(a.mode()).isEqualTo(OFF_HEAP);
    assertThat(a.spillMode()).isEqualTo(SpillMode.REQUESTED);
    assertThat(a.task()).isSameAs(memory.task(TASK));
    assertThat(a.task().taskId()).isEqualTo(TASK);
    assertThat(a.task().consumers()).containsExactly(a);
    assertThat(a).hasToString("a of task 1 (0 bytes OFF_HEAP)");
    memory.endTask(TASK);
    assertThat(memory.hasConsumer("a")).isFalse();
    assertThatThrownBy(() -> memory.consumer("a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no live task has a consumer named a");
    assertThatThrownBy(() -> a.acquire(1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("its task has ended");
    assertThatThrownBy(() -> a.free(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(a::spill).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> a.allocatePage(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> a.freePage(0)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> a.task().registerConsumer("b", ON_HEAP, SpillMode.ALL))
        .isInstanceOf(IllegalStateException.class);
    assertThat(memory.task(TASK)).isNotSameAs(a.task());
  }

  @Test
  void aConsumerWithCodeOfItsOwnHasNoSpillMode() {
    assertThat(memory.task(TASK).registerConsumer("own", ON_HEAP, (s, b, t) -> 0).spillMode())
        .isNull();
  }

  @Test
  void manyConsumersAreAllConsidered() {
    for (int i = 0; i < 40; i++) {
      holding("c" + i, 100 + i, SpillMode.ALL);
    }
    holding("filler", 6000 - memory.executionUsed(ON_HEAP), SpillMode.NONE);
    List<MemoryEvent> events = record(memory);
    assertThat(consumer("asking", ON_HEAP, SpillMode.ALL).acquire(139)).isEqualTo(139);
    assertThat(spills(events)).containsExactly("c39 asked 139 freed 139");
  }

  @Test
  void endingATaskFreesAllReportsTheLeakUnlocksAndReleasesUnrollMemory() {
    MemoryConsumer a = holding("a", 1000, SpillMode.ALL);
    consumer("b", ON_HEAP, SpillMode.ALL);
    consumer("c", OFF_HEAP, SpillMode.ALL).acquire(300);
    memory.acquireExecution(TASK, 50, ON_HEAP);
    a.free(200);
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 10);
    memory.put(BlockId.rdd(0, 1), StorageLevel.MEMORY_ONLY_SER, 10);
    memory.getAndHold(BlockId.rdd(0, 0), TASK);
    memory.getAndHold(BlockId.rdd(0, 0), TASK);
    memory.getAndHold(BlockId.rdd(0, 1), TASK);
    memory.getAndHold(BlockId.rdd(0, 1), 2);
    memory.reserveUnroll(BlockId.rdd(0, 2), 70, ON_HEAP, TASK);
    memory.reserveUnroll(BlockId.rdd(0, 2), 7, OFF_HEAP, TASK);
    TaskReport report = memory.endTask(TASK);
    assertThat(report)
        .isEqualTo(
            new TaskReport(
                TASK,
                850,
                300,
                2,
                77,
                1000,
                300,
                0,
                List.of(
                    new TaskReport.Leak("a", ON_HEAP, 800),
                    new TaskReport.Leak("c", OFF_HEAP, 300))));
    assertThat(report.freed()).isEqualTo(1150);
    assertThat(memory.locks(BlockId.rdd(0, 0))).isZero();
    assertThat(memory.locks(BlockId.rdd(0, 1))).isOne();
    assertThat(memory.snapshot().tasks())
        .extracting(MemorySnapshot.TaskSnapshot::task)
        .containsExactly(2L);
  }

  @Test
  void peaksAreWhatConsumersHeldAtMostByMode() {
    MemoryConsumer a = holding("a", 1000, SpillMode.ALL);
    a.free(1000);
    a.acquire(600);
    memory.acquireExecution(TASK, 3000, ON_HEAP);
    consumer("b", OFF_HEAP, SpillMode.ALL).acquire(30);
    assertThat(memory.task(TASK).peakOnHeap()).isEqualTo(1000);
    assertThat(memory.task(TASK).peakOffHeap()).isEqualTo(30);
    a.acquire(500);
    assertThat(memory.task(TASK).peakOnHeap()).isEqualTo(1100);
  }

  @Test
  void anUnknownTaskEndsWithoutEffect() {
    MemorySnapshot before = memory.snapshot();
    assertThat(memory.endTask(77)).isEqualTo(new TaskReport(77, 0, 0, 0, 0, 0, 0, 0, List.of()));
    assertThat(memory.snapshot()).isEqualTo(before);
  }
}
