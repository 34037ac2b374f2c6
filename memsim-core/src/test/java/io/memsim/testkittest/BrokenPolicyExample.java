package io.memsim.testkittest;

import static java.util.Comparator.comparing;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.policy.EvictionPolicy;
import io.memsim.policy.EvictionRequest;
import io.memsim.policy.VictimCursor;
import io.memsim.testkit.MemoryActions;
import io.memsim.testkit.MemoryRun;
import io.memsim.testkit.OperationMix;
import io.memsim.testkit.TinyMemory;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.ActionChain;

/**
 * The README's example: a property that fails, since the policy is broken. It is run by {@link
 * BrokenPolicyExampleTest} alone.
 */
final class BrokenPolicyExample {

  private BrokenPolicyExample() {}

  // README: property
  static class LeastFrequentlyUsedProperties {
    @Property
    void survivesWhateverIsAsked(@ForAll("chains") ActionChain<MemoryRun> chain) {
      chain.run();
    }

    @Provide
    Arbitrary<ActionChain<MemoryRun>> chains() {
      return MemoryActions.on(TinyMemory.of(1000), OperationMix.caching())
          .chains(LeastFrequentlyUsed::new);
    }
  }

  // README: policy
  static class LeastFrequentlyUsed implements EvictionPolicy {
    final Map<BlockId, Integer> uses = new TreeMap<>(comparing(BlockId::name));

    @Override
    public void added(BlockId block, MemoryMode mode, long bytes) {
      uses.merge(block, 1, Integer::sum);
    }

    @Override
    public void touched(BlockId block) {
      uses.merge(block, 1, Integer::sum);
    }

    @Override
    public void removed(BlockId block) {
      // Its uses are remembered, for when it comes back.
    }

    @Override
    public VictimCursor victims(EvictionRequest request) {
      Iterator<BlockId> rarest = uses.keySet().stream().sorted(comparing(uses::get)).iterator();
      return () -> rarest.hasNext() ? rarest.next() : null;
    }

    @Override
    public EvictionPolicy copy() {
      LeastFrequentlyUsed copy = new LeastFrequentlyUsed();
      copy.uses.putAll(uses);
      return copy;
    }

    @Override
    public String toString() {
      return "LeastFrequentlyUsed";
    }
  }
  // README: end
}
