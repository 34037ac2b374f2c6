package io.memsim.cli;

import io.memsim.block.StorageLevel;
import io.memsim.config.ConfigException;
import io.memsim.report.EventLogDoctor;
import io.memsim.report.MissingLibraryException;
import io.memsim.report.Report;
import io.memsim.simulate.Reproduction;
import io.memsim.simulate.Scenario;
import io.memsim.simulate.Simulation;
import io.memsim.simulate.SimulationResult;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
    footer = {
      "",
      "--conf also takes rdd.ID.level=LEVEL (a storage level, or NONE), executors=N and cores=N.",
      "Exit code: 0; 2 on bad input."
    })
final class SimulateCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Parameters(
      paramLabel = "EVENTLOG",
      arity = "1",
      description = "A Spark event log, or - for standard input.")
  private String log = "";

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A Spark property in place of the recorded one; may be given again.")
  private List<String> conf = new ArrayList<>();

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
    output.check();
    if (schedules < 0) {
      throw new BadInputException("--schedules: \"" + schedules + "\": expected 0 or more");
    }
    Scenario scenario = scenario(EventLogInput.properties(conf));
    Workload workload = EventLogInput.read(log, terminal);
    scenario.levels().keySet().forEach(rdd -> checkRdd(workload, rdd));
    try {
      Simulation simulation = Simulation.of(workload);
      SimulationResult result = simulation.run(scenario);
      SimulateSpread spread = spread(simulation, scenario, result);
      write(workload, simulation.reproduction(), result, spread);
      return Terminal.SUCCESS;
    } catch (ConfigException e) {
      throw new BadInputException(e);
    } catch (MissingLibraryException e) {
      throw new BadInputException(String.valueOf(e.getMessage()));
    } finally {
      terminal.endProgress();
    }
  }

  private static void checkRdd(Workload workload, int rdd) {
    if (workload.rdd(rdd) == null) {
      throw new BadInputException("--conf: rdd." + rdd + ".level: expected an RDD of the log");
    }
  }

  static Scenario scenario(Map<String, String> settings) {
    Scenario.Builder scenario = Scenario.builder();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith("rdd.") && key.endsWith(".level")) {
            scenario.level(number(key, key.substring(4, key.length() - 6), 0), level(key, value));
          } else if (key.equals("executors")) {
            scenario.executors(number(key, value, 1));
          } else if (key.equals("cores")) {
            scenario.cores(number(key, value, 1));
          } else {
            scenario.set(key, value);
          }
        });
    return scenario.build();
  }

  private static int number(String key, String text, int least) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new BadInputException("--conf: " + key + ": \"" + text + "\": expected a whole number");
    }
    throw new BadInputException(
        "--conf: " + key + ": \"" + text + "\": expected " + least + " or more");
  }

  private static StorageLevel level(String key, String value) {
    try {
      return StorageLevel.parse(value);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "--conf: " + key + ": \"" + value + "\": expected a storage level");
    }
  }

  private SimulateSpread spread(
      Simulation simulation, Scenario scenario, SimulationResult nominal) {
    SimulateSpread spread = new SimulateSpread(nominal);
    for (int seed = 1; seed <= schedules; seed++) {
      terminal.progress("schedule " + seed + " of " + schedules);
      spread.add(simulation.run(scenario.toBuilder().seed(seed).detailed(false).build()));
    }
    terminal.endProgress();
    return spread;
  }

  private void write(
      Workload workload, Reproduction reproduction, SimulationResult result, SimulateSpread spread)
      throws IOException {
    List<String> notes = new ArrayList<>(SimulateText.notes(workload));
    notes.addAll(spread.lines());
    Report answer =
        Report.of("simulate", workload, result)
            .accuracy(SimulateText.accuracy(reproduction))
            .notes(notes)
            .doctor(EventLogDoctor.examine(workload))
            .build();
    output.write(
        answer,
        terminal,
        () -> {
          new SimulateText(terminal, workload, result).print(reproduction, notes);
          DoctorText.print(answer.doctor(), terminal.out());
        });
  }
}
