package io.memsim.executor;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.PutFailure;
import io.memsim.internal.pools.UnifiedMemoryManager;
import io.memsim.internal.stores.BlockManager;
import io.memsim.internal.stores.KnownBlocks;
import io.memsim.internal.stores.StoreCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Makes pictures of an executor's state, without using any block. */
final class Observer {

  private Observer() {}

  /** An immutable map in the order of its enum, which {@code Map.copyOf} would not keep. */
  static <K extends Enum<K>> Map<K, Long> ordered(Class<K> type, Map<K, Long> source) {
    EnumMap<K, Long> copy = new EnumMap<>(type);
    copy.putAll(source);
    return Collections.unmodifiableMap(copy);
  }

  static List<BlockId> ids(KnownBlocks known, int[] slots) {
    return IntStream.of(slots).mapToObj(known::id).toList();
  }

  static MemorySnapshot snapshot(Kernel kernel) {
    BlockManager blocks = kernel.blocks();
    KnownBlocks known = blocks.known();
    return new MemorySnapshot(
        pools(kernel, MemoryMode.ON_HEAP),
        pools(kernel, MemoryMode.OFF_HEAP),
        tasks(kernel),
        IntStream.of(known.memoryInOrder()).mapToObj(slot -> block(blocks, slot)).toList(),
        IntStream.of(known.diskByName()).mapToObj(slot -> block(blocks, slot)).toList());
  }

  private static MemorySnapshot.ModeSnapshot pools(Kernel kernel, MemoryMode mode) {
    UnifiedMemoryManager memory = kernel.memory();
    return new MemorySnapshot.ModeSnapshot(
        memory.executionSize(mode),
        memory.executionUsed(mode),
        memory.storageSize(mode),
        memory.storageUsed(mode),
        kernel.blocks().unrollLedger().of(mode).total(),
        memory.unmanaged(mode),
        memory.executionLedger(mode).size());
  }

  private static MemorySnapshot.BlockSnapshot block(BlockManager blocks, int slot) {
    KnownBlocks known = blocks.known();
    return new MemorySnapshot.BlockSnapshot(
        known.id(slot),
        known.level(slot),
        known.inMemory(slot),
        known.memoryBytes(slot),
        known.onDisk(slot),
        known.diskBytes(slot),
        blocks.locks(slot));
  }

  private static List<MemorySnapshot.TaskSnapshot> tasks(Kernel kernel) {
    BlockManager blocks = kernel.blocks();
    KnownBlocks known = blocks.known();
    TreeSet<Long> ids = new TreeSet<>();
    for (MemoryMode mode : MemoryMode.values()) {
      LongStream.of(kernel.memory().executionLedger(mode).tasks()).forEach(ids::add);
      LongStream.of(blocks.unrollLedger().of(mode).tasks()).forEach(ids::add);
    }
    LongStream.of(blocks.lockingTasks()).forEach(ids::add);
    LongStream.of(kernel.waitingTasks()).forEach(ids::add);
    for (TaskMemory task : kernel.tasks()) {
      if (!task.consumers().isEmpty()) {
        ids.add(task.taskId());
      }
    }
    List<MemorySnapshot.TaskSnapshot> tasks = new ArrayList<>(ids.size());
    for (long id : ids) {
      TaskMemory task = kernel.taskIfAny(id);
      tasks.add(
          new MemorySnapshot.TaskSnapshot(
              id,
              kernel.memory().executionLedger(MemoryMode.ON_HEAP).bytes(id),
              kernel.memory().executionLedger(MemoryMode.OFF_HEAP).bytes(id),
              blocks.unrollLedger().of(MemoryMode.ON_HEAP).bytes(id),
              blocks.unrollLedger().of(MemoryMode.OFF_HEAP).bytes(id),
              kernel.isWaiting(id),
              IntStream.of(blocks.lockedBy(id))
                  .mapToObj(
                      slot ->
                          new MemorySnapshot.LockSnapshot(known.id(slot), blocks.locks(slot, id)))
                  .sorted((a, b) -> a.block().name().compareTo(b.block().name()))
                  .toList(),
              consumers(task)));
    }
    return tasks;
  }

  private static List<MemorySnapshot.ConsumerSnapshot> consumers(@Nullable TaskMemory task) {
    return task == null
        ? List.of()
        : task.consumers().stream()
            .map(c -> new MemorySnapshot.ConsumerSnapshot(c.name(), c.mode(), c.used()))
            .toList();
  }

