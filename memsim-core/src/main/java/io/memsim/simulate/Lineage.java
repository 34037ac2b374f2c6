package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.workload.LoggedRdd;
import io.memsim.workload.LoggedStage;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which cached blocks the computation of a partition reads, and when: the nearest cached ancestors
 * by narrow dependencies. Which partitions of a parent belong to one of a child follows from the
 * kind of RDD, which the log only hints at: from the class name, the scope and the numbers of
 * partitions.
 */
final class Lineage {

  private static final Set<String> SHUFFLES =
      Set.of("ShuffledRDD", "ShuffledRowRDD", "SubtractedRDD");
  private static final Set<String> COGROUPS =
      Set.of(
          "cogroup",
          "groupWith",
          "join",
          "leftOuterJoin",
          "rightOuterJoin",
          "fullOuterJoin",
          "intersection",
          "subtractByKey");

  /**
   * One block that a computation reads, or that it would read if it were cached as in the log.
   *
   * @param rdd the RDD
   * @param partition the partition
   * @param open when it is opened, as a part of the computation from 0 to 1
   * @param close when its iterator ends
   * @param lazy whether it is opened only when the computation asks for its first value
   */
  record Leaf(int rdd, int partition, double open, double close, boolean lazy) {}

  /** The part of a computation in which a cogroup takes in what it groups. */
  private static final double FIRST_PART = 0.1;

  /** For speed: who reads a block more often than this reads it this often. */
  private static final int MOST_TIMES = 4096;

  private final @Nullable ValueCounts counts;
  private final Workload workload;
  private final LoggedStage stage;
  private final Map<Integer, LoggedStage.StageRdd> rdds = new HashMap<>();
  private final Map<Integer, StorageLevel> overrides;
  private final Map<Long, List<Leaf>> known = new HashMap<>();
  private final int last;
  private boolean parentsOnly;

  /** The lineage of a stage; without counts of values each block counts as read once. */
  Lineage(
      Workload workload,
      LoggedStage stage,
      Map<Integer, StorageLevel> overrides,
      @Nullable ValueCounts counts) {
    this.counts = counts;
    this.workload = workload;
    this.stage = stage;
    this.overrides = overrides;
    for (LoggedStage.StageRdd rdd : stage.rdds()) {
      rdds.put(rdd.rdd(), rdd);
    }
    this.last = stage.lastRdd();
  }

  LoggedStage stage() {
    return stage;
  }

  int lastRdd() {
    return last;
  }

  /** The level that an RDD has in this stage. */
  StorageLevel level(int rdd) {
    LoggedStage.StageRdd logged = rdds.get(rdd);
    if (logged == null) {
      return StorageLevel.NONE;
    }
    StorageLevel changed = overrides.get(rdd);
    if (changed == null) {
      return logged.level();
    }
    LoggedRdd known = workload.rdd(rdd);
    boolean everPersisted = known != null && known.persisted();
    return logged.level().isValid() || !everPersisted ? changed : StorageLevel.NONE;
  }

  /** Whether the log has an RDD cached in this stage that a scenario does not cache. */
  private boolean isUncached(int rdd) {
    LoggedStage.StageRdd logged = rdds.get(rdd);
    return logged != null && logged.level().isValid() && !level(rdd).isValid();
  }

  /** What a task of the stage reads: its last RDD's block if that is cached, or else behind it. */
  List<Leaf> ofTask(int partition) {
    return last < 0 ? List.of() : memo(last, partition, true);
  }

  /** What the computation of a block reads. */
  List<Leaf> ofBlock(int rdd, int partition) {
    return memo(rdd, partition, false);
  }

  /**
   * Where Spark prefers to run a task.
   *
   * @param rank tasks of a lower rank are launched first
   * @param block the cached block beside which it is to run, if it is for one
   */
  record Preference(int rank, @Nullable BlockId block) {
    static final int CACHED = 0;
    static final int SHUFFLED = 1;
    static final int ANYWHERE = 2;

    static final Preference OF_SHUFFLE = new Preference(SHUFFLED, null);
    static final Preference NONE = new Preference(ANYWHERE, null);
  }

