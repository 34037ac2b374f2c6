package io.memsim.model;

import io.memsim.block.MemoryMode;
import io.memsim.event.MemoryEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Consumers, spilling, pages, and waiting: the rules of task memory, spelt out. */
final class NaiveTasks {

  private static final long LARGEST_PAGE = ((1L << 31) - 1) * 8;

  private final NaiveMemory memory;
  final List<NaiveConsumer> consumers = new ArrayList<>();

  /** Tasks that anybody has ever asked for by name, until they end. */
  final TreeSet<Long> known = new TreeSet<>();

  /** What consumers hold by task and mode, and the most that it ever was. */
  final Map<Long, long[]> current = new TreeMap<>();

  final Map<Long, long[]> peak = new TreeMap<>();

  /** The ticket of each task's last request that had to wait, and what became of it. */
  final Map<Long, Long> ticketOfTask = new TreeMap<>();

  final Map<Long, String> outcomeOfTicket = new TreeMap<>();
  private long lastTicket;

  NaiveTasks(NaiveMemory memory) {
    this.memory = memory;
  }

  NaiveConsumer consumer(String name) {
    return consumers.stream().filter(c -> c.name.equals(name)).findFirst().orElseThrow(Misuse::new);
  }

  List<NaiveConsumer> consumersOf(long task) {
    return consumers.stream().filter(c -> c.task == task).toList();
  }

  boolean isWaiting(long task) {
    return memory.waiting.stream().anyMatch(request -> request.task == task);
  }

  // ---- rule 5, a request

  /** Starts a request; answers in words. */
  String request(NaiveRequest request) {
    if (request.required == 0) {
      throw new Refused();
    }
    if (goOn(request)) {
      return settle(request);
    }
    Long before = ticketOfTask.remove(request.task);
    if (before != null) {
      outcomeOfTicket.remove(before);
    }
    request.ticket = ++lastTicket;
    ticketOfTask.put(request.task, request.ticket);
    outcomeOfTicket.put(request.ticket, Subject.WAITS);
    memory.waiting.add(request);
    memory.events.add(
        new MemoryEvent.Waiting(
            request.ticket, request.task, request.mode, request.required - request.got));
    return Subject.WAITS;
  }

  /** Goes on with a request until it has finished (true) or must wait (false). */
  private boolean goOn(NaiveRequest request) {
    while (true) {
      long missing = request.required - request.got;
      long granted = memory.attemptExecution(request.task, missing, request.mode);
      if (granted == NaiveMemory.MUST_WAIT) {
        return false;
      }
      request.got += granted;
      if (request.got == request.required || request.consumer == null) {
        return true;
      }
      if (request.mayStillSpill == null) {
        request.mayStillSpill = whatTheyHold(request);
      }
      if (!somebodySpills(request)) {
        return true;
      }
    }
  }

  private Map<NaiveConsumer, Long> whatTheyHold(NaiveRequest request) {
    LinkedHashMap<NaiveConsumer, Long> holds = new LinkedHashMap<>();
    for (NaiveConsumer other : consumersOf(request.task)) {
      if (other.used > 0 && other.mode == request.mode) {
        holds.put(other, other == request.consumer ? 0 : other.used);
      }
    }
    return holds;
  }

  private boolean somebodySpills(NaiveRequest request) {
    while (!request.mayStillSpill.isEmpty()) {
      long missing = request.required - request.got;
      NaiveConsumer chosen = choose(request.mayStillSpill, missing);
      long released = spill(chosen, missing);
      if (released > 0) {
        memory.events.add(new MemoryEvent.Spilled(request.task, chosen.name, missing, released));
        return true;
      }
      request.mayStillSpill.remove(chosen);
    }
    return false;
  }

  private static NaiveConsumer choose(Map<NaiveConsumer, Long> holds, long missing) {
    NaiveConsumer least = null;
    NaiveConsumer most = null;
    for (NaiveConsumer each : holds.keySet()) {
      long bytes = holds.get(each);
      // Among equals the one registered last.
      if (bytes >= missing && (least == null || bytes <= holds.get(least))) {
        least = each;
      }
      if (most == null || bytes >= holds.get(most)) {
        most = each;
      }
    }
    return least != null ? least : most;
  }

  /** Tells a consumer to spill; answers what it freed. */
  long spill(NaiveConsumer consumer, long bytes) {
    return switch (consumer.spill) {
      case ALL -> freeAny(consumer, consumer.used);
      case REQUESTED -> freeAny(consumer, Math.min(bytes, consumer.used));
      case NONE -> 0;
      case PAGES -> {
        long freed = 0;
        while (freed < bytes && !consumer.pages.isEmpty()) {
          freed += freePage(consumer, consumer.pages.firstKey());
        }
        yield freed;
      }
    };
  }

  /** A consumer is told to spill by hand: each release is an operation of its own. */
  long spillByHand(NaiveConsumer consumer) {
    if (consumer.spill != Subject.Spill.PAGES) {
      return spill(consumer, Long.MAX_VALUE);
    }
    long freed = 0;
    while (!consumer.pages.isEmpty()) {
      freed += freePage(consumer, consumer.pages.firstKey());
      serveWaiters();
    }
    return freed;
  }

