package io.memsim.workload;

import io.memsim.workload.LoggedStage.StageRdd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A workload whose RDDs are split otherwise. */
final class Resplit {

  /*
   * Data are taken to lie evenly within each partition: the new partition q of n holds what the old
   * ones hold of the range from q/n to (q+1)/n. Sizes, times and demand of a task are shared out
   * like the data. Everything that is partitioned like the RDD, by narrow dependencies, follows;
   * what lies behind a shuffle stays as it is.
   */

  private final Workload workload;
  private final WorkloadBuilder recorded;
  private final int from;
  private final int to;
  private final Set<Integer> group = new HashSet<>();

  private Resplit(Workload workload, WorkloadBuilder recorded, LoggedRdd rdd, int to) {
    this.workload = workload;
    this.recorded = recorded;
    this.from = rdd.partitions();
    this.to = to;
    group.add(rdd.id());
  }

  /** The same work with an RDD, and all that is partitioned like it, in so many partitions. */
  static Workload of(Workload workload, WorkloadBuilder recorded, LoggedRdd rdd, int partitions) {
    Resplit resplit = new Resplit(workload, recorded, rdd, partitions);
    resplit.gather();
    return resplit.build();
  }

  /** Follows narrow dependencies as long as they lead to anything new. */
  private void gather() {
    int before;
    do {
      before = group.size();
      for (LoggedStage stage : recorded.stages) {
        if (isSplit(stage)) {
          stage.rdds().forEach(this::join);
        }
      }
    } while (group.size() > before);
  }

  private boolean isSplit(LoggedStage stage) {
    return stage.rdds().stream().anyMatch(rdd -> group.contains(rdd.rdd()));
  }

  private void join(StageRdd member) {
    LoggedRdd rdd = workload.rdd(member.rdd());
    int partitions = rdd == null ? -1 : rdd.partitions();
    if (partitions != from) {
      throw new IllegalArgumentException(
          "RDD "
              + member.rdd()
              + " has "
              + partitions
              + " partitions and is computed together with RDDs of "
              + from
              + ": how they would be split cannot be known from this log");
    }
    group.add(member.rdd());
  }

  private Workload build() {
    WorkloadBuilder built = new WorkloadBuilder(recorded.source);
    built.application = recorded.application;
    built.sparkVersion = recorded.sparkVersion;
    built.properties = recorded.properties;
    built.executors = recorded.executors;
    built.jobs = recorded.jobs;
    built.begin = recorded.begin;
    built.end = recorded.end;
    built.blockUpdates = recorded.blockUpdates;
    built.updatedBlocks = recorded.updatedBlocks;
    built.lines = recorded.lines;
    built.damaged = recorded.damaged;
    built.understood = recorded.understood;
    built.truncation = recorded.truncation;
    built.compacted = recorded.compacted;
    built.skipped.putAll(recorded.skipped);
    built.resplit.addAll(recorded.resplit);
    if (to != from) {
      built.resplit.addAll(group);
    }
    for (LoggedRdd rdd : recorded.rdds) {
      LoggedRdd split = group.contains(rdd.id()) ? split(rdd) : rdd;
      built.rddsById.put(split.id(), split);
      sizes(built.sizes, rdd);
    }
    built.rdds = List.copyOf(built.rddsById.values());
    TaskTable tasks = new TaskTable();
    List<LoggedStage> stages = new ArrayList<>();
    double[] growth = new double[recorded.stages.size()];
    for (int i = 0; i < growth.length; i++) {
      LoggedStage stage = recorded.stages.get(i);
      int[] old = tasksOf(i);
      int added = isSplit(stage) ? splitTasks(tasks, i, old) : copyTasks(tasks, old);
      growth[i] = old.length == 0 ? 1 : (double) added / old.length;
      stages.add(isSplit(stage) ? split(stage, added) : stage);
    }
    built.stages = List.copyOf(stages);
    driverEvents(built, growth);
    return built.with(tasks);
  }

  private LoggedRdd split(LoggedRdd rdd) {
    return new LoggedRdd(rdd.id(), rdd.name(), rdd.scope(), rdd.callSite(), to, rdd.level());
  }

  private LoggedStage split(LoggedStage stage, int tasks) {
    return new LoggedStage(
        stage.id(),
        stage.attempt(),
        stage.job(),
        stage.name(),
        stage.submitted(),
        stage.completed(),
        stage.taskCount() == from ? to : tasks,
        stage.parents(),
        stage.rdds());
  }

  private int[] tasksOf(int stage) {
    return IntStream.range(0, workload.taskCount())
        .filter(task -> workload.taskStage(task) == stage)
        .toArray();
  }

