package io.memsim.trace;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryListener;
import io.memsim.event.PutFailure;
import io.memsim.event.PutResult;
import io.memsim.executor.ExecutorMemory;
import io.memsim.trace.Expectation.Answer;
import io.memsim.trace.Expectation.Evicted;
import io.memsim.trace.Expectation.Pool;
import io.memsim.trace.Expectation.Pools;
import io.memsim.trace.Expectation.Spilled;
import io.memsim.trace.Expectation.State;
import io.memsim.trace.Expectation.Woken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what one operation does and answers, and puts it in the terms of the format. */
class EffectCollector implements MemoryListener {
  private static final PutResult[] PUT_RESULTS = PutResult.values();
  private static final Tier[] TIERS = Tier.values();

  private final List<Evicted> evicted = new ArrayList<>();
  private final List<EvictionCause> causes = new ArrayList<>();
  private final List<Spilled> spilled = new ArrayList<>();
  private final List<Woken> woken = new ArrayList<>();
  private @Nullable PutFailure failure;
  private long missing;
  private long answer;
  private long extra;
  private @Nullable RuntimeException refusal;

  /** Forgets the operation before. */
  final void clear() {
    evicted.clear();
    causes.clear();
    spilled.clear();
    woken.clear();
    failure = null;
    missing = 0;
    answer = 0;
    extra = 0;
    refusal = null;
  }

  @Override
  public final void evicted(BlockId block, long bytes, Tier to, EvictionCause cause, long task) {
    evicted.add(new Evicted(block, bytes, to));
    causes.add(cause);
  }

  @Override
  public final void spilled(long task, String consumer, long requested, long released) {
    spilled.add(new Spilled(consumer, released));
  }

  @Override
  public final void woken(long ticket, long task, long granted) {
    woken.add(new Woken(task, granted));
  }

  @Override
  public final void putFailed(BlockId block, PutFailure cause, long bytes) {
    failure = cause;
    missing = bytes;
  }

  @Override
  public void operationEnded(long first, long second) {
    answer = first;
    extra = second;
  }

  @Override
  public void operationRefused(RuntimeException why) {
    refusal = why;
  }

  final List<EvictionCause> causes() {
    return causes;
  }

  final @Nullable PutFailure failure() {
    return failure;
  }

  final long missing() {
    return missing;
  }

  final @Nullable RuntimeException refusal() {
    return refusal;
  }

  /** What has been gathered, with the executor's present state. */
  final Expectation expectation(Operation operation, ExecutorMemory memory, boolean blocks) {
    boolean error = refusal != null;
    return new Expectation(
        error ? Answer.NOTHING : answer(operation),
        evicted,
        spilled,
        woken,
        error,
        state(memory),
        blocks ? memory.memoryOrder() : null,
        blocks ? memory.diskOrder() : null);
  }

  private static State state(ExecutorMemory memory) {
    return new State(pools(memory, MemoryMode.ON_HEAP), pools(memory, MemoryMode.OFF_HEAP));
  }

  private static Pools pools(ExecutorMemory memory, MemoryMode mode) {
    return new Pools(
        new Pool(memory.executionPoolSize(mode), memory.executionUsed(mode)),
        new Pool(memory.storagePoolSize(mode), memory.storageUsed(mode)));
  }

  private Answer answer(Operation operation) {
    return switch (operation.op()) {
      case "acquireExecution", "consumerAcquire" ->
          answer == ExecutorMemory.WAITING ? Answer.waits() : Answer.granted(answer);
      case "releaseAllExecution" -> Answer.freed(answer);
      case "put" -> Answer.stored(PUT_RESULTS[(int) answer], null);
      case "putValues" -> {
        PutResult result = PUT_RESULTS[(int) answer];
        yield Answer.stored(result, result == PutResult.NONE ? (Long) extra : null);
      }
      case "get" -> Answer.read(TIERS[(int) answer], extra > 0 ? (Long) extra : null);
      case "reserveUnroll" -> Answer.reserved(answer != 0);
      case "remove", "removeRdd", "removeBroadcast" -> Answer.removed(answer);
      case "endTask" -> Answer.ended(answer, extra);
      default -> Answer.NOTHING;
    };
  }
}
