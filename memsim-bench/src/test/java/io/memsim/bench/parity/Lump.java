package io.memsim.bench.parity;

import org.apache.spark.util.KnownSizeEstimation;

/**
 * A value whose size in memory Spark's {@code SizeEstimator} takes from itself, and whose
 * serialized size {@link LumpSerializer} takes from it too: unrolling with figures of our choice,
 * without the memory.
 */
final class Lump implements KnownSizeEstimation {

  private final int shape;
  private final long size;
  private final int serializedSize;

  Lump(int shape, long size, int serializedSize) {
    this.shape = shape;
    this.size = size;
    this.serializedSize = serializedSize;
  }

  /** The shape that this is a value of. */
  int shape() {
    return shape;
  }

  int serializedSize() {
    return serializedSize;
  }

  @Override
  public long estimatedSize() {
    return size;
  }
}
