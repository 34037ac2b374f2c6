package io.memsim.cli;

import io.memsim.block.StorageLevel;
import io.memsim.config.Deployment;
import io.memsim.config.MemoryConfig;
import io.memsim.event.EvictionCause;
import io.memsim.internal.text.CommonSubsequence;
import io.memsim.simulate.Access;
import io.memsim.simulate.Eviction;
import io.memsim.simulate.ExecutorResult;
import io.memsim.simulate.Scenario;
import io.memsim.simulate.Simulation;
import io.memsim.simulate.SimulationResult;
import io.memsim.simulate.StageResult;
import io.memsim.workload.LoggedExecutor;
import io.memsim.workload.LoggedRdd;
import io.memsim.workload.LoggedStage;
import io.memsim.workload.Workload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Predicts one logged run from the log of another (or from its own), and compares with the truth.
 * Of the predicted run only its configuration is used: properties, regions, storage levels, and,
 * where there are several executors, the placement of tasks.
 */
final class Evaluation {

  /** A logged run with its truth. */
  record Run(String name, Workload workload, Simulation simulation, TruthFile truth) {

    boolean sequential() {
      return workload.executors().size() == 1 && workload.executors().get(0).cores() == 1;
    }

    /** Whether another run did the same work: only storage levels and the configuration differ. */
    boolean sameWork(Run other) {
      return truth.application.equals(other.truth.application) && work().equals(other.work());
    }

    private Map<String, String> work() {
      TreeMap<String, String> parameters = new TreeMap<>(truth.parameters);
      parameters.keySet().removeIf(key -> key.startsWith("level"));
      return parameters;
    }
  }

  private static final String[] CONFIGURATION = {
    "spark.master",
    "spark.executor.memory",
    "spark.executor.cores",
    "spark.driver.memory",
    "spark.buffer.pageSize"
  };

  private Evaluation() {}

  static Score score(Run from, Run to, int schedules) {
    Scenario scenario =
        from.name().equals(to.name()) ? Scenario.own() : scenario(from.workload(), to.workload());
    SimulationResult result = from.simulation().run(scenario);
    Score score = compare(from, to, result);
    Score.Spread evictions = score.evictions().count().spread();
    Score.Spread recomputed = score.recomputed().spread();
    Score.Spread spilled = score.spill().bytes().spread();
    for (int seed = 1; seed <= schedules && !to.sequential(); seed++) {
      SimulationResult other =
          from.simulation().run(scenario.toBuilder().seed(seed).detailed(false).build());
      evictions = evictions.with(other.counts().evictions().count());
      recomputed = recomputed.with(other.counts().reads().again());
      spilled = spilled.with(other.counts().spills().memoryBytes());
    }
    Score.Evicted evicted = score.evictions();
    Score.Evicted spread =
        new Score.Evicted(
            evicted.exact(),
            evicted.inOrder(),
            evicted.forPuts(),
            evicted.forExecution(),
            evicted.count().with(evictions),
            evicted.bytes());
    Score.Count again = score.recomputed().with(recomputed);
    return new Score(
        score.from(),
        score.to(),
        score.sequential(),
        score.reads(),
        spread,
        score.finals(),
        new Score.Spilled(score.spill().bytes().with(spilled), score.spill().stages()),
        again,
        Limits.of(from.workload(), scenario, result, spread.count(), again));
  }

  // ---- the other run's configuration

