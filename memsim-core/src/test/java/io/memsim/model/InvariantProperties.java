package io.memsim.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryEvent;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemorySnapshot.BlockSnapshot;
import io.memsim.executor.MemorySnapshot.ModeSnapshot;
import io.memsim.executor.MemorySnapshot.TaskSnapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;

/** What holds whatever is asked of an executor, said without any model of it. */
@PropertyDefaults(tries = 60)
class InvariantProperties {

  @Provide
  Arbitrary<ModelRun> runs() {
    return CallArbitraries.runs(120);
  }

  private static long sum(List<MemoryEvent.Evicted> victims) {
    return victims.stream().mapToLong(MemoryEvent.Evicted::bytes).sum();
  }

  private static boolean isStorageCall(Call call) {
    return call instanceof Call.Put
        || call instanceof Call.PutValues
        || call instanceof Call.Get
        || call instanceof Call.GetUnrolled
        || call instanceof Call.ReserveUnroll;
  }

  private static BlockId stored(Call call) {
    if (call instanceof Call.Put put) {
      return put.block();
    }
    if (call instanceof Call.PutValues put) {
      return put.block();
    }
    if (call instanceof Call.Get get) {
      return get.block();
    }
    if (call instanceof Call.GetUnrolled get) {
      return get.block();
    }
    return ((Call.ReserveUnroll) call).block();
  }

  @Property
  void thePoolsSumsAreConstant(@ForAll("runs") ModelRun run) {
    for (Step step : Step.of(run)) {
      for (MemoryMode mode : MemoryMode.values()) {
        ModeSnapshot pools = step.after().pools(mode);
        assertThat(pools.executionSize() + pools.storageSize())
            .as("%s", step)
            .isEqualTo(run.setup().max(mode));
      }
    }
  }

  @Property
  void usedIsNeverMoreThanSize(@ForAll("runs") ModelRun run) {
    for (Step step : Step.of(run)) {
      for (MemoryMode mode : MemoryMode.values()) {
        ModeSnapshot pools = step.after().pools(mode);
        assertThat(pools.executionUsed()).as("%s", step).isBetween(0L, pools.executionSize());
        assertThat(pools.storageUsed()).as("%s", step).isBetween(0L, pools.storageSize());
      }
    }
  }

  @Property
  void storageNeverEvictsExecution(@ForAll("runs") ModelRun run) {
    for (Step step : Step.of(run)) {
      if (isStorageCall(step.call())) {
        assertThat(held(step.after())).as("%s", step).isEqualTo(held(step.before()));
      }
    }
  }

  private static Map<Long, List<Long>> held(MemorySnapshot snapshot) {
    return snapshot.tasks().stream()
        .filter(task -> task.onHeap() + task.offHeap() > 0)
        .collect(
            Collectors.toMap(TaskSnapshot::task, task -> List.of(task.onHeap(), task.offHeap())));
  }

  @Property
  void executionNeverEvictsMoreThanTheRuleLetsIt(@ForAll("runs") ModelRun run) {
    for (Step step : Step.of(run)) {
      if (!(step.call() instanceof Call.AcquireExecution acquire) || step.someWaited()) {
        continue;
      }
      List<MemoryEvent.Evicted> victims = step.evicted(EvictionCause.EXECUTION);
      if (victims.isEmpty()) {
        continue;
      }
      ModeSnapshot pools = step.before().pools(acquire.mode());
      long missing = acquire.bytes() - (pools.executionSize() - pools.executionUsed());
      long storageFree = pools.storageSize() - pools.storageUsed();
      long borrowed = pools.storageSize() - run.setup().storageRegion(acquire.mode());
      // Only what storage holds beyond its region, and is missing beyond storage's free memory.
      long space = Math.min(missing, borrowed) - storageFree;
      assertThat(space).as("%s", step).isPositive();
      assertThat(sum(victims)).as("%s", step).isGreaterThanOrEqualTo(space);
      assertThat(sum(victims.subList(0, victims.size() - 1))).as("%s", step).isLessThan(space);
    }
  }

