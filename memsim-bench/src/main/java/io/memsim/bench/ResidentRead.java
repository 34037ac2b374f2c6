package io.memsim.bench;

import io.memsim.bench.floor.FloorLru;
import io.memsim.bench.naive.NaiveLru;
import io.memsim.bench.spark.SparkMemory;
import io.memsim.block.Tier;
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
 * What a read of a block in memory costs, which makes it the most recently used one; with and
 * without the read lock that keeps it there meanwhile.
 *
 * <p>Left out: the data itself, and blocks that are elsewhere. Keys are drawn beforehand, the same
 * for all, and stepped through. Spark's reads without a lock are bare ones of its {@code
 * MemoryStore}, which in Spark nobody does; with a lock its {@code BlockInfoManager} locks and
 * unlocks, and its ids exist beforehand. {@code LinkedHashMap} knows no locks: with {@code pin} it
 * does what it does without. The floor finds a block twice with {@code pin} and counts its locks,
 * but does not know whose they are; both comparisons are to memsim's disadvantage.
 */
public class ResidentRead extends PathBenchmark {

  private static final int SEQUENCE = 1 << 21;

  /** The blocks and what is read of them. */
  @State(Scope.Thread)
  public abstract static class Reads {

    /** How many blocks are in memory. */
    @Param({"1000", "100000", "1000000"})
    public int blocks = 1000;

    /** Which are read. */
    @Param({"uniform", "zipf"})
    public String keys = "uniform";

    /** Whether with a read lock. */
    @Param({"false", "true"})
    public boolean pin;

    private int[] sequence = {};
    private int at;

    /** Draws the keys. */
    void draw() {
      sequence = keys.equals("zipf") ? Keys.zipf(blocks, SEQUENCE) : Keys.uniform(blocks, SEQUENCE);
    }

    /** The next block to read. */
    int next() {
      return sequence[at++ & (SEQUENCE - 1)];
    }
  }

  /** The executor of memsim. */
  @State(Scope.Thread)
  public static class Memsim extends Reads {

    private ExecutorMemory memory;

    /** Makes an executor full of blocks. */
    @Setup(Level.Trial)
    public void setUp() {
      draw();
      memory = Executors.of((long) blocks * Executors.BLOCK);
      Executors.fill(memory, blocks);
    }

    /** Refuses a run that has measured misses. */
    @TearDown(Level.Trial)
    public void check() {
      long misses = memory.stats().misses();
      Executors.check(misses == 0, "misses", misses, 0);
    }
  }

  /** Spark's stores. */
  @State(Scope.Thread)
  public static class Spark extends Reads {

    private SparkMemory memory;
    private RDDBlockId[] ids = {};

    /** Fills the memory store with blocks. */
    @Setup(Level.Trial)
    public void setUp() {
      draw();
      memory = Executors.spark((long) blocks * Executors.BLOCK);
      ids = new RDDBlockId[blocks];
      for (int block = 0; block < blocks; block++) {
        ids[block] = SparkMemory.id(block % Executors.RDDS, block);
        memory.put(ids[block]);
      }
    }

    /** Refuses a run over fewer blocks. */
    @TearDown(Level.Trial)
    public void check() {
      Executors.check(memory.size() == blocks, "blocks in memory", memory.size(), blocks);
    }
  }

  /** The JDK's map. */
  @State(Scope.Thread)
  public static class Naive extends Reads {

    private NaiveLru memory;

    /** Fills it with blocks. */
    @Setup(Level.Trial)
    public void setUp() {
      draw();
      memory = new NaiveLru((long) blocks * Executors.BLOCK);
      for (int block = 0; block < blocks; block++) {
        memory.put(block, Executors.SIZE);
      }
    }
  }

  /** Arrays. */
  @State(Scope.Thread)
  public static class Floor extends Reads {

    private FloorLru memory;

    /** Fills it with blocks. */
    @Setup(Level.Trial)
    public void setUp() {
      draw();
      memory = new FloorLru((long) blocks * Executors.BLOCK, blocks);
      for (int block = 0; block < blocks; block++) {
        memory.put(block, Executors.BLOCK);
      }
    }
  }

  /**
   * Through the public executor.
   *
   * @param state the executor
   * @return where the block was
   */
  @Benchmark
  public Tier memsim(Memsim state) {
    int block = state.next();
    if (!state.pin) {
      return state.memory.getRdd(block % Executors.RDDS, block, 0, false);
    }
    Tier tier = state.memory.getRdd(block % Executors.RDDS, block, 0, true);
    state.memory.unlockRdd(block % Executors.RDDS, block, 0);
    return tier;
  }

  /**
   * Through {@code MemoryStore}, and {@code BlockInfoManager} for the lock.
   *
   * @param state the stores
   * @return whether the block was there
   */
  @Benchmark
  public boolean spark(Spark state) {
    RDDBlockId block = state.ids[state.next()];
    if (!state.pin) {
      return state.memory.get(block);
    }
    boolean found = state.memory.getAndLock(block);
    state.memory.unlock(block);
    return found;
  }

  /**
   * Through the map.
   *
   * @param state the map
   * @return the block's size
   */
  @Benchmark
  public long naive(Naive state) {
    return state.memory.get(state.next());
  }

  /**
   * Through the arrays.
   *
   * @param state the arrays
   * @return the block's size
   */
  @Benchmark
  public long floor(Floor state) {
    int block = state.next();
    if (!state.pin) {
      return state.memory.get(block);
    }
    long bytes = state.memory.pin(block);
    state.memory.unpin(block);
    return bytes;
  }
}
