package io.memsim.report;

import com.google.common.base.Splitter;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out which settings would have made an event log say more about memory, from the properties
 * that the log has and from the events that it lacks.
 */
public final class EventLogDoctor {
  private static final String BLOCK_UPDATES = "spark.eventLog.logBlockUpdates.enabled";
  private static final String BLOCK_STATUSES = "spark.taskMetrics.trackUpdatedBlockStatuses";
  private static final String STAGE_METRICS = "spark.eventLog.logStageExecutorMetrics";
  private static final String POLLING = "spark.executor.metrics.pollingInterval";
  private static final String EXCLUDED = "spark.eventLog.excludedPatterns";
  private static final String FILES_TO_RETAIN =
      "spark.history.fs.eventLog.rolling.maxFilesToRetain";
  private static final String STAGE_METRICS_EVENT = "SparkListenerStageExecutorMetrics";

  /** The events that a workload is built of. */
  private static final List<String> NEEDED =
      List.of(
          "SparkListenerLogStart",
          "SparkListenerApplicationStart",
          "SparkListenerApplicationEnd",
          "SparkListenerEnvironmentUpdate",
          "SparkListenerResourceProfileAdded",
          "SparkListenerExecutorAdded",
          "SparkListenerExecutorRemoved",
          "SparkListenerBlockManagerAdded",
          "SparkListenerJobStart",
          "SparkListenerJobEnd",
          "SparkListenerStageSubmitted",
          "SparkListenerStageCompleted",
          "SparkListenerTaskStart",
          "SparkListenerTaskEnd",
          "SparkListenerUnpersistRDD",
          "SparkListenerBlockUpdated",
          STAGE_METRICS_EVENT);

  private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");
  private static final Pattern ZERO = Pattern.compile("0\\s*[a-z]*");

  private final Map<String, String> properties;
  private final Workload workload;
  private final List<Remedy> remedies = new ArrayList<>();

  private EventLogDoctor(Workload workload) {
    this.workload = workload;
    this.properties = workload.properties();
  }

  /**
   * Examines a log.
   *
   * @param workload what was read from it
   * @return the settings that its Spark knows and that were not on, those first that help most;
   *     empty for a log that could not be better
   */
  public static List<Remedy> examine(Workload workload) {
    EventLogDoctor doctor = new EventLogDoctor(workload);
    doctor.excluded();
    doctor.compacted();
    doctor.blockUpdates();
    doctor.blockStatuses();
    doctor.executorMetrics();
    return List.copyOf(doctor.remedies);
  }

  private void excluded() {
    List<String> excluded =
        Splitter.on(',')
            .trimResults()
            .omitEmptyStrings()
            .splitToList(properties.getOrDefault(EXCLUDED, ""));
    List<String> harmless = excluded.stream().filter(event -> !NEEDED.contains(event)).toList();
    if (harmless.size() < excluded.size()) {
      prescribe(
          EXCLUDED,
          String.join(", ", harmless),
          "the events that everything here is built of",
          "a log as large as usual");
    }
  }

  private void compacted() {
    if (workload.compacted()) {
      prescribe(
          FILES_TO_RETAIN,
          Integer.toString(Integer.MAX_VALUE),
          "the tasks of all jobs: the history server removed those of jobs that had ended",
          "logs as large as they were written; it is a setting of the history server");
    }
  }

  private void blockUpdates() {
    boolean seen = properties.isEmpty() && workload.hasBlockUpdates();
    if (isSince(2, 3) && !isOn(BLOCK_UPDATES) && !seen) {
      prescribe(
          BLOCK_UPDATES,
          "true",
          "the size of each cached block, where it was and when it went: else sizes are estimated",
          "some 300 bytes of log for each block that is stored or evicted");
    }
  }

  private void blockStatuses() {
    boolean seen = properties.isEmpty() && workload.hasBlockUpdates();
    if (isSince(2, 3) && !isOn(BLOCK_STATUSES) && !seen) {
      prescribe(
          BLOCK_STATUSES,
          "true",
          "which task stored and which evicted each block, in order, broadcasts included",
          "memory of the driver and longer events of tasks: not for very many blocks");
    }
  }

  private void executorMetrics() {
    boolean seen =
        properties.isEmpty() && workload.skippedEvents().containsKey(STAGE_METRICS_EVENT);
    if (!isSince(3, 0)) {
      return;
    }
    if (!isOn(STAGE_METRICS) && !seen) {
      prescribe(
          STAGE_METRICS,
          "true",
          "the peaks of storage and execution memory of each executor in each stage",
          "one event for each stage and executor");
    }
    if (ZERO.matcher(properties.getOrDefault(POLLING, "0")).matches()) {
      prescribe(
          POLLING,
          "100ms",
          "those peaks as of every 100 ms: by default they are looked at every 10 s only",
          "hardly anything");
    }
  }

  private void prescribe(String key, String value, String gain, String cost) {
    remedies.add(
        new Remedy((key + " " + value).strip(), "Tells " + gain + ". Costs " + cost + "."));
  }

  private boolean isOn(String key) {
    return properties.getOrDefault(key, "false").strip().equalsIgnoreCase("true");
  }

  /** Whether the log's Spark is at least this one. One that does not say is: nothing is lost. */
  private boolean isSince(int major, int minor) {
    Matcher version = VERSION.matcher(workload.sparkVersionName());
    if (!version.matches()) {
      return true;
    }
    int its = Integer.parseInt(version.group(1));
    return its > major || (its == major && Integer.parseInt(version.group(2)) >= minor);
  }
}
