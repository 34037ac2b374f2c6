package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.block.BlockId.BroadcastBlockId;
import io.memsim.block.BlockId.RDDBlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.SpillMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemorySnapshot.LockSnapshot;
import io.memsim.executor.MemorySnapshot.TaskSnapshot;
import io.memsim.trace.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is generated: an operation, or a way to make one of the state that the earlier ones led to.
 * It does not depend on that state until it is resolved, so that jqwik may drop and change any
 * other of a sequence while it shrinks. Each kind uses some of the fields, and ignores the others.
 *
 * @param kind the kind of operation
 * @param subject what it is about
 * @param amount how much it is about
 * @param pick chooses between a few possibilities: which lock, which consumer, which way to spill
 */
record Move(OperationKind kind, Subject subject, Amount amount, int pick) {

  private static final int CONSUMERS_PER_TASK = 3;
  private static final int MOST_DENSE = 4;
  private static final List<String> COMPONENTS = List.of("RocksDB", "native");

  /**
   * What an operation is about.
   *
   * @param block the block, or one of the RDD or broadcast
   * @param level the level that it is put with
   * @param task who acts, or {@link Operation#NO_TASK}
   * @param mode which memory
   */
  record Subject(BlockId block, StorageLevel level, long task, MemoryMode mode) {}

  /**
   * How much an operation is about.
   *
   * @param bytes how much; of a put that fills up, 1 for exactly what is free, 0 and 2 for a byte
   *     less and more
   * @param unroll the sizes estimated while unrolling
   * @param fillsUp whether a put is as large as what is free
   */
  record Amount(long bytes, List<Long> unroll, boolean fillsUp) {}

  /** The operation in this state, or null when there is none that could be done. */
  @Nullable Operation resolve(ExecutorMemory memory) {
    Operation operation =
        switch (kind) {
          case PUT -> amount.fillsUp() ? put(unused(memory) + amount.bytes() - 1) : fixed();
          case UNPIN -> unlock(memory);
          case CONSUMER_ACQUIRE -> {
            String consumer = consumer(memory);
            yield consumer == null ? null : new Operation.ConsumerAcquire(consumer, someBytes());
          }
          case CONSUMER_FREE -> {
            String consumer = consumer(memory);
            yield consumer == null ? null : free(consumer, memory);
          }
          default -> fixed();
        };
    return operation != null && Permission.permits(operation, memory) ? operation : null;
  }

  /** The operation of a kind that does not depend on the state. */
  private Operation fixed() {
    long task = subject.task();
    BlockId block = subject.block();
    MemoryMode mode = subject.mode();
    long bytes = amount.bytes();
    return switch (kind) {
      case PUT -> put(bytes);
      case PUT_VALUES -> putValues();
      case GET -> new Operation.Get(block, task, false, -1, null);
      case PIN -> new Operation.Get(block, task, true, -1, null);
      case REMOVE -> new Operation.Remove(block);
      case REMOVE_RDD -> new Operation.RemoveRdd(block instanceof RDDBlockId rdd ? rdd.rddId() : 0);
      case REMOVE_BROADCAST ->
          new Operation.RemoveBroadcast(
              block instanceof BroadcastBlockId broadcast ? broadcast.broadcastId() : 0);
      case RESERVE_UNROLL -> new Operation.ReserveUnroll(block, bytes, mode, task);
      case RELEASE_UNROLL -> new Operation.ReleaseUnroll(bytes, mode, task);
      case ACQUIRE_EXECUTION -> new Operation.AcquireExecution(task, someBytes(), mode);
      case RELEASE_EXECUTION -> new Operation.ReleaseExecution(task, bytes, mode);
      case RELEASE_ALL_EXECUTION -> new Operation.ReleaseAllExecution(task);
      case END_TASK -> new Operation.EndTask(task);
      case CONSUMER -> register();
      case UNMANAGED ->
          new Operation.Unmanaged(COMPONENTS.get(pick % COMPONENTS.size()), mode, bytes);
      case UNPIN, CONSUMER_ACQUIRE, CONSUMER_FREE ->
          throw new IllegalStateException(kind + " depends on the state");
    };
  }

  /** Spark asserts that nobody asks for 0 bytes of execution memory. */
  private long someBytes() {
    return Math.max(1, amount.bytes());
  }

  private Operation put(long bytes) {
    return new Operation.Put(subject.block(), subject.level(), Math.max(0, bytes), subject.task());
  }

  /** Objects take more in memory than their bytes on disk; serialized values the same. */
  private Operation putValues() {
    long bytes = amount.bytes();
    long onDisk = subject.level().deserialized() ? bytes / (1 + pick % MOST_DENSE) : bytes;
    return new Operation.PutValues(
        subject.block(), subject.level(), bytes, amount.unroll(), onDisk, subject.task());
  }

  private Operation register() {
    SpillMode[] spills = SpillMode.values();
    String name = "c" + subject.task() + "_" + pick % CONSUMERS_PER_TASK;
    return new Operation.Consumer(
        subject.task(), name, subject.mode(), spills[pick / CONSUMERS_PER_TASK % spills.length]);
  }

  private long unused(ExecutorMemory memory) {
    MemoryMode mode = subject.level().memoryMode();
    return memory.layout().unified(mode) - memory.storageUsed(mode) - memory.executionUsed(mode);
  }

  private @Nullable Operation unlock(ExecutorMemory memory) {
    List<Operation> locks = new ArrayList<>();
    for (TaskSnapshot task : memory.snapshot().tasks()) {
      if (!task.waiting()) {
        for (LockSnapshot lock : task.locks()) {
          locks.add(new Operation.Unlock(lock.block(), task.task()));
        }
      }
    }
    return locks.isEmpty() ? null : locks.get(pick % locks.size());
  }

  private @Nullable String consumer(ExecutorMemory memory) {
    List<String> names = new ArrayList<>();
    for (TaskSnapshot task : memory.snapshot().tasks()) {
      if (!task.waiting()) {
        task.consumers().forEach(consumer -> names.add(consumer.name()));
      }
    }
    return names.isEmpty() ? null : names.get(pick % names.size());
  }

  private Operation free(String consumer, ExecutorMemory memory) {
    long held = memory.consumer(consumer).used();
    return new Operation.ConsumerFree(consumer, Math.min(held, amount.bytes()));
  }

  /** For jqwik's reports: the operation, or what it will be made of. */
  @Override
  public String toString() {
    return switch (kind) {
      case PUT ->
          amount.fillsUp()
              ? put(0).toString().replace("bytes=0", "bytes=what is free" + surplus())
              : fixed().toString();
      case UNPIN -> "Unlock[one of the locks]";
      case CONSUMER_ACQUIRE -> "ConsumerAcquire[one of the consumers, bytes=" + someBytes() + "]";
      case CONSUMER_FREE -> "ConsumerFree[one of the consumers, bytes=" + amount.bytes() + "]";
      default -> fixed().toString();
    };
  }

  private String surplus() {
    return amount.bytes() == 0 ? " - 1" : amount.bytes() == 1 ? "" : " + 1";
  }
}
