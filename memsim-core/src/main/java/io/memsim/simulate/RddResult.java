package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.workload.LoggedRdd;
import java.io.Serializable;

/**
 * What became of one persisted RDD.
 *
 * @param rdd its id
 * @param name its name
 * @param level its storage level in the scenario
 * @param partitions how many partitions it has
 * @param blockBytes what all its blocks together take in memory at that level
 * @param counts what happened to its blocks; of spills and times only what concerns blocks
 * @param memoryBlocks how many are in memory at the end
 * @param diskBlocks how many are on disk at the end, those in memory too included
 */
public record RddResult(
    int rdd,
    String name,
    StorageLevel level,
    int partitions,
    long blockBytes,
    Counts counts,
    int memoryBlocks,
    int diskBlocks)
    implements Serializable {

  static RddResult of(int rdd, StorageLevel level, Engine engine) {
    LoggedRdd logged = engine.workload().rdd(rdd);
    int partitions = logged == null ? 0 : logged.partitions();
    long bytes = 0;
    int inMemory = 0;
    int onDisk = 0;
    for (int i = 0; i < partitions; i++) {
      bytes += engine.blocks().memoryBytes(rdd, i, level);
      BlockId block = BlockId.rdd(rdd, i);
      for (Node node : engine.nodes()) {
        inMemory += node.memory.memoryBytes(block) > 0 ? 1 : 0;
        onDisk += node.memory.onDisk(block) ? 1 : 0;
      }
    }
    return new RddResult(
        rdd,
        logged == null ? "" : logged.name(),
        level,
        partitions,
        bytes,
        engine.recorder().rdd(rdd).counts(),
        inMemory,
        onDisk);
  }
}
