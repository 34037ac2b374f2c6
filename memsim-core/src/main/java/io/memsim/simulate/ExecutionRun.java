package io.memsim.simulate;

import io.memsim.block.MemoryMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemoryConsumer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The execution memory of one computation on its way, of a task's own work or of a block: real
 * consumers that grow, are refused, and spill.
 */
final class ExecutionRun {

  /** The part of the task's own work in which collections take their data in. */
  private static final double BEGIN = 0.1;

  private static final double END = 0.55;

  /** Sorts and maps of rows do little else. */
  private static final double BEGIN_OF_ROWS = 0.05;

  private static final double END_OF_ROWS = 0.8;
  private static final double LATEST_BEGIN = 0.4;
  private static final double LATEST_END = 0.95;

  /** At so many instants operators take a part of their data in. */
  private static final int STEPS = 16;

  /** Sorting before writing: 40 MB a second. */
  private static final double SORT_MILLIS_PER_BYTE = 1000.0 / 40e6;

  private final Engine engine;
  private final TaskRun run;
  private final MemoryMode mode;
  private final List<Operator> operators = new ArrayList<>();
  private @Nullable Operator pending;
  private @Nullable Operator spilling;
  private long requested;
  private double waitingSince;
  private double delay;

  /** One consumer with its data. */
  private static final class Operator {
    final MemoryConsumer consumer;
    final Growth growth;
    final double part;
    final int from;
    final int to;
    final boolean apart;
    double left;
    int step;
    boolean due;

    /** Takes its data in from one step to another. */
    Operator(MemoryConsumer consumer, Growth growth, double data, int from, int to, boolean apart) {
      this.apart = apart;
      this.consumer = consumer;
      this.growth = growth;
      this.part = data / (to - from);
      this.from = from;
      this.to = to;
    }

    boolean hasAll() {
      return step >= to && left <= 0;
    }
  }

  /**
   * The execution memory that a computation of a task takes.
   *
   * @param like the task in the log that took as much for it
   */
  ExecutionRun(Engine engine, TaskRun run, int like) {
    this.engine = engine;
    this.run = run;
    ExecutorMemory memory = run.node.memory;
    List<Demand.Need> needs = engine.preparation().demand().of(like);
    mode = engine.preparation().demand().mode(like, memory.layout().tungstenMode());
    for (int i = 0; i < needs.size(); i++) {
      Demand.Need need = needs.get(i);
      long page = memory.layout().pageSize();
      Growth growth = need.growth(page);
      // Operators of rows wait for those that they read from; those of objects pass on one by one.
      boolean inTurn = need.kind() != Growth.Kind.COLLECTION;
      int from = inTurn ? Math.min(i, STEPS - 1) * STEPS / Math.min(needs.size(), STEPS) : 0;
      int to = inTurn ? Math.max(from + 1, (i + 1) * STEPS / needs.size()) : STEPS;
      int index = i;
      MemoryConsumer consumer =
          memory
              .task(run.task)
              .registerConsumer(
                  "task" + run.task + "." + run.nextConsumer(),
                  mode,
                  (self, bytes, trigger) -> spillFor(operators.get(index), self, trigger));
      operators.add(
          new Operator(
              consumer,
              growth,
              Math.max(1, need.dataFor(page)),
              from,
              Math.min(STEPS, to),
              need.apart()));
    }
  }

