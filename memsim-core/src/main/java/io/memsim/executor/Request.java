package io.memsim.executor;

import io.memsim.block.MemoryMode;
import io.memsim.event.MemoryListener;
import io.memsim.internal.pools.SpillOrder;
import io.memsim.internal.pools.UnifiedMemoryManager;
import io.memsim.internal.pools.WaitQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request for execution memory, of a task or of one of its consumers, that can stop where Spark's
 * thread would block and go on later: {@code TaskMemoryManager.acquireExecutionMemory} as a state
 * machine. It may wait again after each of its spills.
 *
 * <p>A task's consumers share one such object, since a task has one request at a time: their
 * requests make no garbage.
 */
final class Request extends WaitQueue.Waiter {

  /** What becomes of the memory when it is granted. */
  enum Goal {
    TASK,
    BYTES,
    PAGE
  }

  private static final int NO_PAGE = -1;

  private final Kernel kernel;
  private final long task;
  private long ticket = ExecutorMemory.NO_TICKET;
  private MemoryMode mode;
  private @Nullable MemoryConsumer consumer;
  private Goal goal;
  private long required;
  private long minimum;
  private long got;
  private long asked;
  private boolean frozen;
  private int page = NO_PAGE;

  // Filled before the first spill of a request.
  private final SpillOrder spillOrder;

  Request(Kernel kernel, long task) {
    this.kernel = kernel;
    this.task = task;
    this.mode = MemoryMode.ON_HEAP;
    this.goal = Goal.TASK;
    this.spillOrder = new SpillOrder();
  }

  Request(Request source, Kernel kernel, @Nullable MemoryConsumer consumer) {
    this.kernel = kernel;
    this.task = source.task;
    this.ticket = source.ticket;
    this.mode = source.mode;
    this.consumer = consumer;
    this.goal = source.goal;
    this.required = source.required;
    this.minimum = source.minimum;
    this.got = source.got;
    this.asked = source.asked;
    this.frozen = source.frozen;
    this.page = source.page;
    this.spillOrder = new SpillOrder(source.spillOrder);
  }

  /** Makes this the request of a consumer, or of the task itself. */
  Request start(
      @Nullable MemoryConsumer asking, MemoryMode ofMode, Goal then, long bytes, long atLeast) {
    ticket = ExecutorMemory.NO_TICKET;
    consumer = asking;
    mode = ofMode;
    goal = then;
    required = bytes;
    minimum = atLeast;
    got = 0;
    asked = bytes;
    frozen = false;
    page = NO_PAGE;
    return this;
  }

  long task() {
    return task;
  }

  long ticket() {
    return ticket;
  }

  MemoryMode mode() {
    return mode;
  }

  @Nullable MemoryConsumer consumer() {
    return consumer;
  }

  /** What has been granted so far. */
  long granted() {
    return got;
  }

  /** What is still asked for. */
  long missing() {
    return required - got;
  }

  /** The number of the page that was made, or -1. */
  int page() {
    return page;
  }

  void waitAs(long newTicket) {
    ticket = newTicket;
  }

  /**
   * Goes on until the request has what it wants, nobody is left to spill, or it must wait.
   *
   * @return whether it has finished
   */
  boolean advance() {
    UnifiedMemoryManager memory = kernel.memory();
    while (true) {
      kernel.blocks().actFor(task);
      long granted = memory.attemptExecution(task, asked, mode, kernel.blocks().executionEvictor());
      if (granted == UnifiedMemoryManager.WAITING) {
        return false;
      }
      MemoryListener listener = kernel.listeners().current();
      if (listener != null) {
        listener.executionGranted(task, mode, asked, granted);
      }
      got += granted;
      if (got >= required || consumer == null || !spillSomebody(consumer)) {
        return true;
      }
      asked = required - got;
    }
  }

  @Override
  protected boolean retry() {
    RuntimeException failure = null;
    try {
      if (!advance()) {
        return false;
      }
      settle();
    } catch (RuntimeException e) {
      // Nobody is there to catch it: the caller was told to wait long ago, and asks by ticket.
      failure = e;
    }
    kernel.woken(this, failure);
    return true;
  }

  /** Hands the granted memory over. */
  void settle() {
    MemoryConsumer asking = consumer;
    if (asking != null) {
      page = asking.task().settle(asking, goal, got, minimum);
    }
  }

  private boolean spillSomebody(MemoryConsumer asking) {
    if (!frozen) {
      freeze(asking);
      frozen = true;
    }
    while (true) {
      long missing = required - got;
      int chosen = spillOrder.next(missing);
      if (chosen == SpillOrder.NOBODY) {
        return false;
      }
      MemoryConsumer spilling = asking.task().consumerAt(chosen);
      if (spillOrder.released(chosen, kernel.spill(spilling, missing, asking))) {
        return true;
      }
    }
  }

  private void freeze(MemoryConsumer asking) {
    spillOrder.clear();
    List<MemoryConsumer> consumers = asking.task().consumerList();
    for (int i = 0; i < consumers.size(); i++) {
      MemoryConsumer other = consumers.get(i);
      spillOrder.add(other.used(), other.mode() == mode, other == asking);
    }
  }

  @Override
  public String toString() {
    return "task " + task + ", asking for " + required + " bytes " + mode;
  }
}
