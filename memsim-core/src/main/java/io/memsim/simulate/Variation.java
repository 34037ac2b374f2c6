package io.memsim.simulate;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How one schedule differs from the one as measured: as much as the same tasks differed from run to
 * run where Spark ran them again, and as much as what is assumed may be wrong. Seed 0 is the
 * schedule as measured; the same seed varies in the same way on every machine.
 */
final class Variation {

  /** How much the logarithm of what the same task takes differs from one run to the next. */
  static final double DURATION = 0.5;

  /** Further that of one block in it. */
  private static final double BLOCK = 0.3;

  /** That of the time around a task's run. */
  private static final double AROUND = 0.5;

  /** Those of when operators begin and end to take their data in. */
  private static final double BEGIN = 0.7;

  private static final double END = 0.35;

  /** How much what is assumed or derived differs for a whole run. */
  private static final double COMPUTING = 0.3;

  private static final double MOVING = 0.4;
  private static final double INTAKE = 0.3;

  /** The root of x^4 = x + 1, whose powers make a sequence that fills three dimensions evenly. */
  private static final double EVENLY = 1.2207440846057596;

  private static final double LOGISTIC_TO_NORMAL = 0.55;

  private final @Nullable Random random;

  /** A factor to what computing a block again takes. */
  final double computing;

  private final double moving;
  private final double intake;

  Variation(long seed) {
    random = seed == 0 ? null : new Random(mixed(seed));
    computing = ofRun(seed, COMPUTING, 1);
    moving = ofRun(seed, MOVING, 2);
    intake = ofRun(seed, INTAKE, 3);
  }

  /** Seeds that follow each other begin alike with {@link Random}, unless their bits are mixed. */
  private static long mixed(long seed) {
    long bits = seed * 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }

  /** Consecutive seeds have values that lie evenly within the spread: a Kronecker sequence. */
  private static double ofRun(long seed, double spread, int power) {
    if (seed == 0) {
      return 1;
    }
    double at = seed * StrictMath.pow(EVENLY, -power);
    double part = Math.min(Math.max(at - Math.floor(at), 1e-3), 1 - 1e-3);
    return StrictMath.exp(spread * LOGISTIC_TO_NORMAL * StrictMath.log(part / (1 - part)));
  }

  private double factor(double spread) {
    return random == null ? 1 : StrictMath.exp(spread * random.nextGaussian());
  }

  /** A factor to what a task takes. */
  double ofTask() {
    return factor(DURATION);
  }

  /** A factor to what one block of a task takes. */
  double ofBlock() {
    return factor(BLOCK);
  }

  /** A factor to what moving a block takes. */
  double ofMove() {
    return moving * factor(BLOCK);
  }

  /** A factor to the time around a task's run. */
  double around() {
    return factor(AROUND);
  }

  /** A factor to when operators begin to take data in. */
  double begin() {
    return intake * factor(BEGIN);
  }

  /** A factor to when operators have taken their data in. */
  double end() {
    return intake * factor(END);
  }

  /** Whether the other of two that race wins; never in the schedule as measured. */
  boolean otherWins() {
    return random != null && random.nextBoolean();
  }
}
