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
  private final MovingTime moving;
  private final Unrolling unrolling;
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
    this.moving = new MovingTime(engine, pace);
    this.unrolling = new Unrolling(engine, this, pace, moving);
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
      case RESERVE, GROW -> delay += unrolling.reserve(frame, point.bytes);
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
      frames.push(unrolling.block(point, leaf, level, bytes, computed));
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
    frames.push(unrolling.block(point, leaf, level, bytes, again));
  }

  /** Reads a block that is here; values from disk are unrolled into memory first. */
  private void read(Frame frame, Frame.Point opening, BlockId block, StorageLevel level) {
    Lineage.Leaf leaf = checkNotNull(opening.leaf);
    if (node.memory.tier(block) == Tier.DISK) {
      double millis = moving.reading(leaf);
      if (level.useMemory() && level.deserialized()) {
        millis += moving.deserializing(leaf);
        frames.push(unrolling.promotion(opening, leaf, level, millis));
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
  void hold(Frame.Point point, BlockId block, StorageLevel level) {
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
        unrolling.promote(frame, block);
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
      delay += unrolling.put(frame, block);
    } else if (frame.result == PutResult.DISK && frame.reserved > 0) {
      node.memory.releaseUnroll(frame.reserved, frame.level.memoryMode(), task);
    }
    if (frame.result != PutResult.NONE && node.memory.contains(block)) {
      // Spark reads back what it has put, also from disk, and then it tries memory once more.
      read(checkNotNull(frames.peek()), checkNotNull(frame.opening), block, frame.level);
    }
  }
}
