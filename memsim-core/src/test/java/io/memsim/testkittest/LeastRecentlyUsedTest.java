package io.memsim.testkittest;

import io.memsim.policy.EvictionPolicy;
import io.memsim.testkit.EvictionContract;
import io.memsim.testkit.MemoryActions;
import io.memsim.testkit.MemoryInvariants;
import io.memsim.testkit.MemoryRun;
import io.memsim.testkit.TinyMemory;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;

/** A policy without faults passes, and the one that says it is Spark's is. */
class LeastRecentlyUsedTest extends EvictionContract {

  @Override
  protected EvictionPolicy newPolicy() {
    return new LeastRecentlyUsed();
  }

  @Property(tries = 300)
  void evictsAsSparkDoes(@ForAll("chains") ActionChain<MemoryRun> chain) {
    chain.run();
  }

  @Provide
  Arbitrary<ActionChain<MemoryRun>> chains() {
    return MemoryActions.on(TinyMemory.of(1000, 500))
        .chains(LeastRecentlyUsed::new, MemoryInvariants.all());
  }
}
