package io.memsim.executor;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.base.Throwables;
import io.memsim.block.MemoryMode;
import io.memsim.event.MemoryListener;
import io.memsim.internal.pools.Listeners;
import io.memsim.internal.pools.LongTable;
import io.memsim.internal.pools.UnifiedMemoryManager;
import io.memsim.internal.pools.WaitQueue;
import io.memsim.internal.stores.BlockManager;
import io.memsim.layout.MemoryLayout;
import io.memsim.policy.EvictionPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of one executor and the bracket around each operation: one at a time, and when it is
 * done those who wait are served before its caller hears the answer.
 */
final class Kernel {

  // What goes on, as bits. Numbers, since storing a reference is work for the garbage collector.
  private static final int QUIET = 0;

  /** An operation runs: nothing may come in, not even from a listener. */
  private static final int RUNNING = 1;

  /** A consumer spills: it may release, and nothing else. */
  private static final int SPILLING = 2;

  private static final int BUSY = RUNNING | SPILLING;

  /** Somebody listens. */
  private static final int WATCHED = 4;

  /** A task waits. */
  private static final int WAITED_FOR = 8;

  /** A policy of somebody's own chooses whom to evict. */
  private static final int ADVISED = 16;

  private static final Logger LOG = LoggerFactory.getLogger(ExecutorMemory.class);

  /** More than anybody holds. */
  private static final long ALL = Long.MAX_VALUE;

  private final MemoryLayout layout;
  private final Listeners listeners;
  private final WaitQueue waiters;
  private final UnifiedMemoryManager memory;
  private final BlockManager blocks;
  private final @Nullable History history;
  private final TreeMap<Long, TaskMemory> tasks = new TreeMap<>();
  private final Map<String, MemoryConsumer> consumers = new HashMap<>();
  private final Map<Long, Request> waiting = new HashMap<>();

  /** The keys of {@code waiting}: every operation looks whether its task waits. */
  private final LongTable waitingTasks = new LongTable(Long.MIN_VALUE);

  private final Map<Long, Long> ticketOfTask = new HashMap<>();
  private final Map<Long, Long> outcomes = new HashMap<>();
  private final Map<Long, RuntimeException> failures = new HashMap<>();
  private int state = QUIET;
  private long nextTicket = 1;
  private long spills;
  private long spilledBytes;

  Kernel(
      MemoryLayout layout,
      EvictionPolicy policy,
      OptionalLong wakeOrderSeed,
      int explanations,
      List<MemoryListener> initialListeners,
      long unrollThreshold,
      double unrollGrowthFactor,
      boolean tracksUnmanaged) {
    this.layout = layout;
    this.listeners = new Listeners();
    this.history = explanations > 0 ? new History(explanations) : null;
    if (history != null) {
      addListener(history);
    }
    initialListeners.forEach(this::addListener);
    if (policy != EvictionPolicy.lru()) {
      state |= ADVISED;
    }
    this.waiters = new WaitQueue(wakeOrderSeed);
    this.memory =
        new UnifiedMemoryManager(
            layout.unified(),
            layout.storageRegion(),
            layout.offHeap().size(),
            layout.offHeap().storageRegion(),
            tracksUnmanaged,
            waiters,
            listeners);
    this.blocks =
        new BlockManager(memory, listeners, policy, unrollThreshold, unrollGrowthFactor, history);
  }

  Kernel(Kernel source) {
    checkState((source.state & BUSY) == 0, "an executor cannot be copied while it works");
    layout = source.layout;
    listeners = new Listeners();
    history = source.history == null ? null : new History(source.history);
    if (history != null) {
      addListener(history);
    }
    state |= source.state & ADVISED;
    waiters = new WaitQueue(source.waiters);
    memory = new UnifiedMemoryManager(source.memory, waiters, listeners);
    blocks = new BlockManager(source.blocks, memory, listeners, history);
    nextTicket = source.nextTicket;
    spills = source.spills;
    spilledBytes = source.spilledBytes;
    for (TaskMemory task : source.tasks.values()) {
      TaskMemory copy = new TaskMemory(task, this);
      tasks.put(task.taskId(), copy);
      copy.consumerList().forEach(consumer -> consumers.put(consumer.name(), consumer));
    }
    ticketOfTask.putAll(source.ticketOfTask);
    outcomes.putAll(source.outcomes);
    failures.putAll(source.failures);
    for (WaitQueue.Waiter waiter : source.waiters.waiters()) {
      Request copy = copyOf((Request) waiter);
      startsWaiting(copy);
      waiters.adopt(copy, waiter);
    }
  }

