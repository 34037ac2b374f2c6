package io.memsim.workload;

/** What the log measures of each task. Times are milliseconds, sizes bytes. */
public enum TaskMetric {
  /** When it was launched, since the epoch. */
  LAUNCHED,
  /** When it was seen to have ended, since the epoch. */
  FINISHED,
  /** How long the executor ran it. */
  RUN_TIME,
  /** How long the executor deserialized it before that. */
  DESERIALIZE_TIME,
  /** How long the executor serialized its result. */
  RESULT_SERIALIZATION_TIME,
  /** The sum of the peaks of its operators' execution memory. */
  PEAK_EXECUTION,
  /** The most on-heap execution memory that it held at once, from Spark 4.2 on. */
  PEAK_ON_HEAP,
  /** The most off-heap execution memory that it held at once, from Spark 4.2 on. */
  PEAK_OFF_HEAP,
  /** What its spills were estimated to hold in memory. */
  MEMORY_SPILLED,
  /** What its spills wrote. */
  DISK_SPILLED,
  /** Bytes of its input, cached blocks included. */
  INPUT_BYTES,
  /** Records of its input, those of cached blocks included. */
  INPUT_RECORDS,
  /** Bytes read of shuffles. */
  SHUFFLE_READ_BYTES,
  /** Records read of shuffles. */
  SHUFFLE_READ_RECORDS,
  /** Bytes written of shuffles. */
  SHUFFLE_WRITE_BYTES,
  /** Records written of shuffles. */
  SHUFFLE_WRITE_RECORDS,
  /** Bytes of the rows that Spark SQL wrote to shuffles, before they were serialized. */
  SHUFFLE_WRITE_ROW_BYTES
}
