package io.memsim.executor;

import static io.memsim.executor.ExecutorMemory.WAITING;
import static io.memsim.executor.SmallExecutor.OFF_HEAP;
import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static io.memsim.executor.SmallExecutor.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.memsim.event.MemoryEvent;
import io.memsim.event.SpillMode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pages, their addresses and their limits. */
class PageTest {

  private static final long TASK = 1;

  private final ExecutorMemory memory = SmallExecutor.create();
  private final TaskMemory task = memory.task(TASK);
  private final MemoryConsumer sorter = task.registerConsumer("sorter", ON_HEAP, SpillMode.NONE);

  @Test
  void aPageHasThePageSizeOrMoreIfMoreIsRequired() {
    assertThat(task.pageSize()).isEqualTo(256);
    assertThat(sorter.allocatePage(1)).isZero();
    assertThat(sorter.allocatePage(256)).isEqualTo(1);
    assertThat(sorter.allocatePage(257)).isEqualTo(2);
    assertThat(task.pageBytes(0)).isEqualTo(256);
    assertThat(task.pageBytes(1)).isEqualTo(256);
    assertThat(task.pageBytes(2)).isEqualTo(257);
    assertThat(task.pageCount()).isEqualTo(3);
    assertThat(sorter.used()).isEqualTo(769);
    assertThat(task.held(ON_HEAP)).isEqualTo(769);
  }

  @Test
  void aPageNumberIsTheLowestThatIsFree() {
    for (int page = 0; page < 23; page++) {
      assertThat(sorter.allocatePage(1)).isEqualTo(page);
    }
    sorter.freePage(3);
    sorter.freePage(7);
    assertThat(task.pageCount()).isEqualTo(21);
    assertThat(sorter.allocatePage(10)).isEqualTo(3);
    assertThat(sorter.allocatePage(10)).isEqualTo(7);
    assertThat(task.pageBytes(22)).isEqualTo(256);
  }

