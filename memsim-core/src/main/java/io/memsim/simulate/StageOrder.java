package io.memsim.simulate;

import io.memsim.workload.LoggedJob;
import io.memsim.workload.LoggedStage;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** What must come before what: of jobs and stages, by position. Immutable once made. */
final class StageOrder {

  /** Stands for the job of a stage that belongs to none. */
  static final int NO_JOB = -1;

  private final int[] jobOfStage;
  private final List<List<Integer>> stagesOfJob = new ArrayList<>();
  private final List<Integer> stagesOfNone = new ArrayList<>();
  private final List<List<Integer>> needed = new ArrayList<>();
  private final long[] jobAnchors;
  private final int[] turns;

  StageOrder(Workload workload) {
    List<LoggedStage> stages = workload.stages();
    List<LoggedJob> jobs = workload.jobs();
    Map<Integer, Integer> jobById = new HashMap<>();
    TreeSet<Long> ends = new TreeSet<>();
    jobAnchors = new long[jobs.size()];
    for (int i = 0; i < jobs.size(); i++) {
      jobById.putIfAbsent(jobs.get(i).id(), i);
      stagesOfJob.add(new ArrayList<>());
      if (jobs.get(i).completed() >= 0) {
        ends.add(jobs.get(i).completed());
      }
    }
    for (int i = 0; i < jobs.size(); i++) {
      Long end = ends.floor(jobs.get(i).submitted());
      long before = i > 0 ? jobs.get(i - 1).submitted() : workload.begin();
      jobAnchors[i] = end == null ? before : Math.max(before, end);
    }
    jobOfStage = new int[stages.size()];
    Map<Integer, List<Integer>> byId = new HashMap<>();
    for (int i = 0; i < stages.size(); i++) {
      LoggedStage stage = stages.get(i);
      jobOfStage[i] = jobById.getOrDefault(stage.job(), NO_JOB);
      stagesOf(jobOfStage[i]).add(i);
      needed.add(before(stage, stages, byId));
      byId.computeIfAbsent(stage.id(), id -> new ArrayList<>()).add(i);
    }
    turns = new int[stages.size()];
    int[] order =
        IntStream.range(0, turns.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingInt(i -> stages.get(i).job())
                    .thenComparingInt(i -> stages.get(i).id())
                    .thenComparingInt(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int turn = 0; turn < order.length; turn++) {
      turns[order[turn]] = turn;
    }
  }

  /** The stages whose shuffles a stage reads, and earlier attempts at it, that had ended. */
  private static List<Integer> before(
      LoggedStage stage, List<LoggedStage> stages, Map<Integer, List<Integer>> byId) {
    List<Integer> found = new ArrayList<>();
    List<Integer> ids = new ArrayList<>(stage.parents());
    ids.add(stage.id());
    for (int id : ids) {
      for (int i : byId.getOrDefault(id, List.of())) {
        long completed = stages.get(i).completed();
        if (completed >= 0 && completed <= stage.submitted()) {
          found.add(i);
        }
      }
    }
    return found;
  }

  /** The job of a stage, or {@link #NO_JOB}. */
  int jobOf(int stage) {
    return jobOfStage[stage];
  }

  List<Integer> stagesOf(int job) {
    return job < 0 ? stagesOfNone : stagesOfJob.get(job);
  }

  /** The stages that must have ended before a stage begins. */
  List<Integer> needed(int stage) {
    return needed.get(stage);
  }

  /** The logged time of what a job followed on: the job before it began, or another one ended. */
  long jobAnchor(int job) {
    return jobAnchors[job];
  }

  /** The turn of a stage where slots are free: by its job, then by its id. */
  int turn(int stage) {
    return turns[stage];
  }
}
