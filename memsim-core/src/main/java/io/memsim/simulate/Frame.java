package io.memsim.simulate;

import io.memsim.block.StorageLevel;
import io.memsim.event.PutResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A computation of a task in virtual time: its own work, that of a block which it missed, or the
 * unrolling of a block which it has read from disk. It has points, at parts of its duration, at
 * which it opens blocks, reserves unroll memory, asks for execution memory.
 */
final class Frame {

  /** What it computes. */
  enum Purpose {
    /** The task's own result. */
    WORK,

    /** A block that was nowhere. */
    BLOCK,

    /** The values of a block that was on disk, which go back into memory. */
    PROMOTION
  }

  final Purpose purpose;
  final int rdd;
  final int partition;
  final StorageLevel level;

  /** Who waits for the block. */
  final @Nullable Point opening;

  /** The execution memory that it takes, or null. */
  @Nullable ExecutionRun execution;

  private final List<Point> points = new ArrayList<>();
  double duration;
  int next;
  double at;
  long reserved;
  boolean stopped;
  PutResult result = PutResult.NONE;

  private Frame(
      Purpose purpose,
      int rdd,
      int partition,
      StorageLevel level,
      double duration,
      @Nullable Point opening) {
    this.purpose = purpose;
    this.rdd = rdd;
    this.partition = partition;
    this.level = level;
    this.duration = duration;
    this.opening = opening;
  }

  static Frame work(double duration) {
    return new Frame(Purpose.WORK, -1, -1, StorageLevel.NONE, duration, null);
  }

  static Frame of(
      Purpose purpose, Lineage.Leaf leaf, StorageLevel level, double duration, Point opening) {
    return new Frame(purpose, leaf.rdd(), leaf.partition(), level, duration, opening);
  }

  /** What is done at a point; those at the same instant in this order. */
  enum Kind {
    CLOSE,
    OPEN,
    RESERVE,
    OPEN_LAZILY,
    GROW,
    DEMAND
  }

  /** A point of a computation. */
  static final class Point {

    private static final Comparator<Point> ORDER =
        Comparator.<Point>comparingDouble(p -> p.at).thenComparing(p -> p.kind);

    final double at;
    final Kind kind;
    final Lineage.@Nullable Leaf leaf;
    final long bytes;
    boolean held;
    long unrolled;
    @Nullable Point opening;

    private Point(double at, Kind kind, Lineage.@Nullable Leaf leaf, long bytes) {
      this.at = at;
      this.kind = kind;
      this.leaf = leaf;
      this.bytes = bytes;
    }
  }

  /** The blocks that are read. */
  void addLeaves(List<Lineage.Leaf> leaves) {
    for (Lineage.Leaf leaf : leaves) {
      Point open = new Point(leaf.open(), leaf.lazy() ? Kind.OPEN_LAZILY : Kind.OPEN, leaf, 0);
      Point close = new Point(leaf.close(), Kind.CLOSE, leaf, 0);
      close.opening = open;
      points.add(open);
      points.add(close);
    }
  }

  /** The reservations of unroll memory. */
  void addReservations(UnrollModel.Steps steps, long threshold, double growth) {
    points.add(new Point(0, Kind.RESERVE, null, threshold));
    long reserved = threshold;
    for (int i = 0; i < steps.estimates.length; i++) {
      long more = (long) (steps.estimates[i] * growth - reserved);
      points.add(new Point(steps.parts[i], Kind.GROW, null, more));
      reserved += more;
    }
  }

  /** Operators of the computation, which take data in. */
  void addDemands(ExecutionRun demands) {
    execution = demands;
    for (double instant : demands.instants()) {
      points.add(new Point(instant, Kind.DEMAND, null, 0));
    }
  }

  /** Brings the points into their order; nothing is added afterwards. */
  Frame ready() {
    points.sort(Point.ORDER);
    return this;
  }

  /** Until the next point, or the end. */
  double nextAt() {
    return next < points.size() ? points.get(next).at : 1;
  }

  /** The next point, or null at the end. */
  @Nullable Point nextPoint() {
    return next < points.size() ? points.get(next++) : null;
  }

  /** What is left takes longer by so much; at the very end it is too late for that. */
  boolean stretch(double millis) {
    if (at >= 1) {
      return false;
    }
    duration += millis / (1 - at);
    return true;
  }
}
