package io.memsim.whatif;

import static java.util.Comparator.comparingDouble;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the candidates that no other one beats. */
final class ParetoFront {
  private ParetoFront() {}

  private record Point(int index, double cost, long lost) {}

  static List<Boolean> of(List<Candidate> candidates) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      if (candidate.succeeds()) {
        Measures measures = candidate.ran().orElseThrow();
        points.add(new Point(i, measures.cost(), measures.lostMillis()));
      }
    }
    points.sort(comparingDouble(Point::cost).thenComparingLong(Point::lost));
    Boolean[] front = new Boolean[candidates.size()];
    Arrays.fill(front, false);
    Point last = null;
    for (Point point : points) {
      boolean better = last == null || point.lost < last.lost;
      boolean equal = last != null && point.lost == last.lost && point.cost == last.cost;
      if (better || equal) {
        front[point.index] = true;
        last = point;
      }
    }
    return List.of(front);
  }
}
