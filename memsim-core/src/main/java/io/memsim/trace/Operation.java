package io.memsim.trace;

import static com.google.common.base.Preconditions.checkArgument;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.SpillMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a memory trace, as the format's table of operations lists them. Sizes are bytes,
 * 0 or more. Immutable; the constructors throw {@link IllegalArgumentException} for what the format
 * does not allow.
 */
public sealed interface Operation {
  /** Stands for "outside any task". */
  long NO_TASK = -1;

  /**
   * The operation's name in the format.
   *
   * @return the value of the line's {@code op}
   */
  String op();

  /**
   * A task asks for execution memory.
   *
   * @param task the task attempt's id
   * @param bytes how much it asks for; Spark refuses 0
   * @param mode of which memory
   */
  record AcquireExecution(long task, long bytes, MemoryMode mode) implements Operation {
    /**
     * Checks the arguments.
     *
     * @param task the task attempt's id
     * @param bytes how much it asks for; Spark refuses 0
     * @param mode of which memory
     */
    public AcquireExecution {
      checkTask(task);
      checkSize("bytes", bytes);
    }

    @Override
    public String op() {
      return "acquireExecution";
    }
  }

  /**
   * A task gives execution memory back.
   *
   * @param task the task attempt's id
   * @param bytes how much; more than it holds releases what it holds
   * @param mode of which memory
   */
  record ReleaseExecution(long task, long bytes, MemoryMode mode) implements Operation {
    /**
     * Checks the arguments.
     *
     * @param task the task attempt's id
     * @param bytes how much; more than it holds releases what it holds
     * @param mode of which memory
     */
    public ReleaseExecution {
      checkTask(task);
      checkSize("bytes", bytes);
    }

    @Override
    public String op() {
      return "releaseExecution";
    }
  }

  /**
   * A task gives back all its execution memory, of both modes.
   *
   * @param task the task attempt's id
   */
  record ReleaseAllExecution(long task) implements Operation {
    /**
     * Checks the arguments.
     *
     * @param task the task attempt's id
     */
    public ReleaseAllExecution {
      checkTask(task);
    }

    @Override
    public String op() {
      return "releaseAllExecution";
    }
  }

  /**
   * A block of serialized bytes is stored, as {@code BlockManager.putBytes} does.
   *
   * @param block the block
   * @param level its level, a serialized one
   * @param bytes its exact size
   * @param task the task attempt's id, or {@link #NO_TASK}
   */
  record Put(BlockId block, StorageLevel level, long bytes, long task) implements Operation {
    /**
     * Checks the arguments.
     *
     * @param block the block
     * @param level its level, a serialized one
     * @param bytes its exact size
     * @param task the task attempt's id, or {@link #NO_TASK}
     */
    public Put {
      checkSize("bytes", bytes);
      if (task != NO_TASK) {
        checkTask(task);
      }
      checkArgument(!level.deserialized(), "put stores serialized bytes, not at level %s", level);
    }

    @Override
    public String op() {
      return "put";
    }
  }

  /**
   * An iterator's values are stored, as {@code BlockManager.putIterator} does.
   *
   * @param block the block
   * @param level its level
   * @param bytes the final size of the stored block
   * @param unroll the sizes estimated at each check while unrolling, first check first; copied
   * @param diskBytes its serialized size on disk, {@code bytes} unless told otherwise
   * @param task the task attempt's id, or {@link #NO_TASK}
   */
  record PutValues(
      BlockId block, StorageLevel level, long bytes, List<Long> unroll, long diskBytes, long task)
      implements Operation {
    /**
     * Checks the arguments.
     *
     * @param block the block
     * @param level its level
     * @param bytes the final size of the stored block
     * @param unroll the sizes estimated at each check while unrolling, first check first; copied
     * @param diskBytes its serialized size on disk, {@code bytes} unless told otherwise
     * @param task the task attempt's id, or {@link #NO_TASK}
     */
    public PutValues {
      checkSize("bytes", bytes);
      checkSize("diskBytes", diskBytes);
      if (task != NO_TASK) {
        checkTask(task);
      }
      unroll = checkSizes(unroll);
    }

    @Override
    public String op() {
      return "putValues";
    }

    /** The estimates without boxing: for reading only. */
    long[] unrollArray() {
      return UnrollSizes.of(unroll).array();
    }
  }

  /**
   * A block is read, as {@code BlockManager.get} does.
   *
   * @param block the block
   * @param task the task attempt's id, or {@link #NO_TASK}
   * @param hold whether the task keeps the read lock; needs a task
   * @param bytes its size in memory if it must be unrolled again, -1 for that of its put
   * @param unroll the sizes estimated if it must be unrolled again, null for those of its put;
   *     copied
   */
  record Get(BlockId block, long task, boolean hold, long bytes, @Nullable List<Long> unroll)
      implements Operation {
    /**
     * Checks the arguments.
     *
     * @param block the block
     * @param task the task attempt's id, or {@link #NO_TASK}
     * @param hold whether the task keeps the read lock; needs a task
     * @param bytes its size in memory if it must be unrolled again, -1 for that of its put
     * @param unroll the sizes estimated if it must be unrolled again, null for those of its put;
     *     copied
     */
    public Get {
      if (task != NO_TASK) {
        checkTask(task);
      }
      checkArgument(!hold || task != NO_TASK, "only a task can hold block %s", block);
      checkArgument(bytes >= -1, "bytes: %s: expected a size, or -1", bytes);
      if (unroll != null) {
        unroll = checkSizes(unroll);
      }
    }

    @Override
    public String op() {
      return "get";
    }

    /** The estimates without boxing: for reading only. */
    long @Nullable [] unrollArray() {
      return unroll == null ? null : UnrollSizes.of(unroll).array();
    }
  }

