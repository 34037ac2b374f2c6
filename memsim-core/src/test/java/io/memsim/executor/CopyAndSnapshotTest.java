package io.memsim.executor;

import static io.memsim.executor.SmallExecutor.OFF_HEAP;
import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static io.memsim.executor.SmallExecutor.inMemory;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.SpillMode;
import io.memsim.model.Consistency;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pictures of an executor, and forks of it. */
class CopyAndSnapshotTest {

  private static final BlockId BLOCK = BlockId.rdd(0, 0);

  private final ExecutorMemory memory = SmallExecutor.withUnmanagedMemory();

  @BeforeEach
  void somethingOfEverything() {
    memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 1000, 1);
    memory.put(BlockId.test("t"), StorageLevel.OFF_HEAP, 500);
    memory.putValues(BlockId.rdd(0, 1), StorageLevel.MEMORY_AND_DISK, 300, new long[] {200}, 70, 1);
    memory.put(BlockId.rdd(9, 9), StorageLevel.DISK_ONLY, 44);
    memory.getAndHold(BLOCK, 2);
    memory.getAndHold(BLOCK, 2);
    memory.getAndHold(BlockId.rdd(9, 9), 2);
    memory.acquireExecution(1, 700, ON_HEAP);
    memory.task(1).registerConsumer("c", OFF_HEAP, SpillMode.ALL).acquire(60);
    memory.task(7).registerConsumer("idle", ON_HEAP, SpillMode.ALL);
    memory.reserveUnroll(BlockId.rdd(3, 3), 33, ON_HEAP, 1);
    memory.reserveUnroll(BlockId.rdd(3, 3), 22, OFF_HEAP, ExecutorMemory.NO_TASK);
    memory.unmanaged("RocksDB", ON_HEAP, 11);
  }

  @Test
  void aSnapshotShowsPoolsTasksBlocksAndLocks() {
    MemorySnapshot.BlockSnapshot locked =
        new MemorySnapshot.BlockSnapshot(
            BLOCK, StorageLevel.MEMORY_AND_DISK_SER, true, 1000, false, 0, 2);
    assertThat(memory.snapshot())
        .isEqualTo(
            new MemorySnapshot(
                new MemorySnapshot.ModeSnapshot(3000, 700, 3000, 1333, 33, 11, 1),
                new MemorySnapshot.ModeSnapshot(1000, 60, 1000, 522, 22, 0, 1),
                List.of(
                    new MemorySnapshot.TaskSnapshot(-1, 0, 0, 0, 22, false, List.of(), List.of()),
                    new MemorySnapshot.TaskSnapshot(
                        1,
                        700,
                        60,
                        33,
                        0,
                        false,
                        List.of(),
                        List.of(new MemorySnapshot.ConsumerSnapshot("c", OFF_HEAP, 60))),
                    new MemorySnapshot.TaskSnapshot(
                        2,
                        0,
                        0,
                        0,
                        0,
                        false,
                        List.of(
                            new MemorySnapshot.LockSnapshot(BLOCK, 2),
                            new MemorySnapshot.LockSnapshot(BlockId.rdd(9, 9), 1)),
                        List.of()),
                    new MemorySnapshot.TaskSnapshot(
                        7,
                        0,
                        0,
                        0,
                        0,
                        false,
                        List.of(),
                        List.of(new MemorySnapshot.ConsumerSnapshot("idle", ON_HEAP, 0)))),
                List.of(
                    new MemorySnapshot.BlockSnapshot(
                        BlockId.test("t"), StorageLevel.OFF_HEAP, true, 500, false, 0, 0),
                    new MemorySnapshot.BlockSnapshot(
                        BlockId.rdd(0, 1), StorageLevel.MEMORY_AND_DISK, true, 300, false, 0, 0),
                    locked),
                List.of(
                    new MemorySnapshot.BlockSnapshot(
                        BlockId.rdd(9, 9), StorageLevel.DISK_ONLY, false, 0, true, 44, 1))));
    assertThat(memory.snapshot().pools(ON_HEAP)).isEqualTo(memory.snapshot().onHeap());
    assertThat(memory.snapshot().pools(OFF_HEAP)).isEqualTo(memory.snapshot().offHeap());
  }

  @Test
  void aSnapshotDoesNotChangeWithTheExecutor() {
    MemorySnapshot snapshot = memory.snapshot();
    String text = snapshot.toString();
    memory.endTask(1);
    memory.endTask(2);
    memory.removeRdd(0);
    assertThat(snapshot.toString()).isEqualTo(text);
    assertThat(snapshot).isNotEqualTo(memory.snapshot());
    assertThat(snapshot.tasks()).isUnmodifiable();
    assertThat(snapshot.memory()).isUnmodifiable();
    assertThat(snapshot.disk()).isUnmodifiable();
    assertThat(snapshot.tasks().get(1).consumers()).isUnmodifiable();
    assertThat(snapshot.tasks().get(2).locks()).isUnmodifiable();
  }

  @Test
  void picturesCanBeSerialized() throws Exception {
    for (Serializable picture :
        List.of(
            memory.snapshot(), memory.stats(), memory.copy().endTask(1), memory.explain(BLOCK))) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(picture);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        assertThat(in.readObject()).isEqualTo(picture);
      }
    }
  }

  @Test
  void aCopyIsInTheSameStateAndGoesItsOwnWay() {
    MemorySnapshot before = memory.snapshot();
    ExecutorMemory copy = memory.copy();
    assertThat(copy.snapshot()).isEqualTo(before);
    assertThat(copy.stats()).isEqualTo(memory.stats());
    assertThat(copy.config()).isSameAs(memory.config());
    assertThat(copy.layout()).isEqualTo(memory.layout());
    copy.unlock(BLOCK, 2);
    copy.endTask(1);
    copy.get(BlockId.test("t"));
    copy.remove(BlockId.rdd(0, 1));
    copy.put(BlockId.rdd(5, 5), StorageLevel.MEMORY_ONLY_SER, 6000);
    copy.unmanaged("RocksDB", ON_HEAP, 99);
    copy.consumer("idle").acquire(5);
    assertThat(memory.snapshot()).isEqualTo(before);
    Consistency.check(memory, "original");
    Consistency.check(copy, "copy");
    memory.remove(BlockId.rdd(0, 1));
    assertThat(copy.unmanagedUsed(ON_HEAP)).isEqualTo(99);
    assertThat(inMemory(memory)).containsExactly("test_t", "rdd_0_0");
  }

  @Test
  void consumersOfACopyAreFoundThereAndKnowTheirOwnTask() {
    ExecutorMemory copy = memory.copy();
    MemoryConsumer c = copy.consumer("c");
    assertThat(c).isNotSameAs(memory.consumer("c"));
    assertThat(c.task()).isSameAs(copy.task(1));
    c.free(60);
    assertThat(memory.consumer("c").used()).isEqualTo(60);
    assertThat(memory.executionHeld(1, OFF_HEAP)).isEqualTo(60);
    assertThat(copy.executionHeld(1, OFF_HEAP)).isZero();
  }

  @Test
  void aCopyRemembersHowABlockWasPut() {
    ExecutorMemory copy = memory.copy();
    copy.put(BlockId.rdd(5, 5), StorageLevel.MEMORY_ONLY_SER, 4000);
    copy.put(BlockId.rdd(6, 6), StorageLevel.MEMORY_ONLY_SER, 4000);
    assertThat(copy.diskBytes(BlockId.rdd(0, 1))).isEqualTo(70);
    assertThat(copy.getRdd(0, 1, 5, false)).isEqualTo(Tier.DISK);
    assertThat(copy.memoryBytes(BlockId.rdd(0, 1))).isEqualTo(300);
  }

  @Test
  void aCopyKnowsWhatTheLastPutLeftReserved() {
    memory.putValues(BlockId.rdd(8, 8), StorageLevel.MEMORY_ONLY, 50_000, 1);
    assertThat(memory.lastUnrollHeld()).isEqualTo(100);
    assertThat(memory.copy().lastUnrollHeld()).isEqualTo(100);
  }
}
