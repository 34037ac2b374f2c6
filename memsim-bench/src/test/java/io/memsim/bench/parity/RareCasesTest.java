package io.memsim.bench.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.config.SparkVersion;
import io.memsim.event.SpillMode;
import io.memsim.trace.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What generated runs come by too rarely: each is compared like them. */
class RareCasesTest {

  @ParameterizedTest
  @EnumSource(MemoryMode.class)
  void aFullPageTable(MemoryMode mode) {
    Setup setup =
        HarnessTest.setup(
            Profile.PAGES,
            Setup.OFF_HEAP,
            Boolean.toString(mode == MemoryMode.OFF_HEAP),
            Setup.OFF_HEAP_SIZE,
            "200000b",
            Setup.HEAP,
            "400000b",
            Setup.PAGE,
            "8b");
    Tally tally = new Tally();
    try (Run run = new Run(setup, tally, false)) {
      run.perform(new Action.PagedConsumer(0, "c", mode, Spilling.PAGE));
      for (int page = 0; page < 8_192; page++) {
        run.perform(new Action.AllocatePage("c", 0));
      }
      run.perform(new Action.AllocatePage("c", 0));
      run.perform(new Action.AllocateArray("c", 1));
      run.perform(new Action.FreePage("c", 4_711));
      run.perform(new Action.AllocateArray("c", 3));
      run.perform(new Action.AllocatePage("c", 9));
      run.perform(new Action.Traced(new Operation.EndTask(0)));
    }

    assertThat(tally.toString()).contains("PAGES_FULL=3");
  }

  @Test
  void unmanagedMemoryKeepsUnrollMemoryFromBecomingStorageMemory() {
    assumeThat(SparkLine.version()).matches(SparkVersion::tracksUnmanagedMemory);
    Setup setup = HarnessTest.setup(Profile.UNMANAGED, Setup.POLLING, "1d");
    try (Run run = new Run(setup, new Tally(), false)) {
      for (StorageLevel level : StorageLevel.named()) {
        for (int shape = 0; shape < 24; shape++) {
          for (long unmanaged = 0; unmanaged < 6_000; unmanaged += 700) {
            BlockId block = BlockId.rdd(shape, 0);
            run.perform(unmanaged(unmanaged));
            run.perform(values(run, block, level, shape, 1));
            run.perform(new Action.Traced(new Operation.Get(block, 1, false, -1, null)));
            run.perform(unmanaged(0));
            run.perform(new Action.Traced(new Operation.Remove(block)));
          }
          run.perform(new Action.Traced(new Operation.EndTask(1)));
        }
      }
    }
  }

  private static Action unmanaged(long bytes) {
    return new Action.Traced(new Operation.Unmanaged("RocksDB", MemoryMode.ON_HEAP, bytes));
  }

  private static Action values(Run run, BlockId block, StorageLevel level, int shape, long task) {
    return Planner.values(run.real().shapes().get(shape), shape, block, level, task);
  }

  @Test
  void consumersThatHoldEquallyMuchSpillTheLastRegisteredFirst() {
    Tally tally = new Tally();
    try (Run run = new Run(HarnessTest.setup(Profile.CONSUMERS), tally, false)) {
      for (int i = 0; i < 6; i++) {
        run.perform(
            new Action.Traced(
                new Operation.Consumer(
                    0,
                    "c" + i,
                    MemoryMode.ON_HEAP,
                    i % 2 == 0 ? SpillMode.ALL : SpillMode.REQUESTED)));
        run.perform(new Action.Traced(new Operation.ConsumerAcquire("c" + i, 1_000)));
      }
      run.perform(new Action.Traced(new Operation.ConsumerAcquire("c2", 3_500)));
    }

    assertThat(tally.toString()).contains(" 4 spills");
  }

  @Test
  void aRequestThatIsInterruptedAfterASpillLeavesTheTaskWhatItHas() {
    assumeThat(SparkLine.version()).matches(SparkVersion::tracksUnmanagedMemory);
    Tally tally = new Tally();
    Setup setup = HarnessTest.setup(Profile.SPILLS_AND_WAITS, Setup.POLLING, "1d");
    try (Run run = new Run(setup, tally, false)) {
      run.perform(acquire(1, 3_000));
      run.perform(acquire(2, 2_000));
      run.perform(consumer(0, "a", SpillMode.ALL));
      run.perform(consumer(0, "b", SpillMode.NONE));
      run.perform(new Action.Traced(new Operation.ConsumerAcquire("a", 1_000)));
      run.perform(unmanaged(4_500));
      run.perform(new Action.Traced(new Operation.ConsumerAcquire("b", 2_000)));
      run.perform(new Action.Cancel(0));
      run.perform(unmanaged(0));
      run.perform(new Action.Traced(new Operation.ConsumerAcquire("b", 700)));
      run.perform(new Action.Traced(new Operation.EndTask(0)));
    }

    assertThat(tally.toString()).contains(" 1 spills", "WAITING=1");
  }

  @Test
  void everyBlockOfTheWholeApplicationIsReportedToTheRealDriver() {
    Tally tally = new Tally();
    try (Run run = new Run(HarnessTest.setup(Profile.FEW_RDDS), tally, true)) {
      for (int i = 0; i < 50; i++) {
        run.perform(
            new Action.Traced(
                new Operation.Put(
                    BlockId.rdd(i % 3, i), StorageLevel.MEMORY_AND_DISK_SER_2, 700, -1)));
        run.perform(
            new Action.Traced(new Operation.Get(BlockId.rdd(1, i / 2), -1, false, -1, null)));
      }
    }

    assertThat(tally.operations()).isEqualTo(100);
  }

  private static Action acquire(long task, long bytes) {
    return new Action.Traced(new Operation.AcquireExecution(task, bytes, MemoryMode.ON_HEAP));
  }

  private static Action consumer(long task, String name, SpillMode spill) {
    return new Action.Traced(new Operation.Consumer(task, name, MemoryMode.ON_HEAP, spill));
  }
}
