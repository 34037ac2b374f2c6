package io.memsim.sparkcases;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.event.PutResult;
import io.memsim.executor.ExecutorMemory;

/**
 * The values that Spark's suites put, by what Spark 4.2.0 measures of them: as objects on a 64-bit
 * JVM with compressed references, and as Kryo writes them through its 1 MiB buffer.
 */
final class SuiteValues {

  /** 40 arrays of 100 bytes. */
  static final SuiteValues SMALL_LIST = of(4976, 4120).estimated(656, 2608, 4528).written(0, 0, 0);

  /** 40 arrays of 1000 bytes. */
  static final SuiteValues BIG_LIST =
      of(40_816, 40_160).estimated(1552, 17_840, 34_096).written(0, 16_384, 32_768);

  /** 40 objects that say that they have 110 bytes. */
  static final SuiteValues SMALL_OFF_HEAP =
      of(4576, 4576).estimated(646, 2438, 4198).written(646, 2438, 4198);

  /** 40 objects that say that they have 1500 bytes. */
  static final SuiteValues BIG_OFF_HEAP =
      of(60_176, 60_176).estimated(2036, 26_068, 50_068).written(2036, 26_068, 50_068);

  /** 40 objects that say that they have 100 bytes. */
  static final SuiteValues NATIVE_OBJECTS = of(4176, 4176).estimated(636, 2268, 3868);

  /** An array of 100 bytes. */
  static final SuiteValues ONE_OF_100 = of(144, 103).estimated(656).written(0);

  /** An array of 400 bytes. */
  static final SuiteValues ONE_OF_400 = of(440, 404).estimated(952).written(0);

  /** An array of 400 bytes in a broadcast, which Spark compresses. */
  static final SuiteValues BROADCAST_OF_400 = of(440, 58).estimated(952).written(0);

  /** An array of 4000 bytes. */
  static final SuiteValues ONE_OF_4000 = of(4040, 4004).estimated(4552).written(0);

  /** An array of 10,000 bytes. */
  static final SuiteValues ONE_OF_10000 = of(10_040, 10_004).estimated(10_552).written(8192);

  /** 2 arrays of 100 bytes. */
  static final SuiteValues TWO_OF_100 = of(264, 206).estimated(656).written(0);

  /** 2 arrays of 2000 bytes. */
  static final SuiteValues TWO_OF_2000 = of(4056, 4008).estimated(2552).written(0);

  /** 8 arrays of 2000 bytes, which are too many for 12,000 bytes. */
  static final SuiteValues EIGHT_OF_2000 = of(16_176, 16_032).estimated(2552).written(0);

  /** Arrays of 500, 1000 and 1500 bytes. */
  static final SuiteValues GROWING = of(3088, 3012).estimated(1056).written(0);

  /** The string "message". */
  static final SuiteValues MESSAGE = of(72, 9).estimated(584).written(0);

  /** 2 lines of a log. */
  static final SuiteValues LOG_LINES = of(136, 24).estimated(592).written(0);

  /** What {@code SizeEstimator} finds in the end. */
  private final long bytes;

  /** What {@code SizeTrackingVector} estimates after the 1st, 17th and 33rd value. */
  private final long[] estimates;

  /** What they are serialized. */
  private final long serialized;

  /** What has left Kryo's buffer after the 1st, 17th and 33rd value. */
  private final long[] serializedEstimates;

  private SuiteValues(long bytes, long[] estimates, long serialized, long[] serializedEstimates) {
    this.bytes = bytes;
    this.estimates = estimates;
    this.serialized = serialized;
    this.serializedEstimates = serializedEstimates;
  }

  private static SuiteValues of(long bytes, long serialized) {
    return new SuiteValues(bytes, new long[0], serialized, new long[0]);
  }

  private SuiteValues estimated(long... sizes) {
    return new SuiteValues(bytes, sizes, serialized, serializedEstimates);
  }

  private SuiteValues written(long... sizes) {
    return new SuiteValues(bytes, estimates, serialized, sizes);
  }

  /** Puts them from outside any task. */
  PutResult put(ExecutorMemory memory, BlockId block, StorageLevel level) {
    return put(memory, block, level, ExecutorMemory.NO_TASK);
  }

  /** Puts them as {@code putIterator} does: unrolled, in the form that the level asks for. */
  PutResult put(ExecutorMemory memory, BlockId block, StorageLevel level, long task) {
    return level.deserialized()
        ? memory.putValues(block, level, bytes, estimates, serialized, task)
        : memory.putValues(block, level, serialized, serializedEstimates, task);
  }
}
