package io.memsim.workload;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * An executor of the run; in local mode the driver.
 *
 * @param id Spark's id of it
 * @param host where it ran
 * @param cores its cores, at least 1
 * @param profile what its resource profile says in place of Spark's properties, by property; empty
 *     for the default profile, which is made of them
 * @param onHeap the size of its unified region, in bytes; -1 where the log does not say
 * @param offHeap the size of its off-heap region, in bytes; -1 where the log does not say
 * @param added when it was there, in milliseconds since the epoch
 * @param removed when it was gone, or {@link Long#MAX_VALUE}
 */
public record LoggedExecutor(
    String id,
    String host,
    int cores,
    Map<String, String> profile,
    long onHeap,
    long offHeap,
    long added,
    long removed)
    implements Serializable {

  /**
   * Copies the profile.
   *
   * @param id Spark's id of it
   * @param host where it ran
   * @param cores its cores, at least 1
   * @param profile what its resource profile says in place of Spark's properties
   * @param onHeap the size of its unified region, in bytes; -1 where the log does not say
   * @param offHeap the size of its off-heap region, in bytes; -1 where the log does not say
   * @param added when it was there, in milliseconds since the epoch
   * @param removed when it was gone, or {@link Long#MAX_VALUE}
   */
  public LoggedExecutor {
    profile = Collections.unmodifiableMap(new TreeMap<>(profile));
  }
}
