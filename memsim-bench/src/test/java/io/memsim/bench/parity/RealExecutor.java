package io.memsim.bench.parity;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.trace.Operation;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContext$;
import org.apache.spark.memory.UnifiedMemoryManager;
import org.apache.spark.storage.BlockManager;
import scala.Option;

/**
 * An executor made of Spark's own classes: a memory manager, a block manager with its stores, task
 * memory managers and task contexts. The calling thread plays all tasks, but for the one that
 * waits.
 */
final class RealExecutor implements AutoCloseable {

  private static final AtomicInteger EXECUTORS = new AtomicInteger();
  private static final WaitingThread WAITER = new WaitingThread();

  private final Names names = new Names();
  private final Outcome outcome = new Outcome();
  private final UnifiedMemoryManager memory;
  private final RecordingMaster master;
  private final BlockManager blocks;
  private final Shapes shapes;
  private final RealBlocks blockCalls;
  private final RealMemory memoryCalls;
  private final Map<Long, RealTask> tasks = new TreeMap<>();
  private final Map<String, RealTask> owners = new HashMap<>();

  /** The task whose call waits, or -1. */
  private long waiting = -1;

  private final Outcome waitersOutcome = new Outcome();

  RealExecutor(Setup setup, boolean asksDriver) {
    SparkEnv env = SparkHost.get().env();
    SparkConf conf = setup.sparkConf(SparkHost.get().conf());
    SparkLine.clearUnmanaged();
    memory = UnifiedMemoryManager.apply(conf, setup.cores());
    master =
        new RecordingMaster(
            env,
            asksDriver,
            (block, bytes, to) ->
                outcome.evicted().add(new Outcome.Eviction(names.memsim(block), bytes, to)));
    shapes =
        new Shapes(
            setup,
            conf,
            Math.max(memory.maxOnHeapStorageMemory(), memory.maxOffHeapStorageMemory()));
    blocks =
        new BlockManager(
            "parity-" + EXECUTORS.incrementAndGet(),
            env.rpcEnv(),
            master,
            shapes.serializers(),
            conf,
            memory,
            env.mapOutputTracker(),
            env.shuffleManager(),
            new NoTransfers(),
            env.securityManager(),
            Option.empty());
    memory.setMemoryStore(blocks.memoryStore());
    blocks.initialize("parity");
    blockCalls = new RealBlocks(blocks, names, shapes, outcome);
    memoryCalls = new RealMemory(memory, outcome);
  }

  UnifiedMemoryManager memory() {
    return memory;
  }

  BlockManager blocks() {
    return blocks;
  }

  Names names() {
    return names;
  }

  Shapes shapes() {
    return shapes;
  }

  Map<Long, RealTask> tasks() {
    return tasks;
  }

  @Override
  public void close() {
    if (waiting >= 0) {
      WAITER.interrupt();
    }
    TaskContext$.MODULE$.unset();
    tasks.values().forEach(task -> task.memory().cleanUpAllAllocatedMemory());
    blocks.stop();
    master.leave(blocks.executorId());
    SparkLine.clearUnmanaged();
  }

  // ---- performing

  /**
   * Performs an action.
   *
   * @param action what to do
   * @param mayWait whether it is expected to block, and so gets a thread of its own
   * @return the outcome, good until the next call
   */
  Outcome perform(Action action, boolean mayWait) {
    outcome.clear();
    SparkHost.get().begin();
    try {
      if (action instanceof Action.Cancel cancel) {
        interrupt(cancel.task());
      } else if (mayWait && waiting < 0) {
        performInThread(action);
      } else if (waiting < 0) {
        perform(action, outcome);
      } else if (wakesInTheMiddle(action)) {
        perform(action, outcome);
      } else {
        // The waiter runs when the operation is over, as memsim has it; Spark leaves that open.
        synchronized (memory) {
          perform(action, outcome);
        }
      }
      settle();
    } finally {
      SparkHost.get().end();
      master.expectNone();
      TaskContext$.MODULE$.unset();
    }
    return outcome;
  }

