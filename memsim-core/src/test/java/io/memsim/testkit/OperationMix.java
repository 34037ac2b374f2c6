package io.memsim.testkit;

import io.memsim.block.StorageLevel;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How often each kind of operation is generated, over how many blocks and tasks. Immutable: each
 * method answers a changed copy.
 *
 * <p>The fewer blocks and tasks there are, the more often operations meet: a policy's mistakes show
 * within a handful of blocks.
 */
public final class OperationMix {

  private static final StorageLevel[] IN_MEMORY = {
    StorageLevel.MEMORY_ONLY_SER,
    StorageLevel.MEMORY_ONLY,
    StorageLevel.MEMORY_AND_DISK_SER,
    StorageLevel.MEMORY_AND_DISK,
    StorageLevel.OFF_HEAP
  };

  private static final List<StorageLevel> SIMPLEST_FIRST =
      List.of(
          StorageLevel.MEMORY_ONLY_SER,
          StorageLevel.MEMORY_ONLY,
          StorageLevel.MEMORY_AND_DISK_SER,
          StorageLevel.MEMORY_AND_DISK,
          StorageLevel.DISK_ONLY,
          StorageLevel.OFF_HEAP,
          StorageLevel.MEMORY_ONLY_SER_2,
          StorageLevel.MEMORY_ONLY_2,
          StorageLevel.MEMORY_AND_DISK_SER_2,
          StorageLevel.MEMORY_AND_DISK_2,
          StorageLevel.DISK_ONLY_2,
          StorageLevel.DISK_ONLY_3);

  private final Map<OperationKind, Integer> weights;
  private final Range range;
  private final int length;
  private final List<StorageLevel> levels;

  private OperationMix(
      Map<OperationKind, Integer> weights, Range range, int length, List<StorageLevel> levels) {
    this.weights = weights;
    this.range = range;
    this.length = length;
    this.levels = List.copyOf(levels);
  }

  private record Range(int rdds, int splits, int broadcasts, int tasks) {
    Range {
      check("rdds", rdds, 1);
      check("splits", splits, 1);
      check("broadcasts", broadcasts, 0);
      check("tasks", tasks, 1);
    }
  }

