package io.memsim.bench;

import io.memsim.bench.spark.SparkMemory;
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
 * What it costs to refuse a block for which {@code k} blocks could go, but would not be enough.
 *
 * <p>Memory is full: one block of the RDD being stored, which may not go, and behind it {@code k}
 * small ones of another RDD. The block that is put is larger than all of these together, and not
 * larger than memory; it is refused each time, and nothing changes. The JDK's map and the floor
 * have no such rule and are left out.
 */
public class RefusedPut extends PathBenchmark {

  /** How much the block that is put is short of. */
  static final int SHORT = 10;

  /** The blocks that could go. */
  @State(Scope.Thread)
  public abstract static class Blocks {

    /** How many could go. */
    @Param({"10", "1000", "100000"})
    public int k = 10;

    /** What they take together. */
    long evictable() {
      return (long) k * Executors.BLOCK;
    }

    /** The block that may not go. */
    long large() {
      return 2L * Executors.BLOCK;
    }

    /** The block that is refused. */
    long refused() {
      return evictable() + SHORT;
    }
  }

  /** The executor of memsim. */
  @State(Scope.Thread)
  public static class Memsim extends Blocks {

    private ExecutorMemory memory;
    private long refused;

    /** Fills an executor. */
    @Setup(Level.Trial)
    public void setUp() {
      refused = refused();
      memory = Executors.of(evictable() + large());
      memory.putRdd(0, 0, Executors.LEVEL, large(), 0);
      for (int block = 0; block < k; block++) {
        memory.putRdd(1, block, Executors.LEVEL, Executors.BLOCK, 0);
      }
    }

    /** Refuses a run in which something was stored or evicted. */
    @TearDown(Level.Trial)
    public void check() {
      int resident = memory.blocksInMemory();
      Executors.check(resident == k + 1, "blocks in memory", resident, k + 1);
      long evicted = memory.stats().evictedBlocks();
      Executors.check(evicted == 0, "evicted blocks", evicted, 0);
    }
  }

  /** Spark's stores. */
  @State(Scope.Thread)
  public static class Spark extends Blocks {

    private final RDDBlockId block = SparkMemory.id(0, 1);
    private SparkMemory memory;
    private long refused;

    /** Fills the memory store. */
    @Setup(Level.Trial)
    public void setUp() {
      refused = refused();
      memory = Executors.spark(evictable() + large());
      memory.put(SparkMemory.id(0, 0), new SparkMemory.Bytes((int) large()));
      for (int i = 0; i < k; i++) {
        memory.put(SparkMemory.id(1, i));
      }
    }

    /** Refuses a run in which something was stored or evicted. */
    @TearDown(Level.Trial)
    public void check() {
      Executors.check(memory.size() == k + 1, "blocks in memory", memory.size(), k + 1);
    }
  }

  /**
   * Through the public executor.
   *
   * @param state the executor
   * @return that it is nowhere
   */
  @Benchmark
  public PutResult memsim(Memsim state) {
    return state.memory.putRdd(0, 1, Executors.LEVEL, state.refused, 0);
  }

  /**
   * Through {@code MemoryStore} and {@code BlockInfoManager}.
   *
   * @param state the stores
   * @return that it is not in memory
   */
  @Benchmark
  public boolean spark(Spark state) {
    return state.memory.refuse(state.block, state.refused);
  }
}
