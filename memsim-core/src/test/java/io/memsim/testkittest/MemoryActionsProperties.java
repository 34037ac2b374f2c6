package io.memsim.testkittest;

import io.memsim.config.MemoryConfig;
import io.memsim.testkit.MemoryActions;
import io.memsim.testkit.MemoryArbitraries;
import io.memsim.testkit.MemoryRun;
import io.memsim.testkit.TinyMemory;
import io.memsim.trace.Operation;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.state.ActionChain;

/** The kit against the executor itself: all invariants hold with Spark's own policy. */
class MemoryActionsProperties {

  @Property
  void allInvariantsHoldAfterEveryAction(@ForAll("chains") ActionChain<MemoryRun> chain) {
    chain.run();
  }

  @Provide
  Arbitrary<ActionChain<MemoryRun>> chains() {
    MemoryConfig config =
        TinyMemory.of(1000, 500, Map.of("spark.memory.unmanagedMemoryPollingInterval", "1s"));
    return MemoryActions.on(config).chains();
  }

  @Property
  void allInvariantsHoldWithAnyConfiguration(
      @ForAll("configuredOperations") Tuple.Tuple2<MemoryConfig, List<Operation>> sample) {
    MemoryRun.start(sample.get1()).performAll(sample.get2());
  }

  @Provide
  Arbitrary<Tuple.Tuple2<MemoryConfig, List<Operation>>> configuredOperations() {
    return Arbitraries.oneOf(
            MemoryArbitraries.configurations(), MemoryArbitraries.boundaryConfigurations())
        .flatMap(config -> MemoryArbitraries.operations(config).map(ops -> Tuple.of(config, ops)));
  }
}
