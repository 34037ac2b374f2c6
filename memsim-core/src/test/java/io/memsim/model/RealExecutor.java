package io.memsim.model;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.MemoryEvent;
import io.memsim.event.SpillMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemoryConsumer;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemoryStats;
import io.memsim.executor.SparkOutOfMemoryException;
import io.memsim.executor.SparkRefusalException;
import io.memsim.executor.Spiller;
import io.memsim.executor.TooLargePageException;
import io.memsim.policy.LinkedHashMapLru;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** The executor under test. */
final class RealExecutor implements Subject {

  /** Tickets are looked up for tasks below this, once anybody has waited. */
  private static final long TASKS = 6;

  private static final Spiller SPILLS_PAGES =
      (self, bytes, trigger) -> {
        long freed = 0;
        int left = self.task().pageCount();
        for (int page = 0; left > 0 && freed < bytes; page++) {
          long size = sizeOf(self, page);
          if (size >= 0) {
            left--;
            freed += freeIfOwn(self, page, size);
          }
        }
        return freed;
      };

  private final Setup setup;
  private final ExecutorMemory memory;
  private final List<MemoryEvent> events = new ArrayList<>();
  private boolean anybodyHasWaited;

  RealExecutor(Setup setup) {
    this(setup, OptionalLong.empty());
  }

  RealExecutor(Setup setup, OptionalLong wakeOrderSeed) {
    this.setup = setup;
    ExecutorMemory.Builder builder = ExecutorMemory.builder(setup.config());
    wakeOrderSeed.ifPresent(builder::wakeOrderSeed);
    if (setup.explanations() > 0) {
      builder.explanations(setup.explanations());
    }
    if (setup.ownPolicy()) {
      builder.policy(new LinkedHashMapLru());
    }
    if (setup.listening()) {
      builder.listener(MemoryEvent.listener(events::add));
    }
    memory = builder.build();
  }

  private RealExecutor(RealExecutor source) {
    setup = source.setup;
    memory = source.memory.copy();
    anybodyHasWaited = source.anybodyHasWaited;
    if (setup.listening()) {
      memory.addListener(MemoryEvent.listener(events::add));
    }
  }

  RealExecutor copy() {
    return new RealExecutor(this);
  }

  ExecutorMemory memory() {
    return memory;
  }

  private static long sizeOf(MemoryConsumer self, int page) {
    try {
      return self.task().pageBytes(page);
    } catch (IllegalArgumentException noSuchPage) {
      return -1;
    }
  }

  private static long freeIfOwn(MemoryConsumer self, int page, long size) {
    try {
      self.freePage(page);
      return size;
    } catch (IllegalArgumentException anothers) {
      return 0;
    }
  }

  private String answer(Supplier<String> call) {
    events.clear();
    try {
      String answer = call.get();
      anybodyHasWaited |= answer.equals(WAITS);
      return answer;
    } catch (SparkRefusalException e) {
      return REFUSED;
    } catch (SparkOutOfMemoryException e) {
      return text(e);
    } catch (TooLargePageException e) {
      return "too large: " + e.size();
    } catch (IllegalArgumentException | IllegalStateException e) {
      return MISUSE;
    }
  }

  private static String text(SparkOutOfMemoryException e) {
    return "out of memory: required " + e.required() + ", got " + e.got();
  }

  private static String granted(long granted) {
    return granted == ExecutorMemory.WAITING ? WAITS : "granted " + granted;
  }

  @Override
  public String acquireExecution(long task, long bytes, MemoryMode mode) {
    return answer(() -> granted(memory.acquireExecution(task, bytes, mode)));
  }

  @Override
  public String releaseExecution(long task, long bytes, MemoryMode mode) {
    return answer(() -> "released " + memory.releaseExecution(task, bytes, mode));
  }

  @Override
  public String releaseAllExecution(long task) {
    return answer(() -> "freed " + memory.releaseAllExecution(task));
  }

  @Override
  public String put(BlockId block, StorageLevel level, long bytes, long task) {
    // Half of the RDD blocks go the way without an object for the id.
    return answer(
        () ->
            block instanceof BlockId.RDDBlockId rdd && bytes % 2 == 0
                ? memory.putRdd(rdd.rddId(), rdd.splitIndex(), level, bytes, task).name()
                : memory.put(block, level, bytes, task).name());
  }

  @Override
  public String putValues(
      BlockId block, StorageLevel level, long bytes, List<Long> unroll, long diskBytes, long task) {
    long[] estimates = unroll.stream().mapToLong(Long::longValue).toArray();
    return answer(
        () -> {
          String stored = memory.putValues(block, level, bytes, estimates, diskBytes, task).name();
          Arrays.fill(estimates, Long.MAX_VALUE);
          return stored + ", left " + memory.lastUnrollHeld();
        });
  }

