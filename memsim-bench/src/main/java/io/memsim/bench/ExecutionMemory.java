package io.memsim.bench;

import io.memsim.bench.floor.FloorTasks;
import io.memsim.bench.spark.SparkMemory;
import io.memsim.block.MemoryMode;
import io.memsim.executor.ExecutorMemory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What one task pays for a grant of execution memory and its release, while others are active.
 *
 * <p>Each other task holds a page, so that every request has to respect the shares of all of them;
 * nobody waits and no block is evicted. Left out: the wait for a lock, of which memsim has none,
 * and pages and consumers, which are {@link ConsumerSpill}'s. The comparison is fair in that every
 * subject gets the same requests of the same tasks in one thread; Spark's monitor is never
 * contended. The floor counts what each task holds, and grants without looking at anybody's share.
 */
public class ExecutionMemory extends PathBenchmark {

  private static final long POOL = 8L << 30;
  private static final long PAGE = 1L << 20;

  /** How many tasks there are. */
  @State(Scope.Thread)
  public abstract static class Tasks {

    /** How many tasks are active, the requesting one among them. */
    @Param({"1", "8", "64", "512"})
    public int tasks = 1;
  }

  /** The executor of memsim. */
  @State(Scope.Thread)
  public static class Memsim extends Tasks {

    private ExecutorMemory memory;

    /** Makes the executor and its other tasks. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = Executors.of(POOL);
      for (int task = 1; task < tasks; task++) {
        memory.acquireExecution(task, PAGE, MemoryMode.ON_HEAP);
      }
    }

    /** Refuses a run that has measured refusals, or without the other tasks. */
    @TearDown(Level.Trial)
    public void check() {
      long granted = memory.acquireExecution(0, PAGE, MemoryMode.ON_HEAP);
      Executors.check(granted == PAGE, "bytes granted", granted, PAGE);
      int active = memory.activeTasks(MemoryMode.ON_HEAP);
      Executors.check(active == tasks, "active tasks", active, tasks);
    }
  }

  /** Spark's memory manager. */
  @State(Scope.Thread)
  public static class Spark extends Tasks {

    private SparkMemory memory;

    /** Makes the memory manager and its other tasks. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = new SparkMemory(Executors.properties(POOL), Executors.BLOCK);
      for (int task = 1; task < tasks; task++) {
        memory.acquireExecution(task, PAGE);
      }
    }

    /** Refuses a run without the other tasks. */
    @TearDown(Level.Trial)
    public void check() {
      long used = memory.executionUsed();
      Executors.check(used == (tasks - 1) * PAGE, "bytes used", used, (tasks - 1) * PAGE);
    }
  }

  /** Counters. */
  @State(Scope.Thread)
  public static class Floor extends Tasks {

    private FloorTasks memory;

    /** Makes the pool and its other tasks. */
    @Setup(Level.Trial)
    public void setUp() {
      memory = new FloorTasks(POOL, tasks);
      for (int task = 1; task < tasks; task++) {
        memory.acquire(task, PAGE);
      }
    }
  }

  /**
   * Through the public executor, with all of its checks and without a listener.
   *
   * @param state the executor
   * @return the bytes granted
   */
  @Benchmark
  public long memsim(Memsim state) {
    long granted = state.memory.acquireExecution(0, PAGE, MemoryMode.ON_HEAP);
    state.memory.releaseExecution(0, granted, MemoryMode.ON_HEAP);
    return granted;
  }

  /**
   * Through {@code UnifiedMemoryManager}.
   *
   * @param state the memory manager
   * @return the bytes granted
   */
  @Benchmark
  public long spark(Spark state) {
    long granted = state.memory.acquireExecution(0, PAGE);
    state.memory.releaseExecution(0, granted);
    return granted;
  }

  /**
   * Counting.
   *
   * @param state the pool
   * @return the bytes granted
   */
  @Benchmark
  public long floor(Floor state) {
    long granted = state.memory.acquire(0, PAGE);
    state.memory.release(0, granted);
    return granted;
  }
}
