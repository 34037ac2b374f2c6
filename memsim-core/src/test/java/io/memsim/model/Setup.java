package io.memsim.model;

import io.memsim.block.MemoryMode;
import io.memsim.config.MemoryConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a run. A big scale finds what breaks beyond an int or beyond the precision
 * of a double.
 *
 * @param unified the unified region on-heap, in scales
 * @param storageFraction the part of both regions that starts as storage, below 1
 * @param offHeap the off-heap memory, in scales
 * @param offHeapTasks whether pages live off-heap
 * @param unmanaged whether unmanaged memory is tracked
 * @param threshold the initial reservation for unrolling, in scales
 * @param growth the growth factor of unrolling
 * @param pageSize the default page, in scales
 * @param scale bytes
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

  /** Units, of which the unified region has 6000, in bytes; negative numbers stay as they are. */
  long bytes(long units) {
    long region = unified * scale;
    return units < 0 ? units : units / 6000 * region + units % 6000 * region / 6000;
  }

  List<Long> bytes(List<Long> units) {
    return units.stream().map(this::bytes).toList();
  }

  long max(MemoryMode mode) {
    return scale * (mode == MemoryMode.ON_HEAP ? unified : offHeap);
  }

  long unrollThreshold() {
    return threshold * scale;
  }

  long page() {
    return pageSize * scale;
  }

  long storageRegion(MemoryMode mode) {
    return (long) (max(mode) * storageFraction);
  }

  MemoryMode tungstenMode() {
    return offHeapTasks ? MemoryMode.OFF_HEAP : MemoryMode.ON_HEAP;
  }

  MemoryConfig config() {
    Map<String, String> conf = new LinkedHashMap<>();
    conf.put("spark.executor.memory", max(MemoryMode.ON_HEAP) + "b");
    conf.put("spark.testing.reservedMemory", "0");
    conf.put("spark.memory.fraction", "1.0");
    conf.put("spark.memory.storageFraction", Double.toString(storageFraction));
    conf.put("spark.memory.offHeap.enabled", Boolean.toString(offHeapTasks));
    conf.put("spark.memory.offHeap.size", max(MemoryMode.OFF_HEAP) + "b");
    conf.put("spark.storage.unrollMemoryThreshold", Long.toString(unrollThreshold()));
    conf.put("spark.storage.unrollMemoryGrowthFactor", Double.toString(growth));
    conf.put("spark.buffer.pageSize", page() + "b");
    if (unmanaged) {
      conf.put("spark.memory.unmanagedMemoryPollingInterval", "1s");
    }
    return MemoryConfig.forTrace(conf, 4);
  }
}
