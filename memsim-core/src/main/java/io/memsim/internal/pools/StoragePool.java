package io.memsim.internal.pools;

/** The storage pool of one memory mode: its size, and what blocks and unrolling take of it. */
final class StoragePool {

  private long size;
  private long used;

  StoragePool(long size) {
    this.size = size;
  }

  StoragePool(StoragePool source) {
    this.size = source.size;
    this.used = source.used;
  }

  long size() {
    return size;
  }

  long used() {
    return used;
  }

  long free() {
    return size - used;
  }

  void resize(long delta) {
    size += delta;
  }

  void use(long bytes) {
    used += bytes;
  }

  /** Gives back at most what is used, as Spark does, which warns of more. */
  void release(long bytes) {
    used -= Math.min(bytes, used);
  }
}
