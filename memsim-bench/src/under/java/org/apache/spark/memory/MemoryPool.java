package org.apache.spark.memory;

import io.memsim.internal.pools.Listeners;
import io.memsim.internal.pools.WaitQueue;
import java.util.OptionalLong;

/**
 * Stands where Spark's pool stands, over memsim's. Until a memory manager hands memsim's pools over
 * it only remembers the size that it was told, which is all that Spark's own {@code MemoryManager}
 * asks for while it is being made.
 */
public abstract class MemoryPool {

  /** memsim's pools and who waits for them, shared by the four views of one memory manager. */
  record Memsim(io.memsim.internal.pools.UnifiedMemoryManager pools, WaitQueue waiters) {

    static Memsim create(
        long max, long storageRegion, long offHeapMax, long offHeapStorageRegion, boolean polls) {
      WaitQueue waiters = new WaitQueue(OptionalLong.empty());
      return new Memsim(
          new io.memsim.internal.pools.UnifiedMemoryManager(
              max,
              storageRegion,
              offHeapMax,
              offHeapStorageRegion,
              polls,
              waiters,
              new Listeners()),
          waiters);
    }
  }

  final Object lock;
  final io.memsim.block.MemoryMode mode;
  private Memsim memsim;
  private long told;

  MemoryPool(Object lock, MemoryMode mode) {
    this.lock = lock;
    this.mode = memsimMode(mode);
  }

  static io.memsim.block.MemoryMode memsimMode(MemoryMode mode) {
    return io.memsim.block.MemoryMode.valueOf(mode.name());
  }

  final void view(Memsim given) {
    memsim = given;
  }

  final boolean isView() {
    return memsim != null;
  }

  final io.memsim.internal.pools.UnifiedMemoryManager pools() {
    return memsim.pools();
  }

  final WaitQueue waiters() {
    return memsim.waiters();
  }

  abstract long memsimSize();

  public final long poolSize() {
    synchronized (lock) {
      return isView() ? memsimSize() : told;
    }
  }

  public final long memoryFree() {
    synchronized (lock) {
      return poolSize() - memoryUsed();
    }
  }

  public final void incrementPoolSize(long delta) {
    if (isView()) {
      throw new IllegalStateException("memsim moves the boundary of " + mode);
    }
    told += delta;
  }

  public abstract long memoryUsed();
}
