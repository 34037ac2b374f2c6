package io.memsim.bench;

import io.memsim.bench.floor.FloorTasks;
import io.memsim.bench.spark.SparkMemory;
import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.event.PutResult;
import io.memsim.executor.ExecutorMemory;
import org.apache.spark.storage.RDDBlockId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What storing a block from values costs whose size becomes known in ten steps, each of which
 * reserves more memory; and the removal of the block, so that there is room for it again.
 *
 * <p>Left out: eviction, the values, and the estimates of their size. Spark is given the same
 * reservations one by one, as its {@code MemoryStore} makes them, then stores the block as bytes
 * that are there already: its own unrolling would estimate sizes by walking over objects, which is
 * work that memsim has no counterpart of. The floor adds up the steps.
 */
public class UnrolledPut extends PathBenchmark {

  /** The steps. */
  static final int STEPS = 10;

  /** The final size: what the last step has reserved. */
  static final long BYTES = 15L * Executors.BLOCK * STEPS;

  /** What is estimated at each step; grows so that each estimate needs a reservation. */
  static long[] estimates() {
    long[] estimates = new long[STEPS];
    for (int step = 0; step < STEPS; step++) {
      estimates[step] = (step + 1L) * 10 * Executors.BLOCK;
    }
    return estimates;
  }

  /** The executor of memsim. */
  @State(Scope.Thread)
  public static class Memsim {

    private final BlockId block = BlockId.rdd(0, 0);
    private final long[] estimates = estimates();
    private ExecutorMemory memory;

    /** Makes an executor. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = Executors.of(2 * BYTES);
    }

    /** Refuses a run that has left unroll memory, or evicted. */
    @TearDown(Level.Trial)
    public void check() {
      Executors.check(memory.lastUnrollHeld() == 0, "unroll memory", memory.lastUnrollHeld(), 0);
      PutResult put = memory.putValues(block, StorageLevel.MEMORY_ONLY, BYTES, estimates, 0);
      Executors.check(put == PutResult.MEMORY, "bytes stored", 0, BYTES);
    }
  }

  /** Spark's stores. */
  @State(Scope.Thread)
  public static class Spark {

    private final RDDBlockId block = SparkMemory.id(0, 0);
    private final long[] estimates = estimates();
    private final SparkMemory.Bytes values = new SparkMemory.Bytes((int) BYTES);
    private SparkMemory memory;

    /** Makes the stores. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = Executors.spark(2 * BYTES);
    }

    /** Reserves, step by step; answers what was reserved. */
    long unroll() {
      long threshold = Executors.BLOCK;
      memory.reserveUnroll(block, threshold);
      for (long estimate : estimates) {
        if (estimate >= threshold) {
          long more = (long) (estimate * 1.5 - threshold);
          memory.reserveUnroll(block, more);
          threshold += more;
        }
      }
      return threshold;
    }

    /** Refuses a run that has left unroll memory. */
    @TearDown(Level.Trial)
    public void check() {
      long used = memory.storageUsed();
      Executors.check(used == 0, "bytes used", used, 0);
    }
  }

  /** A counter. */
  @State(Scope.Thread)
  public static class Floor {

    private final long[] estimates = estimates();
    private final FloorTasks memory = new FloorTasks(2 * BYTES, 1);
  }

  /**
   * Through the public executor.
   *
   * @param state the executor
   * @return whether the block was there to be removed
   */
  @Benchmark
  public boolean memsim(Memsim state) {
    state.memory.putValues(state.block, StorageLevel.MEMORY_ONLY, BYTES, state.estimates, 0);
    return state.memory.remove(state.block);
  }

  /**
   * Through {@code MemoryStore} and {@code BlockInfoManager}.
   *
   * @param state the stores
   * @return whether the block was there to be removed
   */
  @Benchmark
  public boolean spark(Spark state) {
    state.memory.releaseUnroll(state.unroll());
    state.memory.put(state.block, state.values);
    return state.memory.remove(state.block);
  }

  /**
   * Counting.
   *
   * @param state the counter
   * @return the bytes given back
   */
  @Benchmark
  public long floor(Floor state) {
    long threshold = state.memory.acquire(0, Executors.BLOCK);
    for (long estimate : state.estimates) {
      if (estimate >= threshold) {
        threshold += state.memory.acquire(0, (long) (estimate * 1.5 - threshold));
      }
    }
    return state.memory.release(0, threshold);
  }
}
