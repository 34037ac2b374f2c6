package io.memsim.sparkcases;

import static io.memsim.block.MemoryMode.OFF_HEAP;
import static io.memsim.block.MemoryMode.ON_HEAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.event.SpillMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemoryConsumer;
import io.memsim.executor.TaskMemory;
import io.memsim.executor.TaskReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Pages, and who spills for whom: the cases of Spark's {@code TaskMemoryManagerSuite}, see {@code
 * docs/spark-suites.md}. Spark's suite lends from a fake pool of 100 bytes without shares; a lone
 * task can have all of the real one.
 */
class TaskMemoryManagerSuiteCasesTest {

  private final ExecutorMemory memory = SuiteExecutor.of(100).make();
  private final TaskMemory task = memory.task(0);

  private MemoryConsumer consumer(String name) {
    return task.registerConsumer(name, ON_HEAP, SpillMode.ALL);
  }

  /** Frees what the consumer still counts as its own. */
  private static void freeAll(MemoryConsumer consumer) {
    consumer.free(consumer.used());
  }

  @Test
  void aLeakedPageIsReportedWhenItsTaskEnds() {
    ExecutorMemory large = SuiteExecutor.of(Long.MAX_VALUE).make();
    MemoryConsumer leaking = large.task(0).registerConsumer("leaking", ON_HEAP, SpillMode.ALL);
    leaking.allocateArray(4096 / 8);
    assertThat(large.executionHeld(0, ON_HEAP)).isEqualTo(4096);

    TaskReport report = large.endTask(0);
    assertThat(report.freed()).isEqualTo(4096);
    assertThat(report.leaks()).containsExactly(new TaskReport.Leak("leaking", ON_HEAP, 4096));
  }

  @Test
  void anOffHeapAddressKeepsOffsetsOfMoreThan51BitsRelativeToItsPage() {
    ExecutorMemory offHeap =
        SuiteExecutor.of(1000)
            .set("spark.memory.offHeap.enabled", true)
            .set("spark.memory.offHeap.size", 1000)
            .make();
    MemoryConsumer consumer = offHeap.task(0).registerConsumer("c", OFF_HEAP, SpillMode.ALL);
    int page = consumer.allocateArray(256 / 8);
    long pageStartsAt = 1L << 40;
    long offset = (1L << 51) + 10;

    long address = TaskMemory.encode(page, offset - pageStartsAt);
    assertThat(TaskMemory.decodePage(address)).isEqualTo(page);
    assertThat(TaskMemory.decodeOffset(address) + pageStartsAt).isEqualTo(offset);
    consumer.freePage(page);
  }

  @Test
  void anOnHeapAddressKeepsItsPageAndItsOffset() {
    ExecutorMemory onHeap = SuiteExecutor.of(1000).make();
    MemoryConsumer consumer = onHeap.task(0).registerConsumer("c", ON_HEAP, SpillMode.ALL);
    int page = consumer.allocateArray(256 / 8);

    long address = TaskMemory.encode(page, 64);
    assertThat(TaskMemory.decodePage(address)).isEqualTo(page);
    assertThat(TaskMemory.decodeOffset(address)).isEqualTo(64);
  }