  /**
   * A task gives one read lock back.
   *
   * @param block the block
   * @param task the task attempt's id
   */
  record Unlock(BlockId block, long task) implements Operation {
    /**
     * Checks the arguments.
     *
     * @param block the block
     * @param task the task attempt's id
     */
    public Unlock {
      checkTask(task);
    }

    @Override
    public String op() {
      return "unlock";
    }
  }

  /**
   * A block is removed.
   *
   * @param block the block
   */
  record Remove(BlockId block) implements Operation {
    @Override
    public String op() {
      return "remove";
    }
  }

  /**
   * All blocks of an RDD are removed.
   *
   * @param rdd the RDD's id
   */
  record RemoveRdd(int rdd) implements Operation {
    @Override
    public String op() {
      return "removeRdd";
    }
  }

  /**
   * All blocks of a broadcast are removed.
   *
   * @param broadcast the broadcast's id
   */
  record RemoveBroadcast(long broadcast) implements Operation {
    @Override
    public String op() {
      return "removeBroadcast";
    }
  }

  /**
   * A task reserves unroll memory.
   *
   * @param block the block to be unrolled
   * @param bytes how much
   * @param mode of which memory
   * @param task the task attempt's id
   */
  record ReserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) implements Operation {
    /**
     * Checks the arguments.
     *
     * @param block the block to be unrolled
     * @param bytes how much
     * @param mode of which memory
     * @param task the task attempt's id
     */
    public ReserveUnroll {
      checkSize("bytes", bytes);
      checkTask(task);
    }

    @Override
    public String op() {
      return "reserveUnroll";
    }
  }

  /**
   * A task gives unroll memory back.
   *
   * @param bytes how much; more than it holds releases what it holds
   * @param mode of which memory
   * @param task the task attempt's id
   */
  record ReleaseUnroll(long bytes, MemoryMode mode, long task) implements Operation {
    /**
     * Checks the arguments.
     *
     * @param bytes how much; more than it holds releases what it holds
     * @param mode of which memory
     * @param task the task attempt's id
     */
    public ReleaseUnroll {
      checkSize("bytes", bytes);
      checkTask(task);
    }

    @Override
    public String op() {
      return "releaseUnroll";
    }
  }

  /**
   * A task ends: everything that it holds is released.
   *
   * @param task the task attempt's id
   */
  record EndTask(long task) implements Operation {
    /**
     * Checks the arguments.
     *
     * @param task the task attempt's id
     */
    public EndTask {
      checkTask(task);
    }

    @Override
    public String op() {
      return "endTask";
    }
  }

  /**
   * A memory consumer is registered with a task.
   *
   * @param task the task attempt's id
   * @param consumer its name, unique among live tasks
   * @param mode the memory that it uses
   * @param spill what it does when it is told to spill
   */
  record Consumer(long task, String consumer, MemoryMode mode, SpillMode spill)
      implements Operation {
    /**
     * Checks the arguments.
     *
     * @param task the task attempt's id
     * @param consumer its name, unique among live tasks
     * @param mode the memory that it uses
     * @param spill what it does when it is told to spill
     */
    public Consumer {
      checkTask(task);
    }

    @Override
    public String op() {
      return "consumer";
    }
  }

  /**
   * A memory consumer asks for memory; others of its task may have to spill.
   *
   * @param consumer its name
   * @param bytes how much it asks for; Spark refuses 0
   */
  record ConsumerAcquire(String consumer, long bytes) implements Operation {
    /**
     * Checks the arguments.
     *
     * @param consumer its name
     * @param bytes how much it asks for; Spark refuses 0
     */
    public ConsumerAcquire {
      checkSize("bytes", bytes);
    }

    @Override
    public String op() {
      return "consumerAcquire";
    }
  }

  /**
   * A memory consumer gives memory back.
   *
   * @param consumer its name
   * @param bytes how much, at most what it holds
   */
  record ConsumerFree(String consumer, long bytes) implements Operation {
    /**
     * Checks the arguments.
     *
     * @param consumer its name
     * @param bytes how much, at most what it holds
     */
    public ConsumerFree {
      checkSize("bytes", bytes);
    }

    @Override
    public String op() {
      return "consumerFree";
    }
  }

  /**
   * What an unmanaged memory consumer uses, as polled at once (Spark 4.1 and later).
   *
   * @param component its name
   * @param mode the memory that it uses
   * @param bytes how much
   */
  record Unmanaged(String component, MemoryMode mode, long bytes) implements Operation {
    /**
     * Checks the arguments.
     *
     * @param component its name
     * @param mode the memory that it uses
     * @param bytes how much
     */
    public Unmanaged {
      checkSize("bytes", bytes);
    }

    @Override
    public String op() {
      return "unmanaged";
    }
  }

  private static void checkTask(long task) {
    checkArgument(task >= 0, "task: %s: expected a task attempt's id, 0 or more", task);
  }

  private static void checkSize(String field, long bytes) {
    checkArgument(bytes >= 0, "%s: %s: expected a size in bytes, 0 or more", field, bytes);
  }

  private static List<Long> checkSizes(List<Long> sizes) {
    UnrollSizes copy = UnrollSizes.of(sizes);
    for (long size : copy.array()) {
      checkSize("unroll", size);
    }
    return copy;
  }
}
