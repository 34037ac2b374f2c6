package io.memsim.simulate;

import io.memsim.block.StorageLevel;
import io.memsim.config.Deployment;
import io.memsim.config.SparkProperty;
import io.memsim.simulate.Basis.Figures;
import io.memsim.workload.DriverEvent;
import io.memsim.workload.LoggedExecutor;
import io.memsim.workload.LoggedRdd;
import io.memsim.workload.LoggedStage;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the figures of one run rest on, each group counted thing by thing. */
final class Foundation {

  static final String BLOCK_UPDATES = "spark.eventLog.logBlockUpdates.enabled";

  private final Preparation preparation;
  private final Workload workload;
  private final Scenario scenario;
  private final int[][] missed;
  private final int[][] missedInLog;
  private final Map<Integer, Grounds> sizesByRdd = new TreeMap<>();

  /**
   * Of one run.
   *
   * @param missed the RDDs of which each task computed blocks in this run
   * @param missedInLog the same in the simulation of the log's own configuration
   */
  Foundation(Preparation preparation, Scenario scenario, int[][] missed, int[][] missedInLog) {
    this.preparation = preparation;
    this.workload = preparation.workload();
    this.scenario = scenario;
    this.missed = missed;
    this.missedInLog = missedInLog;
  }

  List<Basis> basis(Recorder recorder, List<Node> nodes) {
    List<Basis> basis = new ArrayList<>();
    for (Grounds grounds :
        List.of(
            blockSizes(),
            accesses(),
            schedule(),
            evictions(recorder),
            times(),
            recomputation(),
            transfers(recorder),
            spills(),
            regions(nodes),
            containers(nodes),
            broadcasts())) {
      grounds.basis().ifPresent(basis::add);
    }
    return List.copyOf(basis);
  }

  // ---- blocks

  private Grounds blockSizes() {
    Grounds all = new Grounds(Figures.BLOCK_SIZES, "block");
    preparation
        .cachedRdds(scenario)
        .forEach(
            (id, level) -> {
              Grounds own = new Grounds(Figures.BLOCK_SIZES, "block");
              LoggedRdd rdd = workload.rdd(id);
              if (rdd != null) {
                sizes(rdd, level, own);
                sizes(rdd, level, all);
              }
              sizesByRdd.put(id, own);
            });
    return all;
  }

  private void sizes(LoggedRdd rdd, StorageLevel level, Grounds grounds) {
    SeenSizes seen = SeenSizes.of(workload, preparation.reads(), rdd, level.deserialized());
    if (workload.isResplit(rdd.id())) {
      grounds.derived(seen.same(), "shared out from the blocks that the log saw");
    } else {
      grounds.measured(seen.same(), "seen in the log, in the form that the level keeps them in");
    }
    grounds.derived(seen.read(), "the bytes that tasks read which found the block");
    grounds.derived(seen.converted(), "from the block's other form, by the ratio of the RDD's own");
    grounds.derived(seen.like(), "never seen: taken to be as large as the RDD's others");
    boolean cached = rdd.persisted();
    String rule = "seen in another form only: a rule of thumb says how large this one is";
    grounds.assumed(seen.guessed(), rule, "");
    grounds.assumed(
        seen.unknown(),
        cached
            ? "1 MiB: the log has no size of any block of the RDD"
            : "1 MiB: the recorded run did not cache the RDD",
        cached ? cure() : "");
  }

  /** The setting that would tell of blocks, if it was not on. */
  private String cure() {
    boolean on =
        workload.properties().getOrDefault(BLOCK_UPDATES, "false").strip().equalsIgnoreCase("true");
    return on ? "" : BLOCK_UPDATES + " true";
  }

  private Grounds evictions(Recorder recorder) {
    Grounds grounds = new Grounds(Figures.EVICTIONS, "read");
    sizesByRdd.forEach(
        (rdd, sizes) -> {
          Counts.Reads reads = recorder.rdd(rdd).counts().reads();
          sizes
              .basis()
              .ifPresent(
                  basis -> {
                    switch (basis.evidence()) {
                      case MEASURED, DERIVED ->
                          grounds.derived(
                              reads.count(), "simulated, with sizes that are measured or derived");
                      case ASSUMED ->
                          grounds.assumed(
                              reads.count(),
                              "simulated, with sizes that are assumed",
                              basis.parts().get(basis.parts().size() - 1).cure());
                    }
                  });
        });
    return grounds;
  }

  // ---- tasks

