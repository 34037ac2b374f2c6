package io.memsim.executor;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryListener;
import io.memsim.event.PutFailure;
import io.memsim.event.SkipReason;
import io.memsim.internal.stores.EvictionWitness;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last decisions, for {@link ExecutorMemory#explain}. It hears what every listener hears, and
 * in addition sees how victims are chosen.
 */
final class History implements MemoryListener, EvictionWitness {

  /** A decision in the making. */
  private static final class Draft {
    final long operation;
    final String asked;
    final List<BlockId> evicted = new ArrayList<>();
    final List<Explanation.Skipped> skipped = new ArrayList<>();
    int skippedBlocks;
    @Nullable EvictionCause cause;
    MemoryMode mode = MemoryMode.ON_HEAP;
    long space;
    long evictable;
    @Nullable BlockId failed;
    @Nullable PutFailure failure;
    long missing;
    @Nullable BlockId removed;

    Draft(long operation, String asked) {
      this.operation = operation;
      this.asked = asked;
    }

    Explanation.Decision decision() {
      return new Explanation.Decision(
          operation,
          asked,
          cause,
          space,
          mode,
          evictable,
          evicted,
          skipped,
          skippedBlocks,
          failure,
          missing);
    }
  }

  /** What is known of a block: the decision, and what it was for the block. */
  record Finding(Explanation.Verdict verdict, Explanation.Decision decision) {}

  private final int capacity;
  private final ArrayDeque<Draft> drafts;
  private long operations;
  private String asked = "";

  History(int capacity) {
    this.capacity = capacity;
    this.drafts = new ArrayDeque<>();
  }

  /** Copies a history. Finished decisions are shared: nothing is added to them any more. */
  History(History source) {
    capacity = source.capacity;
    drafts = new ArrayDeque<>(source.drafts);
    operations = source.operations;
    asked = source.asked;
  }

  /** The last decision about a block, or null. */
  @Nullable Finding find(BlockId block) {
    for (Iterator<Draft> i = drafts.descendingIterator(); i.hasNext(); ) {
      Draft draft = i.next();
      if (block.equals(draft.removed)) {
        return new Finding(Explanation.Verdict.REMOVED, draft.decision());
      }
      if (block.equals(draft.failed)) {
        return new Finding(Explanation.Verdict.PUT_FAILED, draft.decision());
      }
      if (draft.evicted.contains(block)) {
        return new Finding(Explanation.Verdict.EVICTED, draft.decision());
      }
    }
    return null;
  }

  private void begin(String what) {
    operations++;
    asked = what;
  }

  private Draft add() {
    Draft draft = new Draft(operations, asked);
    drafts.addLast(draft);
    if (drafts.size() > capacity) {
      drafts.removeFirst();
    }
    return draft;
  }

  private static String by(long task) {
    return task < 0 ? "" : ", task " + task;
  }

  @Override
  public void deciding(
      long space, MemoryMode mode, int sparedRdd, long evictable, EvictionCause cause) {
    Draft draft = add();
    draft.cause = cause;
    draft.mode = mode;
    draft.space = space;
    draft.evictable = evictable;
  }

  @Override
  public void skipped(BlockId block, SkipReason reason) {
    Draft draft = drafts.getLast();
    draft.skippedBlocks++;
    if (draft.skipped.size() < Explanation.Decision.MOST_SKIPPED) {
      draft.skipped.add(new Explanation.Skipped(block, reason));
    }
  }

  @Override
  public void evicted(BlockId block, long bytes, Tier to, EvictionCause cause, long task) {
    drafts.getLast().evicted.add(block);
  }

  @Override
  public void putFailed(BlockId block, PutFailure cause, long missing) {
    Draft last = drafts.peekLast();
    // A refusal that follows an eviction which freed nothing is the same decision.
    boolean same =
        last != null
            && last.operation == operations
            && last.cause != null
            && last.evicted.isEmpty()
            && last.failure == null;
    Draft draft = same ? last : add();
    draft.failed = block;
    draft.failure = cause;
    draft.missing = missing;
  }

  @Override
  public void blockRemoved(BlockId block, long memoryBytes, long diskBytes) {
    add().removed = block;
  }

  @Override
  public void onAcquireExecution(long task, long bytes, MemoryMode mode) {
    begin("acquireExecution " + bytes + " bytes " + mode + by(task));
  }

  @Override
  public void onReleaseExecution(long task, long bytes, MemoryMode mode) {
    begin("releaseExecution " + bytes + " bytes " + mode + by(task));
  }

  @Override
  public void onReleaseAllExecution(long task) {
    begin("releaseAllExecution" + by(task));
  }

  @Override
  public void onPut(BlockId block, StorageLevel level, long bytes, long task) {
    begin("put " + block + " " + level + " " + bytes + " bytes" + by(task));
  }

  @Override
  public void onPutValues(
      BlockId block, StorageLevel level, long bytes, long[] unroll, long diskBytes, long task) {
    begin("putValues " + block + " " + level + " " + bytes + " bytes" + by(task));
  }

  @Override
  public void onGet(BlockId block, long task, boolean hold, long bytes, long @Nullable [] unroll) {
    begin("get " + block + by(task));
  }

  @Override
  public void onUnlock(BlockId block, long task) {
    begin("unlock " + block + by(task));
  }

  @Override
  public void onRemove(BlockId block) {
    begin("remove " + block);
  }

  @Override
  public void onRemoveRdd(int rdd) {
    begin("removeRdd " + rdd);
  }

  @Override
  public void onRemoveBroadcast(long broadcast) {
    begin("removeBroadcast " + broadcast);
  }

  @Override
  public void onReserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) {
    begin("reserveUnroll " + block + " " + bytes + " bytes " + mode + by(task));
  }

  @Override
  public void onReleaseUnroll(long bytes, MemoryMode mode, long task) {
    begin("releaseUnroll " + bytes + " bytes " + mode + by(task));
  }

  @Override
  public void onEndTask(long task) {
    begin("endTask " + task);
  }

  @Override
  public void onConsumerAcquire(String consumer, long bytes) {
    begin("consumerAcquire " + consumer + " " + bytes + " bytes");
  }

  @Override
  public void onConsumerFree(String consumer, long bytes) {
    begin("consumerFree " + consumer + " " + bytes + " bytes");
  }

  @Override
  public void onUnmanaged(String component, MemoryMode mode, long bytes) {
    begin("unmanaged " + component + " " + bytes + " bytes " + mode);
  }

  @Override
  public void onConsumer(
      long task, String consumer, MemoryMode mode, io.memsim.event.@Nullable SpillMode spill) {
    begin("consumer " + consumer + by(task));
  }

  @Override
  public void onCancel(long ticket) {
    begin("cancel " + ticket);
  }
}
