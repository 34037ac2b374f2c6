package io.memsim.cli;

import io.memsim.config.ByteSize;
import io.memsim.report.Accuracy;
import io.memsim.report.Report;
import io.memsim.simulate.Counts;
import io.memsim.simulate.ExecutorResult;
import io.memsim.simulate.RddResult;
import io.memsim.simulate.Reproduction;
import io.memsim.simulate.SimulationResult;
import io.memsim.simulate.StageResult;
import io.memsim.simulate.TaskFailure;
import io.memsim.workload.LoggedRdd;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The result of a simulation for people in a terminal. */
final class SimulateText {

  private static final int MOST_FAILURES = 5;

  private final Terminal terminal;
  private final Report report;
  private final Workload workload;
  private final SimulationResult result;

  SimulateText(Terminal terminal, Report report) {
    this.terminal = terminal;
    this.report = report;
    this.workload = report.workload();
    this.result = report.result();
  }

  static List<Accuracy> accuracy(Reproduction own) {
    return List.of(
        new Accuracy("blocks stored and evicted", own.changes().right(), own.changes().total()),
        new Accuracy("blocks held at the end", own.cached().right(), own.cached().total()),
        new Accuracy("tasks' reads of cached blocks", own.tasks().right(), own.tasks().total()),
        new Accuracy("bytes spilled", own.spilled(), own.spilledRecorded()));
  }

  /** What cannot be known from the log, or was understood in some way. */
  static List<String> notes(Workload workload) {
    List<String> notes = new ArrayList<>();
    boolean caches = workload.rdds().stream().anyMatch(LoggedRdd::persisted);
    if (!caches) {
      notes.add("No stage of this log saw a persisted RDD: there is no cache to tell about.");
    } else if (!workload.hasBlockUpdates()) {
      notes.add(
          "The sizes of blocks cannot be known from this log, and are assumed: it has no block"
              + " updates (spark.eventLog.logBlockUpdates.enabled=true).");
    }
    if (workload.executors().stream().allMatch(executor -> executor.onHeap() < 0)) {
      notes.add(
          "What memory the executors had cannot be known from this log, but by its properties.");
    }
    if (workload.sparkVersionName().isEmpty()) {
      notes.add("The log does not say which Spark wrote it: taken for " + workload.sparkVersion());
    } else if (!workload.sparkVersionName().startsWith(workload.sparkVersion().toString())) {
      notes.add(
          "Spark "
              + workload.sparkVersionName()
              + " is not one that memsim knows: simulated by the rules of "
              + workload.sparkVersion()
              + ".");
    }
    workload.truncation().ifPresent(notes::add);
    if (workload.damagedLines() > 0) {
      notes.add(workload.damagedLines() + " lines of the log are damaged and were skipped.");
    }
    return notes;
  }

  void print(Reproduction own) {
    line("Accuracy, by the log's own configuration: %s", words(own));
    report.notes().forEach(note -> line("%s", note));
    line("");
    line("%s, Spark %s: %s", workload.application(), workload.sparkVersionName(), workload);
    line("Simulated: %s", report.given());
    executors();
    counts();
    rdds();
    stages();
    failures();
    EvidenceText.print(result.basis(), terminal.out());
    DoctorText.print(report.doctor(), terminal.out());
  }

  private static String words(Reproduction own) {
    List<String> parts = new ArrayList<>();
    if (own.changes().total() > 0) {
      parts.add(percent(own.changes()) + " of blocks stored and evicted as recorded");
      parts.add(percent(own.cached()) + " of blocks held at the end");
    }
    if (own.tasks().total() > 0) {
      parts.add(percent(own.tasks()) + " of tasks' reads of cached blocks");
    }
    if (own.spilled() > 0 || own.spilledRecorded() > 0) {
      parts.add(
          ByteSize.format(own.spilled())
              + " spilled where the log has "
              + ByteSize.format(own.spilledRecorded()));
    }
    return parts.isEmpty()
        ? "it cannot be known from this log, which records neither blocks nor spills"
        : String.join(", ", parts) + ".";
  }

