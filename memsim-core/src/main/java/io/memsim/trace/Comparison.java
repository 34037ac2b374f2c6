package io.memsim.trace;

import io.memsim.block.BlockId;
import io.memsim.trace.Expectation.Answer;
import io.memsim.trace.Expectation.Evicted;
import io.memsim.trace.Expectation.Pool;
import io.memsim.trace.Expectation.Pools;
import io.memsim.trace.Expectation.Spilled;
import io.memsim.trace.Expectation.Woken;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds the first field in which a recorded answer and ours differ. */
final class Comparison {
  /*
   * What a line's expect does not mention is no claim, with these exceptions, which the format
   * makes: no "error" means that Spark did not throw, no "evicted", "spilled" or "woken" that
   * nothing of the kind happened, no "unrollHeld" at a get that no unroll memory was left.
   */
  private static final String NONE = "none";

  private final Expectation spark;
  private final Expectation ours;
  private @Nullable String field;
  private String theirValue = NONE;
  private String ourValue = NONE;

  private Comparison(Expectation spark, Expectation ours) {
    this.spark = spark;
    this.ours = ours;
  }

  /** The first difference, or null when the answers agree. */
  static @Nullable Divergence compare(
      String file, long line, Operation operation, Expectation spark, Expectation ours) {
    Comparison comparison = new Comparison(spark, ours);
    if (comparison.run(operation)) {
      return null;
    }
    return new Divergence(
        file,
        line,
        Objects.requireNonNull(comparison.field),
        comparison.theirValue,
        comparison.ourValue);
  }

  private boolean run(Operation operation) {
    return same("error", spark.error(), ours.error())
        && answers(operation)
        && evicted()
        && spilled()
        && woken()
        && pools("state.onHeap", poolsOf(spark, true), poolsOf(ours, true))
        && pools("state.offHeap", poolsOf(spark, false), poolsOf(ours, false))
        && blocks("memory", spark.memory(), ours.memory())
        && blocks("disk", spark.disk(), ours.disk());
  }

  private boolean answers(Operation operation) {
    Answer theirs = spark.answer();
    Answer mine = ours.answer();
    Long theirUnroll = theirs.unrollHeld();
    Long ourUnroll = mine.unrollHeld();
    boolean unrollClaimed = theirUnroll != null || operation instanceof Operation.Get;
    return claimed("granted", theirs.granted(), mine.granted(), mine)
        && (theirs.waiting() == null
            || claimed("waiting", theirs.waiting(), mine.waiting() != null, mine))
        && claimed("freed", theirs.freed(), mine.freed(), mine)
        && claimed("unlocked", theirs.unlocked(), mine.unlocked(), mine)
        && claimed("stored", theirs.stored(), mine.stored(), mine)
        && claimed("from", theirs.from(), mine.from(), mine)
        && (!unrollClaimed
            || same(
                "unrollHeld",
                theirUnroll == null ? 0L : theirUnroll,
                ourUnroll == null ? 0L : ourUnroll))
        && claimed("reserved", theirs.reserved(), mine.reserved(), mine)
        && removed(operation, theirs.removed(), mine.removed());
  }

  private boolean removed(Operation operation, @Nullable Long theirs, @Nullable Long mine) {
    if (operation instanceof Operation.Remove && theirs != null && mine != null) {
      return same("removed", theirs != 0, mine != 0);
    }
    return claimed("removed", theirs, mine, ours.answer());
  }

  private boolean evicted() {
    return sameLength("evicted", spark.evicted(), ours.evicted()) && eachEvicted();
  }

  private boolean eachEvicted() {
    for (int i = 0; i < spark.evicted().size(); i++) {
      Evicted theirs = spark.evicted().get(i);
      Evicted mine = ours.evicted().get(i);
      String at = "evicted[" + i + "]";
      if (!same(at + ".block", theirs.block(), mine.block())
          || !same(at + ".bytes", theirs.bytes(), mine.bytes())
          || !same(at + ".to", theirs.to(), mine.to())) {
        return false;
      }
    }
    return true;
  }

