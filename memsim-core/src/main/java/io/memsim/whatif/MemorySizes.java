package io.memsim.whatif;

import io.memsim.config.SparkProperty;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Predicate;

/** Sizes of an executor's heap to be tried, from the least that starts, MiB by MiB. */
final class MemorySizes {
  static final Knob HEAP = new Knob.Property(SparkProperty.EXECUTOR_MEMORY);
  private static final long MIB = 1L << 20;
  private static final int MOST_MIB = 1 << 24;

  private final SimulationTrial trial;
  private final Variant variant;
  private final int least;

  /** Sizes for an otherwise given variant. */
  MemorySizes(SimulationTrial trial, Variant variant) {
    this.trial = trial;
    this.variant = variant;
    this.least = least();
  }

  /** The least heap that Spark starts with; starting is monotone in the heap. */
  private int least() {
    int high = 1;
    while (high < MOST_MIB && !trial.starts(at(high))) {
      high *= 2;
    }
    int low = high / 2;
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (trial.starts(at(middle))) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  int leastMib() {
    return least;
  }

  Variant at(int mib) {
    return variant.with(HEAP, mib + "m");
  }

  static long bytes(int mib) {
    return mib * MIB;
  }

  /**
   * The first of the least size times 2, 4, ... that is enough; the last one tried when none is.
   */
  int enough(int doublings, Predicate<Candidate> isEnough) {
    int mib = least;
    for (int i = 0; i < doublings && mib < MOST_MIB; i++) {
      mib *= 2;
      if (isEnough.test(new Candidate(at(mib), trial.run(at(mib)), null))) {
        return mib;
      }
    }
    return mib;
  }

  /** All sizes up to one, as a view. */
  AbstractList<Variant> upTo(int mib) {
    return new View(this, mib);
  }

  private static final class View extends AbstractList<Variant> implements RandomAccess {
    private final MemorySizes sizes;
    private final int last;

    View(MemorySizes sizes, int last) {
      this.sizes = sizes;
      this.last = last;
    }

    @Override
    public Variant get(int index) {
      return sizes.at(sizes.least + Objects.checkIndex(index, size()));
    }

    @Override
    public int size() {
      return last - sizes.least + 1;
    }
  }
}
