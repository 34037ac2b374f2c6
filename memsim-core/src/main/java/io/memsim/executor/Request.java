package io.memsim.executor;

import io.memsim.block.MemoryMode;
import io.memsim.event.MemoryListener;
import io.memsim.internal.pools.UnifiedMemoryManager;
import io.memsim.internal.pools.WaitQueue;
import java.util.Arrays;
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

  private static final int NOBODY = -1;

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
  private int page = NOBODY;

  // What the task's consumers held before the first spill of this request; -1 for those that are
  // not to be asked (again). In the order of registration.
  private long[] sizes = new long[0];
  private int candidates;

  Request(Kernel kernel, long task) {
    this.kernel = kernel;
    this.task = task;
    this.mode = MemoryMode.ON_HEAP;
    this.goal = Goal.TASK;
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
    this.sizes = source.sizes.clone();
    this.candidates = source.candidates;
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
    page = NOBODY;
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
      int chosen = choose(missing);
      if (chosen == NOBODY) {
        return false;
      }
      MemoryConsumer spilling = asking.task().consumerAt(chosen);
      if (kernel.spill(spilling, missing, asking) > 0) {
        return true;
      }
      sizes[chosen] = NOBODY;
    }
  }

  private void freeze(MemoryConsumer asking) {
    List<MemoryConsumer> consumers = asking.task().consumerList();
    candidates = consumers.size();
    if (sizes.length < candidates) {
      sizes = Arrays.copyOf(sizes, Math.max(8, 2 * candidates));
    }
    for (int i = 0; i < candidates; i++) {
      MemoryConsumer other = consumers.get(i);
      boolean holds = other.used() > 0 && other.mode() == mode;
      sizes[i] = !holds ? NOBODY : other == asking ? 0 : other.used();
    }
  }

  /**
   * The smallest of those that held at least what is missing, else the biggest; among equals the
   * most recently registered.
   */
  private int choose(long missing) {
    int smallestEnough = NOBODY;
    int biggest = NOBODY;
    for (int i = 0; i < candidates; i++) {
      long size = sizes[i];
      if (size < 0) {
        continue;
      }
      if (size >= missing && (smallestEnough == NOBODY || size <= sizes[smallestEnough])) {
        smallestEnough = i;
      }
      if (biggest == NOBODY || size >= sizes[biggest]) {
        biggest = i;
      }
    }
    return smallestEnough == NOBODY ? biggest : smallestEnough;
  }
}
