package io.memsim.cli;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryListener;
import io.memsim.event.PutResult;

/** Counts what happens during a replay. */
final class ReplayCounts implements MemoryListener {
  private boolean putting;
  private long evictions;
  private long spills;
  private long waits;
  private long failedPuts;
  private long refusals;

  long evictions() {
    return evictions;
  }

  long spills() {
    return spills;
  }

  long waits() {
    return waits;
  }

  long failedPuts() {
    return failedPuts;
  }

  long refusals() {
    return refusals;
  }

  @Override
  public void onPut(BlockId block, StorageLevel level, long bytes, long task) {
    putting = true;
  }

  @Override
  public void onPutValues(
      BlockId block, StorageLevel level, long bytes, long[] unroll, long diskBytes, long task) {
    putting = true;
  }

  @Override
  public void operationEnded(long answer, long extra) {
    if (putting && answer == PutResult.NONE.ordinal()) {
      failedPuts++;
    }
    putting = false;
  }

  @Override
  public void operationRefused(RuntimeException why) {
    refusals++;
    putting = false;
  }

  @Override
  public void evicted(BlockId block, long bytes, Tier to, EvictionCause cause, long task) {
    evictions++;
  }

  @Override
  public void spilled(long task, String consumer, long requested, long released) {
    spills++;
  }

  @Override
  public void waiting(long ticket, long task, MemoryMode mode, long requested) {
    waits++;
  }
}
