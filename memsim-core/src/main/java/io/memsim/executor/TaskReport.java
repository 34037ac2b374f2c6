package io.memsim.executor;

import io.memsim.block.MemoryMode;
import java.util.List;

/**
 * What a task still held when it ended, and the most that it had held. Immutable.
 *
 * @param task the task attempt's id
 * @param freedOnHeap on-heap execution memory that it still held, in bytes: a leak, where its
 *     consumers should have freed it
 * @param freedOffHeap the same off-heap
 * @param unlockedBlocks how many blocks it still had locked (blocks, not locks)
 * @param unrollReleased the unroll memory that it still held, in bytes of both modes
 * @param peakOnHeap the most that its consumers held on-heap at a time
 * @param peakOffHeap the most that its consumers held off-heap at a time
 * @param pages how many pages it had not freed
 * @param leaks the consumers that still held memory, in the order in which they were registered
 */
public record TaskReport(
    long task,
    long freedOnHeap,
    long freedOffHeap,
    int unlockedBlocks,
    long unrollReleased,
    long peakOnHeap,
    long peakOffHeap,
    int pages,
    List<Leak> leaks)
    implements java.io.Serializable {

  private static final long serialVersionUID = 1L;

  /**
   * A consumer that held memory when its task ended.
   *
   * @param consumer its name
   * @param mode the memory that it used
   * @param bytes what it counted as its own
   */
  public record Leak(String consumer, MemoryMode mode, long bytes) implements java.io.Serializable {

    private static final long serialVersionUID = 1L;
  }

  /**
   * Copies the list.
   *
   * @param task the task attempt's id
   * @param freedOnHeap on-heap execution memory that it still held, in bytes: a leak, where its
   *     consumers should have freed it
   * @param freedOffHeap the same off-heap
   * @param unlockedBlocks how many blocks it still had locked (blocks, not locks)
   * @param unrollReleased the unroll memory that it still held, in bytes of both modes
   * @param peakOnHeap the most that its consumers held on-heap at a time
   * @param peakOffHeap the most that its consumers held off-heap at a time
   * @param pages how many pages it had not freed
   * @param leaks the consumers that still held memory, in the order in which they were registered
   */
  public TaskReport {
    leaks = List.copyOf(leaks);
  }

  /**
   * The execution memory that the task still held, of both modes.
   *
   * @return bytes
   */
  public long freed() {
    return freedOnHeap + freedOffHeap;
  }
}
