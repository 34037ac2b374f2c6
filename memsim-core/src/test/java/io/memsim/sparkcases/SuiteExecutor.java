package io.memsim.sparkcases;

import io.memsim.config.MemoryConfig;
import io.memsim.executor.ExecutorMemory;
import java.util.Map;
import java.util.TreeMap;

/** The executors that Spark's suites make, with their figures to the byte. */
final class SuiteExecutor {

  private final Map<String, String> conf = new TreeMap<>();
  private int cores = 1;

  private SuiteExecutor(long onHeap) {
    set("spark.testing.memory", onHeap);
    set("spark.testing.reservedMemory", 0);
    set("spark.memory.fraction", 1.0);
  }

  /** One whose pools have so many bytes on-heap, half of them storage's, and none off-heap. */
  static SuiteExecutor of(long onHeap) {
    return new SuiteExecutor(onHeap);
  }

  /**
   * What MemoryStoreSuite makes: half of it storage's, as much off-heap as it mostly has on-heap.
   */
  static ExecutorMemory memoryStore(long onHeap) {
    return of(onHeap)
        .set("spark.storage.unrollMemoryThreshold", 512)
        .set("spark.memory.offHeap.enabled", true)
        .set("spark.memory.offHeap.size", 12_000)
        .make();
  }

  /** What BlockManagerSuite makes: nearly all of it storage's, as much off-heap as on-heap. */
  static ExecutorMemory blockManager(long bytes) {
    return forBlockManager(bytes).make();
  }

  /** As {@link #blockManager}, for more settings. */
  static SuiteExecutor forBlockManager(long bytes) {
    return of(bytes)
        .set("spark.memory.storageFraction", 0.999)
        .set("spark.storage.unrollMemoryThreshold", 512)
        .set("spark.memory.offHeap.size", bytes);
  }

  SuiteExecutor set(String key, Object value) {
    conf.put(key, String.valueOf(value));
    return this;
  }

  SuiteExecutor cores(int number) {
    cores = number;
    return this;
  }

  ExecutorMemory make() {
    return ExecutorMemory.create(config());
  }

  MemoryConfig config() {
    return MemoryConfig.forTrace(conf, cores);
  }
}
