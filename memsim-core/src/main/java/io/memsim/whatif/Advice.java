package io.memsim.whatif;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.List;

/**
 * What to change, and why. Immutable.
 *
 * @param topic what it is about
 * @param rdd the RDD that it is about, {@link Trouble#NONE} for none
 * @param text one or two sentences
 * @param evidence the figures that it rests on, a phrase each, at least one
 */
public record Advice(Topic topic, int rdd, String text, List<String> evidence)
    implements Serializable {

  /** What advice is about. */
  public enum Topic {
    /** A cached RDD is never read after it was computed. */
    NEVER_READ("Cached, never read again"),
    /** A cached RDD is read only to compute another one that is cached too. */
    CACHED_TWICE("Cached twice"),
    /** A cached RDD is kept after its last use. */
    NEVER_UNPERSISTED("Never unpersisted"),
    /** A cached RDD is larger than all the memory there is. */
    TOO_BIG("Too big to ever fit"),
    /** Another storage level of a cached RDD would lose less time. */
    OTHER_LEVEL("Better at another level"),
    /** Tasks want more execution memory than their share. */
    PARTITIONS_TOO_BIG("Partitions too big for a task"),
    /** Execution memory evicts cached blocks. */
    EXECUTION_EVICTS("Execution evicts the cache"),
    /** Memory is paid for and never used. */
    MEMORY_UNUSED("Paid for, never used");

    private final String title;

    Topic(String title) {
      this.title = title;
    }

    /**
     * A heading.
     *
     * @return a phrase for people
     */
    public String title() {
      return title;
    }
  }

  /**
   * Copies the evidence.
   *
   * @param topic what it is about
   * @param rdd the RDD, or {@link Trouble#NONE}
   * @param text one or two sentences
   * @param evidence the figures that it rests on
   */
  public Advice {
    evidence = ImmutableList.copyOf(evidence);
  }

  /**
   * Looks for what could be better. Simulates some alternatives of what looks bad, and advises only
   * what the simulation shows to be better; costs as much as a few dozen trials.
   *
   * @param trial the work and its configuration
   * @param sweep the same on many threads
   * @return the advice, by topic
   * @throws InterruptedException when the thread is interrupted
   */
  public static List<Advice> of(SimulationTrial trial, Sweep sweep) throws InterruptedException {
    CacheAdvice cache = new CacheAdvice(trial);
    ImmutableList.Builder<Advice> advice = ImmutableList.builder();
    advice.addAll(cache.advice());
    advice.addAll(new LevelAdvice(cache.result()).advice(sweep));
    advice.addAll(new MemoryAdvice(trial, cache.result()).advice());
    return advice.build();
  }
}
