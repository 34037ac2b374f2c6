package io.memsim.testkittest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.SpillMode;
import io.memsim.testkit.MemoryRun;
import io.memsim.testkit.TinyMemory;
import io.memsim.trace.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryRunTest {

  private static final BlockId BLOCK = BlockId.rdd(0, 0);

  private final MemoryRun run = MemoryRun.start(TinyMemory.of(1000));

  @Test
  void leavesOutWhatWouldBlockSpark() {
    run.perform(new Operation.Put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 10, 0));
    run.perform(new Operation.Get(BLOCK, 0, true, -1, null));
    assertThat(run.perform(new Operation.Remove(BLOCK))).isFalse();
    assertThat(run.perform(new Operation.RemoveRdd(0))).isFalse();
    assertThat(run.perform(new Operation.RemoveRdd(1))).isTrue();
    assertThat(run.perform(new Operation.Unlock(BLOCK, 1))).isFalse();
    assertThat(run.perform(new Operation.Unlock(BLOCK, 0))).isTrue();
    assertThat(run.perform(new Operation.Remove(BLOCK))).isTrue();
    assertThat(run.log().operations()).hasSize(5);
  }

  @Test
  void leavesOutLockedBroadcasts() {
    BlockId broadcast = BlockId.broadcast(3);
    run.perform(new Operation.Put(broadcast, StorageLevel.MEMORY_ONLY_SER, 10, 0));
    run.perform(new Operation.Get(broadcast, 0, true, -1, null));
    assertThat(run.permits(new Operation.RemoveBroadcast(3))).isFalse();
    assertThat(run.permits(new Operation.RemoveBroadcast(4))).isTrue();
  }

  @Test
  void doesWhatSparkRefuses() {
    assertThat(run.perform(new Operation.Unlock(BLOCK, 0))).isTrue();
    assertThat(run.log().operations()).containsExactly(new Operation.Unlock(BLOCK, 0));
  }

  @Test
  void leavesOutWhatATaskDoesWhileItWaits() {
    run.perform(new Operation.AcquireExecution(0, 1000, MemoryMode.ON_HEAP));
    run.perform(new Operation.Consumer(1, "c", MemoryMode.ON_HEAP, SpillMode.NONE));
    run.perform(new Operation.AcquireExecution(1, 1, MemoryMode.ON_HEAP));
    assertThat(run.memory().waitingTasks()).containsExactly(1);
    List<Operation> ofTheWaiter =
        List.of(
            new Operation.AcquireExecution(1, 1, MemoryMode.ON_HEAP),
            new Operation.ReleaseExecution(1, 1, MemoryMode.ON_HEAP),
            new Operation.ReleaseAllExecution(1),
            new Operation.Put(BLOCK, StorageLevel.DISK_ONLY, 1, 1),
            new Operation.PutValues(BLOCK, StorageLevel.DISK_ONLY, 1, List.of(), 1, 1),
            new Operation.Get(BLOCK, 1, false, -1, null),
            new Operation.Unlock(BLOCK, 1),
            new Operation.ReserveUnroll(BLOCK, 1, MemoryMode.ON_HEAP, 1),
            new Operation.ReleaseUnroll(1, MemoryMode.ON_HEAP, 1),
            new Operation.Consumer(1, "d", MemoryMode.ON_HEAP, SpillMode.NONE),
            new Operation.ConsumerAcquire("c", 1),
            new Operation.ConsumerFree("c", 0));
    assertThat(run.performAll(ofTheWaiter)).isZero();
    assertThat(run.perform(new Operation.EndTask(1))).isTrue();
  }

  @Test
  void leavesOutWhatConsumersCannotDo() {
    assertThat(run.permits(new Operation.ConsumerAcquire("c", 1))).isFalse();
    assertThat(run.permits(new Operation.ConsumerFree("c", 0))).isFalse();
    run.perform(new Operation.Consumer(0, "c", MemoryMode.ON_HEAP, SpillMode.NONE));
    run.perform(new Operation.ConsumerAcquire("c", 5));
    assertThat(run.permits(new Operation.ConsumerFree("c", 6))).isFalse();
    assertThat(run.permits(new Operation.ConsumerFree("c", 5))).isTrue();
    assertThat(run.permits(new Operation.Consumer(9, "c", MemoryMode.ON_HEAP, SpillMode.ALL)))
        .isFalse();
  }

  @Test
  void aPolicyThatThrowsIsReportedWithItsCauseAndTheTrace() {
    MemoryRun broken =
        MemoryRun.start(
            TinyMemory.of(1000),
            new LeastRecentlyUsed() {
              @Override
              public void removed(BlockId block) {
                throw new ArithmeticException("cannot count to " + block);
              }
            });
    Operation put = new Operation.Put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 10, 0);
    broken.perform(put);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> broken.perform(new Operation.Remove(BLOCK)))
        .withCauseInstanceOf(ArithmeticException.class)
        .withMessageStartingWith("cannot count to rdd_0_0\nafter these 2 operations with ")
        .withMessageEndingWith(
            """
            {"op":"put","block":"rdd_0_0","level":"MEMORY_ONLY_SER","bytes":10,"task":0}
            {"op":"remove","block":"rdd_0_0"}
            """);
  }
}
