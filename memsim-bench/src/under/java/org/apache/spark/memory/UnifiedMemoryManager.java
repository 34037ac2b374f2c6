package org.apache.spark.memory;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkConf;
import org.apache.spark.internal.config.package$;
import org.apache.spark.storage.BlockId;
import scala.Option;

/**
 * Spark's memory manager with memsim's pools in it. Sizes, shares, borrowing, eviction, waiting:
 * all of it is asked of {@link io.memsim.internal.pools.UnifiedMemoryManager}. Spark's own
 * companion object, which reads the configuration and polls unmanaged consumers, stays in place.
 */
public class UnifiedMemoryManager extends MemoryManager {

  /** The one component under which memsim hears of all that Spark has polled. */
  private static final String POLLED = "polled";

  private final long maxHeapMemory;
  private final MemoryPool.Memsim memsim;

  public UnifiedMemoryManager(
      SparkConf conf, long maxHeapMemory, long onHeapStorageRegionSize, int numCores) {
    super(conf, numCores, onHeapStorageRegionSize, maxHeapMemory - onHeapStorageRegionSize);
    this.maxHeapMemory = maxHeapMemory;
    long interval = (Long) conf.get(package$.MODULE$.UNMANAGED_MEMORY_POLLING_INTERVAL());
    this.memsim =
        MemoryPool.Memsim.create(
            maxHeapMemory,
            onHeapStorageRegionSize,
            maxOffHeapMemory(),
            offHeapStorageMemory(),
            interval > 0);
    for (MemoryMode mode : MemoryMode.values()) {
      execution(mode).view(memsim);
      storage(mode).view(memsim);
    }
    if (interval > 0) {
      UnifiedMemoryManager$.MODULE$.startPollingIfNeeded(interval);
    }
    assertInvariants();
  }

  public static UnifiedMemoryManager apply(SparkConf conf, int numCores) {
    return UnifiedMemoryManager$.MODULE$.apply(conf, numCores);
  }

  public static void registerUnmanagedMemoryConsumer(UnmanagedMemoryConsumer consumer) {
    UnifiedMemoryManager$.MODULE$.registerUnmanagedMemoryConsumer(consumer);
  }

  public static long getMemoryByComponentType(String componentType) {
    return UnifiedMemoryManager$.MODULE$.getMemoryByComponentType(componentType);
  }

  public static void clearUnmanagedMemoryUsers() {
    UnifiedMemoryManager$.MODULE$.clearUnmanagedMemoryUsers();
  }

  public long maxHeapMemory() {
    return maxHeapMemory;
  }

  @Override
  public synchronized long maxOnHeapStorageMemory() {
    return maxStorage(io.memsim.block.MemoryMode.ON_HEAP);
  }

  @Override
  public synchronized long maxOffHeapStorageMemory() {
    return maxStorage(io.memsim.block.MemoryMode.OFF_HEAP);
  }

  @Override
  public synchronized long acquireExecutionMemory(long bytes, long task, MemoryMode mode) {
    assertInvariants();
    return execution(mode)
        .acquireMemory(
            bytes, task, () -> tellUnmanaged(mode), storage(mode).evictorFor(Option.empty()));
  }

  @Override
  public synchronized boolean acquireStorageMemory(BlockId block, long bytes, MemoryMode mode) {
    assertInvariants();
    tellUnmanaged(mode);
    return storage(mode).acquireMemory(block, bytes);
  }

  @Override
  public synchronized boolean acquireUnrollMemory(BlockId block, long bytes, MemoryMode mode) {
    return acquireStorageMemory(block, bytes, mode);
  }

  /** memsim's pools, for the store that keeps the blocks. */
  public io.memsim.internal.pools.UnifiedMemoryManager memsim() {
    return memsim.pools();
  }

  private long maxStorage(io.memsim.block.MemoryMode mode) {
    return memsim.pools().max(mode) - memsim.pools().executionUsed(mode);
  }

  private ExecutionMemoryPool execution(MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP ? onHeapExecutionMemoryPool() : offHeapExecutionMemoryPool();
  }

  private StorageMemoryPool storage(MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP ? onHeapStorageMemoryPool() : offHeapStorageMemoryPool();
  }

  /** memsim ignores it where Spark does not poll. */
  private void tellUnmanaged(MemoryMode mode) {
    UnifiedMemoryManager$ companion = UnifiedMemoryManager$.MODULE$;
    AtomicLong polled =
        mode == MemoryMode.ON_HEAP
            ? companion.org$apache$spark$memory$UnifiedMemoryManager$$unmanagedOnHeapUsed()
            : companion.org$apache$spark$memory$UnifiedMemoryManager$$unmanagedOffHeapUsed();
    memsim.pools().unmanaged(POLLED, MemoryPool.memsimMode(mode), polled.get());
  }

  /** Called by Spark's suite too, by this name. */
  private void assertInvariants() {
    for (MemoryMode mode : MemoryMode.values()) {
      long max = memsim.pools().max(MemoryPool.memsimMode(mode));
      assert execution(mode).poolSize() + storage(mode).poolSize() == max : mode;
    }
  }
}
