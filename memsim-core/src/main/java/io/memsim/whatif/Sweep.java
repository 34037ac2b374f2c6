package io.memsim.whatif;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Throwables;
import io.memsim.config.ConfigException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Tries many configurations on several threads. The answers come in the order of the questions, and
 * are the same on one thread and on many. Immutable; free to share between threads.
 *
 * <p>Which of them are worth looking at is {@link #paretoFront}.
 */
public final class Sweep {

  /*
   * Each thread takes the next variant that nobody has taken, so that long ones at the end of the
   * grid are shared; its answer goes to the variant's own place.
   */

  private final Trial trial;
  private final int threads;
  private final IntConsumer progress;

  private Sweep(Trial trial, int threads, IntConsumer progress) {
    this.trial = trial;
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * A sweep on as many threads as there are processors.
   *
   * @param trial what tries one configuration
   * @return the sweep
   */
  public static Sweep with(Trial trial) {
    return new Sweep(trial, Runtime.getRuntime().availableProcessors(), done -> {});
  }

  /**
   * The same sweep on another number of threads.
   *
   * @param count at least 1
   * @return a new sweep
   */
  public Sweep threads(int count) {
    checkArgument(count >= 1, "threads %s: expected at least 1", count);
    return new Sweep(trial, count, progress);
  }

  /**
   * The same sweep, telling how far it is.
   *
   * @param watcher told how many configurations are done, from 1 on, each number once and in order;
   *     called by the sweep's threads, one at a time
   * @return a new sweep
   */
  public Sweep progress(IntConsumer watcher) {
    return new Sweep(trial, threads, watcher);
  }

  /**
   * Tries configurations. Takes as long as all trials together, divided by the threads.
   *
   * @param variants the configurations
   * @return an answer to each, in their order
   * @throws InterruptedException when the calling thread is interrupted; what is running is told
   */
  public List<Candidate> run(List<Variant> variants) throws InterruptedException {
    Candidate[] answers = new Candidate[variants.size()];
    Progress told = new Progress(progress);
    AtomicInteger next = new AtomicInteger();
    ExecutorService pool =
        Executors.newFixedThreadPool(Math.max(1, Math.min(threads, answers.length)));
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < Math.min(threads, answers.length); i++) {
        workers.add(
            pool.submit(
                () -> {
                  for (int at = next.getAndIncrement();
                      at < answers.length && !Thread.currentThread().isInterrupted();
                      at = next.getAndIncrement()) {
                    answers[at] = attempt(variants.get(at));
                    told.oneMore();
                  }
                }));
      }
      for (Future<?> worker : workers) {
        await(worker);
      }
    } finally {
      pool.shutdownNow();
    }
    return List.copyOf(Arrays.asList(answers));
  }

  private static void await(Future<?> worker) throws InterruptedException {
    try {
      worker.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(cause);
    }
  }

  private Candidate attempt(Variant variant) {
    try {
      return new Candidate(variant, trial.run(variant), null);
    } catch (ConfigException e) {
      return new Candidate(variant, null, e.getMessage());
    }
  }

  /**
   * The candidates that no other one beats: none is cheaper without losing more task time, none
   * loses less without costing more. Cost is {@link Measures#cost}, lost time {@link
   * Measures#lostMillis}. One in which a task fails, or that does not start, is never among them;
   * equals are all in or all out. Costs n log n.
   *
   * @param candidates what was tried
   * @return for each candidate whether it is on the front
   */
  public static List<Boolean> paretoFront(List<Candidate> candidates) {
    return ParetoFront.of(candidates);
  }

  /** Counts and tells under one lock, so that numbers arrive in order. */
  private static final class Progress {
    private final IntConsumer watcher;
    private int done;

    Progress(IntConsumer watcher) {
      this.watcher = watcher;
    }

    synchronized void oneMore() {
      done++;
      watcher.accept(done);
    }
  }
}
