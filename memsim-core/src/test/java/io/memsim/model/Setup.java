package io.memsim.model;

import io.memsim.block.MemoryMode;
import io.memsim.config.MemoryConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The configuration of a run. The pools have {@code unified * scale} and {@code offHeap * scale}
 * bytes, and so have all sizes of the calls: a big scale finds what breaks beyond an int or beyond
 * the precision of a double.
 *
 * @param unified the unified region on-heap, in units
 * @param storageFraction the part of both regions that starts as storage, below 1
 * @param offHeap the off-heap memory, in units
 * @param offHeapTasks whether pages live off-heap
 * @param unmanaged whether unmanaged memory is tracked
 * @param threshold the initial reservation for unrolling, in units
 * @param growth the growth factor of unrolling
 * @param pageSize the default page, in units
 * @param scale bytes in a unit
 * @param listening whether the real executor has a listener
 * @param explanations how many decisions it keeps, 0 for no history
 * @param ownPolicy whether its order comes from a policy of the user's own instead of the built-in
 */
record Setup(
    long unified,
    double storageFraction,
    long offHeap,
    boolean offHeapTasks,
    boolean unmanaged,
    long threshold,
    double growth,
    long pageSize,
    long scale,
    boolean listening,
    int explanations,
    boolean ownPolicy) {

  Setup listening(boolean withListener) {
    return new Setup(
        unified,
        storageFraction,
        offHeap,
        offHeapTasks,
        unmanaged,
        threshold,
        growth,
        pageSize,
        scale,
        withListener,
        explanations,
        ownPolicy);
  }

  Setup explanations(int decisions) {
    return new Setup(
        unified,
        storageFraction,
        offHeap,
        offHeapTasks,
        unmanaged,
        threshold,
        growth,
        pageSize,
        scale,
        listening,
        decisions,
        ownPolicy);
  }

  Setup ownPolicy(boolean own) {
    return new Setup(
        unified,
        storageFraction,
        offHeap,
        offHeapTasks,
        unmanaged,
        threshold,
        growth,
        pageSize,
        scale,
        listening,
        explanations,
        own);
  }

  /** A number of units in bytes; negative numbers stay what they are. */
  long bytes(long units) {
    return units < 0 ? units : scale == 1 ? units : units * scale + units;
  }

  long max(MemoryMode mode) {
    return bytes(mode == MemoryMode.ON_HEAP ? unified : offHeap);
  }

  long storageRegion(MemoryMode mode) {
    return (long) (max(mode) * storageFraction);
  }

  MemoryMode tungstenMode() {
    return offHeapTasks ? MemoryMode.OFF_HEAP : MemoryMode.ON_HEAP;
  }

  MemoryConfig config() {
    Map<String, String> conf = new LinkedHashMap<>();
    conf.put("spark.executor.memory", bytes(unified) + "b");
    conf.put("spark.testing.reservedMemory", "0");
    conf.put("spark.memory.fraction", "1.0");
    conf.put("spark.memory.storageFraction", Double.toString(storageFraction));
    conf.put("spark.memory.offHeap.enabled", Boolean.toString(offHeapTasks));
    conf.put("spark.memory.offHeap.size", bytes(offHeap) + "b");
    conf.put("spark.storage.unrollMemoryThreshold", Long.toString(bytes(threshold)));
    conf.put("spark.storage.unrollMemoryGrowthFactor", Double.toString(growth));
    conf.put("spark.buffer.pageSize", bytes(pageSize) + "b");
    if (unmanaged) {
      conf.put("spark.memory.unmanagedMemoryPollingInterval", "1s");
    }
    return MemoryConfig.forTrace(conf, 4);
  }
}
