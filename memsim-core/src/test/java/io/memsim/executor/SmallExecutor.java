package io.memsim.executor;

import io.memsim.block.MemoryMode;
import io.memsim.config.MemoryConfig;
import io.memsim.event.MemoryEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * An executor as small as those of the teaching traces: 6000 bytes on-heap, of which 3000 are the
 * storage region, 2000 off-heap with a region of 1000, unrolling that starts at 100 bytes.
 */
final class SmallExecutor {

  static final MemoryMode ON_HEAP = MemoryMode.ON_HEAP;
  static final MemoryMode OFF_HEAP = MemoryMode.OFF_HEAP;

  private SmallExecutor() {}

  /** The small configuration with some properties changed: key, value, key, value ... */
  static MemoryConfig config(String... changes) {
    Map<String, String> conf = new LinkedHashMap<>();
    conf.put("spark.executor.memory", "10000b");
    conf.put("spark.testing.reservedMemory", "0");
    conf.put("spark.memory.fraction", "0.6");
    conf.put("spark.memory.storageFraction", "0.5");
    conf.put("spark.memory.offHeap.size", "2000b");
    conf.put("spark.storage.unrollMemoryThreshold", "100");
    conf.put("spark.buffer.pageSize", "256b");
    for (int i = 0; i < changes.length; i += 2) {
      conf.put(changes[i], changes[i + 1]);
    }
    return MemoryConfig.forTrace(conf, 4);
  }

  static ExecutorMemory create(String... changes) {
    return ExecutorMemory.create(config(changes));
  }

  static ExecutorMemory withUnmanagedMemory() {
    return create("spark.memory.unmanagedMemoryPollingInterval", "1s");
  }

  static ExecutorMemory build(UnaryOperator<ExecutorMemory.Builder> how) {
    return how.apply(ExecutorMemory.builder(config())).build();
  }

  /** The effects on an executor from now on. */
  static List<MemoryEvent> record(ExecutorMemory memory) {
    List<MemoryEvent> events = new ArrayList<>();
    memory.addListener(MemoryEvent.listener(events::add));
    return events;
  }

  /** The effects of one kind. */
  static <E extends MemoryEvent> List<E> only(Class<E> kind, List<MemoryEvent> events) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The on-heap pools as the rules write them: E[size,used] T[size,used]. */
  static String pools(ExecutorMemory memory) {
    return pools(memory, ON_HEAP);
  }

  static String pools(ExecutorMemory memory, MemoryMode mode) {
    return "E[%d,%d] T[%d,%d]"
        .formatted(
            memory.executionPoolSize(mode),
            memory.executionUsed(mode),
            memory.storagePoolSize(mode),
            memory.storageUsed(mode));
  }

  /** The names of the blocks in memory, least recently used first. */
  static List<String> inMemory(ExecutorMemory memory) {
    return memory.memoryOrder().stream().map(Object::toString).toList();
  }

  static List<String> onDisk(ExecutorMemory memory) {
    return memory.diskOrder().stream().map(Object::toString).toList();
  }
}
