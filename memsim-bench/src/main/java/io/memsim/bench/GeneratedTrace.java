package io.memsim.bench;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.SpillMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.trace.Operation;
import io.memsim.trace.Replay;
import io.memsim.trace.TraceHeader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A long trace with all kinds of operations, the same each time: eight tasks that read, store and
 * lock blocks of forty RDDs and a few broadcasts, of which about a quarter fits into memory, and
 * that ask for execution memory, by themselves and through consumers. Tasks do about 2,500
 * operations each, and mostly free what their consumers hold before they end.
 *
 * <p>The operations are performed while they are drawn, so that each is one that Spark would do:
 * nobody who waits asks for anything, no locked block is removed.
 */
final class GeneratedTrace {

  private static final int TASKS = 8;
  private static final int CONSUMERS = 2;
  private static final int RDDS = 40;
  private static final int SPLITS = 200;
  private static final int BROADCASTS = 100;
  private static final int BYTES = 2000;
  private static final StorageLevel[] LEVELS = {
    StorageLevel.MEMORY_ONLY_SER,
    StorageLevel.MEMORY_ONLY_SER,
    StorageLevel.MEMORY_AND_DISK_SER,
    StorageLevel.MEMORY_AND_DISK_SER,
    StorageLevel.OFF_HEAP
  };
  private static final TraceHeader HEADER =
      new TraceHeader(
          Map.of(
              "spark.executor.memory",
              "3m",
              "spark.testing.reservedMemory",
              "0",
              "spark.memory.offHeap.enabled",
              "true",
              "spark.memory.offHeap.size",
              "1m",
              "spark.memory.unmanagedMemoryPollingInterval",
              "1s",
              "spark.storage.unrollMemoryThreshold",
              "500"),
          TASKS,
          null,
          null);

  private final SplittableRandom random = new SplittableRandom(7);
  private final Replay replay = newReplay();
  private final ExecutorMemory memory = replay.memory();
  private final BlockId[] blocks = new BlockId[RDDS * SPLITS + BROADCASTS];
  private final long[] tasks = new long[TASKS];
  private final List<Operation.Unlock> locks = new ArrayList<>();
  private final Operation[] operations;
  private int length;
  private long nextTask;

  private GeneratedTrace(int length) {
    operations = new Operation[length];
    for (int i = 0; i < RDDS * SPLITS; i++) {
      blocks[i] = BlockId.rdd(i / SPLITS, i % SPLITS);
    }
    for (int i = 0; i < BROADCASTS; i++) {
      blocks[RDDS * SPLITS + i] = BlockId.broadcast(i);
    }
  }

  /** The executor that the trace is about. */
  static TraceHeader header() {
    return HEADER;
  }

  /** A replay before the first operation. */
  static Replay newReplay() {
    return Replay.on(ExecutorMemory.create(Replay.config(HEADER, "generated")), "generated");
  }

  /** Draws a trace. */
  static Operation[] of(int length) {
    return new GeneratedTrace(length).draw();
  }

  private Operation[] draw() {
    Arrays.fill(tasks, -1);
    while (length < operations.length) {
      int slot = random.nextInt(TASKS);
      if (tasks[slot] < 0) {
        begin(slot);
      } else if (!memory.isWaiting(tasks[slot])) {
        next(slot);
      } else if (random.nextInt(100) == 0) {
        end(slot);
      }
    }
    return operations;
  }

  private void begin(int slot) {
    long task = nextTask++;
    tasks[slot] = task;
    for (int i = 0; i < CONSUMERS; i++) {
      add(
          new Operation.Consumer(
              task,
              consumer(task, i),
              MemoryMode.ON_HEAP,
              i == 0 ? SpillMode.ALL : SpillMode.REQUESTED));
    }
  }

  private void freeConsumers(int slot) {
    if (random.nextInt(10) > 0) {
      for (int i = 0; i < CONSUMERS; i++) {
        String name = consumer(tasks[slot], i);
        add(new Operation.ConsumerFree(name, memory.consumer(name).used()));
      }
    }
  }

