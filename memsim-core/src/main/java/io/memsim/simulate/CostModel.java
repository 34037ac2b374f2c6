package io.memsim.simulate;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.Serializable;

/**
 * What moving bytes costs in virtual time. Computing costs what the log measured.
 *
 * <p>The defaults for serialization are what Java's took for boxed numbers, pairs of them, arrays
 * and batches of columns in recorded runs of Spark, to within a factor of two: so much for each
 * value, and so much for each byte.
 *
 * @param diskRead bytes that a task reads from disk in a second
 * @param diskWrite bytes that a task writes to disk in a second
 * @param network bytes that a task reads from another executor in a second
 * @param deserialize serialized bytes that a task makes values of in a second, besides the time for
 *     each value
 * @param deserializeValues values that it makes in a second, besides the time for their bytes
 * @param serialize serialized bytes that a task makes of values in a second, besides the time for
 *     each value
 * @param serializeValues values that it serializes in a second, besides the time for their bytes
 * @param spillRatio bytes on disk of a spilled byte of memory, where the log has no spill to tell
 */
public record CostModel(
    long diskRead,
    long diskWrite,
    long network,
    long deserialize,
    long deserializeValues,
    long serialize,
    long serializeValues,
    double spillRatio)
    implements Serializable {

  /**
   * 200 MB/s read and written, 100 MB/s over the network; 125 MB/s and a million values a second
   * deserialized, 160 MB/s and four million values a second serialized; spills of a fifth.
   */
  public static final CostModel DEFAULT =
      new CostModel(
          200_000_000,
          200_000_000,
          100_000_000,
          125_000_000,
          1_000_000,
          160_000_000,
          4_000_000,
          0.2);

  /**
   * Checks that all are above 0.
   *
   * @param diskRead bytes that a task reads from disk in a second
   * @param diskWrite bytes that a task writes to disk in a second
   * @param network bytes that a task reads from another executor in a second
   * @param deserialize serialized bytes that a task makes values of in a second, besides the time
   *     for each value
   * @param deserializeValues values that it makes in a second, besides the time for their bytes
   * @param serialize serialized bytes that a task makes of values in a second, besides the time for
   *     each value
   * @param serializeValues values that it serializes in a second, besides the time for their bytes
   * @param spillRatio bytes on disk of a spilled byte of memory, where the log has no spill to tell
   */
  public CostModel {
    check(Cost.DISK_READ, diskRead);
    check(Cost.DISK_WRITE, diskWrite);
    check(Cost.NETWORK, network);
    check(Cost.DESERIALIZE, deserialize);
    check(Cost.DESERIALIZE_VALUES, deserializeValues);
    check(Cost.SERIALIZE, serialize);
    check(Cost.SERIALIZE_VALUES, serializeValues);
    checkArgument(
        spillRatio > 0, "%s: \"%s\": expected above 0", Cost.SPILL_RATIO.key(), spillRatio);
  }

  private static void check(Cost cost, long value) {
    checkArgument(value > 0, "%s: \"%s\": expected above 0 a second", cost.key(), value);
  }

  /**
   * The model with one figure set otherwise.
   *
   * @param cost which one
   * @param value so much a second, or the ratio; above 0
   * @return the other model
   */
  public CostModel with(Cost cost, double value) {
    long rate = (long) value;
    return new CostModel(
        cost == Cost.DISK_READ ? rate : diskRead,
        cost == Cost.DISK_WRITE ? rate : diskWrite,
        cost == Cost.NETWORK ? rate : network,
        cost == Cost.DESERIALIZE ? rate : deserialize,
        cost == Cost.DESERIALIZE_VALUES ? rate : deserializeValues,
        cost == Cost.SERIALIZE ? rate : serialize,
        cost == Cost.SERIALIZE_VALUES ? rate : serializeValues,
        cost == Cost.SPILL_RATIO ? value : spillRatio);
  }

  double readMillis(long bytes) {
    return 1000.0 * bytes / diskRead;
  }

  double writeMillis(long bytes) {
    return 1000.0 * bytes / diskWrite;
  }

  double networkMillis(long bytes) {
    return 1000.0 * bytes / network;
  }

  double deserializeMillis(long bytes, double values) {
    return 1000.0 * bytes / deserialize + 1000.0 * values / deserializeValues;
  }

  double serializeMillis(long bytes, double values) {
    return 1000.0 * bytes / serialize + 1000.0 * values / serializeValues;
  }
}
