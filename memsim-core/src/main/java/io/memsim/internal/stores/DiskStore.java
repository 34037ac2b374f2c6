package io.memsim.internal.stores;

import io.memsim.block.Tier;
import io.memsim.event.MemoryListener;
import io.memsim.internal.pools.Listeners;

/** The blocks on disk, and how much they take there: Spark's {@code DiskStore}. Never full. */
final class DiskStore {

  private final BlockTable table;
  private final Listeners listeners;
  private long used;
  private int blocks;

  DiskStore(BlockTable table, Listeners listeners) {
    this.table = table;
    this.listeners = listeners;
  }

  DiskStore(DiskStore source, BlockTable table, Listeners listeners) {
    this.table = table;
    this.listeners = listeners;
    this.used = source.used;
    this.blocks = source.blocks;
  }

  long used() {
    return used;
  }

  int blocks() {
    return blocks;
  }

  /** Writes a block that is not on disk. */
  void write(int slot, long bytes) {
    table.disk(slot, bytes);
    used += bytes;
    blocks++;
    MemoryListener listener = listeners.current();
    if (listener != null) {
      listener.stored(table.id(slot), Tier.DISK, bytes);
    }
  }

  /** Removes a block from disk; answers what it took there. */
  long remove(int slot) {
    long bytes = table.disk(slot);
    table.disk(slot, BlockTable.ABSENT);
    used -= bytes;
    blocks--;
    return bytes;
  }
}
