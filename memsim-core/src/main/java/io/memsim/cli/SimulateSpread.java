package io.memsim.cli;

import io.memsim.simulate.SimulationResult;
import java.util.ArrayList;
import java.util.List;

/** The least and the most that different schedules come to. */
final class SimulateSpread {

  private static final String[] FIGURES = {
    "hits", "recomputed blocks", "evictions", "bytes spilled", "tasks failed"
  };

  private final long[] least;
  private final long[] most;
  private int schedules;

  SimulateSpread(SimulationResult nominal) {
    least = figures(nominal);
    most = figures(nominal);
  }

  private static long[] figures(SimulationResult result) {
    return new long[] {
      result.counts().reads().hits(),
      result.counts().reads().again(),
      result.counts().evictions().count(),
      result.counts().spills().memoryBytes(),
      result.failures().size()
    };
  }

  void add(SimulationResult other) {
    schedules++;
    long[] figures = figures(other);
    for (int i = 0; i < figures.length; i++) {
      least[i] = Math.min(least[i], figures[i]);
      most[i] = Math.max(most[i], figures[i]);
    }
  }

  /** One line with the range of each figure, where there were other schedules. */
  List<String> lines() {
    if (schedules == 0) {
      return List.of();
    }
    List<String> ranges = new ArrayList<>();
    for (int i = 0; i < FIGURES.length; i++) {
      String range =
          least[i] == most[i]
              ? Text.number(least[i])
              : Text.number(least[i]) + " to " + Text.number(most[i]);
      ranges.add(FIGURES[i] + " " + range);
    }
    return List.of(
        "Over " + Text.count(schedules, "other schedule") + ": " + String.join(", ", ranges) + ".");
  }
}
