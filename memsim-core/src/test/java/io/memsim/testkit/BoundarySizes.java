package io.memsim.testkit;

import io.memsim.block.MemoryMode;
import io.memsim.config.MemoryConfig;
import io.memsim.layout.MemoryLayout;
import java.math.BigInteger;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;

/**
 * Sizes as operations on one executor meet them: mostly blocks of which a few fit, often a byte
 * below, at, or above a boundary of its configuration, sometimes more than there is.
 */
final class BoundarySizes implements RandomDistribution {
  /*
   * One range of longs with a distribution of its own, not a choice between several arbitraries:
   * so every size, boundary or not, shrinks towards 0 in one go.
   */
  private static final int[] SHARES = {2, 3, 4, 6};

  private final long[] boundaries;
  private final long block;
  private final long top;

  private BoundarySizes(long[] boundaries, long block, long top) {
    this.boundaries = boundaries;
    this.block = block;
    this.top = top;
  }

  static Arbitrary<Long> of(MemoryConfig config) {
    BoundarySizes sizes = around(config);
    return Arbitraries.longs().between(0, sizes.top).withDistribution(sizes);
  }

  static BoundarySizes around(MemoryConfig config) {
    MemoryLayout layout = MemoryLayout.of(config);
    TreeSet<Long> boundaries = new TreeSet<>();
    boundaries.add(0L);
    boundaries.add(config.unrollMemoryThreshold());
    boundaries.add(layout.pageSize());
    for (MemoryMode mode : MemoryMode.values()) {
      long unified = layout.unified(mode);
      boundaries.add(unified);
      boundaries.add(layout.storageRegion(mode));
      boundaries.add(layout.execution(mode));
      for (int share : SHARES) {
        boundaries.add(unified / share);
      }
    }
    long all = layout.unified(MemoryMode.ON_HEAP) + layout.unified(MemoryMode.OFF_HEAP);
    TreeSet<Long> around = new TreeSet<>();
    // A threshold or a page may be larger than any memory: no size beyond all of it is of interest.
    for (long boundary : boundaries.headSet(all, true)) {
      around.add(Math.max(0, boundary - 1));
      around.add(boundary);
      around.add(boundary + 1);
    }
    around.add(all + 1);
    return new BoundarySizes(
        around.stream().mapToLong(Long::longValue).toArray(),
        Math.max(1, layout.unified(MemoryMode.ON_HEAP) / 2),
        around.last());
  }

  @Override
  public RandomNumericGenerator createGenerator(
      int genSize, BigInteger minValue, BigInteger maxValue, BigInteger center) {
    return random -> BigInteger.valueOf(next(random));
  }

  /** The next size. */
  long next(Random random) {
    int kind = random.nextInt(20);
    if (kind < 13) {
      return random.nextLong(block + 1);
    }
    if (kind < 19) {
      return boundaries[random.nextInt(boundaries.length)];
    }
    return random.nextLong(top + 1);
  }
}
