package io.memsim.whatif;

import static java.util.Comparator.comparingLong;

import io.memsim.block.BlockId;
import io.memsim.event.EvictionCause;
import io.memsim.simulate.Access;
import io.memsim.simulate.Eviction;
import io.memsim.simulate.SimulationResult;
import io.memsim.simulate.TaskFailure;
import io.memsim.simulate.Timeline;
import io.memsim.whatif.Trouble.Kind;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sums what went wrong, event by event, by what it is, stage and RDD. */
final class TroubleSum {
  private final Workload workload;
  private final SimulationResult result;
  private final Map<Place, long[]> sums = new TreeMap<>();

  private record Place(Kind kind, int stage, int rdd) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int order = kind.compareTo(other.kind);
      order = order != 0 ? order : Integer.compare(stage, other.stage);
      return order != 0 ? order : Integer.compare(rdd, other.rdd);
    }
  }

  TroubleSum(Workload workload, SimulationResult result) {
    this.workload = workload;
    this.result = result;
  }

  List<Trouble> troubles() {
    for (Eviction eviction : result.evictions()) {
      if (BlockId.parse(eviction.block()) instanceof BlockId.RDDBlockId block) {
        Kind kind =
            eviction.cause() == EvictionCause.EXECUTION
                ? Kind.EVICTION_FOR_EXECUTION
                : Kind.EVICTION_FOR_STORAGE;
        add(kind, eviction.stage(), block.rddId(), eviction.bytes());
      }
    }
    for (Access access : result.accesses()) {
      if (access.outcome() == Access.Outcome.AGAIN) {
        add(Kind.RECOMPUTATION, workload.taskStage(access.task()), access.rdd(), access.bytes());
      } else if (access.outcome() == Access.Outcome.DISK) {
        add(Kind.DISK_READ, workload.taskStage(access.task()), access.rdd(), access.bytes());
      }
    }
    for (Timeline.SpillEvent spill : result.timeline().spills()) {
      add(Kind.SPILL, spill.stage(), Trouble.NONE, spill.bytes());
    }
    for (TaskFailure failure : result.failures()) {
      add(Kind.FAILURE, failure.stage(), Trouble.NONE, failure.needed() - failure.got());
    }
    refused();
    List<Trouble> troubles = new ArrayList<>();
    sums.forEach(
        (place, sum) ->
            troubles.add(
                new Trouble(place.kind, stageId(place.stage), place.rdd, sum[0], sum[1], 0)));
    // Stable, so that equals stay in the order of kind, stage and RDD.
    troubles.sort(comparingLong(Trouble::bytes).reversed());
    return List.copyOf(troubles);
  }

  /** Refused puts are counted by RDD only; their size is that of a block as large as the mean. */
  private void refused() {
    result
        .rdds()
        .forEach(
            rdd -> {
              long refused = rdd.counts().puts().failed() + rdd.counts().puts().disk();
              if (refused > 0) {
                long mean = rdd.blockBytes() / Math.max(1, rdd.partitions());
                sums.put(
                    new Place(Kind.REFUSED_PUT, Trouble.NONE, rdd.rdd()),
                    new long[] {refused, refused * mean});
              }
            });
  }

  private void add(Kind kind, int stage, int rdd, long bytes) {
    long[] sum = sums.computeIfAbsent(new Place(kind, stage, rdd), place -> new long[2]);
    sum[0]++;
    sum[1] += bytes;
  }

  /** Spark's id of a stage at a position. */
  private int stageId(int position) {
    return position < 0 ? Trouble.NONE : workload.stages().get(position).id();
  }
}
