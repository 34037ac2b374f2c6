package io.memsim.simulate;

import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.util.HashMap;
import java.util.Map;

/**
 * What the measured time of each task went into: its own work, and the computation of the blocks
 * that it missed. Which those were the simulation of the log's own configuration says; what they
 * cost is the difference between tasks that computed them and such that did not.
 */
final class Durations {

  /** Which part of a task's time goes into a missed block, before anything is known. */
  private static final double FIRST_GUESS = 0.7;

  private static final double LEAST_WORK = 0.05;

  private final Workload workload;
  private final double[] work;
  private final Map<Integer, Double> compute = new HashMap<>();

  Durations(Workload workload) {
    this.workload = workload;
    this.work = new double[workload.taskCount()];
    for (int task = 0; task < work.length; task++) {
      work[task] = run(task);
    }
  }

  /** Milliseconds before a task's first read. */
  double before(int task) {
    double rest = total(task) - run(task) - deserialize(task) - serialize(task);
    return deserialize(task) + Math.max(0, rest) / 2;
  }

  /** Milliseconds after a task's last step. */
  double after(int task) {
    double rest = total(task) - run(task) - deserialize(task) - serialize(task);
    return serialize(task) + Math.max(0, rest) / 2;
  }

  /** Milliseconds of a task's own work. */
  double work(int task) {
    return work[task];
  }

  /** Milliseconds that the computation of one block takes, without what it reads. */
  double compute(int rdd) {
    return compute.getOrDefault(rdd, 0.0);
  }

  double total(int task) {
    return Math.max(
        0, workload.metric(task, TaskMetric.FINISHED) - workload.metric(task, TaskMetric.LAUNCHED));
  }

  private double run(int task) {
    long measured = workload.metric(task, TaskMetric.RUN_TIME);
    return measured > 0 ? Math.min((double) measured, Math.max(1, total(task))) : total(task);
  }

  private double deserialize(int task) {
    return Math.min(
        (double) workload.metric(task, TaskMetric.DESERIALIZE_TIME),
        Math.max(0, total(task) - run(task)));
  }

  private double serialize(int task) {
    double left = Math.max(0, total(task) - run(task) - deserialize(task));
    return Math.min((double) workload.metric(task, TaskMetric.RESULT_SERIALIZATION_TIME), left);
  }

  /**
   * Learns from a simulation of the log's own configuration.
   *
   * @param missed for each task the RDDs of which it computed blocks, once for each block
   */
  void learn(int[][] missed) {
    Map<Integer, double[]> sums = new HashMap<>();
    for (int task = 0; task < missed.length; task++) {
      if (missed[task].length == 0) {
        continue;
      }
      double share = FIRST_GUESS * run(task) / missed[task].length;
      for (int rdd : missed[task]) {
        double[] sum = sums.computeIfAbsent(rdd, id -> new double[2]);
        sum[0] += share;
        sum[1]++;
      }
    }
    compute.clear();
    sums.forEach((rdd, sum) -> compute.put(rdd, sum[0] / sum[1]));
    for (int task = 0; task < missed.length; task++) {
      double spent = 0;
      for (int rdd : missed[task]) {
        spent += compute(rdd);
      }
      work[task] = Math.max(LEAST_WORK * run(task), run(task) - spent);
    }
  }
}