  @Property
  void noBlockOfTheSameRddIsEvictedForABlock(@ForAll("runs") ModelRun run) {
    for (Step step : Step.of(run)) {
      if (isStorageCall(step.call()) && Step.rdd(stored(step.call())) >= 0) {
        int rdd = Step.rdd(stored(step.call()));
        for (MemoryEvent.Evicted victim : step.only(MemoryEvent.Evicted.class)) {
          assertThat(Step.rdd(victim.block())).as("%s", step).isNotEqualTo(rdd);
        }
      }
    }
  }

  @Property
  void lockedBlocksSurvive(@ForAll("runs") ModelRun run) {
    for (Step step : Step.of(run)) {
      Set<BlockId> unlocked =
          step.only(MemoryEvent.Unlocked.class).stream()
              .map(MemoryEvent.Unlocked::block)
              .collect(Collectors.toSet());
      Set<BlockId> left =
          step.after().memory().stream().map(BlockSnapshot::block).collect(Collectors.toSet());
      for (BlockId locked : step.lockedBefore()) {
        assertThat(left.contains(locked) || unlocked.contains(locked)).as("%s", step).isTrue();
      }
    }
  }

  @Property
  void evictionIsAllOrNothingAndGoesNoFurtherThanNeeded(@ForAll("runs") ModelRun run) {
    for (Step step : Step.of(run)) {
      if (!(step.call() instanceof Call.Put put)) {
        continue;
      }
      List<MemoryEvent.Evicted> victims = step.evicted(EvictionCause.STORAGE);
      if (!step.answer().equals("MEMORY")) {
        assertThat(victims).as("%s", step).isEmpty();
      } else if (!victims.isEmpty()) {
        ModeSnapshot pools = step.before().pools(put.level().memoryMode());
        long free =
            pools.executionSize()
                - pools.executionUsed()
                + pools.storageSize()
                - pools.storageUsed();
        long space = put.bytes() - free;
        assertThat(sum(victims)).as("%s", step).isGreaterThanOrEqualTo(space);
        assertThat(sum(victims.subList(0, victims.size() - 1))).as("%s", step).isLessThan(space);
      }
    }
  }

  @Property
  void victimsAreTheLeastRecentlyUsedThatMayGo(@ForAll("runs") ModelRun run) {
    for (Step step : Step.of(run)) {
      boolean put = step.call() instanceof Call.Put;
      boolean acquire = step.call() instanceof Call.AcquireExecution && !step.someWaited();
      List<BlockId> victims =
          step.only(MemoryEvent.Evicted.class).stream().map(MemoryEvent.Evicted::block).toList();
      if ((!put && !acquire) || victims.isEmpty()) {
        continue;
      }
      MemoryMode mode =
          step.call() instanceof Call.Put stored
              ? stored.level().memoryMode()
              : ((Call.AcquireExecution) step.call()).mode();
      int spared = put ? Step.rdd(stored(step.call())) : -1;
      List<BlockId> expected =
          step.before().memory().stream()
              .filter(block -> block.level().memoryMode() == mode)
              .filter(block -> spared < 0 || Step.rdd(block.block()) != spared)
              .filter(block -> block.locks() == 0)
              .map(BlockSnapshot::block)
              .limit(victims.size())
              .toList();
      assertThat(victims).as("%s", step).isEqualTo(expected);
    }
  }

