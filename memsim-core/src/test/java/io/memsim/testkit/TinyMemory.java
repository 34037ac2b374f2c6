package io.memsim.testkit;

import io.memsim.config.MemoryConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Configurations whose pools have exactly as many bytes as asked for, so that examples and
 * counterexamples fit into a head: nothing is reserved, half of the memory is the storage region,
 * and unrolling starts with a twentieth of it.
 *
 * <p>They are what a trace's header describes, so everything found with them can be replayed. The
 * methods have no state and may be called from any thread.
 */
public final class TinyMemory {

  private static final long PARTS_PER_UNROLL_START = 20;

  private TinyMemory() {}

  /**
   * On-heap memory only.
   *
   * @param onHeap what execution and storage share, in bytes, 1 to 2^53
   * @return the configuration of an executor with one core
   * @throws io.memsim.config.ConfigException when Spark would not start with so little
   */
  public static MemoryConfig of(long onHeap) {
    return of(onHeap, 0);
  }

  /**
   * On-heap and off-heap memory.
   *
   * @param onHeap what execution and storage share on-heap, in bytes, 1 to 2^53
   * @param offHeap what they share off-heap, in bytes; above 0 it is enabled, so that pages live
   *     there
   * @return the configuration of an executor with one core
   * @throws io.memsim.config.ConfigException when Spark would not start with so little
   */
  public static MemoryConfig of(long onHeap, long offHeap) {
    return of(onHeap, offHeap, Map.of());
  }

  /**
   * On-heap and off-heap memory, and properties that differ from the kit's.
   *
   * @param onHeap what execution and storage share on-heap, in bytes, 1 to 2^53
   * @param offHeap what they share off-heap, in bytes
   * @param more Spark properties, written as in the header of a trace; they win
   * @return the configuration of an executor with one core
   * @throws io.memsim.config.ConfigException for a value that Spark's memory manager refuses
   */
  public static MemoryConfig of(long onHeap, long offHeap, Map<String, String> more) {
    Map<String, String> conf = new LinkedHashMap<>();
    conf.put("spark.executor.memory", onHeap + "b");
    conf.put("spark.testing.reservedMemory", "0");
    conf.put("spark.memory.fraction", "1.0");
    conf.put(
        "spark.storage.unrollMemoryThreshold",
        Long.toString(Math.max(1, onHeap / PARTS_PER_UNROLL_START)));
    if (offHeap > 0) {
      conf.put("spark.memory.offHeap.enabled", "true");
      conf.put("spark.memory.offHeap.size", offHeap + "b");
    }
    conf.putAll(more);
    return MemoryConfig.forTrace(conf, 1);
  }
}
