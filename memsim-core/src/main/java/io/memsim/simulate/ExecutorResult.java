package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.layout.MemoryLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of one executor.
 *
 * @param id Spark's id of it, or a number where there are more than in the log
 * @param unified the size of its unified region on-heap, in bytes
 * @param offHeap the size of its off-heap region, in bytes
 * @param cores its task slots
 * @param pageSize the size of a page of execution memory
 * @param container the size of its container, in bytes
 * @param peakStorage the most that storage had in use on-heap, blocks and unrolling, in bytes
 * @param peakExecution the most that execution had in use on-heap
 * @param peakStorageOffHeap the most that storage had in use off-heap
 * @param peakExecutionOffHeap the most that execution had in use off-heap
 * @param memory the blocks in memory at the end, from least to most recently used
 * @param disk the blocks on disk at the end, by name
 */
public record ExecutorResult(
    String id,
    long unified,
    long offHeap,
    int cores,
    long pageSize,
    long container,
    long peakStorage,
    long peakExecution,
    long peakStorageOffHeap,
    long peakExecutionOffHeap,
    List<Held> memory,
    List<Held> disk)
    implements Serializable {

  /**
   * Copies the lists.
   *
   * @param id Spark's id of it, or a number where there are more than in the log
   * @param unified the size of its unified region on-heap, in bytes
   * @param offHeap the size of its off-heap region, in bytes
   * @param cores its task slots
   * @param pageSize the size of a page of execution memory
   * @param container the size of its container, in bytes
   * @param peakStorage the most that storage had in use on-heap, blocks and unrolling, in bytes
   * @param peakExecution the most that execution had in use on-heap
   * @param peakStorageOffHeap the most that storage had in use off-heap
   * @param peakExecutionOffHeap the most that execution had in use off-heap
   * @param memory the blocks in memory at the end, from least to most recently used
   * @param disk the blocks on disk at the end, by name
   */
  public ExecutorResult {
    memory = List.copyOf(memory);
    disk = List.copyOf(disk);
  }

  /**
   * A block that is there at the end.
   *
   * @param block its name
   * @param bytes what it takes there
   */
  public record Held(String block, long bytes) implements Serializable {}

  static ExecutorResult of(Node node) {
    List<Held> memory = new ArrayList<>();
    for (BlockId block : node.memory.memoryOrder()) {
      memory.add(new Held(block.name(), node.memory.memoryBytes(block)));
    }
    List<Held> disk = new ArrayList<>();
    for (BlockId block : node.memory.diskOrder()) {
      disk.add(new Held(block.name(), node.memory.diskBytes(block)));
    }
    MemoryLayout layout = node.memory.layout();
    return new ExecutorResult(
        node.id,
        layout.unified(),
        node.config.offHeapSize(),
        node.busy.length,
        layout.pageSize(),
        layout.container(),
        node.peakStorage,
        node.peakExecution,
        node.peakStorageOffHeap,
        node.peakExecutionOffHeap,
        memory,
        disk);
  }
}
