package io.memsim.simulate;

import io.memsim.workload.LoggedRdd;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The sizes of blocks as tasks tell them that read them: bytes of input are those of cached blocks
 * that were there. Stands in where the log has no size of a block. Immutable once made.
 */
final class ReadSizes {

  /*
   * Whether a task found its blocks the log does not say. The first task that reads a block does
   * not find it. One that does not find it later reads what the block is computed from: bytes that
   * are the sum of some of those blocks tell nothing. What is left is seen again and again, so that
   * the size seen most often counts. Of several blocks that a task reads all others must be known,
   * from rounds before.
   */

  private static final int ROUNDS = 4;

  /** Sums of more blocks than this are not looked for. */
  private static final int MOST_SOURCES = 10;

  /** So many different sizes, none of them twice, are none. */
  private static final int TOO_MANY_SIZES = 3;

  private final Workload workload;
  private Map<Block, Long> sizes = Map.of();

  private record Block(int rdd, int partition) implements Comparable<Block> {
    @Override
    public int compareTo(Block other) {
      int byRdd = Integer.compare(rdd, other.rdd);
      return byRdd != 0 ? byRdd : Integer.compare(partition, other.partition);
    }
  }

  /** What a task read: how often it can have found each block, and how many bytes that came to. */
  private record Read(Lineage lineage, Map<Block, Integer> found, long bytes) {}

  ReadSizes(Workload workload, int[][] tasksOfStage) {
    this.workload = workload;
    if (workload.rdds().stream().anyMatch(this::isMissing)) {
      List<Read> reads = reads(tasksOfStage);
      for (int round = 0; round < ROUNDS; round++) {
        learn(reads);
      }
    }
  }

  /** Whether the log lacks the size of a block of an RDD. */
  private boolean isMissing(LoggedRdd rdd) {
    for (int i = 0; rdd.persisted() && i < rdd.partitions(); i++) {
      if (logged(rdd, i) < 0) {
        return true;
      }
    }
    return false;
  }

  private List<Read> reads(int[][] tasksOfStage) {
    Lineage[] lineages = new Lineage[tasksOfStage.length];
    for (int i = 0; i < lineages.length; i++) {
      lineages[i] = new Lineage(workload, workload.stages().get(i), Map.of(), null);
    }
    Set<Block> known = new HashSet<>();
    List<Read> reads = new ArrayList<>();
    for (int task = 0; task < workload.taskCount(); task++) {
      Lineage lineage = lineages[workload.taskStage(task)];
      Map<Block, Integer> found = new TreeMap<>();
      for (Lineage.Leaf leaf : lineage.ofTask(workload.taskPartition(task))) {
        Block block = new Block(leaf.rdd(), leaf.partition());
        found.merge(block, known.add(block) ? 0 : 1, Integer::sum);
      }
      long bytes = workload.metric(task, TaskMetric.INPUT_BYTES);
      if (bytes > 0 && !found.isEmpty()) {
        reads.add(new Read(lineage, found, bytes));
      }
    }
    return reads;
  }

  private void learn(List<Read> reads) {
    Map<Block, TreeMap<Long, Integer>> seen = new TreeMap<>();
    for (Read read : reads) {
      long sum = 0;
      int unknown = 0;
      for (Map.Entry<Block, Integer> found : read.found.entrySet()) {
        long size = found.getValue() == 0 ? 0 : known(found.getKey());
        unknown += size < 0 ? 1 : 0;
        sum += Math.max(0, size) * found.getValue();
      }
      for (Map.Entry<Block, Integer> found : read.found.entrySet()) {
        long own = known(found.getKey());
        int times = found.getValue();
        if (times > 0 && unknown == (own < 0 ? 1 : 0)) {
          long rest = read.bytes - (sum - Math.max(0, own) * times);
          if (rest > 0 && rest % times == 0 && !isOfSources(read, found.getKey(), rest / times)) {
            seen.computeIfAbsent(found.getKey(), block -> new TreeMap<>())
                .merge(rest / times, 1, Integer::sum);
          }
        }
      }
    }
    Map<Block, Long> learnt = new HashMap<>();
    seen.forEach(
        (block, candidates) -> {
          long size = mostOften(candidates);
          if (size > 0) {
            learnt.put(block, size);
          }
        });
    sizes = learnt;
  }

  /** Whether so many bytes are what the block is computed from, so that it was not there. */
  private boolean isOfSources(Read read, Block block, long bytes) {
    Set<Block> sources = new TreeSet<>();
    addSources(read.lineage, block, sources);
    Set<Long> sums = new HashSet<>(Set.of(0L));
    for (Block source : sources) {
      long size = known(source);
      if (size > 0) {
        new ArrayList<>(sums).forEach(sum -> sums.add(sum + size));
      }
    }
    return sums.contains(bytes);
  }

  /** Those that its computation opens, and those behind them in turn. */
  private static void addSources(Lineage lineage, Block block, Set<Block> sources) {
    for (Lineage.Leaf leaf : lineage.ofBlock(block.rdd, block.partition)) {
      Block source = new Block(leaf.rdd(), leaf.partition());
      if (sources.size() < MOST_SOURCES && sources.add(source)) {
        addSources(lineage, source, sources);
      }
    }
  }

  /** Of those seen equally often the largest: what was there in part only looks smaller. */
  private static long mostOften(Map<Long, Integer> candidates) {
    long best = 0;
    int most = 0;
    for (Map.Entry<Long, Integer> candidate : candidates.entrySet()) {
      if (candidate.getValue() >= most) {
        most = candidate.getValue();
        best = candidate.getKey();
      }
    }
    return most == 1 && candidates.size() >= TOO_MANY_SIZES ? 0 : best;
  }

  /** The size of a block in memory as the recorded run kept it, by any evidence; or -1. */
  private long known(Block block) {
    LoggedRdd rdd = workload.rdd(block.rdd);
    long logged = rdd == null ? -1 : logged(rdd, block.partition);
    return logged >= 0 ? logged : sizes.getOrDefault(block, -1L);
  }

  /** A block that went to disk at once counts with what it takes there. */
  private long logged(LoggedRdd rdd, int partition) {
    long values = rdd.level().deserialized() ? workload.valuesBytes(rdd.id(), partition) : -1;
    return values >= 0 ? values : workload.serializedBytes(rdd.id(), partition);
  }

  /** The size of a block as values, where the log does not say it but tasks do; or -1. */
  long values(LoggedRdd rdd, int partition) {
    return rdd.level().deserialized() ? of(rdd, partition) : -1;
  }

  /** The size of a block as serialized bytes, where the log does not say it but tasks do; or -1. */
  long serialized(LoggedRdd rdd, int partition) {
    return rdd.level().deserialized() ? -1 : of(rdd, partition);
  }

  private long of(LoggedRdd rdd, int partition) {
    return logged(rdd, partition) < 0
        ? sizes.getOrDefault(new Block(rdd.id(), partition), -1L)
        : -1;
  }

  /** Whether so many bytes are all of a block. */
  boolean isAll(Lineage.Leaf leaf, long bytes) {
    return bytes == workload.valuesBytes(leaf.rdd(), leaf.partition())
        || bytes == workload.serializedBytes(leaf.rdd(), leaf.partition())
        || bytes == sizes.getOrDefault(new Block(leaf.rdd(), leaf.partition()), -1L);
  }
}
