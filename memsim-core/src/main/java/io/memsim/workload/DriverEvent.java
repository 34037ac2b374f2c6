package io.memsim.workload;

import java.io.Serializable;

/**
 * Something that the driver program did to blocks, between jobs or stages.
 *
 * @param kind what it did
 * @param id the RDD or broadcast
 * @param bytes the size of a broadcast's piece; 0 for others
 * @param piece the number of a broadcast's piece; 0 for others
 * @param stagesBefore how many stages were submitted before it
 * @param tasksBefore how many tasks had ended before it
 * @param jobsBefore how many jobs had ended before it
 * @param time the time of the last event before it that has one, in milliseconds since the epoch
 */
public record DriverEvent(
    Kind kind,
    long id,
    long bytes,
    int piece,
    int stagesBefore,
    int tasksBefore,
    int jobsBefore,
    long time)
    implements Serializable {

  /** What the driver program did. */
  public enum Kind {
    /** A piece of a broadcast was put. */
    BROADCAST,
    /** A piece of a broadcast was removed. */
    BROADCAST_REMOVED,
    /** An RDD was unpersisted. */
    UNPERSIST
  }
}
