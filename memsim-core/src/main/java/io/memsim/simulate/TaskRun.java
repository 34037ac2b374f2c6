package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.PutResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** How far the time around a task's own work varies where schedules do. */
  private static final double OVERHEAD_VARIES = 0.5;

  private final Engine engine;
  final int task;
  final Node node;
  final int slot;
  final double began;
  private final Lineage lineage;
  private final ExecutionRun execution;
  private final double pace;
  private final ArrayDeque<Frame> frames = new ArrayDeque<>();
  private double delay;
  private double waitingSince = -1;
  double waited;
  boolean failed;
  private double tail;

  /** A computation. */
  private static final class Frame {
    final int rdd;
    final int partition;
    final StorageLevel level;
    final double duration;
    final List<Point> points;
    int next;
    double at;
    long reserved;
    boolean stopped;
    PutResult result = PutResult.NONE;

    Frame(int rdd, int partition, StorageLevel level, double duration, List<Point> points) {
      this.rdd = rdd;
      this.partition = partition;
      this.level = level;
      this.duration = duration;
      this.points = points;
    }

    boolean isBlock() {
      return rdd >= 0;
    }
  }

  /** What is done at a point; those at the same instant in this order. */
  private enum Kind {
    CLOSE,
    OPEN,
    RESERVE,
    OPEN_LAZILY,
    GROW,
    DEMAND
  }

  /** A point of a computation. */
  private static final class Point {
    final double at;
    final Kind kind;
    final Lineage.@Nullable Leaf leaf;
    final long bytes;
    boolean held;
    long unrolled;
    @Nullable Point opening;

    Point(double at, Kind kind, Lineage.@Nullable Leaf leaf, long bytes) {
      this.at = at;
      this.kind = kind;
      this.leaf = leaf;
      this.bytes = bytes;
    }
  }

  TaskRun(Engine engine, int task, Node node, int slot, double began, double pace) {
    this.engine = engine;
    this.task = task;
    this.node = node;
    this.slot = slot;
    this.began = began;
    this.pace = pace;
    this.lineage = engine.lineage(task);
    this.delay = engine.durations().before(task) * engine.vary(OVERHEAD_VARIES);
    this.tail = engine.durations().after(task) * engine.vary(OVERHEAD_VARIES);
    int partition = engine.workload().taskPartition(task);
    List<Point> points = new ArrayList<>();
    addLeaves(lineage.ofTask(partition), points);
    execution = new ExecutionRun(engine, this);
    for (double at : execution.instants()) {
      points.add(new Point(at, Kind.DEMAND, null, 0));
    }
    points.sort(ORDER);
    frames.push(new Frame(-1, -1, StorageLevel.NONE, engine.durations().work(task) * pace, points));
  }

  private static final Comparator<Point> ORDER =
      Comparator.<Point>comparingDouble(p -> p.at).thenComparing(p -> p.kind);

  private static void addLeaves(List<Lineage.Leaf> leaves, List<Point> points) {
    for (Lineage.Leaf leaf : leaves) {
      Point open = new Point(leaf.open(), leaf.lazy() ? Kind.OPEN_LAZILY : Kind.OPEN, leaf, 0);
      Point close = new Point(leaf.close(), Kind.CLOSE, leaf, 0);
      close.opening = open;
      points.add(open);
      points.add(close);
    }
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
      if (!execution.proceed()) {
        waitingSince = now;
        return WAITING;
      }
      delay += execution.takeDelay();
      if (delay > 0) {
        double pause = delay;
        delay = 0;
        return pause;
      }
      Frame frame = frames.peek();
      if (frame == null) {
        return ENDED;
      }
      double target = frame.next < frame.points.size() ? frame.points.get(frame.next).at : 1;
      if (target > frame.at) {
        double pause = (target - frame.at) * frame.duration;
        frame.at = target;
        if (pause > 0) {
          return pause;
        }
      }
      if (frame.next < frame.points.size()) {
        Point point = frame.points.get(frame.next++);
        act(frame, point);
      } else {
        frames.pop();
        finish(frame);
      }
    }
  }

  private void act(Frame frame, Point point) {
    switch (point.kind) {
      case OPEN, OPEN_LAZILY -> open(point);
      case CLOSE -> close(point);
      case RESERVE, GROW -> reserve(frame, point.bytes);
      case DEMAND -> execution.grow();
    }
  }

  // ---- reading

  private void open(Point point) {
    Lineage.Leaf leaf = point.leaf;
    if (leaf == null) {
      return;
    }
    StorageLevel level = lineage.level(leaf.rdd());
    long bytes = engine.blocks().memoryBytes(leaf.rdd(), leaf.partition(), level);
    BlockId block = BlockId.rdd(leaf.rdd(), leaf.partition());
    Recorder recorder = engine.recorder();
    if (node.memory.contains(block)) {
      Tier from = node.memory.tier(block);
      recorder.access(
          node,
          task,
          leaf.rdd(),
          leaf.partition(),
          from == Tier.MEMORY ? Access.Outcome.MEMORY : Access.Outcome.DISK,
          bytes);
      hold(point, block, level);
      return;
    }
    Node other = engine.holder(block, node);
    if (other != null) {
      readFrom(other, block, level);
      recorder.access(node, task, leaf.rdd(), leaf.partition(), Access.Outcome.REMOTE, bytes);
      delay +=
          engine.costs().networkMillis(engine.blocks().diskBytes(leaf.rdd(), leaf.partition()));
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
    engine.missed(task, leaf.rdd());
    frames.push(blockFrame(point, leaf, level, bytes, again));
  }

  /** Reads a block that is here, and keeps it locked until its values have been used up. */
  private void hold(Point point, BlockId block, StorageLevel level) {
    boolean fromDisk = node.memory.tier(block) == Tier.DISK;
    long unrolled = node.memory.unrollHeld(task, level.memoryMode());
    node.memory.getAndHold(block, task);
    point.held = true;
    point.unrolled += node.memory.unrollHeld(task, level.memoryMode()) - unrolled;
    if (fromDisk) {
      double millis = engine.costs().readMillis(node.memory.diskBytes(block));
      engine.recorder().total.diskMillis += millis;
      delay += millis;
      if (level.useMemory()) {
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
  }

  private static void readFrom(Node other, BlockId block, StorageLevel level) {
    if (other.memory.tier(block) == Tier.MEMORY || !level.deserialized()) {
      other.memory.get(block);
    }
  }

  private void close(Point point) {
    Point opening = point.opening;
    Lineage.Leaf leaf = point.leaf;
    if (opening == null || leaf == null) {
      return;
    }
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

  // ---- computing a block

  private final ArrayDeque<Point> openings = new ArrayDeque<>();

  private Frame blockFrame(
      Point opening, Lineage.Leaf leaf, StorageLevel level, long bytes, boolean again) {
    openings.push(opening);
    UnrollModel.Steps steps = unrolling(leaf.rdd(), leaf.partition(), bytes);
    List<Point> points = new ArrayList<>();
    addLeaves(lineage.ofBlock(leaf.rdd(), leaf.partition()), points);
    if (level.useMemory()) {
      long threshold = node.config.unrollMemoryThreshold();
      points.add(new Point(0, Kind.RESERVE, null, threshold));
      long reserved = threshold;
      double growth = node.config.unrollMemoryGrowthFactor();
      for (int i = 0; i < steps.estimates.length; i++) {
        long more = (long) (steps.estimates[i] * growth - reserved);
        points.add(new Point(steps.parts[i], Kind.GROW, null, more));
        reserved += more;
      }
    }
    points.sort(ORDER);
    double duration = engine.durations().compute(leaf.rdd()) * pace;
    if (again) {
      engine.recorder().total.recomputeMillis += duration;
      engine.recorder().rdd(leaf.rdd()).recomputeMillis += duration;
      engine.recorder().byStage[engine.workload().taskStage(task)].recomputeMillis += duration;
    }
    return new Frame(leaf.rdd(), leaf.partition(), level, duration, points);
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
    if (node.memory.reserveUnroll(block, bytes, mode, task)) {
      frame.reserved += bytes;
      return;
    }
    // The put ends here: on disk, or nowhere. What was reserved stays until the values are used up.
    frame.stopped = true;
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
    Point opening = openings.peek();
    if (opening != null && frame.result == PutResult.NONE) {
      opening.unrolled += node.memory.unrollHeld(task, mode) - before;
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
        double millis = engine.costs().writeMillis(onDisk);
        total.diskMillis += millis;
        delay += millis;
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
    if (!frame.isBlock()) {
      delay += tail;
      tail = 0;
      return;
    }
    BlockId block = BlockId.rdd(frame.rdd, frame.partition);
    if (!frame.stopped) {
      put(frame, block);
    } else if (frame.result == PutResult.DISK && frame.reserved > 0) {
      node.memory.releaseUnroll(frame.reserved, frame.level.memoryMode(), task);
    }
    Point opening = openings.pop();
    if (frame.result != PutResult.NONE && node.memory.contains(block)) {
      // Spark reads back what it has put, also from disk, and then it tries memory once more.
      hold(opening, block, frame.level);
    }
  }
}
