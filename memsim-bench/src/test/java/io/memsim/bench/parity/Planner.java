package io.memsim.bench.parity;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.SpillMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemoryConsumer;
import io.memsim.trace.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes actions of generated numbers: such that can be compared. It leaves out what would block
 * Spark for ever, what is undefined in it, and a second task that waits.
 */
final class Planner {

  private static final StorageLevel[] VALUES = {
    StorageLevel.MEMORY_ONLY,
    StorageLevel.MEMORY_AND_DISK,
    StorageLevel.MEMORY_ONLY,
    StorageLevel.MEMORY_AND_DISK,
    StorageLevel.MEMORY_ONLY_SER,
    StorageLevel.MEMORY_AND_DISK_SER,
    StorageLevel.MEMORY_ONLY_2,
    StorageLevel.MEMORY_AND_DISK_2,
    StorageLevel.MEMORY_ONLY_SER_2,
    StorageLevel.MEMORY_AND_DISK_SER_2,
    StorageLevel.DISK_ONLY,
    StorageLevel.OFF_HEAP,
    StorageLevel.of(true, true, true, false, 3),
    StorageLevel.of(true, false, false, true, 1),
    StorageLevel.of(false, true, true, false, 1),
    StorageLevel.NONE
  };

  private static final StorageLevel[] BYTES =
      Arrays.stream(VALUES).filter(level -> !level.deserialized()).toArray(StorageLevel[]::new);

  private static final StorageLevel[] OBJECTS =
      Arrays.stream(VALUES).filter(StorageLevel::deserialized).toArray(StorageLevel[]::new);

  private static final String[] COMPONENTS = {"RocksDB", "native", "cache"};

  private final Setup setup;
  private final Shapes shapes;
  private final SimulatedExecutor executor;
  private final Sizes sizes;
  private final int tasks;
  private final int rdds;
  private final int splits;
  private int consumers;

  Planner(Setup setup, Shapes shapes, SimulatedExecutor executor) {
    this.setup = setup;
    this.shapes = shapes;
    this.executor = executor;
    this.sizes = new Sizes(executor);
    this.tasks = setup.profile().tasks();
    this.rdds = setup.profile() == Profile.MANY_RDDS ? 300 : 4;
    this.splits = setup.profile() == Profile.MANY_RDDS ? 2 : 16;
  }

  /** The action that the numbers stand for, or null when there is none that fits the state. */
  @Nullable Action plan(Step step) {
    Action action = choose(step);
    return action == null || !comparable(action) ? null : action;
  }

  private ExecutorMemory memory() {
    return executor.memory();
  }

  private @Nullable Action choose(Step step) {
    return switch (setup.profile().kind(step.kind())) {
      case ACQUIRE, RELEASE, RELEASE_ALL, RESERVE, RELEASE_UNROLL, END_TASK, UNMANAGED ->
          memory(step);
      case PUT, VALUES, SERIALIZED_VALUES, COMPUTE -> put(step);
      case GET -> get(step);
      case UNLOCK -> unlock(step);
      case REMOVE -> remove(block(step.who()));
      case REMOVE_RDD -> removeRdd(step.who() % rdds);
      case REMOVE_BROADCAST -> removeBroadcast(step.who() % 4);
      case CONSUMER -> register(step);
      case CANCEL -> new Action.Cancel(waitingTask(step.who() % tasks));
      case CONSUMER_ACQUIRE, CONSUMER_FREE, PAGE, ARRAY, FREE_PAGE, SPILL -> consumer(step);
    };
  }

  // ---- whom

  private long task(int dice) {
    for (long i = 0; i < tasks; i++) {
      long task = (dice + i) % tasks;
      if (!memory().isWaiting(task)) {
        return task;
      }
    }
    throw new IllegalStateException("all tasks wait");
  }

  /** A task, or none in one of four cases. */
  private long taskOrNone(int dice) {
    return dice / tasks % 4 == 3 ? ExecutorMemory.NO_TASK : task(dice);
  }

  /** The task that waits, if one does. */
  private long waitingTask(int other) {
    long[] waiting = memory().waitingTasks();
    return waiting.length > 0 ? waiting[0] : other;
  }

  private BlockId block(int dice) {
    int odd = setup.profile() == Profile.BROADCAST ? 2 : 12;
    int rest = dice / odd;
    if (dice % odd != 0) {
      return BlockId.rdd(rest % rdds, rest / rdds % splits);
    }
    return switch (rest % 6) {
      case 0 -> BlockId.broadcast(rest / 6 % 4);
      case 1, 2 -> BlockId.broadcast(rest / 6 % 4, "piece" + rest / 24 % 3);
      case 3 -> BlockId.test("block" + rest / 6 % 3);
      case 4 -> BlockId.parse("taskresult_" + rest / 6 % 3);
      default -> BlockId.parse("input-" + rest / 6 % 2 + "-" + rest / 12 % 3);
    };
  }

