package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.workload.BlockChange;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes down what happens during one run. */
final class Recorder {

  private final Workload workload;
  private final boolean detailed;
  final Tally total = new Tally();
  final Map<Integer, Tally> byRdd = new TreeMap<>();
  final Tally[] byStage;
  final double[] stageSubmitted;
  final double[] stageCompleted;
  final int[] stageFailed;
  final long[] stagePeak;
  final List<Access> accesses = new ArrayList<>();
  final List<Eviction> evictions = new ArrayList<>();
  final List<TaskFailure> failures = new ArrayList<>();
  final List<Timeline.PoolSample> pools = new ArrayList<>();
  final List<Timeline.BlockSpan> spans = new ArrayList<>();
  final List<Timeline.TaskSpan> tasks = new ArrayList<>();
  final List<Timeline.SpillEvent> spills = new ArrayList<>();
  final List<Timeline.WaitSpan> waits = new ArrayList<>();
  final List<BlockChange> changes = new ArrayList<>();
  final List<int[]> woken = new ArrayList<>();
  private final Map<Long, Boolean> computed = new HashMap<>();
  private final Map<SpanKey, OpenSpan> open = new LinkedHashMap<>();
  private final Map<Integer, Double> lastSample = new HashMap<>();
  private @Nullable BlockId lastWritten;

  private List<BlockId.RDDBlockId> written = List.of();

  /** Whether memory is asked for so that a block gets back from disk. */
  boolean promoting;

  double now;

  private record SpanKey(int executor, int rdd, int partition) {}

  private record OpenSpan(Timeline.Place place, double from) {}

  Recorder(Workload workload, boolean detailed) {
    this.workload = workload;
    this.detailed = detailed;
    int stages = workload.stages().size();
    this.byStage = new Tally[stages];
    for (int i = 0; i < stages; i++) {
      byStage[i] = new Tally();
    }
    this.stageSubmitted = new double[stages];
    this.stageCompleted = new double[stages];
    this.stageFailed = new int[stages];
    this.stagePeak = new long[stages];
  }

  Tally rdd(int rdd) {
    return byRdd.computeIfAbsent(rdd, id -> new Tally());
  }

  /** Notes that a block is computed; answers whether it had been computed before. */
  boolean computed(int rdd, int partition) {
    return computed.put(((long) rdd << 32) | partition, true) != null;
  }

  void access(Node node, int task, int rdd, int partition, Access.Outcome outcome, long bytes) {
    total.add(outcome, bytes);
    rdd(rdd).add(outcome, bytes);
    byStage[workload.taskStage(task)].add(outcome, bytes);
    if (detailed) {
      accesses.add(new Access(now, node.index, task, rdd, partition, outcome, bytes));
      if (outcome.miss()) {
        boolean again = outcome == Access.Outcome.AGAIN;
        span(node, rdd, partition, again ? Timeline.Place.RECOMPUTED : Timeline.Place.COMPUTED);
      }
    }
  }

  void evicted(Node node, BlockId block, long bytes, Tier to, EvictionCause reason, long task) {
    EvictionCause cause = promoting ? EvictionCause.PROMOTION : reason;
    boolean toDisk = to == Tier.DISK;
    if (block instanceof BlockId.RDDBlockId rdd) {
      boolean isWritten = toDisk && block.equals(lastWritten);
      count(total, bytes, toDisk, isWritten, cause);
      count(rdd(rdd.rddId()), bytes, toDisk, isWritten, cause);
      if (task >= 0) {
        count(byStage[workload.taskStage((int) task)], bytes, toDisk, isWritten, cause);
      }
      if (isWritten) {
        if (written.isEmpty()) {
          written = new ArrayList<>();
        }
        written.add(rdd);
      }
      if (detailed) {
        span(node, rdd.rddId(), rdd.splitIndex(), toDisk ? Timeline.Place.DISK : null);
        changes.add(
            new BlockChange(node.index, rdd.rddId(), rdd.splitIndex(), false, toDisk, bytes));
      }
    } else {
      total.evictedBroadcasts++;
    }
    if (detailed) {
      int stage = task >= 0 ? workload.taskStage((int) task) : -1;
      evictions.add(
          new Eviction(now, node.index, block.name(), bytes, to, cause, (int) task, stage));
    }
  }

  private static void count(
      Tally tally, long bytes, boolean toDisk, boolean written, EvictionCause cause) {
    tally.evictions++;
    tally.evictedBytes += bytes;
    if (written) {
      tally.evictionsToDisk++;
    } else if (toDisk) {
      tally.evictionsOnDisk++;
    } else {
      tally.evictionsLost++;
    }
    if (cause == EvictionCause.EXECUTION) {
      tally.evictionsForExecution++;
    }
  }

