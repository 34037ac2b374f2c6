package io.memsim.bench.parity;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread for the one call that may block in Spark. Whoever started it can tell for certain
 * whether the call has ended or waits on a monitor.
 *
 * <p>HotSpot marks a waiting thread as blocked within {@code notifyAll}, while the notifier still
 * holds the monitor. So a thread that is seen waiting after that has been through its loop once
 * more.
 */
final class WaitingThread {

  private static final int SPINS = 2_000;

  private final Thread thread;
  private volatile Runnable job;
  private volatile boolean started;
  private volatile boolean ended;

  WaitingThread() {
    thread = new Thread(this::run, "parity-waiter");
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (true) {
      Runnable next = job;
      if (next == null) {
        LockSupport.park(this);
        // Whoever interrupted it meant the job that is over.
        Thread.interrupted();
        continue;
      }
      job = null;
      started = true;
      next.run();
      Thread.interrupted();
      ended = true;
    }
  }

  /** Calls something in this thread, which has ended its last job. */
  void start(Runnable next) {
    started = false;
    ended = false;
    job = next;
    LockSupport.unpark(thread);
    settle();
  }

  /** Returns once the job has ended or waits. */
  void settle() {
    int spins = 0;
    while (!started || !(ended || thread.getState() == Thread.State.WAITING)) {
      if (++spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(20_000);
      }
    }
  }

  boolean ended() {
    return ended;
  }

  void interrupt() {
    thread.interrupt();
    while (!ended) {
      LockSupport.parkNanos(5_000);
    }
  }
}