  boolean hasNothingToSpill(String name) {
    memory.events.clear();
    return consumers.stream()
        .filter(c -> c.name.equals(name))
        .anyMatch(
            c ->
                switch (c.spill) {
                  case ALL, REQUESTED -> c.used == 0;
                  case NONE -> true;
                  case PAGES -> c.pages.isEmpty();
                });
  }

  private long freeAny(NaiveConsumer consumer, long bytes) {
    if (bytes > 0) {
      free(consumer, bytes);
    }
    return bytes;
  }

  void free(NaiveConsumer consumer, long bytes) {
    consumer.used -= bytes;
    giveBack(consumer, bytes);
  }

  long freePage(NaiveConsumer consumer, int page) {
    long bytes = consumer.pages.remove(page);
    free(consumer, bytes);
    return bytes;
  }

  private void giveBack(NaiveConsumer consumer, long bytes) {
    account(consumer, -bytes);
    memory.releaseExecution(consumer.task, bytes, consumer.mode);
  }

  private void account(NaiveConsumer consumer, long bytes) {
    long[] now = current.computeIfAbsent(consumer.task, task -> new long[2]);
    long[] most = peak.computeIfAbsent(consumer.task, task -> new long[2]);
    int mode = consumer.mode.ordinal();
    now[mode] += bytes;
    most[mode] = Math.max(most[mode], now[mode]);
  }

  /** Hands the memory of a finished request over; answers in words. */
  private String settle(NaiveRequest request) {
    if (request.consumer == null) {
      return "granted " + request.got;
    }
    account(request.consumer, request.got);
    if (!request.page) {
      request.consumer.used += request.got;
      return "granted " + request.got;
    }
    if (request.got > 0 && request.got >= request.minimum) {
      int number = lowestFreePage(request.task);
      request.consumer.pages.put(number, request.got);
      request.consumer.used += request.got;
      return "page " + number + " of " + request.got;
    }
    if (request.got > 0) {
      giveBack(request.consumer, request.got);
    }
    memory.events.add(
        new MemoryEvent.OutOfMemory(
            request.task, request.consumer.name, request.minimum, request.got));
    return "out of memory: required " + request.minimum + ", got " + request.got;
  }

  private int lowestFreePage(long task) {
    int number = 0;
    while (true) {
      int wanted = number;
      if (consumersOf(task).stream().noneMatch(c -> c.pages.containsKey(wanted))) {
        return number;
      }
      number++;
    }
  }

  /** Why this could never be a page, in words. */
  Optional<String> notAPage(String name, long size, long minimum) {
    NaiveConsumer consumer =
        consumers.stream().filter(c -> c.name.equals(name)).findFirst().orElse(null);
    memory.events.clear();
    if (consumer == null || minimum < 0) {
      return Optional.of(Subject.MISUSE);
    }
    if (consumer.mode != memory.setup.tungstenMode()) {
      return Optional.of(Subject.REFUSED);
    }
    return size > LARGEST_PAGE ? Optional.of("too large: " + size) : Optional.empty();
  }

  String allocate(NaiveConsumer consumer, long size, long minimum) {
    return request(new NaiveRequest(consumer.task, consumer.mode, consumer, size, true, minimum));
  }

  // ---- waking

  /** Whoever was woken tries again, in the order of arrival, until nobody is left who was. */
  void serveWaiters() {
    while (true) {
      List<NaiveRequest> turn =
          memory.waiting.stream().filter(request -> request.shallTryAgain).toList();
      if (turn.isEmpty()) {
        return;
      }
      for (NaiveRequest request : turn) {
        boolean finished = goOn(request);
        if (finished) {
          String outcome = settle(request);
          outcomeOfTicket.put(
              request.ticket,
              outcome.startsWith("out of memory") ? outcome : "granted " + request.got);
          memory.waiting.remove(request);
          memory.events.add(new MemoryEvent.Woken(request.ticket, request.task, request.got));
        }
        // It has just seen what it woke the others for.
        request.shallTryAgain = false;
      }
    }
  }

  boolean withdraw(long task) {
    for (NaiveRequest request : memory.waiting) {
      if (request.task == task) {
        memory.waiting.remove(request);
        outcomeOfTicket.put(request.ticket, "cancelled");
        return true;
      }
    }
    return false;
  }

  /** Waiting tasks that nobody is left to wake. */
  List<Long> stranded() {
    TreeSet<Long> others = new TreeSet<>(known);
    for (MemoryMode mode : MemoryMode.values()) {
      others.addAll(memory.execution.get(mode).keySet());
      others.addAll(memory.unroll.get(mode).keySet());
    }
    memory.locks.forEach(lock -> others.add(lock.task()));
    others.remove(Subject.NO_TASK);
    others.removeIf(this::isWaiting);
    return others.isEmpty()
        ? memory.waiting.stream().map(request -> request.task).toList()
        : List.of();
  }

  /** The caller has broken a rule of the API. */
  static final class Misuse extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Spark itself throws. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