  private MemoryMode mode(int dice) {
    int share = setup.profile() == Profile.OFF_HEAP ? 2 : 6;
    return dice % share == 0 ? MemoryMode.OFF_HEAP : MemoryMode.ON_HEAP;
  }

  private static StorageLevel level(StorageLevel[] levels, int dice) {
    // The last is none at all, and rare.
    int chosen = dice % (16 * levels.length);
    return levels[chosen < levels.length ? chosen : chosen % (levels.length - 1)];
  }

  // ---- what

  private Action memory(Step step) {
    MemoryMode mode = mode(step.what());
    Kind kind = setup.profile().kind(step.kind());
    long task = kind == Kind.END_TASK ? step.who() % tasks : task(step.who());
    long size = sizes.of(step.size(), mode, task);
    return switch (kind) {
      case ACQUIRE -> new Action.Traced(new Operation.AcquireExecution(task, size, mode));
      case RELEASE ->
          new Action.Traced(
              new Operation.ReleaseExecution(task, sizes.held(step.size(), mode, task), mode));
      case RELEASE_ALL -> new Action.Traced(new Operation.ReleaseAllExecution(task));
      case RESERVE ->
          new Action.Traced(new Operation.ReserveUnroll(block(step.what()), size, mode, task));
      case RELEASE_UNROLL -> new Action.Traced(new Operation.ReleaseUnroll(size, mode, task));
      case END_TASK -> new Action.Traced(new Operation.EndTask(task));
      case UNMANAGED -> unmanaged(step, mode, size);
      default -> throw new IllegalArgumentException(kind.toString());
    };
  }

  private static Action unmanaged(Step step, MemoryMode mode, long size) {
    String component = COMPONENTS[step.who() % COMPONENTS.length];
    if (step.what() % 7 == 6) {
      return new Action.Report(component, mode, step.who() % 2 == 0 ? -1 : -5);
    }
    // Sums of several must stay in range.
    return new Action.Traced(
        new Operation.Unmanaged(component, mode, Math.min(size, Long.MAX_VALUE / 8)));
  }

  /** A block to put: in most cases one that is not there yet. */
  private BlockId newBlock(int dice) {
    int tries = dice % 8 == 0 ? 0 : 6;
    int number = dice;
    while (tries > 0 && memory().contains(block(number))) {
      number = (number + 7_919) % Step.BOUND;
      tries--;
    }
    return block(number);
  }

  private Action put(Step step) {
    BlockId block = newBlock(step.who());
    int number = step.size() % shapes.count();
    Shape shape = shapes.get(number);
    int dice = step.what() / 16;
    long task = taskOrNone(step.what());
    switch (setup.profile().kind(step.kind())) {
      case PUT -> {
        StorageLevel level = level(BYTES, dice);
        long size = sizes.ofBlock(step.size(), level.memoryMode());
        if (setup.profile() == Profile.REAL) {
          // Readers deserialize: the bytes must mean something.
          return new Action.SerializedValues(block, level(OBJECTS, dice), number, task);
        }
        return new Action.Traced(new Operation.Put(block, level, size, task));
      }
      case SERIALIZED_VALUES -> {
        return new Action.SerializedValues(block, level(OBJECTS, dice), number, task);
      }
      case COMPUTE -> {
        BlockId.RDDBlockId rdd = BlockId.rdd(step.who() % rdds, step.who() / rdds % splits);
        return new Action.Compute(
            rdd, level(VALUES, dice), number, task(step.what()), dice / 64 % 4 == 0);
      }
      default -> {
        return values(shape, number, block, level(VALUES, dice), task);
      }
    }
  }

  static Action values(Shape shape, int number, BlockId block, StorageLevel level, long task) {
    Shape.Sizes seen = level.deserialized() ? shape.deserialized() : shape.serialized();
    return new Action.Values(
        new Operation.PutValues(
            block, level, seen.total(), list(seen.checks()), shape.bytes().length, task),
        number);
  }

  private Action get(Step step) {
    BlockId block = block(step.who());
    int holds = setup.profile() == Profile.PINNED ? 2 : 8;
    boolean hold = step.what() / 16 % holds == 0;
    long task = hold ? task(step.what()) : taskOrNone(step.what());
    Shape.Sizes sizes = executor.reread(block);
    return new Action.Traced(
        sizes == null
            ? new Operation.Get(block, task, hold, -1, null)
            : new Operation.Get(block, task, hold, sizes.total(), list(sizes.checks())));
  }

  private @Nullable Action unlock(Step step) {
    BlockId block = block(step.who());
    long task = task(step.what());
    List<BlockId> blocks = memory().memoryOrder();
    for (BlockId candidate : blocks) {
      // Prefer what there is to unlock.
      if (step.size() % 4 > 0 && memory().locks(candidate, task) > 0) {
        block = candidate;
        break;
      }
    }
    boolean undefined = memory().locks(block) > 0 && memory().locks(block, task) == 0;
    return undefined ? null : new Action.Traced(new Operation.Unlock(block, task));
  }

