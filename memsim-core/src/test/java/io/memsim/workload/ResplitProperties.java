package io.memsim.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.memsim.whatif.Logs;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ResplitProperties {
  private static final Workload WORK = Logs.pagerank().workload();
  private static final int LINKS = 2;

  private static long sum(Workload workload, TaskMetric metric) {
    return IntStream.range(0, workload.taskCount())
        .mapToLong(t -> workload.metric(t, metric))
        .sum();
  }

  private static long size(Workload workload, int rdd) {
    return IntStream.range(0, workload.rdd(rdd).partitions())
        .mapToLong(p -> workload.valuesBytes(rdd, p))
        .sum();
  }

  @Property(tries = 40)
  void dataTimeAndDemandStayTheSameAltogether(
      @ForAll @IntRange(min = 1, max = 100) int partitions) {
    Workload split = WORK.resplit(LINKS, partitions);

    assertThat(split.rdd(LINKS).partitions()).isEqualTo(partitions);
    assertThat(size(split, LINKS)).isCloseTo(size(WORK, LINKS), within(100L));
    for (TaskMetric metric :
        List.of(
            TaskMetric.RUN_TIME,
            TaskMetric.INPUT_BYTES,
            TaskMetric.SHUFFLE_READ_BYTES,
            TaskMetric.SHUFFLE_WRITE_BYTES,
            TaskMetric.PEAK_EXECUTION)) {
      assertThat(sum(split, metric)).as(metric.name()).isCloseTo(sum(WORK, metric), within(2000L));
    }
    for (int task = 0; task < split.taskCount(); task++) {
      LoggedStage stage = split.stages().get(split.taskStage(task));
      assertThat(split.taskPartition(task)).isLessThan(split.rdd(stage.lastRdd()).partitions());
      assertThat(split.metric(task, TaskMetric.FINISHED))
          .isGreaterThanOrEqualTo(split.metric(task, TaskMetric.LAUNCHED));
    }
    assertThat(split.recordedChanges()).isEmpty();
    assertThat(split.driverEvents()).hasSameSizeAs(WORK.driverEvents());
    assertThat(split.driverEvents())
        .allSatisfy(e -> assertThat(e.tasksBefore()).isBetween(0, split.taskCount()));
  }

  @Property(tries = 20)
  void stagesHaveATaskForEachPartitionOfTheirLastRddWhereTheyHadOne(
      @ForAll @IntRange(min = 1, max = 40) int partitions) {
    Workload split = WORK.resplit(LINKS, partitions);

    for (int i = 0; i < split.stages().size(); i++) {
      int stage = i;
      LoggedStage before = WORK.stages().get(i);
      LoggedStage after = split.stages().get(i);
      long tasks =
          IntStream.range(0, split.taskCount()).filter(t -> split.taskStage(t) == stage).count();
      assertThat(after.taskCount()).isEqualTo((int) tasks);
      boolean whole = before.taskCount() == WORK.rdd(before.lastRdd()).partitions();
      if (whole) {
        assertThat(after.taskCount()).isEqualTo(split.rdd(after.lastRdd()).partitions());
      }
    }
  }

  @Example
  void asManyPartitionsAsBeforeAreTheSameWork() {
    Workload same = WORK.resplit(LINKS, WORK.rdd(LINKS).partitions());

    assertThat(same.taskCount()).isEqualTo(WORK.taskCount());
    for (int task = 0; task < same.taskCount(); task++) {
      for (TaskMetric metric : TaskMetric.values()) {
        assertThat(same.metric(task, metric)).isEqualTo(WORK.metric(task, metric));
      }
      assertThat(same.taskStage(task)).isEqualTo(WORK.taskStage(task));
      assertThat(same.taskPartition(task)).isEqualTo(WORK.taskPartition(task));
      assertThat(same.taskExecutor(task)).isEqualTo(WORK.taskExecutor(task));
    }
    for (int partition = 0; partition < WORK.rdd(LINKS).partitions(); partition++) {
      assertThat(same.valuesBytes(LINKS, partition)).isEqualTo(WORK.valuesBytes(LINKS, partition));
    }
    assertThat(same.driverEvents()).isEqualTo(WORK.driverEvents());
  }

  @Example
  void halvesAreHalfAsLarge() {
    Workload halves = WORK.resplit(LINKS, 2 * WORK.rdd(LINKS).partitions());

    for (int partition = 0; partition < WORK.rdd(LINKS).partitions(); partition++) {
      long whole = WORK.valuesBytes(LINKS, partition);
      assertThat(halves.valuesBytes(LINKS, 2 * partition)).isCloseTo(whole / 2, within(1L));
      assertThat(halves.valuesBytes(LINKS, 2 * partition + 1)).isCloseTo(whole / 2, within(1L));
    }
  }

  @Example
  void whatIsNotThereOrNoNumberIsRefused() {
    assertThatThrownBy(() -> WORK.resplit(999, 4)).hasMessage("RDD 999: no stage lists it");
    assertThatThrownBy(() -> WORK.resplit(LINKS, 0)).hasMessage("partitions 0: expected 1 or more");
  }
}
