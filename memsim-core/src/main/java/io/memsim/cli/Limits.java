package io.memsim.cli;

import io.memsim.simulate.Basis;
import io.memsim.simulate.Scenario;
import io.memsim.simulate.SimulationResult;
import io.memsim.workload.Evidence;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.List;

/**
 * What a log cannot tell of another configuration, as short words for machines. They follow from
 * the log and the prediction alone, never from the truth.
 */
final class Limits {

  /** No block of some cached RDD was seen in the form that it now has. */
  static final String FORM_UNSEEN = "form-unseen";

  /** Tasks spilled in the log, so that it does not tell what they would have held otherwise. */
  static final String PEAKS_CUT = "peaks-cut";

  /** Which of the tasks that overlap is first decides more than the figures may be off. */
  static final String RACE = "race";

  /** So far may numbers of blocks be off. */
  static final double COUNTS = 0.05;

  private Limits() {}

  static List<String> of(
      Workload from,
      Scenario scenario,
      SimulationResult result,
      Score.Count evictions,
      Score.Count recomputed) {
    List<String> limits = new ArrayList<>();
    for (Basis basis : result.basis()) {
      if (basis.figures() == Basis.Figures.BLOCK_SIZES && basis.count(Evidence.ASSUMED) > 0) {
        limits.add(FORM_UNSEEN);
      }
    }
    if (changes(scenario) && spilled(from)) {
      limits.add(PEAKS_CUT);
    }
    if (evictions.spread().isWider(evictions.predicted(), COUNTS)
        || recomputed.spread().isWider(recomputed.predicted(), COUNTS)) {
      limits.add(RACE);
    }
    return List.copyOf(limits);
  }

  private static boolean changes(Scenario scenario) {
    return !scenario.properties().isEmpty()
        || !scenario.levels().isEmpty()
        || scenario.unified().isPresent()
        || scenario.executors().isPresent();
  }

  private static boolean spilled(Workload log) {
    for (int task = 0; task < log.taskCount(); task++) {
      if (log.metric(task, TaskMetric.MEMORY_SPILLED) > 0) {
        return true;
      }
    }
    return false;
  }
}
