package io.memsim.bench;

import io.memsim.block.BlockId;
import java.util.concurrent.TimeUnit;
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
 * What it costs to read the name of one block.
 *
 * <p>Run it with {@code java -jar memsim-bench/target/benchmarks.jar BlockNames}; {@code -prof gc}
 * shows the allocation, which for an RDD block is the block id and nothing else.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class BlockNames {
  /** The name to read: what a trace is full of, and one that takes the slower path. */
  @Param({"rdd_17_4711", "shuffle_3_12_7"})
  public String name = "rdd_17_4711";

  /**
   * Reads the name.
   *
   * @return the block id, so that the work is not optimized away
   */
  @Benchmark
  public BlockId parse() {
    return BlockId.parse(name);
  }
}
