package org.apache.spark.storage.memory;

import io.memsim.internal.pools.Evictor;
import io.memsim.internal.stores.BlockOrder;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException$;
import org.apache.spark.TaskContext;
import org.apache.spark.internal.config.package$;
import org.apache.spark.memory.MemoryManager;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.memory.UnifiedMemoryManager;
import org.apache.spark.serializer.SerializerManager;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockInfoManager;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.array.ByteArrayMethods;
import org.apache.spark.util.io.ChunkedByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Function0;
import scala.Option;
import scala.collection.ArrayOps$;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.util.Either;
import scala.util.Left;
import scala.util.Right;

/**
 * Spark's memory store: it keeps the data, and locks and drops the blocks that memsim names. In
 * which order blocks were used, which of them go, how far ahead unrolling reserves and what each
 * task holds for it is asked of memsim's {@link BlockOrder}.
 *
 * <p>As in Spark, {@code memoryManager} guards pools, evictions and unroll memory, and {@code
 * entries} guards the data and the order of its use; whoever needs both takes them in this order.
 */
public class MemoryStore {

  private static final Logger LOG = LoggerFactory.getLogger(MemoryStore.class);

  /** A block's data, by its name in memsim. */
  private record Kept(BlockId block, MemoryEntry<?> entry) {}

  private final BlockInfoManager blockInfoManager;
  private final SerializerManager serializerManager;
  private final MemoryManager memoryManager;
  private final BlockEvictionHandler blockEvictionHandler;
  private final long unrollMemoryCheckPeriod;
  private final BlockOrder order;
  private final Map<io.memsim.block.BlockId, Kept> entries = new HashMap<>();

  public MemoryStore(
      SparkConf conf,
      BlockInfoManager blockInfoManager,
      SerializerManager serializerManager,
      MemoryManager memoryManager,
      BlockEvictionHandler blockEvictionHandler) {
    this.blockInfoManager = blockInfoManager;
    this.serializerManager = serializerManager;
    this.memoryManager = memoryManager;
    this.blockEvictionHandler = blockEvictionHandler;
    this.unrollMemoryCheckPeriod = (Long) conf.get(package$.MODULE$.UNROLL_MEMORY_CHECK_PERIOD());
    this.order =
        new BlockOrder(
            ((UnifiedMemoryManager) memoryManager).memsim(),
            (Long) conf.get(package$.MODULE$.STORAGE_UNROLL_MEMORY_THRESHOLD()),
            (Double) conf.get(package$.MODULE$.UNROLL_MEMORY_GROWTH_FACTOR()));
  }

  // ---- blocks

  public long getSize(BlockId blockId) {
    return use(blockId).size();
  }

  public boolean contains(BlockId blockId) {
    synchronized (entries) {
      return entries.containsKey(name(blockId));
    }
  }

  public Option<ChunkedByteBuffer> getBytes(BlockId blockId) {
    MemoryEntry<?> entry = use(blockId);
    if (entry == null) {
      return Option.empty();
    }
    if (entry instanceof SerializedMemoryEntry<?> serialized) {
      return Option.apply(serialized.buffer());
    }
    throw misuse(blockId + " is kept as values: expected bytes");
  }

  public Option<Iterator<Object>> getValues(BlockId blockId) {
    MemoryEntry<?> entry = use(blockId);
    if (entry == null) {
      return Option.empty();
    }
    if (entry instanceof DeserializedMemoryEntry<?> deserialized) {
      return Option.apply(ArrayOps$.MODULE$.iterator$extension(deserialized.value()));
    }
    throw misuse(blockId + " is kept as bytes: expected values");
  }

  public <T> boolean putBytes(
      BlockId blockId,
      long size,
      MemoryMode memoryMode,
      Function0<ChunkedByteBuffer> bytes,
      ClassTag<T> classTag) {
    checkAbsent(blockId);
    if (!memoryManager.acquireStorageMemory(blockId, size, memoryMode)) {
      return false;
    }
    ChunkedByteBuffer buffer = bytes.apply();
    assert buffer.size() == size : blockId + ": " + buffer.size() + " bytes, expected " + size;
    keep(blockId, new SerializedMemoryEntry<>(buffer, memoryMode, classTag));
    return true;
  }

