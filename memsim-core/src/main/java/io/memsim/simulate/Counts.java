package io.memsim.simulate;

import java.io.Serializable;

/**
 * What happened to RDD blocks and to execution memory, counted.
 *
 * @param reads the reads
 * @param puts the puts
 * @param evictions the evictions
 * @param spills the spills
 * @param times what it cost
 */
public record Counts(Reads reads, Puts puts, Evictions evictions, Spills spills, Times times)
    implements Serializable {

  /**
   * Reads of RDD blocks.
   *
   * @param memory hits in memory
   * @param disk hits on disk
   * @param remote hits on another executor
   * @param first misses of blocks that had not been computed before
   * @param again misses of blocks that had been computed before: recomputations
   * @param bytes what all that were read amount to, in memory
   * @param hitBytes what those that were hit amount to, in memory
   * @param memoryBytes what those that were hit in memory, here or elsewhere, amount to
   * @param againBytes what those that were computed again amount to
   */
  public record Reads(
      long memory,
      long disk,
      long remote,
      long first,
      long again,
      long bytes,
      long hitBytes,
      long memoryBytes,
      long againBytes)
      implements Serializable {

    /**
     * All reads.
     *
     * @return how many
     */
    public long count() {
      return hits() + misses();
    }

    /**
     * Reads that found the block.
     *
     * @return how many
     */
    public long hits() {
      return memory + disk + remote;
    }

    /**
     * Reads that did not find the block.
     *
     * @return how many
     */
    public long misses() {
      return first + again;
    }

    /**
     * The share of hits among the reads that could have been hits.
     *
     * @return from 0 to 1; 1 when there were none
     */
    public double hitRatio() {
      long possible = hits() + again;
      return possible == 0 ? 1 : (double) hits() / possible;
    }
  }

  /**
   * Puts of RDD blocks.
   *
   * @param memory that went to memory
   * @param disk that did not fit and went to disk
   * @param failed that did not fit and stored nothing
   * @param promoted reads from disk that brought the block back into memory
   * @param notPromoted reads from disk that tried to, in vain
   */
  public record Puts(long memory, long disk, long failed, long promoted, long notPromoted)
      implements Serializable {}

  /**
   * Evictions from memory.
   *
   * @param count of RDD blocks
   * @param bytes of RDD blocks, what they took in memory
   * @param toDisk of RDD blocks, that were written to disk
   * @param onDisk of RDD blocks, that were on disk already
   * @param lost of RDD blocks, that are gone
   * @param forExecution of RDD blocks, for execution memory
   * @param broadcasts of broadcasts and their pieces
   */
  public record Evictions(
      long count,
      long bytes,
      long toDisk,
      long onDisk,
      long lost,
      long forExecution,
      long broadcasts)
      implements Serializable {}

  /**
   * Spills of execution memory.
   *
   * @param count how many times a consumer spilled
   * @param memoryBytes what the spilled data took in memory
   * @param diskBytes what it took on disk, estimated
   * @param waits how many times a task waited for its share
   */
  public record Spills(long count, long memoryBytes, long diskBytes, long waits)
      implements Serializable {}

  /**
   * Virtual time of tasks, in milliseconds.
   *
   * @param tasks of all tasks together
   * @param recomputing that went into blocks that had been computed before
   * @param disk that went into reading blocks from disk and writing them there
   * @param serializing that went into making bytes of blocks' values, and values of their bytes
   * @param spilling that went into spills
   * @param waiting that tasks waited for execution memory
   */
  public record Times(
      double tasks,
      double recomputing,
      double disk,
      double serializing,
      double spilling,
      double waiting)
      implements Serializable {}
}