  private Grounds accesses() {
    Grounds grounds = new Grounds(Figures.ACCESSES, "task");
    for (int i = 0; i < workload.stages().size(); i++) {
      LoggedStage stage = workload.stages().get(i);
      int tasks = preparation.tasksOf(i).length;
      if (stage.rdds().isEmpty()) {
        grounds.assumed(tasks, "none: the log does not list the RDDs of their stage", "");
      } else if (coalesces(stage)) {
        grounds.assumed(
            tasks,
            "from lineage, with equal groups of partitions for a coalesce: the log does not tell"
                + " them",
            "");
      } else {
        grounds.derived(tasks, "from lineage, levels and partitions, as Spark evaluates them");
      }
    }
    return grounds;
  }

  /** Whether a stage has an RDD of fewer partitions than its one narrow parent. */
  private boolean coalesces(LoggedStage stage) {
    Set<Integer> ids = new HashSet<>();
    stage.rdds().forEach(rdd -> ids.add(rdd.rdd()));
    for (LoggedStage.StageRdd rdd : stage.rdds()) {
      LoggedRdd own = workload.rdd(rdd.rdd());
      List<Integer> narrow = rdd.parents().stream().filter(ids::contains).toList();
      LoggedRdd parent = narrow.size() == 1 ? workload.rdd(narrow.get(0)) : null;
      if (own != null
          && parent != null
          && parent.partitions() > own.partitions()
          && !own.name().equals("PartitionPruningRDD")) {
        return true;
      }
    }
    return false;
  }

  private Grounds schedule() {
    Grounds grounds = new Grounds(Figures.SCHEDULE, "task");
    if (scenario.seed() != 0) {
      grounds.assumed(workload.taskCount(), "durations vary as the seed of the schedule says", "");
    } else if (preparation.inLogsOrder(scenario)) {
      grounds.measured(workload.taskCount(), "in the log's order, on the log's executors");
    } else {
      grounds.derived(
          workload.taskCount(), "in the order in which Spark's scheduler would run them");
    }
    return grounds;
  }

  private Grounds times() {
    Grounds grounds = new Grounds(Figures.TIMES, "task");
    boolean[] resplit = new boolean[workload.stages().size()];
    for (int i = 0; i < resplit.length; i++) {
      resplit[i] =
          workload.stages().get(i).rdds().stream().anyMatch(r -> workload.isResplit(r.rdd()));
    }
    for (int task = 0; task < workload.taskCount(); task++) {
      long took =
          workload.metric(task, TaskMetric.FINISHED) - workload.metric(task, TaskMetric.LAUNCHED);
      if (took <= 0) {
        grounds.assumed(1, "nothing: the log has no times of theirs", "");
      } else if (resplit[workload.taskStage(task)]) {
        grounds.derived(1, "shared out from the tasks that the log has");
      } else if (missed[task].length > 0 || missedInLog[task].length > 0) {
        grounds.derived(1, "as logged, less the blocks computed then, and those computed now");
      } else {
        grounds.measured(1, "as logged: they computed no block, then or now");
      }
    }
    return grounds;
  }

  /** Like {@link Durations#learn}: told apart by tasks that did without, or not. */
  private Grounds recomputation() {
    Map<Integer, Set<String>> computedIn = new TreeMap<>();
    Set<String> without = new HashSet<>();
    for (int task = 0; task < missedInLog.length; task++) {
      String name = workload.stages().get(workload.taskStage(task)).name();
      if (missedInLog[task].length == 0) {
        without.add(name);
      }
      for (int rdd : missedInLog[task]) {
        computedIn.computeIfAbsent(rdd, id -> new HashSet<>()).add(name);
      }
    }
    Grounds grounds = new Grounds(Figures.RECOMPUTATION, "RDD");
    for (int rdd : preparation.cachedRdds(scenario).keySet()) {
      Set<String> stages = computedIn.getOrDefault(rdd, Set.of());
      if (stages.isEmpty()) {
        grounds.assumed(1, "no time: the recorded run did not compute blocks of it", "");
      } else if (stages.stream().anyMatch(without::contains)) {
        grounds.derived(
            1, "the time of tasks that computed a block, less that of those that did not");
      } else {
        grounds.assumed(
            1, "90% of the time of the tasks that computed a block: all of them did", "");
      }
    }
    return grounds;
  }

