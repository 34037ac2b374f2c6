package io.memsim.cli;

import io.memsim.config.ByteSize;
import io.memsim.report.Report;
import io.memsim.simulate.Reproduction;
import io.memsim.whatif.Advice;
import io.memsim.whatif.Candidate;
import io.memsim.whatif.GoalAnswer;
import io.memsim.whatif.Measures;
import io.memsim.whatif.MemoryCurve;
import io.memsim.whatif.Setting;
import io.memsim.whatif.SimulationTrial;
import io.memsim.whatif.Sweep;
import io.memsim.whatif.Trouble;
import io.memsim.whatif.Variant;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Prints what was asked for people. */
final class WhatIfText {
  /** Of a larger grid only the front is shown. */
  private static final int MOST_ROWS = 60;

  private static final int MOST_OBSTACLES = 5;

  private final Report report;
  private final Terminal terminal;
  private final PrintStream out;

  WhatIfText(Report report, Terminal terminal) {
    this.report = report;
    this.terminal = terminal;
    this.out = terminal.out();
  }

  void print(Reproduction own) {
    out.println(SimulateText.accuracyLine(own));
    out.println();
    out.println(
        report.workload()
            + ", "
            + Text.count(report.result().executors().size(), "executor")
            + ", Spark "
            + report.workload().sparkVersionName());
    if (!report.given().equals(Variant.RECORDED)) {
      out.println("with " + report.given());
    }
    for (String note : report.notes()) {
      terminal.warn(note);
    }
    Measures recorded = SimulationTrial.measures(report.result());
    table(new Candidate(Variant.RECORDED, recorded, null));
    report.goal().ifPresent(this::goal);
    report.curve().ifPresent(this::curve);
    advice();
    EvidenceText.print(report.workload(), report.result().basis(), out);
    DoctorText.print(report.doctor(), out);
  }

  private void table(Candidate recorded) {
    Set<String> knobs = new LinkedHashSet<>();
    for (Candidate candidate : report.candidates()) {
      candidate.variant().settings().forEach(setting -> knobs.add(setting.knob().name()));
    }
    List<String> columns = new ArrayList<>(List.of(""));
    knobs.forEach(knob -> columns.add(">" + knob.replaceFirst("^spark\\.", "")));
    columns.addAll(
        List.of(
            ">from memory",
            ">bytes",
            ">evicted",
            ">computed again",
            ">spilled",
            ">failed",
            ">takes",
            ">container",
            ">GiB-hours",
            "sizes"));
    TextTable table = new TextTable(columns);
    List<Boolean> front = Sweep.paretoFront(report.candidates());
    boolean own = report.given().equals(Variant.RECORDED);
    table.row(row(own ? "recorded" : "as given", knobs, recorded));
    boolean all = report.candidates().size() <= MOST_ROWS;
    List<String> refusals = new ArrayList<>();
    for (int i = 0; i < front.size(); i++) {
      Candidate candidate = report.candidates().get(i);
      String refusal = candidate.refusal();
      if (refusal != null) {
        refusals.add(candidate.variant() + ": Spark would not start: " + refusal);
      }
      if (all || front.get(i)) {
        table.row(row(front.get(i) ? "best" : "", knobs, candidate));
      }
    }
    out.println();
    table.print(out);
    if (front.contains(true)) {
      out.println(
          "best: no other configuration is cheaper without losing more task time, or loses less"
              + " without costing more");
    }
    if (!all) {
      out.println(
          Text.count(report.candidates().size(), "configuration")
              + " in all; --csv and --json show each");
    }
    refusals.stream().limit(MOST_OBSTACLES).forEach(out::println);
    if (refusals.size() > MOST_OBSTACLES) {
      out.println("and " + (refusals.size() - MOST_OBSTACLES) + " more that would not start");
    }
  }

