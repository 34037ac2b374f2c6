package io.memsim.bench.parity;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.PutResult;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import org.apache.spark.executor.DataReadMethod;
import org.apache.spark.memory.MemoryMode;
import org.apache.spark.storage.BlockManager;
import org.apache.spark.storage.BlockResult;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.util.io.ChunkedByteBuffer;
import scala.Option;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction0;
import scala.util.Either;

/** The calls of the block manager. The thread's task context is set. */
final class RealBlocks {

  /** {@code doPutIterator}: what {@code persist()} leads to, which leaves a failed put's values. */
  private static final MethodHandle DO_PUT_ITERATOR = doPutIterator();

  private final BlockManager blocks;
  private final Names names;
  private final Shapes shapes;
  private final Outcome outcome;

  RealBlocks(BlockManager blocks, Names names, Shapes shapes, Outcome outcome) {
    this.blocks = blocks;
    this.names = names;
    this.shapes = shapes;
    this.outcome = outcome;
  }

  private static MethodHandle doPutIterator() {
    for (Method method : BlockManager.class.getDeclaredMethods()) {
      if (method.getName().equals("doPutIterator")) {
        method.setAccessible(true);
        try {
          return MethodHandles.lookup().unreflect(method);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    throw new IllegalStateException("BlockManager.doPutIterator is gone");
  }

  void put(BlockId block, StorageLevel level, long bytes) {
    org.apache.spark.storage.BlockId id = names.spark(block);
    boolean existed = blocks.blockInfoManager().get(id).isDefined();
    ByteBuffer buffer = ByteBuffer.wrap(LumpSerializer.ZEROS, 0, Math.toIntExact(bytes));
    blocks.putBytes(id, new ChunkedByteBuffer(buffer), names.spark(level), true, Shapes.TAG);
    ended(existed, id, level, 0);
  }

  void putSerializedValues(BlockId block, StorageLevel level, int shape) {
    org.apache.spark.storage.BlockId id = names.spark(block);
    boolean existed = blocks.blockInfoManager().get(id).isDefined();
    ByteBuffer buffer = ByteBuffer.wrap(shapes.get(shape).bytes());
    long before = unrollHeld();
    blocks.putBytes(id, new ChunkedByteBuffer(buffer), names.spark(level), true, Shapes.TAG);
    ended(existed, id, level, unrollHeld() - before);
  }

  void putValues(BlockId block, StorageLevel level, int shape, boolean inTask) throws Exception {
    org.apache.spark.storage.BlockId id = names.spark(block);
    boolean existed = blocks.blockInfoManager().get(id).isDefined();
    long before = unrollHeld();
    Iterator<Object> values = Shapes.iterator(shapes.get(shape).values());
    if (inTask) {
      Values given = new Values(values);
      try {
        DO_PUT_ITERATOR.invoke(blocks, id, given, names.spark(level), Shapes.TAG, true, false);
      } catch (Exception | Error e) {
        throw e;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    } else {
      blocks.putIterator(id, values, names.spark(level), true, Shapes.TAG);
    }
    ended(existed, id, level, unrollHeld() - before);
  }

  private void ended(
      boolean existed, org.apache.spark.storage.BlockId id, StorageLevel level, long held) {
    PutResult result = existed ? PutResult.EXISTS : placeOf(id, level);
    outcome.done(result.ordinal(), held);
  }

  /** Where a block is after it was put. */
  private PutResult placeOf(org.apache.spark.storage.BlockId block, StorageLevel level) {
    if (level.useMemory() && blocks.memoryStore().contains(block)) {
      return PutResult.MEMORY;
    }
    return blocks.diskStore().contains(block) ? PutResult.DISK : PutResult.NONE;
  }

  void get(BlockId block, boolean hold) {
    long before = unrollHeld();
    Option<BlockResult> found = blocks.get(names.spark(block), Shapes.TAG);
    Tier from = found.isEmpty() ? Tier.NONE : tier(found.get());
    if (!hold && found.isDefined()) {
      consume(found.get().data());
    }
    outcome.done(from.ordinal(), unrollHeld() - before);
  }

  void compute(BlockId.RDDBlockId block, StorageLevel level, int shape, long task, boolean hold) {
    org.apache.spark.storage.BlockId id = names.spark(block);
    long before = unrollHeld();
    Either<BlockResult, Iterator<Object>> found =
        blocks.getOrElseUpdateRDDBlock(
            task,
            (RDDBlockId) id,
            names.spark(level),
            Shapes.TAG,
            new Values(Shapes.iterator(shapes.get(shape).values())));
    Tier from = Tier.NONE;
    if (found.isLeft()) {
      BlockResult result = found.swap().toOption().get();
      from = tier(result);
      if (!hold) {
        consume(result.data());
      }
    }
    outcome.done(from.ordinal(), unrollHeld() - before);
  }

  private static Tier tier(BlockResult result) {
    return result.readMethod().equals(DataReadMethod.Memory()) ? Tier.MEMORY : Tier.DISK;
  }

  private static void consume(Iterator<?> values) {
    while (values.hasNext()) {
      values.next();
    }
  }

  /** Answers 1 when the block was there. */
  int remove(BlockId block) {
    org.apache.spark.storage.BlockId id = names.spark(block);
    boolean existed = blocks.blockInfoManager().get(id).isDefined();
    blocks.removeBlock(id, true);
    return existed ? 1 : 0;
  }

  /** Answers how many blocks were there. */
  int removeRdd(int rdd) {
    int before = blocks.blockInfoManager().size();
    int answer = blocks.removeRdd(rdd);
    return SparkLine.removed(answer, before, blocks.blockInfoManager().size());
  }

  /** Answers how many blocks were there. */
  int removeBroadcast(long broadcast) {
    int before = blocks.blockInfoManager().size();
    int answer = blocks.removeBroadcast(broadcast, true);
    return SparkLine.removed(answer, before, blocks.blockInfoManager().size());
  }

  /** Releases all unroll memory of the present task. */
  void releaseUnroll() {
    blocks.memoryStore().releaseUnrollMemoryForThisTask(MemoryMode.ON_HEAP, Long.MAX_VALUE);
    blocks.memoryStore().releaseUnrollMemoryForThisTask(MemoryMode.OFF_HEAP, Long.MAX_VALUE);
  }

  private long unrollHeld() {
    return blocks.memoryStore().currentUnrollMemoryForThisTask();
  }

  /** A function that hands values out. */
  private static final class Values extends AbstractFunction0<Iterator<Object>> {
    private final Iterator<Object> values;

    Values(Iterator<Object> values) {
      this.values = values;
    }

    @Override
    public Iterator<Object> apply() {
      return values;
    }
  }
}
