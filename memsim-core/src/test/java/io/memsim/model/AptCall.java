package io.memsim.model;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemorySnapshot.BlockSnapshot;
import io.memsim.executor.MemorySnapshot.ConsumerSnapshot;
import io.memsim.executor.MemorySnapshot.LockSnapshot;
import io.memsim.executor.MemorySnapshot.TaskSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls about somebody who is there, chosen when they are made: a random block is seldom in memory,
 * a random task seldom holds a lock.
 */
sealed interface AptCall extends Call {

  /** What is done when there is nobody to do it to. */
  Call NOTHING = new Call.ReleaseExecution(99, 0, MemoryMode.ON_HEAP);

  /** The apt call that this stands for, in bytes. */
  Optional<? extends Call> apt(Setup setup, MemorySnapshot state);

  @Override
  default Call resolved(Setup setup, MemorySnapshot state) {
    Optional<? extends Call> apt = apt(setup, state);
    return apt.isPresent() ? apt.get() : NOTHING;
  }

  @Override
  default String on(Subject subject) {
    throw new IllegalStateException("not resolved: " + this);
  }

  private static <T> Optional<T> choose(List<T> from, int which) {
    return from.isEmpty() ? Optional.empty() : Optional.of(from.get(which % from.size()));
  }

  private static List<BlockId> known(MemorySnapshot state) {
    List<BlockId> blocks = new ArrayList<>();
    state.memory().forEach(block -> blocks.add(block.block()));
    state.disk().stream()
        .filter(block -> !block.inMemory())
        .map(BlockSnapshot::block)
        .forEach(blocks::add);
    return blocks;
  }

  private static List<ConsumerSnapshot> consumers(MemorySnapshot state) {
    return state.tasks().stream().flatMap(task -> task.consumers().stream()).toList();
  }

  /** Reads a block that is known. */
  record GetKnown(int which, long task, boolean hold) implements AptCall {
    @Override
    public Optional<Call> apt(Setup setup, MemorySnapshot state) {
      return choose(known(state), which).map(block -> new Call.Get(block, task, hold));
    }
  }

  /** Removes a block that is known. */
  record RemoveKnown(int which) implements AptCall {
    @Override
    public Optional<Call> apt(Setup setup, MemorySnapshot state) {
      return choose(known(state), which).map(Call.Remove::new);
    }
  }

  /** Gives a lock back that somebody has. */
  record UnlockHeld(int which) implements AptCall {
    @Override
    public Optional<Call> apt(Setup setup, MemorySnapshot state) {
      List<Call.Unlock> held = new ArrayList<>();
      for (TaskSnapshot task : state.tasks()) {
        for (LockSnapshot lock : task.locks()) {
          held.add(new Call.Unlock(lock.block(), task.task()));
        }
      }
      return choose(held, which).map(Call.class::cast);
    }
  }

  /** Gives a part of what a task holds back. */
  record ReleasePart(int which, int percent) implements AptCall {
    @Override
    public Optional<Call> apt(Setup setup, MemorySnapshot state) {
      List<Call> held = new ArrayList<>();
      for (TaskSnapshot task : state.tasks()) {
        if (task.onHeap() > 0 && !task.waiting()) {
          held.add(part(task.task(), task.onHeap(), MemoryMode.ON_HEAP));
        }
        if (task.offHeap() > 0 && !task.waiting()) {
          held.add(part(task.task(), task.offHeap(), MemoryMode.OFF_HEAP));
        }
      }
      return choose(held, which);
    }

    private Call part(long task, long held, MemoryMode mode) {
      return new Call.ReleaseExecution(task, held / 100 * percent + held % 100, mode);
    }
  }

  /** A consumer asks for memory, or is registered if there is none of its name. */
  record Acquire(String consumer, long task, MemoryMode mode, Subject.Spill spill, long bytes)
      implements AptCall {
    @Override
    public Optional<Call> apt(Setup setup, MemorySnapshot state) {
      boolean there = consumers(state).stream().anyMatch(c -> c.name().equals(consumer));
      return Optional.of(
          there
              ? new Call.ConsumerAcquire(consumer, setup.bytes(bytes))
              : new Call.Register(consumer, task, mode, spill));
    }
  }

  /** A consumer asks for a page, or is registered in the mode of pages. */
  record Page(String consumer, long task, long required, boolean array) implements AptCall {
    @Override
    public Optional<Call> apt(Setup setup, MemorySnapshot state) {
      boolean there = consumers(state).stream().anyMatch(c -> c.name().equals(consumer));
      if (!there) {
        return Optional.of(
            new Call.Register(consumer, task, setup.tungstenMode(), Subject.Spill.PAGES));
      }
      return Optional.of(
          array
              ? new Call.AllocateArray(consumer, setup.bytes(required) / 8)
              : new Call.AllocatePage(consumer, setup.bytes(required)));
    }
  }

  /** A consumer gives a part of what it holds back. */
  record FreePart(int which, int percent) implements AptCall {
    @Override
    public Optional<Call> apt(Setup setup, MemorySnapshot state) {
      return choose(
              consumers(state).stream()
                  .filter(c -> c.used() > 0 && c.name().startsWith("c"))
                  .toList(),
              which)
          .map(c -> new Call.ConsumerFree(c.name(), c.used() / 100 * percent + c.used() % 100));
    }
  }

  /** A consumer with pages frees one of a low number. */
  record FreeLowPage(int which, int page) implements AptCall {
    @Override
    public Optional<Call> apt(Setup setup, MemorySnapshot state) {
      return choose(
              consumers(state).stream()
                  .filter(c -> c.used() > 0 && c.name().startsWith("p"))
                  .toList(),
              which)
          .map(c -> new Call.FreePage(c.name(), page));
    }
  }
}