  private static String percent(Reproduction.Share share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share.ratio());
  }

  private void executors() {
    for (ExecutorResult executor : result.executors()) {
      line(
          "Executor %s: %d slots, %s for execution and storage%s; peaks: storage %s, execution %s",
          executor.id(),
          executor.cores(),
          ByteSize.format(executor.unified()),
          executor.offHeap() > 0 ? " and " + ByteSize.format(executor.offHeap()) + " off-heap" : "",
          ByteSize.format(executor.peakStorage() + executor.peakStorageOffHeap()),
          ByteSize.format(executor.peakExecution() + executor.peakExecutionOffHeap()));
    }
  }

  private void counts() {
    Counts counts = result.counts();
    line(
        "%d reads of cached blocks: %d in memory, %d on disk, %d remote, %d computed, %d"
            + " recomputed (hit ratio %.3f)",
        counts.reads().count(),
        counts.reads().memory(),
        counts.reads().disk(),
        counts.reads().remote(),
        counts.reads().first(),
        counts.reads().again(),
        counts.reads().hitRatio());
    line(
        "%d evictions of %s (%d for execution): %d written to disk, %d on disk already, %d lost;"
            + " %d puts did not fit",
        counts.evictions().count(),
        ByteSize.format(counts.evictions().bytes()),
        counts.evictions().forExecution(),
        counts.evictions().toDisk(),
        counts.evictions().onDisk(),
        counts.evictions().lost(),
        counts.puts().failed() + counts.puts().disk());
    line(
        "%d spills of %s; %d waits for execution memory, %.1f s; %.1f s of recomputation; %.1f s in"
            + " all",
        counts.spills().count(),
        ByteSize.format(counts.spills().memoryBytes()),
        counts.spills().waits(),
        counts.times().waiting() / 1000,
        counts.times().recomputing() / 1000,
        result.makespan() / 1000);
  }

  private void rdds() {
    if (result.rdds().isEmpty()) {
      return;
    }
    line("");
    line(
        "%-6s %-20s %-22s %12s %7s %7s %7s %9s %9s",
        "RDD", "name", "level", "all blocks", "hits", "recomp.", "evicted", "in memory", "on disk");
    for (RddResult rdd : result.rdds()) {
      line(
          "%-6d %-20s %-22s %12s %7d %7d %7d %9s %9d",
          rdd.rdd(),
          shortened(rdd.name()),
          rdd.level(),
          ByteSize.format(rdd.blockBytes()),
          rdd.counts().reads().hits(),
          rdd.counts().reads().again(),
          rdd.counts().evictions().count(),
          rdd.memoryBlocks() + "/" + rdd.partitions(),
          rdd.diskBlocks());
    }
  }

  private void stages() {
    List<StageResult> hit =
        result.stages().stream()
            .filter(
                stage ->
                    stage.counts().evictions().count() > 0
                        || stage.counts().reads().again() > 0
                        || stage.counts().spills().count() > 0
                        || stage.failed() > 0)
            .toList();
    if (hit.isEmpty()) {
      return;
    }
    line("");
    line(
        "%-7s %-36s %7s %7s %7s %12s %7s",
        "stage", "name", "recomp.", "evicted", "spills", "spilled", "failed");
    for (StageResult stage : hit) {
      line(
          "%-7s %-36s %7d %7d %7d %12s %7d",
          stage.attempt() == 0 ? "" + stage.stage() : stage.stage() + "." + stage.attempt(),
          shortened(stage.name(), 36),
          stage.counts().reads().again(),
          stage.counts().evictions().count(),
          stage.counts().spills().count(),
          ByteSize.format(stage.counts().spills().memoryBytes()),
          stage.failed());
    }
  }

  private void failures() {
    List<TaskFailure> failures = result.failures();
    for (int i = 0; i < Math.min(MOST_FAILURES, failures.size()); i++) {
      TaskFailure failure = failures.get(i);
      line(
          "%s",
          terminal.bad(
              "task "
                  + workload.taskId(failure.task())
                  + " of stage "
                  + workload.stages().get(failure.stage()).id()
                  + " fails: "
                  + failure.reason()));
    }
    if (failures.size() > MOST_FAILURES) {
      line("... and %d more", failures.size() - MOST_FAILURES);
    }
  }

  private static String shortened(String text) {
    return shortened(text, 20);
  }

  private static String shortened(String text, int width) {
    return text.length() <= width ? text : text.substring(0, width - 1) + "…";
  }

  private void line(String format, Object... values) {
    terminal.out().printf(Locale.ROOT, format + "%n", values);
  }
}
