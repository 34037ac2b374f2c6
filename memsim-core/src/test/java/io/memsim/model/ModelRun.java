package io.memsim.model;

import io.memsim.event.MemoryEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Runs a list of calls on the executor and on the naive model and compares everything after each:
 * the answer, the effects in order, pools, tasks, locks, blocks in both orders, statistics, who
 * waits; and has the {@link Consistency} of the executor checked.
 *
 * @param setup the configuration
 * @param calls what is called
 */
record ModelRun(Setup setup, List<Call> calls) {

  /** Runs all calls; throws an AssertionError that names the first one that differs. */
  void check() {
    NaiveExecutor naive = new NaiveExecutor(setup);
    List<RealExecutor> reals = new ArrayList<>();
    reals.add(new RealExecutor(setup));
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i).resolved(setup, naive.snapshot());
      if (call instanceof Call.Fork) {
        // From now on the copy and its original must both do as the model does.
        RealExecutor original = reals.get(0);
        reals.clear();
        reals.add(original.copy());
        reals.add(original);
      }
      String expected = call.on(naive);
      for (RealExecutor real : reals) {
        Object where = new Place(i, call, real != reals.get(0));
        same(where, "answer", expected, call.on(real));
        if (setup.listening() && !(call instanceof Call.Fork)) {
          same(where, "effects", normal(naive.events()), normal(real.events()));
        }
        same(where, "waiting", naive.waiting(), real.waiting());
        same(where, "state", naive.snapshot(), real.snapshot());
      }
      RealExecutor first = reals.get(0);
      same(call, "statistics", naive.stats(), first.stats());
      Consistency.check(first.memory(), call);
    }
  }

  /** Where in the run, for the report. */
  private record Place(int index, Call call, boolean original) {}

  private static void same(Object where, String what, Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new AssertionError(
          where + ": " + what + "\n  expected: " + expected + "\n  but was:  " + actual);
    }
  }

  /** The order in which a task's end gives back its locks is nobody's business. */
  private static List<MemoryEvent> normal(List<MemoryEvent> events) {
    List<MemoryEvent> sorted = new ArrayList<>(events);
    int from = 0;
    while (from < sorted.size()) {
      int to = from;
      while (to < sorted.size() && sorted.get(to) instanceof MemoryEvent.Unlocked) {
        to++;
      }
      sorted
          .subList(from, to)
          .sort(Comparator.comparing(event -> ((MemoryEvent.Unlocked) event).block().name()));
      from = to + 1;
    }
    return sorted;
  }

  /** The calls as they were made, with what the model answers. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("\n").append(setup);
    NaiveExecutor naive = new NaiveExecutor(setup);
    for (int i = 0; i < calls.size(); i++) {
      Call call = calls.get(i).resolved(setup, naive.snapshot());
      text.append("\n  ").append(i).append(": ").append(call);
      text.append(" -> ").append(call.on(naive));
    }
    return text.append('\n').toString();
  }
}
