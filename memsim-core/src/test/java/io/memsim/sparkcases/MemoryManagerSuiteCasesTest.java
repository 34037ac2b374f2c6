package io.memsim.sparkcases;

import static io.memsim.block.MemoryMode.OFF_HEAP;
import static io.memsim.block.MemoryMode.ON_HEAP;
import static io.memsim.executor.ExecutorMemory.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.event.SpillMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemoryConsumer;
import io.memsim.executor.TaskMemory;
import org.junit.jupiter.api.Test;

/**
 * How tasks share execution memory: the cases of Spark's {@code MemoryManagerSuite}, see {@code
 * docs/spark-suites.md}. Where they only ask and never spill, requests are those of the task.
 */
class MemoryManagerSuiteCasesTest {

  private final ExecutorMemory memory = SuiteExecutor.of(1000).make();

  @Test
  void aLoneTaskGetsAllThatThereIsAndThenNothing() {
    assertThat(memory.acquireExecution(0, 100, ON_HEAP)).isEqualTo(100);
    assertThat(memory.acquireExecution(0, 400, ON_HEAP)).isEqualTo(400);
    assertThat(memory.acquireExecution(0, 400, ON_HEAP)).isEqualTo(400);
    assertThat(memory.acquireExecution(0, 200, ON_HEAP)).isEqualTo(100);
    assertThat(memory.acquireExecution(0, 100, ON_HEAP)).isZero();
    assertThat(memory.acquireExecution(0, 100, ON_HEAP)).isZero();

    memory.releaseExecution(0, 500, ON_HEAP);
    assertThat(memory.acquireExecution(0, 300, ON_HEAP)).isEqualTo(300);
    assertThat(memory.acquireExecution(0, 300, ON_HEAP)).isEqualTo(200);

    memory.releaseAllExecution(0);
    assertThat(memory.acquireExecution(0, 1000, ON_HEAP)).isEqualTo(1000);
    assertThat(memory.acquireExecution(0, 100, ON_HEAP)).isZero();
  }

  @Test
  void twoTasksThatHaveHalfEachGetNothingMore() {
    assertThat(memory.acquireExecution(1, 500, ON_HEAP)).isEqualTo(500);
    assertThat(memory.acquireExecution(2, 500, ON_HEAP)).isEqualTo(500);

    assertThat(memory.acquireExecution(1, 500, ON_HEAP)).isZero();
    assertThat(memory.acquireExecution(2, 500, ON_HEAP)).isZero();
  }

  @Test
  void neitherOfTwoTasksGrowsBeyondHalf() {
    assertThat(memory.acquireExecution(1, 250, ON_HEAP)).isEqualTo(250);
    assertThat(memory.acquireExecution(2, 250, ON_HEAP)).isEqualTo(250);

    assertThat(memory.acquireExecution(1, 500, ON_HEAP)).isEqualTo(250);
    assertThat(memory.acquireExecution(2, 500, ON_HEAP)).isEqualTo(250);
  }

  @Test
  void aTaskWaitsUntilItCanHaveItsLeastShare() {
    assertThat(memory.acquireExecution(1, 1000, ON_HEAP)).isEqualTo(1000);
    assertThat(memory.acquireExecution(2, 250, ON_HEAP)).isEqualTo(WAITING);
    assertThat(memory.isWaiting(2)).isTrue();

    memory.releaseExecution(1, 250, ON_HEAP);
    assertThat(memory.granted(memory.ticket(2))).isEqualTo(250);

    // It has its least share now, and so is refused at once.
    assertThat(memory.acquireExecution(2, 100, ON_HEAP)).isZero();
  }

  @Test
  void anotherTaskGetsWhatSelfSpillingFreed() {
    MemoryConsumer first = memory.task(1).registerConsumer("first", ON_HEAP, SpillMode.REQUESTED);
    MemoryConsumer second = memory.task(2).registerConsumer("second", ON_HEAP, SpillMode.ALL);
    assertThat(first.acquire(1000)).isEqualTo(1000);
    assertThat(first.used()).isEqualTo(1000);
    assertThat(memory.stats().spilledBytes()).isZero();

    assertThat(second.acquire(500)).isEqualTo(WAITING);
    assertThat(second.used()).isZero();

    assertThat(first.acquire(500)).isEqualTo(500);
    assertThat(memory.granted(memory.ticket(2))).isEqualTo(500);
    assertThat(memory.stats().spilledBytes()).isEqualTo(1000);
    assertThat(first.used()).isEqualTo(500);
    assertThat(second.used()).isEqualTo(500);
  }

  @Test
  void whatATaskGivesUpAsAWholeGoesToTheWaitingOne() {
    assertThat(memory.acquireExecution(1, 1000, ON_HEAP)).isEqualTo(1000);
    assertThat(memory.acquireExecution(2, 500, ON_HEAP)).isEqualTo(WAITING);

    assertThat(memory.releaseAllExecution(1)).isEqualTo(1000);
    assertThat(memory.granted(memory.ticket(2))).isEqualTo(500);
    assertThat(memory.acquireExecution(2, 500, ON_HEAP)).isEqualTo(500);
    assertThat(memory.acquireExecution(2, 500, ON_HEAP)).isZero();
  }

  @Test
  void aTaskAboveItsShareIsGrantedNothingRatherThanLess() {
    assertThat(memory.acquireExecution(1, 700, ON_HEAP)).isEqualTo(700);
    assertThat(memory.acquireExecution(2, 300, ON_HEAP)).isEqualTo(300);
    assertThat(memory.acquireExecution(1, 300, ON_HEAP)).isZero();
    assertThat(memory.executionHeld(1, ON_HEAP)).isEqualTo(700);
  }

  @Test
  void offHeapMemoryHasALimitOfItsOwn() {
    ExecutorMemory both = SuiteExecutor.of(2).set("spark.memory.offHeap.size", 1000).make();
    assertThat(both.acquireExecution(1, 1000, OFF_HEAP)).isEqualTo(1000);
    assertThat(both.executionHeld(1, OFF_HEAP)).isEqualTo(1000);

    assertThat(both.acquireExecution(1, 300, OFF_HEAP)).isZero();
    assertThat(both.executionHeld(1, OFF_HEAP)).isEqualTo(1000);

    both.releaseExecution(1, 500, OFF_HEAP);
    assertThat(both.executionHeld(1, OFF_HEAP)).isEqualTo(500);
    both.releaseExecution(1, 500, OFF_HEAP);
    assertThat(both.executionHeld(1, OFF_HEAP)).isZero();
  }

  @Test
  void peaksAreCountedByMode() {
    TaskMemory task = SuiteExecutor.of(1000).set("spark.memory.offHeap.size", 1000).make().task(1);
    MemoryConsumer offHeap = task.registerConsumer("off-heap", OFF_HEAP, SpillMode.ALL);
    MemoryConsumer onHeap = task.registerConsumer("on-heap", ON_HEAP, SpillMode.ALL);

    assertThat(offHeap.acquire(500)).isEqualTo(500);
    assertThat(onHeap.acquire(400)).isEqualTo(400);
    assertThat(task.held(ON_HEAP) + task.held(OFF_HEAP)).isEqualTo(900);
    assertThat(task.peakOnHeap()).isEqualTo(400);
    assertThat(task.peakOffHeap()).isEqualTo(500);
  }
}
