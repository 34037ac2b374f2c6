package io.memsim.cli;

import io.memsim.config.ConfigException;
import io.memsim.report.EventLogDoctor;
import io.memsim.report.Report;
import io.memsim.simulate.Reproduction;
import io.memsim.simulate.Scenario;
import io.memsim.simulate.Simulation;
import io.memsim.simulate.SimulationResult;
import io.memsim.whatif.Grid;
import io.memsim.whatif.SimulationTrial;
import io.memsim.whatif.Variant;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code memsim simulate}: runs the work of an event log again, as it was or otherwise. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    versionProvider = Memsim.Version.class,
    description = {
      "Replays the memory behaviour of a Spark event log, under its own or a changed configuration:"
          + " which blocks stay cached, what is evicted, recomputed and spilled, who fails.",
      "The first lines say how well the log's own configuration is reproduced."
    },
    footer = {"", EventLogInput.KEYS, "Exit code: 0; 2 on bad input."})
final class SimulateCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private EventLogInput log = new EventLogInput();

  @Option(
      names = "--schedules",
      paramLabel = "N",
      description = "Vary how overlapping tasks interleave N times, and show the spread.")
  private int schedules;

  @Mixin private ReportOptions output = new ReportOptions();

  SimulateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    output.check(log.file());
    if (schedules < 0) {
      throw new BadInputException("--schedules: \"" + schedules + "\": expected 0 or more");
    }
    Variant given = log.settings();
    Workload workload = log.read(terminal);
    try {
      Simulation simulation = Simulation.of(workload);
      SimulationTrial trial = log.trial(simulation);
      SimulationResult result = trial.detailed(Variant.RECORDED);
      SimulateSpread spread = spread(trial, result);
      Reproduction own = simulation.reproduction();
      Report.Builder answer =
          Report.of("simulate", trial.workload(), result)
              .given(given)
              .notes(notes(trial, spread))
              .accuracy(SimulateText.accuracy(own))
              .doctor(EventLogDoctor.examine(trial.workload()));
      write(answer.build(), own);
      return Terminal.SUCCESS;
    } catch (ConfigException e) {
      throw new BadInputException(e);
    } finally {
      terminal.endProgress();
    }
  }

  private SimulateSpread spread(SimulationTrial trial, SimulationResult nominal) {
    SimulateSpread spread = new SimulateSpread(nominal);
    Simulation simulation = trial.simulation(Variant.RECORDED);
    Scenario scenario = trial.scenario(Variant.RECORDED);
    for (int seed = 1; seed <= schedules; seed++) {
      terminal.progress("schedule " + seed + " of " + schedules);
      spread.add(simulation.run(scenario.toBuilder().seed(seed).build()));
    }
    terminal.endProgress();
    return spread;
  }

  private static List<String> notes(SimulationTrial trial, SimulateSpread spread) {
    List<String> notes = new ArrayList<>(SimulateText.notes(trial.workload()));
    notes.addAll(trial.notes(Grid.of(List.of())));
    notes.addAll(spread.lines());
    return notes;
  }

  private void write(Report answer, Reproduction reproduction) throws IOException {
    output.write(answer, terminal, () -> new SimulateText(terminal, answer).print(reproduction));
  }
}
