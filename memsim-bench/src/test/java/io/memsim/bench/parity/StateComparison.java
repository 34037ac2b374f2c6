package io.memsim.bench.parity;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemoryConsumer;
import io.memsim.executor.TaskMemory;
import java.lang.reflect.Field;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.memory.ExecutionMemoryPool;
import org.apache.spark.memory.StorageMemoryPool;
import org.apache.spark.memory.UnifiedMemoryManager;
import org.apache.spark.storage.BlockInfo;
import org.apache.spark.storage.DiskStore;
import org.apache.spark.storage.memory.MemoryEntry;
import org.apache.spark.storage.memory.MemoryStore;
import org.apache.spark.unsafe.memory.MemoryBlock;
import scala.Option;
import scala.collection.mutable.HashMap;

/**
 * Compares all that both sides hold: pools, tasks, consumers, unroll memory, blocks in their
 * recency order with sizes, levels and locks, and the disk. Reads Spark's fields, since its
 * accessors count as uses.
 */
final class StateComparison {

  private final RealExecutor real;
  private final SimulatedExecutor executor;
  private ExecutorMemory simulated;
  private final Names names;
  private final Map<org.apache.spark.storage.BlockId, MemoryEntry<?>> entries;
  private final Map<org.apache.spark.storage.BlockId, Object> diskSizes;
  private final HashMap<Object, Object> unrollOnHeap;
  private final HashMap<Object, Object> unrollOffHeap;
  private final int tasks;

  @SuppressWarnings("unchecked")
  StateComparison(RealExecutor real, SimulatedExecutor executor, int tasks) {
    this.real = real;
    this.executor = executor;
    this.simulated = executor.memory();
    this.names = real.names();
    this.tasks = tasks;
    MemoryStore store = real.blocks().memoryStore();
    entries =
        (LinkedHashMap<org.apache.spark.storage.BlockId, MemoryEntry<?>>)
            field(MemoryStore.class, store, "entries");
    unrollOnHeap =
        (HashMap<Object, Object>) field(MemoryStore.class, store, "onHeapUnrollMemoryMap");
    unrollOffHeap =
        (HashMap<Object, Object>) field(MemoryStore.class, store, "offHeapUnrollMemoryMap");
    diskSizes =
        (ConcurrentHashMap<org.apache.spark.storage.BlockId, Object>)
            field(DiskStore.class, real.blocks().diskStore(), "blockSizes");
  }

