package io.memsim.bench.spark;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.memory.UnifiedMemoryManager;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.SerializerManager;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockInfo;
import org.apache.spark.storage.BlockInfoManager;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.storage.memory.BlockEvictionHandler;
import org.apache.spark.storage.memory.MemoryStore;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Function0;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction0;
import scala.util.Either;

/**
 * Spark's memory manager, block info manager and memory store, wired as a {@code BlockManager}
 * wires them. What a {@code BlockManager} does beyond them is left out: disks, reports to the
 * driver, statistics. So this is the least that Spark can do, and no more.
 *
 * <p>Blocks are serialized ones whose bytes exist and are shared by all blocks of one size. The
 * caller is outside any task, except for execution memory. Used by one thread.
 */
public final class SparkMemory {

  private static final ClassTag<Object> TAG = ClassTag$.MODULE$.Object();
  private static final StorageLevel ON_HEAP = StorageLevel.MEMORY_ONLY_SER();
  private static final StorageLevel OFF_HEAP = StorageLevel.OFF_HEAP();

  private final UnifiedMemoryManager memory;
  private final BlockInfoManager infos = new BlockInfoManager(false);
  private final MemoryStore store;
  private final Bytes bytes;

  /**
   * Makes an empty executor.
   *
   * @param properties as in a trace's header
   * @param blockBytes what each block takes
   */
  public SparkMemory(Map<String, String> properties, int blockBytes) {
    this(conf(properties), new Bytes(blockBytes));
  }

  /**
   * Makes an empty executor.
   *
   * @param conf its configuration
   * @param bytes what each block is made of
   */
  public SparkMemory(SparkConf conf, Bytes bytes) {
    this.bytes = bytes;
    memory = UnifiedMemoryManager.apply(conf, 1);
    SerializerManager serializers = new SerializerManager(new JavaSerializer(conf), conf);
    store = new MemoryStore(conf, infos, serializers, memory, new Forgetting());
    memory.setMemoryStore(store);
  }

  /**
   * The configuration that a trace's header describes, for Spark.
   *
   * @param properties as in a trace's header; a heap with a suffix {@code b}
   * @return Spark's own
   */
  public static SparkConf conf(Map<String, String> properties) {
    SparkConf conf = new SparkConf(false);
    properties.forEach(
        (key, value) -> {
          if (key.equals("spark.executor.memory")) {
            conf.set("spark.testing.memory", value.substring(0, value.length() - 1));
          } else {
            conf.set(key, value);
          }
        });
    return conf;
  }

  /** What evicted blocks become: nothing. */
  private final class Forgetting implements BlockEvictionHandler {
    @Override
    public <T> StorageLevel dropFromMemory(
        BlockId block, Function0<Either<Object, ChunkedByteBuffer>> data, ClassTag<T> tag) {
      store.remove(block);
      return StorageLevel.NONE();
    }
  }

  /** A buffer that exists already, of which all blocks are made. */
  public static final class Bytes extends AbstractFunction0<ChunkedByteBuffer> {
    private final ChunkedByteBuffer buffer;

    /**
     * Makes the buffer.
     *
     * @param size its size
     */
    public Bytes(int size) {
      buffer = new ChunkedByteBuffer(ByteBuffer.wrap(new byte[size]));
    }

    @Override
    public ChunkedByteBuffer apply() {
      return buffer;
    }
  }

  /**
   * The id of a block.
   *
   * @param rdd its RDD
   * @param split its partition
   * @return a new object
   */
  public static RDDBlockId id(int rdd, int split) {
    return new RDDBlockId(rdd, split);
  }

  /**
   * A task asks for execution memory.
   *
   * @param task its attempt id
   * @param size how much
   * @return what it got
   */
  public long acquireExecution(long task, long size) {
    return memory.acquireExecutionMemory(size, task, MemoryMode.ON_HEAP);
  }

  /**
   * A task gives execution memory back.
   *
   * @param task its attempt id
   * @param size how much
   */
  public void releaseExecution(long task, long size) {
    memory.releaseExecutionMemory(size, task, MemoryMode.ON_HEAP);
  }

  /**
   * Bare storage memory is asked for.
   *
   * @param block for which block
   * @param size how much
   * @return whether it was granted
   */
  public boolean acquireStorage(BlockId block, long size) {
    return memory.acquireStorageMemory(block, size, MemoryMode.ON_HEAP);
  }

