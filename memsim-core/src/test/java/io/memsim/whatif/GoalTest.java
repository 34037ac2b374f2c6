package io.memsim.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoalTest {
  @ParameterizedTest
  @CsvSource({
    "no-eviction,no-eviction",
    "no-spill,no-spill",
    "same-time,same-time",
    "hit>=0.95,hit>=0.95",
    "hit >= 95%,hit>=0.95",
    "hit>=1,hit>=1",
    "hit>=0,hit>=0"
  })
  void readsGoals(String text, String name) {
    assertThat(Goal.parse(text).name()).isEqualTo(name);
    assertThat(Goal.parse(name)).isEqualTo(Goal.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no-evictions", "hit>0.95", "hit>=", "hit>=-1", "hit>=x"})
  void refusesOtherGoals(String text) {
    assertThatThrownBy(() -> Goal.parse(text))
        .isInstanceOf(WhatIfException.class)
        .hasMessage("\"" + text + "\": expected no-eviction, no-spill, same-time or hit>=0.95");
  }

  @ParameterizedTest
  @ValueSource(strings = {"hit>=1.01", "hit>=101%"})
  void refusesRatiosAboveOne(String text) {
    assertThatThrownBy(() -> Goal.parse(text)).hasMessageContaining("a ratio from 0 to 1");
  }

  @Test
  void aHitIsOneInMemoryAndFirstComputationsAreNoReads() {
    Measures measures = Trials.measures(1, 10, 0);

    assertThat(measures.hitRatio()).isEqualTo(0.9);
    assertThat(Goal.parse("hit>=0.9").isMet(measures, measures)).isTrue();
    assertThat(Goal.parse("hit>=0.91").isMet(measures, measures)).isFalse();
  }

  @Test
  void sameTimeIsNoLongerThanRecorded() {
    Measures recorded = Trials.measures(1, 10, 0);

    assertThat(Goal.parse("same-time").isMet(Trials.measures(1, 10, 9), recorded)).isTrue();
    assertThat(Goal.parse("same-time").isMet(Trials.measures(1, 11, 0), recorded)).isFalse();
  }

  @Test
  void costIsContainersTimesHours() {
    assertThat(Trials.evicting(3, 0).cost()).isEqualTo(6.0);
  }
}
