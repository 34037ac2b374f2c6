package io.memsim.bench.parity;

import io.memsim.trace.Operation;

/** Whose an action is. */
final class Owners {

  private Owners() {}

  /** The task that an operation of execution memory names. */
  static long taskOf(Operation operation) {
    if (operation instanceof Operation.AcquireExecution acquire) {
      return acquire.task();
    } else if (operation instanceof Operation.ReleaseExecution release) {
      return release.task();
    } else if (operation instanceof Operation.ReleaseAllExecution release) {
      return release.task();
    }
    throw new IllegalArgumentException(operation.toString());
  }

  /** The consumer that an action names. */
  static String consumerOf(Action action) {
    if (action instanceof Action.AllocatePage page) {
      return page.consumer();
    } else if (action instanceof Action.AllocateArray array) {
      return array.consumer();
    } else if (action instanceof Action.FreePage page) {
      return page.consumer();
    } else if (action instanceof Action.Spill spill) {
      return spill.consumer();
    }
    throw new IllegalArgumentException(action.toString());
  }
}
