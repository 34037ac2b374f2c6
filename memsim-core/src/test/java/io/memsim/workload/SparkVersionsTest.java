package io.memsim.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.StorageLevel;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of all versions of Spark, from those that it wrote itself to what older ones lack. */
class SparkVersionsTest {
  @ParameterizedTest
  @ValueSource(strings = {"3.5.9", "4.0.4", "4.1.3", "4.2.0"})
  void theSameApplicationIsKnownFromTheLogOfAnyVersion(String version) throws IOException {
    Workload workload = read("spark-" + version + "/local-1.zstd");

    assertThat(workload.sparkVersionName()).isEqualTo(version);
    assertThat(workload.application()).isEqualTo("small");
    assertThat(workload.taskCount()).isEqualTo(18);
    assertThat(workload.jobs()).hasSize(4);
    assertThat(workload.stages()).hasSize(5);
    assertThat(workload.executors()).hasSize(1);
    assertThat(workload.rdd(1).name()).isEqualTo("base");
    assertThat(workload.rdd(1).level()).isEqualTo(StorageLevel.MEMORY_AND_DISK);
    assertThat(workload.rdd(2).level()).isEqualTo(StorageLevel.MEMORY_ONLY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.3.1", "1.6.3", "2.4.8", "3.0.3", "3.4.4"})
  void whatOlderVersionsDoNotSayIsDoneWithout(String version) throws IOException {
    Workload workload = read("older/spark-" + version);

    assertThat(workload.taskCount()).isEqualTo(4);
    assertThat(workload.jobs()).hasSize(2);
    assertThat(workload.executors()).hasSize(1);
    assertThat(workload.rdd(1).partitions()).isEqualTo(2);
    assertThat(workload.rdd(1).level()).isEqualTo(StorageLevel.MEMORY_ONLY);
    for (int task = 0; task < 4; task++) {
      assertThat(workload.taskPartition(task)).isEqualTo(task % 2);
    }
  }

  @Test
  void aLogThatWasCompactedStillHasWhatRunsOn() throws IOException {
    Workload workload = read("spark-4.2.0/compacted/eventlog_v2_local-1");

    assertThat(workload.executors()).hasSize(1);
    assertThat(workload.taskCount()).isBetween(1, 17);
  }

  private static Workload read(String log) throws IOException {
    Path file = RecordedLogs.DIRECTORY.resolve(log);
    return EventLogReader.read(file);
  }
}
