package io.memsim.bench;

import io.memsim.bench.floor.FloorLru;
import io.memsim.bench.naive.NaiveLru;
import io.memsim.bench.spark.SparkMemory;
import io.memsim.event.PutResult;
import io.memsim.executor.ExecutorMemory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What storing a block costs when memory is full and the least recently used block has to go.
 *
 * <p>Every block is new, has the size of the one that goes, and is of another RDD than that one.
 * Left out: the data (Spark's blocks share one buffer), disks, and reports to a driver, which
 * Spark's own eviction handler would make. Spark makes an id for each block, as it does in a job.
 */
public class EvictingPut extends PathBenchmark {

  /** The blocks. */
  @State(Scope.Thread)
  public abstract static class Puts {

    /** How many blocks are in memory. */
    @Param({"1000", "100000", "1000000"})
    public int blocks = 1000;

    private int put;

    /** The next block to put. */
    int next() {
      int next = put;
      put = (next + 1) & Integer.MAX_VALUE;
      return next;
    }

    /** All bytes. */
    long capacity() {
      return (long) blocks * Executors.BLOCK;
    }
  }

  /** The executor of memsim. */
  @State(Scope.Thread)
  public static class Memsim extends Puts {

    private ExecutorMemory memory;

    /** Makes an executor full of blocks. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = Executors.of(capacity());
      for (int i = 0; i < blocks; i++) {
        put();
      }
    }

    /** Puts a block. */
    PutResult put() {
      int block = next();
      return memory.putRdd(block % Executors.RDDS, block, Executors.LEVEL, Executors.BLOCK, 0);
    }

    /** Refuses a run that has not evicted one for each. */
    @TearDown(Level.Trial)
    public void check() {
      long resident = memory.blocksInMemory();
      Executors.check(resident == blocks, "blocks in memory", resident, blocks);
      long evicted = memory.stats().evictedBlocks();
      put();
      Executors.check(
          memory.stats().evictedBlocks() == evicted + 1,
          "evicted blocks",
          memory.stats().evictedBlocks(),
          evicted + 1);
    }
  }

  /** Spark's stores. */
  @State(Scope.Thread)
  public static class Spark extends Puts {

    private SparkMemory memory;

    /** Fills the memory store with blocks. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = Executors.spark(capacity());
      for (int i = 0; i < blocks; i++) {
        put();
      }
    }

    /** Puts a block. */
    boolean put() {
      int block = next();
      return memory.put(SparkMemory.id(block % Executors.RDDS, block));
    }

    /** Refuses a run that has not evicted one for each. */
    @TearDown(Level.Trial)
    public void check() {
      Executors.check(memory.size() == blocks, "blocks in memory", memory.size(), blocks);
      Executors.check(put(), "bytes stored", 0, Executors.BLOCK);
    }
  }

  /** The JDK's map. */
  @State(Scope.Thread)
  public static class Naive extends Puts {

    private NaiveLru memory;

    /** Fills it with blocks. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = new NaiveLru(capacity());
      for (int i = 0; i < blocks; i++) {
        memory.put(next(), Executors.SIZE);
      }
    }
  }

  /** Arrays. */
  @State(Scope.Thread)
  public static class Floor extends Puts {

    private FloorLru memory;

    /** Fills it with blocks. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = new FloorLru(capacity(), blocks);
      for (int i = 0; i < blocks; i++) {
        memory.put(next(), Executors.BLOCK);
      }
    }
  }

  /**
   * Through the public executor.
   *
   * @param state the executor
   * @return where the block is
   */
  @Benchmark
  public PutResult memsim(Memsim state) {
    return state.put();
  }

  /**
   * Through {@code MemoryStore} and {@code BlockInfoManager}.
   *
   * @param state the stores
   * @return whether the block is in memory
   */
  @Benchmark
  public boolean spark(Spark state) {
    return state.put();
  }

  /**
   * Through the map.
   *
   * @param state the map
   */
  @Benchmark
  public void naive(Naive state) {
    state.memory.put(state.next(), Executors.SIZE);
  }

  /**
   * Through the arrays.
   *
   * @param state the arrays
   */
  @Benchmark
  public void floor(Floor state) {
    state.memory.put(state.next(), Executors.BLOCK);
  }
}
