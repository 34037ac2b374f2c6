package io.memsim.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryEvent;
import io.memsim.event.PutFailure;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemorySnapshot.BlockSnapshot;
import io.memsim.executor.MemorySnapshot.ModeSnapshot;
import io.memsim.executor.MemorySnapshot.TaskSnapshot;
import io.memsim.policy.EvictionPolicy;
import io.memsim.testkit.MemoryStep.Change;
import io.memsim.trace.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every invariant holds in a sound state, and notices a state or an operation that is not. */
class MemoryInvariantTest {

  private static final BlockId READ = BlockId.rdd(0, 0);
  private static final BlockId OLDEST = BlockId.rdd(1, 0);
  private static final BlockId NEWER = BlockId.rdd(2, 0);

  private final ExecutorMemory memory = ExecutorMemory.create(TinyMemory.of(1000, 500));
  private final MemorySnapshot sound;

  MemoryInvariantTest() {
    memory.put(OLDEST, StorageLevel.MEMORY_ONLY_SER, 100);
    memory.put(NEWER, StorageLevel.MEMORY_AND_DISK_SER, 120);
    memory.put(BlockId.rdd(3, 0), StorageLevel.DISK_ONLY, 50);
    memory.put(READ, StorageLevel.MEMORY_ONLY_SER, 200);
    memory.getAndHold(READ, 7);
    memory.acquireExecution(7, 100, MemoryMode.ON_HEAP);
    memory.reserveUnroll(BlockId.rdd(4, 0), 60, MemoryMode.ON_HEAP, 7);
    sound = memory.snapshot();
  }

