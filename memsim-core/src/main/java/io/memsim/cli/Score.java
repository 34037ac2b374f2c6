package io.memsim.cli;

/**
 * How one prediction compares with the truth.
 *
 * @param from the run whose log it was predicted from
 * @param to the run that it predicts
 * @param sequential whether the predicted run has one task at a time
 * @param reads the reads of RDD blocks
 * @param evictions the evictions of RDD blocks
 * @param finals the RDD blocks in memory and on disk at the end
 * @param spill what was spilled
 * @param recomputed recomputed blocks
 */
record Score(
    String from,
    String to,
    boolean sequential,
    Share reads,
    Evicted evictions,
    Share finals,
    Spilled spill,
    Count recomputed) {

  /** Whether the run is predicted from its own log. */
  boolean own() {
    return from.equals(to);
  }

  /**
   * How many of how many are right.
   *
   * @param all in the truth or in the prediction
   * @param right in both, and alike
   */
  record Share(long all, long right) {
    Share plus(Share other) {
      return new Share(all + other.all, right + other.right);
    }

    double ratio() {
      return all == 0 ? 1 : (double) right / all;
    }
  }

  /**
   * Evictions of RDD blocks.
   *
   * @param count those of the truth, and how many of them were predicted in this order
   * @param forPuts the same, of those that made room for blocks
   * @param predicted how many were predicted
   * @param bytes the bytes predicted, and those of the truth
   * @param spread the fewest and the most that other schedules predict
   */
  record Evicted(Share count, Share forPuts, long predicted, Count bytes, Spread spread) {}

  /**
   * A figure.
   *
   * @param predicted as predicted
   * @param truth as it was
   * @param spread the least and the most that other schedules predict
   */
  record Count(long predicted, long truth, Spread spread) {
    Count(long predicted, long truth) {
      this(predicted, truth, Spread.of(predicted));
    }

    /** Whether it is right up to a part of the truth, or between other schedules' figures. */
    boolean within(double part) {
      return Math.abs(predicted - truth) <= Math.max(part * truth, 0.5) || spread.contains(truth);
    }
  }

  /**
   * What all schedules predict.
   *
   * @param least the least
   * @param most the most
   */
  record Spread(long least, long most) {
    static Spread of(long one) {
      return new Spread(one, one);
    }

    Spread with(long another) {
      return new Spread(Math.min(least, another), Math.max(most, another));
    }

    boolean contains(long value) {
      return least <= value && value <= most;
    }
  }

  /**
   * Spilled memory.
   *
   * @param bytes the bytes in memory
   * @param stages stages, and of how many it is right whether they spill at all
   */
  record Spilled(Count bytes, Share stages) {}
}