  private static Object field(Class<?> type, Object object, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field.get(object);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Throws {@link Divergence} where the two differ. */
  void compare() {
    simulated = executor.memory();
    UnifiedMemoryManager memory = real.memory();
    pools(MemoryMode.ON_HEAP, memory.onHeapExecutionMemoryPool(), memory.onHeapStorageMemoryPool());
    pools(
        MemoryMode.OFF_HEAP,
        memory.offHeapExecutionMemoryPool(),
        memory.offHeapStorageMemoryPool());
    unroll(MemoryMode.ON_HEAP, unrollOnHeap);
    unroll(MemoryMode.OFF_HEAP, unrollOffHeap);
    consumers();
    memory();
    disk();
  }

  private void pools(MemoryMode mode, ExecutionMemoryPool execution, StorageMemoryPool storage) {
    same(mode, "execution pool", execution.poolSize(), simulated.executionPoolSize(mode));
    same(mode, "execution used", execution.memoryUsed(), simulated.executionUsed(mode));
    same(mode, "storage pool", storage.poolSize(), simulated.storagePoolSize(mode));
    same(mode, "storage used", storage.memoryUsed(), simulated.storageUsed(mode));
    for (long task = 0; task < tasks; task++) {
      long held = execution.getMemoryUsageForTask(task);
      if (held != simulated.executionHeld(task, mode)) {
        same(mode, "execution of task " + task, held, simulated.executionHeld(task, mode));
      }
    }
  }

  private void unroll(MemoryMode mode, HashMap<Object, Object> byTask) {
    long sum = 0;
    scala.collection.Iterator<scala.Tuple2<Object, Object>> all = byTask.iterator();
    while (all.hasNext()) {
      scala.Tuple2<Object, Object> entry = all.next();
      long task = (Long) entry._1();
      long held = (Long) entry._2();
      same(mode, "unroll memory of a task", held, simulated.unrollHeld(task, mode));
      sum += held;
    }
    same(mode, "unroll memory", sum, simulated.unrollUsed(mode));
  }

  private void consumers() {
    for (RealTask task : real.tasks().values()) {
      if (task.consumers().isEmpty()) {
        continue;
      }
      TaskMemory twin = simulated.task(task.id());
      peak(MemoryMode.ON_HEAP, task, twin.peakOnHeap());
      peak(MemoryMode.OFF_HEAP, task, twin.peakOffHeap());
      int pages = 0;
      for (Map.Entry<String, RealConsumer> entry : task.consumers().entrySet()) {
        MemoryConsumer consumer = simulated.consumer(entry.getKey());
        same(entry.getKey(), entry.getValue().getUsed(), consumer.used());
        for (MemoryBlock page : entry.getValue().blocks()) {
          RealMemory.comparePage(task.memory(), page, twin);
          pages++;
        }
      }
      same("pages", pages, twin.pageCount());
    }
  }

  private static void peak(MemoryMode mode, RealTask task, long simulated) {
    long peak = SparkLine.peak(task.memory(), mode);
    if (peak >= 0) {
      same(mode, "peak of task " + task.id(), peak, simulated);
    }
  }

  private void memory() {
    int known = diskSizes.size();
    List<BlockId> order = simulated.memoryOrder();
    if (order.size() != entries.size()) {
      throw new Divergence("blocks in memory", order(), order);
    }
    Iterator<BlockId> expected = order.iterator();
    for (Map.Entry<org.apache.spark.storage.BlockId, MemoryEntry<?>> entry : entries.entrySet()) {
      BlockId block = names.memsim(entry.getKey());
      if (!block.equals(expected.next())) {
        throw new Divergence("recency order", order(), order);
      }
      long size = entry.getValue().size();
      if (size != simulated.memoryBytes(block)) {
        same("size of " + block, size, simulated.memoryBytes(block));
      }
      locks(entry.getKey(), block);
      if (!diskSizes.containsKey(entry.getKey())) {
        known++;
      }
    }
    // Spark may know blocks that are in neither store; memsim knows none.
    same("known blocks", real.blocks().blockInfoManager().size(), known);
  }

  private void disk() {
    same("blocks on disk", diskSizes.size(), simulated.blocksOnDisk());
    for (Map.Entry<org.apache.spark.storage.BlockId, Object> entry : diskSizes.entrySet()) {
      BlockId block = names.memsim(entry.getKey());
      long size = (Long) entry.getValue();
      if (!simulated.onDisk(block) || size != simulated.diskBytes(block)) {
        throw new Divergence(
            "disk size of " + block,
            size,
            simulated.onDisk(block) ? simulated.diskBytes(block) : "not on disk");
      }
      locks(entry.getKey(), block);
    }
  }

  private void locks(org.apache.spark.storage.BlockId id, BlockId block) {
    Option<BlockInfo> info = real.blocks().blockInfoManager().get(id);
    if (info.isEmpty()) {
      throw new Divergence("known block " + block, false, simulated.contains(block));
    }
    if (info.get().readerCount() != simulated.locks(block)) {
      same("locks of " + block, info.get().readerCount(), simulated.locks(block));
    }
    if (!info.get().level().equals(names.spark(simulated.level(block)))) {
      throw new Divergence(
          "level of " + block, info.get().level().description(), simulated.level(block));
    }
  }

  private List<BlockId> order() {
    return entries.keySet().stream().map(names::memsim).toList();
  }

  private static void same(MemoryMode mode, String what, long spark, long memsim) {
    if (spark != memsim) {
      throw new Divergence(mode + " " + what, spark, memsim);
    }
  }

  private static void same(String what, long spark, long memsim) {
    if (spark != memsim) {
      throw new Divergence(what, spark, memsim);
    }
  }

  /** Compares what does not change. */
  void compareLayout(boolean pageSize) {
    if (pageSize) {
      same("page size", real.memory().pageSizeBytes(), simulated.layout().pageSize());
    }
    if (!Objects.equals(
        real.memory().tungstenMemoryMode(), Names.mode(simulated.layout().tungstenMode()))) {
      throw new Divergence(
          "Tungsten mode", real.memory().tungstenMemoryMode(), simulated.layout().tungstenMode());
    }
  }
}