  private void end(int slot) {
    long task = tasks[slot];
    locks.removeIf(lock -> lock.task() == task);
    add(new Operation.EndTask(task));
    tasks[slot] = -1;
  }

  private static String consumer(long task, int number) {
    return "c" + task + "-" + number;
  }

  private void next(int slot) {
    int dice = random.nextInt(10_000);
    if (dice < 5_700) {
      onBlocks(tasks[slot], dice);
    } else if (dice < 9_980) {
      onExecution(tasks[slot], dice);
    } else if (dice < 9_984) {
      freeConsumers(slot);
      end(slot);
    } else if (dice < 9_992) {
      onExecution(tasks[slot], 6_000);
    } else if (dice < 9_994) {
      removeRdd();
    } else if (dice < 9_995) {
      removeBroadcast();
    } else {
      add(new Operation.Unmanaged("store", MemoryMode.ON_HEAP, random.nextInt(20_000)));
    }
  }

  private void onBlocks(long task, int dice) {
    BlockId block = block();
    if (dice < 2_600) {
      add(new Operation.Get(block, task, false, -1, null));
    } else if (dice < 3_000) {
      add(new Operation.Get(block, task, true, -1, null));
      if (memory.locks(block, task) > 0) {
        locks.add(new Operation.Unlock(block, task));
      }
    } else if (dice < 5_000) {
      add(new Operation.Put(block, LEVELS[random.nextInt(LEVELS.length)], bytes(), task));
    } else if (dice < 5_200) {
      StorageLevel level =
          random.nextBoolean() ? StorageLevel.MEMORY_ONLY : StorageLevel.MEMORY_AND_DISK;
      long bytes = bytes();
      add(new Operation.PutValues(block, level, bytes, List.of(300L, 900L), bytes, task));
    } else if (dice < 5_600) {
      unlock();
    } else if (memory.locks(block) == 0) {
      add(new Operation.Remove(block));
    }
  }

  /** Of the least recent locks half are given back early, so that few are left. */
  private void unlock() {
    if (!locks.isEmpty()) {
      Operation.Unlock unlock = locks.remove(random.nextInt(locks.size()));
      if (!memory.isWaiting(unlock.task())) {
        add(unlock);
      }
    }
  }

  private void onExecution(long task, int dice) {
    MemoryMode mode = random.nextInt(5) == 0 ? MemoryMode.OFF_HEAP : MemoryMode.ON_HEAP;
    if (dice < 7_100) {
      add(new Operation.AcquireExecution(task, 1 + 10L * bytes(), mode));
    } else if (dice < 8_400) {
      add(new Operation.ReleaseExecution(task, 10L * bytes(), mode));
    } else if (dice < 8_450) {
      add(new Operation.ReleaseAllExecution(task));
    } else if (dice < 8_700) {
      add(new Operation.ReserveUnroll(block(), bytes(), mode, task));
    } else if (dice < 9_000) {
      add(new Operation.ReleaseUnroll(2 * bytes(), mode, task));
    } else if (dice < 9_500) {
      add(new Operation.ConsumerAcquire(consumer(task, dice & 1), 1 + 10L * bytes()));
    } else {
      String name = consumer(task, dice & 1);
      long used = memory.consumer(name).used();
      add(new Operation.ConsumerFree(name, Math.min(used, 10L * bytes())));
    }
  }

  private void removeRdd() {
    int rdd = random.nextInt(RDDS);
    for (int split = 0; split < SPLITS; split++) {
      if (memory.locks(blocks[rdd * SPLITS + split]) > 0) {
        return;
      }
    }
    add(new Operation.RemoveRdd(rdd));
  }

  private void removeBroadcast() {
    int broadcast = random.nextInt(BROADCASTS);
    if (memory.locks(blocks[RDDS * SPLITS + broadcast]) == 0) {
      add(new Operation.RemoveBroadcast(broadcast));
    }
  }

  private BlockId block() {
    return blocks[random.nextInt(blocks.length)];
  }

  private long bytes() {
    return random.nextInt(BYTES);
  }

  private void add(Operation operation) {
    if (length < operations.length) {
      operations[length++] = operation;
      replay.run(operation, length);
    }
  }
}