  private static Scenario scenario(Workload from, Workload to) {
    Scenario.Builder scenario = Scenario.builder();
    TreeSet<String> keys = new TreeSet<>(from.properties().keySet());
    keys.addAll(to.properties().keySet());
    for (String key : keys) {
      String value = to.properties().getOrDefault(key, "");
      if (isConfiguration(key) && !value.equals(from.properties().getOrDefault(key, ""))) {
        scenario.set(key, value);
      }
    }
    for (LoggedRdd rdd : to.rdds()) {
      LoggedRdd here = from.rdd(rdd.id());
      StorageLevel before = here == null ? StorageLevel.NONE : here.level();
      if (here != null && !before.equals(rdd.level())) {
        scenario.level(rdd.id(), rdd.level());
      }
    }
    LoggedExecutor first = to.executors().get(0);
    MemoryConfig config = Simulation.loggedConfig(to);
    if (config.deployment() != Deployment.LOCAL
        || !to.properties().containsKey("spark.testing.memory")) {
      if (first.onHeap() >= 0) {
        scenario.unified(first.onHeap());
      }
    }
    if (to.executors().size() > 1 || from.executors().size() > 1) {
      scenario.executors(to.executors().size()).cores(first.cores());
      scenario.placementOf(to);
    }
    return scenario.build();
  }

  private static boolean isConfiguration(String key) {
    for (String known : CONFIGURATION) {
      if (key.equals(known)) {
        return true;
      }
    }
    return key.startsWith("spark.memory.")
        || key.startsWith("spark.testing")
        || key.startsWith("spark.storage.");
  }

  // ---- comparing

  private static Score compare(Run from, Run to, SimulationResult result) {
    TruthFile truth = to.truth();
    return new Score(
        from.name(),
        to.name(),
        to.sequential(),
        reads(from.workload(), truth, result),
        evictions(truth, result, to.workload()),
        finals(truth, result, to.workload()),
        spilled(truth, result),
        new Score.Count(
            result.counts().reads().again(), truth.counts.getOrDefault("recomputations", 0L)),
        List.of());
  }

  private static Score.Share reads(Workload from, TruthFile truth, SimulationResult result) {
    Map<String, Deque<String>> predicted = new HashMap<>();
    for (Access access : result.accesses()) {
      LoggedStage stage = from.stages().get(from.taskStage(access.task()));
      String key =
          key(stage.id(), from.taskPartition(access.task()))
              + "rdd_"
              + access.rdd()
              + "_"
              + access.partition();
      predicted.computeIfAbsent(key, k -> new ArrayDeque<>()).add(outcome(access));
    }
    long all = 0;
    long right = 0;
    Map<String, Deque<String>> unmatched = new TreeMap<>();
    for (TruthFile.Recorded executor : truth.executors.values()) {
      for (TruthFile.Read read : executor.reads) {
        int[] task = truth.tasks.get(read.task());
        String key = task == null ? "" : key(task[0], task[1]) + read.block();
        Deque<String> ours = predicted.get(key);
        String outcome = ours == null ? null : ours.poll();
        all++;
        if (read.result().equals(outcome)) {
          right++;
        } else if (outcome == null) {
          unmatched.computeIfAbsent(read.block(), k -> new ArrayDeque<>()).add(read.result());
        }
      }
    }
    // The ids of stages that are submitted at the same time may differ between runs.
    for (Access access : result.accesses()) {
      LoggedStage stage = from.stages().get(from.taskStage(access.task()));
      String block = "rdd_" + access.rdd() + "_" + access.partition();
      String key = key(stage.id(), from.taskPartition(access.task())) + block;
      Deque<String> left = predicted.get(key);
      String outcome = left == null ? null : left.poll();
      if (outcome == null) {
        continue;
      }
      Deque<String> theirs = unmatched.get(block);
      String truly = theirs == null ? null : theirs.poll();
      if (truly == null) {
        all++;
      } else if (truly.equals(outcome)) {
        right++;
      }
    }
    return new Score.Share(all, right);
  }

  private static String key(int stage, int partition) {
    return stage + "/" + partition + "/";
  }

  private static String outcome(Access access) {
    return access.outcome().miss() ? "MISS" : access.outcome().name();
  }

  /** Evictions in their order, told apart by what they made room for. */
  private static final class Order {
    final List<String> exact = new ArrayList<>();
    final List<String> blocks = new ArrayList<>();
    final List<String> forPuts = new ArrayList<>();
    final List<String> forExecution = new ArrayList<>();
    long bytes;

    void add(String block, long size, String to, boolean execution) {
      String text = block + " " + size + " " + to;
      exact.add(text);
      blocks.add(block + " " + to);
      (execution ? forExecution : forPuts).add(text);
      bytes += size;
    }
  }

