package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.block.BlockId.BroadcastBlockId;
import io.memsim.block.BlockId.RDDBlockId;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemoryConsumer;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemorySnapshot.BlockSnapshot;
import io.memsim.trace.Operation;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whether an operation can be done at all. What would block Spark for ever, is undefined in it, or
 * is misuse cannot; what Spark refuses with an exception can.
 */
final class Permission {

  private Permission() {}

  static boolean permits(Operation operation, ExecutorMemory memory) {
    if (operation instanceof Operation.AcquireExecution acquire) {
      return runs(acquire.task(), memory);
    } else if (operation instanceof Operation.ReleaseExecution release) {
      return runs(release.task(), memory);
    } else if (operation instanceof Operation.ReleaseAllExecution release) {
      return runs(release.task(), memory);
    } else if (operation instanceof Operation.Put put) {
      return runs(put.task(), memory);
    } else if (operation instanceof Operation.PutValues put) {
      return runs(put.task(), memory);
    } else if (operation instanceof Operation.Get get) {
      return runs(get.task(), memory);
    } else if (operation instanceof Operation.ReserveUnroll reserve) {
      return runs(reserve.task(), memory);
    } else if (operation instanceof Operation.ReleaseUnroll release) {
      return runs(release.task(), memory);
    } else if (operation instanceof Operation.Unlock unlock) {
      return runs(unlock.task(), memory)
          && (memory.locks(unlock.block()) == 0 || memory.locks(unlock.block(), unlock.task()) > 0);
    }
    return permitsRemoval(operation, memory) && permitsConsumer(operation, memory);
  }

  private static boolean permitsRemoval(Operation operation, ExecutorMemory memory) {
    if (operation instanceof Operation.Remove remove) {
      return memory.locks(remove.block()) == 0;
    } else if (operation instanceof Operation.RemoveRdd remove) {
      return unlocked(
          memory, block -> block instanceof RDDBlockId rdd && rdd.rddId() == remove.rdd());
    } else if (operation instanceof Operation.RemoveBroadcast remove) {
      return unlocked(
          memory,
          block ->
              block instanceof BroadcastBlockId part && part.broadcastId() == remove.broadcast());
    }
    return true;
  }

  private static boolean permitsConsumer(Operation operation, ExecutorMemory memory) {
    if (operation instanceof Operation.Consumer consumer) {
      return runs(consumer.task(), memory) && !memory.hasConsumer(consumer.consumer());
    } else if (operation instanceof Operation.ConsumerAcquire acquire) {
      return memory.hasConsumer(acquire.consumer())
          && runs(memory.consumer(acquire.consumer()), memory);
    } else if (operation instanceof Operation.ConsumerFree free) {
      return memory.hasConsumer(free.consumer())
          && runs(memory.consumer(free.consumer()), memory)
          && free.bytes() <= memory.consumer(free.consumer()).used();
    }
    return true;
  }

  private static boolean runs(MemoryConsumer consumer, ExecutorMemory memory) {
    return runs(consumer.task().taskId(), memory);
  }

  private static boolean runs(long task, ExecutorMemory memory) {
    return !memory.isWaiting(task);
  }

  private static boolean unlocked(ExecutorMemory memory, Predicate<BlockId> chosen) {
    MemorySnapshot now = memory.snapshot();
    return Stream.concat(now.memory().stream(), now.disk().stream())
        .filter(block -> chosen.test(block.block()))
        .mapToInt(BlockSnapshot::locks)
        .allMatch(locks -> locks == 0);
  }
}
