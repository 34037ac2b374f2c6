package io.memsim.model;

import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;

/**
 * A few runs that are the same each time, for those who must not find something else each time: the
 * mutation test. {@link ModelProperties} looks further.
 */
class SameRunsTest {

  @Example
  void answersEffectsAndStateAreThoseOfTheNaiveModel() {
    Random random = new Random(20_260_101);
    RandomGenerator<ModelRun> runs = CallArbitraries.runs(400).generator(1000);
    for (int calls = 0; calls < 2_500; ) {
      ModelRun run = runs.next(random).value();
      run.check();
      calls += run.calls().size();
    }
  }
}
