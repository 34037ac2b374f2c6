package io.memsim.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.simulate.Basis;
import io.memsim.simulate.LogLines;
import io.memsim.simulate.Scenario;
import io.memsim.simulate.Simulation;
import io.memsim.workload.EventLogReader;
import io.memsim.workload.Workload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLogDoctorTest {
  private static final Path LOGS =
      Path.of(System.getProperty("basedir", ""), "src/test/resources/eventlogs");

  private static final String UPDATES = "spark.eventLog.logBlockUpdates.enabled true";
  private static final String STATUSES = "spark.taskMetrics.trackUpdatedBlockStatuses true";
  private static final String METRICS = "spark.eventLog.logStageExecutorMetrics true";
  private static final String POLLING = "spark.executor.metrics.pollingInterval 100ms";

  @Test
  void prescribesWhatWasNotOnThoseFirstThatHelpMost() throws IOException {
    assertThat(lines(log("4.2.0", "\"spark.app.name\":\"a\"")))
        .containsExactly(UPDATES, STATUSES, METRICS, POLLING);
  }

  @Test
  void prescribesNothingToALogThatHasAll() throws IOException {
    assertThat(recorded("spark-4.2.0/local-1.zstd")).isEmpty();
  }

  @Test
  void prescribesWhatTheRecordedLogsLack() throws IOException {
    assertThat(recorded("spark-3.5.9/local-1.zstd")).containsExactly(STATUSES, METRICS, POLLING);
    assertThat(recorded("spark-4.0.4/local-1.zstd")).containsExactly(UPDATES, STATUSES, POLLING);
    assertThat(recorded("spark-4.1.3/local-1.zstd")).containsExactly(METRICS, POLLING);
  }

  @Test
  void prescribesOnlyWhatTheVersionKnows() throws IOException {
    assertThat(recorded("older/spark-1.6.3")).isEmpty();
    assertThat(recorded("older/spark-2.4.8")).containsExactly(UPDATES, STATUSES);
    assertThat(lines(log("2.2.1", "\"spark.app.name\":\"a\""))).isEmpty();
    assertThat(lines(log("no version", "\"spark.app.name\":\"a\""))).hasSize(4);
  }

  @Test
  void aPollingIntervalOfNothingIsNone() throws IOException {
    assertThat(lines(log("4.2.0", "\"spark.executor.metrics.pollingInterval\":\"0ms\"")))
        .contains(POLLING);
    assertThat(lines(log("4.2.0", "\"spark.executor.metrics.pollingInterval\":\"10s\"")))
        .doesNotContain(POLLING);
  }

  @Test
  void eventsThatWereExcludedAreMissedWhereTheyAreNeeded() throws IOException {
    String needed =
        "\"spark.eventLog.excludedPatterns\":\"SparkListenerUnpersistRDD,"
            + " SparkListenerJobTagAdded\"";
    String other = "\"spark.eventLog.excludedPatterns\":\"SparkListenerSQLExecutionStart\"";

    assertThat(lines(log("4.2.0", needed)))
        .first()
        .isEqualTo("spark.eventLog.excludedPatterns SparkListenerJobTagAdded");
    assertThat(lines(log("4.2.0", other))).first().isEqualTo(UPDATES);
  }

  @Test
  void aCompactedLogHasLostJobs() throws IOException {
    assertThat(recorded("spark-4.2.0/compacted/eventlog_v2_local-1"))
        .containsExactly("spark.history.fs.eventLog.rolling.maxFilesToRetain 2147483647");
    assertThat(recorded("spark-4.2.0/rolled/eventlog_v2_local-1")).isEmpty();
  }

  @Test
  void tellsWhatASettingGivesAndCosts() throws IOException {
    Workload workload = EventLogReader.read(LOGS.resolve("spark-4.1.3/local-1.zstd"));

    assertThat(EventLogDoctor.examine(workload))
        .first()
        .isEqualTo(
            new Remedy(
                METRICS,
                "Tells the peaks of storage and execution memory of each executor in each stage."
                    + " Costs one event for each stage and executor."));
  }

  @Test
  void whatWouldCureAnAssumptionIsPrescribed() {
    Workload workload =
        new LogLines(1 << 26, 1).rdd(1, "points", 4, LogLines.MEMORY_ONLY).job(4).workload();

    List<String> cures =
        Simulation.of(workload).run(Scenario.own()).basis().stream()
            .flatMap(basis -> basis.parts().stream())
            .map(Basis.Part::cure)
            .filter(cure -> !cure.isEmpty())
            .toList();

    assertThat(cures).isNotEmpty();
    assertThat(lines(workload)).containsAll(cures);
  }

  @Test
  void withoutPropertiesTheEventsTell() throws IOException {
    String metrics =
        "{\"Event\":\"SparkListenerStageExecutorMetrics\",\"Executor ID\":\"driver\"}\n";

    assertThat(lines(log("4.2.0", "") + metrics)).containsExactly(UPDATES, STATUSES, POLLING);
  }

  private static List<String> recorded(String log) throws IOException {
    return lines(EventLogReader.read(LOGS.resolve(log)));
  }

  private static List<String> lines(String log) throws IOException {
    return lines(EventLogReader.read(bytes(log), "log"));
  }

  private static InputStream bytes(String log) {
    return new ByteArrayInputStream(log.getBytes(UTF_8));
  }

  private static List<String> lines(Workload workload) {
    return EventLogDoctor.examine(workload).stream().map(Remedy::setting).toList();
  }

  private static String log(String version, String properties) {
    return "{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\""
        + version
        + "\"}\n{\"Event\":\"SparkListenerEnvironmentUpdate\",\"Spark Properties\":{"
        + properties
        + "}}\n";
  }
}
