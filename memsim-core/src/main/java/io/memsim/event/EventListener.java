package io.memsim.event;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import java.util.function.Consumer;

/** Makes events of what a listener is told. */
record EventListener(Consumer<? super MemoryEvent> sink) implements MemoryListener {

  @Override
  public void executionGranted(long task, MemoryMode mode, long requested, long granted) {
    sink.accept(new MemoryEvent.ExecutionGranted(task, mode, requested, granted));
  }

  @Override
  public void executionReleased(long task, MemoryMode mode, long bytes) {
    sink.accept(new MemoryEvent.ExecutionReleased(task, mode, bytes));
  }

  @Override
  public void waiting(long ticket, long task, MemoryMode mode, long requested) {
    sink.accept(new MemoryEvent.Waiting(ticket, task, mode, requested));
  }

  @Override
  public void woken(long ticket, long task, long granted) {
    sink.accept(new MemoryEvent.Woken(ticket, task, granted));
  }

  @Override
  public void poolsMoved(MemoryMode mode, long executionSize, long storageSize) {
    sink.accept(new MemoryEvent.PoolsMoved(mode, executionSize, storageSize));
  }

  @Override
  public void evicted(BlockId block, long bytes, Tier to, EvictionCause cause, long task) {
    sink.accept(new MemoryEvent.Evicted(block, bytes, to, cause, task));
  }

  @Override
  public void stored(BlockId block, Tier tier, long bytes) {
    sink.accept(new MemoryEvent.Stored(block, tier, bytes));
  }

  @Override
  public void blockRemoved(BlockId block, long memoryBytes, long diskBytes) {
    sink.accept(new MemoryEvent.BlockRemoved(block, memoryBytes, diskBytes));
  }

  @Override
  public void putFailed(BlockId block, PutFailure cause, long missing) {
    sink.accept(new MemoryEvent.PutFailed(block, cause, missing));
  }

  @Override
  public void spilled(long task, String consumer, long requested, long released) {
    sink.accept(new MemoryEvent.Spilled(task, consumer, requested, released));
  }

  @Override
  public void unrollReserved(long task, MemoryMode mode, long bytes) {
    sink.accept(new MemoryEvent.UnrollReserved(task, mode, bytes));
  }

  @Override
  public void unrollReleased(long task, MemoryMode mode, long bytes) {
    sink.accept(new MemoryEvent.UnrollReleased(task, mode, bytes));
  }

  @Override
  public void locked(BlockId block, long task) {
    sink.accept(new MemoryEvent.Locked(block, task));
  }

  @Override
  public void unlocked(BlockId block, long task) {
    sink.accept(new MemoryEvent.Unlocked(block, task));
  }

  @Override
  public void outOfMemory(long task, String consumer, long required, long got) {
    sink.accept(new MemoryEvent.OutOfMemory(task, consumer, required, got));
  }
}
