package io.memsim.bench.parity;

import java.util.Arrays;

/**
 * The values of a block, and what Spark sees of them while it unrolls them.
 *
 * @param values the values
 * @param deserialized what it sees of them as objects
 * @param reread what it sees of them as objects when they come back from disk
 * @param serialized what it sees of them as bytes
 * @param bytes their serialized form, in a stream of their own
 */
@SuppressWarnings("ArrayRecordComponent") // never changed, never compared
record Shape(Object[] values, Sizes deserialized, Sizes reread, Sizes serialized, byte[] bytes) {

  /** Whether Spark sees something else of the values when they come back from disk. */
  boolean rereadsOtherwise() {
    return reread.total != deserialized.total || !Arrays.equals(reread.checks, deserialized.checks);
  }

  /**
   * Spark's figures for one unrolling.
   *
   * @param checks the estimate at each check
   * @param total the final size
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Sizes(long[] checks, long total) {}
}
