package io.memsim.bench;

import io.memsim.bench.floor.FloorConsumers;
import io.memsim.bench.spark.SparkMemory;
import io.memsim.bench.spark.SpillingConsumer;
import io.memsim.block.MemoryMode;
import io.memsim.executor.MemoryConsumer;
import io.memsim.executor.Spiller;
import io.memsim.executor.TaskMemory;
import org.apache.spark.memory.TaskMemoryManager;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What a consumer's request costs that makes one of the task's other consumers spill.
 *
 * <p>The consumers hold different amounts and all memory together. One more asks for what one of
 * them holds, another one each time: that one frees it all, which is the least work that a callback
 * can do. Then the asking consumer frees what it got and the other takes it back, which fits. Left
 * out: pages and files. The floor looks for the consumer to spill among all of them, and has
 * neither tasks nor shares; {@code LinkedHashMap} has no consumers and is left out.
 */
public class ConsumerSpill extends PathBenchmark {

  /** The consumers. */
  @State(Scope.Thread)
  public abstract static class Consumers {

    /** How many could spill. */
    @Param({"4", "32"})
    public int consumers = 4;

    private int turn;

    /** The next to spill. */
    int next() {
      turn = turn + 1 < consumers ? turn + 1 : 0;
      return turn;
    }

    /** What a consumer holds. */
    long share(int consumer) {
      return (consumer + 1) * 1000L;
    }

    /** All memory. */
    long pool() {
      return consumers * (consumers + 1) / 2 * 1000L;
    }
  }

  /** The executor of memsim. */
  @State(Scope.Thread)
  public static class Memsim extends Consumers {

    private MemoryConsumer[] all = {};
    private MemoryConsumer asking;
    private long spills;

    /** Makes the executor, its task and consumers. */
    @Setup(Level.Trial)
    public void setUp() {
      TaskMemory task = Executors.of(pool(), "0.0").task(0);
      Spiller spiller =
          (self, bytes, trigger) -> {
            long freed = self.used();
            self.free(freed);
            spills++;
            return freed;
          };
      all = new MemoryConsumer[consumers];
      for (int i = 0; i < consumers; i++) {
        all[i] = task.registerConsumer("holds" + i, MemoryMode.ON_HEAP, spiller);
        all[i].acquire(share(i));
      }
      asking = task.registerConsumer("asks", MemoryMode.ON_HEAP, spiller);
    }

    /** Refuses a run in which more or fewer than one had to spill. */
    @TearDown(Level.Trial)
    public void check() {
      long before = spills;
      long granted = all.length == 0 ? 0 : asking.acquire(share(1));
      Executors.check(granted == share(1), "bytes granted", granted, share(1));
      Executors.check(spills == before + 1, "spills", spills, before + 1);
      Executors.check(all[1].used() == 0, "bytes held", all[1].used(), 0);
    }
  }

  /** Spark's task memory manager. */
  @State(Scope.Thread)
  public static class Spark extends Consumers {

    private SpillingConsumer[] all = {};
    private SpillingConsumer asking;

    /** Makes the memory manager, the task's own and its consumers. */
    @Setup(Level.Trial)
    public void setUp() {
      TaskMemoryManager task =
          new SparkMemory(Executors.properties(pool(), 0, "0.0"), Executors.BLOCK).task(0);
      all = new SpillingConsumer[consumers];
      for (int i = 0; i < consumers; i++) {
        all[i] = new SpillingConsumer(task);
        all[i].acquireMemory(share(i));
      }
      asking = new SpillingConsumer(task);
    }

    /** Refuses a run in which more or fewer than one had to spill. */
    @TearDown(Level.Trial)
    public void check() {
      long before = all[1].spills();
      long granted = asking.acquireMemory(share(1));
      Executors.check(granted == share(1), "bytes granted", granted, share(1));
      Executors.check(all[1].spills() == before + 1, "spills", all[1].spills(), before + 1);
      Executors.check(all[1].getUsed() == 0, "bytes held", all[1].getUsed(), 0);
    }
  }

  /** Counters. */
  @State(Scope.Thread)
  public static class Floor extends Consumers {

    private FloorConsumers all;

    /** Makes the consumers. */
    @Setup(Level.Trial)
    public void setUp() {
      all = new FloorConsumers(pool(), consumers + 1);
      for (int i = 0; i < consumers; i++) {
        all.acquire(i, share(i));
      }
    }
  }

  /**
   * Through the public consumers.
   *
   * @param state the executor
   * @return the bytes granted
   */
  @Benchmark
  public long memsim(Memsim state) {
    int victim = state.next();
    long share = state.share(victim);
    long granted = state.asking.acquire(share);
    state.asking.free(granted);
    return granted + state.all[victim].acquire(share);
  }

  /**
   * Through {@code TaskMemoryManager} and {@code UnifiedMemoryManager}.
   *
   * @param state the memory manager
   * @return the bytes granted
   */
  @Benchmark
  public long spark(Spark state) {
    int victim = state.next();
    long share = state.share(victim);
    long granted = state.asking.acquireMemory(share);
    state.asking.freeMemory(granted);
    return granted + state.all[victim].acquireMemory(share);
  }

  /**
   * Counting.
   *
   * @param state the counters
   * @return the bytes granted
   */
  @Benchmark
  public long floor(Floor state) {
    int victim = state.next();
    long share = state.share(victim);
    long granted = state.all.acquire(state.consumers, share);
    state.all.free(state.consumers, granted);
    return granted + state.all.acquire(victim, share);
  }
}
