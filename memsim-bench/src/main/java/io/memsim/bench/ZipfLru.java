package io.memsim.bench;

import io.memsim.bench.floor.FloorLru;
import io.memsim.bench.naive.NaiveLru;
import io.memsim.bench.spark.SparkMemory;
import io.memsim.block.Tier;
import io.memsim.executor.ExecutorMemory;
import org.apache.spark.storage.RDDBlockId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a request to a cache of least recently used blocks costs over a long skewed trace: a hit
 * uses the block, a miss puts it and evicts the least recently used one.
 *
 * <p>Ten million requests, Zipf(1.0) over ten times as many keys as are in memory, drawn beforehand
 * and gone through in a circle, from a cache that has seen all of them once. Every block has the
 * same size. With {@code rdds=own} each block is of an RDD of its own, so that Spark's rule about
 * blocks of one RDD never applies and all subjects hit and miss alike; with {@code rdds=64} the
 * blocks are of 64 RDDs, as in a job, and now and then memsim and Spark evict the second oldest.
 * Both keep the rule in either case. Left out: data, disks and reports, as in {@link EvictingPut}.
 */
public class ZipfLru extends PathBenchmark {

  /** Requests that are timed together. */
  static final int BATCH = 1000;

  /** The requests. */
  @State(Scope.Thread)
  public abstract static class Requests {

    /** How many blocks are in memory. */
    @Param({"10000", "1000000"})
    public int blocks = 10_000;

    /** How many requests, a multiple of a thousand. */
    @Param("10000000")
    public int requests = 10_000_000;

    /** Of how many RDDs the blocks are. */
    @Param({"own", "64"})
    public String rdds = "own";

    private int[] keys = {};
    private int at;
    private int rddMask;
    private long hits;

    /** Draws the requests. */
    void draw() {
      keys = Keys.zipf(10 * blocks, requests);
      rddMask = rdds.equals("own") ? -1 : Integer.parseInt(rdds) - 1;
    }

    /** All bytes. */
    long capacity() {
      return (long) blocks * Executors.BLOCK;
    }

    /** Does all requests once. */
    void goThrough() {
      for (int i = 0; i < requests; i++) {
        hits += request(keys[i]) ? 1 : 0;
      }
    }

    /** Does the next requests; answers how many hit. */
    int batch() {
      int from = at;
      at = from + BATCH < requests ? from + BATCH : 0;
      int hit = 0;
      for (int i = 0; i < BATCH; i++) {
        hit += request(keys[from + i]) ? 1 : 0;
      }
      return hit;
    }

    /** The hits of the first time. */
    long hits() {
      return hits;
    }

    /** The RDD of a block. */
    int rdd(int key) {
      return key & rddMask;
    }

    /** Does a request; answers whether it hit. */
    abstract boolean request(int key);
  }

  /** The executor of memsim. */
  @State(Scope.Thread)
  public static class Memsim extends Requests {

    private ExecutorMemory memory;

    /** Makes an executor that has seen all requests. */
    @Setup(Level.Trial)
    public void setUp() {
      draw();
      memory = Executors.of(capacity());
      goThrough();
    }

    @Override
    boolean request(int key) {
      int rdd = rdd(key);
      if (memory.getRdd(rdd, key, 0, false) == Tier.MEMORY) {
        return true;
      }
      memory.putRdd(rdd, key, Executors.LEVEL, Executors.BLOCK, 0);
      return false;
    }
  }

  /** Spark's stores. */
  @State(Scope.Thread)
  public static class Spark extends Requests {

    private SparkMemory memory;

    /** Makes stores that have seen all requests. */
    @Setup(Level.Trial)
    public void setUp() {
      draw();
      memory = Executors.spark(capacity());
      goThrough();
    }

    @Override
    boolean request(int key) {
      RDDBlockId block = SparkMemory.id(rdd(key), key);
      if (memory.get(block)) {
        return true;
      }
      memory.put(block);
      return false;
    }
  }

  /** The JDK's map. */
  @State(Scope.Thread)
  public static class Naive extends Requests {

    private NaiveLru memory;

    /** Makes a map that has seen all requests. */
    @Setup(Level.Trial)
    public void setUp() {
      draw();
      memory = new NaiveLru(capacity());
      goThrough();
    }

    @Override
    boolean request(int key) {
      if (memory.get(key) >= 0) {
        return true;
      }
      memory.put(key, Executors.SIZE);
      return false;
    }
  }

  /** Arrays. */
  @State(Scope.Thread)
  public static class Floor extends Requests {

    private FloorLru memory;

    /** Makes arrays that have seen all requests. */
    @Setup(Level.Trial)
    public void setUp() {
      draw();
      memory = new FloorLru(capacity(), blocks);
      goThrough();
    }

    @Override
    boolean request(int key) {
      if (memory.get(key) >= 0) {
        return true;
      }
      memory.put(key, Executors.BLOCK);
      return false;
    }
  }

  /**
   * Through the public executor.
   *
   * @param state the executor
   * @return the hits
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int memsim(Memsim state) {
    return state.batch();
  }

  /**
   * Through {@code MemoryStore} and {@code BlockInfoManager}.
   *
   * @param state the stores
   * @return the hits
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int spark(Spark state) {
    return state.batch();
  }

  /**
   * Through the map.
   *
   * @param state the map
   * @return the hits
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int naive(Naive state) {
    return state.batch();
  }

  /**
   * Through the arrays.
   *
   * @param state the arrays
   * @return the hits
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int floor(Floor state) {
    return state.batch();
  }
}
