package io.memsim.whatif;

import static io.memsim.whatif.AdviceWords.bytes;
import static io.memsim.whatif.AdviceWords.count;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.simulate.Access;
import io.memsim.simulate.RddResult;
import io.memsim.simulate.SimulationResult;
import io.memsim.whatif.Advice.Topic;
import io.memsim.workload.DriverEvent;
import io.memsim.workload.LoggedStage;
import io.memsim.workload.LoggedStage.StageRdd;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Advice on what is cached: what is never read, read through another one, kept too long, too big.
 */
final class CacheAdvice {
  private final Workload workload;
  private final SimulationResult result;
  private final Map<Integer, List<Access>> byRdd = new HashMap<>();
  private final Map<Integer, Set<Long>> missedIn = new HashMap<>();

  CacheAdvice(SimulationTrial trial) {
    this.workload = trial.workload();
    this.result = trial.detailed(Variant.RECORDED);
    for (Access access : result.accesses()) {
      byRdd.computeIfAbsent(access.rdd(), rdd -> new ArrayList<>()).add(access);
      if (access.outcome().miss()) {
        missedIn.computeIfAbsent(access.rdd(), rdd -> new HashSet<>()).add((long) access.task());
      }
    }
  }

  SimulationResult result() {
    return result;
  }

  List<Advice> advice() {
    List<Advice> advice = new ArrayList<>();
    for (RddResult rdd : result.rdds()) {
      if (rdd.level().equals(StorageLevel.NONE) || !byRdd.containsKey(rdd.rdd())) {
        continue;
      }
      if (readsAgain(rdd) == 0) {
        advice.add(neverRead(rdd));
      } else {
        cachedTwice(rdd, advice);
        neverUnpersisted(rdd, advice);
      }
      tooBig(rdd, advice);
    }
    return advice;
  }

  private static long readsAgain(RddResult rdd) {
    return rdd.counts().reads().hits() + rdd.counts().reads().again();
  }

  private Advice neverRead(RddResult rdd) {
    return new Advice(
        Topic.NEVER_READ,
        rdd.rdd(),
        AdviceWords.rdd(rdd)
            + " is cached and never read again: do not persist it, or not before it is needed"
            + " twice.",
        List.of(
            count(rdd.counts().reads().first(), "block")
                + " computed, none of them read afterwards",
            bytes(rdd.blockBytes()) + " at " + rdd.level()));
  }

  /** Whether all that is read of it again is read by tasks that compute a cached child of it. */
  private void cachedTwice(RddResult parent, List<Advice> advice) {
    for (RddResult child : result.rdds()) {
      Set<Long> computing = missedIn.getOrDefault(child.rdd(), Set.of());
      boolean isChild = child.rdd() != parent.rdd() && isAncestor(parent.rdd(), child.rdd());
      if (!isChild || child.counts().reads().hits() == 0) {
        continue;
      }
      List<Access> again =
          byRdd.getOrDefault(parent.rdd(), List.of()).stream()
              .filter(access -> access.outcome() != Access.Outcome.FIRST)
              .toList();
      if (again.stream().allMatch(access -> computing.contains((long) access.task()))) {
        advice.add(
            new Advice(
                Topic.CACHED_TWICE,
                parent.rdd(),
                AdviceWords.rdd(parent)
                    + " is read again only to compute "
                    + AdviceWords.rdd(child)
                    + ", which is cached too: unpersist the parent once the child is there.",
                List.of(
                    "all "
                        + count(again.size(), "later read")
                        + " of RDD "
                        + parent.rdd()
                        + " are by tasks that compute blocks of RDD "
                        + child.rdd(),
                    "both together take " + bytes(parent.blockBytes() + child.blockBytes()))));
        return;
      }
    }
  }

  /** Whether one RDD is reached from another one by narrow dependencies, in any stage. */
  private boolean isAncestor(int ancestor, int rdd) {
    for (LoggedStage stage : workload.stages()) {
      Map<Integer, List<Integer>> parents = new HashMap<>();
      for (StageRdd one : stage.rdds()) {
        parents.put(one.rdd(), one.parents());
      }
      List<Integer> open = new ArrayList<>(parents.getOrDefault(rdd, List.of()));
      Set<Integer> seen = new HashSet<>();
      while (!open.isEmpty()) {
        int next = open.remove(open.size() - 1);
        if (next == ancestor && parents.containsKey(next)) {
          return true;
        }
        if (seen.add(next)) {
          open.addAll(parents.getOrDefault(next, List.of()));
        }
      }
    }
    return false;
  }

  private void neverUnpersisted(RddResult rdd, List<Advice> advice) {
    boolean unpersisted =
        workload.driverEvents().stream()
            .anyMatch(e -> e.kind() == DriverEvent.Kind.UNPERSIST && e.id() == rdd.rdd());
    List<Access> accesses = byRdd.getOrDefault(rdd.rdd(), List.of());
    Access last = accesses.get(accesses.size() - 1);
    double idle = result.makespan() - last.time();
    long victims =
        result.evictions().stream()
            .filter(e -> e.time() > last.time() && isInTheWayOf(rdd, e.block()))
            .count();
    if (unpersisted || rdd.memoryBlocks() == 0 || victims == 0) {
      return;
    }
    int stage = workload.stages().get(workload.taskStage(last.task())).id();
    advice.add(
        new Advice(
            Topic.NEVER_UNPERSISTED,
            rdd.rdd(),
            AdviceWords.rdd(rdd)
                + " is never unpersisted: unpersist it after stage "
                + stage
                + ", where it is read for the last time.",
            List.of(
                count(rdd.memoryBlocks(), "block") + " of it in memory at the end",
                AdviceWords.millis(Math.round(idle)) + " unused",
                count(victims, "block") + " of others evicted meanwhile")));
  }

  /** Whether a block of another RDD would have had its room: of the heap, or outside of it. */
  private boolean isInTheWayOf(RddResult rdd, String evicted) {
    if (!(BlockId.parse(evicted) instanceof BlockId.RDDBlockId block)
        || block.rddId() == rdd.rdd()) {
      return false;
    }
    return result.rdds().stream()
        .filter(other -> other.rdd() == block.rddId())
        .anyMatch(other -> other.level().memoryMode() == rdd.level().memoryMode());
  }

  private void tooBig(RddResult rdd, List<Advice> advice) {
    long room =
        result.executors().stream()
            .mapToLong(e -> rdd.level().useOffHeap() ? e.offHeap() : e.unified())
            .sum();
    if (rdd.level().useMemory() && rdd.blockBytes() > room) {
      advice.add(
          new Advice(
              Topic.TOO_BIG,
              rdd.rdd(),
              AdviceWords.rdd(rdd)
                  + " can never be in memory as a whole: it is larger than what all executors"
                  + " share between execution and storage.",
              List.of(
                  bytes(rdd.blockBytes()) + " at " + rdd.level(),
                  bytes(room)
                      + " on "
                      + count(result.executors().size(), "executor")
                      + ", if nothing else needs any")));
    }
  }
}
