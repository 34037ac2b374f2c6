package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.workload.DriverEvent;
import io.memsim.workload.Evidence;
import io.memsim.workload.LoggedRdd;
import io.memsim.workload.LoggedStage;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What all runs of a workload share. Immutable once made. */
final class Preparation {

  /** A task binary of a few KB, where the log does not tell its size. */
  private static final long ASSUMED_PIECE = 4096;

  /** Values of broadcasts in memory, against their compressed pieces. */
  private static final double VALUE_TO_PIECE = 1.85;

  /** Ids of broadcasts that the log does not name. */
  private static final long ASSUMED_IDS = 1_000_000_000L;

  private final Workload workload;
  private final BlockModel blocks;
  private final int[][] tasksOfStage;
  private final double[] launchDelays;
  private final int[] binaryEvents;
  private final boolean[] binary;
  private final Map<Integer, Double> valuesPerBlock = new TreeMap<>();

  Preparation(Workload workload) {
    this.workload = workload;
    this.blocks = new BlockModel(workload);
    int stages = workload.stages().size();
    List<List<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < stages; i++) {
      tasks.add(new ArrayList<>());
    }
    for (int task = 0; task < workload.taskCount(); task++) {
      tasks.get(workload.taskStage(task)).add(task);
    }
    this.tasksOfStage = new int[stages][];
    this.launchDelays = new double[stages];
    for (int i = 0; i < stages; i++) {
      tasksOfStage[i] = tasks.get(i).stream().mapToInt(Integer::intValue).toArray();
      launchDelays[i] = launchDelayOf(i);
    }
    this.binaryEvents = new int[stages];
    this.binary = new boolean[workload.driverEvents().size()];
    findBinaries();
    findValueCounts();
  }

  private double launchDelayOf(int stage) {
    if (tasksOfStage[stage].length == 0) {
      return 0;
    }
    long first = Long.MAX_VALUE;
    for (int task : tasksOfStage[stage]) {
      first = Math.min(first, workload.metric(task, TaskMetric.LAUNCHED));
    }
    return Math.max(0, Math.min(first - workload.stages().get(stage).submitted(), 200));
  }

  /** The first broadcast after a stage's submission is its task binary. */
  private void findBinaries() {
    Arrays.fill(binaryEvents, -1);
    List<DriverEvent> events = workload.driverEvents();
    for (int i = 0; i < events.size(); i++) {
      DriverEvent event = events.get(i);
      int stage = event.stagesBefore() - 1;
      if (event.kind() == DriverEvent.Kind.BROADCAST
          && event.piece() == 0
          && stage >= 0
          && binaryEvents[stage] < 0) {
        binaryEvents[stage] = i;
        binary[i] = true;
      }
    }
  }

  private void findValueCounts() {
    List<LoggedStage> stages = workload.stages();
    for (int s = 0; s < stages.size(); s++) {
      Lineage lineage = new Lineage(workload, stages.get(s), Map.of());
      for (int task : tasksOfStage[s]) {
        List<Lineage.Leaf> leaves = lineage.ofTask(workload.taskPartition(task));
        long records = workload.metric(task, TaskMetric.INPUT_RECORDS);
        if (leaves.size() == 1 && records > 0) {
          Lineage.Leaf leaf = leaves.get(0);
          long bytes = workload.metric(task, TaskMetric.INPUT_BYTES);
          boolean whole =
              bytes > 0
                  && (bytes == workload.valuesBytes(leaf.rdd(), leaf.partition())
                      || bytes == workload.serializedBytes(leaf.rdd(), leaf.partition()));
          if (whole) {
            valuesPerBlock.put(leaf.rdd(), (double) records);
          }
        }
      }
    }
  }

  Workload workload() {
    return workload;
  }

  BlockModel blocks() {
    return blocks;
  }

  int[] tasksOf(int stage) {
    return tasksOfStage[stage];
  }

  double launchDelay(int stage) {
    return launchDelays[stage];
  }

  int binaryEvent(int stage) {
    return binaryEvents[stage];
  }

  boolean isBinary(int event) {
    return binary[event];
  }

  long assumedBroadcast(int stage) {
    return ASSUMED_IDS + stage;
  }

  long assumedPiece() {
    return ASSUMED_PIECE;
  }

  long broadcastValueBytes(long piece) {
    return Math.round(piece * VALUE_TO_PIECE / 8) * 8;
  }

  /** Whether tasks run in the driver, as in local mode. */
  boolean driverIsExecutor() {
    return workload.executors().stream().anyMatch(executor -> executor.id().equals("driver"));
  }

  /** The bytes of 16 values of a block: between two checks while it is unrolled. */
  double checkStep(int rdd, long bytes) {
    Double values = valuesPerBlock.get(rdd);
    return values == null ? 1600 : 16.0 * bytes / values;
  }

  /** Where a task is to run, or -1 for anywhere. */
  int placement(Scenario scenario, int task) {
    return scenario.executors().isPresent() || scenario.cores().isPresent()
        ? -1
        : workload.taskExecutor(task);
  }

  /** RDDs that are persisted at some time in a scenario, with their level. */
  Map<Integer, StorageLevel> cachedRdds(Scenario scenario) {
    Map<Integer, StorageLevel> cached = new TreeMap<>();
    for (LoggedRdd rdd : workload.rdds()) {
      StorageLevel level = scenario.levels().getOrDefault(rdd.id(), rdd.level());
      if (level.isValid()) {
        cached.put(rdd.id(), level);
      }
    }
    return cached;
  }

  void unpersist(Node node, int rdd) {
    LoggedRdd known = workload.rdd(rdd);
    if (known == null) {
      return;
    }
    for (int i = 0; i < known.partitions(); i++) {
      BlockId block = BlockId.rdd(rdd, i);
      if (node.memory.contains(block) && node.memory.locks(block) == 0) {
        node.memory.remove(block);
      }
    }
  }

  List<Basis> basis(Scenario scenario) {
    Evidence sizes = Evidence.MEASURED;
    for (Map.Entry<Integer, StorageLevel> cached : cachedRdds(scenario).entrySet()) {
      sizes = sizes.and(blocks.evidence(cached.getKey(), cached.getValue()));
    }
    List<Basis> basis = new ArrayList<>();
    basis.add(
        new Basis(
            Basis.Figures.BLOCK_SIZES,
            sizes,
            switch (sizes) {
              case MEASURED -> "every block was seen at this level in the log";
              case DERIVED -> "blocks that were never seen are taken for as large as the others";
              case ASSUMED -> "no block of some RDD was seen in this form: a ratio stands in";
            }));
    basis.add(
        new Basis(
            Basis.Figures.ACCESSES,
            Evidence.DERIVED,
            "from lineage, levels and partitions, as Spark evaluates it"));
    return basis;
  }
}
