package io.memsim.simulate;

import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final double LEAST_MILLIS = 0.1;

  /** Of the time around a task's run, milliseconds that pass before it; the others after it. */
  private static final double SENDING = 2;

  private static final double SENDING_PART = 0.25;
  private static final double MOST_SENDING = 12;

  private final Workload workload;
  private final Handover handover;
  private final double[] work;

  private final double[] expectedWork;
  private final double[] expectedPace;

  /** How many times slower than usual a task computes. */
  private final double[] pace;

  private final Group[] groupOf;
  private final Map<Integer, Double> compute = new HashMap<>();
  private int[][] missedInLog;
  private final boolean[] demandsInBlock;
  private final Map<Long, Integer> makers = new HashMap<>();

  Durations(Workload workload) {
    this.workload = workload;
    this.handover = new Handover(workload);
    this.work = new double[workload.taskCount()];
    this.expectedWork = new double[work.length];
    this.expectedPace = new double[work.length];
    this.pace = new double[work.length];
    this.groupOf = new Group[work.length];
    Arrays.fill(groupOf, new Group());
    this.demandsInBlock = new boolean[work.length];
    this.missedInLog = new int[work.length][0];
    for (int task = 0; task < work.length; task++) {
      work[task] = run(task);
      expectedWork[task] = work[task];
      pace[task] = 1;
      expectedPace[task] = 1;
    }
  }

  /** Milliseconds before a task's first read: it is sent, and its binary read. */
  double before(int task) {
    double rest = total(task) - run(task) - deserialize(task) - serialize(task);
    double sending = Math.min(SENDING + SENDING_PART * (rest + reporting(task)), MOST_SENDING);
    return deserialize(task) + Math.max(0, Math.min(sending, rest));
  }

  /** Milliseconds after a task's last step, until it gives its slot back. */
  double after(int task) {
    return Math.max(0, total(task) - run(task) - before(task));
  }

  /** Milliseconds of a task's own work. */
  double work(int task) {
    return work[task];
  }

  /**
   * Milliseconds that a task's own work is expected to take another time. What differs from the
   * usual in its stage by no more than luck does is taken back to that; what differs by far is the
   * task's own.
   */
  double expectedWork(int task) {
    return expectedWork[task];
  }

  private void expect() {
    Map<Integer, List<Integer>> byStage = new HashMap<>();
    for (int task = 0; task < work.length; task++) {
      byStage.computeIfAbsent(workload.taskStage(task), key -> new ArrayList<>()).add(task);
    }
    for (List<Integer> tasks : byStage.values()) {
      expect(tasks, work, expectedWork);
      expect(tasks, pace, expectedPace);
    }
  }

  private static void expect(List<Integer> tasks, double[] measured, double[] expected) {
    double[] logs = new double[tasks.size()];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = StrictMath.log(Math.max(measured[tasks.get(i)], LEAST_MILLIS));
    }
    double[] sorted = logs.clone();
    Arrays.sort(sorted);
    double usual = sorted[sorted.length / 2];
    double luck = 4 * Variation.DURATION * Variation.DURATION;
    double sum = 0;
    double expectedSum = 0;
    for (int i = 0; i < logs.length; i++) {
      double off = logs[i] - usual;
      double own = off * off / (off * off + luck);
      expected[tasks.get(i)] =
          off == 0 ? measured[tasks.get(i)] : StrictMath.exp(usual + own * off);
      sum += measured[tasks.get(i)];
      expectedSum += expected[tasks.get(i)];
    }
    // All together take as long as they did.
    for (int task : tasks) {
      expected[task] *= sum == expectedSum ? 1 : sum / expectedSum;
    }
  }

  /** Milliseconds that a task takes for the computation of one block, without what it reads. */
  double compute(int task, int rdd) {
    return pace[task] * usual(task, rdd);
  }

  /** Milliseconds that a task is expected to take for that another time. */
  double expectedCompute(int task, int rdd) {
    return expectedPace[task] * usual(task, rdd);
  }

  private double usual(int task, int rdd) {
    Double here = groupOf[task].compute.get(rdd);
    return here != null ? here : compute.getOrDefault(rdd, 0.0);
  }

  /**
   * Milliseconds from the submission of a task's stage until its launch, where it did not have to
   * wait for a slot; otherwise 0.
   */
  double launchedAfter(int task) {
    if (handover.tookOver(task)) {
      return 0;
    }
    long submitted = workload.stages().get(workload.taskStage(task)).submitted();
    return Math.max(0, workload.metric(task, TaskMetric.LAUNCHED) - submitted);
  }

  /** Milliseconds from when a task has given its slot back until the driver knows. */
  double reporting(int task) {
    return Math.max(0, workload.metric(task, TaskMetric.FINISHED) - handover.released(task));
  }

  /** Milliseconds from a task's launch until it gives its slot back. */
  private double total(int task) {
    return Math.max(0, handover.released(task) - workload.metric(task, TaskMetric.LAUNCHED));
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
   * @param blocks for each task the blocks that it computed: RDD and partition
   * @param moved for each task the milliseconds in which it moved data
   * @param demand what execution memory tasks took
   */
  void learn(long[][] blocks, double[] moved, Demand demand) {
    int[][] missed = new int[blocks.length][];
    for (int task = 0; task < blocks.length; task++) {
      missed[task] = Arrays.stream(blocks[task]).mapToInt(block -> (int) (block >> 32)).toArray();
    }
    missedInLog = missed;
    makers.clear();
    Arrays.fill(demandsInBlock, false);
    double[] net = new double[work.length];
    for (int task = 0; task < net.length; task++) {
      net[task] = Math.max(LEAST_WORK * run(task), run(task) - moved[task]);
    }
    Map<String, Group> groups = new TreeMap<>();
    for (int task = 0; task < missed.length; task++) {
      String name = workload.stages().get(workload.taskStage(task)).name();
      groupOf[task] = groups.computeIfAbsent(name, key -> new Group());
      groupOf[task].add(net[task], missed[task]);
    }
    Map<Integer, double[]> sums = new TreeMap<>();
    groups.values().forEach(group -> group.addTo(sums));
    compute.clear();
    sums.forEach((rdd, sum) -> compute.put(rdd, sum[0] / sum[1]));
    for (int task = 0; task < missed.length; task++) {
      pace[task] = 1;
      double spent = 0;
      for (int rdd : missed[task]) {
        spent += compute(task, rdd);
      }
      if (spent > 0) {
        double typical = groupOf[task].typical(missed[task].length);
        pace[task] = Math.min(net[task] / typical, (1 - LEAST_WORK) * net[task] / spent);
      }
      work[task] = net[task] - pace[task] * spent;
    }
    expect();
    attribute(blocks, net, demand);
  }

  /**
   * Tells of Spark SQL's tasks whether their operators were those of a block that they computed:
   * where that took most of their time, and no task computed such a block without operators.
   */
  private void attribute(long[][] blocks, double[] net, Demand demand) {
    Set<Integer> without = new HashSet<>();
    for (int task = 0; task < blocks.length; task++) {
      if (demand.of(task).isEmpty()) {
        for (long block : blocks[task]) {
          without.add((int) (block >> 32));
        }
      }
    }
    for (int task = 0; task < blocks.length; task++) {
      if (blocks[task].length == 0 || demand.of(task).isEmpty() || !demand.isSql(task)) {
        continue;
      }
      long block = dearest(task, blocks[task]);
      if (net[task] > 2 * work[task] && !without.contains((int) (block >> 32))) {
        makers.putIfAbsent(block, task);
        demandsInBlock[task] = true;
      }
    }
  }

  /** Of the blocks that a task computed, the one that took longest. */
  private long dearest(int task, long[] blocks) {
    long dearest = blocks[0];
    for (long block : blocks) {
      if (compute(task, (int) (block >> 32)) > compute(task, (int) (dearest >> 32))) {
        dearest = block;
      }
    }
    return dearest;
  }

  /**
   * Whether what a task took of execution memory was for a block that it computed: where that took
   * most of its time.
   */
  boolean demandsInBlock(int task) {
    return demandsInBlock[task];
  }

  /** The task in the log whose execution memory was for the computation of a block, or -1. */
  int maker(int rdd, int partition) {
    return makers.getOrDefault(((long) rdd << 32) | partition, -1);
  }

  /** Tasks that do the same thing, by the name of their stages. */
  private static final class Group {
    private final List<Double> without = new ArrayList<>();
    private final Map<Integer, List<double[]>> with = new TreeMap<>();
    private final Map<Integer, List<Double>> byBlocks = new TreeMap<>();

    /** What one block of an RDD takes here. */
    final Map<Integer, Double> compute = new HashMap<>();

    void add(double millis, int[] computed) {
      if (computed.length == 0) {
        without.add(millis);
        return;
      }
      byBlocks.computeIfAbsent(computed.length, key -> new ArrayList<>()).add(millis);
      for (int rdd : computed) {
        // Of several blocks each counts with its part.
        with.computeIfAbsent(rdd, key -> new ArrayList<>())
            .add(new double[] {millis, computed.length});
      }
    }

    /** What tasks take that compute so many blocks. */
    double typical(int blocks) {
      return Math.max(1, median(byBlocks.getOrDefault(blocks, List.of())));
    }

    void addTo(Map<Integer, double[]> sums) {
      double usual = median(without);
      with.forEach(
          (rdd, tasks) -> {
            List<Double> times = new ArrayList<>();
            double blocks = 0;
            for (double[] task : tasks) {
              times.add(task[0]);
              blocks += task[1];
            }
            double typical = median(times);
            double all =
                without.isEmpty()
                    ? FIRST_GUESS * typical
                    : Math.max(typical - usual, LEAST_WORK * typical);
            double cost = all / (blocks / tasks.size());
            compute.put(rdd, cost);
            double[] sum = sums.computeIfAbsent(rdd, key -> new double[2]);
            if (without.isEmpty()) {
              times.sort(null);
              cost *= times.get(times.size() / 4) / typical;
            }
            sum[0] += tasks.size() * cost;
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
