package io.memsim.layout;

import java.io.Serializable;

/**
 * The memory outside the heap. Its pools have their size also when it is not enabled: then blocks
 * at off-heap levels use it, but task memory does not.
 *
 * @param enabled whether task memory lives here
 * @param size all of it, bytes
 * @param storageRegion the part that belongs to storage at first, bytes
 * @param execution the part that belongs to execution at first, bytes
 */
public record OffHeap(boolean enabled, long size, long storageRegion, long execution)
    implements Serializable {}