  /** The instants of the task's own work at which {@link #grow} is due. */
  double[] instants() {
    if (operators.isEmpty()) {
      return new double[0];
    }
    // When data are taken in is assumed, so that it varies most where schedules do.
    boolean rows = operators.stream().noneMatch(operator -> operator.growth.isCollection());
    double first = rows ? BEGIN_OF_ROWS : BEGIN;
    double begin = Math.min(first * engine.variation().begin(), LATEST_BEGIN);
    double last = rows ? END_OF_ROWS : END;
    double end = Math.min(Math.max(last * engine.variation().end(), begin + BEGIN), LATEST_END);
    double[] instants = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      instants[i] = begin + (end - begin) * i / (STEPS - 1);
    }
    return instants;
  }

  /** Gives everything back. */
  void end() {
    for (Operator operator : operators) {
      operator.left = 0;
      operator.due = false;
      if (operator.consumer.used() > 0) {
        operator.consumer.free(operator.consumer.used());
      }
    }
  }

  /** Another part of the data comes in. */
  void grow() {
    for (Operator operator : operators) {
      if (operator.step >= operator.from && operator.step < operator.to) {
        operator.left += operator.part;
      } else if (operator.apart && operator.hasAll() && operator.consumer.used() > 0) {
        operator.consumer.free(operator.consumer.used());
      }
      // Generated code makes its maps and sorters before it asks for the first row.
      operator.due |= !run.failed && (!operator.apart || operator.step >= operator.from);
      operator.step++;
    }
  }

  /** Virtual time that went into spilling since it was asked last. */
  double takeDelay() {
    double spent = delay;
    delay = 0;
    return spent;
  }

  /** Goes on as far as it can; false when the task must wait. */
  boolean proceed() {
    for (Operator operator : operators) {
      if (!proceed(operator)) {
        return false;
      }
      if (spilling != null) {
        return true;
      }
    }
    return true;
  }

  private boolean proceed(Operator operator) {
    if (spilling == operator) {
      spilling = null;
      free(operator);
    }
    ExecutorMemory memory = run.node.memory;
    if (pending == operator) {
      if (memory.isWaiting(run.task)) {
        return false;
      }
      pending = null;
      engine.recorder().waited(run, waitingSince, requested);
      settle(operator, memory.granted(memory.ticket(run.task)));
      if (spilling == operator) {
        return true;
      }
    }
    while (operator.left > 0 || (operator.due && !operator.growth.hasBegun())) {
      double room = operator.growth.room();
      if (operator.growth.hasBegun() && room >= operator.left) {
        operator.growth.take(operator.left);
        operator.left = 0;
        if (operator.hasAll() && operator.growth.spillsRest()) {
          spill(operator, operator.growth.spilledRest());
        }
        return true;
      }
      operator.growth.take(room);
      operator.left -= room;
      requested = operator.growth.request();
      long granted = operator.consumer.acquire(requested);
      if (granted == ExecutorMemory.WAITING) {
        pending = operator;
        waitingSince = engine.now();
        engine.recorder().waits(run.task);
        return false;
      }
      settle(operator, granted);
      if (spilling == operator) {
        return true;
      }
    }
    return true;
  }

  private void settle(Operator operator, long granted) {
    Growth growth = operator.growth;
    if (growth.isCollection()) {
      growth.granted(granted);
      if (growth.isFull()) {
        spill(operator);
      }
    } else if (granted == requested || growth.takesLess(granted)) {
      long back = growth.granted(granted);
      if (back > 0) {
        operator.consumer.free(Math.min(back, operator.consumer.used()));
      }
    } else {
      if (granted > 0) {
        operator.consumer.free(granted);
      }
      if (!growth.canSpill()) {
        fail(operator, granted);
      } else {
        spill(operator);
      }
    }
    peak();
  }

  private void peak() {
    int stage = engine.workload().taskStage(run.task);
    long held = run.node.memory.task(run.task).held(mode);
    engine.recorder().stagePeak[stage] = Math.max(engine.recorder().stagePeak[stage], held);
  }

  /** Not even a first page is to be had: in Spark the task fails. */
  private void fail(Operator operator, long granted) {
    operator.left = 0;
    for (Operator other : operators) {
      other.left = 0;
      other.due = false;
    }
    run.failed = true;
    engine.recorder().failed(run, requested, granted, engine.now());
  }

  /** Sorts and writes what an operator holds; that is given back only when it has been written. */
  private void spill(Operator operator) {
    spill(operator, operator.growth.spilled());
  }

  private void spill(Operator operator, long bytes) {
    count(bytes);
    spilling = operator;
  }

  private void free(Operator operator) {
    MemoryConsumer consumer = operator.consumer;
    long free = consumer.used() - operator.growth.kept();
    if (free > 0) {
      consumer.free(free);
    }
  }

  /** What a consumer does when it is told to spill for a request. */
  private long spillFor(Operator operator, MemoryConsumer self, MemoryConsumer trigger) {
    Growth growth = operator.growth;
    boolean refuses =
        switch (growth.kind()) {
          case COLLECTION -> self == trigger || mode == MemoryMode.OFF_HEAP;
          // A sorter can only when it is read from.
          case SORTER -> self == trigger || !operator.hasAll();
          case MAP -> true;
        };
    long used = self.used();
    if (refuses || used == 0) {
      return 0;
    }
    long held = growth.held();
    growth.spilled();
    self.free(used);
    count(held);
    return used;
  }

  private void count(long bytes) {
    Recorder recorder = engine.recorder();
    double ratio = engine.preparation().demand().spillRatio(engine.costs());
    long disk = Math.round(bytes * ratio);
    double millis = engine.costs().writeMillis(disk);
    delay += millis + bytes * SORT_MILLIS_PER_BYTE;
    recorder.spilled(run, bytes, disk, millis);
  }
}
