package io.memsim.internal.stores;

import io.memsim.block.MemoryMode;
import io.memsim.internal.pools.LongTable;

/** The evictable bytes of each RDD, by mode. Not thread-safe; every cost is constant. */
final class RddTotals {

  private static final long NOTHING = 0;

  /** What has come down to nothing may be dropped: an RDD that is absent has none either. */
  private final LongTable bytes;

  RddTotals() {
    bytes = new LongTable(NOTHING);
  }

  RddTotals(RddTotals source) {
    bytes = new LongTable(source.bytes);
  }

  /** The evictable bytes of an RDD. */
  long of(int rdd, MemoryMode mode) {
    int index = bytes.find(key(rdd, mode));
    return index < 0 ? NOTHING : bytes.valueAt(index);
  }

  /** Adds to the evictable bytes of an RDD, or takes from them when negative. */
  void add(int rdd, MemoryMode mode, long delta) {
    long key = key(rdd, mode);
    int index = bytes.find(key);
    if (index < 0) {
      bytes.insert(key, delta);
    } else {
      bytes.setAt(index, bytes.valueAt(index) + delta);
    }
  }

  private static long key(int rdd, MemoryMode mode) {
    return ((long) rdd << 1) + (mode == MemoryMode.ON_HEAP ? 0 : 1);
  }
}
