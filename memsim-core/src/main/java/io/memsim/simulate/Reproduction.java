package io.memsim.simulate;

import io.memsim.internal.text.CommonSubsequence;
import io.memsim.workload.BlockChange;
import io.memsim.workload.DriverEvent;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How well the simulation of a log's own configuration reproduces what the log recorded: the
 * simulation's accuracy, as far as the log can tell it.
 *
 * @param changes blocks that were stored or evicted: recorded or simulated, and both in this order
 * @param cached blocks in memory at the end: recorded or simulated, and both
 * @param tasks tasks that read cached blocks, and those that read as many bytes as recorded
 * @param spilled the bytes of memory that the simulation spilled
 * @param spilledRecorded the bytes of memory that the log has as spilled
 */
public record Reproduction(
    Share changes, Share cached, Share tasks, long spilled, long spilledRecorded)
    implements Serializable {

  /** Sizes of blocks on disk and in memory differ; so much counts as equal. */
  private static final double TOLERANCE = 0.25;

  /**
   * How many of how many are right.
   *
   * @param right those that are
   * @param total all; 0 when the log says nothing of it
   */
  public record Share(long right, long total) implements Serializable {

    /**
     * The part that is right.
     *
     * @return from 0 to 1; 1 when there is nothing to compare
     */
    public double ratio() {
      return total == 0 ? 1 : (double) right / total;
    }
  }

  static Reproduction of(Workload workload, Recorder recorder, long spilled) {
    Map<String, List<String>> recorded = byBlock(workload.recordedChanges());
    Map<String, List<String>> simulated = byBlock(recorder.changes);
    Set<String> blocks = new HashSet<>(recorded.keySet());
    blocks.addAll(simulated.keySet());
    long right = 0;
    long total = 0;
    long cachedRight = 0;
    long cachedTotal = 0;
    Set<Integer> unpersisted = new HashSet<>();
    for (DriverEvent event : workload.driverEvents()) {
      if (event.kind() == DriverEvent.Kind.UNPERSIST) {
        unpersisted.add((int) event.id());
      }
    }
    if (!recorded.isEmpty()) {
      for (String block : blocks) {
        List<String> theirs = recorded.getOrDefault(block, List.of());
        List<String> ours = simulated.getOrDefault(block, List.of());
        right += CommonSubsequence.length(theirs, ours);
        total += Math.max(theirs.size(), ours.size());
        if (!unpersisted.contains(Integer.valueOf(block.split("_", -1)[1]))) {
          boolean there = isThere(theirs);
          boolean here = isThere(ours);
          cachedTotal += there || here ? 1 : 0;
          cachedRight += there && here ? 1 : 0;
        }
      }
    }
    long spilledRecorded = 0;
    for (int task = 0; task < workload.taskCount(); task++) {
      spilledRecorded += workload.metric(task, TaskMetric.MEMORY_SPILLED);
    }
    return new Reproduction(
        new Share(right, total),
        new Share(cachedRight, cachedTotal),
        tasks(workload, recorder),
        spilled,
        spilledRecorded);
  }

  private static Map<String, List<String>> byBlock(List<BlockChange> changes) {
    Map<String, List<String>> byBlock = new TreeMap<>();
    for (BlockChange change : changes) {
      byBlock
          .computeIfAbsent(
              change.executor() + "_" + change.rdd() + "_" + change.partition(),
              key -> new ArrayList<>())
          .add((change.memory() ? "memory" : "") + (change.disk() ? "disk" : ""));
    }
    return byBlock;
  }

  private static boolean isThere(List<String> changes) {
    return !changes.isEmpty() && !changes.get(changes.size() - 1).isEmpty();
  }

  private static Share tasks(Workload workload, Recorder recorder) {
    Map<Integer, Long> bytes = new TreeMap<>();
    for (Access access : recorder.accesses) {
      bytes.merge(access.task(), access.outcome().miss() ? 0 : access.bytes(), Long::sum);
    }
    long right = 0;
    for (Map.Entry<Integer, Long> task : bytes.entrySet()) {
      long theirs = workload.metric(task.getKey(), TaskMetric.INPUT_BYTES);
      right += Math.abs(theirs - task.getValue()) <= TOLERANCE * theirs ? 1 : 0;
    }
    return new Share(right, bytes.size());
  }
}
