package io.memsim.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryCurveTest {
  private static final SimulationTrial TRIAL = Logs.pagerank("");

  @Test
  void reachesFromTheLeastHeapThatStartsToOneThatIsEnough() throws Exception {
    List<MemoryCurve.Point> points = MemoryCurve.of(TRIAL, Sweep.with(TRIAL)).points();

    assertThat(points).hasSizeBetween(10, 25);
    assertThat(points).extracting(MemoryCurve.Point::memory).isSorted().doesNotHaveDuplicates();
    MemoryCurve.Point last = points.get(points.size() - 1);
    assertThat(last.candidate().ran().orElseThrow().evictions()).isZero();
    assertThat(last.candidate().variant().value(MemorySizes.HEAP))
        .contains((last.memory() >> 20) + "m");
    assertThat(points.get(0).candidate().ran().orElseThrow().hitRatio()).isLessThan(0.1);
    assertThat(points.get(0).memory()).isEqualTo(1L << 20);
  }

  @Test
  void theLeastHeapIsTheLeastThatStarts() {
    Variant reserved =
        Grid.of(List.of(Axis.parse("spark.testing.reservedMemory=104857600"))).variant(0);

    MemorySizes sizes = new MemorySizes(TRIAL, reserved);

    assertThat(sizes.leastMib()).isEqualTo(150);
    assertThat(sizes.upTo(152))
        .extracting(v -> v.value(MemorySizes.HEAP).orElseThrow())
        .containsExactly("150m", "151m", "152m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-eviction", "no-spill", "hit>=0.95", "hit>=0.5", "same-time"})
  void theSearchFindsWhatAnExhaustiveScanFinds(String name) throws Exception {
    Goal goal = Goal.parse(name);
    Measures recorded = TRIAL.run(Variant.RECORDED);
    GoalAnswer answer =
        new GoalSearch(goal, recorded, TRIAL).memory(TRIAL, Sweep.with(TRIAL).threads(2));

    List<Variant> all = new ArrayList<>(new MemorySizes(TRIAL, Variant.RECORDED).upTo(64));
    Candidate first = null;
    for (Candidate candidate : Sweep.with(TRIAL).run(all)) {
      if (first == null && goal.isMet(candidate.ran().orElseThrow(), recorded)) {
        first = candidate;
      }
    }
    assertThat(answer.answer()).contains(first);
    answer
        .nextSmaller()
        .ifPresent(
            stopped -> {
              assertThat(goal.isMet(stopped.ran().orElseThrow(), recorded)).isFalse();
              assertThat(answer.obstacles())
                  .isNotEmpty()
                  .allSatisfy(o -> assertThat(goal.obstacles()).contains(o.kind()));
            });
  }
}
