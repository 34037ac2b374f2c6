package io.memsim.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomGenerator;

/** The executor does what the naive model does, whatever is asked of it. */
class ModelProperties {

  @Provide
  Arbitrary<ModelRun> runs() {
    return CallArbitraries.runs(60);
  }

  @Property(tries = 500)
  void answersEffectsAndStateAreThoseOfTheNaiveModel(@ForAll("runs") ModelRun run) {
    run.check();
  }

  /**
   * Longer runs, as many as one likes: {@code -Dmemsim.model.ops=N -Dmemsim.model.seed=S}. A run
   * that fails is cut down to the calls that it needs and printed.
   */
  @Example
  void longRunsToo() {
    long operations = Long.getLong("memsim.model.ops", 15_000);
    Random random = new Random(Long.getLong("memsim.model.seed", 20_260_101));
    RandomGenerator<ModelRun> generator = CallArbitraries.runs(400).generator(1000);
    long done = 0;
    while (done < operations) {
      ModelRun run = generator.next(random).value();
      try {
        run.check();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("after " + done + " operations" + cutDown(run), e);
      }
      done += run.calls().size();
    }
  }

  /** Leaves out calls, ever smaller pieces of them, as long as what is left still fails. */
  private static ModelRun cutDown(ModelRun failing) {
    ModelRun smallest = failing;
    for (int piece = failing.calls().size() / 2; piece > 0; piece /= 2) {
      for (int from = 0; from + piece <= smallest.calls().size(); ) {
        List<Call> fewer = new ArrayList<>(smallest.calls());
        fewer.subList(from, from + piece).clear();
        ModelRun candidate = new ModelRun(failing.setup(), fewer);
        if (fails(candidate)) {
          smallest = candidate;
        } else {
          from += piece;
        }
      }
    }
    return smallest;
  }

  private static boolean fails(ModelRun run) {
    try {
      run.check();
      return false;
    } catch (AssertionError | RuntimeException e) {
      return true;
    }
  }
}
