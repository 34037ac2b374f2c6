package io.memsim.cli;

import java.util.List;

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
 * @param limits what the log that it was predicted from cannot tell: of {@link Limits}
 */
record Score(
    String from,
    String to,
    boolean sequential,
    Share reads,
    Evicted evictions,
    Finals finals,
    Spilled spill,
    Count recomputed,
    List<String> limits) {

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

  /** Whether the log tells all that the prediction needs. */
  boolean reached() {
    return limits.isEmpty();
  }

  /**
   * Evictions of RDD blocks.
   *
   * @param exact those of the truth, and how many of them were predicted in this order, with their
   *     bytes and destination
   * @param inOrder the same, whatever their bytes
   * @param forPuts as exact, of those that made room for blocks
   * @param forExecution as exact, of those that made room for execution
   * @param count how many
   * @param bytes how many bytes
   */
  record Evicted(
      Share exact, Share inOrder, Share forPuts, Share forExecution, Count count, Count bytes) {}

  /**
   * RDD blocks at the end.
   *
   * @param memory those in memory, in the truth or predicted, and those in both
   * @param disk those on disk
   */
  record Finals(Share memory, Share disk) {}

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

    Count plus(Count other) {
      return new Count(predicted + other.predicted, truth + other.truth);
    }

    Count with(Spread other) {
      return new Count(predicted, truth, other);
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

    /** Whether so much of the figure is luck that none can be right up to this part of it. */
    boolean isWider(long figure, double part) {
      return most - least > 2 * Math.max(part * figure, 0.5);
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