  public boolean remove(BlockId blockId) {
    synchronized (memoryManager) {
      Kept kept;
      synchronized (entries) {
        kept = entries.remove(name(blockId));
        if (kept == null) {
          return false;
        }
        order.remove(name(blockId));
      }
      freeMemoryEntry(kept.entry());
      return true;
    }
  }

  public void clear() {
    synchronized (memoryManager) {
      synchronized (entries) {
        entries.values().forEach(kept -> freeMemoryEntry(kept.entry()));
        entries.keySet().forEach(order::remove);
        entries.clear();
      }
      for (io.memsim.block.MemoryMode mode : io.memsim.block.MemoryMode.values()) {
        for (long task : order.unrollLedger().of(mode).tasks()) {
          order.unrollLedger().of(mode).take(task, Long.MAX_VALUE);
        }
      }
      memoryManager.releaseAllStorageMemory();
    }
  }

  public <T extends MemoryEntry<?>> void freeMemoryEntry(T entry) {
    if (entry instanceof SerializedMemoryEntry<?> serialized) {
      serialized.buffer().dispose();
    } else if (entry instanceof DeserializedMemoryEntry<?> deserialized
        && deserialized.value() instanceof Object[] values) {
      for (Object value : values) {
        if (value instanceof AutoCloseable closeable) {
          close(closeable);
        }
      }
    }
  }

  private static void close(AutoCloseable value) {
    try {
      value.close();
    } catch (Exception e) {
      LOG.warn("a cached value could not be closed", e);
    }
  }

  // ---- eviction

  public long evictBlocksToFreeSpace(Option<BlockId> blockId, long space, MemoryMode memoryMode) {
    assert space > 0 : "eviction of " + space + " bytes: expected more than 0";
    synchronized (memoryManager) {
      // All that nobody uses are locked while memsim chooses, so that the choice holds.
      Set<io.memsim.block.BlockId> locked = new LinkedHashSet<>();
      try {
        BlockOrder.Eviction eviction;
        synchronized (entries) {
          eviction =
              order.evict(
                  space,
                  memsimMode(memoryMode),
                  rdd(blockId),
                  name -> tryLock(name) && locked.add(name));
        }
        unlockAllBut(eviction, locked);
        for (io.memsim.block.BlockId victim : eviction.blocks()) {
          drop(victim);
          locked.remove(victim);
        }
        return eviction.bytes();
      } finally {
        locked.forEach(name -> unlock(sparkId(name)));
      }
    }
  }

  private boolean tryLock(io.memsim.block.BlockId name) {
    return blockInfoManager.lockForWriting(sparkId(name), false).isDefined();
  }

  private void unlockAllBut(BlockOrder.Eviction eviction, Set<io.memsim.block.BlockId> locked) {
    Set<io.memsim.block.BlockId> spared = new LinkedHashSet<>(locked);
    spared.removeAll(Set.copyOf(eviction.blocks()));
    for (io.memsim.block.BlockId name : spared) {
      unlock(sparkId(name));
      locked.remove(name);
    }
  }

  private void unlock(BlockId blockId) {
    blockInfoManager.unlock(blockId, Option.empty());
  }

  private void drop(io.memsim.block.BlockId victim) {
    BlockId blockId = sparkId(victim);
    MemoryEntry<?> entry = use(blockId);
    Either<Object, ChunkedByteBuffer> data =
        entry instanceof SerializedMemoryEntry<?> serialized
            ? new Right<>(serialized.buffer())
            : new Left<>(((DeserializedMemoryEntry<?>) entry).value());
    StorageLevel left = blockEvictionHandler.dropFromMemory(blockId, () -> data, entry.classTag());
    if (left.isValid()) {
      unlock(blockId);
    } else {
      blockInfoManager.removeBlock(blockId);
    }
    afterDropAction(blockId);
  }