  static MemoryStats stats(Kernel kernel) {
    BlockManager blocks = kernel.blocks();
    KnownBlocks known = blocks.known();
    StoreCounts counts = blocks.counts();
    EnumMap<EvictionCause, Long> evictions = new EnumMap<>(EvictionCause.class);
    EnumMap<EvictionCause, Long> evictedBytes = new EnumMap<>(EvictionCause.class);
    for (EvictionCause cause : EvictionCause.values()) {
      evictions.put(cause, counts.evictions[cause.ordinal()]);
      evictedBytes.put(cause, counts.evictedBytes[cause.ordinal()]);
    }
    EnumMap<PutFailure, Long> failures = new EnumMap<>(PutFailure.class);
    for (PutFailure failure : PutFailure.values()) {
      failures.put(failure, counts.failures[failure.ordinal()]);
    }
    return new MemoryStats(
        modeStats(kernel, MemoryMode.ON_HEAP),
        modeStats(kernel, MemoryMode.OFF_HEAP),
        known.diskUsed(),
        rdds(known),
        counts.memoryHits,
        counts.diskHits,
        counts.misses,
        counts.promotions,
        evictions,
        evictedBytes,
        failures,
        kernel.spills(),
        kernel.spilledBytes());
  }

  private static MemoryStats.ModeStats modeStats(Kernel kernel, MemoryMode mode) {
    return new MemoryStats.ModeStats(kernel.memory().max(mode), kernel.blocks().blockBytes(mode));
  }

  private static List<MemoryStats.RddStats> rdds(KnownBlocks known) {
    // Partitions, memory, disk: of a million blocks one figure each would be much garbage.
    TreeMap<Integer, long[]> sums = new TreeMap<>();
    known
        .liveSlots()
        .filter(slot -> known.rdd(slot) >= 0)
        .forEach(
            slot -> {
              long[] sum = sums.computeIfAbsent(known.rdd(slot), rdd -> new long[3]);
              sum[0]++;
              sum[1] += known.memoryBytes(slot);
              sum[2] += known.diskBytes(slot);
            });
    return sums.entrySet().stream()
        .map(
            rdd ->
                new MemoryStats.RddStats(
                    rdd.getKey(), (int) rdd.getValue()[0], rdd.getValue()[1], rdd.getValue()[2]))
        .toList();
  }

  static Explanation explain(Kernel kernel, BlockId block) {
    BlockManager blocks = kernel.blocks();
    KnownBlocks known = blocks.known();
    int slot = blocks.find(block);
    History history = kernel.history();
    Tier tier = slot < 0 ? Tier.NONE : known.inMemory(slot) ? Tier.MEMORY : Tier.DISK;
    History.Finding finding = history == null ? null : history.find(block);
    Explanation.Verdict verdict;
    if (tier == Tier.MEMORY) {
      verdict = Explanation.Verdict.IN_MEMORY;
      finding = null;
    } else if (tier == Tier.DISK && !known.level(slot).useMemory()) {
      verdict = Explanation.Verdict.DISK_ONLY;
      finding = null;
    } else {
      verdict = finding == null ? Explanation.Verdict.UNKNOWN : finding.verdict();
    }
    return new Explanation(
        block,
        tier,
        verdict,
        history != null,
        finding == null ? null : finding.decision(),
        present(kernel, block, slot, tier));
  }

  private static String present(Kernel kernel, BlockId block, int slot, Tier tier) {
    BlockManager blocks = kernel.blocks();
    KnownBlocks known = blocks.known();
    if (tier == Tier.NONE) {
      return block + " is neither in memory nor on disk.";
    }
    String level = " (level " + known.level(slot) + ")";
    int locks = blocks.locks(slot);
    String locked = locks == 0 ? "" : ", held by " + locks + " read lock" + (locks == 1 ? "" : "s");
    if (tier == Tier.MEMORY) {
      String also = known.onDisk(slot) ? " and on disk" : "";
      return block
          + " is in memory"
          + also
          + ", "
          + known.memoryBytes(slot)
          + " bytes"
          + level
          + locked
          + ".";
    }
    return block + " is on disk only, " + known.diskBytes(slot) + " bytes" + level + locked + ".";
  }
}
