package io.memsim.bench;

import io.memsim.bench.floor.FloorLru;
import io.memsim.bench.floor.FloorTasks;
import io.memsim.bench.naive.NaiveLru;
import io.memsim.bench.spark.SparkMemory;
import io.memsim.config.MemoryConfig;
import io.memsim.executor.ExecutorMemory;
import org.apache.spark.SparkConf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to make an empty executor, from a configuration that has been read.
 *
 * <p>Spark's is its memory manager, block info manager and memory store, from a {@code SparkConf},
 * which it parses anew each time, as it does when an executor starts; threads, RPC and disks of a
 * {@code BlockManager} are left out, in Spark's favour. The JDK's map and the floor are empty
 * collections that can do much less.
 */
public class ExecutorCreation extends PathBenchmark {

  private static final long BYTES = 1L << 30;

  /** What executors are made from. */
  @State(Scope.Thread)
  public static class Configuration {
    private final MemoryConfig config = Executors.config(BYTES);
    private final SparkConf conf = SparkMemory.conf(Executors.properties(BYTES));
    private final SparkMemory.Bytes bytes = new SparkMemory.Bytes(Executors.BLOCK);
  }

  /**
   * The public executor.
   *
   * @param state what it is made from
   * @return the executor
   */
  @Benchmark
  public ExecutorMemory memsim(Configuration state) {
    return ExecutorMemory.create(state.config);
  }

  /**
   * Spark's memory manager, block info manager and memory store.
   *
   * @param state what they are made from
   * @return all of them
   */
  @Benchmark
  public SparkMemory spark(Configuration state) {
    return new SparkMemory(state.conf, state.bytes);
  }

  /**
   * The JDK's map.
   *
   * @return the map
   */
  @Benchmark
  public NaiveLru naive() {
    return new NaiveLru(BYTES);
  }

  /**
   * Arrays for sixteen tasks and sixteen blocks.
   *
   * @param hole takes them
   */
  @Benchmark
  public void floor(Blackhole hole) {
    hole.consume(new FloorTasks(BYTES, 16));
    hole.consume(new FloorLru(BYTES, 16));
  }
}
