package io.memsim.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that no Spark writes are damaged lines, or are made good. */
class HostileNumbersTest {

  private static Workload read(String... lines) throws IOException {
    String log =
        "{'Event':'SparkListenerLogStart','Spark Version':'4.2.0'}\n"
            + String.join("\n", lines)
            + "\n";
    return EventLogReader.read(
        new ByteArrayInputStream(log.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), "log");
  }

  private static String task(String info, String metrics) {
    return "{'Event':'SparkListenerTaskEnd','Stage ID':0,'Task Info':{'Task ID':7,'Executor ID':"
        + "'driver',"
        + info
        + "},'Task Metrics':{'Executor Run Time':40"
        + metrics
        + "}}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Event':'SparkListenerStageSubmitted','Stage Info':{'Stage ID':1,'RDD Info':[{'RDD ID':1,"
            + "'Number of Partitions':1048577}]}}",
        "{'Event':'SparkListenerBlockUpdated','Block Updated Info':{'Block Manager ID':{'Executor"
            + " ID':'driver'},'Block ID':'rdd_1_0','Memory Size':4398046511105}}",
        "{'Event':'SparkListenerBlockUpdated','Block Updated Info':{'Block Manager ID':{'Executor"
            + " ID':'driver'},'Block ID':'rdd_1_0','Disk Size':99999999999999999999999999}}",
        "{'Event':'SparkListenerExecutorAdded','Executor ID':'1','Executor Info':{'Total"
            + " Cores':2000000000}}",
        "{'Event':'SparkListenerBlockManagerAdded','Block Manager ID':{'Executor ID':'1'},"
            + "'Maximum Onheap Memory':9223372036854775807}",
      })
  void whatIsLargerThanAnythingCanBeIsDamaged(String line) throws IOException {
    Workload workload = read(line, task("'Launch Time':1000,'Finish Time':1100", ""));

    assertThat(workload.damagedLines()).isEqualTo(1);
    assertThat(workload.taskCount()).isEqualTo(1);
  }

  @Test
  void aMetricLargerThanAnythingCanBeLosesItsTask() throws IOException {
    Workload workload =
        read(
            task(
                "'Launch Time':1000,'Finish Time':1100",
                ",'Memory Bytes Spilled':1125899906842625"),
            task(
                "'Launch Time':1000,'Finish Time':1100",
                ",'Memory Bytes Spilled':1125899906842624"));

    assertThat(workload.damagedLines()).isEqualTo(1);
    assertThat(workload.taskCount()).isEqualTo(1);
    assertThat(workload.metric(0, TaskMetric.MEMORY_SPILLED)).isEqualTo(1L << 50);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'Launch Time':-5,'Finish Time':1040",
        "'Finish Time':1040",
        "'Launch Time':1000",
        "'Launch Time':1000,'Finish Time':900",
      })
  void ofATimeThatIsMissingTheOtherOneTells(String info) throws IOException {
    Workload workload = read(task(info, ""));

    assertThat(workload.metric(0, TaskMetric.LAUNCHED)).isEqualTo(1000);
    assertThat(workload.metric(0, TaskMetric.FINISHED)).isEqualTo(1040);
  }
}
