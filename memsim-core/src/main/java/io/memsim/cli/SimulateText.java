package io.memsim.cli;

import com.google.common.base.CharMatcher;
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
import io.memsim.whatif.Measures;
import io.memsim.whatif.SimulationTrial;
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
        new Accuracy(
            "bytes spilled",
            Math.min(own.spilled(), own.spilledRecorded()),
            Math.max(own.spilled(), own.spilledRecorded())));
  }

  /** What cannot be known from the log, or was understood in some way. */
  static List<String> notes(Workload workload) {
    List<String> notes = new ArrayList<>();
    boolean caches = workload.rdds().stream().anyMatch(LoggedRdd::persisted);
    if (!caches) {
      notes.add("No stage of this log saw a persisted RDD: there is no cache to tell about.");
    } else if (!workload.hasBlockUpdates()) {
      notes.add(
          "The log has no block updates (spark.eventLog.logBlockUpdates.enabled=true): the sizes of"
              + " blocks are what tasks read of them, or else assumed.");
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
      notes.add(
          Text.count(workload.damagedLines(), "line")
              + " of the log could not be made sense of, and "
              + (workload.damagedLines() == 1 ? "was" : "were")
              + " skipped.");
    }
    return notes;
  }

  void print(Reproduction own) {
    line("%s", accuracyLine(own));
    report.notes().forEach(note -> line("note: %s", note));
    line("");
    line(
        "%s%s: %s, %s, %s",
        workload.application(),
        workload.sparkVersionName().isEmpty() ? "" : " on Spark " + workload.sparkVersionName(),
        Text.count(workload.jobs().size(), "job"),
        Text.count(workload.stages().size(), "stage"),
        Text.count(workload.taskCount(), "task"));
    line("simulated %s", report.given());
    executors();
    counts();
    rdds();
    stages();
    failures();
    EvidenceText.print(workload, result.basis(), terminal.out());
    DoctorText.print(report.doctor(), terminal.out());
  }

  /** The first line of all that rests on simulating. */
  static String accuracyLine(Reproduction own) {
    return "Accuracy, by the log's own configuration: " + words(own);
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
    boolean offHeap = result.executors().stream().anyMatch(executor -> executor.offHeap() > 0);
    List<String> columns =
        new ArrayList<>(
            List.of("executor", ">slots", ">execution and storage", ">most by storage"));
    columns.add(">most by execution");
    if (offHeap) {
      columns.addAll(List.of(">off-heap", ">most by storage", ">most by execution"));
    }
    TextTable table = new TextTable(columns);
    for (ExecutorResult executor : result.executors()) {
      List<String> cells =
          new ArrayList<>(
              List.of(
                  executor.id(),
                  Text.number(executor.cores()),
                  ByteSize.format(executor.unified()),
                  ByteSize.format(executor.peakStorage()),
                  ByteSize.format(executor.peakExecution())));
      if (offHeap) {
        cells.add(ByteSize.format(executor.offHeap()));
        cells.add(ByteSize.format(executor.peakStorageOffHeap()));
        cells.add(ByteSize.format(executor.peakExecutionOffHeap()));
      }
      table.row(cells);
    }
    print(table);
  }

  private void print(TextTable table) {
    line("");
    table.print(terminal.out());
  }

  private void counts() {
    Counts counts = result.counts();
    Counts.Reads reads = counts.reads();
    line("");
    line(
        "%s of cached blocks%s",
        Text.count(reads.count(), "read"),
        of(
            reads.memory(), "in memory",
            reads.disk(), "on disk",
            reads.remote(), "on another executor",
            reads.first(), "computed for the first time",
            reads.again(), "computed again"));
    if (reads.hits() + reads.again() > 0) {
      Measures measures = SimulationTrial.measures(result);
      line(
          "%s of those that could be are from memory, %s of their bytes",
          Text.percent(measures.hitRatio()), Text.percent(measures.byteHitRatio()));
    }
    Counts.Evictions evictions = counts.evictions();
    line(
        "%s, %s%s",
        Text.count(evictions.count(), "eviction"),
        ByteSize.format(evictions.bytes()),
        of(
                evictions.toDisk(), "written to disk",
                evictions.onDisk(), "on disk already",
                evictions.lost(), "lost")
            + (evictions.forExecution() == 0
                ? ""
                : "; " + Text.number(evictions.forExecution()) + " for execution memory"));
    Counts.Puts puts = counts.puts();
    line(
        "%s found no room%s",
        Text.count(puts.failed() + puts.disk(), "put"),
        of(puts.disk(), "to disk instead", puts.failed(), "stored nowhere"));
    line(
        "%s, %s; %s for execution memory, %.1f s",
        Text.count(counts.spills().count(), "spill"),
        ByteSize.format(counts.spills().memoryBytes()),
        Text.count(counts.spills().waits(), "wait"),
        counts.times().waiting() / 1000);
    line(
        "takes %.1f s; of the tasks' time %.1f s went into computing blocks again",
        result.makespan() / 1000, counts.times().recomputing() / 1000);
  }

  /** The parts of a sum that are not 0, behind a colon. */
  private static String of(Object... countsAndNames) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < countsAndNames.length; i += 2) {
      long count = (Long) countsAndNames[i];
      if (count > 0) {
        parts.add(Text.number(count) + " " + countsAndNames[i + 1]);
      }
    }
    return parts.isEmpty() ? "" : ": " + String.join(", ", parts);
  }

  private void rdds() {
    if (result.rdds().isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable(
            List.of(
                "RDD",
                "",
                "level",
                ">all blocks",
                ">hits",
                ">computed again",
                ">evicted",
                ">in memory",
                ">on disk"));
    for (RddResult rdd : result.rdds()) {
      table.row(
          List.of(
              String.valueOf(rdd.rdd()),
              shortened(rdd.name(), 20),
              rdd.level().toString(),
              ByteSize.format(rdd.blockBytes()),
              Text.number(rdd.counts().reads().hits()),
              Text.number(rdd.counts().reads().again()),
              Text.number(rdd.counts().evictions().count()),
              Text.number(rdd.memoryBlocks()) + " of " + Text.number(rdd.partitions()),
              Text.number(rdd.diskBlocks())));
    }
    print(table);
  }

  private void stages() {
    List<StageResult> hit =
        result.stages().stream()
            .filter(
                stage ->
                    stage.counts().evictions().count() > 0
                        || stage.counts().reads().again() > 0
                        || stage.counts().spills().count() > 0
                        || stage.counts().spills().waits() > 0
                        || stage.failed() > 0)
            .toList();
    if (hit.isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable(
            List.of(
                "stage",
                "",
                ">computed again",
                ">evicted",
                ">spills",
                ">spilled",
                ">waits",
                ">failed"));
    for (StageResult stage : hit) {
      table.row(
          List.of(
              stage.attempt() == 0 ? "" + stage.stage() : stage.stage() + "." + stage.attempt(),
              shortened(stage.name(), 36),
              Text.number(stage.counts().reads().again()),
              Text.number(stage.counts().evictions().count()),
              Text.number(stage.counts().spills().count()),
              ByteSize.format(stage.counts().spills().memoryBytes()),
              Text.number(stage.counts().spills().waits()),
              Text.number(stage.failed())));
    }
    print(table);
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

  private static String shortened(String text, int width) {
    String line = CharMatcher.whitespace().trimAndCollapseFrom(text, ' ');
    return line.length() <= width ? line : line.substring(0, width - 3) + "...";
  }

  private void line(String format, Object... values) {
    terminal.out().printf(Locale.ROOT, format + "%n", values);
  }
}
