package io.memsim.model;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.executor.MemorySnapshot;
import java.util.List;

/**
 * One call of an executor's operations. As generated its sizes are in the units of the {@link
 * Setup}, and it may leave open whom it concerns; it is {@linkplain #resolved resolved} against the
 * state before it is made.
 */
interface Call {

  /** Makes the call; answers in words. */
  String on(Subject subject);

  /** The call with its sizes in bytes, about somebody who is there. */
  default Call resolved(Setup setup, MemorySnapshot state) {
    return this;
  }

  record AcquireExecution(long task, long bytes, MemoryMode mode) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.acquireExecution(task, bytes, mode);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new AcquireExecution(task, setup.bytes(bytes), mode);
    }
  }

  record ReleaseExecution(long task, long bytes, MemoryMode mode) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.releaseExecution(task, bytes, mode);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new ReleaseExecution(task, setup.bytes(bytes), mode);
    }
  }

  record ReleaseAllExecution(long task) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.releaseAllExecution(task);
    }
  }

  record Put(BlockId block, StorageLevel level, long bytes, long task) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.put(block, level, bytes, task);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new Put(block, level, setup.bytes(bytes), task);
    }
  }

  record PutValues(
      BlockId block, StorageLevel level, long bytes, List<Long> unroll, long diskBytes, long task)
      implements Call {
    @Override
    public String on(Subject subject) {
      return subject.putValues(block, level, bytes, unroll, diskBytes, task);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new PutValues(
          block, level, setup.bytes(bytes), setup.bytes(unroll), setup.bytes(diskBytes), task);
    }
  }

  record Get(BlockId block, long task, boolean hold) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.get(block, task, hold, -1, List.of());
    }
  }

  record GetUnrolled(BlockId block, long task, boolean hold, long bytes, List<Long> unroll)
      implements Call {
    @Override
    public String on(Subject subject) {
      return subject.get(block, task, hold, bytes, unroll);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new GetUnrolled(block, task, hold, setup.bytes(bytes), setup.bytes(unroll));
    }
  }

  record Unlock(BlockId block, long task) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.unlock(block, task);
    }
  }

  record Remove(BlockId block) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.remove(block);
    }
  }

  record RemoveRdd(int rdd) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.removeRdd(rdd);
    }
  }

  record RemoveBroadcast(long broadcast) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.removeBroadcast(broadcast);
    }
  }

  record ReserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.reserveUnroll(block, bytes, mode, task);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new ReserveUnroll(block, setup.bytes(bytes), mode, task);
    }
  }

  record ReleaseUnroll(long bytes, MemoryMode mode, long task) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.releaseUnroll(bytes, mode, task);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new ReleaseUnroll(setup.bytes(bytes), mode, task);
    }
  }

  record EndTask(long task) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.endTask(task);
    }
  }

  record Register(String consumer, long task, MemoryMode mode, Subject.Spill spill)
      implements Call {
    @Override
    public String on(Subject subject) {
      return subject.register(consumer, task, mode, spill);
    }
  }

  record ConsumerAcquire(String consumer, long bytes) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.consumerAcquire(consumer, bytes);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new ConsumerAcquire(consumer, setup.bytes(bytes));
    }
  }

  record ConsumerFree(String consumer, long bytes) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.consumerFree(consumer, bytes);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new ConsumerFree(consumer, setup.bytes(bytes));
    }
  }

  record ConsumerSpill(String consumer) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.consumerSpill(consumer);
    }
  }

  record AllocatePage(String consumer, long required) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.allocatePage(consumer, required);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new AllocatePage(consumer, setup.bytes(required));
    }
  }

  record AllocateArray(String consumer, long elements) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.allocateArray(consumer, elements);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new AllocateArray(consumer, setup.bytes(elements));
    }
  }

  record FreePage(String consumer, int page) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.freePage(consumer, page);
    }
  }

  record Unmanaged(String component, MemoryMode mode, long bytes) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.unmanaged(component, mode, bytes);
    }

    @Override
    public Call resolved(Setup setup, MemorySnapshot state) {
      return new Unmanaged(component, mode, setup.bytes(bytes));
    }
  }

  record Cancel(long task) implements Call {
    @Override
    public String on(Subject subject) {
      return subject.cancel(task);
    }
  }

  /** Goes on with a copy of the executor, and with the original beside it. */
  record Fork() implements Call {
    @Override
    public String on(Subject subject) {
      return "forked";
    }
  }
}