  private static Score.Evicted evictions(TruthFile truth, SimulationResult result, Workload to) {
    Score.Share none = new Score.Share(0, 0);
    Score.Evicted sum =
        new Score.Evicted(none, none, none, none, new Score.Count(0, 0), new Score.Count(0, 0));
    for (int i = 0; i < result.executors().size(); i++) {
      Order ours = new Order();
      for (Eviction eviction : result.evictions()) {
        if (eviction.executor() == i && eviction.block().startsWith("rdd_")) {
          boolean execution = eviction.cause() == EvictionCause.EXECUTION;
          ours.add(eviction.block(), eviction.bytes(), eviction.to().toString(), execution);
        }
      }
      Order theirs = new Order();
      for (TruthFile.Evicted eviction : recorded(truth, to, i).evictions) {
        boolean execution = eviction.why().equals("execution");
        theirs.add(eviction.block(), eviction.bytes(), eviction.to(), execution);
      }
      sum =
          new Score.Evicted(
              sum.exact().plus(inOrder(ours.exact, theirs.exact)),
              sum.inOrder().plus(inOrder(ours.blocks, theirs.blocks)),
              sum.forPuts().plus(inOrder(ours.forPuts, theirs.forPuts)),
              sum.forExecution().plus(inOrder(ours.forExecution, theirs.forExecution)),
              sum.count().plus(new Score.Count(ours.exact.size(), theirs.exact.size())),
              sum.bytes().plus(new Score.Count(ours.bytes, theirs.bytes)));
    }
    return sum;
  }

  private static Score.Share inOrder(List<String> ours, List<String> theirs) {
    return new Score.Share(theirs.size(), CommonSubsequence.length(ours, theirs));
  }

  private static TruthFile.Recorded recorded(TruthFile truth, Workload to, int executor) {
    if (executor < to.executors().size()) {
      TruthFile.Recorded found = truth.executors.get(to.executors().get(executor).id());
      if (found != null) {
        return found;
      }
    }
    return new TruthFile.Recorded();
  }

  private static Score.Finals finals(TruthFile truth, SimulationResult result, Workload to) {
    Score.Share memory = new Score.Share(0, 0);
    Score.Share disk = new Score.Share(0, 0);
    for (int i = 0; i < result.executors().size(); i++) {
      ExecutorResult ours = result.executors().get(i);
      TruthFile.Recorded theirs = recorded(truth, to, i);
      memory = memory.plus(alike(theirs.memory, ours.memory()));
      disk = disk.plus(alike(theirs.disk, ours.disk()));
    }
    return new Score.Finals(memory, disk);
  }

  private static Score.Share alike(Map<String, Long> theirs, List<ExecutorResult.Held> ours) {
    TreeSet<String> union = new TreeSet<>(theirs.keySet());
    long right = 0;
    for (ExecutorResult.Held held : ours) {
      if (held.block().startsWith("rdd_")) {
        union.add(held.block());
        right += theirs.containsKey(held.block()) ? 1 : 0;
      }
    }
    return new Score.Share(union.size(), right);
  }

  private static Score.Spilled spilled(TruthFile truth, SimulationResult result) {
    long stages = 0;
    long right = 0;
    Map<Integer, Long> ours = new TreeMap<>();
    for (StageResult stage : result.stages()) {
      ours.merge(stage.stage(), stage.counts().spills().memoryBytes(), Long::sum);
    }
    long bytesTrue = 0;
    for (Map.Entry<String, long[]> stage : truth.stageSpills.entrySet()) {
      stages++;
      long theirs = stage.getValue()[0];
      bytesTrue += theirs;
      boolean predicted = ours.getOrDefault(Integer.valueOf(stage.getKey()), 0L) > 0;
      right += predicted == theirs > 0 ? 1 : 0;
    }
    return new Score.Spilled(
        new Score.Count(result.counts().spills().memoryBytes(), bytesTrue),
        new Score.Share(stages, right));
  }
}
