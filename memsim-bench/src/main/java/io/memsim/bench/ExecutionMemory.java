package io.memsim.bench;

import io.memsim.block.MemoryMode;
import io.memsim.config.MemoryConfig;
import io.memsim.executor.ExecutorMemory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one task pays for a grant of execution memory and its release, while others are active.
 *
 * <p>Each other task holds a page, so that every request has to respect the shares of all of them;
 * nobody waits and no block is evicted. The request goes through the public {@link ExecutorMemory},
 * with all of its checks and without a listener.
 *
 * <p>Run it with {@code java -jar memsim-bench/target/benchmarks.jar ExecutionMemory}; {@code -prof
 * gc} shows the allocation.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ExecutionMemory {
  private static final long HEAP = 8L << 30;
  private static final long PAGE = 1L << 20;

  /** How many tasks are active, the requesting one among them. */
  @Param({"1", "8", "64", "512"})
  public int tasks = 1;

  private ExecutorMemory memory = create();

  private static ExecutorMemory create() {
    return ExecutorMemory.create(MemoryConfig.builder().heap(HEAP).build());
  }

  /** Makes the executor and its other tasks. */
  @Setup(Level.Trial)
  public void setUp() {
    memory = create();
    for (int task = 1; task < tasks; task++) {
      memory.acquireExecution(task, PAGE, MemoryMode.ON_HEAP);
    }
  }

  /**
   * Acquires a page and releases it.
   *
   * @return the bytes granted, so that the work is not optimized away
   */
  @Benchmark
  public long acquireAndRelease() {
    long granted = memory.acquireExecution(0, PAGE, MemoryMode.ON_HEAP);
    memory.releaseExecution(0, granted, MemoryMode.ON_HEAP);
    return granted;
  }

  /** Refuses a run that measured refusals instead of grants. */
  @TearDown(Level.Trial)
  public void checkThatRequestsWereGranted() {
    long granted = acquireAndRelease();
    if (granted != PAGE) {
      throw new IllegalStateException("granted " + granted + " of " + PAGE + " bytes");
    }
  }
}
