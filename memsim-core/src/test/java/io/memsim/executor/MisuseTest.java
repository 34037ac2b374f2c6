package io.memsim.executor;

import static io.memsim.executor.SmallExecutor.OFF_HEAP;
import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static io.memsim.executor.SmallExecutor.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.event.MemoryEvent;
import io.memsim.event.SpillMode;
import io.memsim.policy.EvictionPolicy;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Misuse throws, says what was wrong, and changes nothing. */
class MisuseTest {

  private static final BlockId BLOCK = BlockId.rdd(0, 0);
  private static final long[] NEGATIVE = {1, -2};

  private final ExecutorMemory memory = SmallExecutor.create();

  @BeforeEach
  void somethingIsThereToBreak() {
    memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 100);
    memory.getAndHold(BLOCK, 1);
    memory.acquireExecution(1, 100, ON_HEAP);
    memory.reserveUnroll(BLOCK, 10, OFF_HEAP, 1);
    memory.task(1).registerConsumer("c", ON_HEAP, SpillMode.ALL).acquire(10);
  }

  private void refused(Class<? extends Exception> type, String message, Executable e) {
    MemorySnapshot before = memory.snapshot();
    MemoryStats counted = memory.stats();
    List<MemoryEvent> events = record(memory);
    assertThatThrownBy(e::execute).isInstanceOf(type).hasMessageContaining(message);
    assertThat(memory.snapshot()).isEqualTo(before);
    assertThat(memory.stats()).isEqualTo(counted);
    assertThat(events).isEmpty();
    // And the executor works on.
    assertThat(memory.releaseExecution(99, 0, ON_HEAP)).isZero();
  }

  private void illegal(String message, Executable e) {
    refused(IllegalArgumentException.class, message, e);
  }

  @Test
  void anRddBlockIsUnlockedByNumbersOnlyByWhoHasLockedIt() {
    ExecutorMemory memory = SmallExecutor.create();
    assertThatThrownBy(() -> memory.unlockRdd(4, 2, 1))
        .isInstanceOf(SparkRefusalException.class)
        .hasMessageContaining("rdd_4_2, which is unknown");
    memory.putRdd(4, 2, StorageLevel.MEMORY_ONLY_SER, 1, 1);
    assertThatThrownBy(() -> memory.unlockRdd(4, 2, 1))
        .isInstanceOf(SparkRefusalException.class)
        .hasMessageContaining("rdd_4_2, which nobody has locked");
    memory.getRdd(4, 2, 1, true);
    assertThatThrownBy(() -> memory.unlockRdd(4, 2, 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("task 3 unlocks rdd_4_2, which others have locked but it has not");
    assertThatThrownBy(() -> memory.unlockRdd(-4, 2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(memory.locks(BlockId.rdd(4, 2), 1)).isOne();
    memory.unlockRdd(4, 2, 1);
    assertThat(memory.locks(BlockId.rdd(4, 2))).isZero();
  }

  @Test
  void negativeSizesAreRefused() {
    String text = "-1 bytes: expected 0 or more";
    illegal(text, () -> memory.acquireExecution(1, -1, ON_HEAP));
    illegal(text, () -> memory.releaseExecution(1, -1, ON_HEAP));
    illegal(text, () -> memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, -1));
    illegal(text, () -> memory.putRdd(0, 0, StorageLevel.MEMORY_ONLY_SER, -1, 1));
    illegal(text, () -> memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, -1, 1));
    illegal(text, () -> memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 1, new long[0], -1, 1));
    illegal(text, () -> memory.reserveUnroll(BLOCK, -1, ON_HEAP, 1));
    illegal(text, () -> memory.releaseUnroll(-1, ON_HEAP, 1));
    illegal("c asks for -1 bytes", () -> memory.consumer("c").acquire(-1));
    illegal("c asks for a page of -1 bytes", () -> memory.consumer("c").allocatePage(-1));
    illegal("c asks for an array of -1 longs", () -> memory.consumer("c").allocateArray(-1));
    illegal("bytes -2: expected 0 or more, or -1", () -> memory.get(BLOCK, 1, false, -2, null));
  }

  @Test
  void negativeEstimatesAreNamed() {
    String text = "unroll[1] is -2: expected 0 or more";
    illegal(text, () -> memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 1, NEGATIVE, 1));
    illegal(text, () -> memory.get(BLOCK, 1, false, 5, NEGATIVE));
  }

  @Test
  void tasksAreZeroOrMore() {
    String text = "task -1: expected a task attempt id of 0 or more";
    illegal(text, () -> memory.acquireExecution(-1, 1, ON_HEAP));
    illegal(text, () -> memory.releaseExecution(-1, 1, ON_HEAP));
    illegal(text, () -> memory.releaseAllExecution(-1));
    illegal(text, () -> memory.unlock(BLOCK, -1));
    illegal(text, () -> memory.unlockRdd(0, 0, -1));
    illegal(text, () -> memory.endTask(-1));
    illegal(text, () -> memory.task(-1));
    String orNone = "task -2: expected a task attempt id of 0 or more, or -1 outside any task";
    illegal(orNone, () -> memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 1, -2));
    illegal(orNone, () -> memory.putValues(BLOCK, StorageLevel.MEMORY_ONLY, 1, -2));
    illegal(orNone, () -> memory.get(BLOCK, -2));
    illegal(orNone, () -> memory.reserveUnroll(BLOCK, 1, ON_HEAP, -2));
    illegal(orNone, () -> memory.releaseUnroll(1, ON_HEAP, -2));
  }

  @Test
  void rddsAndBroadcastsAreZeroOrMore() {
    illegal("rdd_-1_0", () -> memory.putRdd(-1, 0, StorageLevel.MEMORY_ONLY_SER, 1, 1));
    illegal("rdd_0_-1", () -> memory.getRdd(0, -1, 1, false));
    illegal("rdd_-1_0", () -> memory.unlockRdd(-1, 0, 1));
    illegal("rdd_0_-1", () -> memory.unlockRdd(0, -1, 1));
    illegal("RDD -1: expected 0 or more", () -> memory.removeRdd(-1));
    illegal("broadcast -1: expected 0 or more", () -> memory.removeBroadcast(-1));
  }

  @Test
  void aLockIsHeldByATask() {
    illegal(
        "a read lock can only be held by a task",
        () -> memory.get(BLOCK, ExecutorMemory.NO_TASK, true, -1, null));
  }

  @Test
  void bytesArePutAtSerializedLevelsOnly() {
    illegal(
        "put at MEMORY_AND_DISK, which is deserialized: expected a serialized level, or putValues",
        () -> memory.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_AND_DISK, 1));
  }

  @Test
  void lockedBlocksAreNotRemoved() {
    memory.put(BlockId.broadcast(3), StorageLevel.MEMORY_ONLY_SER, 1);
    memory.getAndHold(BlockId.broadcast(3), 2);
    memory.put(BlockId.rdd(0, 1), StorageLevel.MEMORY_ONLY_SER, 1);
    Class<IllegalStateException> type = IllegalStateException.class;
    refused(type, "rdd_0_0 is locked by readers", () -> memory.remove(BLOCK));
    refused(type, "rdd_0_0 is locked by readers", () -> memory.removeRdd(0));
    refused(type, "broadcast_3 is locked by readers", () -> memory.removeBroadcast(3));
  }

  @Test
  void aLockOfAnotherTaskIsNotUnlocked() {
    refused(
        IllegalStateException.class,
        "task 2 unlocks rdd_0_0, which others have locked but it has not",
        () -> memory.unlock(BLOCK, 2));
  }

  @Test
  void aConsumerFreesNoMoreThanItHolds() {
    illegal("c frees 11 bytes: expected 0 to the 10", () -> memory.consumer("c").free(11));
    illegal("c frees -1 bytes", () -> memory.consumer("c").free(-1));
  }

  @Test
  void aConsumersNameIsUniqueAmongLiveTasks() {
    illegal(
        "consumer c is registered already: c of task 1 (10 bytes ON_HEAP)",
        () -> memory.task(2).registerConsumer("c", ON_HEAP, SpillMode.ALL));
    memory.endTask(1);
    assertThat(memory.task(2).registerConsumer("c", ON_HEAP, SpillMode.ALL).used()).isZero();
  }

  @Test
  void nullsAreNamed() {
    Class<NullPointerException> type = NullPointerException.class;
    refused(type, "mode", () -> memory.acquireExecution(1, 1, null));
    refused(type, "mode", () -> memory.releaseExecution(1, 1, null));
    refused(type, "block", () -> memory.put(null, StorageLevel.MEMORY_ONLY_SER, 1));
    refused(type, "level", () -> memory.put(BLOCK, null, 1));
    refused(type, "block", () -> memory.putValues(null, StorageLevel.MEMORY_ONLY, 1, 1));
    refused(type, "level", () -> memory.putValues(BLOCK, null, 1, 1));
    refused(type, "block", () -> memory.get(null));
    refused(type, "block", () -> memory.unlock(null, 1));
    refused(type, "block", () -> memory.remove(null));
    refused(type, "block", () -> memory.reserveUnroll(null, 1, ON_HEAP, 1));
    refused(type, "mode", () -> memory.reserveUnroll(BLOCK, 1, null, 1));
    refused(type, "mode", () -> memory.releaseUnroll(1, null, 1));
    refused(type, "component", () -> memory.unmanaged(null, ON_HEAP, 1));
    refused(type, "mode", () -> memory.unmanaged("x", null, 1));
    refused(type, "block", () -> memory.explain(null));
    refused(type, "listener", () -> memory.addListener(null));
    refused(type, "listener", () -> memory.removeListener(null));
    refused(type, "name", () -> memory.task(1).registerConsumer(null, ON_HEAP, SpillMode.ALL));
    refused(type, "mode", () -> memory.task(1).registerConsumer("d", null, SpillMode.ALL));
    refused(type, "spill", () -> memory.task(1).registerConsumer("d", ON_HEAP, (SpillMode) null));
    refused(type, "spiller", () -> memory.task(1).registerConsumer("d", ON_HEAP, (Spiller) null));
    refused(type, "mode", () -> memory.executionHeld(1, null));
    refused(type, "mode", () -> memory.unrollHeld(1, null));
    refused(type, "mode", () -> memory.activeTasks(null));
    refused(type, "mode", () -> memory.executionPoolSize(null));
    refused(type, "mode", () -> memory.executionUsed(null));
    refused(type, "mode", () -> memory.storagePoolSize(null));
    refused(type, "mode", () -> memory.storageUsed(null));
    refused(type, "mode", () -> memory.unrollUsed(null));
    refused(type, "mode", () -> memory.unmanagedUsed(null));
    refused(type, "mode", () -> memory.task(1).held(null));
    refused(type, "config", () -> ExecutorMemory.create(null));
    refused(type, "policy", () -> ExecutorMemory.builder(SmallExecutor.config()).policy(null));
    refused(type, "listener", () -> ExecutorMemory.builder(SmallExecutor.config()).listener(null));
  }

  // ---- the builder

  @Test
  void theBuilderRefusesASecondPolicyHistoryOrSeed() {
    ExecutorMemory.Builder builder =
        ExecutorMemory.builder(SmallExecutor.config())
            .policy(EvictionPolicy.lru())
            .explanations(1)
            .wakeOrderSeed(5);
    assertThatThrownBy(() -> builder.policy(EvictionPolicy.lru()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("policy was set");
    assertThatThrownBy(() -> builder.explanations(2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("explanations were set");
    assertThatThrownBy(() -> builder.wakeOrderSeed(5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("seed");
    assertThat(builder.build().explain(BLOCK).history()).isTrue();
  }

  @Test
  void theBuilderRefusesAHistoryOfNothing() {
    assertThatThrownBy(() -> ExecutorMemory.builder(SmallExecutor.config()).explanations(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("explanations(0): expected 1 or more");
  }

  @Test
  void theExecutorShowsItsConfigurationAndItsLayout() {
    assertThat(memory.config().properties()).containsEntry("spark.memory.fraction", "0.6");
    assertThat(memory.layout().unified()).isEqualTo(6000);
    assertThat(memory.layout().storageRegion()).isEqualTo(3000);
  }

  @Test
  void observersOfAbsentBlocksAnswerNothing() {
    BlockId absent = BlockId.rdd(7, 7);
    assertThat(memory.contains(absent)).isFalse();
    assertThat(memory.onDisk(absent)).isFalse();
    assertThat(memory.memoryBytes(absent)).isZero();
    assertThat(memory.diskBytes(absent)).isZero();
    assertThat(memory.locks(absent)).isZero();
    assertThat(memory.locks(absent, 1)).isZero();
    assertThat(memory.level(absent)).isNull();
    assertThat(memory.executionHeld(77, ON_HEAP)).isZero();
    assertThat(memory.unrollHeld(77, ON_HEAP)).isZero();
  }
}
