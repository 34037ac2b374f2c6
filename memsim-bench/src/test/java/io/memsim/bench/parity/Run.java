package io.memsim.bench.parity;

import java.util.ArrayList;
import java.util.List;

/** One run: both executors, fresh, and the actions that they have performed alike. */
final class Run implements AutoCloseable {

  /** Two tasks wait, in an order that Spark leaves open: nothing can be compared any more. */
  static final class SecondWaiter extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final RealExecutor real;
  private final SimulatedExecutor simulated;
  private final StateComparison comparison;
  private final Planner planner;
  private final boolean heard;
  private final Tally tally;
  private final List<Action> actions = new ArrayList<>();

  Run(Setup setup, Tally tally, boolean asksDriver) {
    this.tally = tally;
    this.heard = setup.variant() != Variant.UNHEARD;
    this.real = new RealExecutor(setup, asksDriver);
    this.simulated = new SimulatedExecutor(setup, real.shapes());
    this.comparison = new StateComparison(real, simulated, setup.profile().tasks());
    this.planner = new Planner(setup, real.shapes(), simulated);
    comparison.compareLayout(setup.defaultPageSize());
    comparison.compare();
  }

  RealExecutor real() {
    return real;
  }

  SimulatedExecutor simulated() {
    return simulated;
  }

  /** The actions so far, the one that diverged last. */
  List<Action> actions() {
    return actions;
  }

  /** Performs what the numbers stand for, if anything; throws {@link Divergence}. */
  boolean step(Step step) {
    Action action = planner.plan(step);
    if (action == null) {
      return false;
    }
    perform(action);
    return true;
  }

  /** Performs an action on both sides; throws {@link Divergence}. */
  void perform(Action action) {
    actions.add(action);
    try {
      Outcome expected = simulated.perform(action);
      if (simulated.memory().waitingTasks().length > 1) {
        throw new SecondWaiter();
      }
      Outcome answered = real.perform(action, expected.kind() == Outcome.Kind.WAITING);
      if (!answered.equalTo(expected, heard)) {
        throw new Divergence("answer", answered, expected);
      }
      comparison.compare();
      tally.count(answered);
    } catch (Divergence | SimulatedExecutor.Misuse | SecondWaiter e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new Divergence("action " + actions.size() + ", " + action + ": " + e, e);
    }
  }

  /** The last action was none: nothing has happened. */
  void forget() {
    actions.remove(actions.size() - 1);
  }

  @Override
  public void close() {
    real.close();
  }
}
