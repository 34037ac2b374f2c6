package io.memsim.bench.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.workload.EventLogFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RepeatEventLogTest {

  @Test
  void whatIsRepeatedHasOtherIdsAndLaterTimes() throws IOException {
    String log =
        """
        {"Event":"SparkListenerLogStart","Spark Version":"4.2.0"}
        {"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":1000,"Stage Infos":[{"Stage ID":1,"Stage Attempt ID":0,"Number of Tasks":2,"RDD Info":[{"RDD ID":4,"Parent IDs":[2,3],"Replication":1,"Number of Partitions":2}],"Parent IDs":[],"Resource Profile Id":0}],"Stage IDs":[1,0]}
        {"Event":"SparkListenerTaskEnd","Stage ID":1,"Task Info":{"Task ID":5,"Index":1,"Launch Time":1010,"Getting Result Time":0,"Accumulables":[{"ID":9,"Update":"1","Value":"1"}]},"Task Metrics":{"Updated Blocks":[{"Block ID":"rdd_4_1"},{"Block ID":"broadcast_2_piece0"}],"Executor CPU Time":7}}
        {"Event":"SparkListenerApplicationEnd","Timestamp":1400}
        """;
    ByteArrayOutputStream big = new ByteArrayOutputStream();
    EventLogFile small = EventLogFile.of(new ByteArrayInputStream(log.getBytes(UTF_8)), "log");

    long bytes = RepeatEventLog.repeat(small, big, log.length());

    assertThat(bytes).isEqualTo(big.size());
    assertThat(big.toString(UTF_8))
        .isEqualTo(
            """
            {"Event":"SparkListenerLogStart","Spark Version":"4.2.0"}
            {"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":1000,"Stage Infos":[{"Stage ID":1,"Stage Attempt ID":0,"Number of Tasks":2,"RDD Info":[{"RDD ID":4,"Parent IDs":[2,3],"Replication":1,"Number of Partitions":2}],"Parent IDs":[],"Resource Profile Id":0}],"Stage IDs":[1,0]}
            {"Event":"SparkListenerTaskEnd","Stage ID":1,"Task Info":{"Task ID":5,"Index":1,"Launch Time":1010,"Getting Result Time":0,"Accumulables":[{"ID":9,"Update":"1","Value":"1"}]},"Task Metrics":{"Updated Blocks":[{"Block ID":"rdd_4_1"},{"Block ID":"broadcast_2_piece0"}],"Executor CPU Time":7}}
            {"Event":"SparkListenerJobStart","Job ID":10,"Submission Time":1110,"Stage Infos":[{"Stage ID":11,"Stage Attempt ID":0,"Number of Tasks":2,"RDD Info":[{"RDD ID":14,"Parent IDs":[12,13],"Replication":1,"Number of Partitions":2}],"Parent IDs":[],"Resource Profile Id":0}],"Stage IDs":[11,10]}
            {"Event":"SparkListenerTaskEnd","Stage ID":11,"Task Info":{"Task ID":15,"Index":1,"Launch Time":1120,"Getting Result Time":0,"Accumulables":[{"ID":19,"Update":"1","Value":"1"}]},"Task Metrics":{"Updated Blocks":[{"Block ID":"rdd_14_1"},{"Block ID":"broadcast_12_piece0"}],"Executor CPU Time":7}}
            {"Event":"SparkListenerApplicationEnd","Timestamp":1510}
            """);
  }
}