  private boolean spilled() {
    if (!sameLength("spilled", spark.spilled(), ours.spilled())) {
      return false;
    }
    for (int i = 0; i < spark.spilled().size(); i++) {
      Spilled theirs = spark.spilled().get(i);
      Spilled mine = ours.spilled().get(i);
      String at = "spilled[" + i + "]";
      if (!same(at + ".consumer", theirs.consumer(), mine.consumer())
          || !same(at + ".bytes", theirs.bytes(), mine.bytes())) {
        return false;
      }
    }
    return true;
  }

  private boolean woken() {
    if (!sameLength("woken", spark.woken(), ours.woken())) {
      return false;
    }
    for (int i = 0; i < spark.woken().size(); i++) {
      Woken theirs = spark.woken().get(i);
      Woken mine = ours.woken().get(i);
      String at = "woken[" + i + "]";
      if (!same(at + ".task", theirs.task(), mine.task())
          || !same(at + ".granted", theirs.granted(), mine.granted())) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Pools poolsOf(Expectation expectation, boolean onHeap) {
    Expectation.State state = expectation.state();
    return state == null ? null : onHeap ? state.onHeap() : state.offHeap();
  }

  private boolean pools(String at, @Nullable Pools theirs, @Nullable Pools mine) {
    return theirs == null
        || mine == null
        || (pool(at + ".execution", theirs.execution(), mine.execution())
            && pool(at + ".storage", theirs.storage(), mine.storage()));
  }

  private boolean pool(String at, @Nullable Pool theirs, @Nullable Pool mine) {
    return theirs == null
        || mine == null
        || theirs.equals(mine)
        || differ(at, show(theirs), show(mine));
  }

  private static String show(Pool pool) {
    return "[" + pool.size() + "," + pool.used() + "]";
  }

  private boolean blocks(String at, @Nullable List<BlockId> theirs, @Nullable List<BlockId> mine) {
    if (theirs == null || mine == null) {
      return true;
    }
    int most = Math.max(theirs.size(), mine.size());
    for (int i = 0; i < most; i++) {
      String their = i < theirs.size() ? theirs.get(i).name() : NONE;
      String our = i < mine.size() ? mine.get(i).name() : NONE;
      if (!their.equals(our)) {
        return differ(at + "[" + i + "]", their, our);
      }
    }
    return true;
  }

  private <T> boolean sameLength(String at, List<T> theirs, List<T> mine) {
    return theirs.size() == mine.size() || differ(at, show(theirs), show(mine));
  }

  private static <T> String show(List<T> list) {
    StringBuilder shown = new StringBuilder();
    for (T one : list) {
      shown.append(shown.length() == 0 ? "" : "; ").append(describe(one));
    }
    return shown.length() == 0 ? NONE : shown.toString();
  }

  private static String describe(Object one) {
    if (one instanceof Evicted evicted) {
      return evicted.block() + " (" + evicted.bytes() + " bytes) to " + evicted.to();
    } else if (one instanceof Spilled spilled) {
      return spilled.consumer() + " " + spilled.bytes() + " bytes";
    } else if (one instanceof Woken woken) {
      return "task " + woken.task() + " granted " + woken.granted();
    }
    return one.toString();
  }

  /** Compares what the line's expect has; an absent answer of ours is shown as what we did. */
  private boolean claimed(String at, @Nullable Object theirs, @Nullable Object mine, Answer whole) {
    if (theirs == null || theirs.equals(mine)) {
      return true;
    }
    boolean waits = mine == null && whole.waiting() != null;
    return differ(
        at, theirs.toString(), mine == null ? (waits ? "waiting" : NONE) : mine.toString());
  }

  private boolean same(String at, Object theirs, Object mine) {
    return theirs.equals(mine) || differ(at, theirs.toString(), mine.toString());
  }

  private boolean differ(String at, String theirs, String mine) {
    field = at;
    theirValue = theirs;
    ourValue = mine;
    return false;
  }
}
