package io.memsim.bench;

import io.memsim.bench.floor.FloorTasks;
import io.memsim.bench.spark.SparkMemory;
import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.executor.ExecutorMemory;
import org.apache.spark.storage.RDDBlockId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a grant of storage memory that fits, and its release, cost while tasks hold execution
 * memory.
 *
 * <p>Left out: eviction, and everything about the block. The public executor grants bare storage
 * memory as unroll memory of a task, and so books it under that task as well; Spark is asked for
 * bare storage memory, which is less work for it: {@code
 * MemoryStore.reserveUnrollMemoryForThisTask} would book it too. The floor adds and subtracts.
 */
public class StorageMemory extends PathBenchmark {

  private static final long POOL = 8L << 30;
  private static final long PAGE = 1L << 20;

  /** How many tasks there are. */
  @State(Scope.Thread)
  public abstract static class Tasks {

    /** How many tasks hold a page of execution memory. */
    @Param({"1", "512"})
    public int tasks = 1;
  }

  /** The executor of memsim. */
  @State(Scope.Thread)
  public static class Memsim extends Tasks {

    private final BlockId block = BlockId.rdd(0, 0);
    private ExecutorMemory memory;

    /** Makes the executor and its tasks. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = Executors.of(POOL);
      for (int task = 0; task < tasks; task++) {
        memory.acquireExecution(task, PAGE, MemoryMode.ON_HEAP);
      }
    }
  }

  /** Spark's memory manager. */
  @State(Scope.Thread)
  public static class Spark extends Tasks {

    private final RDDBlockId block = SparkMemory.id(0, 0);
    private SparkMemory memory;

    /** Makes the memory manager and its tasks. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = new SparkMemory(Executors.properties(POOL), Executors.BLOCK);
      for (int task = 0; task < tasks; task++) {
        memory.acquireExecution(task, PAGE);
      }
    }
  }

  /** A counter. */
  @State(Scope.Thread)
  public static class Floor extends Tasks {

    private FloorTasks memory;

    /** Makes the pool. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = new FloorTasks(POOL, 1);
    }
  }

  /**
   * Through the public executor.
   *
   * @param state the executor
   * @return whether it was granted, and the bytes given back
   */
  @Benchmark
  public long memsim(Memsim state) {
    boolean granted = state.memory.reserveUnroll(state.block, PAGE, MemoryMode.ON_HEAP, 0);
    return granted ? state.memory.releaseUnroll(PAGE, MemoryMode.ON_HEAP, 0) : -1;
  }

  /**
   * Through {@code UnifiedMemoryManager}.
   *
   * @param state the memory manager
   * @return whether it was granted
   */
  @Benchmark
  public boolean spark(Spark state) {
    boolean granted = state.memory.acquireStorage(state.block, PAGE);
    state.memory.releaseStorage(PAGE);
    return granted;
  }

  /**
   * Counting.
   *
   * @param state the pool
   * @return the bytes given back
   */
  @Benchmark
  public long floor(Floor state) {
    return state.memory.release(0, state.memory.acquire(0, PAGE));
  }
}
