package io.memsim.bench.parity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leaves actions out of a run that diverges, for as long as it still does. */
final class Shrinker {

  private static final int MOST_REPLAYS = 3_000;

  /** Tries a sequence of actions. */
  interface Trial {
    /** Answers how it diverges, or null. */
    @Nullable Throwable of(List<Action> actions);
  }

  private final Trial trial;
  private List<Action> actions;
  private Throwable divergence;
  private int replays;

  Shrinker(Setup setup, List<Action> actions, Throwable divergence) {
    this(actions, divergence, fewer -> replay(setup, fewer));
  }

  Shrinker(List<Action> actions, Throwable divergence, Trial trial) {
    this.trial = trial;
    this.actions = List.copyOf(actions);
    this.divergence = divergence;
  }

  /** The actions that are left. */
  List<Action> actions() {
    return actions;
  }

  /** How they diverge. */
  Throwable divergence() {
    return divergence;
  }

  Shrinker shrink() {
    for (int chunk = Math.max(1, actions.size() / 2); chunk > 0; chunk /= 2) {
      int from = 0;
      // The last action is the one that shows it.
      while (from < actions.size() - 1 && replays < MOST_REPLAYS) {
        int to = Math.min(actions.size() - 1, from + chunk);
        List<Action> fewer = new ArrayList<>(actions.subList(0, from));
        fewer.addAll(actions.subList(to, actions.size()));
        if (!divergesWith(fewer)) {
          from = to;
        }
      }
    }
    return this;
  }

  private boolean divergesWith(List<Action> fewer) {
    replays++;
    Throwable found = trial.of(fewer);
    if (found == null) {
      return false;
    }
    actions = List.copyOf(fewer);
    divergence = found;
    return true;
  }

  /** Performs what makes sense of the actions; answers how they diverge, or null. */
  static @Nullable Throwable replay(Setup setup, List<Action> actions) {
    try (Run run = new Run(setup, new Tally(), false)) {
      for (Action action : actions) {
        try {
          run.perform(action);
        } catch (SimulatedExecutor.Misuse e) {
          // Without its predecessors the action has lost its meaning.
          run.forget();
        } catch (Run.SecondWaiter e) {
          return null;
        } catch (Divergence e) {
          return e;
        }
      }
      return null;
    }
  }
}
