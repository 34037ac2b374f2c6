package io.memsim.simulate;

import io.memsim.block.BlockId;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tasks whose stage has begun. In the log's own configuration they are launched in the order that
 * the log has. In any other they are launched as Spark's scheduler would: jobs and stages first in,
 * first out; of a stage first the tasks whose partition is cached somewhere, on the executor that
 * has it, then those that read shuffled data, then the others.
 */
final class TaskQueue {

  /** {@code spark.locality.wait}, in milliseconds. */
  private static final double LOCALITY_WAIT = 3000;

  private final Engine engine;
  private final boolean recorded;

  /** Pending tasks by their turn. */
  private final TreeMap<Long, Pending> pending = new TreeMap<>();

  private final double[] lastLaunch;
  private boolean scheduling;
  private double timer = -1;

  private record Pending(int task, int stage, @Nullable Node preferred) {}

  TaskQueue(Engine engine) {
    this.engine = engine;
    this.recorded = engine.inLogsOrder();
    this.lastLaunch = new double[engine.workload().stages().size()];
  }

  /**
   * Decides in which order a stage's tasks are to run, and where: by what is cached now.
   *
   * @return what makes them run
   */
  Runnable prepare(int stage, int[] tasks) {
    TreeMap<Long, Pending> prepared = new TreeMap<>();
    Lineage lineage = engine.lineageOf(stage);
    for (int task : tasks) {
      if (recorded) {
        prepared.put((long) task, new Pending(task, stage, null));
        continue;
      }
      int partition = engine.workload().taskPartition(task);
      Lineage.Preference preference = lineage.preference(partition, engine::isCached);
      BlockId cached = preference.block();
      Node holder = cached == null ? null : engine.holder(cached, null);
      prepared.put(
          turn(stage, preference.rank(), partition, prepared), new Pending(task, stage, holder));
    }
    return () -> {
      lastLaunch[stage] = engine.now();
      pending.putAll(prepared);
      schedule();
    };
  }

  /** A partition that is run more than once is run again behind the others. */
  private long turn(int stage, int rank, int partition, Map<Long, Pending> prepared) {
    long turn = ((long) engine.turn(stage) << 40) | ((long) rank << 36) | partition;
    while (prepared.containsKey(turn)) {
      turn += 1L << 32;
    }
    return turn;
  }

  /** Puts tasks on free slots, where the log has them or else as Spark would. */
  void schedule() {
    if (scheduling) {
      return;
    }
    scheduling = true;
    boolean placed = true;
    while (placed && !pending.isEmpty()) {
      placed = false;
      for (Map.Entry<Long, Pending> entry : pending.entrySet()) {
        Pending task = entry.getValue();
        Node node = place(task);
        if (node != null) {
          pending.remove(entry.getKey());
          lastLaunch[task.stage] = engine.now();
          engine.launch(task.task, node);
          placed = true;
          break;
        }
        if (engine.freeSlots() == 0) {
          break;
        }
      }
    }
    scheduling = false;
  }

  private @Nullable Node place(Pending task) {
    int given = engine.preparation().placement(engine.scenario(), task.task, engine.nodes().size());
    if (given >= 0) {
      Node node = engine.nodes().get(given);
      return node.freeSlots > 0 ? node : null;
    }
    if (task.preferred != null) {
      if (task.preferred.freeSlots > 0) {
        return task.preferred;
      }
      double until = lastLaunch[task.stage] + LOCALITY_WAIT;
      if (engine.now() < until) {
        // One timer is enough: when it is due, all that wait are looked at again.
        if (timer <= engine.now() || until < timer) {
          timer = until;
          engine.at(until, this::schedule);
        }
        return null;
      }
    }
    Node best = null;
    for (Node node : engine.nodes()) {
      if (node.freeSlots > 0 && (best == null || node.freeSlots > best.freeSlots)) {
        best = node;
      }
    }
    return best;
  }
}
