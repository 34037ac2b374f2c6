package io.memsim.workload;

import io.memsim.block.StorageLevel;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An attempt at a stage that was submitted.
 *
 * @param id Spark's id of the stage
 * @param attempt which attempt at it, from 0
 * @param job the first job that it belongs to, or -1
 * @param name what Spark calls it
 * @param submitted when it was submitted, in milliseconds since the epoch
 * @param completed when it ended, or -1 where the log does not say
 * @param taskCount how many tasks it set out to run
 * @param parents the ids of the stages whose shuffles it reads
 * @param rdds its last RDD and all narrow ancestors of it
 */
public record LoggedStage(
    int id,
    int attempt,
    int job,
    String name,
    long submitted,
    long completed,
    int taskCount,
    List<Integer> parents,
    List<StageRdd> rdds)
    implements Serializable {

  /**
   * Copies the lists.
   *
   * @param id Spark's id of the stage
   * @param attempt which attempt at it, from 0
   * @param job the first job that it belongs to, or -1
   * @param name what Spark calls it
   * @param submitted when it was submitted, in milliseconds since the epoch
   * @param completed when it ended, or -1 where the log does not say
   * @param taskCount how many tasks it set out to run
   * @param parents the ids of the stages whose shuffles it reads
   * @param rdds its last RDD and all narrow ancestors of it
   */
  public LoggedStage {
    parents = List.copyOf(parents);
    rdds = List.copyOf(rdds);
  }

  /**
   * An RDD as a stage sees it.
   *
   * @param rdd its id
   * @param parents the ids of its parents, in the order of its dependencies
   * @param level its storage level when the stage was made
   */
  public record StageRdd(int rdd, List<Integer> parents, StorageLevel level)
      implements Serializable {

    /**
     * Copies the list.
     *
     * @param rdd its id
     * @param parents the ids of its parents, in the order of its dependencies
     * @param level its storage level when the stage was made
     */
    public StageRdd {
      parents = List.copyOf(parents);
    }
  }

  /**
   * The stage's last RDD: the one that its tasks compute, nobody's parent in the stage.
   *
   * @return its id, or -1 when the stage lists no RDDs
   */
  public int lastRdd() {
    Set<Integer> read = new HashSet<>();
    rdds.forEach(rdd -> read.addAll(rdd.parents()));
    return rdds.stream().mapToInt(StageRdd::rdd).filter(id -> !read.contains(id)).max().orElse(-1);
  }
}
