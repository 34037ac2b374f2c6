package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.executor.ExecutorMemory;
import io.memsim.workload.DriverEvent;
import io.memsim.workload.LoggedJob;
import io.memsim.workload.LoggedStage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The driver program in virtual time: jobs begin as long after the jobs before them as they did in
 * the log, stages after the stages that they depend on; broadcasts, their removal and unpersisting
 * stand where they stand in the log's order.
 */
final class Driver {

  private final Engine engine;
  private final List<LoggedJob> jobs;
  private final List<LoggedStage> stages;
  private final double[] jobStart;
  private final double[] jobEnd;
  private final boolean[] jobScheduled;
  private final boolean[] stageScheduled;
  private final double[] stageStart;
  private final double[] stageEnd;
  private final int[] tasksLeft;
  private final boolean[] done;
  private final Map<Integer, Integer> jobById = new HashMap<>();
  private int stagesBegun;
  private int tasksEnded;
  private int jobsEnded;
  private static final double NOT_YET = Double.NaN;

  Driver(Engine engine) {
    this.engine = engine;
    this.jobs = engine.jobs();
    this.stages = engine.workload().stages();
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
    for (int i = 0; i < jobs.size(); i++) {
      jobById.putIfAbsent(jobs.get(i).id(), i);
    }
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
    for (int i = 0; i < jobs.size(); i++) {
      if (!jobScheduled[i] && !scheduleJob(i)) {
        break;
      }
    }
    for (int i = 0; i < stages.size(); i++) {
      if (!stageScheduled[i]) {
        scheduleStage(i);
      }
    }
  }

  private boolean scheduleJob(int job) {
    LoggedJob logged = jobs.get(job);
    double anchor = 0;
    long loggedAnchor = engine.workload().begin();
    if (job > 0) {
      if (Double.isNaN(jobStart[job - 1])) {
        return false;
      }
      anchor = jobStart[job - 1];
      loggedAnchor = jobs.get(job - 1).submitted();
    }
    for (int i = 0; i < job; i++) {
      long completed = jobs.get(i).completed();
      if (completed >= 0 && completed <= logged.submitted()) {
        if (Double.isNaN(jobEnd[i])) {
          return false;
        }
        anchor = Math.max(anchor, jobEnd[i]);
        loggedAnchor = Math.max(loggedAnchor, completed);
      }
    }
    jobScheduled[job] = true;
    engine.at(
        anchor + Math.max(0, logged.submitted() - loggedAnchor),
        () -> {
          jobStart[job] = engine.now();
          jobMayEnd(job);
          proceed();
        });
    return true;
  }

  private void scheduleStage(int stage) {
    LoggedStage logged = stages.get(stage);
    Integer job = jobById.get(logged.job());
    double anchor = 0;
    long loggedAnchor = engine.workload().begin();
    if (job != null) {
      if (Double.isNaN(jobStart[job])) {
        return;
      }
      anchor = jobStart[job];
      loggedAnchor = jobs.get(job).submitted();
    }
    for (int i = 0; i < stage; i++) {
      LoggedStage before = stages.get(i);
      boolean needed =
          logged.parents().contains(before.id())
              || (before.id() == logged.id() && before.attempt() < logged.attempt())
              || job == null;
      if (needed && before.completed() >= 0 && before.completed() <= logged.submitted()) {
        if (Double.isNaN(stageEnd[i])) {
          return;
        }
        anchor = Math.max(anchor, stageEnd[i]);
        loggedAnchor = Math.max(loggedAnchor, before.completed());
      }
    }
    stageScheduled[stage] = true;
    engine.at(anchor + Math.max(0, logged.submitted() - loggedAnchor), () -> beginStage(stage));
  }

  private void beginStage(int stage) {
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
    Integer job = jobById.get(stages.get(stage).job());
    if (job != null) {
      jobMayEnd(job);
    }
    proceed();
  }

  private void jobMayEnd(int job) {
    long last = jobs.get(job).submitted();
    for (int i = 0; i < stages.size(); i++) {
      Integer its = jobById.get(stages.get(i).job());
      if (its != null && its == job) {
        if (Double.isNaN(stageEnd[i])) {
          return;
        }
        last = Math.max(last, stages.get(i).completed());
      }
    }
    long completed = jobs.get(job).completed();
    engine.at(
        engine.now() + (completed < 0 ? 0 : Math.max(0, completed - last)),
        () -> {
          if (Double.isNaN(jobEnd[job])) {
            jobEnd[job] = engine.now();
            jobsEnded++;
            proceed();
          }
        });
  }

  /** Whatever a damaged log leaves without its cause begins when nothing else happens any more. */
  void unstick() {
    for (int i = 0; i < jobs.size(); i++) {
      if (!jobScheduled[i]) {
        int job = i;
        jobScheduled[i] = true;
        engine.at(
            engine.now(),
            () -> {
              jobStart[job] = engine.now();
              jobMayEnd(job);
              proceed();
            });
        return;
      }
    }
    for (int i = 0; i < stages.size(); i++) {
      if (!stageScheduled[i]) {
        int stage = i;
        stageScheduled[i] = true;
        engine.at(engine.now(), () -> beginStage(stage));
        return;
      }
    }
  }

  // ---- broadcasts and unpersisting

  /** Does what is due of the log's driver events; a stage that begins needs its task binary. */
  private void driverEvents(int begun) {
    List<DriverEvent> events = engine.driverEvents();
    int binary = begun < 0 ? -1 : engine.preparation().binaryEvent(begun);
    for (int i = 0; i < events.size(); i++) {
      if (!done[i] && (i == binary || isDue(events.get(i), i))) {
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