  /** For Spark's suite. */
  public void afterDropAction(BlockId blockId) {}

  // ---- unrolling

  public <T> Either<PartiallyUnrolledIterator<T>, Object> putIteratorAsValues(
      BlockId blockId, Iterator<T> values, MemoryMode memoryMode, ClassTag<T> classTag) {
    DeserializedValuesHolder<T> holder = new DeserializedValuesHolder<>(classTag, memoryMode);
    Unrolling unrolling = new Unrolling(blockId, memoryMode);
    if (unroll(unrolling, values, holder)) {
      return new Right<>(unrolling.size);
    }
    Iterator<T> unrolled =
        holder.vector() != null
            ? holder.vector().iterator()
            : ArrayOps$.MODULE$.iterator$extension(holder.arrayValues());
    return new Left<>(
        new PartiallyUnrolledIterator<>(this, memoryMode, unrolling.reserved, unrolled, values));
  }

  public <T> Either<PartiallySerializedBlock<T>, Object> putIteratorAsBytes(
      BlockId blockId, Iterator<T> values, ClassTag<T> classTag, MemoryMode memoryMode) {
    checkAbsent(blockId);
    int chunk = (int) Math.min(order.initialUnroll(), ByteArrayMethods.MAX_ROUNDED_ARRAY_LENGTH);
    SerializedValuesHolder<T> holder =
        new SerializedValuesHolder<>(blockId, chunk, classTag, memoryMode, serializerManager);
    Unrolling unrolling = new Unrolling(blockId, memoryMode);
    Either<PartiallySerializedBlock<T>, Object> answer =
        unroll(unrolling, values, holder)
            ? new Right<>(unrolling.size)
            : new Left<>(
                new PartiallySerializedBlock<>(
                    this,
                    serializerManager,
                    blockId,
                    holder.serializationStream(),
                    holder.redirectableStream(),
                    unrolling.reserved,
                    memoryMode,
                    holder.bbos(),
                    values,
                    classTag));
    if (TaskContext.get() != null) {
      TaskContext.get().killTaskIfInterrupted();
    }
    return answer;
  }

  /** One block being unrolled. */
  private final class Unrolling {
    private final BlockId blockId;
    private final MemoryMode mode;
    private long reserved;
    private long size;

    Unrolling(BlockId blockId, MemoryMode mode) {
      this.blockId = blockId;
      this.mode = mode;
    }

    boolean reserve(long bytes) {
      boolean granted = reserveUnrollMemoryForThisTask(blockId, bytes, mode);
      if (granted) {
        reserved += bytes;
      }
      return granted;
    }

    boolean grow(long estimate) {
      return !order.unrollIsDue(estimate, reserved)
          || reserve(order.moreUnroll(estimate, reserved));
    }

    boolean finish(long preciseSize) {
      size = preciseSize;
      long rest = order.restOfUnroll(size, reserved);
      return rest == 0 || reserve(rest);
    }

    void becomeStorage() {
      synchronized (memoryManager) {
        releaseUnrollMemoryForThisTask(mode, reserved);
        boolean granted = memoryManager.acquireStorageMemory(blockId, size, mode);
        assert granted : blockId + ": unroll memory could not become storage memory";
      }
    }
  }

  /** Answers whether the block is stored; else its values and their unroll memory remain. */
  private <T> boolean unroll(Unrolling unrolling, Iterator<T> values, ValuesHolder<T> holder) {
    checkAbsent(unrolling.blockId);
    if (!unrolling.reserve(order.initialUnroll())) {
      return false;
    }
    for (long elements = 0; values.hasNext() && !isKilled(); elements++) {
      holder.storeValue(values.next());
      if (elements % unrollMemoryCheckPeriod == 0 && !unrolling.grow(holder.estimatedSize())) {
        return false;
      }
    }
    if (isKilled()) {
      return false;
    }
    MemoryEntryBuilder<T> builder = holder.getBuilder();
    if (!unrolling.finish(builder.preciseSize())) {
      return false;
    }
    MemoryEntry<T> entry = builder.build();
    unrolling.becomeStorage();
    keep(unrolling.blockId, entry);
    return true;
  }

