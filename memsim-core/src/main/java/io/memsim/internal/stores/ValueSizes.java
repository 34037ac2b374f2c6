package io.memsim.internal.stores;

/**
 * What is known of a block's values since its put: their size in memory and on disk, and the sizes
 * that Spark estimated while it unrolled them. A reader that brings the block back unrolls the
 * same.
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record ValueSizes(long bytes, long diskBytes, long[] unroll) {}
