package io.memsim.simulate;

import static com.google.common.base.Preconditions.checkNotNull;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.PutResult;
import java.util.ArrayDeque;

/**
 * One task on its way: a stack of computations. The lowest is the task's own work; above it are
 * those of the blocks that it missed, each of which is finished before the one below goes on, as
 * Spark's nested iterators are. A computation has points, at parts of its duration, at which it
 * opens blocks, reserves unroll memory, asks for execution memory.
 */
final class TaskRun {

  /** What {@link #advance} answers when the task has ended. */
  static final double ENDED = -1;

  /** What {@link #advance} answers when the task waits for execution memory. */
  static final double WAITING = -2;

  /** A block that is read for a larger part of a computation is deserialized along the way. */
  private static final double LONG_READ = 0.5;

  private final Engine engine;
  final int task;
  final Node node;
  final int slot;
  final double began;
  private final Lineage lineage;
  private final double pace;
  private final MovingTime moving;
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private double delay;
  private int consumers;
  private double waitingSince = -1;
  double waited;
  boolean failed;
  private double tail;

  TaskRun(Engine engine, int task, Node node, int slot, double began, double pace) {
    this.engine = engine;
    this.task = task;
    this.node = node;
    this.slot = slot;
    this.began = began;
    this.pace = pace;
    this.moving = new MovingTime(engine, pace);
    this.lineage = engine.lineage(task);
    this.delay = engine.durations().before(task) * engine.variation().around();
    this.tail = engine.durations().after(task) * engine.variation().around();
    double own =
        engine.inLogsOrder()
            ? engine.durations().work(task)
            : engine.durations().expectedWork(task);
    Frame work = Frame.work(own * pace);
    work.addLeaves(lineage.ofTask(engine.workload().taskPartition(task)));
    if (!engine.durations().demandsInBlock(task)) {
      work.addDemands(new ExecutionRun(engine, this, task));
    }
    frames.push(work.ready());
  }

  /** Consumers of a task have names of their own. */
  int nextConsumer() {
    return consumers++;
  }

  /** Milliseconds that moving data, spilling and waiting took so far. */
  double moved() {
    return moving.sum() + waited;
  }

  /**
   * Does what is due now.
   *
   * @return the milliseconds until more is due, {@link #ENDED} or {@link #WAITING}
   */
  double advance(double now) {
    if (waitingSince >= 0) {
      waited += now - waitingSince;
      engine.recorder().total.waitMillis += now - waitingSince;
      waitingSince = -1;
    }
    while (true) {
      boolean goesOn = proceed();
      delay += moving.evicting();
      if (!goesOn) {
        waitingSince = now;
        return WAITING;
      }
      if (delay > 0) {
        double pause = delay;
        delay = 0;
        return pause;
      }
      Frame frame = frames.peek();
      if (frame == null) {
        return ENDED;
      }
      double target = frame.nextAt();
      if (target > frame.at) {
        double pause = (target - frame.at) * frame.duration;
        frame.at = target;
        if (pause > 0) {
          return pause;
        }
      }
      Frame.Point point = frame.nextPoint();
      if (point == null) {
        frames.pop();
        finish(frame);
      } else {
        act(frame, point);
      }
    }
  }

  /** Lets all computations that are under way take execution memory; false when one must wait. */
  private boolean proceed() {
    for (Frame frame : frames) {
      if (frame.execution != null) {
        boolean goesOn = frame.execution.proceed();
        delay += moving.other(frame.execution.takeDelay());
        if (!goesOn) {
          return false;
        }
      }
    }
    return true;
  }

  private void act(Frame frame, Frame.Point point) {
    switch (point.kind) {
      case OPEN, OPEN_LAZILY -> open(frame, point);
      case CLOSE -> close(point);
      case RESERVE, GROW -> reserve(frame, point.bytes);
      case DEMAND -> checkNotNull(frame.execution).grow();
    }
  }

  /** Deserializes a block while its values are used. */
  private void deserializeAlong(Frame frame, Lineage.Leaf leaf) {
    double millis = moving.deserializing(leaf);
    if (leaf.close() - leaf.open() <= LONG_READ || !frame.stretch(millis)) {
      delay += millis;
    }
  }

  // ---- reading

