package io.memsim.executor;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import java.io.Serializable;
import java.util.List;

/**
 * An executor's memory at one moment: pools, tasks, blocks, locks. Immutable. Equal states have
 * equal snapshots.
 *
 * @param onHeap the on-heap pools
 * @param offHeap the off-heap pools
 * @param tasks the tasks that hold anything, wait, or have consumers, by id
 * @param memory the blocks in memory, from least to most recently used, both modes in one order
 * @param disk the blocks on disk, those in memory too included, by name
 */
public record MemorySnapshot(
    ModeSnapshot onHeap,
    ModeSnapshot offHeap,
    List<TaskSnapshot> tasks,
    List<BlockSnapshot> memory,
    List<BlockSnapshot> disk)
    implements Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * Copies the lists.
   *
   * @param onHeap the on-heap pools
   * @param offHeap the off-heap pools
   * @param tasks the tasks that hold anything, wait, or have consumers, by id
   * @param memory the blocks in memory, from least to most recently used, both modes in one order
   * @param disk the blocks on disk, those in memory too included, by name
   */
  public MemorySnapshot {
    tasks = List.copyOf(tasks);
    memory = List.copyOf(memory);
    disk = List.copyOf(disk);
  }

  /**
   * The pools of a mode.
   *
   * @param mode which memory
   * @return its pools
   */
  public ModeSnapshot pools(MemoryMode mode) {
    return mode == MemoryMode.ON_HEAP ? onHeap : offHeap;
  }

  /**
   * The pools of one memory mode. All figures are bytes, but for the number of tasks.
   *
   * @param executionSize the size of the execution pool
   * @param executionUsed what tasks hold of it
   * @param storageSize the size of the storage pool
   * @param storageUsed what blocks and unrolling take of it
   * @param unrollUsed what unrolling takes of it
   * @param unmanaged what unmanaged consumers report
   * @param activeTasks how many tasks share the execution pool
   */
  public record ModeSnapshot(
      long executionSize,
      long executionUsed,
      long storageSize,
      long storageUsed,
      long unrollUsed,
      long unmanaged,
      int activeTasks)
      implements Serializable {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A task. All figures are bytes.
   *
   * @param task its attempt id, or -1 for what is held outside any task
   * @param onHeap the on-heap execution memory that it holds
   * @param offHeap the off-heap execution memory that it holds
   * @param unrollOnHeap the on-heap unroll memory that it holds
   * @param unrollOffHeap the off-heap unroll memory that it holds
   * @param waiting whether it waits for execution memory
   * @param locks the blocks that it has locked for reading
   * @param consumers its memory consumers, in the order in which they were registered
   */
  public record TaskSnapshot(
      long task,
      long onHeap,
      long offHeap,
      long unrollOnHeap,
      long unrollOffHeap,
      boolean waiting,
      List<LockSnapshot> locks,
      List<ConsumerSnapshot> consumers)
      implements Serializable {

    private static final long serialVersionUID = 1L;

    /**
     * Copies the lists.
     *
     * @param task its attempt id, or -1 for what is held outside any task
     * @param onHeap the on-heap execution memory that it holds
     * @param offHeap the off-heap execution memory that it holds
     * @param unrollOnHeap the on-heap unroll memory that it holds
     * @param unrollOffHeap the off-heap unroll memory that it holds
     * @param waiting whether it waits for execution memory
     * @param locks the blocks that it has locked for reading
     * @param consumers its memory consumers, in the order in which they were registered
     */
    public TaskSnapshot {
      locks = List.copyOf(locks);
      consumers = List.copyOf(consumers);
    }
  }

  /**
   * A task's read locks on one block.
   *
   * @param block the block
   * @param count how many, 1 or more
   */
  public record LockSnapshot(BlockId block, int count) implements Serializable {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A memory consumer.
   *
   * @param name its name
   * @param mode the memory that it uses
   * @param used what it counts as its own, in bytes
   */
  public record ConsumerSnapshot(String name, MemoryMode mode, long used) implements Serializable {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A block.
   *
   * @param block its id
   * @param level the level that it was put with
   * @param inMemory whether it is in memory
   * @param memoryBytes what it takes there, 0 when it is not there
   * @param onDisk whether it is on disk
   * @param diskBytes what it takes there, 0 when it is not there
   * @param locks how many read locks there are on it, of all tasks
   */
  public record BlockSnapshot(
      BlockId block,
      StorageLevel level,
      boolean inMemory,
      long memoryBytes,
      boolean onDisk,
      long diskBytes,
      int locks)
      implements Serializable {

    private static final long serialVersionUID = 1L;
  }
}
