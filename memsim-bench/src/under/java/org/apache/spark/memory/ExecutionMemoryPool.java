package org.apache.spark.memory;

import io.memsim.internal.pools.Evictor;
import io.memsim.internal.pools.WaitQueue;
import org.apache.spark.unsafe.Platform;

/** A view of memsim's execution pool; it adds the blocking of threads and nothing else. */
public class ExecutionMemoryPool extends MemoryPool {

  /** A blocked thread. memsim's queue says when it is to try again. */
  private static final class Turn extends WaitQueue.Waiter {
    private boolean come;

    @Override
    protected boolean retry() {
      come = true;
      return true;
    }
  }

  public ExecutionMemoryPool(Object lock, MemoryMode mode) {
    super(lock, mode);
  }

  @Override
  long memsimSize() {
    return pools().executionSize(mode);
  }

  @Override
  public long memoryUsed() {
    synchronized (lock) {
      return isView() ? pools().executionUsed(mode) : 0;
    }
  }

  public long getMemoryUsageForTask(long task) {
    synchronized (lock) {
      return pools().executionLedger(mode).bytes(task);
    }
  }

  /** Asks memsim until it does not say that the task must wait. */
  long acquireMemory(long bytes, long task, Runnable beforeAttempt, Evictor evictor) {
    assert bytes > 0 : "task " + task + " asks for " + bytes + " bytes: expected more than 0";
    synchronized (lock) {
      while (true) {
        beforeAttempt.run();
        long granted;
        try {
          granted = pools().attemptExecution(task, bytes, mode, evictor);
        } finally {
          wake();
        }
        if (granted != io.memsim.internal.pools.UnifiedMemoryManager.WAITING) {
          return granted;
        }
        await();
      }
    }
  }

  public void releaseMemory(long bytes, long task) {
    synchronized (lock) {
      pools().releaseExecution(task, bytes, mode);
      wake();
    }
  }

  public long releaseAllMemoryForTask(long task) {
    synchronized (lock) {
      long released = pools().releaseExecution(task, Long.MAX_VALUE, mode);
      wake();
      return released;
    }
  }

  private void await() {
    Turn turn = new Turn();
    waiters().add(turn);
    try {
      while (!turn.come) {
        lock.wait();
      }
    } catch (InterruptedException e) {
      // Spark's pool throws it as it is.
      Platform.throwException(e);
    } finally {
      waiters().remove(turn);
    }
  }

  private void wake() {
    if (!waiters().isEmpty()) {
      waiters().serve();
      lock.notifyAll();
    }
  }
}
