package io.memsim.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.whatif.GoalAnswer.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class GoalSearchProperties {
  private static final Measures RECORDED = Trials.evicting(1, 0);
  private static final Goal GOAL = new Goal.NoEviction();

  private static List<Variant> sizes(int count) {
    return Grid.of(List.of(Axis.parse("executors=1:" + count + ":1"))).variants();
  }

  @Property(tries = 100)
  void bisectionFindsWhatAScanFindsAndTriesFew(
      @ForAll @IntRange(min = 1, max = 3000) int count,
      @ForAll @IntRange(min = 1, max = 3001) int enough)
      throws InterruptedException {
    AtomicInteger trials = new AtomicInteger();
    Trial trial =
        Trials.of(
            variant -> {
              trials.incrementAndGet();
              int size = Trials.index(variant);
              return Trials.evicting(size, Math.max(0, enough - size));
            });

    GoalAnswer answer =
        new GoalSearch(GOAL, RECORDED, trial).along(sizes(count), Sweep.with(trial).threads(1));

    assertThat(answer.method()).isEqualTo(Method.BISECTION);
    // Telling the troubles of the one that is stopped tries it once more.
    int again = answer.nextSmaller().isPresent() ? 1 : 0;
    assertThat(trials.get() - again).isEqualTo(answer.simulated()).isLessThanOrEqualTo(17 + 12);
    if (enough > count) {
      assertThat(answer.answer()).isEmpty();
      assertThat(Trials.index(answer.nextSmaller().orElseThrow().variant())).isEqualTo(count);
    } else {
      assertThat(Trials.index(answer.answer().orElseThrow().variant())).isEqualTo(enough);
    }
    if (enough > 1 && enough <= count) {
      assertThat(Trials.index(answer.nextSmaller().orElseThrow().variant())).isEqualTo(enough - 1);
      assertThat(answer.obstacles())
          .containsExactly(new Trouble(Trouble.Kind.EVICTION_FOR_STORAGE, 3, 5, 1, 10, 0));
    }
  }

  @Property(tries = 200)
  void whereMoreMemoryCanBeWorseAScanFindsTheSmallest(
      @ForAll @Size(min = 1, max = 17) List<Boolean> met) throws InterruptedException {
    // So few that each is a sample.
    Trial trial =
        variant ->
            Trials.evicting(1, Boolean.TRUE.equals(met.get(Trials.index(variant) - 1)) ? 0 : 7);

    GoalAnswer answer =
        new GoalSearch(GOAL, RECORDED, trial)
            .along(sizes(met.size()), Sweep.with(trial).threads(1));

    assertThat(answer.answer().map(c -> Trials.index(c.variant()) - 1).orElse(-1))
        .isEqualTo(met.indexOf(true));
    boolean falls = Collections.indexOfSubList(met, List.of(true, false)) >= 0;
    assertThat(answer.method()).isEqualTo(falls ? Method.SCAN : Method.BISECTION);
  }

  @Property(tries = 200)
  void amongCandidatesTheSmallestThatMeetsTheGoalWins(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 99) Integer> points) {
    List<Candidate> candidates = new ArrayList<>();
    for (int point : points) {
      candidates.add(
          new Candidate(Variant.RECORDED, Trials.evicting(1 + point / 10, point % 3), null));
    }
    candidates.add(new Candidate(Variant.RECORDED, null, "does not start"));

    List<Candidate> asked = new ArrayList<>();
    Trial trial =
        new Trial() {
          @Override
          public Measures run(Variant variant) {
            throw new AssertionError("all were tried");
          }

          @Override
          public List<Trouble> troubles(Variant variant) {
            asked.add(candidates.get(0));
            return List.of(new Trouble(Trouble.Kind.REFUSED_PUT, 1, 2, 3, 4, 5));
          }
        };

    GoalAnswer answer = new GoalSearch(GOAL, RECORDED, trial).among(candidates);

    long smallest =
        candidates.stream()
            .flatMap(c -> c.ran().stream())
            .filter(m -> m.evictions() == 0)
            .mapToLong(Measures::totalContainer)
            .min()
            .orElse(-1);
    assertThat(answer.answer().map(c -> c.ran().orElseThrow().totalContainer()).orElse(-1L))
        .isEqualTo(smallest);
    assertThat(asked).hasSize(answer.nextSmaller().isPresent() ? 1 : 0);
    answer
        .nextSmaller()
        .ifPresent(
            stopped -> {
              Measures measures = stopped.ran().orElseThrow();
              assertThat(measures.evictions()).isPositive();
              assertThat(answer.obstacles()).hasSize(1);
            });
  }

  @Example
  void theSmallestSizeOfAllHasNothingBelowIt() throws InterruptedException {
    Trial trial = variant -> Trials.evicting(1, 0);
    GoalAnswer answer = new GoalSearch(GOAL, RECORDED, trial).along(sizes(50), Sweep.with(trial));

    assertThat(Trials.index(answer.answer().orElseThrow().variant())).isEqualTo(1);
    assertThat(answer.nextSmaller()).isEmpty();
    assertThat(answer.obstacles()).isEmpty();
  }
}
