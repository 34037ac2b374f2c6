package io.memsim.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.layout.MemoryLayout;
import io.memsim.workload.EventLogReader;
import io.memsim.workload.TaskMetric;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sorts and aggregations take as much memory as Spark measured that they took. */
class RowOperatorsTest {
  private static final long PAGE = (1 << 20) - 16;

  private static long[] of(Demand.Need need, long limit) {
    return Growth.under(need.growth(PAGE), need.dataFor(PAGE), limit, Double.MAX_VALUE);
  }

  private static Workload recorded() throws IOException {
    try {
      return EventLogReader.read(
          Path.of(
              RowOperatorsTest.class
                  .getResource("/evaluate/dfcache.md28seq.eventlog.json.gz")
                  .toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyTaskThatDidNotSpillNeedsWhatItHeld() throws IOException {
    Workload run = recorded();
    Preparation preparation = new Preparation(run);
    long page = MemoryLayout.of(Simulation.loggedConfig(run)).pageSize();
    int compared = 0;
    for (int task = 0; task < run.taskCount(); task++) {
      long held = run.metric(task, TaskMetric.PEAK_ON_HEAP);
      List<Demand.Need> needs = preparation.demand().of(task);
      if (held == 0 || run.metric(task, TaskMetric.MEMORY_SPILLED) > 0) {
        continue;
      }
      long before = 0;
      long most = 0;
      for (Demand.Need need : needs) {
        long[] outcome =
            Growth.under(need.growth(page), need.dataFor(page), Long.MAX_VALUE, Double.MAX_VALUE);
        most = Math.max(most, before + outcome[0]);
        before += outcome[2];
      }
      // All but one first array, which the join's aggregation holds twice for a moment.
      assertThat(held - most).as("task %s: %s", task, needs).isBetween(0L, 256L << 10);
      compared++;
    }
    assertThat(compared).isGreaterThan(40);
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
    assertThat(outcome[2]).isPositive();
  }
}
