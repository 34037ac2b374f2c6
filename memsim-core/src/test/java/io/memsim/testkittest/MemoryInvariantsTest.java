package io.memsim.testkittest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import io.memsim.executor.ExecutorMemory;
import io.memsim.policy.EvictionRequest;
import io.memsim.policy.VictimCursor;
import io.memsim.testkit.MemoryInvariant;
import io.memsim.testkit.MemoryInvariants;
import io.memsim.testkit.MemoryRun;
import io.memsim.testkit.TinyMemory;
import io.memsim.trace.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryInvariantsTest {

  private final ExecutorMemory memory = ExecutorMemory.create(TinyMemory.of(1000));

  @Test
  void allOfThemAreOnUntilSwitchedOff() {
    MemoryInvariants all = MemoryInvariants.all();
    for (MemoryInvariant invariant : MemoryInvariant.values()) {
      assertThat(all.includes(invariant)).isTrue();
      assertThat(all.without(invariant).includes(invariant)).isFalse();
      assertThat(all.without(invariant).with(invariant).includes(invariant)).isTrue();
      assertThat(MemoryInvariants.none().includes(invariant)).isFalse();
    }
  }

  @Test
  void forAnyPolicyLeavesOutSparksOrderAlone() {
    for (MemoryInvariant invariant : MemoryInvariant.values()) {
      assertThat(MemoryInvariants.forAnyPolicy().includes(invariant))
          .isEqualTo(invariant != MemoryInvariant.LEAST_RECENTLY_USED_GOES_FIRST);
    }
  }

  @Test
  void switchingOneOffSilencesIt() {
    MemoryInvariants all = MemoryInvariants.all();
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> evictWith(all))
        .withMessageContaining("LEAST_RECENTLY_USED_GOES_FIRST: evicted were [rdd_1_0]")
        .withMessageContaining("{\"op\":\"put\",\"block\":\"rdd_2_0\"");
    assertThatCode(() -> evictWith(all.without(MemoryInvariant.LEAST_RECENTLY_USED_GOES_FIRST)))
        .doesNotThrowAnyException();
  }

  private static void evictWith(MemoryInvariants invariants) {
    MemoryRun run = MemoryRun.start(TinyMemory.of(1000), new MostRecentlyUsed(), invariants);
    for (int rdd = 0; rdd < 3; rdd++) {
      run.perform(new Operation.Put(BlockId.rdd(rdd, 0), StorageLevel.MEMORY_ONLY_SER, 400, 0));
    }
  }

  private static final class MostRecentlyUsed extends LeastRecentlyUsed {
    @Override
    public VictimCursor victims(EvictionRequest request) {
      List<BlockId> newestFirst = new ArrayList<>(order);
      Collections.reverse(newestFirst);
      return cursor(newestFirst.iterator());
    }

    @Override
    public MostRecentlyUsed copy() {
      MostRecentlyUsed copy = new MostRecentlyUsed();
      copy.order.addAll(order);
      return copy;
    }
  }

  @Test
  void aUserAddsHisOwn() {
    MemoryInvariants own =
        MemoryInvariants.none()
            .with("few blocks", executor -> assertThat(executor.blocksInMemory()).isLessThan(2));
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 1);
    own.check(memory);
    memory.put(BlockId.rdd(0, 1), StorageLevel.MEMORY_ONLY_SER, 1);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> own.check(memory))
        .withMessageStartingWith("few blocks: ")
        .withCauseInstanceOf(AssertionError.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> own.with("few blocks", executor -> {}))
        .withMessageContaining("few blocks");
  }

  @Test
  void tellsAllThatIsViolated() {
    MemoryInvariants two =
        MemoryInvariants.none()
            .with("first", executor -> assertThat(executor.blocksInMemory()).isZero())
            .with("second", executor -> assertThat(executor.blocksInMemory()).isNegative());
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 1);
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(() -> two.check(memory))
        .withMessageContaining("first: ")
        .withMessageContaining("second: ");
  }
}
