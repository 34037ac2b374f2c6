package io.memsim.simulate;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.memsim.workload.Evidence;
import java.io.Serializable;
import java.util.List;

/**
 * What a group of figures rests on: how many of the things that it is about are measured, how many
 * derived, how many assumed, and why.
 *
 * @param figures which figures
 * @param noun what is counted, in the singular
 * @param parts of the things that are counted those with the same grounds; at least one, best first
 */
public record Basis(Figures figures, String noun, List<Part> parts) implements Serializable {

  /** Groups of figures of a result. */
  public enum Figures {
    /** The sizes of blocks, by block. */
    BLOCK_SIZES,
    /** Which blocks are read and put, in which order, by task. */
    ACCESSES,
    /** In which order tasks run, and where, by task. */
    SCHEDULE,
    /** Which reads hit, and what is evicted, by read. */
    EVICTIONS,
    /** How long tasks take, by task. */
    TIMES,
    /** What it takes to compute a block, by RDD. */
    RECOMPUTATION,
    /** The time that moving bytes takes, by read, write and spill. */
    TRANSFERS,
    /** Execution memory, and what spills, by task. */
    SPILLS,
    /** The regions of the executors, by executor. */
    REGIONS,
    /** The sizes of containers, and with them the cost, by executor. */
    CONTAINER,
    /** Broadcasts: sizes, and when they go, by broadcast. */
    BROADCASTS
  }

  /**
   * Things with the same grounds.
   *
   * @param evidence how well founded they are
   * @param count how many, at least 1
   * @param why where they are from, as a phrase
   * @param cure a line for {@code spark-defaults.conf} that would make the next log tell; empty
   *     where none would
   */
  public record Part(Evidence evidence, long count, String why, String cure)
      implements Serializable {

    /**
     * Checks the count.
     *
     * @param evidence how well founded they are
     * @param count how many
     * @param why where they are from, as a phrase
     * @param cure a line for {@code spark-defaults.conf}, or an empty text
     */
    public Part {
      checkArgument(count > 0, "count %s: expected above 0", count);
    }
  }

  /**
   * Copies the parts.
   *
   * @param figures which figures
   * @param noun what is counted, in the singular
   * @param parts at least one, best first
   */
  public Basis {
    parts = ImmutableList.copyOf(parts);
    checkArgument(!parts.isEmpty(), "%s: expected at least one part", figures);
  }

  /**
   * How well founded the figures are as a whole.
   *
   * @return the worst of the parts
   */
  public Evidence evidence() {
    return parts.stream().map(Part::evidence).reduce(Evidence.MEASURED, Evidence::and);
  }

  /**
   * How many things are so well founded.
   *
   * @param evidence how well
   * @return the number of those, over all parts
   */
  public long count(Evidence evidence) {
    return parts.stream().filter(p -> p.evidence() == evidence).mapToLong(Part::count).sum();
  }

  /**
   * Where the figures are from.
   *
   * @return the grounds of all parts, in one line
   */
  public String why() {
    return parts.stream().map(Part::why).collect(joining("; "));
  }
}
