package io.memsim.model;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryEvent;
import io.memsim.event.PutFailure;
import io.memsim.event.PutResult;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemoryStats;
import io.memsim.executor.TaskReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An executor's memory made of lists, maps and sums: what the rules say, in the words of the rules.
 * What stays open there is as the API documents it: one operation at a time, waiters served when it
 * is done, in the order of their arrival.
 */
final class NaiveExecutor implements Subject {

  private final NaiveMemory memory;
  private final NaiveTasks tasks;
  private final NaivePictures pictures;

  NaiveExecutor(Setup setup) {
    memory = new NaiveMemory(setup);
    tasks = new NaiveTasks(memory);
    pictures = new NaivePictures(memory, tasks);
  }

  // ---- the bracket around each operation

  /** One operation on behalf of a task: refused while it waits; in the end waiters are served. */
  private String operation(long task, Supplier<String> body) {
    memory.events.clear();
    try {
      check(!tasks.isWaiting(task));
      String answer = body.get();
      tasks.serveWaiters();
      pictures.count(memory.events);
      return answer;
    } catch (NaiveTasks.Misuse e) {
      return MISUSE;
    } catch (NaiveTasks.Refused e) {
      // What was evicted and lent before Spark threw stays so; nothing was released.
      pictures.count(memory.events);
      return REFUSED;
    }
  }

  private static void check(boolean allowed) {
    if (!allowed) {
      throw new NaiveTasks.Misuse();
    }
  }

  private static void checkSizes(List<Long> sizes) {
    sizes.forEach(size -> check(size >= 0));
  }

  private static boolean isValid(StorageLevel level) {
    return level.replication() > 0 && (level.useMemory() || level.useDisk());
  }

  private static void checkMayStore(BlockId block, StorageLevel level) {
    boolean log =
        block instanceof BlockId.TestLogBlockId || block instanceof BlockId.PythonWorkerLogBlockId;
    if (!isValid(level) || (log && !level.equals(StorageLevel.DISK_ONLY))) {
      throw new NaiveTasks.Refused();
    }
  }

  // ---- execution memory

  @Override
  public String acquireExecution(long task, long bytes, MemoryMode mode) {
    return operation(
        task,
        () -> {
          check(task >= 0 && bytes >= 0);
          return tasks.request(new NaiveRequest(task, mode, null, bytes, false, 0));
        });
  }

  @Override
  public String releaseExecution(long task, long bytes, MemoryMode mode) {
    return operation(
        task,
        () -> {
          check(task >= 0 && bytes >= 0);
          return "released " + memory.releaseExecution(task, bytes, mode);
        });
  }

  @Override
  public String releaseAllExecution(long task) {
    return operation(
        task,
        () -> {
          check(task >= 0);
          long freed = memory.releaseExecution(task, Long.MAX_VALUE, MemoryMode.ON_HEAP);
          freed += memory.releaseExecution(task, Long.MAX_VALUE, MemoryMode.OFF_HEAP);
          return "freed " + freed;
        });
  }

  // ---- blocks

  @Override
  public String put(BlockId block, StorageLevel level, long bytes, long task) {
    return operation(
        task,
        () -> {
          check(bytes >= 0);
          check(!level.deserialized() || !isValid(level));
          checkMayStore(block, level);
          if (memory.known.containsKey(block)) {
            return PutResult.EXISTS.name();
          }
          if (level.useMemory()) {
            MemoryMode mode = level.memoryMode();
            PutFailure failure =
                memory.acquireStorage(block, bytes, mode, EvictionCause.STORAGE, task);
            if (failure == null) {
              know(block, level, bytes, bytes, List.of());
              memory.store(block, bytes, mode);
              return PutResult.MEMORY.name();
            }
            putFailed(block, failure);
          }
          if (level.useDisk()) {
            know(block, level, bytes, bytes, List.of());
            memory.writeToDisk(block, bytes);
            return PutResult.DISK.name();
          }
          return PutResult.NONE.name();
        });
  }