  /** Whether the waiter goes on while the operation does, and settles each time. */
  private static boolean wakesInTheMiddle(Action action) {
    return action instanceof Action.Spill
        || (action instanceof Action.Traced traced
            && traced.operation() instanceof Operation.EndTask);
  }

  private void performInThread(Action action) {
    long task = taskOf(action);
    waitersOutcome.clear();
    WAITER.start(() -> perform(action, waitersOutcome));
    if (WAITER.ended()) {
      outcome.end(waitersOutcome.kind(), waitersOutcome.answer(), waitersOutcome.extra());
    } else {
      waiting = task;
      outcome.end(Outcome.Kind.WAITING, 0, 0);
    }
  }

  /** Waits until the waiting task has gone on or waits again. */
  private void settle() {
    if (waiting < 0) {
      return;
    }
    WAITER.settle();
    // What it did is seen once its monitor has been held.
    synchronized (memory) {
      if (WAITER.ended()) {
        outcome
            .woken()
            .add(
                new Outcome.Wake(
                    waiting,
                    waitersOutcome.kind(),
                    waitersOutcome.answer(),
                    waitersOutcome.extra()));
        waiting = -1;
      }
    }
  }

  private void interrupt(long task) {
    if (waiting == task) {
      WAITER.interrupt();
      waiting = -1;
      outcome.done(1, 0);
    } else {
      outcome.done(0, 0);
    }
  }

  private interface Call {
    void run() throws Exception;
  }

  private void perform(Action action, Outcome into) {
    perform(() -> dispatch(action, into), into);
  }

  private static void perform(Call call, Outcome into) {
    try {
      call.run();
    } catch (Throwable e) {
      RealErrors.classify(e, into);
    }
  }

  private void dispatch(Action action, Outcome into) throws Exception {
    if (action instanceof Action.Traced traced) {
      traced(traced.operation(), into);
    } else if (action instanceof Action.Values values) {
      Operation.PutValues put = values.operation();
      begin(put.task(), put.block());
      blockCalls.putValues(put.block(), put.level(), values.shape(), put.task() >= 0);
    } else if (action instanceof Action.SerializedValues put) {
      begin(put.task(), put.block());
      blockCalls.putSerializedValues(put.block(), put.level(), put.shape());
    } else if (action instanceof Action.Compute compute) {
      begin(compute.task(), compute.block());
      blockCalls.compute(
          compute.block(), compute.level(), compute.shape(), compute.task(), compute.hold());
    } else if (action instanceof Action.PagedConsumer consumer) {
      register(consumer.task(), consumer.consumer(), consumer.mode(), consumer.spilling());
    } else if (action instanceof Action.Report report) {
      SparkLine.unmanaged(report.component(), report.mode(), report.bytes());
    } else {
      RealTask task = owners.get(Owners.consumerOf(action));
      begin(task.id(), null);
      memoryCalls.consumer(action, task.consumers().get(Owners.consumerOf(action)), into);
    }
  }

