package io.memsim.executor;

import io.memsim.event.EvictionCause;
import io.memsim.event.PutFailure;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * Storage as Spark's storage page and {@code StorageStatus} show it, and what has happened so far.
 * Immutable. All sizes are bytes.
 *
 * @param onHeap storage memory on-heap
 * @param offHeap storage memory off-heap
 * @param diskUsed what blocks take on disk
 * @param rdds the RDDs that have blocks here, by id
 * @param memoryHits reads that found their block in memory
 * @param diskHits reads that found their block on disk
 * @param misses reads that did not find their block
 * @param promotions blocks that came back from disk into memory
 * @param evictions evicted blocks by cause; all causes are present
 * @param evictedBytes bytes of evicted blocks by cause; all causes are present
 * @param failedPuts puts that did not get their block into memory, by cause; all causes are present
 * @param spills how often a consumer spilled and freed something
 * @param spilledBytes what spilling consumers freed
 */
public record MemoryStats(
    ModeStats onHeap,
    ModeStats offHeap,
    long diskUsed,
    List<RddStats> rdds,
    long memoryHits,
    long diskHits,
    long misses,
    long promotions,
    Map<EvictionCause, Long> evictions,
    Map<EvictionCause, Long> evictedBytes,
    Map<PutFailure, Long> failedPuts,
    long spills,
    long spilledBytes)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Copies the collections.
   *
   * @param onHeap storage memory on-heap
   * @param offHeap storage memory off-heap
   * @param diskUsed what blocks take on disk
   * @param rdds the RDDs that have blocks here, by id
   * @param memoryHits reads that found their block in memory
   * @param diskHits reads that found their block on disk
   * @param misses reads that did not find their block
   * @param promotions blocks that came back from disk into memory
   * @param evictions evicted blocks by cause; all causes are present
   * @param evictedBytes bytes of evicted blocks by cause; all causes are present
   * @param failedPuts puts that did not get their block into memory, by cause; all causes are
   *     present
   * @param spills how often a consumer spilled and freed something
   * @param spilledBytes what spilling consumers freed
   */
  public MemoryStats {
    rdds = List.copyOf(rdds);
    evictions = Observer.ordered(EvictionCause.class, evictions);
    evictedBytes = Observer.ordered(EvictionCause.class, evictedBytes);
    failedPuts = Observer.ordered(PutFailure.class, failedPuts);
  }

  /**
   * All evicted blocks, whatever the cause.
   *
   * @return how many
   */
  public long evictedBlocks() {
    return evictions.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The memory that can hold blocks, on- and off-heap: {@code StorageStatus.maxMem}.
   *
   * @return bytes
   */
  public long maximum() {
    return onHeap.maximum() + offHeap.maximum();
  }

  /**
   * What blocks take of it: {@code StorageStatus.memUsed}.
   *
   * @return bytes
   */
  public long used() {
    return onHeap.used() + offHeap.used();
  }

  /**
   * What blocks do not take of it: {@code StorageStatus.memRemaining}.
   *
   * @return bytes
   */
  public long remaining() {
    return onHeap.remaining() + offHeap.remaining();
  }

  /**
   * Storage memory of one mode.
   *
   * @param maximum what storage and execution share; Spark reports all of it as storage's maximum
   * @param used what blocks take, without unroll memory
   */
  public record ModeStats(long maximum, long used) implements Serializable {

    private static final long serialVersionUID = 1L;

    /**
     * What blocks do not take.
     *
     * @return bytes
     */
    public long remaining() {
      return maximum - used;
    }
  }

  /**
   * A cached RDD, as a line of the storage page.
   *
   * @param rdd its id
   * @param cachedPartitions how many of its blocks are in memory or on disk
   * @param memory what they take in memory, on- and off-heap
   * @param disk what they take on disk
   */
  public record RddStats(int rdd, int cachedPartitions, long memory, long disk)
      implements Serializable {

    private static final long serialVersionUID = 1L;
  }
}
