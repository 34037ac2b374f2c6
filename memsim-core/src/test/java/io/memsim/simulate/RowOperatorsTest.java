package io.memsim.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.layout.MemoryLayout;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sorts and aggregations take as much memory as Spark measured that they took. */
class RowOperatorsTest {
  private static final long PAGE = (1 << 20) - 16;

  private static long[] of(Demand.Need need, long limit) {
    return Growth.under(need.growth(PAGE), need.dataFor(PAGE), limit, Double.MAX_VALUE);
  }

  @Test
  void everyTaskThatDidNotSpillNeedsWhatItHeld() throws IOException {
    Workload run = LogLines.recorded("dfcache.md28seq");
    Preparation preparation = new Preparation(run);
    long page = MemoryLayout.of(Simulation.loggedConfig(run)).pageSize();
    int compared = 0;
    for (int task = 0; task < run.taskCount(); task++) {
      long held = run.metric(task, TaskMetric.PEAK_ON_HEAP);
      List<Demand.Need> needs = preparation.demand().of(task);
      if (held == 0 || run.metric(task, TaskMetric.MEMORY_SPILLED) > 0) {
        continue;
      }
      assertThat(Demand.Need.peak(needs, page)).as("task %s: %s", task, needs).isEqualTo(held);
      compared++;
    }
    assertThat(compared).isGreaterThan(40);
  }

  @Test
  void operatorsHaveTheirFirstArraysAndPagesBeforeTheFirstRowComes() {
    // A join's two sorts and the aggregation of what it finds.
    List<Demand.Need> needs =
        List.of(
            Demand.Need.sorter(100_902, 28, Growth.RADIX_BYTES),
            Demand.Need.sorter(15_030, 28, Growth.RADIX_BYTES),
            Demand.Need.groups(50, 56, 1));

    assertThat(needs.get(0).growth(PAGE).request()).isEqualTo(64 << 10);
    assertThat(needs.get(2).growth(PAGE).request()).isEqualTo(PAGE + (256 << 10));
    // What Spark's tasks held that did so with pages of 8 MiB.
    assertThat(Demand.Need.peak(needs, (8 << 20) - 16)).isEqualTo(30_408_656);
  }

  @Test
  void aSorterHoldsItsOldArrayWhileItFillsTheNewOne() {
    // 45,614 rows of 59 bytes in 3 pages; the array grew to 2 MiB when 43,690 rows were in it.
    long[] outcome = of(Demand.Need.sorter(45_614, 59, Growth.TIM_BYTES), Long.MAX_VALUE);

    assertThat(outcome).containsExactly(6_291_408, 0, 5_242_832);
  }

  @Test
  void aSorterThatIsRefusedSpillsItsPagesAndBeginsAnew() {
    // Rows of 36 bytes up to where an array of 8 MiB is asked for: 7 pages are spilled.
    long[] outcome = of(Demand.Need.sorter(186_461, 36, Growth.TIM_BYTES), (4 << 20) + 9 * PAGE);

    assertThat(outcome[1]).isEqualTo(7_339_920);
  }

  @Test
  void groupsGoToAPageOfTheirOwnFirstAndTheRestToTheMap() {
    assertThat(of(Demand.Need.groups(50_000, 80, 1), Long.MAX_VALUE))
        .containsExactly(7_339_968, 0, 6_291_392);
    assertThat(of(Demand.Need.groups(49_971, 79, 0), Long.MAX_VALUE))
        .containsExactly(6_291_408, 0, 6_291_392);
    // A few groups need a page and the first array, and no page of the map.
    assertThat(of(Demand.Need.groups(50, 48, 1), Long.MAX_VALUE)[0]).isEqualTo(PAGE + (256 << 10));
  }

  @Test
  void aMapSpillsAllItHoldsAndInTheEndWhatIsLeft() {
    long limit = 6L << 20;
    long[] outcome = of(Demand.Need.groups(75_085, 64, 0), limit);

    // All groups end up on disk: each part with the array that it had.
    assertThat(outcome[1]).isGreaterThan(75_085 * 64);
    assertThat(outcome[0]).isLessThanOrEqualTo(limit);
    // What was spilled is merged from disk.
    assertThat(outcome[2]).isZero();
  }
}
