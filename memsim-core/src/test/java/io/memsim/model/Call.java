package io.memsim.model;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import java.util.List;

/** One call of an executor's operations. Sizes are in the units of the {@link Setup}. */
sealed interface Call {

  /** Makes the call; answers in words. */
  String on(Subject subject, Setup setup);

  private static List<Long> sized(List<Long> units, Setup setup) {
    return units.stream().map(setup::bytes).toList();
  }

  record AcquireExecution(long task, long bytes, MemoryMode mode) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.acquireExecution(task, setup.bytes(bytes), mode);
    }
  }

  record ReleaseExecution(long task, long bytes, MemoryMode mode) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.releaseExecution(task, setup.bytes(bytes), mode);
    }
  }

  record ReleaseAllExecution(long task) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.releaseAllExecution(task);
    }
  }

  record Put(BlockId block, StorageLevel level, long bytes, long task) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.put(block, level, setup.bytes(bytes), task);
    }
  }

  record PutValues(
      BlockId block, StorageLevel level, long bytes, List<Long> unroll, long diskBytes, long task)
      implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.putValues(
          block, level, setup.bytes(bytes), sized(unroll, setup), setup.bytes(diskBytes), task);
    }
  }

  record Get(BlockId block, long task, boolean hold) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.get(block, task, hold, -1, List.of());
    }
  }

  record GetUnrolled(BlockId block, long task, boolean hold, long bytes, List<Long> unroll)
      implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.get(block, task, hold, setup.bytes(bytes), sized(unroll, setup));
    }
  }

  record Unlock(BlockId block, long task) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.unlock(block, task);
    }
  }

  record Remove(BlockId block) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.remove(block);
    }
  }

  record RemoveRdd(int rdd) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.removeRdd(rdd);
    }
  }

  record RemoveBroadcast(long broadcast) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.removeBroadcast(broadcast);
    }
  }

  record ReserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.reserveUnroll(block, setup.bytes(bytes), mode, task);
    }
  }

  record ReleaseUnroll(long bytes, MemoryMode mode, long task) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.releaseUnroll(setup.bytes(bytes), mode, task);
    }
  }

  record EndTask(long task) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.endTask(task);
    }
  }

  record Register(String consumer, long task, MemoryMode mode, Subject.Spill spill)
      implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.register(consumer, task, mode, spill);
    }
  }

  record ConsumerAcquire(String consumer, long bytes) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.consumerAcquire(consumer, setup.bytes(bytes));
    }
  }

  record ConsumerFree(String consumer, long bytes) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.consumerFree(consumer, setup.bytes(bytes));
    }
  }

  record ConsumerSpill(String consumer) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.consumerSpill(consumer);
    }
  }

  record AllocatePage(String consumer, long required) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.allocatePage(consumer, setup.bytes(required));
    }
  }

  record AllocateArray(String consumer, long elements) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.allocateArray(consumer, setup.bytes(elements));
    }
  }

  record FreePage(String consumer, int page) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.freePage(consumer, page);
    }
  }

  record Unmanaged(String component, MemoryMode mode, long bytes) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.unmanaged(component, mode, setup.bytes(bytes));
    }
  }

  record Cancel(long task) implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return subject.cancel(task);
    }
  }

  /** Goes on with a copy of the executor, and with the original beside it. */
  record Fork() implements Call {
    @Override
    public String on(Subject subject, Setup setup) {
      return "forked";
    }
  }
}
