package io.memsim.workload;

import java.io.Serializable;

/**
 * A change of an RDD block's place that the log recorded.
 *
 * @param executor the position of the executor in {@link Workload#executors}
 * @param rdd the RDD
 * @param partition the partition
 * @param memory whether it is in memory now
 * @param disk whether it is on disk now
 * @param bytes its size in memory, now or before it left it; on disk where it was never in memory
 */
public record BlockChange(
    int executor, int rdd, int partition, boolean memory, boolean disk, long bytes)
    implements Serializable {}
