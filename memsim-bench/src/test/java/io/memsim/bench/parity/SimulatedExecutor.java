package io.memsim.bench.parity;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryListener;
import io.memsim.event.PutResult;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemoryConsumer;
import io.memsim.executor.SparkOutOfMemoryException;
import io.memsim.executor.SparkRefusalException;
import io.memsim.executor.TaskMemory;
import io.memsim.executor.TaskReport;
import io.memsim.executor.TooLargePageException;
import io.memsim.trace.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An executor of memsim's, asked the same as {@link RealExecutor}. */
final class SimulatedExecutor implements MemoryListener {

  /** Thrown for an action that makes no sense in the present state; nothing has happened. */
  static final class Misuse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Misuse(Action action, RuntimeException cause) {
      super(action + ": " + cause.getMessage(), cause);
    }
  }

  /** So often the variant that is copied is copied. */
  private static final int COPY_EACH = 97;

  private final Variant variant;
  private final Shapes shapes;
  private ExecutorMemory memory;
  private long performed;
  private final Outcome outcome = new Outcome();
  private final Map<String, SimulatedHolding> holdings = new HashMap<>();

  /** The task that waits, or -1. */
  private long waiting = -1;

  /** The consumer that asked on its behalf, if one did. */
  private @Nullable String waitingConsumer;

  /** The values that deserialized blocks were put with. */
  private final Map<BlockId, Shape> values = new HashMap<>();

  SimulatedExecutor(Setup setup, Shapes shapes) {
    this.shapes = shapes;
    this.variant = setup.variant();
    this.memory =
        variant.configure(ExecutorMemory.builder(setup.memoryConfig(SparkLine.version()))).build();
    listen();
  }

  private void listen() {
    if (variant != Variant.UNHEARD) {
      memory.addListener(this);
    }
  }

  /** Goes on with a copy, of which nothing may tell it from the original. */
  private void copy() {
    memory = memory.copy();
    listen();
    holdings.forEach((name, holding) -> holding.of(memory.consumer(name)));
  }

  ExecutorMemory memory() {
    return memory;
  }

  /** The pages of a consumer in the order of their allocation, or null when it has none ever. */
  @Nullable SimulatedHolding holding(String consumer) {
    return holdings.get(consumer);
  }

  Outcome perform(Action action) {
    if (variant == Variant.COPIED && ++performed % COPY_EACH == 0) {
      copy();
    }
    outcome.clear();
    long before = waiting;
    try {
      dispatch(action);
    } catch (SparkRefusalException e) {
      outcome.end(Outcome.Kind.REFUSED, 0, 0);
      outcome.detail(e.getMessage());
    } catch (SparkOutOfMemoryException e) {
      outcome.end(Outcome.Kind.OUT_OF_MEMORY, e.required(), e.got());
    } catch (TooLargePageException e) {
      outcome.end(Outcome.Kind.PAGE_TOO_LARGE, 0, 0);
    } catch (IllegalArgumentException | IllegalStateException e) {
      if (e.getMessage() == null || !e.getMessage().contains("pages that it can have")) {
        throw new Misuse(action, e);
      }
      outcome.end(Outcome.Kind.PAGES_FULL, 0, 0);
    }
    if (before >= 0 && before == waiting && !memory.isWaiting(before)) {
      woken();
    }
    return outcome;
  }

  private void dispatch(Action action) {
    if (action instanceof Action.Traced traced) {
      traced(traced.operation());
    } else if (action instanceof Action.Values put) {
      putValues(put.operation(), shapes.get(put.shape()));
    } else if (action instanceof Action.SerializedValues put) {
      Shape shape = shapes.get(put.shape());
      Shape.Sizes sizes = shape.reread();
      PutResult result =
          memory.putValues(
              put.block(),
              put.level(),
              sizes.total(),
              sizes.checks(),
              shape.bytes().length,
              put.task());
      // Spark closes the values that did not fit at once.
      releaseLeft(put.level().memoryMode(), put.task());
      stored(put.block(), result, shape);
      outcome.done(result.ordinal(), 0);
    } else if (action instanceof Action.Compute compute) {
      compute(compute);
    } else if (action instanceof Action.Cancel cancel) {
      boolean was = memory.isWaiting(cancel.task()) && memory.cancel(memory.ticket(cancel.task()));
      forgetWaiting(cancel.task());
      outcome.done(was ? 1 : 0, 0);
    } else if (action instanceof Action.PagedConsumer paged) {
      SimulatedHolding holding = new SimulatedHolding();
      holding.of(
          memory
              .task(paged.task())
              .registerConsumer(
                  paged.consumer(),
                  paged.mode(),
                  (self, bytes, trigger) -> paged.spilling().spill(holding, bytes)));
      holdings.put(paged.consumer(), holding);
    } else if (action instanceof Action.Report report) {
      memory.unmanaged(report.component(), report.mode(), report.bytes());
    } else {
      pages(action);
    }
  }

  private void traced(Operation operation) {
    if (operation instanceof Operation.AcquireExecution acquire) {
      granted(
          memory.acquireExecution(acquire.task(), acquire.bytes(), acquire.mode()),
          acquire.task(),
          null);
    } else if (operation instanceof Operation.ReleaseExecution release) {
      memory.releaseExecution(release.task(), release.bytes(), release.mode());
    } else if (operation instanceof Operation.ReleaseAllExecution release) {
      outcome.done(memory.releaseAllExecution(release.task()), 0);
    } else if (operation instanceof Operation.Put put) {
      outcome.done(put(put).ordinal(), 0);
    } else if (operation instanceof Operation.Get get) {
      outcome.done(get(get).ordinal(), memory.lastUnrollHeld());
    } else if (operation instanceof Operation.Unlock unlock) {
      memory.unlock(unlock.block(), unlock.task());
    } else if (operation instanceof Operation.Remove remove) {
      outcome.done(memory.remove(remove.block()) ? 1 : 0, 0);
    } else if (operation instanceof Operation.RemoveRdd remove) {
      outcome.done(memory.removeRdd(remove.rdd()), 0);
    } else if (operation instanceof Operation.RemoveBroadcast remove) {
      outcome.done(memory.removeBroadcast(remove.broadcast()), 0);
    } else if (operation instanceof Operation.ReserveUnroll reserve) {
      boolean reserved =
          memory.reserveUnroll(reserve.block(), reserve.bytes(), reserve.mode(), reserve.task());
      outcome.done(reserved ? 1 : 0, 0);
    } else if (operation instanceof Operation.ReleaseUnroll release) {
      memory.releaseUnroll(release.bytes(), release.mode(), release.task());
    } else if (operation instanceof Operation.EndTask end) {
      endTask(end.task());
    } else if (operation instanceof Operation.Consumer consumer) {
      memory
          .task(consumer.task())
          .registerConsumer(consumer.consumer(), consumer.mode(), consumer.spill());
    } else if (operation instanceof Operation.ConsumerAcquire acquire) {
      MemoryConsumer consumer = memory.consumer(acquire.consumer());
      granted(consumer.acquire(acquire.bytes()), consumer.task().taskId(), consumer.name());
    } else if (operation instanceof Operation.ConsumerFree free) {
      memory.consumer(free.consumer()).free(free.bytes());
    } else if (operation instanceof Operation.Unmanaged unmanaged) {
      memory.unmanaged(unmanaged.component(), unmanaged.mode(), unmanaged.bytes());
    } else {
      throw new IllegalArgumentException(operation.toString());
    }
  }

  private PutResult put(Operation.Put put) {
    return variant == Variant.BY_NUMBERS && put.block() instanceof BlockId.RDDBlockId rdd
        ? memory.putRdd(rdd.rddId(), rdd.splitIndex(), put.level(), put.bytes(), put.task())
        : memory.put(put.block(), put.level(), put.bytes(), put.task());
  }

  private Tier get(Operation.Get get) {
    return variant == Variant.BY_NUMBERS
            && get.bytes() < 0
            && get.block() instanceof BlockId.RDDBlockId rdd
        ? memory.getRdd(rdd.rddId(), rdd.splitIndex(), get.task(), get.hold())
        : memory.get(get.block(), get.task(), get.hold(), get.bytes(), array(get.unroll()));
  }

  private void granted(long granted, long task, @Nullable String consumer) {
    if (granted == ExecutorMemory.WAITING) {
      waits(task, consumer);
    } else {
      outcome.done(granted, 0);
    }
  }

  private void waits(long task, @Nullable String consumer) {
    waiting = task;
    waitingConsumer = consumer;
    outcome.end(Outcome.Kind.WAITING, 0, 0);
  }

  private void forgetWaiting(long task) {
    if (waiting == task) {
      waiting = -1;
    }
  }

  private void endTask(long task) {
    List<String> names = new ArrayList<>();
    memory.task(task).consumers().forEach(consumer -> names.add(consumer.name()));
    TaskReport report = memory.endTask(task);
    names.forEach(holdings::remove);
    forgetWaiting(task);
    outcome.done(report.freed(), report.unlockedBlocks());
  }

  private void putValues(Operation.PutValues put, Shape shape) {
    PutResult result =
        memory.putValues(
            put.block(),
            put.level(),
            put.bytes(),
            array(put.unroll()),
            put.diskBytes(),
            put.task());
    stored(put.block(), result, shape);
    outcome.done(result.ordinal(), memory.lastUnrollHeld());
  }

  private void stored(BlockId block, PutResult result, Shape shape) {
    if (result == PutResult.MEMORY || result == PutResult.DISK) {
      values.put(block, shape);
    }
  }

  /** What Spark sees when it unrolls a block again that it reads from disk, if it ever does. */
  Shape.@Nullable Sizes reread(BlockId block) {
    StorageLevel level = memory.level(block);
    Shape shape = values.get(block);
    boolean unrolls = level != null && level.deserialized() && shape != null;
    return unrolls && shape.rereadsOtherwise() ? shape.reread() : null;
  }

  /** What Spark does in one call, made of memsim's operations. */
  private void compute(Action.Compute compute) {
    Shape shape = shapes.get(compute.shape());
    BlockId block = compute.block();
    long task = compute.task();
    Tier from = read(compute);
    long left = memory.lastUnrollHeld();
    if (from == Tier.NONE) {
      Shape.Sizes sizes =
          compute.level().deserialized() ? shape.deserialized() : shape.serialized();
      PutResult put =
          memory.putValues(
              block, compute.level(), sizes.total(), sizes.checks(), shape.bytes().length, task);
      left = memory.lastUnrollHeld();
      stored(block, put, shape);
      if (put != PutResult.NONE) {
        from = read(compute);
        left = memory.lastUnrollHeld();
      }
    }
    outcome.done(from.ordinal(), left);
  }

  private Tier read(Action.Compute compute) {
    Shape.Sizes sizes = reread(compute.block());
    return sizes == null
        ? memory.get(compute.block(), compute.task(), compute.hold(), -1, null)
        : memory.get(
            compute.block(), compute.task(), compute.hold(), sizes.total(), sizes.checks());
  }

  private void releaseLeft(io.memsim.block.MemoryMode mode, long task) {
    long left = memory.lastUnrollHeld();
    if (left > 0) {
      memory.releaseUnroll(left, mode, task);
    }
  }

  private void pages(Action action) {
    if (action instanceof Action.AllocatePage page) {
      MemoryConsumer consumer = memory.consumer(page.consumer());
      allocated(consumer, consumer.allocatePage(page.required()));
    } else if (action instanceof Action.AllocateArray array) {
      MemoryConsumer consumer = memory.consumer(array.consumer());
      allocated(consumer, consumer.allocateArray(array.elements()));
    } else if (action instanceof Action.FreePage page) {
      SimulatedHolding holding = holdings.get(page.consumer());
      if (holding == null) {
        throw new IllegalArgumentException(page.consumer() + " has no pages");
      }
      holding.release(page.page());
    } else if (action instanceof Action.Spill spill) {
      memory.consumer(spill.consumer()).spill();
    } else {
      throw new IllegalArgumentException(action.toString());
    }
  }

  private void allocated(MemoryConsumer consumer, int page) {
    if (page == ExecutorMemory.WAITING) {
      waits(consumer.task().taskId(), consumer.name());
      return;
    }
    own(consumer.name(), page);
    outcome.done(page, consumer.task().pageBytes(page));
  }

  private void own(String consumer, int page) {
    SimulatedHolding holding = holdings.get(consumer);
    if (holding == null) {
      throw new IllegalStateException(consumer + " has a page and cannot free it");
    }
    holding.add(page);
  }

  /** Finds out what became of the request that has waited. */
  private void woken() {
    long task = waiting;
    waiting = -1;
    try {
      long granted = memory.granted(memory.ticket(task));
      TaskMemory owner = memory.task(task);
      int page = waitingConsumer == null ? -1 : owner.grantedPage();
      if (page >= 0) {
        own(waitingConsumer, page);
        woken(task, Outcome.Kind.DONE, page, owner.pageBytes(page));
      } else {
        woken(task, Outcome.Kind.DONE, granted, 0);
      }
    } catch (SparkOutOfMemoryException e) {
      woken(task, Outcome.Kind.OUT_OF_MEMORY, e.required(), e.got());
    }
  }

  private void woken(long task, Outcome.Kind kind, long answer, long extra) {
    outcome.woken().add(new Outcome.Wake(task, kind, answer, extra));
  }

  private static long @Nullable [] array(@Nullable List<Long> sizes) {
    return sizes == null ? null : sizes.stream().mapToLong(Long::longValue).toArray();
  }

  // ---- what happens meanwhile

  @Override
  public void evicted(BlockId block, long bytes, Tier to, EvictionCause cause, long task) {
    outcome.evicted().add(new Outcome.Eviction(block, bytes, to));
  }

  @Override
  public void spilled(long task, String consumer, long requested, long released) {
    outcome.spilled().add(new Outcome.Spill(consumer, released));
  }
}
