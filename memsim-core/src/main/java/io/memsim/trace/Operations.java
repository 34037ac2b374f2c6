package io.memsim.trace;

import io.memsim.executor.ExecutorMemory;
import org.jspecify.annotations.Nullable;

/** Maps operations to the methods of an executor. */
final class Operations {
  private Operations() {}

  /** Performs an operation. The commonest kinds are asked for first. */
  static void perform(Operation operation, ExecutorMemory memory) {
    if (operation instanceof Operation.Get get) {
      memory.get(get.block(), get.task(), get.hold(), get.bytes(), get.unrollArray());
    } else if (operation instanceof Operation.Put put) {
      memory.put(put.block(), put.level(), put.bytes(), put.task());
    } else if (operation instanceof Operation.PutValues put) {
      memory.putValues(
          put.block(), put.level(), put.bytes(), put.unrollArray(), put.diskBytes(), put.task());
    } else if (operation instanceof Operation.AcquireExecution acquire) {
      memory.acquireExecution(acquire.task(), acquire.bytes(), acquire.mode());
    } else if (operation instanceof Operation.ReleaseExecution release) {
      memory.releaseExecution(release.task(), release.bytes(), release.mode());
    } else if (operation instanceof Operation.ConsumerAcquire acquire) {
      memory.consumer(acquire.consumer()).acquire(acquire.bytes());
    } else if (operation instanceof Operation.ConsumerFree free) {
      memory.consumer(free.consumer()).free(free.bytes());
    } else if (operation instanceof Operation.EndTask end) {
      memory.endTask(end.task());
    } else if (operation instanceof Operation.Unlock unlock) {
      memory.unlock(unlock.block(), unlock.task());
    } else {
      performRare(operation, memory);
    }
  }

  private static void performRare(Operation operation, ExecutorMemory memory) {
    if (operation instanceof Operation.ReleaseAllExecution release) {
      memory.releaseAllExecution(release.task());
    } else if (operation instanceof Operation.Remove remove) {
      memory.remove(remove.block());
    } else if (operation instanceof Operation.RemoveRdd remove) {
      memory.removeRdd(remove.rdd());
    } else if (operation instanceof Operation.RemoveBroadcast remove) {
      memory.removeBroadcast(remove.broadcast());
    } else if (operation instanceof Operation.ReserveUnroll reserve) {
      memory.reserveUnroll(reserve.block(), reserve.bytes(), reserve.mode(), reserve.task());
    } else if (operation instanceof Operation.ReleaseUnroll release) {
      memory.releaseUnroll(release.bytes(), release.mode(), release.task());
    } else if (operation instanceof Operation.Consumer consumer) {
      memory
          .task(consumer.task())
          .registerConsumer(consumer.consumer(), consumer.mode(), consumer.spill());
    } else if (operation instanceof Operation.Unmanaged unmanaged) {
      memory.unmanaged(unmanaged.component(), unmanaged.mode(), unmanaged.bytes());
    }
  }

  /** Says which field of a line made the executor reject it as misuse. */
  static TraceFormatException explain(
      Operation operation, ExecutorMemory memory, String file, long line, RuntimeException cause) {
    String why = "an operation that Spark can perform: " + cause.getMessage();
    if (operation instanceof Operation.ConsumerAcquire acquire) {
      return new TraceFormatException(file, line, "consumer", acquire.consumer(), why);
    } else if (operation instanceof Operation.ConsumerFree free) {
      return new TraceFormatException(file, line, "consumer", free.consumer(), why);
    }
    long task = task(operation);
    if (task != Operation.NO_TASK && memory.isWaiting(task)) {
      return new TraceFormatException(
          file, line, "task", Long.toString(task), "a task that is not waiting for memory");
    }
    if (operation instanceof Operation.Consumer consumer) {
      return new TraceFormatException(file, line, "consumer", consumer.consumer(), why);
    } else if (operation instanceof Operation.RemoveRdd remove) {
      return new TraceFormatException(file, line, "rdd", Integer.toString(remove.rdd()), why);
    } else if (operation instanceof Operation.RemoveBroadcast remove) {
      return new TraceFormatException(
          file, line, "broadcast", Long.toString(remove.broadcast()), why);
    }
    String block = block(operation);
    return block == null
        ? new TraceFormatException(file, line, "op", operation.op(), why)
        : new TraceFormatException(file, line, "block", block, why);
  }

  private static long task(Operation operation) {
    if (operation instanceof Operation.AcquireExecution acquire) {
      return acquire.task();
    } else if (operation instanceof Operation.ReleaseExecution release) {
      return release.task();
    } else if (operation instanceof Operation.ReleaseAllExecution release) {
      return release.task();
    } else if (operation instanceof Operation.Put put) {
      return put.task();
    } else if (operation instanceof Operation.PutValues put) {
      return put.task();
    } else if (operation instanceof Operation.Get get) {
      return get.task();
    } else if (operation instanceof Operation.Unlock unlock) {
      return unlock.task();
    } else if (operation instanceof Operation.ReserveUnroll reserve) {
      return reserve.task();
    } else if (operation instanceof Operation.ReleaseUnroll release) {
      return release.task();
    } else if (operation instanceof Operation.EndTask end) {
      return end.task();
    } else if (operation instanceof Operation.Consumer consumer) {
      return consumer.task();
    }
    return Operation.NO_TASK;
  }

  private static @Nullable String block(Operation operation) {
    if (operation instanceof Operation.Put put) {
      return put.block().name();
    } else if (operation instanceof Operation.PutValues put) {
      return put.block().name();
    } else if (operation instanceof Operation.Get get) {
      return get.block().name();
    } else if (operation instanceof Operation.Unlock unlock) {
      return unlock.block().name();
    } else if (operation instanceof Operation.Remove remove) {
      return remove.block().name();
    } else if (operation instanceof Operation.ReserveUnroll reserve) {
      return reserve.block().name();
    }
    return null;
  }
}
