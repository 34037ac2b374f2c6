package io.memsim.simulate;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.Serializable;

/**
 * What moving bytes costs in virtual time. Computing costs what the log measured.
 *
 * @param diskRead bytes that a task reads from disk in a second, deserializing them
 * @param diskWrite bytes that a task writes to disk in a second, serializing them
 * @param network bytes that a task reads from another executor in a second
 * @param spillRatio bytes on disk of a spilled byte of memory, where the log has no spill to tell
 */
public record CostModel(long diskRead, long diskWrite, long network, double spillRatio)
    implements Serializable {

  /** 200 MB/s read, 100 MB/s written, 100 MB/s over the network, spills of a fifth. */
  public static final CostModel DEFAULT = new CostModel(200_000_000, 100_000_000, 100_000_000, 0.2);

  /**
   * Checks that all are above 0.
   *
   * @param diskRead bytes that a task reads from disk in a second, deserializing them
   * @param diskWrite bytes that a task writes to disk in a second, serializing them
   * @param network bytes that a task reads from another executor in a second
   * @param spillRatio bytes on disk of a spilled byte of memory, where the log has no spill to tell
   */
  public CostModel {
    checkArgument(diskRead > 0, "disk read rate %s: expected above 0 bytes/s", diskRead);
    checkArgument(diskWrite > 0, "disk write rate %s: expected above 0 bytes/s", diskWrite);
    checkArgument(network > 0, "network rate %s: expected above 0 bytes/s", network);
    checkArgument(spillRatio > 0, "spill ratio %s: expected above 0", spillRatio);
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
}
