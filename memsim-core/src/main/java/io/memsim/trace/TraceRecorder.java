package io.memsim.trace;

import static com.google.common.base.Preconditions.checkState;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.config.MemoryConfig;
import io.memsim.event.SpillMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.SparkRefusalException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Records what a caller does with an executor's memory, and what it answers, as a trace that {@link
 * Replay} reproduces without a divergence (on an executor with the same eviction policy, of
 * course).
 *
 * <p>Operations that the format cannot express throw {@link IllegalStateException} and are not
 * performed: registering a consumer with spill code of its own, cancelling a request, putting bytes
 * at a deserialized level. Where only the end of an operation shows that it cannot be expressed (a
 * page request that has waited, and then runs out of memory), the recording ends there, and {@link
 * #close} says so.
 *
 * <p>Not thread-safe, like the executor. Memory: one line.
 */
public final class TraceRecorder implements AutoCloseable {
  /*
   * A line is held back until the next operation begins, since only the last one, which nobody
   * knows in advance, lists the blocks.
   */
  private final ExecutorMemory memory;
  private final TraceWriter writer;
  private final Recording recording = new Recording();
  private @Nullable Operation heldOperation;
  private @Nullable Expectation heldExpectation;
  private @Nullable IOException failure;
  private @Nullable String broken;
  private boolean closed;

  private TraceRecorder(ExecutorMemory memory, TraceWriter writer) {
    this.memory = memory;
    this.writer = writer;
    memory.addListener(recording);
  }

  /**
   * Records into a file.
   *
   * @param memory an executor of which nothing has been asked yet
   * @param file where to; gzip-compressed when its name ends in {@code .gz}
   * @return the recorder, at work until it is closed
   * @throws IOException when the file cannot be written
   * @throws IllegalStateException when the executor holds something already
   */
  public static TraceRecorder record(ExecutorMemory memory, Path file) throws IOException {
    checkFresh(memory);
    return new TraceRecorder(memory, TraceWriter.open(file, header(memory.config())));
  }

  /**
   * Records into a stream, which is closed with the recorder.
   *
   * @param memory an executor of which nothing has been asked yet
   * @param out where to
   * @return the recorder, at work until it is closed
   * @throws IOException when the stream cannot be written
   * @throws IllegalStateException when the executor holds something already
   */
  public static TraceRecorder record(ExecutorMemory memory, OutputStream out) throws IOException {
    checkFresh(memory);
    return new TraceRecorder(memory, TraceWriter.of(out, header(memory.config())));
  }

  private static void checkFresh(ExecutorMemory memory) {
    MemorySnapshot now = memory.snapshot();
    MemorySnapshot fresh = ExecutorMemory.create(memory.config()).snapshot();
    checkState(
        now.equals(fresh),
        "the executor has been used already: expected a fresh one, so that the trace begins where"
            + " its replay does");
  }

  /**
   * The header of a trace of an executor with this configuration.
   *
   * @param config the configuration
   * @return a header that makes the same executor
   */
  public static TraceHeader header(MemoryConfig config) {
    Map<String, String> conf = new LinkedHashMap<>();
    conf.put("spark.executor.memory", config.heap() + "b");
    conf.put("spark.testing.reservedMemory", Long.toString(config.reserved()));
    conf.put("spark.memory.fraction", Double.toString(config.memoryFraction()));
    conf.put("spark.memory.storageFraction", Double.toString(config.storageFraction()));
    if (config.offHeapEnabled()) {
      conf.put("spark.memory.offHeap.enabled", "true");
    }
    if (config.offHeapSize() > 0) {
      conf.put("spark.memory.offHeap.size", config.offHeapSize() + "b");
    }
    conf.put("spark.storage.unrollMemoryThreshold", Long.toString(config.unrollMemoryThreshold()));
    conf.put(
        "spark.storage.unrollMemoryGrowthFactor",
        Double.toString(config.unrollMemoryGrowthFactor()));
    if (config.tracksUnmanagedMemory()) {
      conf.put(
          "spark.memory.unmanagedMemoryPollingInterval",
          config.unmanagedMemoryPollingInterval() + "ms");
    }
    return new TraceHeader(conf, config.cores(), "memsim", null);
  }

  /**
   * Ends the recording: the last line lists the blocks, and the stream is closed.
   *
   * @throws IOException when anything could not be written
   * @throws IllegalStateException when something was done that a trace cannot express; the trace
   *     ends before it
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    memory.removeListener(recording);
    if (heldExpectation != null && broken == null) {
      Expectation held = heldExpectation;
      heldExpectation =
          new Expectation(
              held.answer(),
              held.evicted(),
              held.spilled(),
              held.woken(),
              held.error(),
              held.state(),
              memory.memoryOrder(),
              memory.diskOrder());
    }
    flush();
    writer.close();
    if (failure != null) {
      throw failure;
    }
    checkState(broken == null, "the recording is incomplete: %s", broken);
  }

  private void hold(Operation operation, @Nullable Expectation expectation) {
    flush();
    heldOperation = operation;
    heldExpectation = expectation;
  }

  private void flush() {
    if (heldOperation == null || failure != null) {
      return;
    }
    try {
      writer.write(heldOperation, heldExpectation);
    } catch (IOException e) {
      failure = e;
    }
    heldOperation = null;
    heldExpectation = null;
  }

  private final class Recording extends EffectCollector {
    private @Nullable Operation current;
    private @Nullable String currentConsumer;
    private long currentTask = Operation.NO_TASK;
    private long grantedToCurrent;
    private long outOfMemoryElsewhere;

    private void begin(Supplier<Operation> operation) {
      clear();
      currentConsumer = null;
      currentTask = Operation.NO_TASK;
      grantedToCurrent = 0;
      outOfMemoryElsewhere = 0;
      try {
        current = operation.get();
      } catch (IllegalArgumentException e) {
        current = null;
        throw inexpressible(e.getMessage());
      }
    }

    private IllegalStateException inexpressible(@Nullable String what) {
      return new IllegalStateException("a trace cannot express this operation: " + what);
    }

    @Override
    public void operationEnded(long answer, long extra) {
      super.operationEnded(answer, extra);
      Operation done = current;
      current = null;
      if (done == null) {
        end("something was done that the format does not know");
      } else if (outOfMemoryElsewhere > 0) {
        end("a page request that had waited ran out of memory");
      } else if (broken == null) {
        hold(done, expectation(done, memory, false));
      }
    }

    @Override
    public void operationRefused(RuntimeException why) {
      super.operationRefused(why);
      Operation refused = current;
      current = null;
      if (refused == null || broken != null) {
        return;
      }
      if (why instanceof SparkRefusalException) {
        hold(refused, expectation(refused, memory, false));
      } else if (refused instanceof Operation.ConsumerAcquire acquire) {
        // No page came of it: what was granted has been freed again, what was evicted stays so.
        hold(acquire, null);
        if (grantedToCurrent > 0) {
          hold(new Operation.ConsumerFree(acquire.consumer(), grantedToCurrent), null);
        }
      }
    }

    private void end(String why) {
      if (broken == null) {
        broken = why;
      }
    }

    @Override
    public void executionGranted(long task, MemoryMode mode, long requested, long granted) {
      if (task == currentTask) {
        grantedToCurrent += granted;
      }
    }

    @Override
    public void outOfMemory(long task, String consumer, long required, long got) {
      if (!consumer.equals(currentConsumer)) {
        outOfMemoryElsewhere++;
      }
    }

    @Override
    public void onAcquireExecution(long task, long bytes, MemoryMode mode) {
      begin(() -> new Operation.AcquireExecution(task, bytes, mode));
    }

    @Override
    public void onReleaseExecution(long task, long bytes, MemoryMode mode) {
      begin(() -> new Operation.ReleaseExecution(task, bytes, mode));
    }

    @Override
    public void onReleaseAllExecution(long task) {
      begin(() -> new Operation.ReleaseAllExecution(task));
    }

    @Override
    public void onPut(BlockId block, StorageLevel level, long bytes, long task) {
      begin(() -> new Operation.Put(block, level, bytes, task));
    }

    @Override
    public void onPutValues(
        BlockId block, StorageLevel level, long bytes, long[] unroll, long diskBytes, long task) {
      begin(() -> new Operation.PutValues(block, level, bytes, list(unroll), diskBytes, task));
    }

    @Override
    public void onGet(
        BlockId block, long task, boolean hold, long bytes, long @Nullable [] unroll) {
      begin(
          () -> new Operation.Get(block, task, hold, bytes, unroll == null ? null : list(unroll)));
    }

    private static List<Long> list(long[] unroll) {
      return UnrollSizes.owning(unroll.clone());
    }

    @Override
    public void onUnlock(BlockId block, long task) {
      begin(() -> new Operation.Unlock(block, task));
    }

    @Override
    public void onRemove(BlockId block) {
      begin(() -> new Operation.Remove(block));
    }

    @Override
    public void onRemoveRdd(int rdd) {
      begin(() -> new Operation.RemoveRdd(rdd));
    }

    @Override
    public void onRemoveBroadcast(long broadcast) {
      begin(() -> new Operation.RemoveBroadcast(broadcast));
    }

    @Override
    public void onReserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) {
      begin(() -> new Operation.ReserveUnroll(block, bytes, mode, task));
    }

    @Override
    public void onReleaseUnroll(long bytes, MemoryMode mode, long task) {
      begin(() -> new Operation.ReleaseUnroll(bytes, mode, task));
    }

    @Override
    public void onEndTask(long task) {
      begin(() -> new Operation.EndTask(task));
    }

    @Override
    public void onConsumer(long task, String consumer, MemoryMode mode, @Nullable SpillMode spill) {
      if (spill == null) {
        current = null;
        throw inexpressible("consumer " + consumer + " has spill code of its own");
      }
      begin(() -> new Operation.Consumer(task, consumer, mode, spill));
    }

    @Override
    public void onConsumerAcquire(String consumer, long bytes) {
      begin(() -> new Operation.ConsumerAcquire(consumer, bytes));
      currentConsumer = consumer;
      currentTask = memory.consumer(consumer).task().taskId();
    }

    @Override
    public void onConsumerFree(String consumer, long bytes) {
      begin(() -> new Operation.ConsumerFree(consumer, bytes));
    }

    @Override
    public void onUnmanaged(String component, MemoryMode mode, long bytes) {
      // Spark forgets the consumer at -1, and takes other negatives for 0: all count as 0.
      begin(() -> new Operation.Unmanaged(component, mode, Math.max(0, bytes)));
    }

    @Override
    public void onCancel(long ticket) {
      current = null;
      throw inexpressible("the request with ticket " + ticket + " is cancelled");
    }
  }
}
