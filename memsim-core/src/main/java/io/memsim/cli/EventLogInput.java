package io.memsim.cli;

import io.memsim.simulate.Simulation;
import io.memsim.whatif.Setting;
import io.memsim.whatif.SimulationTrial;
import io.memsim.whatif.Variant;
import io.memsim.whatif.WhatIfException;
import io.memsim.workload.EventLogException;
import io.memsim.workload.EventLogFile;
import io.memsim.workload.EventLogReader;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The event log that a command is given, and what it is to be simulated with. */
final class EventLogInput {
  /** What can be set, for help texts. */
  static final String KEYS =
      "KEY: a Spark property that decides about memory, executors, cores, rdd.ID.level (a storage"
          + " level, or NONE), rdd.ID.cache (true or false), rdd.ID.partitions, spark.task.cpus, or"
          + " what is assumed: cost.disk-read, cost.disk-write, cost.network, cost.deserialize,"
          + " cost.serialize (bytes a second), cost.deserialize-values, cost.serialize-values"
          + " (values a second), cost.spill-ratio.";

  @Parameters(
      paramLabel = "EVENTLOG",
      arity = "1",
      description =
          "A Spark event log: a file, the directory of a rolling one, or - for standard input.")
  private String file = "";

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "What to set in place of what was recorded; may be given again.")
  private List<String> conf = new ArrayList<>();

  /** What was given on the command line. */
  String file() {
    return file;
  }

  /** Reads a log, showing how far it is; whatever is wrong with it is bad input. */
  Workload read(Terminal terminal) {
    try {
      EventLogFile log =
          file.equals("-")
              ? EventLogFile.of(terminal.in(), "standard input")
              : EventLogFile.open(Path.of(file));
      Workload workload = EventLogReader.read(log, new ReadingProgress(terminal, log.name()));
      terminal.endProgress();
      if (workload.taskCount() == 0) {
        throw new BadInputException(
            file
                + ": expected a log in which a task ended"
                + workload.truncation().map(why -> "; " + why).orElse(""));
      }
      return workload;
    } catch (EventLogException e) {
      terminal.endProgress();
      throw new BadInputException(String.valueOf(e.getMessage()));
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new BadInputException(file + ": expected an event log, there is no such file");
    } catch (IOException e) {
      throw new BadInputException(file + ": expected a readable event log: " + e.getMessage());
    }
  }

  /** Reads {@code --conf KEY=VALUE}; the last one of a key counts. */
  Variant settings() {
    Variant settings = Variant.RECORDED;
    for (String text : conf) {
      try {
        Setting setting = Setting.parse(text);
        settings = settings.with(setting.knob(), setting.value());
      } catch (WhatIfException e) {
        throw new BadInputException("--conf: " + e.getMessage());
      }
    }
    return settings;
  }

  /** The trials of a log under a configuration that was given in place of its own. */
  SimulationTrial trial(Simulation simulation) {
    try {
      return SimulationTrial.of(simulation, settings());
    } catch (WhatIfException e) {
      throw new BadInputException("--conf: " + e.getMessage());
    }
  }
}