  private void open(Frame frame, Frame.Point point) {
    Lineage.Leaf leaf = checkNotNull(point.leaf);
    StorageLevel level = lineage.level(leaf.rdd());
    long bytes = engine.blocks().memoryBytes(leaf.rdd(), leaf.partition(), level);
    BlockId block = BlockId.rdd(leaf.rdd(), leaf.partition());
    Recorder recorder = engine.recorder();
    if (!level.isValid()) {
      boolean computed = recorder.computed(leaf.rdd(), leaf.partition());
      frames.push(blockFrame(point, leaf, level, bytes, computed));
      return;
    }
    if (node.memory.contains(block)) {
      boolean inMemory = node.memory.tier(block) == Tier.MEMORY;
      recorder.access(
          node,
          task,
          leaf.rdd(),
          leaf.partition(),
          inMemory ? Access.Outcome.MEMORY : Access.Outcome.DISK,
          bytes);
      read(frame, point, block, level);
      return;
    }
    Node other = engine.holder(block, node);
    if (other != null) {
      if (other.memory.tier(block) == Tier.MEMORY || !level.deserialized()) {
        other.memory.get(block);
      }
      recorder.access(node, task, leaf.rdd(), leaf.partition(), Access.Outcome.REMOTE, bytes);
      delay += moving.network(leaf);
      deserializeAlong(frame, leaf);
      return;
    }
    boolean again = recorder.computed(leaf.rdd(), leaf.partition());
    recorder.access(
        node,
        task,
        leaf.rdd(),
        leaf.partition(),
        again ? Access.Outcome.AGAIN : Access.Outcome.FIRST,
        bytes);
    engine.missed(task, leaf.rdd(), leaf.partition());
    frames.push(blockFrame(point, leaf, level, bytes, again));
  }

  /** Reads a block that is here; values from disk are unrolled into memory first. */
  private void read(Frame frame, Frame.Point opening, BlockId block, StorageLevel level) {
    Lineage.Leaf leaf = checkNotNull(opening.leaf);
    if (node.memory.tier(block) == Tier.DISK) {
      double millis = moving.reading(leaf);
      if (level.useMemory() && level.deserialized()) {
        millis += moving.deserializing(leaf);
        frames.push(promotion(opening, leaf, level, millis));
        return;
      }
      delay += millis;
    }
    if (!level.deserialized()) {
      deserializeAlong(frame, leaf);
    }
    hold(opening, block, level);
  }

  /** Keeps a block that is read locked until its values have been used up. */
  private void hold(Frame.Point point, BlockId block, StorageLevel level) {
    boolean fromDisk = node.memory.tier(block) == Tier.DISK;
    long unrolled = node.memory.unrollHeld(task, level.memoryMode());
    node.memory.getAndHold(block, task);
    point.held = true;
    point.unrolled += node.memory.unrollHeld(task, level.memoryMode()) - unrolled;
    if (fromDisk && level.useMemory()) {
      Tally rdd = engine.recorder().rdd(((BlockId.RDDBlockId) block).rddId());
      if (node.memory.tier(block) == Tier.MEMORY) {
        engine.recorder().total.promotions++;
        rdd.promotions++;
      } else {
        engine.recorder().total.failedPromotions++;
        rdd.failedPromotions++;
      }
    }
  }

  private void close(Frame.Point point) {
    Frame.Point opening = checkNotNull(point.opening);
    Lineage.Leaf leaf = checkNotNull(point.leaf);
    if (opening.held) {
      node.memory.unlock(BlockId.rdd(leaf.rdd(), leaf.partition()), task);
      opening.held = false;
    }
    if (opening.unrolled > 0) {
      MemoryMode mode = lineage.level(leaf.rdd()).memoryMode();
      node.memory.releaseUnroll(opening.unrolled, mode, task);
      opening.unrolled = 0;
    }
  }

  // ---- computing and unrolling a block

  private Frame blockFrame(
      Frame.Point opening, Lineage.Leaf leaf, StorageLevel level, long bytes, boolean again) {
    Durations durations = engine.durations();
    double measured =
        engine.inLogsOrder()
            ? durations.compute(task, leaf.rdd())
            : durations.expectedCompute(task, leaf.rdd());
    double duration = measured * pace * engine.variation().computing * engine.variation().ofBlock();
    if (level.isValid() && !level.deserialized()) {
      duration += moving.serializing(leaf);
    }
    Frame frame = Frame.of(Frame.Purpose.BLOCK, leaf, level, duration, opening);
    frame.addLeaves(lineage.ofBlock(leaf.rdd(), leaf.partition()));
    int maker = durations.maker(leaf.rdd(), leaf.partition());
    if (maker >= 0) {
      frame.addDemands(new ExecutionRun(engine, this, maker));
    }
    if (level.useMemory()) {
      addReservations(frame, unrolling(leaf.rdd(), leaf.partition(), bytes));
    }
    if (again) {
      engine.recorder().total.recomputeMillis += duration;
      engine.recorder().rdd(leaf.rdd()).recomputeMillis += duration;
      engine.recorder().byStage[engine.workload().taskStage(task)].recomputeMillis += duration;
    }
    return frame.ready();
  }

  private Frame promotion(
      Frame.Point opening, Lineage.Leaf leaf, StorageLevel level, double duration) {
    Frame frame = Frame.of(Frame.Purpose.PROMOTION, leaf, level, duration, opening);
    long bytes = engine.blocks().memoryBytes(leaf.rdd(), leaf.partition(), level);
    addReservations(frame, unrolling(leaf.rdd(), leaf.partition(), bytes));
    return frame.ready();
  }