  /**
   * Where Spark would run a task: beside the first cached block on the way up, but where shuffled
   * data are if they come first. Unions and the like ask their parents first for what those prefer
   * by themselves, cached or not.
   */
  Preference preference(int partition, Predicate<BlockId> isCached) {
    return preference(last, partition, isCached, 0);
  }

  private Preference preference(int rdd, int partition, Predicate<BlockId> isCached, int depth) {
    LoggedStage.StageRdd node = rdds.get(rdd);
    if (node == null || depth > rdds.size()) {
      return Preference.NONE;
    }
    if (level(rdd).isValid()) {
      BlockId block = BlockId.rdd(rdd, partition);
      if (isCached.test(block)) {
        return new Preference(Preference.CACHED, block);
      }
    }
    if (prefersShuffle(rdd, partition, depth)) {
      return Preference.OF_SHUFFLE;
    }
    for (Leaf parent : parents(rdd, partition)) {
      Preference found = preference(parent.rdd, parent.partition, isCached, depth + 1);
      if (found.rank < Preference.ANYWHERE) {
        return found;
      }
    }
    return Preference.NONE;
  }

  /** Whether an RDD by itself prefers to be where shuffled data are. */
  private boolean prefersShuffle(int rdd, int partition, int depth) {
    LoggedStage.StageRdd node = rdds.get(rdd);
    if (node == null || depth > rdds.size()) {
      return false;
    }
    LoggedRdd info = workload.rdd(rdd);
    String name = info == null ? "" : info.name();
    if (isShuffle(rdd, node)) {
      return !name.equals("CoGroupedRDD");
    }
    List<Leaf> parents = parents(rdd, partition);
    int narrow = (int) node.parents().stream().filter(rdds::containsKey).count();
    boolean asksParents =
        name.equals("CartesianRDD")
            || name.startsWith("ZippedPartitionsRDD")
            || name.equals("CoalescedRDD")
            || (narrow >= 2 && parents.size() == 1);
    return asksParents
        && parents.stream().anyMatch(p -> prefersShuffle(p.rdd, p.partition, depth + 1));
  }

  /** The parents of a partition, whether they are cached or not. */
  private List<Leaf> parents(int rdd, int partition) {
    List<Leaf> parents = new ArrayList<>();
    parentsOnly = true;
    behind(rdd, partition, new Span(0, 1, false), parents, 0);
    parentsOnly = false;
    return parents;
  }

  private boolean isShuffle(int rdd, LoggedStage.StageRdd node) {
    LoggedRdd info = workload.rdd(rdd);
    if (info != null && SHUFFLES.contains(info.name())) {
      return true;
    }
    return !node.parents().isEmpty() && node.parents().stream().noneMatch(rdds::containsKey);
  }

  private List<Leaf> memo(int rdd, int partition, boolean itself) {
    long key = ((long) rdd << 33) | ((long) partition << 1) | (itself ? 1 : 0);
    List<Leaf> found = known.get(key);
    if (found == null) {
      List<Leaf> leaves = new ArrayList<>();
      if (itself) {
        open(rdd, partition, new Span(0, 1, false), leaves, 0);
      } else {
        behind(rdd, partition, new Span(0, 1, false), leaves, 0);
      }
      found = List.copyOf(leaves);
      known.put(key, found);
    }
    return found;
  }

  /** When something is open during a computation. */
  private record Span(double from, double to, boolean lazy) {
    Span part(int index, int of) {
      double width = (to - from) / of;
      return new Span(from + index * width, from + (index + 1) * width, true);
    }

    /** Of several that are open at once and used up one after the other, before all else. */
    Span until(int index, int of) {
      return new Span(from, from + FIRST_PART * (to - from) * (index + 1) / of, lazy);
    }
  }

  private void open(int rdd, int partition, Span span, List<Leaf> leaves, int depth) {
    // What is not cached any more is computed wherever its values are asked for.
    if (parentsOnly || level(rdd).isValid() || isUncached(rdd)) {
      leaves.add(new Leaf(rdd, partition, span.from, span.to, span.lazy));
    } else {
      behind(rdd, partition, span, leaves, depth);
    }
  }

