package io.memsim.testkit;

import io.memsim.config.MemoryConfig;
import io.memsim.event.MemoryEvent;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemorySnapshot;
import io.memsim.policy.EvictionPolicy;
import io.memsim.trace.Operation;
import io.memsim.trace.Replay;
import io.memsim.trace.TraceFormatException;
import java.util.Collection;
import java.util.List;

/**
 * An executor under test: operations are performed one by one, invariants are checked after each,
 * and whatever fails says after which operations, as a memory trace.
 *
 * <p>The state of the {@linkplain MemoryActions stateful actions}; as useful without jqwik. What a
 * test does with {@link #memory} directly is part of the trace, too. Not thread-safe.
 */
public final class MemoryRun {

  private final MemoryLog log;
  private final String policy;
  private final Replay replay;
  private final MemoryInvariants invariants;
  private final boolean inChain;

  private MemoryRun(MemoryLog log, String policy, MemoryInvariants invariants, boolean inChain) {
    this.log = log;
    this.policy = policy;
    this.replay = Replay.on(log.memory(), "operations");
    this.invariants = invariants;
    this.inChain = inChain;
  }

  /**
   * A fresh executor with Spark's own eviction policy, all of whose invariants are checked.
   *
   * @param config its configuration
   * @return the run, before its first operation
   */
  public static MemoryRun start(MemoryConfig config) {
    return start(config, EvictionPolicy.lru(), MemoryInvariants.all());
  }

  /**
   * A fresh executor with any eviction policy, whose invariants are checked but for the order of
   * evictions.
   *
   * @param config its configuration
   * @param policy its eviction policy; from now on it is this executor's
   * @return the run, before its first operation
   */
  public static MemoryRun start(MemoryConfig config, EvictionPolicy policy) {
    return start(config, policy, MemoryInvariants.forAnyPolicy());
  }

  /**
   * A fresh executor.
   *
   * @param config its configuration
   * @param policy its eviction policy; from now on it is this executor's
   * @param invariants what is checked after every operation
   * @return the run, before its first operation
   */
  public static MemoryRun start(
      MemoryConfig config, EvictionPolicy policy, MemoryInvariants invariants) {
    return start(config, policy, invariants, false);
  }

  /** A chain of actions prints its state when it fails, so messages need not tell it again. */
  static MemoryRun inChain(
      MemoryConfig config, EvictionPolicy policy, MemoryInvariants invariants) {
    return start(config, policy, invariants, true);
  }

  private static MemoryRun start(
      MemoryConfig config, EvictionPolicy policy, MemoryInvariants invariants, boolean inChain) {
    ExecutorMemory memory = ExecutorMemory.builder(config).policy(policy).build();
    return new MemoryRun(MemoryLog.of(memory), nameOf(policy), invariants, inChain);
  }

  private static String nameOf(EvictionPolicy policy) {
    return policy == EvictionPolicy.lru() ? "EvictionPolicy.lru()" : policy.toString();
  }

  /**
   * The executor.
   *
   * @return always the same
   */
  public ExecutorMemory memory() {
    return log.memory();
  }

  /**
   * What was asked of it and what happened.
   *
   * @return always the same
   */
  public MemoryLog log() {
    return log;
  }

  /**
   * Goes on twice: a copy of the executor with the same past, which does not hear of what happens
   * to this one from now on.
   *
   * @return the other run
   */
  public MemoryRun fork() {
    MemoryLog other = log.continuedOn(memory().copy());
    return new MemoryRun(other, policy, invariants, inChain);
  }

  /**
   * Whether an operation can be done in this state: it would not block Spark for ever, is not
   * undefined in it, and no misuse. What Spark refuses with an exception can be done.
   *
   * @param operation the operation
   * @return whether {@link #perform} would do it
   */
  public boolean permits(Operation operation) {
    return Permission.permits(operation, memory());
  }

  /**
   * Performs an operation, if it is {@linkplain #permits permitted}, and checks the invariants.
   *
   * @param operation the operation
   * @return false when it is not permitted, and so was left out
   * @throws AssertionError when the executor throws, because of its eviction policy for instance,
   *     or an invariant is violated; the message ends with the trace
   */
  public boolean perform(Operation operation) {
    if (!permits(operation)) {
      return false;
    }
    if (invariants.isEmpty()) {
      run(operation);
      return true;
    }
    MemorySnapshot before = memory().snapshot();
    int past = log.events().size();
    run(operation);
    List<MemoryEvent> events = log.events().subList(past, log.events().size());
    MemoryStep.Change change = new MemoryStep.Change(operation, before, List.copyOf(events));
    try {
      invariants.check(new MemoryStep(memory(), memory().snapshot(), change));
    } catch (AssertionError e) {
      throw failure(String.valueOf(e.getMessage()), e);
    }
    return true;
  }

  private void run(Operation operation) {
    try {
      replay.run(operation, log.operations().size() + 1L);
    } catch (TraceFormatException e) {
      // Not the trace is at fault: the operation is permitted, so the cause is all there is to say.
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw failure(String.valueOf(cause.getMessage()), cause);
    } catch (RuntimeException | AssertionError e) {
      throw failure(e instanceof AssertionError ? String.valueOf(e.getMessage()) : e.toString(), e);
    }
  }

  /**
   * Performs operations one after the other, leaving out those that are not permitted when their
   * turn comes.
   *
   * @param operations the operations
   * @return how many were done
   * @throws AssertionError as {@link #perform} does
   */
  public int performAll(Collection<? extends Operation> operations) {
    int done = 0;
    for (Operation operation : operations) {
      if (perform(operation)) {
        done++;
      }
    }
    return done;
  }

  /** Resolves a move in this state and performs it; does nothing where there is nothing to do. */
  void move(Move move) {
    Operation operation = move.resolve(memory());
    if (operation != null) {
      perform(operation);
    }
  }

  /** Whether the trace is printed with this object, so that messages need not repeat it. */
  boolean isPrintedElsewhere() {
    return inChain;
  }

  /** An error that ends with the trace, unless somebody else prints it. */
  AssertionError failure(String message, Throwable cause) {
    AssertionError failure =
        new AssertionError(inChain ? message : message + "\n" + story(), cause);
    failure.setStackTrace(cause.getStackTrace());
    return failure;
  }

  private String story() {
    return "after these "
        + log.operations().size()
        + " operations with "
        + policy
        + ", as a trace for replay:\n"
        + log.trace();
  }

  /**
   * For jqwik's reports.
   *
   * @return the operations so far as a trace
   */
  @Override
  public String toString() {
    return story();
  }
}
