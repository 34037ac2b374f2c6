package io.memsim.internal.stores;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The blocks that are known, for those who look and change nothing. A block is named by its slot, a
 * number that is valid until the block is forgotten. Not thread-safe.
 */
public final class KnownBlocks {

  private final MemoryStore store;
  private final DiskStore disk;

  /** Where blocks are put in order. */
  private long[] found = new long[16];

  KnownBlocks(MemoryStore store, DiskStore disk) {
    this.store = store;
    this.disk = disk;
  }

  /**
   * The id of a block.
   *
   * @param slot the block
   * @return its id
   */
  public BlockId id(int slot) {
    return table().id(slot);
  }

  /**
   * The storage level of a block.
   *
   * @param slot the block
   * @return the level that it was put with
   */
  public StorageLevel level(int slot) {
    return table().level(slot);
  }

  /**
   * The RDD of a block.
   *
   * @param slot the block
   * @return the RDD's id, or -1
   */
  public int rdd(int slot) {
    return table().rdd(slot);
  }

  /**
   * All known blocks.
   *
   * @return their slots, in no telling order
   */
  public IntStream liveSlots() {
    return IntStream.range(0, table().slots()).filter(table()::isLive);
  }

  /**
   * Whether a block is in memory.
   *
   * @param slot the block
   * @return true when it is
   */
  public boolean inMemory(int slot) {
    return table().inMemory(slot);
  }

  /**
   * What a block takes in memory.
   *
   * @param slot the block
   * @return bytes, 0 when it is not there
   */
  public long memoryBytes(int slot) {
    return Math.max(0, table().memory(slot));
  }

  /**
   * Whether a block is on disk.
   *
   * @param slot the block
   * @return true when it is
   */
  public boolean onDisk(int slot) {
    return table().onDisk(slot);
  }

  /**
   * What a block takes on disk.
   *
   * @param slot the block
   * @return bytes, 0 when it is not there
   */
  public long diskBytes(int slot) {
    return Math.max(0, table().disk(slot));
  }

  /**
   * The blocks in memory. Sorts them.
   *
   * @return their slots, from least to most recently used
   */
  public int[] memoryInOrder() {
    return store.order().inOrder();
  }

  /**
   * The blocks on disk. Sorts them.
   *
   * @return their slots, by name
   */
  public int[] diskByName() {
    return sortedByName(IntStream.range(0, table().slots()).filter(table()::onDisk));
  }

  /**
   * The number of blocks in memory.
   *
   * @return how many
   */
  public int blocksInMemory() {
    return store.order().blocks();
  }

  /**
   * The number of blocks on disk.
   *
   * @return how many, those in memory too included
   */
  public int blocksOnDisk() {
    return disk.blocks();
  }

  /**
   * What all blocks take on disk.
   *
   * @return bytes
   */
  public long diskUsed() {
    return disk.used();
  }

  /**
   * Looks for the blocks of an RDD, at every slot, and keeps those found until the next time.
   *
   * @param rdd the RDD
   * @return how many there are
   */
  public int findRdd(int rdd) {
    int n = 0;
    for (int slot = 0; slot < table().slots(); slot++) {
      if (table().rdd(slot) == rdd && table().isLive(slot)) {
        if (n == found.length) {
          found = Arrays.copyOf(found, 2 * n);
        }
        found[n++] = ((long) table().split(slot) << 32) | slot;
      }
    }
    Arrays.sort(found, 0, n);
    return n;
  }

  /**
   * One of the blocks that {@link #findRdd} found.
   *
   * @param index its number, by partition
   * @return its slot
   */
  public int found(int index) {
    return (int) found[index];
  }

  /**
   * The blocks of a broadcast. Looks at every slot.
   *
   * @param broadcast the broadcast
   * @return their slots, by name
   */
  public int[] blocksOfBroadcast(long broadcast) {
    return sortedByName(
        liveSlots()
            .filter(slot -> table().rdd(slot) < 0)
            .filter(
                slot ->
                    table().id(slot) instanceof BlockId.BroadcastBlockId found
                        && found.broadcastId() == broadcast));
  }

  private BlockTable table() {
    return store.table();
  }

  private int[] sortedByName(IntStream slots) {
    int[] found = slots.toArray();
    String[] names = new String[found.length];
    Arrays.setAll(names, i -> table().id(found[i]).name());
    return IntStream.range(0, found.length)
        .boxed()
        .sorted((a, b) -> names[a].compareTo(names[b]))
        .mapToInt(i -> found[i])
        .toArray();
  }
}