  @Property
  void bytesInAreBytesOutOrStillThere(@ForAll("runs") ModelRun run) {
    Map<String, Long> balance = new HashMap<>();
    MemorySnapshot last = null;
    for (Step step : Step.of(run)) {
      step.events().forEach(event -> book(event, balance));
      last = step.after();
    }
    if (last == null) {
      return;
    }
    Map<String, Long> there = new HashMap<>();
    there.put("memory", last.memory().stream().mapToLong(BlockSnapshot::memoryBytes).sum());
    there.put("disk", last.disk().stream().mapToLong(BlockSnapshot::diskBytes).sum());
    there.put("execution", last.onHeap().executionUsed() + last.offHeap().executionUsed());
    there.put("unroll", last.onHeap().unrollUsed() + last.offHeap().unrollUsed());
    there.forEach(
        (what, bytes) -> assertThat(balance.getOrDefault(what, 0L)).as(what).isEqualTo(bytes));
  }

  private static void book(MemoryEvent event, Map<String, Long> balance) {
    if (event instanceof MemoryEvent.Stored stored) {
      balance.merge(stored.tier() == Tier.MEMORY ? "memory" : "disk", stored.bytes(), Long::sum);
    } else if (event instanceof MemoryEvent.Evicted evicted) {
      balance.merge("memory", -evicted.bytes(), Long::sum);
    } else if (event instanceof MemoryEvent.BlockRemoved removed) {
      balance.merge("memory", -removed.memoryBytes(), Long::sum);
      balance.merge("disk", -removed.diskBytes(), Long::sum);
    } else if (event instanceof MemoryEvent.ExecutionGranted granted) {
      balance.merge("execution", granted.granted(), Long::sum);
    } else if (event instanceof MemoryEvent.ExecutionReleased released) {
      balance.merge("execution", -released.bytes(), Long::sum);
    } else if (event instanceof MemoryEvent.UnrollReserved reserved) {
      balance.merge("unroll", reserved.bytes(), Long::sum);
    } else if (event instanceof MemoryEvent.UnrollReleased released) {
      balance.merge("unroll", -released.bytes(), Long::sum);
    }
  }

  @Property
  void grantsAreWithinNothingAndOneNth(@ForAll("runs") ModelRun run) {
    for (Step step : Step.of(run)) {
      for (MemoryEvent.ExecutionGranted grant : step.only(MemoryEvent.ExecutionGranted.class)) {
        assertThat(grant.granted()).as("%s", step).isBetween(0L, grant.requested());
      }
      if (step.call() instanceof Call.AcquireExecution acquire
          && !step.someWaited()
          && step.answer().startsWith("granted")
          && !step.answer().equals("granted 0")) {
        ModeSnapshot pools = step.after().pools(acquire.mode());
        long maxPool =
            Math.max(
                0,
                run.setup().max(acquire.mode())
                    - Math.min(pools.storageUsed(), run.setup().storageRegion(acquire.mode()))
                    - pools.unmanaged());
        List<Long> held = held(step.after()).get(acquire.task());
        assertThat(held.get(acquire.mode().ordinal()))
            .as("%s", step)
            .isLessThanOrEqualTo(maxPool / pools.activeTasks());
      }
    }
  }

  @Property
  void misuseChangesNothing(@ForAll("runs") ModelRun run) {
    for (Step step : Step.of(run)) {
      if (step.answer().equals(Subject.MISUSE)) {
        assertThat(step.events()).as("%s", step).isEmpty();
        assertThat(step.after()).as("%s", step).isEqualTo(step.before());
      }
    }
  }

  @Property
  void onlyUsesChangeTheRecencyOrder(@ForAll("runs") ModelRun run) {
    for (Step step : Step.of(run)) {
      List<BlockId> before = step.before().memory().stream().map(BlockSnapshot::block).toList();
      List<BlockId> after = step.after().memory().stream().map(BlockSnapshot::block).toList();
      BlockId used = isStorageCall(step.call()) ? stored(step.call()) : null;
      // Whoever stays, but for the block that was read or put, keeps its place.
      List<BlockId> stayed =
          before.stream().filter(b -> after.contains(b) && !b.equals(used)).toList();
      assertThat(after.stream().filter(b -> !b.equals(used)).toList())
          .as("%s", step)
          .isEqualTo(stayed);
    }
  }
}
