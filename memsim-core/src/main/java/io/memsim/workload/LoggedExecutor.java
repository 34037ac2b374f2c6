package io.memsim.workload;

import java.io.Serializable;

/**
 * An executor of the run; in local mode the driver.
 *
 * @param id Spark's id of it
 * @param host where it ran
 * @param cores its task slots, at least 1
 * @param onHeap the size of its unified region, in bytes; -1 where the log does not say
 * @param offHeap the size of its off-heap region, in bytes; -1 where the log does not say
 * @param added when it was there, in milliseconds since the epoch
 * @param removed when it was gone, or {@link Long#MAX_VALUE}
 */
public record LoggedExecutor(
    String id, String host, int cores, long onHeap, long offHeap, long added, long removed)
    implements Serializable {}
