package io.memsim.workload;

import io.memsim.block.StorageLevel;
import io.memsim.config.SparkVersion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers what the events of a log tell. Used up by {@link #build}. */
final class WorkloadBuilder {

  private static final int MOST_PARTITIONS = 1 << 24;

  String application = "unknown";
  String sparkVersion = "";
  Map<String, String> properties = Map.of();
  List<LoggedExecutor> executors = List.of();
  List<LoggedJob> jobs = List.of();
  List<LoggedStage> stages = List.of();
  List<LoggedRdd> rdds = List.of();
  final Map<Integer, LoggedRdd> rddsById = new TreeMap<>();
  final List<DriverEvent> driverEvents = new ArrayList<>();
  final List<BlockChange> changes = new ArrayList<>();
  final BlockSizes sizes = new BlockSizes();
  final TreeMap<String, Long> skipped = new TreeMap<>();
  final Set<Integer> resplit = new HashSet<>();
  long begin = Long.MAX_VALUE;
  long end = Long.MIN_VALUE;
  long blockUpdates;
  long updatedBlocks;
  long lines;
  long damaged;
  long understood;
  String truncation = "";
  boolean compacted;
  final String source;

  private final TaskTable unsorted = new TaskTable();
  private @Nullable TaskTable sorted;
  private final List<OpenExecutor> openExecutors = new ArrayList<>();
  private final Map<String, OpenExecutor> executorsById = new HashMap<>();
  private final Map<String, long[]> blockManagers = new HashMap<>();
  private final Map<Integer, Map<String, String>> profiles = new HashMap<>();
  private final List<OpenJob> openJobs = new ArrayList<>();
  private final Map<Integer, OpenJob> jobsById = new HashMap<>();
  private final List<OpenStage> openStages = new ArrayList<>();
  private final Map<Long, Integer> stagesByAttempt = new HashMap<>();
  private final Map<LoggedStage.StageRdd, LoggedStage.StageRdd> interned = new HashMap<>();
  private int jobsEnded;
  private long now;

  /** An executor of which more may be told. */
  private static final class OpenExecutor {
    final String id;
    final int index;
    String host = "";
    int cores;
    int profile;
    long added;
    long removed = Long.MAX_VALUE;

    OpenExecutor(String id, int index) {
      this.id = id;
      this.index = index;
    }
  }

  /** A job that has not ended yet, or has. */
  private static final class OpenJob {
    final int id;
    final long submitted;
    final List<Integer> stageIds;
    long completed = -1;

    OpenJob(int id, long submitted, List<Integer> stageIds) {
      this.id = id;
      this.submitted = submitted;
      this.stageIds = stageIds;
    }
  }

  /** A stage that has not ended yet, or has. */
  static final class OpenStage {
    int id;
    int attempt;
    int job = -1;
    String name = "";
    long submitted;
    long completed = -1;
    int taskCount;
    List<Integer> parents = new ArrayList<>();
    List<LoggedStage.StageRdd> rdds = new ArrayList<>();
  }

  WorkloadBuilder(String source) {
    this.source = source;
  }

  TaskTable tasks() {
    return sorted == null ? unsorted : sorted;
  }

  SparkVersion version() {
    try {
      return SparkVersion.parse(sparkVersion);
    } catch (IllegalArgumentException e) {
      return SparkVersion.LATEST;
    }
  }

  void time(long time) {
    if (time > 0) {
      begin = Math.min(begin, time);
      end = Math.max(end, time);
      now = time;
    }
  }

  // ---- executors

  private OpenExecutor executor(String id) {
    return executorsById.computeIfAbsent(
        id,
        name -> {
          OpenExecutor added = new OpenExecutor(name, openExecutors.size());
          added.added = now;
          openExecutors.add(added);
          return added;
        });
  }

  void resourceProfile(int id, Map<String, String> says) {
    profiles.put(id, says);
  }

  void executorAdded(String id, String host, int cores, int profile, long time) {
    time(time);
    OpenExecutor executor = executor(id);
    executor.host = host;
    executor.cores = cores;
    executor.profile = profile;
    executor.added = time;
  }

  void executorRemoved(String id, long time) {
    time(time);
    OpenExecutor executor = executorsById.get(id);
    if (executor != null) {
      executor.removed = time;
    }
  }

  void blockManagerAdded(String id, long onHeap, long offHeap, long time) {
    time(time);
    blockManagers.put(id, new long[] {onHeap, offHeap});
  }

  // ---- jobs and stages

  void jobStarted(int id, long time, List<Integer> stageIds) {
    time(time);
    OpenJob job = new OpenJob(id, time, stageIds);
    openJobs.add(job);
    jobsById.put(id, job);
  }

  void jobEnded(int id, long time) {
    time(time);
    OpenJob job = jobsById.get(id);
    if (job != null && job.completed < 0) {
      job.completed = time;
      jobsEnded++;
    }
  }

  void stageSubmitted(OpenStage stage) {
    if (stage.submitted <= 0) {
      stage.submitted = now;
    }
    time(stage.submitted);
    stage.job = jobOf(stage.id);
    stagesByAttempt.put(attempt(stage.id, stage.attempt), openStages.size());
    openStages.add(stage);
  }

  /** The newest job that still runs and lists the stage, or else the first that lists it. */
  private int jobOf(int stage) {
    int found = -1;
    for (int i = openJobs.size() - 1; i >= 0; i--) {
      OpenJob job = openJobs.get(i);
      if (job.stageIds.contains(stage)) {
        found = job.id;
        if (job.completed < 0) {
          return found;
        }
      }
    }
    return found;
  }

  void stageCompleted(int id, int attempt, long time) {
    time(time);
    Integer index = stagesByAttempt.get(attempt(id, attempt));
    if (index != null) {
      openStages.get(index).completed = time > 0 ? time : now;
    }
  }

  private int stage(int id, int attempt) {
    Integer known = stagesByAttempt.get(attempt(id, attempt));
    if (known != null) {
      return known;
    }
    OpenStage bare = new OpenStage();
    bare.id = id;
    bare.attempt = attempt;
    stageSubmitted(bare);
    return openStages.size() - 1;
  }

  private static long attempt(int stage, int attempt) {
    return ((long) stage << 32) | (attempt & 0xffffffffL);
  }

  void rdd(LoggedRdd rdd) {
    LoggedRdd known = rddsById.get(rdd.id());
    if (known == null || (!known.persisted() && rdd.persisted())) {
      rddsById.put(rdd.id(), rdd);
    }
  }

  LoggedStage.StageRdd intern(LoggedStage.StageRdd rdd) {
    LoggedStage.StageRdd known = interned.putIfAbsent(rdd, rdd);
    return known == null ? rdd : known;
  }

  // ---- tasks

  int task(long id, int stage, int attempt, int partition, String executor, boolean success) {
    return unsorted.add(
        id, stage(stage, attempt), Math.max(0, partition), executor(executor).index, success);
  }

  void metric(int task, TaskMetric metric, long value) {
    unsorted.set(task, metric, value);
  }

  void operators(int task, List<LoggedOperator> operators) {
    unsorted.setOperators(task, operators);
  }

  // ---- blocks

  void block(@Nullable String executor, int rdd, int partition, BlockState state) {
    if (rdd < 0 || partition < 0 || partition >= MOST_PARTITIONS) {
      return;
    }
    if (state.useMemory() && state.memoryBytes() > 0) {
      if (state.deserialized()) {
        sizes.sawValues(rdd, partition, state.memoryBytes());
      } else {
        sizes.sawSerialized(rdd, partition, state.memoryBytes());
      }
    }
    if (state.useDisk() && state.diskBytes() > 0) {
      sizes.sawSerialized(rdd, partition, state.diskBytes());
    }
    if (executor == null) {
      updatedBlocks++;
      return;
    }
    blockUpdates++;
    OpenExecutor at = executorsById.get(executor);
    if (at != null) {
      changes.add(
          new BlockChange(
              at.index,
              rdd,
              partition,
              state.useMemory(),
              state.useDisk(),
              Math.max(state.memoryBytes(), state.useMemory() ? 0 : state.diskBytes())));
    }
  }

  /** What a status says of a block. */
  record BlockState(
      boolean useMemory,
      boolean useDisk,
      boolean deserialized,
      int replication,
      long memoryBytes,
      long diskBytes) {}

  void driverEvent(DriverEvent.Kind kind, long id, long bytes, int piece) {
    driverEvents.add(
        new DriverEvent(
            kind, id, bytes, piece, openStages.size(), unsorted.count(), jobsEnded, now));
  }

  // ---- the end

  /** Makes a workload of what was set directly, with these tasks. */
  Workload with(TaskTable tasks) {
    sorted = tasks.sorted();
    return new Workload(this);
  }

  Workload build() {
    sorted = unsorted.sorted();
    if (begin > end) {
      begin = 0;
      end = 0;
    }
    properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    if (openExecutors.isEmpty()) {
      executor("driver");
    }
    executors = openExecutors.stream().map(this::closed).toList();
    jobs = openJobs.stream().map(j -> new LoggedJob(j.id, j.submitted, j.completed)).toList();
    stages = openStages.stream().map(WorkloadBuilder::closed).toList();
    rdds = List.copyOf(rddsById.values());
    return new Workload(this);
  }

  private LoggedExecutor closed(OpenExecutor open) {
    long[] memory = blockManagers.get(open.id);
    return new LoggedExecutor(
        open.id,
        open.host,
        Math.max(1, open.cores),
        profiles.getOrDefault(open.profile, Map.of()),
        memory == null ? -1 : memory[0],
        memory == null ? -1 : memory[1],
        open.added,
        open.removed);
  }

  private static LoggedStage closed(OpenStage open) {
    return new LoggedStage(
        open.id,
        open.attempt,
        open.job,
        open.name,
        open.submitted,
        open.completed,
        open.taskCount,
        open.parents,
        open.rdds);
  }

  static StorageLevel level(
      boolean disk, boolean memory, boolean offHeap, boolean deserialized, int replication) {
    if (!disk && !memory) {
      return StorageLevel.NONE;
    }
    return new StorageLevel(
        disk,
        memory,
        offHeap && memory,
        deserialized && !(offHeap && memory),
        Math.max(1, replication));
  }
}
