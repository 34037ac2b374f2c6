package io.memsim.trace;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import io.memsim.event.PutResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one operation answered and did: what Spark did, read from a line's {@code expect}, or what
 * the simulator did, made by {@link Replay}. A null component says nothing; in a line's {@code
 * expect}, empty {@code evicted}, {@code spilled} and {@code woken} say that nothing of the kind
 * happened. Sizes are bytes.
 *
 * @param answer the operation's own answer
 * @param evicted blocks dropped from memory, in order
 * @param spilled spills that freed something, in order
 * @param woken waiting tasks whose request could finish, in order
 * @param error whether Spark throws
 * @param state the pools afterwards
 * @param memory the blocks in memory from least to most recently used, both modes in one list
 * @param disk the blocks on disk, sorted by name
 */
public record Expectation(
    Answer answer,
    List<Evicted> evicted,
    List<Spilled> spilled,
    List<Woken> woken,
    boolean error,
    @Nullable State state,
    @Nullable List<BlockId> memory,
    @Nullable List<BlockId> disk) {

  /**
   * Copies the lists.
   *
   * @param answer the operation's own answer
   * @param evicted blocks dropped from memory, in order
   * @param spilled spills that freed something, in order
   * @param woken waiting tasks whose request could finish, in order
   * @param error whether Spark throws
   * @param state the pools afterwards
   * @param memory the blocks in memory from least to most recently used, both modes in one list
   * @param disk the blocks on disk, sorted by name
   */
  public Expectation {
    evicted = List.copyOf(evicted);
    spilled = List.copyOf(spilled);
    woken = List.copyOf(woken);
    memory = memory == null ? null : List.copyOf(memory);
    disk = disk == null ? null : List.copyOf(disk);
  }

  /**
   * The answer proper: the components that the operation has, null for all others.
   *
   * @param granted bytes of execution memory
   * @param waiting true when the task waits
   * @param freed bytes of execution memory that a task got rid of
   * @param unlocked the number of blocks that a task's end unlocked
   * @param stored where a put left its block
   * @param from where a block was read from
   * @param unrollHeld the unroll memory that a put or get left with its task
   * @param reserved whether unroll memory was granted
   * @param removed the number of blocks removed; where one block was to be removed it is 1 or 0,
   *     and the format has true or false
   */
  public record Answer(
      @Nullable Long granted,
      @Nullable Boolean waiting,
      @Nullable Long freed,
      @Nullable Long unlocked,
      @Nullable PutResult stored,
      @Nullable Tier from,
      @Nullable Long unrollHeld,
      @Nullable Boolean reserved,
      @Nullable Long removed) {
    /** The answer of an operation that has none, or that Spark refuses. */
    public static final Answer NOTHING =
        new Answer(null, null, null, null, null, null, null, null, null);

    static Answer granted(long bytes) {
      return new Answer(bytes, null, null, null, null, null, null, null, null);
    }

    static Answer waits() {
      return new Answer(null, true, null, null, null, null, null, null, null);
    }

    static Answer freed(long bytes) {
      return new Answer(null, null, bytes, null, null, null, null, null, null);
    }

    static Answer ended(long freed, long unlocked) {
      return new Answer(null, null, freed, unlocked, null, null, null, null, null);
    }

    static Answer stored(PutResult result, @Nullable Long unrollHeld) {
      return new Answer(null, null, null, null, result, null, unrollHeld, null, null);
    }

    static Answer read(Tier from, @Nullable Long unrollHeld) {
      return new Answer(null, null, null, null, null, from, unrollHeld, null, null);
    }

    static Answer reserved(boolean granted) {
      return new Answer(null, null, null, null, null, null, null, granted, null);
    }

    static Answer removed(long blocks) {
      return new Answer(null, null, null, null, null, null, null, null, blocks);
    }
  }

  /**
   * A block dropped from memory.
   *
   * @param block the block
   * @param bytes its size in memory
   * @param to where it is afterwards: {@link Tier#DISK} or {@link Tier#NONE}
   */
  public record Evicted(BlockId block, long bytes, Tier to) {}

  /**
   * A consumer that was told to spill, and freed something.
   *
   * @param consumer its name
   * @param bytes how much it freed, above 0
   */
  public record Spilled(String consumer, long bytes) {}

  /**
   * A waiting task whose request could finish.
   *
   * @param task the task attempt's id
   * @param granted the bytes that the request got
   */
  public record Woken(long task, long granted) {}

  /**
   * One pool.
   *
   * @param size its present size
   * @param used how much of it is used
   */
  public record Pool(long size, long used) {}

  /**
   * The two pools of one mode. A null pool says nothing.
   *
   * @param execution the execution pool
   * @param storage the storage pool
   */
  public record Pools(@Nullable Pool execution, @Nullable Pool storage) {}

  /**
   * The four pools. A null pair says nothing.
   *
   * @param onHeap those on-heap
   * @param offHeap those off-heap
   */
  public record State(@Nullable Pools onHeap, @Nullable Pools offHeap) {
    /**
     * The pools of one mode.
     *
     * @param mode which
     * @return them, or null when nothing is said about them
     */
    public @Nullable Pools of(MemoryMode mode) {
      return mode == MemoryMode.ON_HEAP ? onHeap : offHeap;
    }
  }
}
