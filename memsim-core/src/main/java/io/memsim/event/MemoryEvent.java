package io.memsim.event;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * An effect on an executor's memory as an object, for those who would rather collect events than
 * implement callbacks. Each record carries what the {@link MemoryListener} method of the same name
 * is told. Immutable; sizes are bytes, tasks attempt ids or -1.
 *
 * <pre>{@code
 * List<MemoryEvent> events = new ArrayList<>();
 * executor.addListener(MemoryEvent.listener(events::add));
 * }</pre>
 */
public sealed interface MemoryEvent extends Serializable {

  /**
   * A listener that makes an event of each effect. Only then are events made.
   *
   * @param consumer gets the events in the order in which things happen
   * @return the listener
   */
  static MemoryListener listener(Consumer<? super MemoryEvent> consumer) {
    return new EventListener(Objects.requireNonNull(consumer, "consumer"));
  }

  /**
   * A request for execution memory got its answer from the pools.
   *
   * @param task the task
   * @param mode of which memory
   * @param requested what it asked for
   * @param granted what it got, possibly 0
   */
  record ExecutionGranted(long task, MemoryMode mode, long requested, long granted)
      implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * Execution memory came back to its pool.
   *
   * @param task the task that held it
   * @param mode of which memory
   * @param bytes how much, after clamping
   */
  record ExecutionReleased(long task, MemoryMode mode, long bytes) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A request must wait until its task can have 1/2N of the pool.
   *
   * @param ticket names the waiting request from now on
   * @param task the task
   * @param mode of which memory
   * @param requested what is still asked for
   */
  record Waiting(long ticket, long task, MemoryMode mode, long requested) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A waiting request has finished.
   *
   * @param ticket the request
   * @param task the task
   * @param granted what the whole request got
   */
  record Woken(long ticket, long task, long granted) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * Memory was lent between execution and storage, or taken back.
   *
   * @param mode of which memory
   * @param executionSize the size of the execution pool now
   * @param storageSize the size of the storage pool now
   */
  record PoolsMoved(MemoryMode mode, long executionSize, long storageSize) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A block was evicted from memory.
   *
   * @param block the block
   * @param bytes its size in memory
   * @param to where it is now: {@link Tier#DISK} or {@link Tier#NONE}
   * @param cause what it was evicted for
   * @param task the task whose request evicted it, or -1
   */
  record Evicted(BlockId block, long bytes, Tier to, EvictionCause cause, long task)
      implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A block entered memory, or was written to disk.
   *
   * @param block the block
   * @param tier where it is now stored, too
   * @param bytes its size there
   */
  record Stored(BlockId block, Tier tier, long bytes) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A block was removed by a caller, from wherever it was.
   *
   * @param block the block
   * @param memoryBytes what it took in memory, 0 when it was not there
   * @param diskBytes what it took on disk, 0 when it was not there
   */
  record BlockRemoved(BlockId block, long memoryBytes, long diskBytes) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A block could not enter memory.
   *
   * @param block the block
   * @param cause why
   * @param missing how many bytes were missing to grant the request that was refused
   */
  record PutFailed(BlockId block, PutFailure cause, long missing) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A consumer spilled, and freed something.
   *
   * @param task its task
   * @param consumer its name
   * @param requested how much it was asked to free
   * @param released how much it freed, above 0
   */
  record Spilled(long task, String consumer, long requested, long released) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * Unroll memory was granted to a task.
   *
   * @param task the task, or -1
   * @param mode of which memory
   * @param bytes how much
   */
  record UnrollReserved(long task, MemoryMode mode, long bytes) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * Unroll memory came back to the storage pool, or became storage memory.
   *
   * @param task the task, or -1
   * @param mode of which memory
   * @param bytes how much
   */
  record UnrollReleased(long task, MemoryMode mode, long bytes) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A task keeps one more read lock on a block.
   *
   * @param block the block
   * @param task the task
   */
  record Locked(BlockId block, long task) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A task gave back all or one of its read locks on a block.
   *
   * @param block the block
   * @param task the task
   */
  record Unlocked(BlockId block, long task) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }

  /**
   * A consumer could not get a page as big as it needs.
   *
   * @param task its task
   * @param consumer its name
   * @param required bytes needed
   * @param got bytes granted, which have been freed again
   */
  record OutOfMemory(long task, String consumer, long required, long got) implements MemoryEvent {

    private static final long serialVersionUID = 1L;
  }
}
