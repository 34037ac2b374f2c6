package io.memsim.bench.parity;

import io.memsim.block.BlockId;
import io.memsim.block.Tier;
import java.util.ArrayList;
import java.util.List;

/** What one side answered to one action, and what it did meanwhile. Reused. */
final class Outcome {

  /** How an action ended. */
  enum Kind {
    DONE,
    WAITING,
    /** Spark throws: an assertion, a refused argument. */
    REFUSED,
    OUT_OF_MEMORY,
    PAGE_TOO_LARGE,
    PAGES_FULL,
    /** Spark's thread was interrupted: on purpose, or since it waits and memsim does not. */
    INTERRUPTED
  }

  record Eviction(BlockId block, long bytes, Tier to) {}

  record Spill(String consumer, long bytes) {}

  /** A request that had waited has ended. */
  record Wake(long task, Kind kind, long answer, long extra) {}

  private Kind kind = Kind.DONE;
  private long answer;
  private long extra;
  private String detail = "";
  private final List<Eviction> evicted = new ArrayList<>();
  private final List<Spill> spilled = new ArrayList<>();
  private final List<Wake> woken = new ArrayList<>();

  void clear() {
    kind = Kind.DONE;
    answer = 0;
    extra = 0;
    detail = "";
    evicted.clear();
    spilled.clear();
    woken.clear();
  }

  void done(long first, long second) {
    end(Kind.DONE, first, second);
  }

  void end(Kind how, long first, long second) {
    kind = how;
    answer = first;
    extra = second;
  }

  void detail(String text) {
    detail = text;
  }

  Kind kind() {
    return kind;
  }

  long answer() {
    return answer;
  }

  long extra() {
    return extra;
  }

  List<Eviction> evicted() {
    return evicted;
  }

  List<Spill> spilled() {
    return spilled;
  }

  List<Wake> woken() {
    return woken;
  }

  /** Whether two sides answered the same, and, if it is known, did the same meanwhile. */
  boolean equalTo(Outcome other, boolean heard) {
    return kind == other.kind
        && answer == other.answer
        && extra == other.extra
        && woken.equals(other.woken)
        && (!heard || (evicted.equals(other.evicted) && spilled.equals(other.spilled)));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(kind.toString());
    text.append(" answer ").append(answer).append(" extra ").append(extra);
    text.append(" evicted ").append(evicted);
    text.append(" spilled ").append(spilled);
    text.append(" woken ").append(woken);
    return detail.isEmpty()
        ? text.toString()
        : text.append(" (").append(detail).append(')').toString();
  }
}
