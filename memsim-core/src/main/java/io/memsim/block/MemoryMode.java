package io.memsim.block;

/** Spark's {@code MemoryMode}: which of the two memories, which never lend to each other. */
public enum MemoryMode {
  /** Inside the JVM's heap. */
  ON_HEAP,
  /** Outside of it, as sized by {@code spark.memory.offHeap.size}. */
  OFF_HEAP
}
