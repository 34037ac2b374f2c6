package io.memsim.whatif;

import static io.memsim.whatif.AdviceWords.millis;
import static io.memsim.whatif.AdviceWords.percent;

import io.memsim.block.StorageLevel;
import io.memsim.simulate.RddResult;
import io.memsim.simulate.SimulationResult;
import io.memsim.whatif.Advice.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Advice on storage levels, each simulated. */
final class LevelAdvice {
  private static final List<StorageLevel> LEVELS =
      List.of(
          StorageLevel.MEMORY_AND_DISK,
          StorageLevel.MEMORY_ONLY_SER,
          StorageLevel.MEMORY_AND_DISK_SER,
          StorageLevel.DISK_ONLY);

  /** Less than this is within what the cost model guesses. */
  private static final double WORTH_IT = 0.8;

  /** Of how many RDDs levels are tried, at most. */
  private static final int MOST = 16;

  /** Those first of which most has to be computed or read from disk again. */
  private static final Comparator<RddResult> BY_LOSS =
      Comparator.<RddResult>comparingDouble(rdd -> -rdd.counts().times().recomputing())
          .thenComparingLong(rdd -> -rdd.counts().reads().disk())
          .thenComparingInt(RddResult::rdd);

  private final SimulationResult result;

  LevelAdvice(SimulationResult result) {
    this.result = result;
  }

  /**
   * The best change first, then what is best with that, as long as it is worth it: each advice
   * counts on those before it.
   */
  List<Advice> advice(Sweep sweep) throws InterruptedException {
    List<RddResult> losing =
        new ArrayList<>(
            result.rdds().stream().filter(LevelAdvice::loses).sorted(BY_LOSS).limit(MOST).toList());
    Measures before = SimulationTrial.measures(result);
    Variant base = Variant.RECORDED;
    List<Advice> advice = new ArrayList<>();
    while (!losing.isEmpty() && before.lostMillis() > 0) {
      Candidate best = best(losing, base, before, sweep);
      if (best == null) {
        return advice;
      }
      Setting last = best.variant().settings().get(best.variant().settings().size() - 1);
      Measures measures = best.ran().orElseThrow();
      RddResult rdd =
          losing.stream()
              .filter(one -> last.knob().equals(new Knob.Level(one.rdd())))
              .findFirst()
              .orElseThrow();
      advice.add(advice(rdd, last.value(), measures, before, !advice.isEmpty()));
      losing.remove(rdd);
      base = best.variant();
      before = measures;
    }
    return advice;
  }

  private static boolean loses(RddResult rdd) {
    return rdd.level().useMemory()
        && (rdd.counts().reads().again() > 0
            || rdd.counts().reads().disk() > 0
            || rdd.counts().puts().failed() > 0);
  }

  /** The change of one level that saves most, or null when none is worth it. */
  private static @Nullable Candidate best(
      List<RddResult> losing, Variant base, Measures before, Sweep sweep)
      throws InterruptedException {
    List<Variant> others = new ArrayList<>();
    for (RddResult rdd : losing) {
      for (StorageLevel level : LEVELS) {
        if (!level.equals(rdd.level())) {
          others.add(base.with(new Knob.Level(rdd.rdd()), level.toString()));
        }
      }
    }
    Candidate best = null;
    double least = WORTH_IT * before.lostMillis();
    for (Candidate candidate : sweep.run(others)) {
      Measures measures = candidate.measures();
      if (measures != null
          && measures.failures() <= before.failures()
          && measures.lostMillis() <= least
          && (best == null || measures.lostMillis() < least)) {
        best = candidate;
        least = measures.lostMillis();
      }
    }
    return best;
  }

  private static Advice advice(
      RddResult rdd, String level, Measures measures, Measures before, boolean further) {
    return new Advice(
        Topic.OTHER_LEVEL,
        rdd.rdd(),
        AdviceWords.rdd(rdd)
            + (further ? " would then be better " : " would be better ")
            + how(rdd.level(), StorageLevel.parse(level))
            + ": persist it at "
            + level
            + ".",
        List.of(
            "task time lost "
                + millis(measures.lostMillis())
                + " in place of "
                + millis(before.lostMillis())
                + " (simulated)",
            "reads answered from memory "
                + percent(measures.hitRatio())
                + " in place of "
                + percent(before.hitRatio()),
            "the application takes "
                + millis(measures.durationMillis())
                + " in place of "
                + millis(before.durationMillis())));
  }

  private static String how(StorageLevel from, StorageLevel to) {
    if (!to.useMemory()) {
      return "on disk";
    } else if (from.useOffHeap()) {
      return "on the heap";
    } else if (from.deserialized() && !to.deserialized()) {
      return "serialized";
    }
    return to.useDisk() && !from.useDisk() ? "with disk to fall back on" : "at another level";
  }
}