  @Override
  public String putValues(
      BlockId block, StorageLevel level, long bytes, List<Long> unroll, long diskBytes, long task) {
    return operation(
        task,
        () -> {
          check(bytes >= 0 && diskBytes >= 0);
          checkSizes(unroll);
          checkMayStore(block, level);
          long left = 0;
          PutResult result;
          if (memory.known.containsKey(block)) {
            result = PutResult.EXISTS;
          } else {
            long onDisk = level.deserialized() ? diskBytes : bytes;
            result = putNewValues(block, level, bytes, unroll, onDisk, task);
            boolean keepsUnrollMemory = level.useMemory() && !level.useDisk() && task != NO_TASK;
            if (result == PutResult.NONE && keepsUnrollMemory) {
              left = memory.leftReserved;
            }
          }
          return result + ", left " + left;
        });
  }

  private PutResult putNewValues(
      BlockId block, StorageLevel level, long bytes, List<Long> unroll, long onDisk, long task) {
    MemoryMode mode = level.memoryMode();
    if (level.useMemory()) {
      PutFailure failure = memory.unroll(block, bytes, unroll, mode, EvictionCause.UNROLL, task);
      if (failure == null) {
        know(block, level, bytes, onDisk, unroll);
        memory.store(block, bytes, mode);
        return PutResult.MEMORY;
      }
      putFailed(block, failure);
      if (failure == PutFailure.TRANSFER) {
        throw new NaiveTasks.Refused();
      }
      if (level.useDisk() || task == NO_TASK) {
        memory.releaseUnroll(memory.leftReserved, mode, task);
      }
    }
    if (!level.useDisk()) {
      return PutResult.NONE;
    }
    know(block, level, bytes, onDisk, unroll);
    memory.writeToDisk(block, onDisk);
    if (level.replication() > 1 && level.useMemory() && !level.deserialized()) {
      bringBytesBack(block, task);
    }
    return memory.memory.containsKey(block) ? PutResult.MEMORY : PutResult.DISK;
  }

  private void know(
      BlockId block, StorageLevel level, long bytes, long diskBytes, List<Long> unroll) {
    memory.known.put(block, new NaiveMemory.Known(level, bytes, diskBytes, unroll));
  }

  private void putFailed(BlockId block, PutFailure failure) {
    memory.events.add(new MemoryEvent.PutFailed(block, failure, memory.missing));
    pictures.failedPut(failure);
  }

  private void promotionFailed(BlockId block, PutFailure failure) {
    memory.events.add(new MemoryEvent.PutFailed(block, failure, memory.missing));
  }

  /** Tries to bring a serialized block back from disk. */
  private void bringBytesBack(BlockId block, long task) {
    MemoryMode mode = memory.known.get(block).level().memoryMode();
    long bytes = memory.disk.get(block);
    PutFailure failure = memory.acquireStorage(block, bytes, mode, EvictionCause.PROMOTION, task);
    if (failure == null) {
      pictures.promotions++;
      memory.store(block, bytes, mode);
    } else {
      promotionFailed(block, failure);
    }
  }

  @Override
  public String get(BlockId block, long task, boolean hold, long bytes, List<Long> unroll) {
    return operation(
        task,
        () -> {
          checkSizes(unroll);
          check(!hold || task != NO_TASK);
          memory.leftReserved = 0;
          NaiveMemory.Known facts = memory.known.get(block);
          if (facts == null) {
            pictures.misses++;
            return Tier.NONE + ", left 0";
          }
          long left = 0;
          Tier from;
          if (memory.memory.containsKey(block)) {
            from = Tier.MEMORY;
            memory.use(block);
            pictures.memoryHits++;
          } else {
            from = Tier.DISK;
            if (facts.level().useMemory() && !facts.level().deserialized()) {
              bringBytesBack(block, task);
            } else if (facts.level().useMemory()) {
              left =
                  bringValuesBack(
                      block,
                      task,
                      hold,
                      bytes < 0 ? facts.bytes() : bytes,
                      bytes < 0 ? facts.unroll() : unroll);
            }
            pictures.diskHits++;
          }
          if (hold) {
            memory.locks.add(new NaiveMemory.Lock(task, block));
            memory.events.add(new MemoryEvent.Locked(block, task));
          }
          return from + ", left " + left;
        });
  }

