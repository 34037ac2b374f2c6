package io.memsim.whatif;

import io.memsim.workload.Evidence;
import java.util.List;
import java.util.function.Function;

/** Made-up measures for tests. */
final class Trials {
  private Trials() {}

  static Measures measures(long container, long duration, long lost) {
    return new Measures(
        100,
        90,
        5,
        1000,
        900,
        0,
        0,
        0,
        5,
        lost,
        0,
        0,
        0,
        0,
        0,
        duration,
        container,
        1,
        0,
        0,
        Evidence.MEASURED);
  }

  /** An executor of so many GiB, in which so much is evicted. */
  static Measures evicting(long gib, long evictions) {
    return new Measures(
        100,
        100 - Math.min(100, evictions),
        0,
        1000,
        900,
        evictions,
        evictions * 10,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        3_600_000,
        gib << 30,
        2,
        0,
        0,
        Evidence.MEASURED);
  }

  /** Tries with the troubles that {@link #evicting} has. */
  static Trial of(Function<Variant, Measures> measures) {
    return new Trial() {
      @Override
      public Measures run(Variant variant) {
        return measures.apply(variant);
      }

      @Override
      public List<Trouble> troubles(Variant variant) {
        long evictions = run(variant).evictions();
        Trouble other = new Trouble(Trouble.Kind.SPILL, 3, Trouble.NONE, 1, 10, 0);
        return evictions == 0
            ? List.of(other)
            : List.of(
                new Trouble(Trouble.Kind.EVICTION_FOR_STORAGE, 3, 5, evictions, evictions * 10, 0),
                other);
      }
    };
  }

  static int index(Variant variant) {
    return Integer.parseInt(variant.value(new Knob.Executors()).orElseThrow());
  }
}