  @ParameterizedTest
  @EnumSource
  void holdsInASoundState(MemoryInvariant invariant) {
    assertThat(invariant.violation(MemoryStep.now(memory))).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void holdsAfterASoundOperation(MemoryInvariant invariant) {
    MemoryRun run =
        MemoryRun.start(TinyMemory.of(1000), EvictionPolicy.lru(), MemoryInvariants.none());
    run.memory().put(OLDEST, StorageLevel.MEMORY_AND_DISK_SER, 600);
    run.memory().put(NEWER, StorageLevel.MEMORY_ONLY_SER, 400);
    MemorySnapshot before = run.memory().snapshot();
    int past = run.log().events().size();
    Operation put = new Operation.Put(READ, StorageLevel.MEMORY_ONLY_SER, 500, 7);
    run.perform(put);
    List<MemoryEvent> events = run.log().events().subList(past, run.log().events().size());
    assertThat(events).anyMatch(MemoryEvent.Evicted.class::isInstance);
    Change change = new Change(put, before, List.copyOf(events));
    MemoryStep step = new MemoryStep(run.memory(), run.memory().snapshot(), change);
    assertThat(invariant.violation(step)).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void noticesItsViolation(MemoryInvariant invariant) {
    assertThat(invariant.violation(unsound(invariant))).isNotBlank();
  }

  private MemoryStep unsound(MemoryInvariant invariant) {
    return switch (invariant) {
      case POOLS_KEEP_THEIR_SUM -> state(onHeap(p -> pools(p, 1, 0, 0, 0, p.activeTasks())));
      case POOLS_HOLD_WHAT_IS_USED -> state(onHeap(p -> pools(p, 0, 1000, 0, 0, p.activeTasks())));
      case STORAGE_ADDS_UP -> state(onHeap(p -> pools(p, 0, 0, 1, 0, p.activeTasks())));
      case EXECUTION_ADDS_UP -> state(onHeap(p -> pools(p, 0, 1, 0, 0, p.activeTasks())));
      case UNROLL_MEMORY_ADDS_UP -> state(onHeap(p -> pools(p, 0, 0, 0, 1, p.activeTasks())));
      case HOLDERS_ARE_ACTIVE -> state(onHeap(p -> pools(p, 0, 0, 0, 0, 0)));
      case BLOCKS_ARE_WHERE_THEIR_LEVEL_ALLOWS -> state(blocks(this::atLevelOfDisk));
      case BLOCKS_ARE_LISTED_ONCE -> state(blocks(this::twice));
      case LOCKS_ADD_UP -> state(tasks(false, List.of()));
      case WAITING_TASKS_ARE_LISTED -> state(tasks(true, sound.tasks().get(0).locks()));
      case STATISTICS_ADD_UP, A_COPY_IS_EQUAL -> state(blocks(list -> list.subList(1, 2)));
      case EVICTED_BLOCKS_ARE_GONE -> step(put(9), evicted(OLDEST));
      case LOCKED_BLOCKS_STAY -> step(put(9), evicted(READ));
      case AN_RDD_SPARES_ITSELF -> step(put(1), evicted(OLDEST));
      case MODES_ARE_KEPT_APART ->
          step(new Operation.Put(BlockId.rdd(9, 9), StorageLevel.OFF_HEAP, 10, 7), evicted(OLDEST));
      case STORAGE_LEAVES_EXECUTION_ALONE -> {
        MemorySnapshot before = onHeap(p -> pools(p, 0, 1, 0, 0, p.activeTasks()));
        yield new MemoryStep(memory, sound, new Change(put(9), before, List.of()));
      }
      case EVICTION_IS_ALL_OR_NOTHING ->
          step(
              put(9),
              evicted(OLDEST),
              new MemoryEvent.PutFailed(BlockId.rdd(9, 9), PutFailure.NOT_ENOUGH_EVICTABLE, 1));
      case GRANTS_STAY_WITHIN_REQUESTS ->
          step(
              new Operation.AcquireExecution(7, 10, MemoryMode.ON_HEAP),
              new MemoryEvent.ExecutionGranted(7, MemoryMode.ON_HEAP, 10, 11));
      case A_READ_BLOCK_IS_THE_MOST_RECENT -> step(new Operation.Get(OLDEST, 7, false, -1, null));
      case LEAST_RECENTLY_USED_GOES_FIRST -> step(put(9), evicted(NEWER));
    };
  }

  private static Operation put(int rdd) {
    return new Operation.Put(BlockId.rdd(rdd, 9), StorageLevel.MEMORY_ONLY_SER, 10, 7);
  }

  private static MemoryEvent evicted(BlockId block) {
    return new MemoryEvent.Evicted(block, 10, Tier.NONE, EvictionCause.STORAGE, 7);
  }

  private MemoryStep state(MemorySnapshot after) {
    return new MemoryStep(memory, after, null);
  }

  private MemoryStep step(Operation operation, MemoryEvent... events) {
    return new MemoryStep(memory, sound, new Change(operation, sound, List.of(events)));
  }

  private MemorySnapshot onHeap(UnaryOperator<ModeSnapshot> change) {
    return new MemorySnapshot(
        change.apply(sound.onHeap()), sound.offHeap(), sound.tasks(), sound.memory(), sound.disk());
  }

  private static ModeSnapshot pools(
      ModeSnapshot pools, long size, long execution, long storage, long unroll, int activeTasks) {
    return new ModeSnapshot(
        pools.executionSize() + size,
        pools.executionUsed() + execution,
        pools.storageSize(),
        pools.storageUsed() + storage,
        pools.unrollUsed() + unroll,
        pools.unmanaged(),
        activeTasks);
  }

  private MemorySnapshot blocks(UnaryOperator<List<BlockSnapshot>> change) {
    return new MemorySnapshot(
        sound.onHeap(), sound.offHeap(), sound.tasks(), change.apply(sound.memory()), sound.disk());
  }

  private List<BlockSnapshot> atLevelOfDisk(List<BlockSnapshot> list) {
    BlockSnapshot first = list.get(0);
    return List.of(
        new BlockSnapshot(
            first.block(), StorageLevel.DISK_ONLY, true, first.memoryBytes(), false, 0, 0));
  }

  private List<BlockSnapshot> twice(List<BlockSnapshot> list) {
    List<BlockSnapshot> doubled = new ArrayList<>(list);
    doubled.addAll(list);
    return doubled;
  }

  private MemorySnapshot tasks(boolean waiting, List<MemorySnapshot.LockSnapshot> locks) {
    TaskSnapshot task = sound.tasks().get(0);
    TaskSnapshot changed =
        new TaskSnapshot(
            task.task(),
            task.onHeap(),
            task.offHeap(),
            task.unrollOnHeap(),
            task.unrollOffHeap(),
            waiting,
            locks,
            task.consumers());
    return new MemorySnapshot(
        sound.onHeap(), sound.offHeap(), List.of(changed), sound.memory(), sound.disk());
  }
}