  /** Tries to bring a block's values back from disk; answers the unroll memory that is left. */
  private long bringValuesBack(
      BlockId block, long task, boolean hold, long bytes, List<Long> unroll) {
    MemoryMode mode = memory.known.get(block).level().memoryMode();
    PutFailure failure = memory.unroll(block, bytes, unroll, mode, EvictionCause.PROMOTION, task);
    if (failure == null) {
      pictures.promotions++;
      memory.store(block, bytes, mode);
      return 0;
    }
    promotionFailed(block, failure);
    if (failure == PutFailure.TRANSFER) {
      throw new NaiveTasks.Refused();
    }
    if (hold) {
      return memory.leftReserved;
    }
    memory.releaseUnroll(memory.leftReserved, mode, task);
    return 0;
  }

  @Override
  public String unlock(BlockId block, long task) {
    return operation(
        task,
        () -> {
          check(task >= 0);
          NaiveMemory.Lock lock = new NaiveMemory.Lock(task, block);
          if (memory.locks.stream().noneMatch(each -> each.block().equals(block))) {
            throw new NaiveTasks.Refused();
          }
          check(memory.locks.contains(lock));
          memory.locks.remove(lock);
          memory.events.add(new MemoryEvent.Unlocked(block, task));
          return "unlocked";
        });
  }

  private String removeAll(List<BlockId> blocks) {
    check(memory.locks.stream().noneMatch(lock -> blocks.contains(lock.block())));
    blocks.forEach(memory::remove);
    return "removed " + blocks.size();
  }

  @Override
  public String remove(BlockId block) {
    return operation(
        NO_TASK, () -> removeAll(memory.known.containsKey(block) ? List.of(block) : List.of()));
  }

  @Override
  public String removeRdd(int rdd) {
    return operation(
        NO_TASK,
        () ->
            removeAll(
                memory.known.keySet().stream()
                    .filter(block -> block instanceof BlockId.RDDBlockId b && b.rddId() == rdd)
                    .sorted(
                        Comparator.comparing(block -> ((BlockId.RDDBlockId) block).splitIndex()))
                    .toList()));
  }

  @Override
  public String removeBroadcast(long broadcast) {
    return operation(
        NO_TASK,
        () ->
            removeAll(
                memory.known.keySet().stream()
                    .filter(
                        block ->
                            block instanceof BlockId.BroadcastBlockId b
                                && b.broadcastId() == broadcast)
                    .sorted(Comparator.comparing(BlockId::name))
                    .toList()));
  }