  private void traced(Operation operation, Outcome into) {
    if (operation instanceof Operation.Put put) {
      begin(put.task(), put.block());
      blockCalls.put(put.block(), put.level(), put.bytes());
    } else if (operation instanceof Operation.Get get) {
      begin(get.task(), get.block());
      blockCalls.get(get.block(), get.hold());
    } else if (operation instanceof Operation.Unlock unlock) {
      begin(unlock.task(), null);
      blocks.releaseLock(names.spark(unlock.block()), Option.apply(TaskContext.get()));
    } else if (operation instanceof Operation.Remove remove) {
      outcome.done(blockCalls.remove(remove.block()), 0);
    } else if (operation instanceof Operation.RemoveRdd remove) {
      outcome.done(blockCalls.removeRdd(remove.rdd()), 0);
    } else if (operation instanceof Operation.RemoveBroadcast remove) {
      outcome.done(blockCalls.removeBroadcast(remove.broadcast()), 0);
    } else if (operation instanceof Operation.ReserveUnroll reserve) {
      begin(reserve.task(), null);
      boolean reserved =
          blocks
              .memoryStore()
              .reserveUnrollMemoryForThisTask(
                  names.spark(reserve.block()), reserve.bytes(), Names.mode(reserve.mode()));
      outcome.done(reserved ? 1 : 0, 0);
    } else if (operation instanceof Operation.ReleaseUnroll release) {
      begin(release.task(), null);
      blocks
          .memoryStore()
          .releaseUnrollMemoryForThisTask(Names.mode(release.mode()), release.bytes());
    } else if (operation instanceof Operation.EndTask end) {
      endTask(end.task());
    } else if (operation instanceof Operation.Consumer consumer) {
      register(
          consumer.task(),
          consumer.consumer(),
          consumer.mode(),
          Spilling.valueOf(consumer.spill().name()));
    } else if (operation instanceof Operation.ConsumerAcquire acquire) {
      RealTask task = owners.get(acquire.consumer());
      begin(task.id(), null);
      into.done(task.consumers().get(acquire.consumer()).acquireMemory(acquire.bytes()), 0);
    } else if (operation instanceof Operation.ConsumerFree free) {
      RealTask task = owners.get(free.consumer());
      begin(task.id(), null);
      task.consumers().get(free.consumer()).freeMemory(free.bytes());
    } else if (operation instanceof Operation.Unmanaged unmanaged) {
      SparkLine.unmanaged(unmanaged.component(), unmanaged.mode(), unmanaged.bytes());
    } else {
      begin(Owners.taskOf(operation), null);
      memoryCalls.execution(operation, into);
    }
  }

  /** The present thread is now a task's, or none's; evictions are for a block, or none. */
  private void begin(long task, BlockId subject) {
    master.expectEvictions(subject == null ? null : names.spark(subject));
    if (task < 0) {
      TaskContext$.MODULE$.unset();
    } else {
      TaskContext$.MODULE$.setTaskContext(task(task).context());
    }
  }

  private RealTask task(long id) {
    RealTask task = tasks.get(id);
    if (task == null) {
      task = new RealTask(memory, id);
      tasks.put(id, task);
      blocks.registerTask(id);
    }
    return task;
  }

  private void register(long id, String name, MemoryMode mode, Spilling spilling) {
    RealTask task = task(id);
    owners.put(name, task);
    task.consumers()
        .put(
            name,
            new RealConsumer(
                task.memory(),
                Names.mode(mode),
                name,
                task.consumers().size(),
                spilling,
                new RealConsumer.Spills() {
                  @Override
                  public void spilled(String consumer, long bytes) {
                    outcome.spilled().add(new Outcome.Spill(consumer, bytes));
                  }

                  @Override
                  public void freed() {
                    settle();
                  }
                }));
  }

  /** What {@code Task.run} and the executor do when a task is over, in their order. */
  private void endTask(long id) {
    if (waiting == id) {
      interrupt(id);
    }
    RealTask task = task(id);
    begin(id, null);
    task.context().markTaskCompleted(Option.empty());
    blockCalls.releaseUnroll();
    synchronized (memory) {
      memory.notifyAll();
    }
    TaskContext$.MODULE$.unset();
    settle();
    int unlocked = blocks.releaseAllLocksForTask(id).size();
    long freed;
    // Spark notifies before it has released all: the waiter must not be the faster one.
    synchronized (memory) {
      freed = task.memory().cleanUpAllAllocatedMemory();
    }
    tasks.remove(id);
    task.consumers().keySet().forEach(owners::remove);
    outcome.done(freed, unlocked);
  }

  // ---- whose an action is

  private long taskOf(Action action) {
    if (action instanceof Action.Traced traced) {
      return traced.operation() instanceof Operation.ConsumerAcquire acquire
          ? owners.get(acquire.consumer()).id()
          : Owners.taskOf(traced.operation());
    }
    return owners.get(Owners.consumerOf(action)).id();
  }
}