  private int copyTasks(TaskTable tasks, int[] old) {
    for (int task : old) {
      int copy =
          tasks.add(
              tasks.count(),
              workload.taskStage(task),
              workload.taskPartition(task),
              workload.taskExecutor(task),
              workload.taskSucceeded(task));
      for (TaskMetric metric : TaskMetric.values()) {
        tasks.set(copy, metric, workload.metric(task, metric));
      }
      tasks.setOperators(copy, workload.operators(task));
    }
    return old.length;
  }

  /** Attempts that failed are left out: whether others would fail is not known. */
  private int splitTasks(TaskTable tasks, int stage, int[] old) {
    int[] byPartition = new int[from];
    Arrays.fill(byPartition, -1);
    for (int task : old) {
      if (workload.taskSucceeded(task) && workload.taskPartition(task) < from) {
        byPartition[workload.taskPartition(task)] = task;
      }
    }
    int before = tasks.count();
    for (int partition = 0; partition < to; partition++) {
      splitTask(tasks, stage, partition, byPartition);
    }
    return tasks.count() - before;
  }

  private void splitTask(TaskTable tasks, int stage, int partition, int[] byPartition) {
    double[] sums = new double[TaskMetric.values().length];
    double largest = 0;
    int executor = -1;
    long launched = Long.MAX_VALUE;
    double took = 0;
    for (int source = first(partition); source <= last(partition); source++) {
      int task = byPartition[source];
      if (task < 0) {
        continue;
      }
      double share = share(partition, source);
      if (share > largest) {
        largest = share;
        executor = workload.taskExecutor(task);
      }
      long launch = workload.metric(task, TaskMetric.LAUNCHED);
      launched = Math.min(launched, launch);
      took += share * (workload.metric(task, TaskMetric.FINISHED) - launch);
      for (TaskMetric metric : TaskMetric.values()) {
        sums[metric.ordinal()] += share * workload.metric(task, metric);
      }
    }
    if (executor < 0) {
      return;
    }
    int task = tasks.add(tasks.count(), stage, partition, executor, true);
    for (TaskMetric metric : TaskMetric.values()) {
      tasks.set(task, metric, Math.round(sums[metric.ordinal()]));
    }
    tasks.set(task, TaskMetric.LAUNCHED, launched);
    tasks.set(task, TaskMetric.FINISHED, launched + Math.round(took));
  }

  /** The first old partition that a new one takes from. */
  private int first(int partition) {
    return (int) ((long) partition * from / to);
  }

  /** The last old partition that a new one takes from. */
  private int last(int partition) {
    return (int) (((partition + 1L) * from - 1) / to);
  }

  /** How much of an old partition a new one takes, from 0 to 1. */
  private double share(int partition, int source) {
    long begin = Math.max((long) partition * from, (long) source * to);
    long end = Math.min((partition + 1L) * from, (source + 1L) * to);
    return (double) (end - begin) / to;
  }

  private void sizes(BlockSizes sizes, LoggedRdd rdd) {
    boolean split = group.contains(rdd.id());
    for (int partition = 0; partition < (split ? to : rdd.partitions()); partition++) {
      long values =
          split ? split(rdd.id(), partition, true) : workload.valuesBytes(rdd.id(), partition);
      long serialized =
          split ? split(rdd.id(), partition, false) : workload.serializedBytes(rdd.id(), partition);
      if (values >= 0) {
        sizes.sawValues(rdd.id(), partition, values);
      }
      if (serialized >= 0) {
        sizes.sawSerialized(rdd.id(), partition, serialized);
      }
    }
  }

  /** The size of a new block; unknown if one that it takes from is. */
  private long split(int rdd, int partition, boolean values) {
    double sum = 0;
    for (int source = first(partition); source <= last(partition); source++) {
      long bytes =
          values ? workload.valuesBytes(rdd, source) : workload.serializedBytes(rdd, source);
      if (bytes < 0) {
        return -1;
      }
      sum += share(partition, source) * bytes;
    }
    return Math.round(sum);
  }

  /** What the driver did stands behind as large a part of the tasks as before. */
  private void driverEvents(WorkloadBuilder built, double[] growth) {
    int[] ended =
        IntStream.range(0, workload.taskCount())
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(
                        task -> workload.metric(task, TaskMetric.FINISHED))
                    .thenComparing(task -> task))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] before = new double[ended.length + 1];
    for (int i = 0; i < ended.length; i++) {
      before[i + 1] = before[i] + growth[workload.taskStage(ended[i])];
    }
    for (DriverEvent event : recorded.driverEvents) {
      int at = Math.min(event.tasksBefore(), ended.length);
      built.driverEvents.add(
          new DriverEvent(
              event.kind(),
              event.id(),
              event.bytes(),
              event.piece(),
              event.stagesBefore(),
              (int) Math.round(before[at]),
              event.jobsBefore(),
              event.time()));
    }
  }
}
