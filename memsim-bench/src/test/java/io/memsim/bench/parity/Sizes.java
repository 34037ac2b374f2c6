package io.memsim.bench.parity;

import io.memsim.block.MemoryMode;
import io.memsim.executor.ExecutorMemory;

/** Sizes that lie at the boundaries of the present state, and others. */
final class Sizes {

  private final SimulatedExecutor executor;

  Sizes(SimulatedExecutor executor) {
    this.executor = executor;
  }

  private ExecutorMemory memory() {
    return executor.memory();
  }

  /** A size of a request for a task's memory, or of unroll memory. */
  long of(int dice, MemoryMode mode, long task) {
    long maximum = maximum(mode);
    int rest = dice / 32;
    long free = memory().executionPoolSize(mode) - memory().executionUsed(mode);
    int active = Math.max(1, memory().activeTasks(mode));
    return switch (dice % 32) {
      case 0 -> 0;
      case 1 -> 1;
      case 2 -> free;
      case 3 -> free + 1;
      case 4 -> maximum / active;
      case 5 -> Math.max(0, maximum / active - memory().executionHeld(task, mode));
      case 6 -> Math.max(0, maximum / active - memory().executionHeld(task, mode)) + 1;
      case 7 -> maximum / (2L * active);
      case 8 -> maximum;
      case 9 -> rest % 2 == 0 ? maximum + 1 : Long.MAX_VALUE - rest;
      case 10, 11, 12 -> storage(rest % 8, mode);
      case 13, 14, 15, 16, 17, 18 -> part(dice, maximum / 4);
      case 19, 20, 21 -> part(dice, maximum);
      default -> part(dice, maximum / 12);
    };
  }

  /** A size of a serialized block: as many bytes are really stored. */
  long ofBlock(int dice, MemoryMode mode) {
    long size =
        switch (dice % 32) {
          case 0 -> 0;
          case 1 -> 1;
          case 2, 3, 4, 5, 6, 7, 8, 9 -> storage(dice / 32 % 8, mode);
          case 10, 11, 12, 13, 14, 15 -> part(dice, maximum(mode) / 3);
          case 16, 17 -> part(dice, maximum(mode) + maximum(mode) / 8);
          default -> part(dice, maximum(mode) / 7);
        };
    return Math.min(size, LumpSerializer.ZEROS.length);
  }

  /** How much to give back: what is held, a part of it, or more. */
  long held(int dice, MemoryMode mode, long task) {
    long held = memory().executionHeld(task, mode);
    return switch (dice % 8) {
      case 0, 1 -> held;
      case 2 -> held + dice / 8;
      case 3 -> 0;
      default -> part(dice, held);
    };
  }

  private long storage(int which, MemoryMode mode) {
    long free = memory().storagePoolSize(mode) - memory().storageUsed(mode);
    long limit = maximum(mode) - memory().executionUsed(mode) - memory().unmanagedUsed(mode);
    long size =
        switch (which) {
          case 0 -> free;
          case 1 -> free + 1;
          case 2 -> limit;
          case 3 -> limit + 1;
          case 4 -> limit - memory().storageUsed(mode);
          case 5 -> limit - memory().storageUsed(mode) + 1;
          case 6 -> memory().storagePoolSize(mode);
          default -> maximum(mode) + 1;
        };
    return Math.max(0, size);
  }

  private long maximum(MemoryMode mode) {
    return memory().executionPoolSize(mode) + memory().storagePoolSize(mode);
  }

  private static long part(int dice, long whole) {
    return (long) (dice / (double) Step.BOUND * whole) + dice % 2;
  }
}