  private static List<String> row(String mark, Set<String> knobs, Candidate candidate) {
    List<String> cells = new ArrayList<>(List.of(mark));
    for (String knob : knobs) {
      cells.add(
          candidate.variant().settings().stream()
              .filter(setting -> setting.knob().name().equals(knob))
              .map(Setting::value)
              .findFirst()
              .orElse("-"));
    }
    Measures measures = candidate.measures();
    if (measures == null) {
      for (int i = 0; i < 10; i++) {
        cells.add("-");
      }
      return cells;
    }
    boolean reads = measures.reads() > 0;
    cells.add(reads ? Text.percent(measures.hitRatio()) : "-");
    cells.add(reads ? Text.percent(measures.byteHitRatio()) : "-");
    cells.add(Text.number(measures.evictions()));
    cells.add(seconds(measures.recomputedMillis()));
    cells.add(ByteSize.format(measures.spilledBytes()));
    cells.add(Text.number(measures.failures()));
    cells.add(seconds(measures.durationMillis()));
    cells.add(ByteSize.format(measures.container()));
    cells.add(String.format(Locale.ROOT, "%.4f", measures.cost()));
    cells.add(measures.sizes().name().toLowerCase(Locale.ROOT));
    return cells;
  }

  private void goal(GoalAnswer answer) {
    out.println();
    String name = answer.goal().name();
    out.println(
        answer
            .answer()
            .map(
                candidate ->
                    terminal.good("smallest with " + name + ": " + candidate.variant())
                        + container(candidate))
            .orElse(terminal.bad("no configuration that was tried meets " + name)));
    answer
        .nextSmaller()
        .ifPresent(
            stopped -> {
              String which = answer.answer().isPresent() ? "the next smaller, " : "";
              out.println("what stops " + which + stopped.variant() + ":");
              String refusal = stopped.refusal();
              if (refusal != null) {
                out.println("  Spark would not start: " + refusal);
              }
            });
    for (Trouble trouble : answer.obstacles().stream().limit(MOST_OBSTACLES).toList()) {
      out.println("  " + trouble.describe(report.workload()));
    }
    if (answer.obstacles().size() > MOST_OBSTACLES) {
      out.println("  and " + Text.count(answer.obstacles().size() - MOST_OBSTACLES, "more place"));
    }
    out.println(
        "found by "
            + answer.method().name().toLowerCase(Locale.ROOT)
            + " over "
            + Text.count(answer.simulated(), "configuration"));
  }

  private static String container(Candidate candidate) {
    return candidate
        .ran()
        .map(measures -> ", a container of " + ByteSize.format(measures.container()))
        .orElse("");
  }

  private void curve(MemoryCurve curve) {
    List<MemoryCurve.Point> ran =
        curve.points().stream().filter(point -> point.candidate().ran().isPresent()).toList();
    if (ran.size() < 2) {
      return;
    }
    List<Measures> measures =
        ran.stream().map(point -> point.candidate().ran().orElseThrow()).toList();
    double most = measures.stream().mapToDouble(m -> (double) m.lostMillis()).max().orElse(0);
    out.println();
    out.println(
        "executor memory from "
            + ByteSize.format(ran.get(0).memory())
            + " to "
            + ByteSize.format(ran.get(ran.size() - 1).memory()));
    TextTable table = new TextTable(List.of("", "", "from", "to"));
    table.row(
        List.of(
            "  from memory",
            Sparkline.of(
                measures.stream().map(Measures::hitRatio).toList(), 1, Charset.defaultCharset()),
            Text.percent(measures.get(0).hitRatio()),
            Text.percent(measures.get(measures.size() - 1).hitRatio())));
    table.row(
        List.of(
            "  time lost",
            Sparkline.of(
                measures.stream().map(m -> (double) m.lostMillis()).toList(),
                most,
                Charset.defaultCharset()),
            seconds(measures.get(0).lostMillis()),
            seconds(measures.get(measures.size() - 1).lostMillis())));
    table.print(out);
  }

  private void advice() {
    for (Advice advice : report.advice()) {
      out.println();
      out.println(advice.topic().title() + ": " + advice.text());
      advice.evidence().forEach(line -> out.println("  - " + line));
    }
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%,.1f s", millis / 1000.0);
  }
}
