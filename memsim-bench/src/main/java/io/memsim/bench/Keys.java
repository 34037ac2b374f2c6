package io.memsim.bench;

import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.ZipfDistribution;
import org.apache.commons.math3.random.AbstractRandomGenerator;

/** Sequences of keys, drawn beforehand and the same for every subject and in every run. */
final class Keys {

  private static final long SEED = 0x5EED;

  /** A prime that no number of keys here is a multiple of. */
  private static final long SCATTER = 2_654_435_761L;

  private Keys() {}

  /** Keys from 0 to below {@code keys}, each as often as any other. */
  static int[] uniform(int keys, int length) {
    SplittableRandom random = new SplittableRandom(SEED);
    int[] sequence = new int[length];
    for (int i = 0; i < length; i++) {
      sequence[i] = random.nextInt(keys);
    }
    return sequence;
  }

  /**
   * Keys from 0 to below {@code keys}, the n-th most frequent one as often as 1/n of the most
   * frequent one. Frequent keys are no neighbours.
   */
  static int[] zipf(int keys, int length) {
    ZipfDistribution ranks = new ZipfDistribution(new SplitMix(SEED), keys, 1.0);
    int[] sequence = new int[length];
    for (int i = 0; i < length; i++) {
      sequence[i] = (int) ((ranks.sample() - 1) * SCATTER % keys);
    }
    return sequence;
  }

  /** The JDK's split-mix generator, as the library of distributions wants it. */
  private static final class SplitMix extends AbstractRandomGenerator {

    private SplittableRandom random;

    SplitMix(long seed) {
      random = new SplittableRandom(seed);
    }

    @Override
    public void setSeed(long seed) {
      random = new SplittableRandom(seed);
    }

    @Override
    public double nextDouble() {
      return random.nextDouble();
    }
  }
}
