package io.memsim.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Estimates that the real Spark 4.2.0 came to, as its recorded logs show. */
class UnrollModelTest {
  private final UnrollModel model = new UnrollModel();

  @Test
  void aBlockOfTwentyThousandArraysReservesWhatSparkReserved() {
    UnrollModel.Steps steps = model.steps(1_680_016, 20_000, true, 1 << 20, 1.5);

    // Recorded: 1,606,851 bytes reserved after the first step, which are 1.5 times this estimate.
    assertThat(steps.estimates[0]).isEqualTo(1_071_234);
    assertThat(steps.estimates).hasSize(2);
    assertThat(steps.parts).isSorted();
  }

  @Test
  void fewLargeValuesAreLookedAtOnce() {
    UnrollModel.Steps steps = model.steps(10 << 20, 5, true, 1 << 20, 1.5);

    assertThat(steps.estimates).hasSize(1);
    assertThat(steps.parts[0]).isEqualTo(0.2);
  }

  @Test
  void serializedValuesGrowAsTheyAreWritten() {
    UnrollModel.Steps steps = model.steps(2 << 20, 1 << 14, false, 1 << 20, 1.5);

    assertThat(steps.estimates[0]).isBetween(1L << 20, (1L << 20) + 16 * 128);
    assertThat(steps.estimates).hasSize(2);
  }

  @Test
  void whatStaysBelowTheFirstReservationNeedsNoMore() {
    assertThat(model.steps(500_000, 1000, true, 1 << 20, 1.5).estimates).isEmpty();
  }
}
