package io.memsim.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.Tier;
import io.memsim.event.PutResult;
import io.memsim.trace.Expectation.Answer;
import io.memsim.trace.Expectation.Evicted;
import io.memsim.trace.Expectation.Pool;
import io.memsim.trace.Expectation.Pools;
import io.memsim.trace.Expectation.Spilled;
import io.memsim.trace.Expectation.State;
import io.memsim.trace.Expectation.Woken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ReplayProperties {
  private static final List<Path> FILES = Traces.bundled();
  private static final List<List<TraceLine>> LINES = FILES.stream().map(Traces::read).toList();

  @Provide
  Arbitrary<Integer> traces() {
    return Arbitraries.integers().between(0, FILES.size() - 1);
  }

  private static Replay replay(int trace) {
    return Replay.of(Traces.reader(Traces.bytes(Traces.lines(FILES.get(trace)).subList(0, 1))));
  }

  /** A changed figure and the field that it is in. */
  private record Change(String field, Expectation changed) {}

  @Property(tries = 500)
  void anyChangedFigureIsFound(@ForAll("traces") int trace, @ForAll long seed) {
    Random random = new Random(seed);
    List<TraceLine> lines = LINES.get(trace);
    int at = random.nextInt(lines.size());
    TraceLine line = lines.get(at);
    List<Change> changes = changes(line);
    Change change = changes.get(random.nextInt(changes.size()));
    Replay replay = replay(trace);
    for (TraceLine before : lines.subList(0, at)) {
      assertThat(replay.check(before)).isEmpty();
    }

    Divergence divergence =
        replay
            .check(new TraceLine(line.number(), line.operation(), change.changed()))
            .orElseThrow(() -> new AssertionError("not found: " + change));

    assertThat(divergence.line()).isEqualTo(line.number());
    assertThat(divergence.field()).isEqualTo(change.field());
    assertThat(divergence.spark()).isNotEqualTo(divergence.memsim());
  }

  private static List<Change> changes(TraceLine line) {
    Expectation e = line.expectation();
    List<Change> changes = new ArrayList<>();
    answers(e, line.operation() instanceof Operation.Remove, changes);
    effects(e, changes);
    changes.add(new Change("error", with(e, e.answer(), e.state(), !e.error())));
    states(e, changes);
    if (e.memory() != null) {
      changes.add(
          new Change("memory[" + e.memory().size() + "]", blocks(e, more(e.memory()), e.disk())));
      if (!e.memory().isEmpty()) {
        int last = e.memory().size() - 1;
        changes.add(
            new Change("memory[" + last + "]", blocks(e, e.memory().subList(0, last), e.disk())));
      }
    }
    if (e.disk() != null) {
      changes.add(
          new Change("disk[" + e.disk().size() + "]", blocks(e, e.memory(), more(e.disk()))));
    }
    return changes;
  }

  private static List<BlockId> more(List<BlockId> blocks) {
    List<BlockId> more = new ArrayList<>(blocks);
    more.add(BlockId.test("never there"));
    return more;
  }

  private static Expectation blocks(Expectation e, List<BlockId> memory, List<BlockId> disk) {
    return new Expectation(
        e.answer(), e.evicted(), e.spilled(), e.woken(), e.error(), e.state(), memory, disk);
  }

  private static Expectation with(Expectation e, Answer answer, State state, boolean error) {
    return new Expectation(
        answer, e.evicted(), e.spilled(), e.woken(), error, state, e.memory(), e.disk());
  }

  private static void answers(Expectation e, boolean one, List<Change> changes) {
    Answer a = e.answer();
    answer(e, changes, "granted", a.granted(), v -> answer(a, 0, v));
    answer(e, changes, "freed", a.freed(), v -> answer(a, 1, v));
    answer(e, changes, "unlocked", a.unlocked(), v -> answer(a, 2, v));
    answer(e, changes, "unrollHeld", a.unrollHeld(), v -> answer(a, 3, v));
    if (a.removed() != null) {
      Answer other = answer(a, 4, one ? 1 - a.removed() : a.removed() + 1);
      changes.add(new Change("removed", with(e, other, e.state(), e.error())));
    }
    if (a.waiting() != null || a.stored() != null || a.from() != null || a.reserved() != null) {
      Answer other =
          new Answer(
              a.granted(),
              a.waiting() == null ? null : !a.waiting(),
              a.freed(),
              a.unlocked(),
              a.stored() == null ? null : next(a.stored()),
              a.from() == null ? null : next(a.from()),
              a.unrollHeld(),
              a.reserved() == null ? null : !a.reserved(),
              a.removed());
      String field =
          a.waiting() != null
              ? "waiting"
              : a.stored() != null ? "stored" : a.from() != null ? "from" : "reserved";
      changes.add(new Change(field, with(e, other, e.state(), e.error())));
    }
  }

  private static PutResult next(PutResult result) {
    return PutResult.values()[(result.ordinal() + 1) % PutResult.values().length];
  }

  private static Tier next(Tier tier) {
    return Tier.values()[(tier.ordinal() + 1) % Tier.values().length];
  }

  private static void answer(
      Expectation e,
      List<Change> changes,
      String field,
      Long value,
      java.util.function.LongFunction<Answer> set) {
    if (value != null) {
      changes.add(new Change(field, with(e, set.apply(value + 1), e.state(), e.error())));
    }
  }

  private static Answer answer(Answer a, int field, long value) {
    return new Answer(
        field == 0 ? (Long) value : a.granted(),
        a.waiting(),
        field == 1 ? (Long) value : a.freed(),
        field == 2 ? (Long) value : a.unlocked(),
        a.stored(),
        a.from(),
        field == 3 ? (Long) value : a.unrollHeld(),
        a.reserved(),
        field == 4 ? (Long) value : a.removed());
  }

  private static void effects(Expectation e, List<Change> changes) {
    List<Evicted> evicted = new ArrayList<>(e.evicted());
    for (int i = 0; i < evicted.size(); i++) {
      Evicted one = evicted.get(i);
      String at = "evicted[" + i + "]";
      changes.add(
          new Change(
              at + ".bytes", evicted(e, i, new Evicted(one.block(), one.bytes() + 1, one.to()))));
      changes.add(
          new Change(
              at + ".block", evicted(e, i, new Evicted(BlockId.test("x"), one.bytes(), one.to()))));
      changes.add(
          new Change(
              at + ".to",
              evicted(
                  e,
                  i,
                  new Evicted(
                      one.block(), one.bytes(), one.to() == Tier.DISK ? Tier.NONE : Tier.DISK))));
    }
    evicted.add(new Evicted(BlockId.test("x"), 1, Tier.NONE));
    changes.add(new Change("evicted", effects(e, evicted, e.spilled(), e.woken())));
    List<Spilled> spilled = new ArrayList<>(e.spilled());
    spilled.add(new Spilled("x", 1));
    changes.add(new Change("spilled", effects(e, e.evicted(), spilled, e.woken())));
    for (int i = 0; i < e.spilled().size(); i++) {
      List<Spilled> other = new ArrayList<>(e.spilled());
      other.set(i, new Spilled(other.get(i).consumer(), other.get(i).bytes() + 1));
      changes.add(
          new Change("spilled[" + i + "].bytes", effects(e, e.evicted(), other, e.woken())));
    }
    if (!e.woken().isEmpty()) {
      Woken one = e.woken().get(0);
      changes.add(new Change("woken", effects(e, e.evicted(), e.spilled(), List.of())));
      changes.add(
          new Change(
              "woken[0].granted",
              effects(
                  e, e.evicted(), e.spilled(), List.of(new Woken(one.task(), one.granted() + 1)))));
    }
  }

  private static Expectation evicted(Expectation e, int at, Evicted one) {
    List<Evicted> evicted = new ArrayList<>(e.evicted());
    evicted.set(at, one);
    return effects(e, evicted, e.spilled(), e.woken());
  }

  private static Expectation effects(
      Expectation e, List<Evicted> evicted, List<Spilled> spilled, List<Woken> woken) {
    return new Expectation(
        e.answer(), evicted, spilled, woken, e.error(), e.state(), e.memory(), e.disk());
  }

  private static void states(Expectation e, List<Change> changes) {
    State s = e.state();
    for (UnaryOperator<Pool> bump :
        List.<UnaryOperator<Pool>>of(
            p -> new Pool(p.size() + 1, p.used()), p -> new Pool(p.size(), p.used() + 1))) {
      Pools on = s.onHeap();
      Pools off = s.offHeap();
      state(e, changes, "onHeap.execution", new State(first(on, bump), off));
      state(e, changes, "onHeap.storage", new State(second(on, bump), off));
      state(e, changes, "offHeap.execution", new State(on, first(off, bump)));
      state(e, changes, "offHeap.storage", new State(on, second(off, bump)));
    }
  }

  private static Pools first(Pools pools, UnaryOperator<Pool> bump) {
    return new Pools(bump.apply(pools.execution()), pools.storage());
  }

  private static Pools second(Pools pools, UnaryOperator<Pool> bump) {
    return new Pools(pools.execution(), bump.apply(pools.storage()));
  }

  private static void state(Expectation e, List<Change> changes, String field, State state) {
    changes.add(new Change("state." + field, with(e, e.answer(), state, e.error())));
  }

  @Property(tries = 50)
  void aReplayIsDeterministic(@ForAll("traces") int trace) throws IOException {
    assertThat(json(trace)).isEqualTo(json(trace));
  }

  private static String json(int trace) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OutcomeWriter writer = new OutcomeWriter(out);
    Replay replay = replay(trace);
    for (TraceLine line : LINES.get(trace)) {
      writer.write(replay.step(line, true), true, null);
    }
    writer.flush();
    return out.toString(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Property(tries = 50)
  void whatAReplayAnswersIsATraceThatReplaysWithoutADivergence(@ForAll("traces") int trace) {
    Replay recording = replay(trace);
    Replay checking = replay(trace);
    for (TraceLine line : LINES.get(trace)) {
      Expectation answer = recording.step(line, true).answer();

      assertThat(checking.check(new TraceLine(line.number(), line.operation(), answer))).isEmpty();
    }
  }
}