  private Request copyOf(Request request) {
    return request.consumer() == null
        ? new Request(request, this, null)
        : task(request.task()).request();
  }

  MemoryLayout layout() {
    return layout;
  }

  Listeners listeners() {
    return listeners;
  }

  void addListener(MemoryListener listener) {
    listeners.add(listener);
    state |= WATCHED;
  }

  boolean removeListener(MemoryListener listener) {
    boolean listened = listeners.remove(listener);
    if (listeners.current() == null) {
      state &= ~WATCHED;
    }
    return listened;
  }

  UnifiedMemoryManager memory() {
    return memory;
  }

  BlockManager blocks() {
    return blocks;
  }

  @Nullable History history() {
    return history;
  }

  long spills() {
    return spills;
  }

  long spilledBytes() {
    return spilledBytes;
  }

  // ---- the bracket

  /**
   * Whether an operation needs no bracket: nothing runs, nobody waits, and no code of others is
   * called on the way.
   */
  boolean isQuiet() {
    return state == QUIET;
  }

  /** Begins an operation, on behalf of a task where it is not negative. */
  void enter(long task) {
    if ((state & BUSY) != 0) {
      throw new IllegalStateException(
          (state & SPILLING) != 0
              ? "a spilling consumer may free memory and nothing else"
              : "the executor is called from within one of its own operations");
    }
    checkNotWaiting(task);
    state |= RUNNING;
  }

  /** Begins a release; answers false when it is part of a spill and not an operation of its own. */
  boolean enterRelease(long task) {
    if ((state & SPILLING) != 0) {
      return false;
    }
    enter(task);
    return true;
  }

  void checkMayRelease(long task) {
    checkState(
        (state & RUNNING) == 0, "the executor is called from within one of its own operations");
    if ((state & SPILLING) == 0) {
      checkNotWaiting(task);
    }
  }

  private void checkNotWaiting(long task) {
    checkState(
        waiters.isEmpty() || !isWaiting(task),
        "task %s waits for execution memory: its thread is blocked until it is woken, cancelled or"
            + " ended",
        task);
  }

