package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.executor.ExecutorMemory;
import io.memsim.workload.DriverEvent;
import io.memsim.workload.LoggedJob;
import io.memsim.workload.LoggedStage;
import java.util.List;
import java.util.TreeSet;

/**
 * The driver program in virtual time: jobs begin as long after the jobs before them as they did in
 * the log, stages after the stages that they depend on; broadcasts, their removal and unpersisting
 * stand where they stand in the log's order.
 */
final class Driver {

  private final Engine engine;
  private final List<LoggedJob> jobs;
  private final List<LoggedStage> stages;
  private final double[] jobTurn;
  private final double[] jobStart;
  private final double[] jobEnd;
  private final boolean[] jobScheduled;
  private final boolean[] stageScheduled;
  private final double[] stageStart;
  private final double[] stageEnd;
  private final int[] tasksLeft;
  private final boolean[] done;
  private final StageOrder order;
  private final TreeSet<Integer> activeJobs = new TreeSet<>();
  private int nextJob;
  private int nextStage;
  private int firstEvent;
  private double lastJobEnd;
  private int stagesBegun;
  private int tasksEnded;
  private int jobsEnded;
  private final JobRaces races;
  private static final double NOT_YET = Double.NaN;

  Driver(Engine engine) {
    this.engine = engine;
    this.jobs = engine.jobs();
    this.stages = engine.workload().stages();
    this.jobTurn = filled(jobs.size());
    this.jobStart = filled(jobs.size());
    this.jobEnd = filled(jobs.size());
    this.jobScheduled = new boolean[jobs.size()];
    this.stageScheduled = new boolean[stages.size()];
    this.stageStart = filled(stages.size());
    this.stageEnd = filled(stages.size());
    this.tasksLeft = new int[stages.size()];
    for (int i = 0; i < tasksLeft.length; i++) {
      tasksLeft[i] = engine.preparation().tasksOf(i).length;
    }
    this.done = new boolean[engine.driverEvents().size()];
    this.order = engine.preparation().order();
    this.races = new JobRaces(engine, jobs, order);
  }

  /** The turn of a stage where slots are free. */
  int turn(int stage) {
    return races.turn(stage);
  }

  private static double[] filled(int length) {
    double[] times = new double[length];
    java.util.Arrays.fill(times, NOT_YET);
    return times;
  }

  void begin() {
    proceed();
  }

  /** Starts whatever nothing stands in the way of any more. */
  private void proceed() {
    driverEvents(-1);
    while (nextJob < jobs.size() && (jobScheduled[nextJob] || scheduleJob(nextJob))) {
      nextJob++;
    }
    for (int job : activeJobs) {
      order.stagesOf(job).forEach(this::scheduleStage);
    }
    order.stagesOf(StageOrder.NO_JOB).forEach(this::scheduleStage);
  }

  private boolean scheduleJob(int job) {
    LoggedJob logged = jobs.get(job);
    if (job > 0 && Double.isNaN(jobTurn[job - 1])) {
      return false;
    }
    for (int active : activeJobs) {
      long completed = jobs.get(active).completed();
      if (completed >= 0 && completed <= logged.submitted()) {
        return false;
      }
    }
    double anchor = job > 0 ? Math.max(jobTurn[job - 1], lastJobEnd) : 0;
    jobScheduled[job] = true;
    engine.at(
        anchor + Math.max(0, logged.submitted() - order.jobAnchor(job)),
        () -> beginJob(job, races.winner(job)));
    return true;
  }

  /** Begins a job, at the time that the log has for it or for one that it raced with. */
  private void beginJob(int turn, int job) {
    jobTurn[turn] = engine.now();
    jobStart[job] = engine.now();
    activeJobs.add(job);
    jobMayEnd(job);
    proceed();
  }

  private void scheduleStage(int stage) {
    if (stageScheduled[stage]) {
      return;
    }
    LoggedStage logged = stages.get(stage);
    int job = order.jobOf(stage);
    double anchor = job >= 0 ? jobStart[job] : 0;
    long loggedAnchor = job >= 0 ? jobs.get(job).submitted() : engine.workload().begin();
    for (int before : order.needed(stage)) {
      if (Double.isNaN(stageEnd[before])) {
        return;
      }
      anchor = Math.max(anchor, stageEnd[before]);
      loggedAnchor = Math.max(loggedAnchor, stages.get(before).completed());
    }
    stageScheduled[stage] = true;
    engine.at(anchor + Math.max(0, logged.submitted() - loggedAnchor), () -> beginStage(stage));
  }

  private void beginStage(int stage) {
    engine.happened();
    stageStart[stage] = engine.now();
    engine.recorder().stageSubmitted[stage] = engine.now();
    engine.recorder().stageCompleted[stage] = engine.now();
    int[] tasks = engine.preparation().tasksOf(stage);
    // Spark looks where blocks are before it puts the task binary, which may evict some.
    Runnable launch = engine.tasks().prepare(stage, tasks);
    stagesBegun++;
    driverEvents(stage);
    if (tasks.length == 0) {
      endStage(stage);
      return;
    }
    engine.at(engine.now() + engine.preparation().launchDelay(stage), launch);
  }

  void taskEnded(int task) {
    tasksEnded++;
    int stage = engine.workload().taskStage(task);
    if (--tasksLeft[stage] == 0) {
      endStage(stage);
    } else {
      driverEvents(-1);
    }
  }

