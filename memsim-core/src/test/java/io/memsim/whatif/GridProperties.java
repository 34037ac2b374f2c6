package io.memsim.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class GridProperties {
  private static Grid grid(List<Integer> sizes) {
    List<Axis> axes = new ArrayList<>();
    for (int size : sizes) {
      axes.add(
          new Axis(
              new Knob.Partitions(axes.size()),
              IntStream.rangeClosed(1, size).mapToObj(String::valueOf).toList()));
    }
    return Grid.of(axes);
  }

  @Property(tries = 200)
  void aGridHasEachCombinationOnceAndTheLastAxisTurnsFastest(
      @ForAll @Size(max = 4) List<@IntRange(min = 1, max = 6) Integer> sizes) {
    Grid grid = grid(sizes);

    assertThat(grid.size()).isEqualTo(sizes.stream().reduce(1, Math::multiplyExact));
    assertThat(new HashSet<>(grid.variants())).hasSize(grid.size());
    List<List<Integer>> expected = List.of(List.of());
    for (int size : sizes) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> before : expected) {
        for (int value = 1; value <= size; value++) {
          List<Integer> one = new ArrayList<>(before);
          one.add(value);
          longer.add(one);
        }
      }
      expected = longer;
    }
    List<List<Integer>> found =
        grid.variants().stream()
            .map(v -> v.settings().stream().map(s -> Integer.valueOf(s.value())).toList())
            .toList();
    assertThat(found).isEqualTo(expected);
  }

  @Property(tries = 500)
  void aRangeCountsExactlyAndIncludesItsEnd(
      @ForAll @IntRange(max = 1000) int from,
      @ForAll @IntRange(max = 60) int steps,
      @ForAll @IntRange(min = 1, max = 7) int step) {
    BigDecimal thousandth = new BigDecimal("0.001");
    BigDecimal first = thousandth.multiply(BigDecimal.valueOf(from)).min(new BigDecimal("0.5"));
    BigDecimal stride = thousandth.multiply(BigDecimal.valueOf(step));
    BigDecimal last = first.add(stride.multiply(BigDecimal.valueOf(steps)));

    List<String> values =
        Axis.parse("spark.memory.fraction=" + first + ":" + last + ":" + stride).values();

    assertThat(values).hasSize(steps + 1);
    for (int i = 0; i <= steps; i++) {
      assertThat(new BigDecimal(values.get(i)))
          .isEqualByComparingTo(first.add(stride.multiply(BigDecimal.valueOf(i))));
    }
  }

  @Example
  void noAxesAreTheRecordedConfigurationAlone() {
    assertThat(Grid.of(List.of()).variants()).containsExactly(Variant.RECORDED);
    assertThat(Variant.RECORDED).hasToString("as recorded");
  }

  @Example
  void oneThingIsVariedOnce() {
    assertThatThrownBy(
            () -> Grid.of(List.of(Axis.parse("cores=1"), Axis.parse("spark.executor.cores=2"))))
        .isInstanceOf(WhatIfException.class)
        .hasMessage("\"cores\": expected each thing to be varied once");
    assertThatThrownBy(
            () -> Grid.of(List.of(Axis.parse("rdd.3.level=NONE"), Axis.parse("rdd.3.cache=true"))))
        .hasMessageContaining("\"rdd.3.cache\"");
  }

  @Example
  void aGridBeyondAMillionIsRefused() {
    Axis thousand = Axis.parse("cores=1:1000:1");
    Axis more = Axis.parse("executors=1:1001:1");
    assertThatThrownBy(() -> Grid.of(List.of(thousand, more)))
        .hasMessageContaining("at most 1000000 configurations");
    assertThatThrownBy(() -> Grid.of(List.of(thousand)).variant(1000))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Example
  void aVariantCanBeTurnedFurther() {
    Variant variant = Grid.of(List.of(Axis.parse("cores=2"), Axis.parse("executors=3"))).variant(0);

    assertThat(variant.with(new Knob.Cores(), "4")).hasToString("cores=4 executors=3");
    assertThat(variant.with(new Knob.Cached(1), "false"))
        .hasToString("cores=2 executors=3 rdd.1.cache=false");
    assertThat(variant.value(new Knob.Executors())).contains("3");
    assertThat(variant.value(new Knob.Level(1))).isEmpty();
  }
}
