package io.memsim.whatif;

import com.google.common.collect.ImmutableList;
import io.memsim.config.ByteSize;
import io.memsim.config.SparkVersion;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How hits and lost time depend on the heap of an executor, all else as recorded. Immutable.
 *
 * @param points from the least heap that Spark starts with to one that is enough, in growing order
 */
public record MemoryCurve(List<Point> points) implements Serializable {

  private static final int POINTS = 25;

  /** Doublings of the least heap, after which it is not searched for enough any more. */
  private static final int DOUBLINGS = 14;

  /**
   * One size.
   *
   * @param memory the heap of each executor, bytes
   * @param candidate what it comes to
   */
  public record Point(long memory, Candidate candidate) implements Serializable {}

  /**
   * Copies the points.
   *
   * @param points in growing order
   */
  public MemoryCurve {
    points = ImmutableList.copyOf(points);
  }

  /**
   * Simulates a curve: some 25 sizes, evenly spread up to the first one of repeated doubling at
   * which nothing is evicted, refused or spilled, or at which another doubling of what is more than
   * the recorded heap changes nothing.
   *
   * @param trial what tries a size
   * @param sweep the same on many threads
   * @return the curve
   * @throws InterruptedException when the thread is interrupted
   */
  public static MemoryCurve of(SimulationTrial trial, Sweep sweep) throws InterruptedException {
    MemorySizes sizes = new MemorySizes(trial, Variant.RECORDED);
    int most = sizes.enough(DOUBLINGS, new Enough(trial)::isReached);
    TreeSet<Integer> mibs = new TreeSet<>();
    for (int i = 0; i < POINTS; i++) {
      mibs.add(sizes.leastMib() + (int) ((long) (most - sizes.leastMib()) * i / (POINTS - 1)));
    }
    List<Candidate> answers = sweep.run(mibs.stream().map(sizes::at).toList());
    List<Point> points = new ArrayList<>();
    for (int mib : mibs) {
      points.add(new Point(MemorySizes.bytes(mib), answers.get(points.size())));
    }
    return new MemoryCurve(points);
  }

  /** Watches heaps grow until they are enough, or until growing is of no use. */
  private static final class Enough {
    private final long recordedHeap;
    private @Nullable Measures before;

    Enough(SimulationTrial trial) {
      recordedHeap = trial.config(Variant.RECORDED).heap();
    }

    boolean isReached(Candidate candidate) {
      Measures measures = candidate.measures();
      Measures smaller = before;
      before = measures;
      if (measures == null) {
        return false;
      }
      boolean useless =
          smaller != null && heap(candidate) > recordedHeap && isSame(smaller, measures);
      return useless || wantsNothing(measures);
    }

    private static long heap(Candidate candidate) {
      String heap = candidate.variant().value(MemorySizes.HEAP).orElseThrow();
      return ByteSize.parseBytes(heap, ByteSize.Unit.MIB, SparkVersion.LATEST);
    }

    private static boolean isSame(Measures smaller, Measures larger) {
      return smaller.memoryHits() == larger.memoryHits()
          && smaller.lostMillis() == larger.lostMillis()
          && smaller.evictions() == larger.evictions()
          && smaller.spilledBytes() == larger.spilledBytes()
          && smaller.failures() == larger.failures();
    }
  }

  private static boolean wantsNothing(Measures measures) {
    return measures.failures() == 0
        && measures.evictions() == 0
        && measures.refusedPuts() == 0
        && measures.spilledBytes() == 0;
  }
}
