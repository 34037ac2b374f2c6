package org.example;

import static io.memsim.testkit.MemoryAssertions.assertThatMemory;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.policy.EvictionPolicy;
import io.memsim.testkit.EvictionContract;
import io.memsim.testkit.MemoryActions;
import io.memsim.testkit.MemoryRun;
import io.memsim.testkit.OperationMix;
import io.memsim.testkit.TinyMemory;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;

class SmallestFirstTest extends EvictionContract {

  @Override
  protected EvictionPolicy newPolicy() {
    return new SmallestFirst();
  }

  @Property(tries = 100)
  void survivesWhateverIsAsked(@ForAll("chains") ActionChain<MemoryRun> chain) {
    chain.run();
  }

  @Provide
  Arbitrary<ActionChain<MemoryRun>> chains() {
    return MemoryActions.on(TinyMemory.of(1000), OperationMix.caching())
        .chains(SmallestFirst::new);
  }

  @Example
  void evictsTheSmallest() {
    MemoryRun run = MemoryRun.start(TinyMemory.of(1000), new SmallestFirst());
    run.memory().put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 600);
    run.memory().put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 400);
    run.memory().put(BlockId.rdd(2, 0), StorageLevel.MEMORY_ONLY_SER, 100);
    assertThatMemory(run).keptInMemory("rdd_0_*", "rdd_2_0").evictedInOrder("rdd_1_0");
  }

  @Example
  void printsATraceWhenAnExpectationFails() {
    MemoryRun run = MemoryRun.start(TinyMemory.of(1000), new SmallestFirst());
    run.memory().put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 600);
    try {
      assertThatMemory(run).keptInMemory("rdd_7_*");
    } catch (AssertionError e) {
      String line = "{\"op\":\"put\",\"block\":\"rdd_0_0\",\"level\":\"MEMORY_ONLY_SER\",\"bytes\":600}";
      if (!e.getMessage().contains(line)) {
        throw new AssertionError("no trace in: " + e.getMessage(), e);
      }
      return;
    }
    throw new AssertionError("expected a failure");
  }
}