  @Override
  public String reserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) {
    return operation(
        task,
        () -> {
          check(bytes >= 0);
          return "reserved " + memory.reserveUnroll(block, bytes, mode, EvictionCause.UNROLL, task);
        });
  }

  @Override
  public String releaseUnroll(long bytes, MemoryMode mode, long task) {
    return operation(
        task,
        () -> {
          check(bytes >= 0);
          return "released " + memory.releaseUnroll(bytes, mode, task);
        });
  }

  // ---- tasks

  @Override
  public String endTask(long task) {
    return operation(
        NO_TASK,
        () -> {
          check(task >= 0);
          tasks.withdraw(task);
          long unroll = memory.releaseUnroll(Long.MAX_VALUE, MemoryMode.ON_HEAP, task);
          unroll += memory.releaseUnroll(Long.MAX_VALUE, MemoryMode.OFF_HEAP, task);
          memory.wakeAll();
          tasks.serveWaiters();
          List<BlockId> unlocked =
              memory.locks.stream()
                  .filter(lock -> lock.task() == task)
                  .map(NaiveMemory.Lock::block)
                  .distinct()
                  .toList();
          memory.locks.removeIf(lock -> lock.task() == task);
          unlocked.forEach(block -> memory.events.add(new MemoryEvent.Unlocked(block, task)));
          List<TaskReport.Leak> leaks = new ArrayList<>();
          int pages = 0;
          for (NaiveConsumer consumer : tasks.consumersOf(task)) {
            pages += consumer.pages.size();
            if (consumer.used > 0) {
              leaks.add(new TaskReport.Leak(consumer.name, consumer.mode, consumer.used));
            }
            tasks.consumers.remove(consumer);
          }
          tasks.known.remove(task);
          tasks.current.remove(task);
          long[] peak = tasks.peak.remove(task);
          Long ticket = tasks.ticketOfTask.remove(task);
          if (ticket != null) {
            tasks.outcomeOfTicket.remove(ticket);
          }
          long onHeap = memory.releaseExecution(task, Long.MAX_VALUE, MemoryMode.ON_HEAP);
          long offHeap = memory.releaseExecution(task, Long.MAX_VALUE, MemoryMode.OFF_HEAP);
          return new TaskReport(
                  task,
                  onHeap,
                  offHeap,
                  unlocked.size(),
                  unroll,
                  peak == null ? 0 : peak[MemoryMode.ON_HEAP.ordinal()],
                  peak == null ? 0 : peak[MemoryMode.OFF_HEAP.ordinal()],
                  pages,
                  leaks)
              .toString();
        });
  }

  @Override
  public String register(String consumer, long task, MemoryMode mode, Spill spill) {
    if (task >= 0) {
      tasks.known.add(task);
    }
    return operation(
        task,
        () -> {
          check(task >= 0);
          check(tasks.consumers.stream().noneMatch(c -> c.name.equals(consumer)));
          tasks.consumers.add(new NaiveConsumer(consumer, task, mode, spill));
          return "registered";
        });
  }

  /** An operation of a consumer, on behalf of its task. */
  private String operation(String consumer, Function<NaiveConsumer, String> body) {
    NaiveConsumer found;
    try {
      found = tasks.consumer(consumer);
    } catch (NaiveTasks.Misuse e) {
      memory.events.clear();
      return MISUSE;
    }
    return operation(found.task, () -> body.apply(found));
  }

  @Override
  public String consumerAcquire(String consumer, long bytes) {
    return operation(
        consumer,
        asking -> {
          check(bytes >= 0);
          return tasks.request(new NaiveRequest(asking.task, asking.mode, asking, bytes, false, 0));
        });
  }

  @Override
  public String consumerFree(String consumer, long bytes) {
    return operation(
        consumer,
        freeing -> {
          check(bytes >= 0 && bytes <= freeing.used);
          tasks.free(freeing, bytes);
          return "freed";
        });
  }

  @Override
  public String consumerSpill(String consumer) {
    // Telling it is nothing; what it then frees is the operation. So one that has nothing to free
    // may be told even while its task waits.
    return tasks.hasNothingToSpill(consumer)
        ? "freed 0"
        : operation(consumer, spilling -> "freed " + tasks.spillByHand(spilling));
  }

  @Override
  public String allocatePage(String consumer, long required) {
    long page = memory.setup.page();
    return allocate(consumer, required, Math.max(page, required));
  }

  @Override
  public String allocateArray(String consumer, long elements) {
    return allocate(consumer, elements * 8, elements * 8);
  }

  private String allocate(String consumer, long required, long size) {
    // What no page can be is told even to a task that waits.
    return tasks
        .notAPage(consumer, size, required)
        .orElseGet(() -> operation(consumer, asking -> tasks.allocate(asking, size, required)));
  }

  @Override
  public String freePage(String consumer, int page) {
    return operation(
        consumer,
        owner -> {
          check(owner.pages.containsKey(page));
          tasks.freePage(owner, page);
          return "freed";
        });
  }

  @Override
  public String unmanaged(String component, MemoryMode mode, long bytes) {
    return operation(
        NO_TASK,
        () -> {
          if (memory.setup.unmanaged()) {
            memory.unmanaged.get(mode).put(component, Math.max(0, bytes));
          }
          return "noted";
        });
  }

  @Override
  public String cancel(long task) {
    return operation(NO_TASK, () -> "cancelled " + tasks.withdraw(task));
  }

  // ---- what can be seen

  @Override
  public List<MemoryEvent> events() {
    return List.copyOf(memory.events);
  }

  @Override
  public MemorySnapshot snapshot() {
    return pictures.snapshot();
  }

  @Override
  public MemoryStats stats() {
    return pictures.stats();
  }

  @Override
  public String waiting() {
    return pictures.waiting();
  }
}