  private static boolean isKilled() {
    return TaskContext.get() != null && Thread.currentThread().isInterrupted();
  }

  public boolean reserveUnrollMemoryForThisTask(BlockId blockId, long memory, MemoryMode mode) {
    synchronized (memoryManager) {
      boolean granted = memoryManager.acquireUnrollMemory(blockId, memory, mode);
      if (granted) {
        order.unrollLedger().of(memsimMode(mode)).add(currentTask(), memory);
      }
      return granted;
    }
  }

  public void releaseUnrollMemoryForThisTask(MemoryMode mode, long memory) {
    synchronized (memoryManager) {
      long released = order.unrollLedger().of(memsimMode(mode)).take(currentTask(), memory);
      memoryManager.releaseUnrollMemory(released, mode);
    }
  }

  public long releaseUnrollMemoryForThisTask$default$2() {
    return Long.MAX_VALUE;
  }

  public long currentUnrollMemory() {
    synchronized (memoryManager) {
      return order.unrollLedger().of(io.memsim.block.MemoryMode.ON_HEAP).total()
          + order.unrollLedger().of(io.memsim.block.MemoryMode.OFF_HEAP).total();
    }
  }

  public long currentUnrollMemoryForThisTask() {
    synchronized (memoryManager) {
      return order.unrollLedger().of(io.memsim.block.MemoryMode.ON_HEAP).bytes(currentTask())
          + order.unrollLedger().of(io.memsim.block.MemoryMode.OFF_HEAP).bytes(currentTask());
    }
  }

  // ---- between Spark's names and memsim's

  /** The names of the blocks, from least to most recently used. */
  public List<String> namesInOrder() {
    synchronized (entries) {
      return order.inOrder().stream().map(name -> sparkId(name).name()).toList();
    }
  }

  private void keep(BlockId blockId, MemoryEntry<?> entry) {
    synchronized (entries) {
      entries.put(name(blockId), new Kept(blockId, entry));
      order.add(name(blockId), memsimMode(entry.memoryMode()), entry.size());
    }
  }

  /** The data of a block, which is a use of it, or null. */
  private MemoryEntry<?> use(BlockId blockId) {
    synchronized (entries) {
      Kept kept = entries.get(name(blockId));
      if (kept == null) {
        return null;
      }
      order.touch(name(blockId));
      return kept.entry();
    }
  }

  private BlockId sparkId(io.memsim.block.BlockId name) {
    synchronized (entries) {
      return entries.get(name).block();
    }
  }

  private void checkAbsent(BlockId blockId) {
    if (contains(blockId)) {
      throw new IllegalArgumentException(blockId + " is in memory already");
    }
  }

  /** Spark's exception is a checked one, which Scala does not mind. */
  private static AssertionError misuse(String message) {
    Platform.throwException(SparkException$.MODULE$.internalError(message, "STORAGE"));
    return new AssertionError(message);
  }

  private static io.memsim.block.BlockId name(BlockId blockId) {
    return blockId instanceof RDDBlockId ofRdd
        ? io.memsim.block.BlockId.rdd(ofRdd.rddId(), ofRdd.splitIndex())
        : io.memsim.block.BlockId.test("spark " + blockId.name());
  }

  private static int rdd(Option<BlockId> blockId) {
    return blockId.isDefined() && blockId.get() instanceof RDDBlockId ofRdd
        ? ofRdd.rddId()
        : Evictor.NO_RDD;
  }

  private static io.memsim.block.MemoryMode memsimMode(MemoryMode mode) {
    return io.memsim.block.MemoryMode.valueOf(mode.name());
  }

  private static long currentTask() {
    return TaskContext.get() == null ? -1 : TaskContext.get().taskAttemptId();
  }
}