  private void endStage(int stage) {
    stageEnd[stage] = engine.now();
    int job = order.jobOf(stage);
    if (job >= 0) {
      jobMayEnd(job);
    }
    proceed();
  }

  private void jobMayEnd(int job) {
    long last = jobs.get(job).submitted();
    for (int stage : order.stagesOf(job)) {
      if (Double.isNaN(stageEnd[stage])) {
        return;
      }
      last = Math.max(last, stages.get(stage).completed());
    }
    long completed = jobs.get(job).completed();
    engine.at(
        engine.now() + (completed < 0 ? 0 : Math.max(0, completed - last)),
        () -> {
          if (Double.isNaN(jobEnd[job])) {
            engine.happened();
            jobEnd[job] = engine.now();
            lastJobEnd = engine.now();
            activeJobs.remove(job);
            jobsEnded++;
            proceed();
          }
        });
  }

  /** Whatever a damaged log leaves without its cause begins when nothing else happens any more. */
  void unstick() {
    while (nextJob < jobs.size() && jobScheduled[nextJob]) {
      nextJob++;
    }
    if (nextJob < jobs.size()) {
      int job = nextJob++;
      jobScheduled[job] = true;
      engine.at(engine.now(), () -> beginJob(job, races.winner(job)));
      return;
    }
    while (nextStage < stages.size() && stageScheduled[nextStage]) {
      nextStage++;
    }
    if (nextStage < stages.size()) {
      int stage = nextStage++;
      stageScheduled[stage] = true;
      engine.at(engine.now(), () -> beginStage(stage));
    }
  }

  // ---- broadcasts and unpersisting

  /** Does what is due of the log's driver events; a stage that begins needs its task binary. */
  private void driverEvents(int begun) {
    List<DriverEvent> events = engine.driverEvents();
    int binary = begun < 0 ? -1 : engine.preparation().binaryEvent(begun);
    if (binary >= 0 && !done[binary]) {
      done[binary] = true;
      apply(events.get(binary));
    }
    while (firstEvent < events.size() && done[firstEvent]) {
      firstEvent++;
    }
    // Events stand in the order of the tasks before them.
    for (int i = firstEvent; i < events.size() && events.get(i).tasksBefore() <= tasksEnded; i++) {
      if (!done[i] && isDue(events.get(i), i)) {
        done[i] = true;
        apply(events.get(i));
      }
    }
    if (begun >= 0 && binary < 0) {
      putBroadcast(
          engine.preparation().assumedBroadcast(begun), engine.preparation().assumedPiece(), 0);
    }
  }

  private boolean isDue(DriverEvent event, int index) {
    boolean binary = engine.preparation().isBinary(index);
    return switch (event.kind()) {
      case BROADCAST ->
          !binary && tasksEnded >= event.tasksBefore() && stagesBegun >= event.stagesBefore();
      case BROADCAST_REMOVED ->
          tasksEnded >= event.tasksBefore() && stagesBegun >= event.stagesBefore();
      case UNPERSIST -> jobsEnded >= event.jobsBefore() && tasksEnded >= event.tasksBefore();
    };
  }

  private void apply(DriverEvent event) {
    switch (event.kind()) {
      case BROADCAST -> putBroadcast(event.id(), event.bytes(), event.piece());
      case BROADCAST_REMOVED -> {
        for (Node node : engine.nodes()) {
          if (unlocked(node, event.id())) {
            node.memory.removeBroadcast(event.id());
          }
        }
      }
      case UNPERSIST -> {
        for (Node node : engine.nodes()) {
          engine.preparation().unpersist(node, (int) event.id());
        }
      }
    }
  }

  private static boolean unlocked(Node node, long broadcast) {
    return node.memory.locks(BlockId.broadcast(broadcast)) == 0
        && node.memory.locks(BlockId.broadcast(broadcast, "piece0")) == 0;
  }

  private void putBroadcast(long id, long piece, int number) {
    if (!engine.driverIsExecutor()) {
      return;
    }
    for (Node node : engine.nodes()) {
      if (number == 0) {
        putValue(node, id, piece, ExecutorMemory.NO_TASK);
      }
      node.memory.put(
          BlockId.broadcast(id, "piece" + number), StorageLevel.MEMORY_AND_DISK_SER, piece);
    }
    // That was not a task's time.
    engine.recorder().takeWritten();
  }

  private void putValue(Node node, long id, long piece, long task) {
    long value = engine.preparation().broadcastValueBytes(piece);
    node.memory.putValues(
        BlockId.broadcast(id), StorageLevel.MEMORY_AND_DISK, value, new long[0], piece, task);
  }

  /** The first task of a stage on an executor reads the task binary. */
  void readBinary(int stage, Node node, int task) {
    int event = engine.preparation().binaryEvent(stage);
    long id =
        event >= 0
            ? engine.driverEvents().get(event).id()
            : engine.preparation().assumedBroadcast(stage);
    long piece =
        event >= 0 ? engine.driverEvents().get(event).bytes() : engine.preparation().assumedPiece();
    BlockId value = BlockId.broadcast(id);
    if (!node.memory.contains(value)) {
      BlockId first = BlockId.broadcast(id, "piece0");
      if (!node.memory.contains(first)) {
        node.memory.put(first, StorageLevel.MEMORY_AND_DISK_SER, piece, task);
      }
      putValue(node, id, piece, task);
    }
    if (node.memory.contains(value)) {
      node.memory.getAndHold(value, task);
    }
  }
}
