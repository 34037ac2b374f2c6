package io.memsim.bench;

import static java.util.Objects.requireNonNull;

import io.memsim.bench.floor.FloorLru;
import io.memsim.bench.naive.NaiveLru;
import io.memsim.bench.spark.SparkMemory;
import io.memsim.executor.ExecutorMemory;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How much heap a block in memory takes: what the heap holds after a full collection with a store
 * full of blocks, less what it held without the store, for each block. The figure is the secondary
 * result {@code bytesPerBlock}; the time is that of filling the store and two collections, and says
 * little. The figure is the same each time, so that one measurement of it is enough. Threads
 * allocate without buffers of their own, which would count as used.
 *
 * <p>All that a subject needs to know a block counts: entries, tables with their spare room, ids,
 * locks' bookkeeping. The data does not: Spark's blocks share one buffer, and the map's entries one
 * object for the size. The floor has room for exactly as many blocks as there are.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "-Xms4g",
      "-Xmx4g",
      "-XX:+UseParallelGC",
      "-XX:-UseTLAB",
      "--add-opens=java.base/java.nio=ALL-UNNAMED",
      "--add-opens=java.base/java.lang=ALL-UNNAMED"
    })
public class HeapFootprint extends PathBenchmark {

  private static final int WARMUP = 10;
  private static final MemoryMXBean HEAP = ManagementFactory.getMemoryMXBean();

  /** How many blocks. */
  @State(Scope.Thread)
  public static class Blocks {

    /** How many blocks are in memory. */
    @Param("1000000")
    public int blocks = 1_000_000;
  }

  /** The figure. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Heap {

    /** Bytes of heap for each block. */
    public double bytesPerBlock;

    /** Makes something full of blocks; answers it when it is measured. */
    <T> T measure(int blocks, IntFunction<T> maker) {
      // So that classes, and what they keep for themselves, are there beforehand.
      requireNonNull(maker.apply(WARMUP));
      long before = used();
      T made = maker.apply(blocks);
      bytesPerBlock = (double) (used() - before) / blocks;
      return made;
    }

    private static long used() {
      // A second collection takes what the first has found to be finalizable or cleared.
      System.gc();
      System.gc();
      return HEAP.getHeapMemoryUsage().getUsed();
    }
  }

  private static long capacity(int blocks) {
    return (long) blocks * Executors.BLOCK;
  }

  /**
   * The public executor.
   *
   * @param state how many blocks
   * @param heap takes the figure
   * @return the executor
   */
  @Benchmark
  public ExecutorMemory memsim(Blocks state, Heap heap) {
    return heap.measure(
        state.blocks,
        blocks -> {
          ExecutorMemory memory = Executors.of(capacity(blocks));
          Executors.fill(memory, blocks);
          return memory;
        });
  }

  /**
   * Spark's memory store and block info manager.
   *
   * @param state how many blocks
   * @param heap takes the figure
   * @return the stores
   */
  @Benchmark
  public SparkMemory spark(Blocks state, Heap heap) {
    return heap.measure(
        state.blocks,
        blocks -> {
          SparkMemory memory = Executors.spark(capacity(blocks));
          for (int block = 0; block < blocks; block++) {
            memory.put(SparkMemory.id(block % Executors.RDDS, block));
          }
          return memory;
        });
  }

  /**
   * The JDK's map.
   *
   * @param state how many blocks
   * @param heap takes the figure
   * @return the map
   */
  @Benchmark
  public NaiveLru naive(Blocks state, Heap heap) {
    return heap.measure(
        state.blocks,
        blocks -> {
          NaiveLru memory = new NaiveLru(capacity(blocks));
          for (int block = 0; block < blocks; block++) {
            memory.put(block, Executors.SIZE);
          }
          return memory;
        });
  }

  /**
   * Arrays.
   *
   * @param state how many blocks
   * @param heap takes the figure
   * @return the arrays
   */
  @Benchmark
  public FloorLru floor(Blocks state, Heap heap) {
    return heap.measure(
        state.blocks,
        blocks -> {
          FloorLru memory = new FloorLru(capacity(blocks), blocks);
          for (int block = 0; block < blocks; block++) {
            memory.put(block, Executors.BLOCK);
          }
          return memory;
        });
  }
}
