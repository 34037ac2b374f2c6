package io.memsim.internal.stores;

import io.memsim.block.MemoryMode;
import io.memsim.internal.pools.TaskLedger;

/**
 * The unroll memory that each task holds, by mode. It is part of the storage pools' used memory.
 */
public final class UnrollLedger {

  private final TaskLedger onHeap;
  private final TaskLedger offHeap;

  UnrollLedger() {
    onHeap = new TaskLedger();
    offHeap = new TaskLedger();
  }

  UnrollLedger(UnrollLedger source) {
    onHeap = new TaskLedger(source.onHeap);
    offHeap = new TaskLedger(source.offHeap);
  }

  /**
   * The ledger of one mode.
   *
   * @param mode which memory
   * @return the ledger itself; to be read
   */
  public TaskLedger of(MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP ? onHeap : offHeap;
  }
}
