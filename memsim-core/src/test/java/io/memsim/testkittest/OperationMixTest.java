package io.memsim.testkittest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.memsim.block.StorageLevel;
import io.memsim.testkit.MemoryArbitraries;
import io.memsim.testkit.OperationKind;
import io.memsim.testkit.OperationMix;
import io.memsim.testkit.TinyMemory;
import org.junit.jupiter.api.Test;

class OperationMixTest {

  private final OperationMix mix = OperationMix.everything();

  @Test
  void refusesWhatMakesNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mix.weight(OperationKind.GET, -1))
        .withMessage("weight of GET -1: expected 0 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mix.rdds(0))
        .withMessage("rdds 0: expected 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mix.splits(0))
        .withMessage("splits 0: expected 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mix.tasks(0))
        .withMessage("tasks 0: expected 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mix.broadcasts(-1))
        .withMessage("broadcasts -1: expected 0 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mix.length(0))
        .withMessage("length 0: expected 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(mix::levels)
        .withMessage("levels 0: expected 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mix.levels(StorageLevel.NONE))
        .withMessage("level NONE: expected one that uses memory or disk");
  }

  @Test
  void refusesToGenerateNothing() {
    OperationMix nothing = mix.only();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemoryArbitraries.operations(TinyMemory.of(100), nothing))
        .withMessageContaining("expected a weight above 0 for at least one kind");
  }

  @Test
  void tellsWhatItIs() {
    assertThat(mix.tasks(5).length(9))
        .hasToString(mix.tasks(5).length(9).toString())
        .asString()
        .contains("PUT=20", "5 tasks", "up to 9 operations", "MEMORY_ONLY_SER");
  }
}
