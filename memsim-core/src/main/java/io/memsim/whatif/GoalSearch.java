package io.memsim.whatif;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import io.memsim.whatif.GoalAnswer.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the smallest configuration that meets a goal: among configurations that were tried anyway
 * ({@link #among}), along one axis of sizes, trying few of them ({@link #along}), or over the
 * executor's heap ({@link #memory}). Immutable.
 */
public final class GoalSearch {

  /** Sizes tried first, over the whole range; they decide whether halving is safe. */
  private static final int SAMPLES = 17;

  /** Doublings of the least heap, after which more memory is not expected to help. */
  private static final int DOUBLINGS = 10;

  private final Goal goal;
  private final Measures recorded;
  private final Trial trial;

  /**
   * A search.
   *
   * @param goal the goal
   * @param recorded what the recorded configuration comes to
   * @param trial what tells the troubles of the configuration that is stopped
   */
  public GoalSearch(Goal goal, Measures recorded, Trial trial) {
    this.goal = goal;
    this.recorded = recorded;
    this.trial = trial;
  }

  /**
   * Looks at each of some candidates. Smaller is less container memory over all executors, then
   * less memory for execution and storage, then lower cost, then earlier in the list.
   *
   * @param candidates what was tried
   * @return the smallest that meets the goal
   */
  public GoalAnswer among(List<Candidate> candidates) {
    Comparator<Candidate> bySize =
        comparing(
            candidate -> candidate.ran().orElseThrow(),
            comparingLong(Measures::totalContainer)
                .thenComparingLong(Measures::unified)
                .thenComparingDouble(Measures::cost));
    List<Candidate> sorted =
        candidates.stream().filter(c -> c.ran().isPresent()).sorted(bySize).toList();
    for (Candidate candidate : sorted) {
      if (isMet(candidate)) {
        return answer(candidate, below(candidate, sorted), Method.SCAN, candidates.size());
      }
    }
    Candidate largest = sorted.isEmpty() ? null : sorted.get(sorted.size() - 1);
    return answer(null, largest, Method.SCAN, candidates.size());
  }

  /** Of those with the next less memory, the one that loses the least time: the closest call. */
  private static @Nullable Candidate below(Candidate met, List<Candidate> sorted) {
    Candidate closest = null;
    for (Candidate candidate : sorted) {
      int size = compareMemory(candidate, met);
      int better = closest == null ? 1 : compareMemory(candidate, closest);
      boolean closer =
          closest == null || better > 0 || (better == 0 && lost(candidate) < lost(closest));
      if (size < 0 && closer) {
        closest = candidate;
      }
    }
    return closest;
  }

  private static int compareMemory(Candidate one, Candidate other) {
    return comparingLong(Measures::totalContainer)
        .thenComparingLong(Measures::unified)
        .compare(one.ran().orElseThrow(), other.ran().orElseThrow());
  }

  private static long lost(Candidate candidate) {
    return candidate.ran().orElseThrow().lostMillis();
  }

  /**
   * Searches an axis whose values grow. First tries some values over the whole range; if no failure
   * lies above a success, halves the range between them, else tries each value.
   *
   * @param sizes the configurations in growing order, at least one
   * @param sweep what tries them
   * @return the smallest that meets the goal
   * @throws InterruptedException when the thread is interrupted
   */
  public GoalAnswer along(List<Variant> sizes, Sweep sweep) throws InterruptedException {
    TreeMap<Integer, Candidate> tried = new TreeMap<>();
    attempt(tried, samples(sizes.size()), sizes, sweep);
    Integer met = firstMet(tried);
    if (met != null && !isMonotone(tried)) {
      return scan(sizes, sweep);
    }
    if (met == null) {
      return answer(null, tried.lastEntry().getValue(), Method.BISECTION, tried.size());
    }
    Integer failed = tried.lowerKey(met);
    while (failed != null && met - failed > 1) {
      int middle = failed + (met - failed) / 2;
      attempt(tried, List.of(middle), sizes, sweep);
      if (isMet(tried.get(middle))) {
        met = middle;
      } else {
        failed = middle;
      }
    }
    Candidate smaller = failed == null ? null : tried.get(failed);
    return answer(tried.get(met), smaller, Method.BISECTION, tried.size());
  }

  /**
   * Searches the smallest heap of an executor, to the MiB, all else as recorded: doubles it until
   * the goal is met, then searches below as {@link #along} does.
   *
   * @param simulation what tries a size
   * @param sweep the same on many threads
   * @return the smallest that meets the goal
   * @throws InterruptedException when the thread is interrupted
   */
  public GoalAnswer memory(SimulationTrial simulation, Sweep sweep) throws InterruptedException {
    MemorySizes sizes = new MemorySizes(simulation, Variant.RECORDED);
    int most = sizes.enough(DOUBLINGS, this::isMet);
    return along(sizes.upTo(most), sweep);
  }

  private static List<Integer> samples(int count) {
    List<Integer> samples = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      int at = (int) ((count - 1L) * i / (SAMPLES - 1));
      if (samples.isEmpty() || samples.get(samples.size() - 1) != at) {
        samples.add(at);
      }
    }
    return samples;
  }

  private static void attempt(
      NavigableMap<Integer, Candidate> tried, List<Integer> at, List<Variant> sizes, Sweep sweep)
      throws InterruptedException {
    List<Candidate> answers = sweep.run(at.stream().map(sizes::get).toList());
    for (int i = 0; i < answers.size(); i++) {
      tried.put(at.get(i), answers.get(i));
    }
  }

  private @Nullable Integer firstMet(NavigableMap<Integer, Candidate> tried) {
    for (var entry : tried.entrySet()) {
      if (isMet(entry.getValue())) {
        return entry.getKey();
      }
    }
    return null;
  }

  private boolean isMonotone(NavigableMap<Integer, Candidate> tried) {
    boolean met = false;
    for (Candidate candidate : tried.values()) {
      if (met && !isMet(candidate)) {
        return false;
      }
      met |= isMet(candidate);
    }
    return true;
  }

  private GoalAnswer scan(List<Variant> sizes, Sweep sweep) throws InterruptedException {
    List<Candidate> all = sweep.run(sizes);
    Candidate smaller = null;
    for (Candidate candidate : all) {
      if (isMet(candidate)) {
        return answer(candidate, smaller, Method.SCAN, all.size());
      }
      smaller = candidate;
    }
    return answer(null, smaller, Method.SCAN, all.size());
  }

  private boolean isMet(@Nullable Candidate candidate) {
    return candidate != null
        && candidate.measures() != null
        && goal.isMet(candidate.measures(), recorded);
  }

  private GoalAnswer answer(
      @Nullable Candidate smallest, @Nullable Candidate stopped, Method method, int simulated) {
    List<Trouble> obstacles =
        stopped == null || stopped.measures() == null
            ? List.of()
            : trial.troubles(stopped.variant()).stream()
                .filter(trouble -> goal.obstacles().contains(trouble.kind()))
                .toList();
    return new GoalAnswer(goal, smallest, stopped, obstacles, method, simulated);
  }
}
