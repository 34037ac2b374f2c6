package io.memsim.simulate;

import io.memsim.workload.LoggedExecutor;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * When each task gave its slot back. Spark's driver notes that a task is finished only when it has
 * looked at its result; by then the next one may run in its place. In the log that one is launched
 * before the other one is finished.
 */
final class Handover {

  private final double[] released;
  private final boolean[] tookOver;

  Handover(Workload workload) {
    released = new double[workload.taskCount()];
    tookOver = new boolean[released.length];
    List<List<Integer>> running = new ArrayList<>();
    int[] slots = new int[workload.executors().size()];
    for (int i = 0; i < slots.length; i++) {
      LoggedExecutor executor = workload.executors().get(i);
      slots[i] =
          Regions.slots(
              workload, executor, Scenario.own(), Regions.of(workload, executor, Scenario.own()));
      running.add(new ArrayList<>());
    }
    int[] byLaunch =
        IntStream.range(0, released.length)
            .boxed()
            .sorted(Comparator.comparingLong(task -> launched(workload, task)))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int task : byLaunch) {
      released[task] = workload.metric(task, TaskMetric.FINISHED);
      int executor = workload.taskExecutor(task);
      if (executor < 0 || executor >= slots.length) {
        continue;
      }
      List<Integer> others = running.get(executor);
      long launched = launched(workload, task);
      others.removeIf(other -> released[other] <= launched);
      if (others.size() >= slots[executor]) {
        int first = 0;
        for (int i = 1; i < others.size(); i++) {
          first = released[others.get(i)] < released[others.get(first)] ? i : first;
        }
        int before = others.remove(first);
        released[before] = Math.max((double) launched, ran(workload, before));
        tookOver[task] = true;
      }
      others.add(task);
    }
  }

  private static long launched(Workload workload, int task) {
    return workload.metric(task, TaskMetric.LAUNCHED);
  }

  /** Until when a task ran, at least. */
  private double ran(Workload workload, int task) {
    double least =
        (double) launched(workload, task)
            + workload.metric(task, TaskMetric.DESERIALIZE_TIME)
            + workload.metric(task, TaskMetric.RUN_TIME)
            + workload.metric(task, TaskMetric.RESULT_SERIALIZATION_TIME);
    return Math.min(least, released[task]);
  }

  /** Milliseconds since the epoch at which a task gave its slot back. */
  double released(int task) {
    return released[task];
  }

  /** Whether a task was launched because another one gave its slot back, and not by itself. */
  boolean tookOver(int task) {
    return tookOver[task];
  }
}
