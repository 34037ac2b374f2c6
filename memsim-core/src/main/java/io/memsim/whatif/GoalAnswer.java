package io.memsim.whatif;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The smallest configuration that meets a goal, and what stops the next smaller one. Immutable.
 *
 * @param goal the goal
 * @param smallest the configuration with the least memory of those that meet it, null when none
 *     does
 * @param stopped the largest of the smaller ones, which does not meet it; when none meets it, the
 *     largest of all; null when there is no smaller one
 * @param obstacles what stops that one, the most bytes first; empty when Spark refuses to start it
 * @param method how it was searched
 * @param simulated how many configurations were simulated for it
 */
public record GoalAnswer(
    Goal goal,
    @Nullable Candidate smallest,
    @Nullable Candidate stopped,
    List<Trouble> obstacles,
    Method method,
    int simulated)
    implements Serializable {

  /** How the smallest one was found. */
  public enum Method {
    /**
     * By halving the range between a size that fails and one that does not, after samples of the
     * whole range showed that no larger one fails once a smaller one does not. A size between the
     * samples can still be an exception.
     */
    BISECTION,
    /** By trying each configuration. */
    SCAN
  }

  /**
   * Copies the obstacles.
   *
   * @param goal the goal
   * @param smallest the configuration that was searched for, or null
   * @param stopped the next smaller one, or null
   * @param obstacles what stops that one
   * @param method how it was searched
   * @param simulated how many configurations were simulated
   */
  public GoalAnswer {
    obstacles = ImmutableList.copyOf(obstacles);
  }

  /**
   * The configuration that was searched for.
   *
   * @return the candidate, empty when none meets the goal
   */
  public Optional<Candidate> answer() {
    return Optional.ofNullable(smallest);
  }

  /**
   * The next smaller one.
   *
   * @return the candidate that does not meet the goal, empty when there is none
   */
  public Optional<Candidate> nextSmaller() {
    return Optional.ofNullable(stopped);
  }
}
