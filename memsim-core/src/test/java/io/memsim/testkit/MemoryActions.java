package io.memsim.testkit;

import io.memsim.config.MemoryConfig;
import io.memsim.policy.EvictionPolicy;
import java.util.function.Supplier;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.ActionChainArbitrary;
import net.jqwik.api.state.ChangeDetector;
import net.jqwik.api.state.Transformer;

/**
 * Operations on an executor as jqwik's stateful actions. The state is a {@link MemoryRun}; a chain
 * that fails prints, shrunk, what was done as a memory trace.
 *
 * <pre>{@code
 * @Property
 * void nothingIsEvictedWhileReadersPinIt(@ForAll("chains") ActionChain<MemoryRun> chain) {
 *   chain.run();
 * }
 *
 * @Provide
 * Arbitrary<ActionChain<MemoryRun>> chains() {
 *   return MemoryActions.on(TinyMemory.of(1000), OperationMix.caching()).chains(MyPolicy::new);
 * }
 * }</pre>
 *
 * <p>The actions do not depend on the state until they run, so that jqwik may leave out any of them
 * while it shrinks; an action for which there is nothing to do does nothing. Immutable.
 */
public final class MemoryActions {

  private final MemoryConfig config;
  private final OperationMix mix;
  private final Moves moves;

  private MemoryActions(MemoryConfig config, OperationMix mix) {
    this.config = config;
    this.mix = mix;
    this.moves = new Moves(config, mix);
  }

  /**
   * Actions of all kinds.
   *
   * @param config the executor's configuration
   * @return the actions
   */
  public static MemoryActions on(MemoryConfig config) {
    return on(config, OperationMix.everything());
  }

  /**
   * Actions of the kinds, and over the blocks and tasks, that a mix names.
   *
   * @param config the executor's configuration
   * @param mix which operations, and how often
   * @return the actions
   */
  public static MemoryActions on(MemoryConfig config, OperationMix mix) {
    return new MemoryActions(config, mix);
  }

  /**
   * An action that does operations of one kind, for chains of one's own.
   *
   * @param kind the kind, whatever its weight is
   * @return the action
   */
  public Action.Independent<MemoryRun> action(OperationKind kind) {
    Arbitrary<Transformer<MemoryRun>> transformers = moves.of(kind).map(Step::new);
    return () -> transformers;
  }

  /**
   * An action that does operations of all kinds, as often as the mix says. Unlike one action for
   * each kind it shrinks from the rarer kinds to the more frequent ones.
   *
   * @return the action
   */
  public Action.Independent<MemoryRun> anyAction() {
    Arbitrary<Transformer<MemoryRun>> transformers = moves.all().map(Step::new);
    return () -> transformers;
  }

  /**
   * Chains of actions on an executor with Spark's own eviction policy; all invariants are checked.
   *
   * @return chains of at most as many actions as the mix is long
   */
  public ActionChainArbitrary<MemoryRun> chains() {
    return chains(EvictionPolicy::lru, MemoryInvariants.all());
  }

  /**
   * Chains of actions on an executor with any eviction policy; the invariants are checked but for
   * the order of evictions.
   *
   * @param policy makes the policy of an executor, a new one each time
   * @return chains of at most as many actions as the mix is long
   */
  public ActionChainArbitrary<MemoryRun> chains(Supplier<? extends EvictionPolicy> policy) {
    return chains(policy, MemoryInvariants.forAnyPolicy());
  }

  /**
   * Chains of actions on an executor.
   *
   * @param policy makes the policy of an executor, a new one each time
   * @param invariants what is checked after every action
   * @return chains of at most as many actions as the mix is long
   */
  public ActionChainArbitrary<MemoryRun> chains(
      Supplier<? extends EvictionPolicy> policy, MemoryInvariants invariants) {
    return ActionChain.<MemoryRun>startWith(
            () -> MemoryRun.inChain(config, policy.get(), invariants))
        .withAction(anyAction())
        .withMaxTransformations(mix.length())
        .improveShrinkingWith(OperationCounter::new);
  }

  private record Step(Move move) implements Transformer<MemoryRun> {

    @Override
    public MemoryRun apply(MemoryRun run) {
      run.move(move);
      return run;
    }

    @Override
    public String transformation() {
      return move.toString();
    }
  }

  /** Tells jqwik which actions did nothing. */
  private static final class OperationCounter implements ChangeDetector<MemoryRun> {

    private int before;

    @Override
    public void before(MemoryRun run) {
      before = run.log().operations().size();
    }

    @Override
    public boolean hasChanged(MemoryRun run) {
      return run.log().operations().size() > before;
    }
  }
}