  @Override
  public String get(BlockId block, long task, boolean hold, long bytes, List<Long> unroll) {
    return answer(
        () -> {
          String from;
          if (bytes >= 0) {
            long[] estimates = unroll.stream().mapToLong(Long::longValue).toArray();
            from = memory.get(block, task, hold, bytes, estimates).name();
          } else if (block instanceof BlockId.RDDBlockId rdd && rdd.splitIndex() % 2 == 0) {
            from = memory.getRdd(rdd.rddId(), rdd.splitIndex(), task, hold).name();
          } else {
            from = memory.get(block, task, hold, -1, null).name();
          }
          return from + ", left " + memory.lastUnrollHeld();
        });
  }

  @Override
  public String unlock(BlockId block, long task) {
    return answer(
        () -> {
          memory.unlock(block, task);
          return "unlocked";
        });
  }

  @Override
  public String remove(BlockId block) {
    return answer(() -> "removed " + (memory.remove(block) ? 1 : 0));
  }

  @Override
  public String removeRdd(int rdd) {
    return answer(() -> "removed " + memory.removeRdd(rdd));
  }

  @Override
  public String removeBroadcast(long broadcast) {
    return answer(() -> "removed " + memory.removeBroadcast(broadcast));
  }

  @Override
  public String reserveUnroll(BlockId block, long bytes, MemoryMode mode, long task) {
    return answer(() -> "reserved " + memory.reserveUnroll(block, bytes, mode, task));
  }

  @Override
  public String releaseUnroll(long bytes, MemoryMode mode, long task) {
    return answer(() -> "released " + memory.releaseUnroll(bytes, mode, task));
  }

  @Override
  public String endTask(long task) {
    return answer(() -> memory.endTask(task).toString());
  }

  @Override
  public String register(String consumer, long task, MemoryMode mode, Spill spill) {
    return answer(
        () -> {
          if (spill == Spill.PAGES) {
            memory.task(task).registerConsumer(consumer, mode, SPILLS_PAGES);
          } else {
            memory.task(task).registerConsumer(consumer, mode, SpillMode.valueOf(spill.name()));
          }
          return "registered";
        });
  }

  @Override
  public String consumerAcquire(String consumer, long bytes) {
    return answer(() -> granted(memory.consumer(consumer).acquire(bytes)));
  }

  @Override
  public String consumerFree(String consumer, long bytes) {
    return answer(
        () -> {
          memory.consumer(consumer).free(bytes);
          return "freed";
        });
  }

  @Override
  public String consumerSpill(String consumer) {
    return answer(() -> "freed " + memory.consumer(consumer).spill());
  }

  private static String page(MemoryConsumer consumer, int page) {
    return page == ExecutorMemory.WAITING
        ? WAITS
        : "page " + page + " of " + consumer.task().pageBytes(page);
  }

  @Override
  public String allocatePage(String consumer, long required) {
    return answer(
        () -> {
          MemoryConsumer asking = memory.consumer(consumer);
          return page(asking, asking.allocatePage(required));
        });
  }

  @Override
  public String allocateArray(String consumer, long elements) {
    return answer(
        () -> {
          MemoryConsumer asking = memory.consumer(consumer);
          return page(asking, asking.allocateArray(elements));
        });
  }

  @Override
  public String freePage(String consumer, int page) {
    return answer(
        () -> {
          memory.consumer(consumer).freePage(page);
          return "freed";
        });
  }

  @Override
  public String unmanaged(String component, MemoryMode mode, long bytes) {
    return answer(
        () -> {
          memory.unmanaged(component, mode, bytes);
          return "noted";
        });
  }

  @Override
  public String cancel(long task) {
    return answer(() -> "cancelled " + memory.cancel(ticketOf(task)));
  }

  @Override
  public List<MemoryEvent> events() {
    return List.copyOf(events);
  }

  @Override
  public MemorySnapshot snapshot() {
    return memory.snapshot();
  }

  @Override
  public MemoryStats stats() {
    return memory.stats();
  }

  private long ticketOf(long task) {
    try {
      return memory.ticket(task);
    } catch (IllegalArgumentException neverWaited) {
      return Long.MAX_VALUE;
    }
  }

  private String outcomeOf(long ticket) {
    try {
      long granted = memory.granted(ticket);
      return granted == ExecutorMemory.CANCELLED ? "cancelled" : granted(granted);
    } catch (SparkOutOfMemoryException e) {
      return text(e);
    }
  }

  @Override
  public String waiting() {
    TreeMap<Long, String> tickets = new TreeMap<>();
    for (long task = 0; anybodyHasWaited && task < TASKS; task++) {
      long ticket = ticketOf(task);
      if (ticket != Long.MAX_VALUE) {
        tickets.put(task, ticket + " " + outcomeOf(ticket));
      }
    }
    return "waiting "
        + LongStream.of(memory.waitingTasks()).boxed().toList()
        + ", stranded "
        + LongStream.of(memory.strandedTasks()).boxed().toList()
        + ", tickets "
        + tickets;
  }
}
