package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.MemoryListener;
import io.memsim.event.SpillMode;
import io.memsim.executor.SparkOutOfMemoryException;
import io.memsim.trace.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the operations that an executor is asked for, as they begin: so the one that fails is among
 * them.
 */
final class OperationListener implements MemoryListener {

  private final List<Operation> performed;
  private @Nullable String gap;
  private @Nullable String acquiring;
  private boolean begun;

  OperationListener(List<Operation> before, @Nullable String gap) {
    this.performed = new ArrayList<>(before);
    this.gap = gap;
  }

  List<Operation> performed() {
    return performed;
  }

  /** What a trace could not express, the first of it; null when there was nothing. */
  @Nullable String gap() {
    return gap;
  }

  private void missing(String what) {
    begun = true;
    if (gap == null) {
      gap = what + ", after operation " + performed.size();
    }
  }

  private void begin(Operation operation) {
    acquiring = null;
    begun = true;
    performed.add(operation);
  }

  @Override
  public void operationEnded(long answer, long extra) {
    if (!begun) {
      missing("a consumer told to spill by its owner");
    }
    begun = false;
  }

  @Override
  public void operationRefused(RuntimeException why) {
    if (acquiring != null && why instanceof SparkOutOfMemoryException small && small.got() > 0) {
      // A page that was too small: what was granted for it has been freed again.
      begin(new Operation.ConsumerFree(acquiring, small.got()));
    }
    begun = false;
  }

  @Override
  public void onAcquireExecution(long task, long bytes, MemoryMode mode) {
    begin(new Operation.AcquireExecution(task, bytes, mode));
  }

  @Override
  public void onReleaseExecution(long task, long bytes, MemoryMode mode) {
    begin(new Operation.ReleaseExecution(task, bytes, mode));
  }

  @Override
  public void onReleaseAllExecution(long task) {
    begin(new Operation.ReleaseAllExecution(task));
  }

  @Override
  public void onPut(BlockId block, StorageLevel level, long bytes, long task) {
    if (level.deserialized()) {
      missing("a put of bytes at a deserialized level");
    } else {
      begin(new Operation.Put(block, level, bytes, task));
    }
  }

  @Override
  public void onPutValues(
      BlockId block, StorageLevel level, long bytes, long[] unroll, long diskBytes, long task) {
    begin(new Operation.PutValues(block, level, bytes, sizes(unroll), diskBytes, task));
  }

  @Override
  public void onGet(BlockId block, long task, boolean hold, long bytes, long @Nullable [] unroll) {
    begin(new Operation.Get(block, task, hold, bytes, unroll == null ? null : sizes(unroll)));
  }

  private static List<Long> sizes(long[] unroll) {
    return Arrays.stream(unroll).boxed().toList();
  }

  @Override
  public void onUnlock(BlockId block, long task) {
    begin(new Operation.Unlock(block, task));
  }

  @Override
  public void onRemove(BlockId block) {
    begin(new Operation.Remove(block));
  }

  @Override
  public void onRemoveRdd(int rdd) {
    begin(new Operation.RemoveRdd(rdd));
  }

  @Override
  public void onRemoveBroadcast(long broadcast) {
    begin(new Operation.RemoveBroadcast(broadcast));
  }

  @Override
  public void onReserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) {
    if (task == Operation.NO_TASK) {
      missing("unroll memory reserved outside any task");
    } else {
      begin(new Operation.ReserveUnroll(block, bytes, mode, task));
    }
  }

  @Override
  public void onReleaseUnroll(long bytes, MemoryMode mode, long task) {
    if (task == Operation.NO_TASK) {
      missing("unroll memory released outside any task");
    } else {
      begin(new Operation.ReleaseUnroll(bytes, mode, task));
    }
  }

  @Override
  public void onEndTask(long task) {
    begin(new Operation.EndTask(task));
  }

  @Override
  public void onConsumer(long task, String consumer, MemoryMode mode, @Nullable SpillMode spill) {
    if (spill == null) {
      missing("consumer " + consumer + " with spill code of its own");
    } else {
      begin(new Operation.Consumer(task, consumer, mode, spill));
    }
  }

  @Override
  public void onConsumerAcquire(String consumer, long bytes) {
    begin(new Operation.ConsumerAcquire(consumer, bytes));
    acquiring = consumer;
  }

  @Override
  public void onConsumerFree(String consumer, long bytes) {
    begin(new Operation.ConsumerFree(consumer, bytes));
  }

  @Override
  public void onUnmanaged(String component, MemoryMode mode, long bytes) {
    // Spark forgets the consumer at -1, and takes other negatives for 0: all count as 0.
    begin(new Operation.Unmanaged(component, mode, Math.max(0, bytes)));
  }

  @Override
  public void onCancel(long ticket) {
    missing("a request that was cancelled");
  }
}
