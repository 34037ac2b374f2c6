package io.memsim.internal.pools;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Requests that wait for execution memory. Not thread-safe.
 *
 * <p>Spark's waiters block on the memory manager's monitor and run again, in no stated order, after
 * each {@code notifyAll}. Here a release or a new task {@linkplain #signal signals}; when the
 * running operation is done it {@linkplain #serve serves} the waiters, each at most once for all
 * signals that came since it began to wait. A waiter may itself signal as it is served (a woken
 * consumer spills); then the others have another turn. The order is that of arrival, or a seeded
 * one.
 */
public final class WaitQueue {

  /** A request that waits. */
  public abstract static class Waiter {

    private long signalsSeen;

    /** Creates a waiter. */
    protected Waiter() {}

    /**
     * Tries again.
     *
     * @return true when the request has finished, false when it waits again
     */
    protected abstract boolean retry();
  }

  private final List<Waiter> waiting = new ArrayList<>();
  private final boolean seeded;
  private long random;
  private long signals;

  /** How many wait: every operation asks whether anybody does. */
  private int size;

  /**
   * Creates an empty queue.
   *
   * @param seed of the order in which waiters are served, or empty for the order of arrival
   */
  public WaitQueue(OptionalLong seed) {
    this.seeded = seed.isPresent();
    this.random = seed.orElse(0);
  }

  /**
   * Copies a queue without its waiters, which belong to another executor; the copy's owner adds its
   * own with {@link #adopt}.
   *
   * @param source the queue to copy
   */
  public WaitQueue(WaitQueue source) {
    this.seeded = source.seeded;
    this.random = source.random;
    this.signals = source.signals;
  }

  /** Notes that memory was released, or that a task became active: waiters shall try again. */
  public void signal() {
    signals++;
  }

  /**
   * Adds a waiter at the end. Signals that came before do not reach it.
   *
   * @param waiter a request that has just been told to wait
   */
  public void add(Waiter waiter) {
    waiter.signalsSeen = signals;
    waiting.add(waiter);
    size++;
  }

  /**
   * Adds the copy of another queue's waiter at the end.
   *
   * @param waiter the copy
   * @param original the waiter that it copies
   */
  public void adopt(Waiter waiter, Waiter original) {
    waiter.signalsSeen = original.signalsSeen;
    waiting.add(waiter);
    size++;
  }

  /**
   * Withdraws a request.
   *
   * @param waiter the request
   * @return whether it was waiting
   */
  public boolean remove(Waiter waiter) {
    boolean waited = waiting.remove(waiter);
    size = waiting.size();
    return waited;
  }

  /**
   * Whether nobody waits.
   *
   * @return true when nobody waits
   */
  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * Who waits.
   *
   * @return the waiters in the order of their arrival; a view
   */
  public List<Waiter> waiters() {
    return java.util.Collections.unmodifiableList(waiting);
  }

  /** Lets the waiters try again that a signal has reached, until none is left unserved. */
  public void serve() {
    while (true) {
      List<Waiter> turn = due();
      if (turn.isEmpty()) {
        return;
      }
      for (Waiter waiter : turn) {
        // An earlier waiter of this turn may have withdrawn this one.
        if (waiting.contains(waiter)) {
          if (waiter.retry()) {
            remove(waiter);
          }
          // What it signalled itself, it need not hear.
          waiter.signalsSeen = Math.max(waiter.signalsSeen, signals);
        }
      }
    }
  }

  private boolean anyDue() {
    for (int i = 0; i < size; i++) {
      if (waiting.get(i).signalsSeen < signals) {
        return true;
      }
    }
    return false;
  }

  private List<Waiter> due() {
    if (!anyDue()) {
      return List.of();
    }
    List<Waiter> due = new ArrayList<>(waiting.size());
    for (Waiter waiter : waiting) {
      if (waiter.signalsSeen < signals) {
        due.add(waiter);
      }
    }
    if (seeded) {
      for (int i = due.size() - 1; i > 0; i--) {
        int j = (int) Math.floorMod(next(), (long) (i + 1));
        Waiter swapped = due.get(i);
        due.set(i, due.get(j));
        due.set(j, swapped);
      }
    }
    return due;
  }

  /** SplitMix64, since its state can be copied with the queue. */
  private long next() {
    random += 0x9E3779B97F4A7C15L;
    long z = random;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
