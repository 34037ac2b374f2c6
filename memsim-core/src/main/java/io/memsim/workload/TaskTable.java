package io.memsim.workload;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The tasks of a run in parallel arrays: a table of primitives, since there may be millions. */
final class TaskTable {

  private static final TaskMetric[] METRICS = TaskMetric.values();

  private long[] ids = new long[64];
  private int[] stages = new int[64];
  private int[] partitions = new int[64];
  private int[] executors = new int[64];
  private boolean[] successes = new boolean[64];
  private long[][] metrics = new long[METRICS.length][64];
  private final Map<Long, List<LoggedOperator>> operators = new HashMap<>();
  private int count;

  /** Adds a task; its metrics are 0 until set. */
  int add(long id, int stage, int partition, int executor, boolean success) {
    if (count == ids.length) {
      int capacity = count + (count >> 1);
      ids = Arrays.copyOf(ids, capacity);
      stages = Arrays.copyOf(stages, capacity);
      partitions = Arrays.copyOf(partitions, capacity);
      executors = Arrays.copyOf(executors, capacity);
      successes = Arrays.copyOf(successes, capacity);
      for (int i = 0; i < metrics.length; i++) {
        metrics[i] = Arrays.copyOf(metrics[i], capacity);
      }
    }
    ids[count] = id;
    stages[count] = stage;
    partitions[count] = partition;
    executors[count] = executor;
    successes[count] = success;
    return count++;
  }

  void set(int task, TaskMetric metric, long value) {
    metrics[metric.ordinal()][task] = value;
  }

  void setOperators(int task, List<LoggedOperator> all) {
    if (!all.isEmpty()) {
      operators.put(ids[task], all);
    }
  }

  List<LoggedOperator> operators(int task) {
    return operators.getOrDefault(ids[task], List.of());
  }

  /** A copy in the order of launch, which fits exactly. */
  TaskTable sorted() {
    int[] order =
        IntStream.range(0, count)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(i -> metric(i, TaskMetric.LAUNCHED))
                    .thenComparingLong(this::id))
            .mapToInt(Integer::intValue)
            .toArray();
    TaskTable sorted = new TaskTable();
    sorted.count = count;
    sorted.operators.putAll(operators);
    sorted.ids = Arrays.stream(order).mapToLong(i -> ids[i]).toArray();
    sorted.stages = Arrays.stream(order).map(i -> stages[i]).toArray();
    sorted.partitions = Arrays.stream(order).map(i -> partitions[i]).toArray();
    sorted.executors = Arrays.stream(order).map(i -> executors[i]).toArray();
    sorted.successes = new boolean[count];
    for (int i = 0; i < count; i++) {
      sorted.successes[i] = successes[order[i]];
    }
    for (int m = 0; m < metrics.length; m++) {
      long[] values = metrics[m];
      sorted.metrics[m] = Arrays.stream(order).mapToLong(i -> values[i]).toArray();
    }
    return sorted;
  }

  int count() {
    return count;
  }

  long id(int task) {
    return ids[task];
  }

  int stage(int task) {
    return stages[task];
  }

  int partition(int task) {
    return partitions[task];
  }

  int executor(int task) {
    return executors[task];
  }

  boolean succeeded(int task) {
    return successes[task];
  }

  long metric(int task, TaskMetric metric) {
    return metrics[metric.ordinal()][task];
  }
}
