package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.config.MemoryConfig;
import io.memsim.layout.MemoryLayout;
import io.memsim.workload.DriverEvent;
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

  /** The size of a value of a block that nobody tells of. */
  private static final long ASSUMED_VALUE_BYTES = 100;

  /** Ids of broadcasts that the log does not name. */
  private static final long ASSUMED_IDS = 1_000_000_000L;

  private final Workload workload;
  private final BlockModel blocks;
  private final int[][] tasksOfStage;
  private final double[] launchDelays;
  private final int[] binaryEvents;
  private final boolean[] binary;
  private final Demand demand;
  private final StageOrder order;
  private final UnrollModel unrolls = new UnrollModel();

  private final ReadSizes reads;
  private final ValueCounts values;

  Preparation(Workload workload) {
    this.workload = workload;
    this.order = new StageOrder(workload);
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
    this.reads = new ReadSizes(workload, tasksOfStage);
    this.values = new ValueCounts(workload, tasksOfStage, reads);
    this.blocks = new BlockModel(workload, values, reads);
    long page = MemoryLayout.of(Simulation.loggedConfig(workload)).pageSize();
    this.demand = new Demand(workload, page, tasksOfStage);
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

  /**
   * How many values a block has: as read, or in proportion to the RDD's other blocks, or to the
   * blocks that it is computed from.
   */
  private long values(
      int rdd, int partition, long bytes, StorageLevel level, List<Lineage.Leaf> behind) {
    double perValue = bytesPerValue(rdd, partition, level);
    if (perValue <= 0) {
      double knownBytes = 0;
      double knownValues = 0;
      for (Lineage.Leaf leaf : behind) {
        double theirs = bytesPerValue(leaf.rdd(), leaf.partition(), level);
        if (theirs > 0) {
          long size = blocks.memoryBytes(leaf.rdd(), leaf.partition(), level);
          knownBytes += size;
          knownValues += size / theirs;
        }
      }
      perValue = knownValues > 0 ? knownBytes / knownValues : ASSUMED_VALUE_BYTES;
    }
    return Math.max(1, Math.round(bytes / perValue));
  }

  private double bytesPerValue(int rdd, int partition, StorageLevel level) {
    double count = values.of(rdd, partition);
    return count <= 0 ? 0 : blocks.memoryBytes(rdd, partition, level) / count;
  }

  /** How many values a block has, as far as is known. */
  double count(int rdd, int partition) {
    double count = values.of(rdd, partition);
    return count > 0 ? count : (double) blocks.diskBytes(rdd, partition) / ASSUMED_VALUE_BYTES;
  }

  /** The reservations that the unrolling of a block leads to. */
  UnrollModel.Steps unrolling(
      int rdd, int partition, long bytes, Lineage lineage, MemoryConfig config) {
    StorageLevel level = lineage.level(rdd);
    return unrolls.steps(
        bytes,
        values(rdd, partition, bytes, level, lineage.ofBlock(rdd, partition)),
        level.deserialized(),
        config.unrollMemoryThreshold(),
        config.unrollMemoryGrowthFactor());
  }

  Workload workload() {
    return workload;
  }

  /**
   * Whether tasks run in the log's order, at the log's times: in its own configuration, of work
   * that is split as it was.
   */
  boolean inLogsOrder(Scenario scenario) {
    return scenario.sameWork(workload)
        && workload.rdds().stream().noneMatch(rdd -> workload.isResplit(rdd.id()));
  }

  StageOrder order() {
    return order;
  }

  Demand demand() {
    return demand;
  }

  ValueCounts values() {
    return values;
  }

  ReadSizes reads() {
    return reads;
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

  /** Where a task is to run, or -1 for anywhere. */
  int placement(Scenario scenario, int task, int executors) {
    LoggedStage stage = workload.stages().get(workload.taskStage(task));
    int given = scenario.placement(stage.id(), workload.taskPartition(task));
    if (given < 0 && scenario.executors().isEmpty() && scenario.cores().isEmpty()) {
      given = workload.taskExecutor(task);
    }
    return given < executors ? given : -1;
  }

  /** The level that an RDD is persisted with in a scenario. */
  StorageLevel level(int rdd, Scenario scenario) {
    LoggedRdd logged = workload.rdd(rdd);
    StorageLevel level = logged == null ? StorageLevel.NONE : logged.level();
    return scenario.levels().getOrDefault(rdd, level);
  }

  /** RDDs that are persisted at some time in a scenario, with their level. */
  Map<Integer, StorageLevel> cachedRdds(Scenario scenario) {
    Map<Integer, StorageLevel> cached = new TreeMap<>();
    for (LoggedRdd rdd : workload.rdds()) {
      StorageLevel level = level(rdd.id(), scenario);
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
}
