package io.memsim.cli;

import io.memsim.simulate.Simulation;
import io.memsim.workload.EventLogException;
import io.memsim.workload.EventLogReader;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code memsim evaluate}: predicts logged runs, and compares with what really happened. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    versionProvider = Memsim.Version.class,
    description = {
      "Predicts every logged run of a directory from its own log and from those of its siblings"
          + " (the same application with the same parameters), and compares with the truth file"
          + " beside the log: NAME.truth.json beside NAME.eventlog.json[.gz]."
    },
    footer = {"", "Exit code: 0; 2 on bad input."})
final class EvaluateCommand implements Callable<Integer> {

  private static final String TRUTH = ".truth.json";
  private static final String[] LOGS = {
    ".eventlog.json.gz", ".eventlog.json", ".eventlog.json.zst", ".eventlog.json.lz4", ".eventlog"
  };

  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", arity = "1", description = "A directory of logs and truth files.")
  private String directory = "";

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Option(
      names = "--schedules",
      paramLabel = "N",
      description = "Other schedules of overlapping tasks, for the spread (default: 20).")
  private int schedules = 20;

  @Option(names = "--own", description = "Leave the pairs out.")
  private boolean ownOnly;

  EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (schedules < 0) {
      throw new BadInputException("--schedules: " + schedules + ": expected 0 or more");
    }
    List<Evaluation.Run> runs = runs();
    List<Score> scores = new ArrayList<>();
    for (Evaluation.Run to : runs) {
      scores.add(score(to, to));
    }
    for (Evaluation.Run from : runs) {
      for (Evaluation.Run to : runs) {
        if (!from.name().equals(to.name()) && !ownOnly && from.sameWork(to)) {
          scores.add(score(from, to));
        }
      }
    }
    terminal.endProgress();
    if (json) {
      EvaluateJson.print(scores, terminal.out());
    } else {
      EvaluateText.print(scores, terminal.out());
    }
    return Terminal.SUCCESS;
  }

  private Score score(Evaluation.Run from, Evaluation.Run to) {
    terminal.progress(from.name() + " -> " + to.name());
    return Evaluation.score(from, to, schedules);
  }

  // ---- reading

  private List<Evaluation.Run> runs() {
    List<Path> truths = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(directory), "*" + TRUTH)) {
      found.forEach(truths::add);
    } catch (InvalidPathException | NoSuchFileException | NotDirectoryException e) {
      throw new BadInputException(directory + ": expected a directory of logs and truth files");
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be listed: " + e.getMessage());
    }
    truths.sort(null);
    List<Evaluation.Run> runs = new ArrayList<>();
    for (Path truth : truths) {
      String file = String.valueOf(truth.getFileName());
      String name = file.substring(0, file.length() - TRUTH.length());
      Path log = logOf(truth, name);
      if (log == null) {
        terminal.warn(truth + ": has no log beside it, and is left out");
      } else {
        terminal.progress("reading " + name);
        runs.add(run(name, log, truth));
      }
    }
    terminal.endProgress();
    if (runs.isEmpty()) {
      throw new BadInputException(
          directory
              + ": no logs with truth files in it: expected NAME.eventlog.json.gz beside"
              + " NAME.truth.json");
    }
    return runs;
  }

  private static @Nullable Path logOf(Path truth, String name) {
    for (String ending : LOGS) {
      Path log = truth.resolveSibling(name + ending);
      if (Files.exists(log)) {
        return log;
      }
    }
    return null;
  }

  private static Evaluation.Run run(String name, Path log, Path truth) {
    try {
      Workload workload = EventLogReader.read(log);
      return new Evaluation.Run(name, workload, Simulation.of(workload), TruthFile.read(truth));
    } catch (EventLogException e) {
      throw new BadInputException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new BadInputException(log + ": cannot be read: " + e.getMessage());
    }
  }
}
