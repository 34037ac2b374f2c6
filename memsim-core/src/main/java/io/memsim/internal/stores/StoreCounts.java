package io.memsim.internal.stores;

import io.memsim.event.EvictionCause;
import io.memsim.event.PutFailure;

/** Running counts of what the stores have done. */
public final class StoreCounts {

  /** Reads that found their block in memory. */
  public long memoryHits;

  /** Reads that found their block on disk. */
  public long diskHits;

  /** Reads that did not find their block. */
  public long misses;

  /** Reads from disk that brought the block back into memory. */
  public long promotions;

  /** Evicted blocks by {@link EvictionCause}. */
  public final long[] evictions;

  /** Bytes of evicted blocks by {@link EvictionCause}. */
  public final long[] evictedBytes;

  /** Blocks that did not enter memory, by {@link PutFailure}. */
  public final long[] failures;

  StoreCounts() {
    evictions = new long[EvictionCause.values().length];
    evictedBytes = new long[EvictionCause.values().length];
    failures = new long[PutFailure.values().length];
  }

  StoreCounts(StoreCounts source) {
    memoryHits = source.memoryHits;
    diskHits = source.diskHits;
    misses = source.misses;
    promotions = source.promotions;
    evictions = source.evictions.clone();
    evictedBytes = source.evictedBytes.clone();
    failures = source.failures.clone();
  }
}