  private Grounds transfers(Recorder recorder) {
    Grounds grounds = new Grounds(Figures.TRANSFERS, "transfer");
    Counts counts = recorder.total.counts();
    CostModel costs = scenario.costs();
    grounds.assumed(
        counts.reads().disk() + counts.puts().disk() + counts.reads().remote(),
        ("%s MB/s read from disk, %s written, %s over the network, %s deserialized and %s"
                + " serialized, besides the time for each value: the cost model")
            .formatted(
                megabytes(costs.diskRead()),
                megabytes(costs.diskWrite()),
                megabytes(costs.network()),
                megabytes(costs.deserialize()),
                megabytes(costs.serialize())),
        "");
    boolean spilled = false;
    for (int task = 0; task < workload.taskCount() && !spilled; task++) {
      spilled = workload.metric(task, TaskMetric.MEMORY_SPILLED) > 0;
    }
    grounds.assumed(
        counts.spills().count(),
        (spilled
                ? "spills, as much on disk as in the log, at "
                : "spills, a fifth of it on disk, at ")
            + megabytes(costs.diskWrite())
            + " MB/s",
        "");
    return grounds;
  }

  private static String megabytes(long bytes) {
    return new BigDecimal(bytes).movePointLeft(6).stripTrailingZeros().toPlainString();
  }

  private Grounds spills() {
    Grounds grounds = new Grounds(Figures.SPILLS, "task");
    for (int task = 0; task < workload.taskCount(); task++) {
      boolean took =
          workload.metric(task, TaskMetric.PEAK_EXECUTION) > 0
              || workload.metric(task, TaskMetric.PEAK_ON_HEAP) > 0
              || workload.metric(task, TaskMetric.PEAK_OFF_HEAP) > 0
              || workload.metric(task, TaskMetric.MEMORY_SPILLED) > 0;
      // Spark leaves the metrics out only where a task failed.
      boolean measured =
          workload.taskSucceeded(task) || workload.metric(task, TaskMetric.RUN_TIME) > 0;
      if (took && workload.operators(task).stream().anyMatch(operator -> operator.peak() > 0)) {
        grounds.derived(
            1, "the operators that Spark SQL's metrics tell of, with their rows and peaks");
      } else if (took) {
        grounds.derived(1, "operators that come to the peak and the spills of the task");
      } else if (measured) {
        grounds.measured(1, "took no execution memory");
      } else {
        grounds.assumed(1, "none: the log has no metrics of the task", "");
      }
    }
    return grounds;
  }

  // ---- executors

  private Grounds regions(List<Node> nodes) {
    Grounds grounds = new Grounds(Figures.REGIONS, "executor");
    for (Node node : nodes) {
      LoggedExecutor logged = logged(node);
      boolean same =
          node.memory.layout().unified() == logged.onHeap()
              && (logged.offHeap() < 0 || node.config.offHeapSize() == logged.offHeap());
      if (same) {
        grounds.measured(1, "as the executor reported it");
      } else if (logged.onHeap() >= 0 || isSet(heapKeys())) {
        grounds.derived(1, "by Spark's rules, from the properties");
      } else {
        grounds.assumed(1, "by Spark's rules, from its default of 1 GiB of heap", "");
      }
    }
    return grounds;
  }

  private LoggedExecutor logged(Node node) {
    return workload.executors().get(Math.min(node.index, workload.executors().size() - 1));
  }

  private static List<SparkProperty> heapKeys() {
    return List.of(
        SparkProperty.EXECUTOR_MEMORY, SparkProperty.DRIVER_MEMORY, SparkProperty.TEST_MEMORY);
  }

  private boolean isSet(List<SparkProperty> keys) {
    return keys.stream()
        .map(SparkProperty::key)
        .anyMatch(
            key ->
                workload.properties().containsKey(key)
                    || !scenario.properties().getOrDefault(key, "").isEmpty());
  }

  private Grounds containers(List<Node> nodes) {
    Grounds grounds = new Grounds(Figures.CONTAINER, "executor");
    for (Node node : nodes) {
      if (node.config.deployment() == Deployment.LOCAL) {
        grounds.assumed(
            1, "local mode has none: what an executor with that heap would ask for", "");
      } else {
        grounds.derived(1, "by Spark's rules, from the properties");
      }
    }
    return grounds;
  }

  private Grounds broadcasts() {
    Grounds grounds = new Grounds(Figures.BROADCASTS, "broadcast");
    int others = 0;
    for (int i = 0; i < workload.driverEvents().size(); i++) {
      DriverEvent event = workload.driverEvents().get(i);
      boolean first = event.kind() == DriverEvent.Kind.BROADCAST && event.piece() == 0;
      others += first && !preparation.isBinary(i) ? 1 : 0;
    }
    String why = "the size of the piece is logged; the value is taken to be 1.85 times as large";
    grounds.derived(others, why);
    for (int stage = 0; stage < workload.stages().size(); stage++) {
      if (preparation.binaryEvent(stage) >= 0) {
        grounds.derived(1, why);
      } else {
        grounds.assumed(1, "4 KiB for what a stage sends its tasks: not in the log", cure());
      }
    }
    return grounds;
  }
}
