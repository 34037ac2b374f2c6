package io.memsim.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.executor.MemorySnapshot;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Executors that must do the same, and executors that must not touch each other. */
@PropertyDefaults(tries = 60)
class TwinProperties {

  @Provide
  Arbitrary<ModelRun> runs() {
    return CallArbitraries.runs(120);
  }

  private static String make(Call call, ModelRun run, RealExecutor on) {
    return call.resolved(run.setup(), on.snapshot()).on(on);
  }

  private static void sameAnswers(Call call, ModelRun run, RealExecutor a, RealExecutor b) {
    assertThat(make(call, run, b)).as("%s", call).isEqualTo(make(call, run, a));
    assertThat(b.snapshot()).as("%s", call).isEqualTo(a.snapshot());
    assertThat(b.waiting()).as("%s", call).isEqualTo(a.waiting());
  }

  private static void same(ModelRun run, RealExecutor a, RealExecutor b) {
    for (Call call : run.calls()) {
      sameAnswers(call, run, a, b);
      assertThat(b.events()).as("%s", call).isEqualTo(a.events());
    }
    assertThat(b.stats()).isEqualTo(a.stats());
  }

  @Property
  void theSameCallsGiveTheSameAnswersAndEffects(@ForAll("runs") ModelRun run) {
    same(run, new RealExecutor(run.setup()), new RealExecutor(run.setup()));
  }

  @Property
  void theSameSeedGivesTheSameOrderOfWaking(@ForAll("runs") ModelRun run, @ForAll long seed) {
    OptionalLong order = OptionalLong.of(seed);
    same(run, new RealExecutor(run.setup(), order), new RealExecutor(run.setup(), order));
  }

  @Property
  void aSeededOrderOfWakingKeepsTheStateConsistent(
      @ForAll("runs") ModelRun run, @ForAll long seed) {
    RealExecutor seeded = new RealExecutor(run.setup(), OptionalLong.of(seed));
    for (Call call : run.calls()) {
      make(call, run, seeded);
      Consistency.check(seeded.memory(), call);
    }
  }

  @Property
  void aListOrderedByUseIsSparksOrder(@ForAll("runs") ModelRun run) {
    Setup listening = run.setup().listening(true);
    same(
        run,
        new RealExecutor(listening.ownPolicy(false)),
        new RealExecutor(listening.ownPolicy(true)));
  }

  @Property
  void aHistoryChangesNothingButExplanations(@ForAll("runs") ModelRun run) {
    Setup listening = run.setup().listening(true);
    same(
        run,
        new RealExecutor(listening.explanations(0)),
        new RealExecutor(listening.explanations(7)));
  }

  @Property
  void aListenerChangesNothing(@ForAll("runs") ModelRun run) {
    RealExecutor heard = new RealExecutor(run.setup().listening(true));
    RealExecutor unheard = new RealExecutor(run.setup().listening(false));
    for (Call call : run.calls()) {
      sameAnswers(call, run, heard, unheard);
    }
  }

  @Property
  void aCopyEvolvesAsTheOriginalWouldAndDoesNotTouchIt(
      @ForAll("runs") ModelRun run, @ForAll @IntRange(max = 100) int percent, @ForAll long seed) {
    RealExecutor original = new RealExecutor(run.setup().listening(true), OptionalLong.of(seed));
    int until = run.calls().size() * percent / 100;
    for (Call call : run.calls().subList(0, until)) {
      make(call, run, original);
    }
    RealExecutor copy = original.copy();
    List<Call> rest = run.calls().subList(until, run.calls().size());
    MemorySnapshot before = original.snapshot();
    String waiting = original.waiting();
    for (Call call : rest) {
      make(call, run, copy);
      Consistency.check(copy.memory(), call);
    }
    assertThat(original.snapshot()).isEqualTo(before);
    assertThat(original.waiting()).isEqualTo(waiting);
    MemorySnapshot evolved = copy.snapshot();
    for (Call call : rest) {
      make(call, run, original);
    }
    assertThat(original.snapshot()).isEqualTo(evolved);
    assertThat(original.waiting()).isEqualTo(copy.waiting());
    assertThat(original.stats()).isEqualTo(copy.stats());
  }

  @Property
  void theOriginalDoesNotTouchItsCopy(
      @ForAll("runs") ModelRun run, @ForAll @IntRange(max = 100) int percent) {
    RealExecutor original = new RealExecutor(run.setup());
    int until = run.calls().size() * percent / 100;
    for (Call call : run.calls().subList(0, until)) {
      make(call, run, original);
    }
    RealExecutor copy = original.copy();
    MemorySnapshot before = copy.snapshot();
    for (Call call : run.calls().subList(until, run.calls().size())) {
      make(call, run, original);
    }
    assertThat(copy.snapshot()).isEqualTo(before);
    Consistency.check(copy.memory(), "copy");
  }

  @Property
  void lookingChangesNothing(@ForAll("runs") ModelRun run) {
    RealExecutor looked = new RealExecutor(run.setup());
    RealExecutor unlooked = new RealExecutor(run.setup());
    for (Call call : run.calls()) {
      looked.memory().snapshot();
      looked.memory().stats();
      looked.memory().copy();
      looked.memory().memoryOrder().forEach(b -> assertThat(explanation(looked, b)).isNotEmpty());
      looked.memory().strandedTasks();
      assertThat(make(call, run, unlooked)).isEqualTo(make(call, run, looked));
    }
    assertThat(unlooked.snapshot()).isEqualTo(looked.snapshot());
  }

  private static String explanation(RealExecutor real, BlockId block) {
    return real.memory().explain(block).toString();
  }
}
