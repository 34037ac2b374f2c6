package io.memsim.bench;

import io.memsim.bench.floor.FloorLru;
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
 * What it costs that execution takes back what storage has borrowed, by evicting {@code m} blocks.
 *
 * <p>Nothing is reserved for storage, and blocks fill all memory. One operation is the request that
 * evicts {@code m} of them, the release of what it got, and {@code m} puts of new blocks that fit,
 * so that memory is full again. Left out: data, disks and reports, as in {@link EvictingPut}. The
 * floor makes room for as many bytes and puts as many blocks; {@code LinkedHashMap} would stand in
 * for the floor only, and is left out.
 */
public class ExecutionReclaim extends PathBenchmark {

  /** How many blocks are in memory. */
  static final int RESIDENT = 1000;

  /** The blocks. */
  @State(Scope.Thread)
  public abstract static class Blocks {

    /** How many blocks a request evicts. */
    @Param({"1", "16", "256"})
    public int m = 1;

    private int put;

    /** The next block to put. */
    int next() {
      int next = put;
      put = (next + 1) & Integer.MAX_VALUE;
      return next;
    }

    /** What a request asks for. */
    long bytes() {
      return (long) m * Executors.BLOCK;
    }
  }

  /** The executor of memsim. */
  @State(Scope.Thread)
  public static class Memsim extends Blocks {

    private ExecutorMemory memory;
    private long bytes;

    /** Makes an executor full of blocks. */
    @Setup(Level.Trial)
    public void setUp() {
      bytes = bytes();
      memory = Executors.of((long) RESIDENT * Executors.BLOCK, "0.0");
      put(RESIDENT);
    }

    private void put(int blocks) {
      for (int i = 0; i < blocks; i++) {
        int block = next();
        memory.putRdd(block % Executors.RDDS, block, Executors.LEVEL, Executors.BLOCK, 0);
      }
    }

    /** Refuses a run in which memory was not full each time. */
    @TearDown(Level.Trial)
    public void check() {
      int resident = memory.blocksInMemory();
      Executors.check(resident == RESIDENT, "blocks in memory", resident, RESIDENT);
      memory.acquireExecution(0, bytes, MemoryMode.ON_HEAP);
      resident = memory.blocksInMemory();
      Executors.check(resident == RESIDENT - m, "blocks in memory", resident, RESIDENT - m);
    }
  }

  /** Spark's memory manager and stores. */
  @State(Scope.Thread)
  public static class Spark extends Blocks {

    private SparkMemory memory;
    private long bytes;

    /** Fills the memory store with blocks. */
    @Setup(Level.Trial)
    public void setUp() {
      bytes = bytes();
      long all = (long) RESIDENT * Executors.BLOCK;
      memory = new SparkMemory(Executors.properties(all, 0, "0.0"), Executors.BLOCK);
      put(RESIDENT);
    }

    private void put(int blocks) {
      for (int i = 0; i < blocks; i++) {
        int block = next();
        memory.put(SparkMemory.id(block % Executors.RDDS, block));
      }
    }

    /** Refuses a run in which memory was not full each time. */
    @TearDown(Level.Trial)
    public void check() {
      Executors.check(memory.size() == RESIDENT, "blocks in memory", memory.size(), RESIDENT);
      memory.acquireExecution(0, bytes);
      int left = memory.size();
      Executors.check(left == RESIDENT - m, "blocks in memory", left, RESIDENT - m);
    }
  }

  /** Arrays. */
  @State(Scope.Thread)
  public static class Floor extends Blocks {

    private FloorLru memory;
    private long bytes;

    /** Fills it with blocks. */
    @Setup(Level.Trial)
    public void setUp() {
      bytes = bytes();
      memory = new FloorLru((long) RESIDENT * Executors.BLOCK, RESIDENT);
      put(RESIDENT);
    }

    private void put(int blocks) {
      for (int i = 0; i < blocks; i++) {
        memory.put(next(), Executors.BLOCK);
      }
    }
  }

  /**
   * Through the public executor.
   *
   * @param state the executor
   * @return the bytes granted
   */
  @Benchmark
  public long memsim(Memsim state) {
    long granted = state.memory.acquireExecution(0, state.bytes, MemoryMode.ON_HEAP);
    state.memory.releaseExecution(0, granted, MemoryMode.ON_HEAP);
    state.put(state.m);
    return granted;
  }

  /**
   * Through {@code UnifiedMemoryManager}, {@code MemoryStore} and {@code BlockInfoManager}.
   *
   * @param state the memory manager
   * @return the bytes granted
   */
  @Benchmark
  public long spark(Spark state) {
    long granted = state.memory.acquireExecution(0, state.bytes);
    state.memory.releaseExecution(0, granted);
    state.put(state.m);
    return granted;
  }

  /**
   * Through the arrays.
   *
   * @param state the arrays
   * @return the bytes in use
   */
  @Benchmark
  public long floor(Floor state) {
    state.memory.evict(state.bytes);
    state.put(state.m);
    return state.memory.used();
  }
}
