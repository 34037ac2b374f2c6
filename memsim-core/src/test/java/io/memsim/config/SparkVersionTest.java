package io.memsim.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkVersionTest {

  @ParameterizedTest
  @CsvSource({"3.5, V3_5", "3.5.6, V3_5", "4.0.1, V4_0", "4.1.0-SNAPSHOT, V4_1", "4.2-rc1, V4_2"})
  void aVersionBelongsToItsLine(String version, SparkVersion line) {
    assertThat(SparkVersion.parse(version)).isEqualTo(line);
    assertThat(SparkVersion.parse(line.toString())).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "3.4.2", "4", "4.20", "5.0", "spark-4.2.0"})
  void otherVersionsAreRefusedAndTheLinesListed(String version) {
    assertThatThrownBy(() -> SparkVersion.parse(version))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Spark version \"" + version + "\": expected one of 3.5, 4.0, 4.1, 4.2");
  }

  @Test
  void linesDifferInThreeThings() {
    assertThat(SparkVersion.V3_5.configurableMinimumOverhead()).isFalse();
    assertThat(SparkVersion.V4_0.configurableMinimumOverhead()).isTrue();
    assertThat(SparkVersion.V4_0.tracksUnmanagedMemory()).isFalse();
    assertThat(SparkVersion.V4_1.tracksUnmanagedMemory()).isTrue();
    assertThat(SparkVersion.V4_1.parsesIecSuffixes()).isFalse();
    assertThat(SparkVersion.LATEST.parsesIecSuffixes()).isTrue();
  }
}
