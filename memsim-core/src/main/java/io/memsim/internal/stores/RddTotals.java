package io.memsim.internal.stores;

import io.memsim.block.MemoryMode;
import io.memsim.internal.pools.LongTable;

/**
 * The evictable bytes of each RDD, by mode. Not thread-safe.
 *
 * <p>Only a request for more than the oldest block has room for asks for them, and many an executor
 * never gets one: so they are counted when first asked for, kept up to date from then on, and given
 * up when nobody has asked for much longer than the counting took. All costs are constant, in the
 * long run.
 */
final class RddTotals {

  private static final long NOTHING = 0;

  /** How many changes are followed for each slot that was looked at. */
  private static final int CHANGES_PER_SLOT = 4;

  private final BlockTable table;

  /** What has come down to nothing may be dropped: an RDD that is absent has none either. */
  private final LongTable bytes;

  /** How many changes will still be followed, unless somebody asks; 0 when none are. */
  private long patience;

  RddTotals(BlockTable table) {
    this.table = table;
    bytes = new LongTable(NOTHING);
  }

  RddTotals(RddTotals source, BlockTable table) {
    this.table = table;
    bytes = new LongTable(source.bytes);
    patience = source.patience;
  }

  /** The evictable bytes of an RDD. */
  long of(int rdd, MemoryMode mode) {
    if (patience == 0) {
      count();
    }
    patience = (long) CHANGES_PER_SLOT * table.slots();
    int index = bytes.find(key(rdd, mode));
    return index < 0 ? NOTHING : bytes.valueAt(index);
  }

  /** A block has become evictable, or is evictable no more when the bytes are negative. */
  void change(int slot, long delta) {
    if (patience > 0) {
      patience--;
      add(slot, delta);
    }
  }

  private void count() {
    bytes.clear();
    for (int slot = 0; slot < table.slots(); slot++) {
      if (table.inMemory(slot) && table.pins(slot) == 0) {
        add(slot, table.memory(slot));
      }
    }
  }

  private void add(int slot, long delta) {
    int rdd = table.rdd(slot);
    if (rdd < 0) {
      return;
    }
    long key = key(rdd, table.mode(slot));
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