  private void behind(int rdd, int partition, Span span, List<Leaf> leaves, int depth) {
    LoggedStage.StageRdd node = rdds.get(rdd);
    // A damaged log may have a cycle.
    if (node == null || depth > rdds.size()) {
      return;
    }
    LoggedRdd info = workload.rdd(rdd);
    String name = info == null ? "" : info.name();
    String scope = info == null ? "" : info.scope();
    if (SHUFFLES.contains(name)) {
      return;
    }
    List<Integer> narrow = new ArrayList<>();
    for (int parent : node.parents()) {
      if (rdds.containsKey(parent)) {
        narrow.add(parent);
      }
    }
    if (narrow.isEmpty()) {
      return;
    }
    int own = partitions(info);
    if (narrow.size() >= 2 && isUnion(name, own, narrow)) {
      int offset = partition;
      for (int parent : narrow) {
        int count = partitions(workload.rdd(parent));
        if (offset < count) {
          open(parent, offset, span, leaves, depth + 1);
          return;
        }
        offset -= count;
      }
      return;
    }
    if (narrow.size() == 1) {
      single(narrow.get(0), own, partition, name, span, leaves, depth);
      return;
    }
    several(narrow, own, partition, new Kind(name, scope), span, leaves, depth);
  }

  private record Kind(String name, String scope) {}

  private void single(
      int parent, int own, int partition, String name, Span span, List<Leaf> leaves, int depth) {
    int theirs = partitions(workload.rdd(parent));
    if (theirs == own || own == 0 || theirs == 0) {
      open(parent, partition, span, leaves, depth + 1);
    } else if (theirs > own && !name.equals("PartitionPruningRDD")) {
      int from = (int) ((long) partition * theirs / own);
      int to = (int) ((long) (partition + 1) * theirs / own);
      for (int i = from; i < to; i++) {
        open(parent, i, span.part(i - from, to - from), leaves, depth + 1);
      }
    } else {
      open(parent, Math.min(partition, theirs - 1), span, leaves, depth + 1);
    }
  }

  private void several(
      List<Integer> parents,
      int own,
      int partition,
      Kind kind,
      Span span,
      List<Leaf> leaves,
      int depth) {
    int count = parents.size();
    if (kind.name.equals("CartesianRDD") && count == 2) {
      int second = Math.max(1, partitions(workload.rdd(parents.get(1))));
      int before = leaves.size();
      open(parents.get(0), partition / second, span, leaves, depth + 1);
      int times = timesRead(leaves.subList(before, leaves.size()));
      for (int i = 0; i < times; i++) {
        open(parents.get(1), partition % second, span.part(i, times), leaves, depth + 1);
      }
      return;
    }
    boolean oneAfterTheOther =
        kind.name.equals("CoGroupedRDD")
            || (COGROUPS.contains(kind.scope) && !kind.name.startsWith("Zipped"));
    boolean lazily = kind.name.equals("PartitionerAwareUnionRDD");
    for (int i = 0; i < count; i++) {
      int parent = parents.get(i);
      int theirs = partitions(workload.rdd(parent));
      int theirPartition = theirs == own || theirs == 0 ? partition : partition % theirs;
      Span when = lazily ? span.part(i, count) : oneAfterTheOther ? span.until(i, count) : span;
      open(parent, theirPartition, when, leaves, depth + 1);
    }
  }

  /** A Cartesian product reads its second parent anew for each value of the first one. */
  private int timesRead(List<Leaf> first) {
    if (counts == null || parentsOnly || first.size() != 1) {
      return 1;
    }
    double values = counts.of(first.get(0).rdd, first.get(0).partition);
    return (int) Math.max(1, Math.min(values, MOST_TIMES));
  }

  private boolean isUnion(String name, int own, List<Integer> parents) {
    if (name.equals("UnionRDD")) {
      return true;
    }
    if (name.equals("CartesianRDD")) {
      return false;
    }
    long sum = 0;
    for (int parent : parents) {
      sum += partitions(workload.rdd(parent));
    }
    return sum == own;
  }

  private static int partitions(@Nullable LoggedRdd rdd) {
    return rdd == null ? 0 : rdd.partitions();
  }
}
