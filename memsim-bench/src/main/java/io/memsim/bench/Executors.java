package io.memsim.bench;

import io.memsim.bench.spark.SparkMemory;
import io.memsim.block.StorageLevel;
import io.memsim.config.MemoryConfig;
import io.memsim.executor.ExecutorMemory;
import java.util.LinkedHashMap;
import java.util.Map;

/** The executors of memsim that are measured, and the sizes that all subjects share. */
final class Executors {

  /** What each block takes. */
  static final int BLOCK = 1000;

  /** The same as an object that a map's entries share. */
  static final Long SIZE = (long) BLOCK;

  /** RDDs of which blocks are put in turn, so that the oldest is never of the RDD being stored. */
  static final int RDDS = 3;

  /** The level of all blocks: memory only, so that what is evicted is gone. */
  static final StorageLevel LEVEL = StorageLevel.MEMORY_ONLY_SER;

  private Executors() {}

  /** An executor with this much memory for execution and storage, half of it storage's region. */
  static ExecutorMemory of(long bytes) {
    return ExecutorMemory.create(config(bytes, 0, "0.5"));
  }

  /** An executor with such memory on and off the heap. */
  static ExecutorMemory of(long bytes, long offHeap) {
    return ExecutorMemory.create(config(bytes, offHeap, "0.5"));
  }

  /** An executor with this much memory for execution and storage. */
  static ExecutorMemory of(long bytes, String storageFraction) {
    return ExecutorMemory.create(config(bytes, 0, storageFraction));
  }

  /** The configuration of an executor with this much memory. */
  static MemoryConfig config(long bytes) {
    return config(bytes, 0, "0.5");
  }

  private static MemoryConfig config(long bytes, long offHeap, String storageFraction) {
    return MemoryConfig.forTrace(properties(bytes, offHeap, storageFraction), 1);
  }

  /** Spark's memory, as much of it, half of it storage's region. */
  static SparkMemory spark(long bytes) {
    return new SparkMemory(properties(bytes), BLOCK);
  }

  /** The properties of an executor with this much memory. */
  static Map<String, String> properties(long bytes) {
    return properties(bytes, 0, "0.5");
  }

  /** The properties of such an executor. */
  static Map<String, String> properties(long bytes, long offHeap, String storageFraction) {
    Map<String, String> conf = new LinkedHashMap<>();
    conf.put("spark.executor.memory", bytes + "b");
    conf.put("spark.testing.reservedMemory", "0");
    conf.put("spark.memory.fraction", "1.0");
    conf.put("spark.memory.storageFraction", storageFraction);
    conf.put("spark.memory.offHeap.size", offHeap + "b");
    conf.put("spark.storage.unrollMemoryThreshold", Integer.toString(BLOCK));
    return conf;
  }

  /** Puts blocks numbered from 0, of {@link #RDDS} RDDs in turn. */
  static void fill(ExecutorMemory memory, int blocks) {
    for (int block = 0; block < blocks; block++) {
      memory.putRdd(block % RDDS, block, LEVEL, BLOCK, 0);
    }
    check(memory.blocksInMemory() == blocks, "blocks in memory", memory.blocksInMemory(), blocks);
  }

  /** Refuses a run that has measured something else. */
  static void check(boolean asPlanned, String what, long found, long expected) {
    if (!asPlanned) {
      throw new IllegalStateException(what + ": " + found + ", expected " + expected);
    }
  }
}
