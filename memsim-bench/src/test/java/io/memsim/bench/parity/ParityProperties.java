package io.memsim.bench.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/**
 * Whatever is done to it, memsim answers and holds the same as the real Spark, to the byte.
 *
 * <p>{@code -Dmemsim.parity.ops=N} performs N operations instead of the default 20,000, on the
 * seeds from {@code -Dmemsim.parity.seed=S} on.
 */
class ParityProperties {

  private static final long OPERATIONS = Long.getLong("memsim.parity.ops", 20_000);
  private static final long FIRST_SEED = Long.getLong("memsim.parity.seed", 1);
  private static final long MOST_PER_SEED = Long.getLong("memsim.parity.perSeed", 5_000);

  /** A default run shall see every profile. */
  private static final long OPERATIONS_PER_SEED =
      Math.min(MOST_PER_SEED, Math.max(1, OPERATIONS / Profile.values().length));

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void memsimDoesWhatSparkDoes(
      @ForAll Profile profile, @ForAll long dice, @ForAll("steps") List<Step> steps) {
    Setup setup = Setup.of(profile, dice, SparkLine.version());
    try (Run run = new Run(setup, new Tally(), false)) {
      try {
        steps.forEach(run::step);
      } catch (Divergence | SimulatedExecutor.Misuse | Run.SecondWaiter e) {
        throw new AssertionError(Campaign.report(setup, new Shrinker(setup, run.actions(), e)), e);
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return step().list().ofMaxSize(400).withSizeDistribution(RandomDistribution.uniform());
  }

  private static Arbitrary<Step> step() {
    Arbitrary<Integer> number =
        Arbitraries.integers()
            .between(0, Step.BOUND - 1)
            .withDistribution(RandomDistribution.uniform());
    return Combinators.combine(number, number, number, number).as(Step::new);
  }

  @Example
  void memsimDoesWhatSparkDoesForEachSeed() {
    Campaign campaign =
        new Campaign(step().generator(1_000), OPERATIONS, OPERATIONS_PER_SEED, FIRST_SEED).run();

    assertThat(campaign.operations()).isGreaterThanOrEqualTo(Math.min(OPERATIONS, 1));
    assertThat(campaign.divergences()).describedAs("%s", campaign.reports()).isZero();
  }
}
