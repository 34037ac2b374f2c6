package io.memsim.internal.pools;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryListener;
import io.memsim.event.PutFailure;
import io.memsim.event.SpillMode;
import org.jspecify.annotations.Nullable;

/**
 * Two listeners as one: the first hears everything first. Longer chains nest.
 *
 * <p>Written out rather than a dynamic proxy, so that several listeners cost no garbage either.
 */
record MemoryListeners(MemoryListener first, MemoryListener second) implements MemoryListener {

  static MemoryListener join(MemoryListener first, MemoryListener second) {
    return new MemoryListeners(first, second);
  }

  /** The listener without one of its parts; the same listener when that is no part of it. */
  static @Nullable MemoryListener without(MemoryListener listener, MemoryListener part) {
    if (listener == part) {
      return null;
    }
    if (!(listener instanceof MemoryListeners both)) {
      return listener;
    }
    MemoryListener second = without(both.second, part);
    if (second != both.second) {
      return second == null ? both.first : new MemoryListeners(both.first, second);
    }
    MemoryListener first = without(both.first, part);
    if (first == both.first) {
      return listener;
    }
    return first == null ? both.second : new MemoryListeners(first, both.second);
  }

  @Override
  public void onAcquireExecution(long task, long bytes, MemoryMode mode) {
    first.onAcquireExecution(task, bytes, mode);
    second.onAcquireExecution(task, bytes, mode);
  }

  @Override
  public void onReleaseExecution(long task, long bytes, MemoryMode mode) {
    first.onReleaseExecution(task, bytes, mode);
    second.onReleaseExecution(task, bytes, mode);
  }

  @Override
  public void onReleaseAllExecution(long task) {
    first.onReleaseAllExecution(task);
    second.onReleaseAllExecution(task);
  }

  @Override
  public void onPut(BlockId block, StorageLevel level, long bytes, long task) {
    first.onPut(block, level, bytes, task);
    second.onPut(block, level, bytes, task);
  }

  @Override
  public void onPutValues(
      BlockId block, StorageLevel level, long bytes, long[] unroll, long diskBytes, long task) {
    first.onPutValues(block, level, bytes, unroll, diskBytes, task);
    second.onPutValues(block, level, bytes, unroll, diskBytes, task);
  }

  @Override
  public void onGet(BlockId block, long task, boolean hold, long bytes, long @Nullable [] unroll) {
    first.onGet(block, task, hold, bytes, unroll);
    second.onGet(block, task, hold, bytes, unroll);
  }

  @Override
  public void onUnlock(BlockId block, long task) {
    first.onUnlock(block, task);
    second.onUnlock(block, task);
  }

  @Override
  public void onRemove(BlockId block) {
    first.onRemove(block);
    second.onRemove(block);
  }

  @Override
  public void onRemoveRdd(int rdd) {
    first.onRemoveRdd(rdd);
    second.onRemoveRdd(rdd);
  }

  @Override
  public void onRemoveBroadcast(long broadcast) {
    first.onRemoveBroadcast(broadcast);
    second.onRemoveBroadcast(broadcast);
  }

  @Override
  public void onReserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) {
    first.onReserveUnroll(block, bytes, mode, task);
    second.onReserveUnroll(block, bytes, mode, task);
  }

  @Override
  public void onReleaseUnroll(long bytes, MemoryMode mode, long task) {
    first.onReleaseUnroll(bytes, mode, task);
    second.onReleaseUnroll(bytes, mode, task);
  }

  @Override
  public void onEndTask(long task) {
    first.onEndTask(task);
    second.onEndTask(task);
  }

  @Override
  public void onConsumer(long task, String consumer, MemoryMode mode, @Nullable SpillMode spill) {
    first.onConsumer(task, consumer, mode, spill);
    second.onConsumer(task, consumer, mode, spill);
  }

  @Override
  public void onConsumerAcquire(String consumer, long bytes) {
    first.onConsumerAcquire(consumer, bytes);
    second.onConsumerAcquire(consumer, bytes);
  }

  @Override
  public void onConsumerFree(String consumer, long bytes) {
    first.onConsumerFree(consumer, bytes);
    second.onConsumerFree(consumer, bytes);
  }

  @Override
  public void onUnmanaged(String component, MemoryMode mode, long bytes) {
    first.onUnmanaged(component, mode, bytes);
    second.onUnmanaged(component, mode, bytes);
  }

  @Override
  public void onCancel(long ticket) {
    first.onCancel(ticket);
    second.onCancel(ticket);
  }

  @Override
  public void operationEnded(long answer, long extra) {
    first.operationEnded(answer, extra);
    second.operationEnded(answer, extra);
  }

  @Override
  public void operationRefused(RuntimeException why) {
    first.operationRefused(why);
    second.operationRefused(why);
  }

  @Override
  public void executionGranted(long task, MemoryMode mode, long requested, long granted) {
    first.executionGranted(task, mode, requested, granted);
    second.executionGranted(task, mode, requested, granted);
  }

  @Override
  public void executionReleased(long task, MemoryMode mode, long bytes) {
    first.executionReleased(task, mode, bytes);
    second.executionReleased(task, mode, bytes);
  }

  @Override
  public void waiting(long ticket, long task, MemoryMode mode, long requested) {
    first.waiting(ticket, task, mode, requested);
    second.waiting(ticket, task, mode, requested);
  }

  @Override
  public void woken(long ticket, long task, long granted) {
    first.woken(ticket, task, granted);
    second.woken(ticket, task, granted);
  }

  @Override
  public void poolsMoved(MemoryMode mode, long executionSize, long storageSize) {
    first.poolsMoved(mode, executionSize, storageSize);
    second.poolsMoved(mode, executionSize, storageSize);
  }

  @Override
  public void evicted(BlockId block, long bytes, Tier to, EvictionCause cause, long task) {
    first.evicted(block, bytes, to, cause, task);
    second.evicted(block, bytes, to, cause, task);
  }

  @Override
  public void stored(BlockId block, Tier tier, long bytes) {
    first.stored(block, tier, bytes);
    second.stored(block, tier, bytes);
  }

  @Override
  public void blockRemoved(BlockId block, long memoryBytes, long diskBytes) {
    first.blockRemoved(block, memoryBytes, diskBytes);
    second.blockRemoved(block, memoryBytes, diskBytes);
  }

  @Override
  public void putFailed(BlockId block, PutFailure cause, long missing) {
    first.putFailed(block, cause, missing);
    second.putFailed(block, cause, missing);
  }

  @Override
  public void spilled(long task, String consumer, long requested, long released) {
    first.spilled(task, consumer, requested, released);
    second.spilled(task, consumer, requested, released);
  }

  @Override
  public void unrollReserved(long task, MemoryMode mode, long bytes) {
    first.unrollReserved(task, mode, bytes);
    second.unrollReserved(task, mode, bytes);
  }

  @Override
  public void unrollReleased(long task, MemoryMode mode, long bytes) {
    first.unrollReleased(task, mode, bytes);
    second.unrollReleased(task, mode, bytes);
  }

  @Override
  public void locked(BlockId block, long task) {
    first.locked(block, task);
    second.locked(block, task);
  }

  @Override
  public void unlocked(BlockId block, long task) {
    first.unlocked(block, task);
    second.unlocked(block, task);
  }

  @Override
  public void outOfMemory(long task, String consumer, long required, long got) {
    first.outOfMemory(task, consumer, required, got);
    second.outOfMemory(task, consumer, required, got);
  }
}
