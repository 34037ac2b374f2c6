package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import io.memsim.config.MemoryConfig;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryListener;
import io.memsim.executor.ExecutorMemory;

/** One executor in virtual time: its memory, its free slots, and an ear on what happens to it. */
final class Node implements MemoryListener {

  final int index;
  final String id;
  final MemoryConfig config;
  final ExecutorMemory memory;
  final boolean[] busy;
  private final Recorder recorder;
  long peakStorage;
  long peakExecution;
  long peakStorageOffHeap;
  long peakExecutionOffHeap;
  int freeSlots;

  Node(int index, String id, MemoryConfig config, int slots, Recorder recorder) {
    this.index = index;
    this.id = id;
    this.config = config;
    this.recorder = recorder;
    this.memory = ExecutorMemory.builder(config).listener(this).build();
    this.busy = new boolean[slots];
    this.freeSlots = slots;
  }

  int takeSlot() {
    for (int i = 0; i < busy.length; i++) {
      if (!busy[i]) {
        busy[i] = true;
        freeSlots--;
        return i;
      }
    }
    throw new IllegalStateException("executor " + id + " has no free slot");
  }

  void giveSlot(int slot) {
    busy[slot] = false;
    freeSlots++;
  }

  @Override
  public void evicted(BlockId block, long bytes, Tier to, EvictionCause cause, long task) {
    recorder.evicted(this, block, bytes, to, cause, task);
  }

  @Override
  public void stored(BlockId block, Tier tier, long bytes) {
    recorder.stored(this, block, tier);
  }

  @Override
  public void blockRemoved(BlockId block, long memoryBytes, long diskBytes) {
    recorder.removed(this, block);
  }

  @Override
  public void woken(long ticket, long task, long granted) {
    recorder.woken(this, task);
  }

  @Override
  public void unrollReserved(long task, MemoryMode mode, long bytes) {
    picture();
  }

  @Override
  public void executionGranted(long task, MemoryMode mode, long requested, long granted) {
    picture();
  }

  @Override
  public void operationEnded(long answer, long extra) {
    picture();
    recorder.changed(this);
  }

  private void picture() {
    peakStorage = Math.max(peakStorage, memory.storageUsed(MemoryMode.ON_HEAP));
    peakExecution = Math.max(peakExecution, memory.executionUsed(MemoryMode.ON_HEAP));
    peakStorageOffHeap = Math.max(peakStorageOffHeap, memory.storageUsed(MemoryMode.OFF_HEAP));
    peakExecutionOffHeap =
        Math.max(peakExecutionOffHeap, memory.executionUsed(MemoryMode.OFF_HEAP));
  }
}
