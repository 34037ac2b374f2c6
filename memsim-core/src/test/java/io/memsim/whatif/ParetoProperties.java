package io.memsim.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ParetoProperties {
  @Property(tries = 500)
  void theFrontIsWhatNoOtherCandidateBeats(
      @ForAll @Size(max = 25) List<@IntRange(max = 255) Integer> points) {
    List<Candidate> candidates = new ArrayList<>();
    for (int point : points) {
      if (point >= 250) {
        candidates.add(new Candidate(Variant.RECORDED, null, "does not start"));
      } else {
        // Few different values, so that many are equal.
        candidates.add(
            new Candidate(
                Variant.RECORDED, Trials.measures(1 + point % 6, 3_600_000, point / 6 % 6), null));
      }
    }

    List<Boolean> naive = new ArrayList<>();
    for (Candidate one : candidates) {
      naive.add(one.ran().isPresent() && candidates.stream().noneMatch(it -> beats(it, one)));
    }
    assertThat(Sweep.paretoFront(candidates)).isEqualTo(naive);
  }

  private static boolean beats(Candidate better, Candidate worse) {
    if (better.ran().isEmpty()) {
      return false;
    }
    Measures a = better.ran().orElseThrow();
    Measures b = worse.ran().orElseThrow();
    return a.cost() <= b.cost()
        && a.lostMillis() <= b.lostMillis()
        && (a.cost() < b.cost() || a.lostMillis() < b.lostMillis());
  }
}
