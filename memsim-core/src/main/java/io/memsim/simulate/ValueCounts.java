package io.memsim.simulate;

import io.memsim.workload.LoggedStage;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many values blocks have: the records of tasks that read one block and nothing else. */
final class ValueCounts {

  private final Map<Integer, Map<Integer, Long>> byRdd = new TreeMap<>();
  private final Map<Integer, Double> average = new TreeMap<>();

  ValueCounts(Workload workload, int[][] tasksOfStage, ReadSizes sizes) {
    List<LoggedStage> stages = workload.stages();
    for (int s = 0; s < stages.size(); s++) {
      Lineage lineage = new Lineage(workload, stages.get(s), Map.of(), null);
      for (int task : tasksOfStage[s]) {
        long records = workload.metric(task, TaskMetric.INPUT_RECORDS);
        long bytes = workload.metric(task, TaskMetric.INPUT_BYTES);
        if (records > 0 && bytes > 0) {
          learn(sizes, lineage.ofTask(workload.taskPartition(task)), bytes, records);
        }
      }
    }
    byRdd.forEach(
        (rdd, counts) ->
            average.put(
                rdd, counts.values().stream().mapToLong(Long::longValue).average().orElse(0)));
  }

  private void learn(ReadSizes sizes, List<Lineage.Leaf> leaves, long bytes, long records) {
    for (Lineage.Leaf leaf : leaves) {
      if (sizes.isAll(leaf, bytes)) {
        byRdd
            .computeIfAbsent(leaf.rdd(), rdd -> new TreeMap<>())
            .putIfAbsent(leaf.partition(), records);
        return;
      }
    }
  }

  /** How many values a block has, like the RDD's others where it is not known itself; or 0. */
  double of(int rdd, int partition) {
    Map<Integer, Long> counts = byRdd.get(rdd);
    if (counts == null) {
      return 0;
    }
    Long exact = counts.get(partition);
    return exact != null ? exact : average.getOrDefault(rdd, 0.0);
  }
}
