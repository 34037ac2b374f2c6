package io.memsim.bench.parity;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import java.util.HashMap;
import java.util.Map;

/** Translates between Spark's and memsim's names of the same things. Not thread-safe. */
final class Names {

  private final Map<BlockId, org.apache.spark.storage.BlockId> toSpark = new HashMap<>();
  private final Map<org.apache.spark.storage.BlockId, BlockId> fromSpark = new HashMap<>();
  private final Map<StorageLevel, org.apache.spark.storage.StorageLevel> levels = new HashMap<>();

  static org.apache.spark.memory.MemoryMode mode(MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP
        ? org.apache.spark.memory.MemoryMode.ON_HEAP
        : org.apache.spark.memory.MemoryMode.OFF_HEAP;
  }

  /** Spark's id of a block, parsed by Spark from its name. */
  org.apache.spark.storage.BlockId spark(BlockId block) {
    org.apache.spark.storage.BlockId known = toSpark.get(block);
    if (known == null) {
      known = org.apache.spark.storage.BlockId.apply(block.name());
      toSpark.put(block, known);
      fromSpark.put(known, block);
    }
    return known;
  }

  BlockId memsim(org.apache.spark.storage.BlockId block) {
    BlockId known = fromSpark.get(block);
    return known == null ? BlockId.parse(block.name()) : known;
  }

  org.apache.spark.storage.StorageLevel spark(StorageLevel level) {
    return levels.computeIfAbsent(
        level,
        made ->
            org.apache.spark.storage.StorageLevel.apply(
                made.useDisk(),
                made.useMemory(),
                made.useOffHeap(),
                made.deserialized(),
                made.replication()));
  }
}
