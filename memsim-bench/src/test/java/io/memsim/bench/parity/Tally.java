package io.memsim.bench.parity;

import java.util.EnumMap;
import java.util.Map;

/** What happened in many runs: shows that they went where it is interesting. */
final class Tally {

  private final Map<Outcome.Kind, Long> kinds = new EnumMap<>(Outcome.Kind.class);
  private long operations;
  private long evictions;
  private long spills;
  private long wakes;

  void count(Outcome outcome) {
    operations++;
    evictions += outcome.evicted().size();
    spills += outcome.spilled().size();
    wakes += outcome.woken().size();
    if (outcome.kind() != Outcome.Kind.DONE) {
      kinds.merge(outcome.kind(), 1L, Long::sum);
    }
  }

  long operations() {
    return operations;
  }

  @Override
  public String toString() {
    return String.format(
        "%,d operations, %,d evictions, %,d spills, %,d woken, %s",
        operations, evictions, spills, wakes, kinds);
  }
}
