package io.memsim.whatif;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

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
   * which nothing is evicted, refused or spilled.
   *
   * @param trial what tries a size
   * @param sweep the same on many threads
   * @return the curve
   * @throws InterruptedException when the thread is interrupted
   */
  public static MemoryCurve of(SimulationTrial trial, Sweep sweep) throws InterruptedException {
    MemorySizes sizes = new MemorySizes(trial, Variant.RECORDED);
    int most = sizes.enough(DOUBLINGS, MemoryCurve::wantsNothing);
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

  private static boolean wantsNothing(Candidate candidate) {
    Measures measures = candidate.measures();
    return measures != null
        && measures.failures() == 0
        && measures.evictions() == 0
        && measures.refusedPuts() == 0
        && measures.spilledBytes() == 0;
  }
}