  private void addReservations(Frame frame, UnrollModel.Steps steps) {
    frame.addReservations(
        steps, node.config.unrollMemoryThreshold(), node.config.unrollMemoryGrowthFactor());
  }

  private UnrollModel.Steps unrolling(int rdd, int partition, long bytes) {
    return engine.preparation().unrolling(rdd, partition, bytes, lineage, node.config);
  }

  private void reserve(Frame frame, long bytes) {
    if (frame.stopped || bytes <= 0) {
      return;
    }
    BlockId block = BlockId.rdd(frame.rdd, frame.partition);
    MemoryMode mode = frame.level.memoryMode();
    engine.recorder().promoting = frame.purpose == Frame.Purpose.PROMOTION;
    boolean reserved = node.memory.reserveUnroll(block, bytes, mode, task);
    engine.recorder().promoting = false;
    if (reserved) {
      frame.reserved += bytes;
      return;
    }
    frame.stopped = true;
    if (frame.purpose == Frame.Purpose.PROMOTION) {
      promote(frame, block);
      return;
    }
    // The put ends here: on disk, or nowhere. What was reserved stays until the values are used up.
    put(frame, block);
    long held = frame.reserved;
    if (frame.result == PutResult.DISK
        && held > 0
        && node.memory.reserveUnroll(block, held, mode, task)) {
      return;
    }
    if (frame.result != PutResult.DISK) {
      frame.reserved = 0;
    }
  }

  /** Ends the unrolling of what was on disk: what was reserved so far is given back just before. */
  private void promote(Frame frame, BlockId block) {
    if (frame.reserved > 0) {
      node.memory.releaseUnroll(frame.reserved, frame.level.memoryMode(), task);
      frame.reserved = 0;
    }
    if (node.memory.contains(block)) {
      hold(checkNotNull(frame.opening), block, frame.level);
    }
  }

  /** Puts the block with all its estimates: what was reserved so far is given back just before. */
  private void put(Frame frame, BlockId block) {
    MemoryMode mode = frame.level.memoryMode();
    if (frame.reserved > 0) {
      node.memory.releaseUnroll(frame.reserved, mode, task);
    }
    long bytes = engine.blocks().memoryBytes(frame.rdd, frame.partition, frame.level);
    long onDisk = engine.blocks().diskBytes(frame.rdd, frame.partition);
    long before = node.memory.unrollHeld(task, mode);
    frame.result =
        node.memory.putValues(
            block,
            frame.level,
            bytes,
            unrolling(frame.rdd, frame.partition, bytes).estimates,
            onDisk,
            task);
    if (frame.opening != null && frame.result == PutResult.NONE) {
      frame.opening.unrolled += node.memory.unrollHeld(task, mode) - before;
    }
    count(frame, onDisk);
  }

  private void count(Frame frame, long onDisk) {
    Tally total = engine.recorder().total;
    Tally rdd = engine.recorder().rdd(frame.rdd);
    switch (frame.result) {
      case MEMORY -> {
        engine.recorder().put(node, frame.rdd, frame.partition, true, onDisk);
        total.putsToMemory++;
        rdd.putsToMemory++;
      }
      case DISK -> {
        engine.recorder().put(node, frame.rdd, frame.partition, false, onDisk);
        total.putsToDisk++;
        rdd.putsToDisk++;
        delay += moving.writing(frame.rdd, frame.partition, frame.level);
      }
      case NONE -> {
        total.failedPuts++;
        rdd.failedPuts++;
        engine.recorder().span(node, frame.rdd, frame.partition, null);
      }
      case EXISTS -> {
        // Another task was faster.
      }
    }
  }

  private void finish(Frame frame) {
    if (frame.purpose == Frame.Purpose.WORK) {
      // Spark takes its memory back when it has run, before its result is sent.
      node.memory.endTask(task);
      delay += tail;
      tail = 0;
      return;
    }
    BlockId block = BlockId.rdd(frame.rdd, frame.partition);
    if (frame.purpose == Frame.Purpose.PROMOTION) {
      if (!frame.stopped) {
        promote(frame, block);
      }
      return;
    }
    if (frame.execution != null) {
      frame.execution.end();
    }
    if (!frame.level.isValid()) {
      return;
    }
    if (!frame.stopped) {
      put(frame, block);
    } else if (frame.result == PutResult.DISK && frame.reserved > 0) {
      node.memory.releaseUnroll(frame.reserved, frame.level.memoryMode(), task);
    }
    if (frame.result != PutResult.NONE && node.memory.contains(block)) {
      // Spark reads back what it has put, also from disk, and then it tries memory once more.
      read(checkNotNull(frames.peek()), checkNotNull(frame.opening), block, frame.level);
    }
  }
}
