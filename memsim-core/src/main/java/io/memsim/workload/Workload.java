package io.memsim.workload;

import io.memsim.config.SparkVersion;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The work of one run of Spark. Immutable; safe for use by many threads. Tasks are addressed by
 * their index, 0 to {@link #taskCount} - 1, in the order in which they were launched; stages, jobs
 * and executors by their position in the lists. Times are milliseconds since the epoch.
 */
public final class Workload {

  private final WorkloadBuilder built;
  private final TaskTable tasks;

  Workload(WorkloadBuilder built) {
    this.built = built;
    this.tasks = built.tasks();
  }

  /**
   * Where it was read from.
   *
   * @return the log's path, or the name that it was given
   */
  public String source() {
    return built.source;
  }

  /**
   * The application.
   *
   * @return its name, or "unknown" where the log does not say
   */
  public String application() {
    return built.application;
  }

  /**
   * The Spark that ran it.
   *
   * @return the version as the log has it, or an empty text
   */
  public String sparkVersionName() {
    return built.sparkVersion;
  }

  /**
   * The Spark whose rules apply to it.
   *
   * @return the line of its version, or the nearest one known
   */
  public SparkVersion sparkVersion() {
    return built.version();
  }

  /**
   * The Spark properties that were set.
   *
   * @return by key
   */
  public Map<String, String> properties() {
    return built.properties;
  }

  /**
   * The executors that ran tasks could be placed on.
   *
   * @return in the order in which they came; never empty
   */
  public List<LoggedExecutor> executors() {
    return built.executors;
  }

  /**
   * The jobs.
   *
   * @return in the order in which they began
   */
  public List<LoggedJob> jobs() {
    return built.jobs;
  }

  /**
   * The stages, each attempt by itself.
   *
   * @return in the order in which they were submitted
   */
  public List<LoggedStage> stages() {
    return built.stages;
  }

  /**
   * The RDDs that stages list.
   *
   * @return by id, ascending
   */
  public List<LoggedRdd> rdds() {
    return built.rdds;
  }

  /**
   * Finds an RDD.
   *
   * @param id its id
   * @return the RDD, or null when no stage lists it
   */
  public @Nullable LoggedRdd rdd(int id) {
    return built.rddsById.get(id);
  }

  /**
   * What the driver program did to blocks.
   *
   * @return in the order of the log
   */
  public List<DriverEvent> driverEvents() {
    return Collections.unmodifiableList(built.driverEvents);
  }

  /**
   * When the application began.
   *
   * @return the earliest time in the log
   */
  public long begin() {
    return built.begin;
  }

  /**
   * When the application ended.
   *
   * @return the latest time in the log
   */
  public long end() {
    return built.end;
  }

  /**
   * The number of task attempts that ended.
   *
   * @return how many tasks there are
   */
  public int taskCount() {
    return tasks.count();
  }

  /**
   * Spark's id of a task.
   *
   * @param task the task's index
   * @return its attempt id
   */
  public long taskId(int task) {
    return tasks.id(task);
  }

  /**
   * A task's stage.
   *
   * @param task the task's index
   * @return the position in {@link #stages}
   */
  public int taskStage(int task) {
    return tasks.stage(task);
  }

  /**
   * A task's partition of its stage's last RDD.
   *
   * @param task the task's index
   * @return the partition
   */
  public int taskPartition(int task) {
    return tasks.partition(task);
  }

  /**
   * Where a task ran.
   *
   * @param task the task's index
   * @return the position in {@link #executors}
   */
  public int taskExecutor(int task) {
    return tasks.executor(task);
  }

  /**
   * Whether a task succeeded.
   *
   * @param task the task's index
   * @return false when it failed or was killed
   */
  public boolean taskSucceeded(int task) {
    return tasks.succeeded(task);
  }

  /**
   * A measurement of a task.
   *
   * @param task the task's index
   * @param metric which one
   * @return its value; 0 where the log does not say
   */
  public long metric(int task, TaskMetric metric) {
    return tasks.metric(task, metric);
  }

  /**
   * What Spark SQL's metrics tell of a task's operators.
   *
   * @param task the task's index
   * @return those that read shuffles, sort or group, an operator before those that it reads from;
   *     empty where the log does not say
   */
  public List<LoggedOperator> operators(int task) {
    return tasks.operators(task);
  }

  /**
   * The largest size in memory that a block was seen with, as values.
   *
   * @param rdd the RDD
   * @param partition the partition
   * @return bytes, or -1 when it was never seen in memory as values
   */
  public long valuesBytes(int rdd, int partition) {
    return built.sizes.values(rdd, partition);
  }

  /**
   * The size that a block was seen with as serialized bytes, in memory or on disk.
   *
   * @param rdd the RDD
   * @param partition the partition
   * @return bytes, or -1 when it was never seen serialized
   */
  public long serializedBytes(int rdd, int partition) {
    return built.sizes.serialized(rdd, partition);
  }

  /**
   * Whether the log has block updates: events of its own for each block, or in the tasks' metrics.
   *
   * @return false when the sizes of blocks must be guessed
   */
  public boolean hasBlockUpdates() {
    return built.blockUpdates > 0 || built.updatedBlocks > 0;
  }

  /**
   * Changes of blocks that the log recorded, in the order of the log: what a prediction is compared
   * with, and no input of it.
   *
   * @return empty where the log has none
   */
  public List<BlockChange> recordedChanges() {
    return Collections.unmodifiableList(built.changes);
  }

  /**
   * The number of lines of the log that were read.
   *
   * @return lines, blank ones left out
   */
  public long lines() {
    return built.lines;
  }

  /**
   * Lines that are not events, or were cut off.
   *
   * @return how many were skipped
   */
  public long damagedLines() {
    return built.damaged;
  }

  /**
   * Whether and where the log ends too early.
   *
   * @return one sentence for people; empty if the log is whole
   */
  public Optional<String> truncation() {
    return built.truncation.isEmpty() ? Optional.empty() : Optional.of(built.truncation);
  }

  /**
   * Whether the log has been compacted, so that jobs that had ended by then are not in it.
   *
   * @return true if it was
   */
  public boolean compacted() {
    return built.compacted;
  }

  /**
   * Kinds of events that mean nothing for memory and were skipped.
   *
   * @return how many by name, in the order of the names
   */
  public Map<String, Long> skippedEvents() {
    return Collections.unmodifiableMap(built.skipped);
  }

  /**
   * The same work with an RDD in another number of partitions, and with it all that is partitioned
   * like it by narrow dependencies; what lies behind a shuffle stays as it is. Assumes that data
   * lie evenly within each partition: sizes of blocks, times and demand of tasks are shared out
   * like the data. Attempts of tasks that failed, and {@link #recordedChanges}, are left out.
   *
   * @param rdd the RDD
   * @param partitions how many, from 1 on
   * @return a new workload
   * @throws IllegalArgumentException when there is no such RDD, or fewer than 1 partition, or when
   *     an RDD with another number of partitions is computed together with it, so that it cannot be
   *     known how they would be split
   */
  public Workload resplit(int rdd, int partitions) {
    LoggedRdd logged = rdd(rdd);
    if (logged == null) {
      throw new IllegalArgumentException("RDD " + rdd + ": no stage lists it");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions " + partitions + ": expected 1 or more");
    }
    return Resplit.of(this, built, logged, partitions);
  }

  /**
   * Whether an RDD is split otherwise than it was in the log, so that sizes and times are shared
   * out.
   *
   * @param rdd the RDD
   * @return true when {@link #resplit} made its partitions
   */
  public boolean isResplit(int rdd) {
    return built.resplit.contains(rdd);
  }

  @Override
  public String toString() {
    return application()
        + ": "
        + jobs().size()
        + " jobs, "
        + stages().size()
        + " stages, "
        + taskCount()
        + " tasks";
  }
}
