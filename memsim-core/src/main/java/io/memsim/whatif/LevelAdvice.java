package io.memsim.whatif;

import static io.memsim.whatif.AdviceWords.millis;
import static io.memsim.whatif.AdviceWords.percent;

import io.memsim.block.StorageLevel;
import io.memsim.simulate.RddResult;
import io.memsim.simulate.SimulationResult;
import io.memsim.whatif.Advice.Topic;
import java.util.ArrayList;
import java.util.List;

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

  private final SimulationResult result;

  LevelAdvice(SimulationResult result) {
    this.result = result;
  }

  List<Advice> advice(Sweep sweep) throws InterruptedException {
    Measures own = SimulationTrial.measures(result);
    List<Advice> advice = new ArrayList<>();
    for (RddResult rdd : result.rdds()) {
      boolean loses =
          rdd.counts().reads().again() > 0
              || rdd.counts().reads().disk() > 0
              || rdd.counts().puts().failed() > 0;
      if (loses && rdd.level().useMemory() && own.lostMillis() > 0) {
        better(rdd, own, sweep, advice);
      }
    }
    return advice;
  }

  private void better(RddResult rdd, Measures own, Sweep sweep, List<Advice> advice)
      throws InterruptedException {
    List<Variant> others =
        LEVELS.stream()
            .filter(level -> !level.equals(rdd.level()))
            .map(level -> Variant.RECORDED.with(new Knob.Level(rdd.rdd()), level.toString()))
            .toList();
    Candidate best = null;
    Measures bestMeasures = null;
    for (Candidate candidate : sweep.run(others)) {
      Measures measures = candidate.measures();
      boolean better =
          measures != null
              && measures.failures() <= own.failures()
              && (bestMeasures == null || measures.lostMillis() < bestMeasures.lostMillis());
      if (better) {
        best = candidate;
        bestMeasures = measures;
      }
    }
    if (best == null
        || bestMeasures == null
        || bestMeasures.lostMillis() > WORTH_IT * own.lostMillis()) {
      return;
    }
    String level = best.variant().settings().get(0).value();
    advice.add(
        new Advice(
            Topic.OTHER_LEVEL,
            rdd.rdd(),
            AdviceWords.rdd(rdd)
                + " would be better "
                + how(rdd.level(), StorageLevel.parse(level))
                + ": persist it at "
                + level
                + ".",
            List.of(
                "task time lost "
                    + millis(bestMeasures.lostMillis())
                    + " in place of "
                    + millis(own.lostMillis())
                    + " (simulated)",
                "reads answered from memory "
                    + percent(bestMeasures.hitRatio())
                    + " in place of "
                    + percent(own.hitRatio()),
                "the application takes "
                    + millis(bestMeasures.durationMillis())
                    + " in place of "
                    + millis(own.durationMillis()))));
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
