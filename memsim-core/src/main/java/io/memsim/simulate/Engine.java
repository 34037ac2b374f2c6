package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.config.Deployment;
import io.memsim.config.MemoryConfig;
import io.memsim.workload.DriverEvent;
import io.memsim.workload.LoggedExecutor;
import io.memsim.workload.LoggedJob;
import io.memsim.workload.LoggedStage;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** One run of a workload in virtual time: a queue of events, served in the order of their time. */
final class Engine {

  private final Workload workload;
  private final Preparation preparation;
  private final Scenario scenario;
  private final Durations durations;
  private final Transfers transfers;
  private final boolean inLogsOrder;
  private final Recorder recorder;
  private final List<Node> nodes = new ArrayList<>();
  private final Lineage[] lineages;
  private final PriorityQueue<Event> queue = new PriorityQueue<>();
  private final Variation variation;
  private final Driver driver;
  private final TaskQueue tasks;
  private final List<TaskRun> running = new ArrayList<>();
  private final List<List<Long>> missed = new ArrayList<>();
  private final double[] moved;
  private final boolean[][] broadcastRead;
  private long sequence;
  private double now;
  private double ended;

  /** Something due at a time; what is due first was asked for first. */
  private record Event(double time, long sequence, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Double.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  Engine(Preparation preparation, Scenario scenario, Durations durations) {
    this.preparation = preparation;
    this.workload = preparation.workload();
    this.scenario = scenario;
    this.durations = durations;
    this.inLogsOrder = preparation.inLogsOrder(scenario);
    this.transfers = new Transfers(scenario.costs(), preparation);
    this.recorder = new Recorder(workload, scenario.detailed());
    this.variation = new Variation(scenario.seed());
    int count = scenario.executors().orElse(workload.executors().size());
    for (int i = 0; i < count; i++) {
      LoggedExecutor like = workload.executors().get(Math.min(i, workload.executors().size() - 1));
      MemoryConfig config = Regions.of(workload, like, scenario);
      String id = i < workload.executors().size() ? like.id() : String.valueOf(i + 1);
      int slots = Regions.slots(workload, like, scenario, config);
      nodes.add(new Node(i, id, config, slots, recorder));
    }
    this.lineages = new Lineage[workload.stages().size()];
    for (int i = 0; i < lineages.length; i++) {
      lineages[i] =
          new Lineage(workload, workload.stages().get(i), scenario.levels(), preparation.values());
    }
    for (int i = 0; i < workload.taskCount(); i++) {
      missed.add(List.of());
    }
    this.moved = new double[workload.taskCount()];
    this.broadcastRead = new boolean[nodes.size()][workload.stages().size()];
    this.tasks = new TaskQueue(this);
    this.driver = new Driver(this);
  }

  Workload workload() {
    return workload;
  }

  Preparation preparation() {
    return preparation;
  }

  Durations durations() {
    return durations;
  }

  Recorder recorder() {
    return recorder;
  }

  BlockModel blocks() {
    return preparation.blocks();
  }

  CostModel costs() {
    return scenario.costs();
  }

  /** Whether tasks run in the log's order, at the log's times. */
  boolean inLogsOrder() {
    return inLogsOrder;
  }

  Transfers transfers() {
    return transfers;
  }

  Scenario scenario() {
    return scenario;
  }

  List<Node> nodes() {
    return nodes;
  }

  /** Whether tasks run in the driver, as in local mode. */
  boolean driverIsExecutor() {
    return nodes.get(0).config.deployment() == Deployment.LOCAL;
  }

  TaskQueue tasks() {
    return tasks;
  }

  double now() {
    return now;
  }

  Lineage lineage(int task) {
    return lineages[workload.taskStage(task)];
  }

  Lineage lineageOf(int stage) {
    return lineages[stage];
  }

  int freeSlots() {
    int free = 0;
    for (Node node : nodes) {
      free += node.freeSlots;
    }
    return free;
  }

  /** Whether an executor has a block, in memory or on disk. */
  boolean isCached(BlockId block) {
    return holder(block, null) != null;
  }

  /** An executor that has a block, other than the one that asks; or null. */
  @Nullable Node holder(BlockId block, @Nullable Node asking) {
    for (Node node : nodes) {
      if (node != asking && node.memory.contains(block)) {
        return node;
      }
    }
    return null;
  }

  void missed(int task, int rdd, int partition) {
    List<Long> known = missed.get(task);
    if (known.isEmpty()) {
      known = new ArrayList<>();
      missed.set(task, known);
    }
    known.add(((long) rdd << 32) | partition);
  }

  /** The blocks that each task computed, in their order: RDD and partition. */
  long[][] missedBlocks() {
    long[][] all = new long[missed.size()][];
    for (int i = 0; i < all.length; i++) {
      all[i] = missed.get(i).stream().mapToLong(Long::longValue).toArray();
    }
    return all;
  }

  int[][] missed() {
    int[][] all = new int[missed.size()][];
    for (int i = 0; i < all.length; i++) {
      all[i] = missed.get(i).stream().mapToInt(block -> (int) (block >> 32)).toArray();
    }
    return all;
  }

  /** Milliseconds that each task took to move data. */
  double[] moved() {
    return moved;
  }

  /** How this schedule differs from the one as measured. */
  Variation variation() {
    return variation;
  }

  /** The turn of a stage where slots are free. */
  int turn(int stage) {
    return driver.turn(stage);
  }

  void at(double time, Runnable action) {
    queue.add(new Event(Math.max(now, time), sequence++, action));
  }

  void run() {
    driver.begin();
    while (!queue.isEmpty()) {
      Event event = queue.poll();
      now = event.time;
      recorder.now = now;
      event.action.run();
      wake();
      if (queue.isEmpty()) {
        driver.unstick();
      }
    }
  }

  /** Something of the application begins or ends; timers of the scheduler run on beyond that. */
  void happened() {
    ended = now;
  }

  private void wake() {
    if (recorder.woken.isEmpty()) {
      return;
    }
    List<int[]> woken = new ArrayList<>(recorder.woken);
    recorder.woken.clear();
    for (int[] one : woken) {
      for (TaskRun run : running) {
        if (run.task == one[1] && run.node.index == one[0]) {
          at(now, () -> step(run));
        }
      }
    }
  }

  /** Begins a task on a free slot; in the log's own configuration not before it was launched. */
  void launch(int task, Node node) {
    int slot = node.takeSlot();
    double due =
        inLogsOrder
            ? recorder.stageSubmitted[workload.taskStage(task)] + durations.launchedAfter(task)
            : now;
    if (due > now) {
      at(due, () -> begin(task, node, slot));
    } else {
      begin(task, node, slot);
    }
  }

  private void begin(int task, Node node, int slot) {
    int stage = workload.taskStage(task);
    TaskRun run = new TaskRun(this, task, node, slot, now, variation.ofTask());
    running.add(run);
    if (!broadcastRead[node.index][stage]) {
      broadcastRead[node.index][stage] = true;
      driver.readBinary(stage, node, task);
    }
    step(run);
  }

  private void step(TaskRun run) {
    double pause = run.advance(now);
    if (pause == TaskRun.ENDED) {
      end(run);
    } else if (pause != TaskRun.WAITING) {
      at(now + pause, () -> step(run));
    }
  }

  private void end(TaskRun run) {
    happened();
    running.remove(run);
    run.node.giveSlot(run.slot);
    recorder.total.taskMillis += now - run.began;
    moved[run.task] = run.moved();
    int stage = workload.taskStage(run.task);
    recorder.byStage[stage].taskMillis += now - run.began;
    if (scenario.detailed()) {
      recorder.tasks.add(
          new Timeline.TaskSpan(
              run.task,
              stage,
              run.node.index,
              run.slot,
              run.began,
              now,
              run.waited,
              !run.failed && workload.taskSucceeded(run.task)));
    }
    at(now + durations.reporting(run.task), () -> reported(run.task));
    tasks.schedule();
  }

  /** The driver knows that a task has ended, sometimes only when others run in its place. */
  private void reported(int task) {
    happened();
    recorder.stageCompleted[workload.taskStage(task)] = now;
    driver.taskEnded(task);
    tasks.schedule();
  }

  SimulationResult result() {
    recorder.now = ended;
    List<RddResult> rdds = new ArrayList<>();
    preparation
        .cachedRdds(scenario)
        .forEach((rdd, level) -> rdds.add(RddResult.of(rdd, level, this)));
    List<StageResult> stages = new ArrayList<>();
    for (int i = 0; i < lineages.length; i++) {
      LoggedStage stage = workload.stages().get(i);
      stages.add(
          new StageResult(
              stage.id(),
              stage.attempt(),
              stage.name(),
              preparation.tasksOf(i).length,
              recorder.stageFailed[i],
              recorder.stageSubmitted[i],
              recorder.stageCompleted[i],
              recorder.byStage[i].counts(),
              recorder.stagePeak[i]));
    }
    List<ExecutorResult> executors = new ArrayList<>();
    for (Node node : nodes) {
      executors.add(ExecutorResult.of(node));
    }
    return new SimulationResult(
        workload.application(),
        scenario,
        recorder.total.counts(),
        rdds,
        stages,
        executors,
        recorder.failures,
        ended,
        new Foundation(preparation, scenario, missed(), durations.missedInLog())
            .basis(recorder, nodes),
        recorder.accesses,
        recorder.evictions,
        recorder.timeline());
  }

  List<LoggedJob> jobs() {
    return workload.jobs();
  }

  List<DriverEvent> driverEvents() {
    return workload.driverEvents();
  }
}
