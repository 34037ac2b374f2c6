package org.apache.spark.memory;

import io.memsim.internal.pools.Evictor;
import org.apache.spark.SparkException$;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.memory.MemoryStore;
import org.apache.spark.unsafe.Platform;
import scala.Option;

/** A view of memsim's storage pool, and the way from it to the store that drops blocks. */
public class StorageMemoryPool extends MemoryPool {

  private final MemoryMode sparkMode;
  private MemoryStore memoryStore;

  public StorageMemoryPool(Object lock, MemoryMode mode) {
    super(lock, mode);
    this.sparkMode = mode;
  }

  @Override
  long memsimSize() {
    return pools().storageSize(mode);
  }

  @Override
  public long memoryUsed() {
    synchronized (lock) {
      return isView() ? pools().storageUsed(mode) : 0;
    }
  }

  public MemoryStore memoryStore() {
    if (memoryStore == null) {
      Platform.throwException(
          SparkException$.MODULE$.internalError("there is no memory store yet", "MEMORY"));
    }
    return memoryStore;
  }

  public final void setMemoryStore(MemoryStore store) {
    memoryStore = store;
  }

  public boolean acquireMemory(BlockId block, long bytes) {
    assert bytes >= 0 : block + " asks for " + bytes + " bytes: expected 0 or more";
    synchronized (lock) {
      int rdd = block instanceof RDDBlockId ofRdd ? ofRdd.rddId() : Evictor.NO_RDD;
      long shortfall = pools().borrowForStorage(bytes, mode);
      if (shortfall > 0) {
        evictorFor(Option.apply(block)).evict(shortfall, mode, rdd);
      }
      return shortfall != io.memsim.internal.pools.UnifiedMemoryManager.OVER_LIMIT
          && pools().takeStorage(bytes, mode)
              == io.memsim.internal.pools.UnifiedMemoryManager.GRANTED;
    }
  }

  public void releaseMemory(long bytes) {
    synchronized (lock) {
      pools().releaseStorage(bytes, mode);
    }
  }

  public void releaseAllMemory() {
    synchronized (lock) {
      if (isView()) {
        pools().releaseStorage(Long.MAX_VALUE, mode);
      }
    }
  }

  /** How memsim has Spark's store drop blocks, for a block that is being stored or for none. */
  Evictor evictorFor(Option<BlockId> block) {
    return (space, ofMode, rdd) -> memoryStore().evictBlocksToFreeSpace(block, space, sparkMode);
  }
}