  @Test
  void aFreedPageIsGone() {
    ExecutorMemory onHeap = SuiteExecutor.of(1000).make();
    MemoryConsumer consumer = onHeap.task(0).registerConsumer("c", ON_HEAP, SpillMode.ALL);
    int page = consumer.allocateArray(256 / 8);
    consumer.freePage(page);

    assertThat(onHeap.task(0).pageCount()).isZero();
    assertThatThrownBy(() -> onHeap.task(0).pageBytes(page))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> consumer.freePage(page)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyPagesOfTheTaskCanBeFreed() {
    MemoryConsumer consumer = consumer("c");
    assertThatThrownBy(() -> consumer.freePage(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aConsumerMakesTheOtherOneSpill() {
    MemoryConsumer c1 = consumer("c1");
    MemoryConsumer c2 = consumer("c2");
    c1.acquire(100);
    assertThat(c1.used()).isEqualTo(100);
    c2.acquire(100);
    assertUsed(List.of(c1, c2), 0, 100);
    c1.acquire(100);
    assertUsed(List.of(c1, c2), 100, 0);

    c1.acquire(50);
    assertUsed(List.of(c1, c2), 50, 0);
    c2.acquire(50);
    assertUsed(List.of(c1, c2), 50, 50);

    c1.acquire(100);
    assertUsed(List.of(c1, c2), 100, 0);

    c1.free(20);
    assertThat(c1.used()).isEqualTo(80);
    c2.acquire(10);
    assertUsed(List.of(c1, c2), 80, 10);
    c2.acquire(100);
    assertUsed(List.of(c1, c2), 0, 100);

    c1.free(0);
    c2.free(100);
    assertThat(memory.endTask(0).freed()).isZero();
  }

  @Test
  void theSmallestThatHoldsEnoughSpills() {
    MemoryConsumer c1 = consumer("c1");
    MemoryConsumer c2 = consumer("c2");
    MemoryConsumer c3 = consumer("c3");
    c1.acquire(20);
    assertThat(c1.used()).isEqualTo(20);
    c2.acquire(80);
    assertThat(c2.used()).isEqualTo(80);
    c3.acquire(80);
    assertUsed(List.of(c1, c2, c3), 20, 0, 80);

    c2.acquire(80);
    assertUsed(List.of(c1, c2, c3), 20, 80, 0);

    c3.acquire(10);
    assertUsed(List.of(c1, c2, c3), 0, 80, 10);

    c1.free(0);
    c2.free(80);
    c3.free(10);
    assertThat(memory.endTask(0).freed()).isZero();
  }

  @Test
  void theConsumerThatAsksSpillsLast() {
    MemoryConsumer c1 = consumer("c1");
    MemoryConsumer c2 = consumer("c2");
    MemoryConsumer c3 = consumer("c3");
    c1.acquire(50);
    c2.acquire(40);
    c3.acquire(10);
    c1.acquire(50);
    assertUsed(List.of(c1, c2, c3), 100, 0, 0);

    // Nobody else is left to spill.
    c1.acquire(50);
    assertThat(c1.used()).isEqualTo(50);
    c2.acquire(10);
    c1.acquire(60);
    assertThat(c1.used()).isEqualTo(60);
    assertThat(c2.used()).isZero();

    freeAll(c1);

    c1.acquire(50);
    c2.acquire(40);
    c3.acquire(10);
    c3.acquire(50);
    assertUsed(List.of(c1, c2, c3), 0, 40, 60);
  }

  @Test
  void theBestFitSpillsAndThenTheBestFitForTheRest() {
    MemoryConsumer c1 = consumer("c1");
    MemoryConsumer c2 = consumer("c2");
    MemoryConsumer c3 = consumer("c3");
    MemoryConsumer c4 = consumer("c4");
    c1.acquire(50);
    c2.acquire(40);
    c3.acquire(10);
    c4.acquire(5);
    assertUsed(List.of(c1, c2, c3, c4), 50, 40, 0, 5);

    // 5 bytes are free, 40 come from c2.
    c3.acquire(45);
    assertUsed(List.of(c1, c2, c3, c4), 50, 0, 45, 5);

    // Nobody holds 51: 50 come from the biggest, the last one from c4.
    c2.acquire(51);
    assertUsed(List.of(c1, c2, c3, c4), 0, 51, 45, 0);
  }

  @Test
  void consumersOfTheOtherModeDoNotSpill() {
    // Spark's fake pool has 100 bytes for both modes; 20 of them are left for off-heap.
    ExecutorMemory both = SuiteExecutor.of(100).set("spark.memory.offHeap.size", 20).make();
    MemoryConsumer onHeap = both.task(0).registerConsumer("c1", ON_HEAP, SpillMode.ALL);
    MemoryConsumer offHeap = both.task(0).registerConsumer("c2", OFF_HEAP, SpillMode.ALL);
    onHeap.acquire(80);
    assertThat(onHeap.used()).isEqualTo(80);
    offHeap.acquire(80);
    assertUsed(List.of(onHeap, offHeap), 80, 20);

    offHeap.acquire(10);
    assertUsed(List.of(onHeap, offHeap), 80, 10);
  }

  @Test
  void theFormerNameOfTheOffHeapSwitchIsStillRead() {
    ExecutorMemory former =
        SuiteExecutor.of(1000)
            .set("spark.unsafe.offHeap", true)
            .set("spark.memory.offHeap.size", 1000)
            .make();
    assertThat(former.layout().tungstenMode()).isEqualTo(OFF_HEAP);
  }

  private static void assertUsed(List<MemoryConsumer> consumers, long... bytes) {
    assertThat(consumers.stream().mapToLong(MemoryConsumer::used).toArray()).containsExactly(bytes);
  }
}
