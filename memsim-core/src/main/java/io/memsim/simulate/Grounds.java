package io.memsim.simulate;

import io.memsim.workload.Evidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts on what grounds the things stand that a group of figures is about. */
final class Grounds {

  private record Ground(Evidence evidence, String why, String cure) {}

  private final Basis.Figures figures;
  private final String noun;
  private final Map<Ground, Long> counts = new LinkedHashMap<>();

  Grounds(Basis.Figures figures, String noun) {
    this.figures = figures;
    this.noun = noun;
  }

  void measured(long count, String why) {
    add(count, new Ground(Evidence.MEASURED, why, ""));
  }

  void derived(long count, String why) {
    add(count, new Ground(Evidence.DERIVED, why, ""));
  }

  void assumed(long count, String why, String cure) {
    add(count, new Ground(Evidence.ASSUMED, why, cure));
  }

  private void add(long count, Ground ground) {
    if (count > 0) {
      counts.merge(ground, count, Long::sum);
    }
  }

  /** Empty when there is nothing that the figures could be about. */
  Optional<Basis> basis() {
    List<Basis.Part> parts = new ArrayList<>();
    counts.forEach(
        (ground, count) ->
            parts.add(new Basis.Part(ground.evidence, count, ground.why, ground.cure)));
    parts.sort(Comparator.comparing(Basis.Part::evidence));
    return parts.isEmpty() ? Optional.empty() : Optional.of(new Basis(figures, noun, parts));
  }
}