  /** The blocks that were written to disk by their evictions since it was asked last. */
  List<BlockId.RDDBlockId> takeWritten() {
    List<BlockId.RDDBlockId> taken = written;
    written = List.of();
    return taken;
  }

  void stored(Node node, BlockId block, Tier tier) {
    if (tier == Tier.DISK) {
      lastWritten = block;
    }
    if (detailed && block instanceof BlockId.RDDBlockId rdd) {
      if (tier == Tier.MEMORY
          || !node.memory.contains(block)
          || node.memory.tier(block) != Tier.MEMORY) {
        span(
            node,
            rdd.rddId(),
            rdd.splitIndex(),
            tier == Tier.MEMORY ? Timeline.Place.MEMORY : Timeline.Place.DISK);
      }
    }
  }

  /** Notes that a block was put. */
  void put(Node node, int rdd, int partition, boolean memory, long bytes) {
    if (detailed) {
      changes.add(new BlockChange(node.index, rdd, partition, memory, !memory, bytes));
    }
  }

  void removed(Node node, BlockId block) {
    if (detailed && block instanceof BlockId.RDDBlockId rdd) {
      span(node, rdd.rddId(), rdd.splitIndex(), null);
    }
  }

  /** Begins a span of a block's life, and ends the one before. */
  void span(Node node, int rdd, int partition, Timeline.@Nullable Place place) {
    SpanKey key = new SpanKey(node.index, rdd, partition);
    OpenSpan before = open.remove(key);
    if (before != null && now > before.from) {
      spans.add(new Timeline.BlockSpan(node.index, rdd, partition, before.place, before.from, now));
    }
    if (place != null) {
      open.put(key, new OpenSpan(place, now));
    }
  }

  void failed(TaskRun run, long needed, long got, double time) {
    int stage = workload.taskStage(run.task);
    stageFailed[stage]++;
    failures.add(
        new TaskFailure(
            time,
            run.node.index,
            run.task,
            stage,
            needed,
            got,
            "UNABLE_TO_ACQUIRE_MEMORY: needs "
                + needed
                + " bytes of execution memory, got "
                + got));
  }

  void spilled(TaskRun run, long bytes, long disk, double millis) {
    int stage = workload.taskStage(run.task);
    for (Tally tally : new Tally[] {total, byStage[stage]}) {
      tally.spills++;
      tally.memorySpilled += bytes;
      tally.diskSpilled += disk;
      tally.spillMillis += millis;
    }
    if (detailed) {
      spills.add(new Timeline.SpillEvent(now, run.node.index, run.task, stage, bytes));
    }
  }

  void waits(int task) {
    total.waits++;
    byStage[workload.taskStage(task)].waits++;
  }

  /** Notes that a wait is over. */
  void waited(TaskRun run, double since, long bytes) {
    if (detailed) {
      int stage = workload.taskStage(run.task);
      waits.add(
          new Timeline.WaitSpan(run.node.index, run.slot, run.task, stage, since, now, bytes));
    }
  }

  void woken(Node node, long task) {
    woken.add(new int[] {node.index, (int) task});
  }

  void changed(Node node) {
    if (!detailed) {
      return;
    }
    Double last = lastSample.get(node.index);
    Timeline.PoolSample sample =
        new Timeline.PoolSample(
            now,
            node.index,
            node.memory.storagePoolSize(MemoryMode.ON_HEAP),
            node.memory.storageUsed(MemoryMode.ON_HEAP),
            node.memory.executionPoolSize(MemoryMode.ON_HEAP),
            node.memory.executionUsed(MemoryMode.ON_HEAP),
            node.memory.storageUsed(MemoryMode.OFF_HEAP),
            node.memory.executionUsed(MemoryMode.OFF_HEAP));
    if (last != null && now - last < 1 && !pools.isEmpty()) {
      int at = pools.size() - 1;
      if (pools.get(at).executor() == node.index) {
        pools.set(at, sample);
        return;
      }
    }
    pools.add(sample);
    lastSample.put(node.index, now);
  }

  Timeline timeline() {
    open.forEach(
        (key, span) ->
            spans.add(
                new Timeline.BlockSpan(
                    key.executor, key.rdd, key.partition, span.place, span.from, now)));
    open.clear();
    return new Timeline(pools, spans, tasks, spills, waits);
  }
}