  /** Ends an operation: serves those who wait, then tells the answer. */
  long leave(long answer, long extra) {
    serve();
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.operationEnded(answer, extra);
    }
    state &= ~RUNNING;
    return answer;
  }

  /** Lets waiters go on in the middle of an operation that wakes them more than once. */
  void serve() {
    if (!waiters.isEmpty()) {
      waiters.serve();
    }
  }

  /** Ends an operation that failed; answers what to throw. */
  RuntimeException fail(Throwable why) {
    try {
      serve();
      MemoryListener listener = listeners.current();
      if (listener != null && why instanceof RuntimeException refusal) {
        listener.operationRefused(refusal);
      }
    } finally {
      state &= ~BUSY;
    }
    Throwables.throwIfUnchecked(why);
    throw new IllegalStateException(why);
  }

  // ---- requests

  /** A task asks for memory without a consumer. */
  long acquire(long task, long bytes, MemoryMode mode) {
    checkSomeBytes(task, bytes);
    blocks.actFor(task);
    long granted = memory.attemptExecution(task, bytes, mode, blocks.executionEvictor());
    if (granted == UnifiedMemoryManager.WAITING) {
      return await(new Request(this, task).start(null, mode, Request.Goal.TASK, bytes, bytes));
    }
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.executionGranted(task, mode, bytes, granted);
    }
    return granted;
  }

  /** A consumer asks for memory. */
  long submit(Request request, long bytes) {
    checkSomeBytes(request.task(), bytes);
    if (!request.advance()) {
      return await(request);
    }
    request.settle();
    return request.granted();
  }

  private static void checkSomeBytes(long task, long bytes) {
    if (bytes == 0) {
      throw new SparkRefusalException(
          "task " + task + " asks for 0 bytes of execution memory: expected more than 0");
    }
  }

  private long await(Request request) {
    long ticket = nextTicket++;
    Long before = ticketOfTask.put(request.task(), ticket);
    if (before != null) {
      forget(before);
    }
    outcomes.put(ticket, ExecutorMemory.WAITING);
    startsWaiting(request);
    request.waitAs(ticket);
    waiters.add(request);
    LOG.debug("{} waits for at least 1/2N of the pool", request);
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.waiting(ticket, request.task(), request.mode(), request.missing());
    }
    return ExecutorMemory.WAITING;
  }

  /** A request that waited has finished. */
  void woken(Request request, @Nullable RuntimeException failure) {
    stopsWaiting(request);
    outcomes.put(request.ticket(), request.granted());
    if (failure != null) {
      failures.put(request.ticket(), failure);
    }
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.woken(request.ticket(), request.task(), request.granted());
    }
  }

  private void startsWaiting(Request request) {
    waiting.put(request.task(), request);
    waitingTasks.insert(request.task(), 0);
    state |= WAITED_FOR;
  }

  private void stopsWaiting(Request request) {
    waiting.remove(request.task());
    waitingTasks.removeAt(waitingTasks.find(request.task()));
    if (waiting.isEmpty()) {
      state &= ~WAITED_FOR;
    }
  }

  boolean isWaiting(long task) {
    return !waiters.isEmpty() && waitingTasks.find(task) >= 0;
  }

  /** The waiting tasks in the order of their arrival. */
  long[] waitingTasks() {
    return waiters.waiters().stream().mapToLong(waiter -> ((Request) waiter).task()).toArray();
  }

  long ticket(long task) {
    Long ticket = ticketOfTask.get(task);
    checkArgument(ticket != null, "task %s has not waited", task);
    return ticket;
  }

  long outcome(long ticket) {
    Long outcome = outcomes.get(ticket);
    checkArgument(
        outcome != null, "no ticket %s: its task has waited again since, or ended", ticket);
    RuntimeException failure = failures.get(ticket);
    if (failure != null) {
      throw failure;
    }
    return outcome;
  }

  /** Withdraws a waiting request. The task stays active, with what it holds. */
  boolean cancel(long ticket) {
    for (WaitQueue.Waiter waiter : waiters.waiters()) {
      if (((Request) waiter).ticket() == ticket) {
        withdraw((Request) waiter);
        return true;
      }
    }
    return false;
  }

  private void withdraw(Request request) {
    waiters.remove(request);
    stopsWaiting(request);
    outcomes.put(request.ticket(), ExecutorMemory.CANCELLED);
  }

  private void forget(long ticket) {
    outcomes.remove(ticket);
    failures.remove(ticket);
  }

  long release(long task, long bytes, MemoryMode mode) {
    long released = memory.releaseExecution(task, bytes, mode);
    if (released < bytes && bytes != ALL && LOG.isWarnEnabled()) {
      LOG.warn(
          "task {} releases {} bytes of {} execution memory, but holds {} bytes only",
          task,
          bytes,
          mode,
          released);
    }
    MemoryListener listener = listeners.current();
    if (listener != null && released > 0) {
      listener.executionReleased(task, mode, released);
    }
    return released;
  }

  /** Has a consumer spill; answers what it says that it freed. */
  long spill(MemoryConsumer consumer, long bytes, MemoryConsumer trigger) {
    state ^= BUSY;
    long released;
    try {
      released = consumer.spiller().spill(consumer, bytes, trigger);
    } finally {
      state ^= BUSY;
    }
    if (released > 0) {
      LOG.debug("{} spilled for {}", consumer, trigger);
      spills++;
      spilledBytes += released;
      MemoryListener listener = listeners.current();
      if (listener != null) {
        listener.spilled(consumer.task().taskId(), consumer.name(), bytes, released);
      }
    }
    return released;
  }

  // ---- tasks and consumers

  TaskMemory task(long task) {
    return tasks.computeIfAbsent(task, id -> new TaskMemory(this, id));
  }

  @Nullable TaskMemory taskIfAny(long task) {
    return tasks.get(task);
  }

  Iterable<TaskMemory> tasks() {
    return tasks.values();
  }

  MemoryConsumer consumer(String name) {
    MemoryConsumer consumer = consumers.get(name);
    checkArgument(consumer != null, "no live task has a consumer named %s", name);
    return consumer;
  }

  boolean hasConsumer(String name) {
    return consumers.containsKey(name);
  }

  MemoryConsumer register(TaskMemory task, MemoryConsumer consumer) {
    checkNotNull(consumer.name(), "name");
    checkNotNull(consumer.mode(), "mode");
    task.checkLive();
    MemoryConsumer before = consumers.get(consumer.name());
    checkArgument(before == null, "consumer %s is registered already: %s", consumer.name(), before);
    enter(task.taskId());
    try {
      MemoryListener listener = listeners.current();
      if (listener != null) {
        listener.onConsumer(task.taskId(), consumer.name(), consumer.mode(), consumer.spillMode());
      }
      consumers.put(consumer.name(), consumer);
      task.add(consumer);
      leave(0, 0);
      return consumer;
    } catch (RuntimeException | Error e) {
      throw fail(e);
    }
  }

  /** Ends a task in Spark's order: unroll memory, waiters, locks, execution memory, waiters. */
  TaskReport endTask(long task) {
    if (isWaiting(task)) {
      withdraw(checkNotNull(waiting.get(task), "request"));
    }
    long unroll =
        blocks.releaseUnroll(ALL, MemoryMode.ON_HEAP, task)
            + blocks.releaseUnroll(ALL, MemoryMode.OFF_HEAP, task);
    waiters.signal();
    serve();
    int unlocked = blocks.unlockAll(task);
    TaskMemory ending = tasks.remove(task);
    List<TaskReport.Leak> leaks = List.of();
    if (ending != null) {
      ending.end();
      for (MemoryConsumer consumer : ending.consumerList()) {
        consumers.remove(consumer.name());
        if (consumer.used() > 0) {
          if (leaks.isEmpty()) {
            leaks = new ArrayList<>();
          }
          leaks.add(new TaskReport.Leak(consumer.name(), consumer.mode(), consumer.used()));
        }
      }
    }
    long onHeap = release(task, ALL, MemoryMode.ON_HEAP);
    long offHeap = release(task, ALL, MemoryMode.OFF_HEAP);
    if (!ticketOfTask.isEmpty()) {
      Long ticket = ticketOfTask.remove(task);
      if (ticket != null) {
        forget(ticket);
      }
    }
    return new TaskReport(
        task,
        onHeap,
        offHeap,
        unlocked,
        unroll,
        ending == null ? 0 : ending.peakOnHeap(),
        ending == null ? 0 : ending.peakOffHeap(),
        ending == null ? 0 : ending.pageCount(),
        leaks);
  }

  /**
   * The waiting tasks, when no other task holds anything whose release would wake them. A waiting
   * task's own thread is blocked, so that those who wait cannot wake each other.
   */
  long[] strandedTasks() {
    if (waiters.isEmpty()) {
      return new long[0];
    }
    boolean othersHold =
        anyOther(memory.executionLedger(MemoryMode.ON_HEAP).tasks())
            || anyOther(memory.executionLedger(MemoryMode.OFF_HEAP).tasks())
            || anyOther(blocks.unrollLedger().of(MemoryMode.ON_HEAP).tasks())
            || anyOther(blocks.unrollLedger().of(MemoryMode.OFF_HEAP).tasks())
            || anyOther(blocks.lockingTasks())
            || tasks.keySet().stream().anyMatch(task -> !isWaiting(task));
    return othersHold ? new long[0] : waitingTasks();
  }

  private boolean anyOther(long[] holders) {
    for (long holder : holders) {
      if (holder >= 0 && !isWaiting(holder)) {
        return true;
      }
    }
    return false;
  }
}
