package io.memsim.workload;

import io.memsim.block.StorageLevel;
import java.io.Serializable;

/**
 * An RDD as the log describes it.
 *
 * @param id Spark's id of it
 * @param name its name: its class, until the program names it
 * @param scope the operation that made it, or an empty text
 * @param callSite where in the program it was made, or an empty text
 * @param partitions how many partitions it has
 * @param level the first storage level other than {@link StorageLevel#NONE} that a stage saw, or
 *     {@code NONE} when no stage saw it persisted
 */
public record LoggedRdd(
    int id, String name, String scope, String callSite, int partitions, StorageLevel level)
    implements Serializable {

  /**
   * Whether a stage saw it persisted.
   *
   * @return true when it was cached at some time
   */
  public boolean persisted() {
    return level.isValid();
  }
}
