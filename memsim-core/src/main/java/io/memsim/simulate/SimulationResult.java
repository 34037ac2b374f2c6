package io.memsim.simulate;

import java.io.Serializable;
import java.util.List;

/**
 * What a scenario came to. Immutable; can be written and sent. The lists of single events are empty
 * where the scenario asked for counts only.
 *
 * @param application the application's name
 * @param scenario what was simulated
 * @param counts what happened, over all executors
 * @param rdds each RDD that is persisted in the scenario, by id
 * @param stages each stage attempt, in the order of the log
 * @param executors each executor
 * @param failures tasks that could not go on
 * @param makespan virtual milliseconds from the application's begin to its end
 * @param basis what the figures rest on
 * @param accesses every read of an RDD block, in virtual time
 * @param evictions every eviction, in order
 * @param timeline how it went in virtual time
 */
public record SimulationResult(
    String application,
    Scenario scenario,
    Counts counts,
    List<RddResult> rdds,
    List<StageResult> stages,
    List<ExecutorResult> executors,
    List<TaskFailure> failures,
    double makespan,
    List<Basis> basis,
    List<Access> accesses,
    List<Eviction> evictions,
    Timeline timeline)
    implements Serializable {

  /**
   * Copies the lists.
   *
   * @param application the application's name
   * @param scenario what was simulated
   * @param counts what happened, over all executors
   * @param rdds each RDD that is persisted in the scenario, by id
   * @param stages each stage attempt, in the order of the log
   * @param executors each executor
   * @param failures tasks that could not go on
   * @param makespan virtual milliseconds from the application's begin to its end
   * @param basis what the figures rest on
   * @param accesses every read of an RDD block, in virtual time
   * @param evictions every eviction, in order
   * @param timeline how it went in virtual time
   */
  public SimulationResult {
    rdds = List.copyOf(rdds);
    stages = List.copyOf(stages);
    executors = List.copyOf(executors);
    failures = List.copyOf(failures);
    basis = List.copyOf(basis);
    accesses = List.copyOf(accesses);
    evictions = List.copyOf(evictions);
  }
}