  /**
   * Bare storage memory is given back.
   *
   * @param size how much
   */
  public void releaseStorage(long size) {
    memory.releaseStorageMemory(size, MemoryMode.ON_HEAP);
  }

  /**
   * Unroll memory is asked for.
   *
   * @param block for which block
   * @param size how much
   * @return whether it was granted
   */
  public boolean reserveUnroll(BlockId block, long size) {
    return store.reserveUnrollMemoryForThisTask(block, size, MemoryMode.ON_HEAP);
  }

  /**
   * Unroll memory is given back.
   *
   * @param size how much
   */
  public void releaseUnroll(long size) {
    store.releaseUnrollMemoryForThisTask(MemoryMode.ON_HEAP, size);
  }

  /**
   * Puts a block of the usual size.
   *
   * @param block a block that is not there
   * @return whether it is in memory now
   */
  public boolean put(BlockId block) {
    return put(block, bytes, ON_HEAP, MemoryMode.ON_HEAP);
  }

  /**
   * Puts a block of the usual size off-heap.
   *
   * @param block a block that is not there
   * @return whether it is in memory now
   */
  public boolean putOffHeap(BlockId block) {
    return put(block, bytes, OFF_HEAP, MemoryMode.OFF_HEAP);
  }

  /**
   * Puts a block.
   *
   * @param block a block that is not there
   * @param data what it is made of
   * @return whether it is in memory now
   */
  public boolean put(BlockId block, Bytes data) {
    return put(block, data, ON_HEAP, MemoryMode.ON_HEAP);
  }

  private boolean put(BlockId block, Bytes data, StorageLevel level, MemoryMode mode) {
    BlockInfo info = new BlockInfo(level, TAG, false);
    if (!infos.lockNewBlockForWriting(block, info, false)) {
      return true;
    }
    long size = data.buffer.size();
    boolean stored = store.putBytes(block, size, mode, data, TAG);
    if (stored) {
      info.size_$eq(size);
      infos.unlock(block, Option.empty());
    } else {
      infos.removeBlock(block);
    }
    return stored;
  }

  /**
   * Tries to put a block for which there cannot be room.
   *
   * @param block a block that is not there
   * @param size what it would take
   * @return whether it is in memory now
   */
  public boolean refuse(BlockId block, long size) {
    BlockInfo info = new BlockInfo(ON_HEAP, TAG, false);
    if (!infos.lockNewBlockForWriting(block, info, false)) {
      return true;
    }
    boolean stored = store.putBytes(block, size, MemoryMode.ON_HEAP, bytes, TAG);
    infos.removeBlock(block);
    return stored;
  }

  /**
   * Reads a block without a lock.
   *
   * @param block the block
   * @return whether it is in memory
   */
  public boolean get(BlockId block) {
    return store.getBytes(block).isDefined();
  }

  /**
   * Takes a read lock, and reads.
   *
   * @param block the block
   * @return whether it is in memory; else there is no lock
   */
  public boolean getAndLock(BlockId block) {
    if (infos.lockForReading(block, true).isEmpty()) {
      return false;
    }
    return store.getBytes(block).isDefined();
  }

  /**
   * Gives a read lock back.
   *
   * @param block the block
   */
  public void unlock(BlockId block) {
    infos.unlock(block, Option.empty());
  }

  /**
   * Removes a block.
   *
   * @param block a block that nobody has locked
   * @return whether it was in memory
   */
  public boolean remove(BlockId block) {
    if (infos.lockForWriting(block, true).isEmpty()) {
      return false;
    }
    boolean was = store.remove(block);
    infos.removeBlock(block);
    return was;
  }

  /**
   * The memory of a task.
   *
   * @param task its attempt id
   * @return a new one
   */
  public TaskMemoryManager task(long task) {
    return new TaskMemoryManager(memory, task);
  }

  /**
   * How many blocks there are.
   *
   * @return those that are known
   */
  public int size() {
    return infos.size();
  }

  /**
   * The memory that blocks and unrolling take.
   *
   * @return bytes, of both modes
   */
  public long storageUsed() {
    return memory.storageMemoryUsed();
  }

  /**
   * What execution holds.
   *
   * @return bytes, of both modes
   */
  public long executionUsed() {
    return memory.executionMemoryUsed();
  }
}