  private static void check(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(what + " " + value + ": expected " + least + " or more");
    }
  }

  /**
   * Every kind: puts and reads most often; 3 RDDs of 4 partitions, 1 broadcast, 3 tasks, all
   * storage levels with a name, up to 40 operations.
   *
   * @return the mix
   */
  public static OperationMix everything() {
    Map<OperationKind, Integer> weights = new EnumMap<>(OperationKind.class);
    weights.put(OperationKind.PUT, 20);
    weights.put(OperationKind.PUT_VALUES, 10);
    weights.put(OperationKind.GET, 15);
    weights.put(OperationKind.PIN, 6);
    weights.put(OperationKind.UNPIN, 5);
    weights.put(OperationKind.REMOVE, 4);
    weights.put(OperationKind.REMOVE_RDD, 1);
    weights.put(OperationKind.REMOVE_BROADCAST, 1);
    weights.put(OperationKind.RESERVE_UNROLL, 3);
    weights.put(OperationKind.RELEASE_UNROLL, 2);
    weights.put(OperationKind.ACQUIRE_EXECUTION, 10);
    weights.put(OperationKind.RELEASE_EXECUTION, 6);
    weights.put(OperationKind.RELEASE_ALL_EXECUTION, 1);
    weights.put(OperationKind.END_TASK, 3);
    weights.put(OperationKind.CONSUMER, 4);
    weights.put(OperationKind.CONSUMER_ACQUIRE, 6);
    weights.put(OperationKind.CONSUMER_FREE, 3);
    weights.put(OperationKind.UNMANAGED, 1);
    return new OperationMix(weights, new Range(3, 4, 1, 3), 40, SIMPLEST_FIRST);
  }

  /**
   * What an eviction policy sees: puts at levels that use memory, reads, pinned readers, removals
   * and tasks' ends, with execution memory now and then to reclaim what storage has borrowed.
   *
   * @return the mix
   */
  public static OperationMix caching() {
    return everything()
        .without(
            OperationKind.RESERVE_UNROLL,
            OperationKind.RELEASE_UNROLL,
            OperationKind.RELEASE_ALL_EXECUTION,
            OperationKind.CONSUMER,
            OperationKind.CONSUMER_ACQUIRE,
            OperationKind.CONSUMER_FREE,
            OperationKind.UNMANAGED)
        .levels(IN_MEMORY)
        .weight(OperationKind.PUT, 30)
        .pinnedReaders(10)
        .weight(OperationKind.ACQUIRE_EXECUTION, 4)
        .weight(OperationKind.RELEASE_EXECUTION, 4);
  }

  /**
   * Changes how often a kind is generated.
   *
   * @param kind the kind
   * @param weight relative to the other kinds; 0 for never
   * @return the changed mix
   * @throws IllegalArgumentException when weight is negative
   */
  public OperationMix weight(OperationKind kind, int weight) {
    check("weight of " + kind, weight, 0);
    Map<OperationKind, Integer> changed = new EnumMap<>(weights);
    changed.put(kind, weight);
    return new OperationMix(changed, range, length, levels);
  }

  /**
   * Changes how often a task reads a block and keeps its lock.
   *
   * @param weight relative to the kinds of operations; 0 for never
   * @return the changed mix
   * @throws IllegalArgumentException when weight is negative
   */
  public OperationMix pinnedReaders(int weight) {
    return weight(OperationKind.PIN, weight);
  }

  /**
   * Leaves kinds out.
   *
   * @param kinds what is never generated
   * @return the changed mix
   */
  public OperationMix without(OperationKind... kinds) {
    OperationMix changed = this;
    for (OperationKind kind : kinds) {
      changed = changed.weight(kind, 0);
    }
    return changed;
  }

  /**
   * Leaves all other kinds out.
   *
   * @param kinds what is generated, as often as before, but at least sometimes
   * @return the changed mix
   */
  public OperationMix only(OperationKind... kinds) {
    Set<OperationKind> others = EnumSet.allOf(OperationKind.class);
    OperationMix changed = this;
    for (OperationKind kind : kinds) {
      others.remove(kind);
      changed = changed.weight(kind, Math.max(1, weights.getOrDefault(kind, 0)));
    }
    return changed.without(others.toArray(OperationKind[]::new));
  }

  /**
   * Changes how many RDDs there are.
   *
   * @param count 1 or more; their ids begin with 0
   * @return the changed mix
   * @throws IllegalArgumentException when count is below 1
   */
  public OperationMix rdds(int count) {
    return with(new Range(count, range.splits, range.broadcasts, range.tasks));
  }

  /**
   * Changes how many partitions an RDD has.
   *
   * @param count 1 or more
   * @return the changed mix
   * @throws IllegalArgumentException when count is below 1
   */
  public OperationMix splits(int count) {
    return with(new Range(range.rdds, count, range.broadcasts, range.tasks));
  }

  /**
   * Changes how many broadcasts there are.
   *
   * @param count 0 or more
   * @return the changed mix
   * @throws IllegalArgumentException when count is negative
   */
  public OperationMix broadcasts(int count) {
    return with(new Range(range.rdds, range.splits, count, range.tasks));
  }

  /**
   * Changes how many tasks there are. Some operations are done outside any task, where Spark allows
   * that.
   *
   * @param count 1 or more
   * @return the changed mix
   * @throws IllegalArgumentException when count is below 1
   */
  public OperationMix tasks(int count) {
    return with(new Range(range.rdds, range.splits, range.broadcasts, count));
  }

  /**
   * Changes the storage levels that blocks are put with.
   *
   * @param chosen one or more, valid ones; counterexamples shrink towards the first
   * @return the changed mix
   * @throws IllegalArgumentException when there is none, or an invalid one
   */
  public OperationMix levels(StorageLevel... chosen) {
    check("levels", chosen.length, 1);
    for (StorageLevel level : chosen) {
      if (!level.isValid()) {
        throw new IllegalArgumentException(
            "level " + level + ": expected one that uses memory or disk");
      }
    }
    return new OperationMix(weights, range, length, List.of(chosen));
  }

  /**
   * Changes how many operations are generated at most. Operations that cannot be done in the state
   * that the others lead to are left out.
   *
   * @param operations 1 or more
   * @return the changed mix
   * @throws IllegalArgumentException when operations is below 1
   */
  public OperationMix length(int operations) {
    check("length", operations, 1);
    return new OperationMix(weights, range, operations, levels);
  }

  private OperationMix with(Range changed) {
    return new OperationMix(weights, changed, length, levels);
  }

  /** How often a kind is generated; 0 for a kind that has nothing to work on. */
  int weight(OperationKind kind) {
    boolean impossible =
        (kind == OperationKind.REMOVE_BROADCAST && range.broadcasts == 0)
            || (kind == OperationKind.PUT && serializedLevels().isEmpty());
    return impossible ? 0 : weights.getOrDefault(kind, 0);
  }

  int rdds() {
    return range.rdds;
  }

  int splits() {
    return range.splits;
  }

  int broadcasts() {
    return range.broadcasts;
  }

  int tasks() {
    return range.tasks;
  }

  int length() {
    return length;
  }

  List<StorageLevel> levels() {
    return levels;
  }

  /** The levels at which bytes can be put. */
  List<StorageLevel> serializedLevels() {
    return levels.stream().filter(level -> !level.deserialized()).toList();
  }

  @Override
  public String toString() {
    return "OperationMix("
        + weights
        + ", "
        + range.rdds
        + " RDDs of "
        + range.splits
        + ", "
        + range.broadcasts
        + " broadcasts, "
        + range.tasks
        + " tasks, up to "
        + length
        + " operations, "
        + levels
        + ")";
  }
}