  @Test
  void freeingAPageGivesItsBytesBack() {
    int page = sorter.allocatePage(1000);
    List<MemoryEvent> events = record(memory);
    sorter.freePage(page);
    assertThat(sorter.used()).isZero();
    assertThat(events).containsExactly(new MemoryEvent.ExecutionReleased(TASK, ON_HEAP, 1000));
    assertThatThrownBy(() -> sorter.freePage(page))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("task 1 has no page 0");
    assertThatThrownBy(() -> task.pageBytes(page)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> task.pageBytes(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPageIsFreedByItsOwnerOnly() {
    MemoryConsumer other = task.registerConsumer("other", ON_HEAP, SpillMode.NONE);
    int page = sorter.allocatePage(1);
    assertThatThrownBy(() -> other.freePage(page))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other")
        .hasMessageContaining("belongs to sorter");
    assertThat(task.pageCount()).isOne();
  }

  @Test
  void aPageSmallerThanThePageSizeIsMadeIfItIsAsBigAsRequired() {
    memory.acquireExecution(TASK, 5900, ON_HEAP);
    int page = sorter.allocatePage(100);
    assertThat(task.pageBytes(page)).isEqualTo(100);
    assertThat(sorter.used()).isEqualTo(100);
  }

  @Test
  void aPageSmallerThanRequiredIsFreedAndFailsWithTheFigures() {
    memory.acquireExecution(TASK, 6000, ON_HEAP);
    memory.releaseExecution(TASK, 100, ON_HEAP);
    MemorySnapshot before = memory.snapshot();
    List<MemoryEvent> events = record(memory);
    SparkOutOfMemoryException e =
        catchThrowableOfType(SparkOutOfMemoryException.class, () -> sorter.allocatePage(101));
    assertThat(e.required()).isEqualTo(101);
    assertThat(e.got()).isEqualTo(100);
    assertThat(e)
        .hasMessage(
            "UNABLE_TO_ACQUIRE_MEMORY: sorter of task 1 needs 101 bytes, got 100; the task holds"
                + " 5900 bytes ON_HEAP; pool 5900 used of 6000, 1 active tasks");
    assertThat(memory.snapshot()).isEqualTo(before);
    assertThat(task.pageCount()).isZero();
    assertThat(task.peakOnHeap()).isEqualTo(100);
    assertThat(events)
        .containsExactly(
            new MemoryEvent.ExecutionGranted(TASK, ON_HEAP, 256, 100),
            new MemoryEvent.ExecutionReleased(TASK, ON_HEAP, 100),
            new MemoryEvent.OutOfMemory(TASK, "sorter", 101, 100));
  }

  @Test
  void anOutOfMemoryErrorNamesWhoHoldsWhat() {
    task.registerConsumer("hash", ON_HEAP, SpillMode.NONE).acquire(4000);
    task.registerConsumer("idle", ON_HEAP, SpillMode.NONE);
    sorter.acquire(2000);
    assertThatThrownBy(() -> sorter.allocatePage(1))
        .isInstanceOf(SparkOutOfMemoryException.class)
        .hasMessageContaining("got 0;")
        .hasMessageContaining("holds 6000 bytes ON_HEAP, sorter 2000, hash 4000;")
        .hasMessageNotContaining("idle");
  }

  @Test
  void noMemoryAtAllMakesNoPageThoughNothingIsRequired() {
    memory.acquireExecution(TASK, 6000, ON_HEAP);
    assertThatThrownBy(() -> sorter.allocatePage(0)).isInstanceOf(SparkOutOfMemoryException.class);
    memory.releaseExecution(TASK, 1, ON_HEAP);
    assertThat(task.pageBytes(sorter.allocatePage(0))).isOne();
  }

  @Test
  void anArrayTakesAPageOfEightBytesAnElement() {
    int page = sorter.allocateArray(125);
    assertThat(task.pageBytes(page)).isEqualTo(1000);
    int small = sorter.allocateArray(1);
    assertThat(task.pageBytes(small)).isEqualTo(8);
    assertThatThrownBy(() -> sorter.allocateArray(1000))
        .isInstanceOf(SparkOutOfMemoryException.class)
        .hasMessageContaining("needs 8000 bytes, got 4992");
    assertThatThrownBy(() -> sorter.allocateArray(0)).isInstanceOf(SparkRefusalException.class);
    assertThatThrownBy(() -> sorter.allocateArray(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sorter.allocateArray(Long.MAX_VALUE / 8 + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sorter.allocateArray(Long.MAX_VALUE / 8))
        .isInstanceOf(TooLargePageException.class);
  }

  @Test
  void aPageHoldsAtMostWhatALongArrayHolds() {
    assertThat(TaskMemory.MAXIMUM_PAGE_SIZE).isEqualTo(17_179_869_176L);
    MemorySnapshot before = memory.snapshot();
    TooLargePageException e =
        catchThrowableOfType(
            TooLargePageException.class,
            () -> sorter.allocatePage(TaskMemory.MAXIMUM_PAGE_SIZE + 1));
    assertThat(e.size()).isEqualTo(17_179_869_177L);
    assertThat(e).hasMessageContaining("17179869177").hasMessageContaining("17179869176");
    assertThat(memory.snapshot()).isEqualTo(before);
    assertThatThrownBy(() -> sorter.allocatePage(TaskMemory.MAXIMUM_PAGE_SIZE))
        .isInstanceOf(SparkOutOfMemoryException.class);
    assertThatThrownBy(() -> sorter.allocatePage(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onceTheTaskHasEndedNoOtherFaultOfARequestMatters() {
    MemoryConsumer offHeap = memory.task(1).registerConsumer("o", OFF_HEAP, SpillMode.ALL);
    MemoryConsumer onHeap = memory.task(1).registerConsumer("h", ON_HEAP, SpillMode.ALL);
    memory.endTask(1);
    assertThatThrownBy(() -> offHeap.allocatePage(1)).hasMessageContaining("its task has ended");
    assertThatThrownBy(() -> onHeap.allocatePage(Long.MAX_VALUE))
        .hasMessageContaining("its task has ended");
  }

  @Test
  void aTaskHasAtMost8192Pages() {
    ExecutorMemory big =
        SmallExecutor.create("spark.executor.memory", "1000000b", "spark.buffer.pageSize", "10b");
    MemoryConsumer consumer = big.task(TASK).registerConsumer("sorter", ON_HEAP, SpillMode.NONE);
    for (int page = 0; page < TaskMemory.PAGE_TABLE_SIZE; page++) {
      assertThat(consumer.allocatePage(1)).isEqualTo(page);
    }
    MemorySnapshot before = big.snapshot();
    assertThatThrownBy(() -> consumer.allocatePage(1))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessageContaining("8192 pages");
    assertThat(big.snapshot()).isEqualTo(before);
    consumer.freePage(8191);
    assertThat(consumer.allocatePage(1)).isEqualTo(8191);
    assertThat(big.endTask(TASK).pages()).isEqualTo(8192);
  }

  @Test
  void pagesLiveInTheTungstenModeOnly() {
    MemoryConsumer offHeap = task.registerConsumer("offHeap", OFF_HEAP, SpillMode.NONE);
    assertThatThrownBy(() -> offHeap.allocatePage(1))
        .isInstanceOf(SparkRefusalException.class)
        .hasMessageContaining("pages are ON_HEAP here");
    ExecutorMemory tungsten = SmallExecutor.create("spark.memory.offHeap.enabled", "true");
    MemoryConsumer on = tungsten.task(TASK).registerConsumer("on", ON_HEAP, SpillMode.NONE);
    MemoryConsumer off = tungsten.task(TASK).registerConsumer("off", OFF_HEAP, SpillMode.NONE);
    assertThatThrownBy(() -> on.allocatePage(1)).isInstanceOf(SparkRefusalException.class);
    assertThat(off.allocatePage(1)).isZero();
    assertThat(tungsten.executionHeld(TASK, OFF_HEAP)).isEqualTo(256);
    assertThat(tungsten.task(TASK).peakOffHeap()).isEqualTo(256);
  }

  @Test
  void anAddressIsThirteenBitsOfPageAndFiftyOneOfOffset() {
    long address = TaskMemory.encode(8191, (1L << 51) - 1);
    assertThat(address).isEqualTo(-1L);
    assertThat(TaskMemory.decodePage(address)).isEqualTo(8191);
    assertThat(TaskMemory.decodeOffset(address)).isEqualTo((1L << 51) - 1);
    assertThat(TaskMemory.encode(1, 2)).isEqualTo((1L << 51) + 2);
    assertThat(TaskMemory.encode(0, 1L << 51)).isZero();
    assertThat(TaskMemory.decodePage(TaskMemory.encode(5, 64))).isEqualTo(5);
    assertThat(TaskMemory.decodeOffset(TaskMemory.encode(5, 64))).isEqualTo(64);
    assertThatThrownBy(() -> TaskMemory.encode(8192, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("8192")
        .hasMessageContaining("8191");
    assertThatThrownBy(() -> TaskMemory.encode(-1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPageOfAWaitingRequestIsMadeAsItWakes() {
    memory.acquireExecution(2, 6000, ON_HEAP);
    assertThat(sorter.allocatePage(300)).isEqualTo((int) WAITING);
    assertThat(task.grantedPage()).isEqualTo(-1);
    memory.releaseExecution(2, 400, ON_HEAP);
    assertThat(memory.granted(memory.ticket(TASK))).isEqualTo(300);
    assertThat(task.grantedPage()).isZero();
    assertThat(task.pageBytes(0)).isEqualTo(300);
    sorter.acquire(10);
    assertThat(task.grantedPage()).isEqualTo(-1);
  }

  @Test
  void aWaitingRequestForAPageMayFailAsItWakesAndItsTicketTellsSo() {
    memory.acquireExecution(2, 6000, ON_HEAP);
    assertThat(sorter.allocatePage(5000)).isEqualTo((int) WAITING);
    long ticket = memory.ticket(TASK);
    List<MemoryEvent> events = record(memory);
    assertThat(memory.releaseExecution(2, 1500, ON_HEAP)).isEqualTo(1500);
    assertThatThrownBy(() -> memory.granted(ticket))
        .isInstanceOf(SparkOutOfMemoryException.class)
        .hasMessageContaining("needs 5000 bytes, got 1500");
    assertThat(memory.isWaiting(TASK)).isFalse();
    assertThat(task.grantedPage()).isEqualTo(-1);
    assertThat(memory.executionHeld(TASK, ON_HEAP)).isZero();
    assertThat(events)
        .endsWith(
            new MemoryEvent.OutOfMemory(TASK, "sorter", 5000, 1500),
            new MemoryEvent.Woken(ticket, TASK, 1500));
    // The failure is forgotten with the ticket.
    memory.endTask(TASK);
    assertThatThrownBy(() -> memory.granted(ticket)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWaitingRequestForAPageMayFindThePageTableFullAsItWakes() {
    ExecutorMemory big =
        SmallExecutor.create("spark.executor.memory", "1000000b", "spark.buffer.pageSize", "10b");
    MemoryConsumer consumer = big.task(TASK).registerConsumer("sorter", ON_HEAP, SpillMode.NONE);
    big.acquireExecution(2, 600_000 - 81_920, ON_HEAP);
    for (int page = 0; page < TaskMemory.PAGE_TABLE_SIZE; page++) {
      consumer.allocatePage(1);
    }
    assertThat(consumer.allocatePage(1)).isEqualTo((int) WAITING);
    big.releaseExecution(2, 500_000, ON_HEAP);
    assertThatThrownBy(() -> big.granted(big.ticket(TASK)))
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessageContaining("8192 pages");
    assertThat(big.executionHeld(TASK, ON_HEAP)).isEqualTo(81_920);
  }

  @Test
  void aSpillerMayFreePages() {
    MemoryConsumer paged =
        task.registerConsumer(
            "paged",
            ON_HEAP,
            (self, bytes, trigger) -> {
              self.freePage(0);
              return 3000;
            });
    assertThat(paged.allocatePage(3000)).isZero();
    sorter.acquire(3000);
    assertThat(sorter.allocatePage(500)).isZero();
    assertThat(paged.used()).isZero();
    assertThat(task.pageBytes(0)).isEqualTo(500);
  }

  @Test
  void pagesNotFreedAreCountedInTheReport() {
    sorter.allocatePage(100);
    sorter.allocatePage(100);
    assertThat(memory.endTask(TASK).pages()).isEqualTo(2);
  }

  @Test
  void aCopyHasItsOwnPages() {
    MemoryConsumer other = task.registerConsumer("other", ON_HEAP, SpillMode.NONE);
    sorter.allocatePage(100);
    other.allocatePage(1000);
    ExecutorMemory copy = memory.copy();
    copy.consumer("other").freePage(1);
    assertThat(task.pageBytes(1)).isEqualTo(1000);
    assertThat(copy.task(TASK).pageCount()).isOne();
    assertThatThrownBy(() -> copy.consumer("other").freePage(0))
        .isInstanceOf(IllegalArgumentException.class);
    copy.consumer("sorter").freePage(0);
    assertThat(copy.task(TASK).peakOnHeap()).isEqualTo(1256);
    assertThat(copy.endTask(TASK).peakOnHeap()).isEqualTo(1256);
    assertThat(memory.endTask(TASK).pages()).isEqualTo(2);
  }
}
