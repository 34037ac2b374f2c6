package io.memsim.cli;

import io.memsim.config.ConfigException;
import io.memsim.report.EventLogDoctor;
import io.memsim.report.Report;
import io.memsim.simulate.Reproduction;
import io.memsim.simulate.Simulation;
import io.memsim.simulate.SimulationResult;
import io.memsim.whatif.Advice;
import io.memsim.whatif.Axis;
import io.memsim.whatif.Candidate;
import io.memsim.whatif.Goal;
import io.memsim.whatif.GoalAnswer;
import io.memsim.whatif.GoalSearch;
import io.memsim.whatif.Grid;
import io.memsim.whatif.MemoryCurve;
import io.memsim.whatif.SimulationTrial;
import io.memsim.whatif.Sweep;
import io.memsim.whatif.Variant;
import io.memsim.whatif.WhatIfException;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code memsim whatif}: what other configurations would have done. */
@Command(
    name = "whatif",
    mixinStandardHelpOptions = true,
    versionProvider = Memsim.Version.class,
    description = {
      "Simulates the work of an event log under many configurations: a table of them, the smallest"
          + " that meets a goal, a curve of executor memory, and advice."
    },
    footer = {
      "",
      EventLogInput.KEYS,
      "A range FROM:TO:STEP includes its end.",
      "Exit code: 0; 2 on bad input."
    })
final class WhatIfCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private EventLogInput log = new EventLogInput();

  @Option(
      names = "--vary",
      paramLabel = "KEY=V1,V2,...|KEY=FROM:TO:STEP",
      description = "What to vary; may be given again, for a grid.")
  private List<String> vary = new ArrayList<>();

  @Option(
      names = "--goal",
      paramLabel = "GOAL",
      description =
          "Find the smallest configuration with no-eviction, no-spill, hit>=0.95 or same-time: in"
              + " the grid, or without --vary over the executor's memory.")
  private @Nullable String goal;

  @Mixin private ReportOptions output = new ReportOptions();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Simulate so many configurations at a time; one for each processor unless given.")
  private int threads = Runtime.getRuntime().availableProcessors();

  WhatIfCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    output.check(log.file());
    if (threads < 1) {
      throw new BadInputException("--threads: \"" + threads + "\": expected 1 or more");
    }
    Grid grid = grid();
    Goal asked = asked();
    if (asked != null && output.tableOnly()) {
      throw new BadInputException(
          "--goal: \""
              + goal
              + "\": expected without --csv, which has only the table, or with --report");
    }
    Variant given = log.settings();
    Workload workload = log.read(terminal);
    try {
      Simulation simulation = Simulation.of(workload);
      SimulationTrial trial = log.trial(simulation);
      SimulationResult recorded = trial.detailed(Variant.RECORDED);
      Report.Builder answer = answer(trial, recorded, grid, asked).given(given);
      Reproduction own = simulation.reproduction();
      write(answer.accuracy(SimulateText.accuracy(own)).build(), own);
      return Terminal.SUCCESS;
    } catch (ConfigException e) {
      throw new BadInputException(e);
    } catch (WhatIfException e) {
      throw new BadInputException("--vary: " + e.getMessage());
    } finally {
      terminal.endProgress();
    }
  }

  private Grid grid() {
    try {
      return Grid.of(vary.stream().map(Axis::parse).toList());
    } catch (WhatIfException e) {
      throw new BadInputException("--vary: " + e.getMessage());
    }
  }

  private @Nullable Goal asked() {
    try {
      return goal == null ? null : Goal.parse(goal);
    } catch (WhatIfException e) {
      throw new BadInputException("--goal: " + e.getMessage());
    }
  }

  private Report.Builder answer(
      SimulationTrial trial, SimulationResult recorded, Grid grid, @Nullable Goal asked)
      throws InterruptedException {
    grid.axes().forEach(trial::check);
    Sweep sweep = Sweep.with(trial).threads(threads);
    Report.Builder builder = Report.of("whatif", trial.workload(), recorded);
    List<String> notes = new ArrayList<>(SimulateText.notes(trial.workload()));
    notes.addAll(trial.notes(grid));
    List<Candidate> candidates = List.of();
    if (!grid.axes().isEmpty()) {
      candidates =
          sweep
              .progress(done -> terminal.progress("simulated " + done + " of " + grid.size()))
              .run(grid.variants());
      builder.candidates(candidates);
    }
    if (output.tableOnly()) {
      return builder.notes(notes);
    }
    terminal.progress("looking closer");
    if (asked != null) {
      GoalSearch search = new GoalSearch(asked, SimulationTrial.measures(recorded), trial);
      GoalAnswer found =
          candidates.isEmpty() ? search.memory(trial, sweep) : search.among(candidates);
      builder.goal(found);
      if (found.answer().isEmpty()
          && candidates.isEmpty()
          && trial.config(Variant.RECORDED).offHeapEnabled()) {
        notes.add(
            "only the heap was searched, but tasks take their memory outside of it: --vary"
                + " spark.memory.offHeap.size=...");
      }
    }
    builder.curve(MemoryCurve.of(trial, sweep));
    builder.advice(Advice.of(trial, sweep));
    builder.notes(notes);
    builder.doctor(EventLogDoctor.examine(trial.workload()));
    return builder;
  }

  private void write(Report answer, Reproduction own) throws IOException {
    terminal.endProgress();
    output.write(answer, terminal, () -> new WhatIfText(answer, terminal).print(own));
  }
}
