package io.memsim.whatif;

import io.memsim.workload.Evidence;
import java.io.Serializable;

/**
 * What one simulated configuration comes to, over all executors. Immutable. Blocks are those of
 * RDDs; broadcasts are left out. Times are milliseconds, sizes bytes.
 *
 * @param reads reads of cached blocks: hits and recomputations, without the first computation of
 *     each block, which no configuration can save
 * @param memoryHits of them found in memory, on whichever executor
 * @param diskHits of them found on disk
 * @param readBytes the sizes of the blocks that were read
 * @param memoryHitBytes of them in memory
 * @param evictions blocks that were evicted
 * @param evictedBytes the memory that they freed
 * @param refusedPuts blocks that found no room in memory when they were put
 * @param recomputed reads that computed a block again
 * @param recomputedMillis the task time of that
 * @param diskMillis the task time of reading blocks back from disk, and of writing them there
 * @param serializingMillis the task time of making bytes of their values, and values of their bytes
 * @param spilledBytes what tasks spilled, as it was in memory
 * @param spillMillis the task time of that
 * @param failures tasks that ran out of memory
 * @param durationMillis how long the application takes
 * @param container what one executor asks the cluster manager for
 * @param executors how many of them there are
 * @param peakUnified the most that execution and storage held together on one executor
 * @param unified what execution and storage share on one executor, both modes together
 * @param sizes how well founded the sizes of the blocks are; measured where there are none
 */
public record Measures(
    long reads,
    long memoryHits,
    long diskHits,
    long readBytes,
    long memoryHitBytes,
    long evictions,
    long evictedBytes,
    long refusedPuts,
    long recomputed,
    long recomputedMillis,
    long diskMillis,
    long serializingMillis,
    long spilledBytes,
    long spillMillis,
    long failures,
    long durationMillis,
    long container,
    int executors,
    long peakUnified,
    long unified,
    Evidence sizes)
    implements Serializable {

  private static final double MILLIS_PER_HOUR = 3_600_000;
  private static final double BYTES_PER_GIB = 1L << 30;

  /**
   * The share of reads that found their block in memory. The first computation of a block is not a
   * read; a hit on disk is one that missed.
   *
   * @return from 0 to 1; 1 when nothing was read
   */
  public double hitRatio() {
    return ratio(memoryHits, reads);
  }

  /**
   * The same, each block counted by its size.
   *
   * @return from 0 to 1; 1 when nothing was read
   */
  public double byteHitRatio() {
    return ratio(memoryHitBytes, readBytes);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 1 : (double) part / whole;
  }

  /**
   * Task time that more memory or another storage level could save: recomputation, blocks on disk,
   * serializing, spilling.
   *
   * @return milliseconds, summed over tasks
   */
  public long lostMillis() {
    return recomputedMillis + diskMillis + serializingMillis + spillMillis;
  }

  /**
   * What all executors ask for together.
   *
   * @return bytes
   */
  public long totalContainer() {
    return container * executors;
  }

  /**
   * What the application pays: all containers for as long as it runs.
   *
   * @return GiB-hours
   */
  public double cost() {
    return totalContainer() / BYTES_PER_GIB * (durationMillis / MILLIS_PER_HOUR);
  }
}
