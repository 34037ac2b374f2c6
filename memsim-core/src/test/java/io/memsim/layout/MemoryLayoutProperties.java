package io.memsim.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.MemoryMode;
import io.memsim.config.Collector;
import io.memsim.config.ConfigException;
import io.memsim.config.Deployment;
import io.memsim.config.MemoryConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class MemoryLayoutProperties {

  private static final long MIB = 1L << 20;

  /** Layouts that Spark would start with. */
  @Provide
  Arbitrary<MemoryLayout> layouts() {
    Arbitrary<Long> heap = Arbitraries.longs().between(450, 1 << 20);
    Arbitrary<Double> fraction = Arbitraries.doubles().between(0.01, 1).ofScale(3);
    Arbitrary<Double> storage = Arbitraries.doubles().between(0, 0.99).ofScale(3);
    Arbitrary<Long> offHeap = Arbitraries.longs().between(0, 1L << 40);
    Arbitrary<Integer> cores = Arbitraries.integers().between(1, 256);
    Arbitrary<Collector> collector = Arbitraries.of(Collector.class);
    Arbitrary<Deployment> deployment = Arbitraries.of(Deployment.class);
    Arbitrary<Boolean> python = Arbitraries.of(true, false);
    return Combinators.combine(
            heap, fraction, storage, offHeap, cores, collector, deployment, python)
        .as(
            (mib, part, region, off, slots, gc, process, isPython) ->
                MemoryLayout.of(
                    MemoryConfig.builder()
                        .set("spark.executor.memory", mib + "m")
                        .set("spark.driver.memory", mib + "m")
                        .set("spark.memory.fraction", String.valueOf(part))
                        .set("spark.memory.storageFraction", String.valueOf(region))
                        .set("spark.memory.offHeap.size", off + "b")
                        .set("spark.memory.offHeap.enabled", String.valueOf(off >= MIB))
                        .set("spark.executor.pyspark.memory", "100m")
                        .set("spark.executor.extraJavaOptions", "-XX:+" + gc.flag())
                        .set("spark.driver.extraJavaOptions", "-XX:+" + gc.flag())
                        .cores(slots)
                        .deployment(process)
                        .pythonApplication(isPython)
                        .build()));
  }

  @Property
  void theRegionsOfTheHeapAddUpToIt(@ForAll("layouts") MemoryLayout layout) {
    assertThat(layout.reserved() + layout.user() + layout.unified()).isEqualTo(layout.heap());
    assertThat(
            Stream.of(
                layout.reserved(),
                layout.user(),
                layout.unified(),
                layout.storageRegion(),
                layout.execution()))
        .allSatisfy(region -> assertThat(region).isNotNegative());
  }

  @Property
  void thePoolsOfAModeAddUpToItsSharedMemory(
      @ForAll("layouts") MemoryLayout layout, @ForAll MemoryMode mode) {
    assertThat(layout.storageRegion(mode) + layout.execution(mode)).isEqualTo(layout.unified(mode));
    assertThat(layout.execution()).isPositive();
  }

  @Property
  void theContainerIsTheSumOfItsParts(@ForAll("layouts") MemoryLayout layout) {
    boolean executor = layout.config().deployment() == Deployment.EXECUTOR;
    long offHeap = executor && layout.offHeap().enabled() ? layout.offHeap().size() / MIB : 0;
    assertThat(layout.container())
        .isEqualTo(layout.heap() + layout.overhead() + offHeap * MIB + layout.pySpark());
    assertThat(List.of(layout.container() % MIB, layout.overhead() % MIB)).containsOnly(0L);
    assertThat(layout.pySpark())
        .isEqualTo(executor && layout.config().pythonApplication() ? 100 * MIB : 0);
  }

  @Property
  void aPageIsAPowerOfTwoBetween1And64MebibytesLessItsHeader(
      @ForAll("layouts") MemoryLayout layout) {
    boolean header =
        !layout.offHeap().enabled()
            && layout.config().collector() != Collector.SERIAL
            && layout.config().collector() != Collector.PARALLEL;
    long page = layout.pageSize() + (header ? 16 : 0);
    assertThat(Long.bitCount(page)).isEqualTo(1);
    assertThat(page).isBetween(MIB, 64 * MIB);
    long share = layout.execution(layout.tungstenMode()) / layout.config().cores() / 16;
    if (page > MIB) {
      assertThat(page / 2).as("half a page").isLessThan(share);
    }
    if (page < 64 * MIB) {
      assertThat(page).isGreaterThanOrEqualTo(share);
    }
  }

  @Property
  void theSharesOfAllTasksFitTogether(
      @ForAll("layouts") MemoryLayout layout,
      @ForAll @IntRange(min = 1, max = 1000) int tasks,
      @ForAll MemoryMode mode,
      @ForAll @LongRange(max = 1L << 41) long storageUsed) {
    assertThat(layout.leastPerTask(tasks, mode) * 2 * tasks)
        .isLessThanOrEqualTo(layout.execution(mode));
    assertThat(layout.mostPerTask(tasks, mode) * tasks).isLessThanOrEqualTo(layout.unified(mode));
    assertThat(layout.leastPerTask(tasks, mode))
        .isLessThanOrEqualTo(layout.mostPerTask(tasks, mode, storageUsed))
        .isGreaterThanOrEqualTo(layout.leastPerTask(tasks + 1, mode));
    assertThat(layout.mostPerTask(tasks, mode, storageUsed))
        .isLessThanOrEqualTo(layout.mostPerTask(tasks, mode))
        .isGreaterThanOrEqualTo(layout.mostPerTask(tasks + 1, mode, storageUsed));
  }

  @Property
  void moreHeapLeavesNoRegionSmaller(
      @ForAll @LongRange(min = 450, max = 1 << 20) long a,
      @ForAll @LongRange(min = 450, max = 1 << 20) long b) {
    MemoryLayout small = ofHeap(Math.min(a, b));
    MemoryLayout large = ofHeap(Math.max(a, b));
    assertThat(small.unified()).isLessThanOrEqualTo(large.unified());
    assertThat(small.storageRegion()).isLessThanOrEqualTo(large.storageRegion());
    assertThat(small.execution()).isLessThanOrEqualTo(large.execution());
    assertThat(small.user()).isLessThanOrEqualTo(large.user());
    assertThat(small.pageSize()).isLessThanOrEqualTo(large.pageSize());
    assertThat(small.container()).isLessThanOrEqualTo(large.container());
  }

  private static MemoryLayout ofHeap(long mib) {
    return MemoryLayout.of(MemoryConfig.fromMap(Map.of("spark.executor.memory", mib + "m")));
  }

  @Property
  void everyFigureIsAStep(@ForAll("layouts") MemoryLayout layout) {
    Map<String, Long> steps = new TreeMap<>();
    layout.steps().forEach(step -> steps.put(step.name(), step.value()));
    assertThat(steps)
        .containsEntry("heap", layout.heap())
        .containsEntry("reserved", layout.reserved())
        .containsEntry("unified", layout.unified())
        .containsEntry("storageRegion", layout.storageRegion())
        .containsEntry("execution", layout.execution())
        .containsEntry("user", layout.user())
        .containsEntry("offHeap.size", layout.offHeap().size())
        .containsEntry("offHeap.storageRegion", layout.offHeap().storageRegion())
        .containsEntry("offHeap.execution", layout.offHeap().execution())
        .containsEntry("pageSize", layout.pageSize())
        .containsEntry("overhead", layout.overhead())
        .containsEntry("pySpark", layout.pySpark())
        .containsEntry("container", layout.container())
        .hasSize(13);
  }

  @Property
  void aTracesHeapOfAnySizeIsLaidOutOrRefused(
      @ForAll @LongRange(max = Long.MAX_VALUE) long heap,
      @ForAll @LongRange(max = Long.MAX_VALUE) long offHeap) {
    MemoryConfig config =
        MemoryConfig.forTrace(
            Map.of(
                "spark.executor.memory", heap + "b",
                "spark.testing.reservedMemory", "0",
                "spark.memory.offHeap.size", offHeap + "b"),
            1);
    try {
      MemoryLayout layout = MemoryLayout.of(config);
      assertThat(layout.storageRegion() + layout.execution()).isEqualTo(layout.unified());
      assertThat(layout.execution()).isPositive();
      assertThat(layout.container()).isPositive();
    } catch (ConfigException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
    }
  }
}
