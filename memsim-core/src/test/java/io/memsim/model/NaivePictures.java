package io.memsim.model;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryEvent;
import io.memsim.event.PutFailure;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemoryStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The naive executor as the API shows an executor: snapshots, statistics, waiting tasks. */
final class NaivePictures {

  private final NaiveMemory memory;
  private final NaiveTasks tasks;
  private final Map<EvictionCause, Long> evictions = new EnumMap<>(EvictionCause.class);
  private final Map<EvictionCause, Long> evictedBytes = new EnumMap<>(EvictionCause.class);
  private final Map<PutFailure, Long> failures = new EnumMap<>(PutFailure.class);
  long memoryHits;
  long diskHits;
  long misses;
  long promotions;
  private long spills;
  private long spilledBytes;

  NaivePictures(NaiveMemory memory, NaiveTasks tasks) {
    this.memory = memory;
    this.tasks = tasks;
    for (EvictionCause cause : EvictionCause.values()) {
      evictions.put(cause, 0L);
      evictedBytes.put(cause, 0L);
    }
    for (PutFailure failure : PutFailure.values()) {
      failures.put(failure, 0L);
    }
  }

  void failedPut(PutFailure failure) {
    failures.merge(failure, 1L, Long::sum);
  }

  void count(List<MemoryEvent> events) {
    for (MemoryEvent event : events) {
      if (event instanceof MemoryEvent.Evicted evicted) {
        evictions.merge(evicted.cause(), 1L, Long::sum);
        evictedBytes.merge(evicted.cause(), evicted.bytes(), Long::sum);
      } else if (event instanceof MemoryEvent.Spilled spilled) {
        spills++;
        spilledBytes += spilled.released();
      }
    }
  }

  MemorySnapshot snapshot() {
    return new MemorySnapshot(
        pools(MemoryMode.ON_HEAP),
        pools(MemoryMode.OFF_HEAP),
        taskIds().stream().map(this::task).toList(),
        memory.memory.keySet().stream().map(this::block).toList(),
        memory.disk.keySet().stream()
            .sorted(Comparator.comparing(BlockId::name))
            .map(this::block)
            .toList());
  }

  private MemorySnapshot.ModeSnapshot pools(MemoryMode mode) {
    return new MemorySnapshot.ModeSnapshot(
        memory.executionSize.get(mode),
        memory.executionUsed(mode),
        memory.storageSize.get(mode),
        memory.storageUsed(mode),
        memory.unrollUsed(mode),
        memory.unmanagedUsed(mode),
        memory.execution.get(mode).size());
  }

  private MemorySnapshot.BlockSnapshot block(BlockId block) {
    NaiveMemory.Entry entry = memory.memory.get(block);
    Long onDisk = memory.disk.get(block);
    return new MemorySnapshot.BlockSnapshot(
        block,
        memory.known.get(block).level(),
        entry != null,
        entry == null ? 0 : entry.bytes(),
        onDisk != null,
        onDisk == null ? 0 : onDisk,
        (int) memory.locks.stream().filter(lock -> lock.block().equals(block)).count());
  }

  private Set<Long> taskIds() {
    TreeSet<Long> ids = new TreeSet<>();
    for (MemoryMode mode : MemoryMode.values()) {
      ids.addAll(memory.execution.get(mode).keySet());
      ids.addAll(memory.unroll.get(mode).keySet());
    }
    memory.locks.forEach(lock -> ids.add(lock.task()));
    memory.waiting.forEach(request -> ids.add(request.task));
    tasks.consumers.forEach(consumer -> ids.add(consumer.task));
    return ids;
  }

  private MemorySnapshot.TaskSnapshot task(long task) {
    TreeMap<String, MemorySnapshot.LockSnapshot> locks = new TreeMap<>();
    for (NaiveMemory.Lock lock : memory.locks) {
      if (lock.task() == task) {
        locks.merge(
            lock.block().name(),
            new MemorySnapshot.LockSnapshot(lock.block(), 1),
            (a, b) -> new MemorySnapshot.LockSnapshot(a.block(), a.count() + 1));
      }
    }
    return new MemorySnapshot.TaskSnapshot(
        task,
        memory.execution.get(MemoryMode.ON_HEAP).getOrDefault(task, 0L),
        memory.execution.get(MemoryMode.OFF_HEAP).getOrDefault(task, 0L),
        memory.unroll.get(MemoryMode.ON_HEAP).getOrDefault(task, 0L),
        memory.unroll.get(MemoryMode.OFF_HEAP).getOrDefault(task, 0L),
        tasks.isWaiting(task),
        List.copyOf(locks.values()),
        tasks.consumersOf(task).stream()
            .map(c -> new MemorySnapshot.ConsumerSnapshot(c.name, c.mode, c.used))
            .toList());
  }

  MemoryStats stats() {
    TreeMap<Integer, List<BlockId>> rdds = new TreeMap<>();
    for (BlockId block : memory.known.keySet()) {
      if (block instanceof BlockId.RDDBlockId rdd) {
        rdds.computeIfAbsent(rdd.rddId(), id -> new ArrayList<>()).add(block);
      }
    }
    List<MemoryStats.RddStats> lines = new ArrayList<>();
    rdds.forEach(
        (rdd, blocks) -> {
          long inMemory = 0;
          long onDisk = 0;
          for (BlockId block : blocks) {
            inMemory += memory.memory.containsKey(block) ? memory.memory.get(block).bytes() : 0;
            onDisk += memory.disk.getOrDefault(block, 0L);
          }
          lines.add(new MemoryStats.RddStats(rdd, blocks.size(), inMemory, onDisk));
        });
    long disk = 0;
    for (long bytes : memory.disk.values()) {
      disk += bytes;
    }
    return new MemoryStats(
        modeStats(MemoryMode.ON_HEAP),
        modeStats(MemoryMode.OFF_HEAP),
        disk,
        lines,
        memoryHits,
        diskHits,
        misses,
        promotions,
        evictions,
        evictedBytes,
        failures,
        spills,
        spilledBytes);
  }

  private MemoryStats.ModeStats modeStats(MemoryMode mode) {
    return new MemoryStats.ModeStats(memory.setup.max(mode), memory.blockBytes(mode));
  }

  String waiting() {
    TreeMap<Long, String> outcomes = new TreeMap<>();
    tasks.ticketOfTask.forEach(
        (task, ticket) -> outcomes.put(task, ticket + " " + tasks.outcomeOfTicket.get(ticket)));
    return "waiting "
        + memory.waiting.stream().map(request -> request.task).toList()
        + ", stranded "
        + tasks.stranded()
        + ", tickets "
        + outcomes;
  }
}