  private @Nullable Action remove(BlockId block) {
    return memory().locks(block) > 0 ? null : new Action.Traced(new Operation.Remove(block));
  }

  private @Nullable Action removeRdd(int rdd) {
    for (int split = 0; split < splits; split++) {
      if (memory().locks(BlockId.rdd(rdd, split)) > 0) {
        return null;
      }
    }
    return new Action.Traced(new Operation.RemoveRdd(rdd));
  }

  private @Nullable Action removeBroadcast(int broadcast) {
    List<BlockId> blocks = new ArrayList<>(List.of(BlockId.broadcast(broadcast)));
    for (int piece = 0; piece < 3; piece++) {
      blocks.add(BlockId.broadcast(broadcast, "piece" + piece));
    }
    return blocks.stream().anyMatch(block -> memory().locks(block) > 0)
        ? null
        : new Action.Traced(new Operation.RemoveBroadcast(broadcast));
  }

  // ---- consumers

  private @Nullable Action register(Step step) {
    long task = task(step.who());
    if (memory().task(task).consumers().size() >= 6) {
      return null;
    }
    String name = "c" + consumers++;
    MemoryMode mode = step.what() % 5 == 0 ? mode(step.size()) : memory().layout().tungstenMode();
    if (step.what() / 5 % 2 == 0) {
      return new Action.PagedConsumer(
          task, name, mode, Spilling.values()[step.size() % Spilling.values().length]);
    }
    return new Action.Traced(
        new Operation.Consumer(task, name, mode, SpillMode.values()[step.size() % 3]));
  }

  private @Nullable Action consumer(Step step) {
    List<MemoryConsumer> candidates = memory().task(task(step.who())).consumers();
    if (candidates.isEmpty()) {
      return register(step);
    }
    MemoryConsumer consumer = candidates.get(step.what() % candidates.size());
    String name = consumer.name();
    SimulatedHolding holding = executor.holding(name);
    long size = sizes.of(step.size(), consumer.mode(), consumer.task().taskId());
    return switch (setup.profile().kind(step.kind())) {
      case CONSUMER_ACQUIRE -> new Action.Traced(new Operation.ConsumerAcquire(name, size));
      case CONSUMER_FREE -> free(name, consumer, holding, step.size());
      case PAGE -> holding == null ? null : new Action.AllocatePage(name, page(step.size(), size));
      case ARRAY -> holding == null ? null : new Action.AllocateArray(name, size / 8);
      case FREE_PAGE ->
          holding == null || holding.pages() == 0
              ? null
              : new Action.FreePage(name, holding.list().get(step.size() % holding.pages()));
      default -> new Action.Spill(name);
    };
  }

  /** Small pages mostly; at times one that is too large for any. */
  private static long page(int dice, long size) {
    return switch (dice % 32) {
      case 30 -> (1L << 34) + dice;
      case 31 -> 0;
      default -> dice % 2 == 0 ? size / 4 : size;
    };
  }

  /** What is not in pages can be freed as bytes. */
  private @Nullable Action free(
      String name, MemoryConsumer consumer, @Nullable SimulatedHolding holding, int dice) {
    long most = consumer.used();
    if (holding != null) {
      for (int page : holding.list()) {
        most -= consumer.task().pageBytes(page);
      }
    }
    long size = dice % 3 == 0 ? most : most == 0 ? 0 : dice % (most + 1);
    return most < 0 ? null : new Action.Traced(new Operation.ConsumerFree(name, size));
  }

  // ---- what can be compared

  private boolean comparable(Action action) {
    if (memory().waitingTasks().length == 0 || action instanceof Action.Cancel) {
      return true;
    }
    if (action instanceof Action.AllocatePage || action instanceof Action.AllocateArray) {
      return false;
    }
    if (!(action instanceof Action.Traced traced)) {
      return true;
    }
    Operation operation = traced.operation();
    if (operation instanceof Operation.AcquireExecution acquire) {
      return !wouldWait(
          fork -> fork.acquireExecution(acquire.task(), acquire.bytes(), acquire.mode()));
    }
    if (operation instanceof Operation.ConsumerAcquire acquire) {
      // Spillers of our own act on this executor, whichever they are called by.
      boolean simple =
          memory().consumer(acquire.consumer()).task().consumers().stream()
              .allMatch(consumer -> consumer.spillMode() != null);
      return simple
          && !wouldWait(fork -> fork.consumer(acquire.consumer()).acquire(acquire.bytes()));
    }
    return true;
  }

  private interface Trial {
    long on(ExecutorMemory fork);
  }

  private boolean wouldWait(Trial trial) {
    // What the waiter does when it is woken is not tried: its spillers may be our own.
    ExecutorMemory fork = memory().copy();
    fork.cancel(fork.ticket(fork.waitingTasks()[0]));
    try {
      return trial.on(fork) == ExecutorMemory.WAITING;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static List<Long> list(long[] sizes) {
    return Arrays.stream(sizes).boxed().toList();
  }
}
