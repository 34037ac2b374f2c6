package io.memsim.simulate;

import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the measured time of each task went into: its own work, and the computation of the blocks
 * that it missed. Which those were the simulation of the log's own configuration says; what they
 * cost is the difference between tasks that computed them and such that did not.
 */
final class Durations {

  /**
   * Which part of a task's time goes into a missed block, where no task of its kind did without.
   */
  private static final double FIRST_GUESS = 0.9;

  private static final double LEAST_WORK = 0.05;

  private final Workload workload;
  private final double[] work;
  private final Map<Integer, Double> compute = new HashMap<>();
  private int[][] missedInLog;

  Durations(Workload workload) {
    this.workload = workload;
    this.work = new double[workload.taskCount()];
    this.missedInLog = new int[work.length][0];
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

  /** Of which RDDs each task computed blocks in the log's own configuration. */
  int[][] missedInLog() {
    return missedInLog;
  }

  /**
   * Learns from a simulation of the log's own configuration.
   *
   * @param missed for each task the RDDs of which it computed blocks, once for each block
   */
  void learn(int[][] missed) {
    missedInLog = missed;
    Map<String, Group> groups = new TreeMap<>();
    for (int task = 0; task < missed.length; task++) {
      String name = workload.stages().get(workload.taskStage(task)).name();
      Group group = groups.computeIfAbsent(name, key -> new Group());
      if (missed[task].length == 0) {
        group.without.add(run(task));
      }
      for (int rdd : missed[task]) {
        // Of several blocks each counts with its part.
        group
            .with
            .computeIfAbsent(rdd, key -> new ArrayList<>())
            .add(new double[] {run(task), missed[task].length});
      }
    }
    Map<Integer, double[]> sums = new TreeMap<>();
    groups.values().forEach(group -> group.addTo(sums));
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

  /** Tasks that do the same thing, by the name of their stages. */
  private static final class Group {
    final List<Double> without = new ArrayList<>();
    final Map<Integer, List<double[]>> with = new TreeMap<>();

    void addTo(Map<Integer, double[]> sums) {
      double usual = median(without);
      with.forEach(
          (rdd, tasks) -> {
            double[] sum = sums.computeIfAbsent(rdd, key -> new double[2]);
            List<Double> times = new ArrayList<>();
            double blocks = 0;
            for (double[] task : tasks) {
              times.add(task[0]);
              blocks += task[1];
            }
            double typical = median(times);
            double cost =
                without.isEmpty()
                    ? FIRST_GUESS * typical
                    : Math.max(typical - usual, LEAST_WORK * typical);
            sum[0] += tasks.size() * cost / (blocks / tasks.size());
            sum[1] += tasks.size();
          });
    }

    private static double median(List<Double> values) {
      if (values.isEmpty()) {
        return 0;
      }
      List<Double> sorted = new ArrayList<>(values);
      sorted.sort(null);
      return sorted.get(sorted.size() / 2);
    }
  }
}
