package io.memsim.bench;

import io.memsim.bench.spark.SparkMemory;
import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.event.PutResult;
import io.memsim.executor.ExecutorMemory;
import org.apache.spark.storage.RDDBlockId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What storing a block costs that evicts one past {@code k} blocks that were used longer ago and
 * may not go: blocks of the RDD being stored, of the other memory mode, or locked by a reader.
 *
 * <p>One operation is the put that evicts, the removal of the block that was put, and the put of a
 * block in its place that may be evicted the next time: what is there remains the same. The two
 * latter are cheap in all subjects and cost the same for every {@code k}. Spark's monitor and its
 * locks are never contended. The JDK's map and the floor have no such rule and are left out.
 */
public class UnevictablePut extends PathBenchmark {

  /** Blocks that may go, behind those that may not. */
  static final int EVICTABLE = 1000;

  /** The RDD of the blocks that are put. */
  static final int STORED = 0;

  /** The RDD of the blocks that may go. */
  static final int OTHER = 1;

  /** The number of the block that is put past the others. */
  static final int NEW = Integer.MAX_VALUE;

  /** The blocks that may not go. */
  @State(Scope.Thread)
  public abstract static class Blocks {

    /** How many may not go. */
    @Param({"10", "1000", "100000"})
    public int k = 10;

    /** Why they may not. */
    @Param({"sameRdd", "otherMode", "pinned"})
    public String why = "sameRdd";

    private int put;

    /** The next block to put that may go. */
    int next() {
      int next = put;
      put = (next + 1) & (Integer.MAX_VALUE >> 1);
      return next;
    }

    /** All on-heap bytes. */
    long capacity() {
      return (long) (why.equals("otherMode") ? EVICTABLE : k + EVICTABLE) * Executors.BLOCK;
    }

    /** All off-heap bytes. */
    long offHeap() {
      return (long) k * Executors.BLOCK;
    }

    /** The RDD of those that may not go. */
    int rdd() {
      return why.equals("sameRdd") ? STORED : 2;
    }
  }

  /** The executor of memsim. */
  @State(Scope.Thread)
  public static class Memsim extends Blocks {

    private final BlockId stored = BlockId.rdd(STORED, NEW);
    private ExecutorMemory memory;

    /** Makes an executor with blocks that may not go, and others. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = Executors.of(capacity(), offHeap());
      boolean offHeap = why.equals("otherMode");
      StorageLevel level = offHeap ? StorageLevel.OFF_HEAP : Executors.LEVEL;
      for (int block = 0; block < k; block++) {
        memory.putRdd(rdd(), block, level, Executors.BLOCK, 0);
        if (why.equals("pinned")) {
          memory.getRdd(rdd(), block, 0, true);
        }
      }
      for (int i = 0; i < EVICTABLE; i++) {
        refill();
      }
    }

    private PutResult refill() {
      return memory.putRdd(OTHER, next(), Executors.LEVEL, Executors.BLOCK, 0);
    }

    /** Refuses a run in which one may have gone that may not. */
    @TearDown(Level.Trial)
    public void check() {
      int resident = memory.blocksInMemory();
      Executors.check(resident == k + EVICTABLE, "blocks in memory", resident, k + EVICTABLE);
      boolean there = memory.tier(BlockId.rdd(rdd(), 0)) != io.memsim.block.Tier.NONE;
      Executors.check(there, "oldest block", 0, 1);
    }
  }

  /** Spark's stores. */
  @State(Scope.Thread)
  public static class Spark extends Blocks {

    private final RDDBlockId stored = SparkMemory.id(STORED, NEW);
    private SparkMemory memory;

    /** Fills the memory store with blocks that may not go, and others. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = new SparkMemory(Executors.properties(capacity(), offHeap(), "0.5"), Executors.BLOCK);
      for (int block = 0; block < k; block++) {
        RDDBlockId id = SparkMemory.id(rdd(), block);
        if (why.equals("otherMode")) {
          memory.putOffHeap(id);
        } else {
          memory.put(id);
        }
        if (why.equals("pinned")) {
          memory.getAndLock(id);
        }
      }
      for (int i = 0; i < EVICTABLE; i++) {
        refill();
      }
    }

    private boolean refill() {
      return memory.put(SparkMemory.id(OTHER, next()));
    }

    /** Refuses a run in which one may have gone that may not. */
    @TearDown(Level.Trial)
    public void check() {
      int resident = memory.size();
      Executors.check(resident == k + EVICTABLE, "blocks in memory", resident, k + EVICTABLE);
      Executors.check(memory.get(SparkMemory.id(rdd(), 0)), "oldest block", 0, 1);
    }
  }

  /**
   * Through the public executor.
   *
   * @param state the executor
   * @return where the block was
   */
  @Benchmark
  public PutResult memsim(Memsim state) {
    PutResult result = state.memory.putRdd(STORED, NEW, Executors.LEVEL, Executors.BLOCK, 0);
    state.memory.remove(state.stored);
    state.refill();
    return result;
  }

  /**
   * Through {@code MemoryStore} and {@code BlockInfoManager}.
   *
   * @param state the stores
   * @return whether the block was in memory
   */
  @Benchmark
  public boolean spark(Spark state) {
    boolean put = state.memory.put(state.stored);
    state.memory.remove(state.stored);
    state.refill();
    return put;
  }
}
