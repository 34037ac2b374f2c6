package io.memsim.simulate;

import io.memsim.block.StorageLevel;
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
    implements Serializable {}
