package org.example.policy;

import io.memsim.executor.ExecutorMemory;
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
  void everythingIsAModule() {
    expect("org.example.policy", getClass());
    expect("io.memsim.testkit", EvictionContract.class);
    expect("io.memsim.core", ExecutorMemory.class);
    expect("net.jqwik.api", Example.class);
  }

  @Example
  void tracesAreWritten() {
    MemoryRun run = MemoryRun.start(TinyMemory.of(1000), new SmallestFirst());
    run.memory().acquireExecution(0, 10, io.memsim.block.MemoryMode.ON_HEAP);
    String trace = run.log().trace();
    if (!trace.endsWith("{\"op\":\"acquireExecution\",\"task\":0,\"bytes\":10}\n")) {
      throw new AssertionError(trace);
    }
  }

  private static void expect(String module, Class<?> type) {
    if (!module.equals(type.getModule().getName())) {
      throw new AssertionError(type + " is in " + type.getModule() + ": expected " + module);
    }
  }
}
