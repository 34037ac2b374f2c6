package io.memsim.bench.parity;

import java.lang.management.ManagementFactory;
import java.util.Random;
import net.jqwik.api.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Runs one seed after the other until so many operations are done, and shrinks what diverges. */
final class Campaign {

  /** Each so many seeds a run asks the application's real driver about its blocks. */
  private static final int DRIVER_EACH = 50;

  private static final int REPORT_EACH = 50;
  private static final int MOST_DIVERGENCES = 5;

  private final RandomGenerator<Step> steps;
  private final long operations;
  private final long operationsPerSeed;
  private final long firstSeed;
  private final Tally tally = new Tally();
  private final StringBuilder reports = new StringBuilder();
  private final long begin = System.nanoTime();
  private int seeds;
  private int divergences;

  Campaign(RandomGenerator<Step> steps, long operations, long operationsPerSeed, long firstSeed) {
    this.steps = steps;
    this.operations = operations;
    this.operationsPerSeed = operationsPerSeed;
    this.firstSeed = firstSeed;
  }

  int divergences() {
    return divergences;
  }

  /** The divergences, each with a trace. */
  String reports() {
    return reports.toString();
  }

  long operations() {
    return tally.operations();
  }

  Campaign run() {
    while (tally.operations() < operations && divergences < MOST_DIVERGENCES) {
      run(firstSeed + seeds);
      seeds++;
      if (seeds % REPORT_EACH == 0) {
        System.out.println(summary());
      }
    }
    System.out.println(summary());
    return this;
  }

  private void run(long seed) {
    Random random = new Random(seed);
    Profile[] profiles = Profile.values();
    Profile profile = profiles[(int) Math.floorMod(seed, (long) profiles.length)];
    Setup setup = Setup.of(profile, random.nextLong(), SparkLine.version());
    Shrinker found = diverge(setup, random, seed % DRIVER_EACH == 0);
    if (found != null) {
      divergences++;
      found.shrink();
      String report = report(setup, found);
      reports.append("seed ").append(seed).append(": ").append(report).append('\n');
      System.out.println("seed " + seed + ": " + report);
    }
  }

  /** Answers what is to be shrunk, or null. */
  private @Nullable Shrinker diverge(Setup setup, Random random, boolean asksDriver) {
    long end = Math.min(operations, tally.operations() + operationsPerSeed);
    try (Run run = new Run(setup, tally, asksDriver)) {
      try {
        while (tally.operations() < end) {
          run.step(steps.next(random).value());
        }
      } catch (Divergence | SimulatedExecutor.Misuse | Run.SecondWaiter e) {
        return new Shrinker(setup, run.actions(), e);
      }
    }
    return null;
  }

  static String report(Setup setup, Shrinker found) {
    return found.divergence().getMessage() + "\n" + TraceText.of(setup, found.actions());
  }

  private String summary() {
    return String.format(
        "parity: Spark %s, seeds %d to %d, %d divergences, %.0f s (%.0f s of processor): %s",
        SparkLine.fullVersion(),
        firstSeed,
        firstSeed + seeds - 1,
        divergences,
        (System.nanoTime() - begin) / 1e9,
        ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9,
        tally);
  }
}
