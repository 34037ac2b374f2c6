package io.memsim.internal.stores;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The sums of unrolling. */
class UnrollGrowthTest {

  private final UnrollGrowth growth = new UnrollGrowth(100, 1.5);

  @Test
  void moreIsDueFromExactlyWhatIsReserved() {
    assertThat(growth.isDue(99, 100)).isFalse();
    assertThat(growth.isDue(100, 100)).isTrue();
    assertThat(growth.isDue(101, 100)).isTrue();
  }

  @Test
  void moreIsTheEstimateTimesTheFactorLessWhatIsReserved() {
    assertThat(growth.more(100, 100)).isEqualTo(50);
    assertThat(growth.more(101, 100)).isEqualTo(51);
    assertThat(new UnrollGrowth(1, 1.0).more(7, 7)).isZero();
    // Beyond 2^53 a double has no odd numbers.
    assertThat(new UnrollGrowth(1, 1.0).more((1L << 53) + 1, 0)).isEqualTo(1L << 53);
  }

  @Test
  void theRestIsWhatTheFinalSizeLacks() {
    assertThat(growth.rest(150, 100)).isEqualTo(50);
    assertThat(growth.rest(100, 100)).isZero();
    assertThat(growth.rest(50, 100)).isZero();
  }
}
