package io.memsim.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
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
      printJson(scores);
    } else {
      print(scores);
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

  // ---- printing

  private void print(List<Score> scores) {
    int width = 4;
    for (Score score : scores) {
      width = Math.max(width, label(score).length());
    }
    String format = "%-" + width + "s  %13s %6s  %11s %9s  %9s  %11s  %15s %6s%n";
    terminal
        .out()
        .printf(
            Locale.ROOT,
            format,
            "run",
            "reads right",
            "",
            "evictions",
            "predicted",
            "at end",
            "recomputed",
            "spilled MiB",
            "stages");
    section("own configuration", scores, Score::own, format);
    section("another configuration", scores, score -> !score.own(), format);
    terminal.out().println();
    terminal.out().println("In total:");
    total("own configuration, one task at a time", scores, s -> s.own() && s.sequential());
    total("own configuration, overlapping tasks", scores, s -> s.own() && !s.sequential());
    total("another configuration, one task at a time", scores, s -> !s.own() && s.sequential());
    total("another configuration, overlapping tasks", scores, s -> !s.own() && !s.sequential());
  }

  private static String label(Score score) {
    return score.own() ? score.to() : score.from() + " -> " + score.to();
  }

  private void section(String title, List<Score> scores, Predicate<Score> which, String format) {
    if (scores.stream().noneMatch(which)) {
      return;
    }
    terminal.out().println();
    terminal.out().println(title);
    for (Score score : scores) {
      if (which.test(score)) {
        row(score, format);
      }
    }
  }

  private void row(Score score, String format) {
    Score.Count spilled = score.spill().bytes();
    terminal
        .out()
        .printf(
            Locale.ROOT,
            format,
            label(score),
            score.reads().right() + "/" + score.reads().all(),
            percent(score.reads()),
            score.evictions().count().right() + "/" + score.evictions().count().all(),
            score.evictions().predicted(),
            score.finals().right() + "/" + score.finals().all(),
            score.recomputed().predicted() + "/" + score.recomputed().truth(),
            mib(spilled.predicted()) + "/" + mib(spilled.truth()),
            score.spill().stages().right() + "/" + score.spill().stages().all());
  }

  private void total(String title, List<Score> all, Predicate<Score> which) {
    List<Score> scores = all.stream().filter(which).toList();
    if (scores.isEmpty()) {
      return;
    }
    Score.Share reads = new Score.Share(0, 0);
    Score.Share evictions = new Score.Share(0, 0);
    Score.Share finals = new Score.Share(0, 0);
    Score.Share stages = new Score.Share(0, 0);
    long evictionsNear = 0;
    long recomputedNear = 0;
    long spilledNear = 0;
    for (Score score : scores) {
      reads = reads.plus(score.reads());
      evictions = evictions.plus(score.evictions().count());
      finals = finals.plus(score.finals());
      stages = stages.plus(score.spill().stages());
      evictionsNear +=
          new Score.Count(
                      score.evictions().predicted(),
                      score.evictions().count().all(),
                      score.evictions().spread())
                  .within(0.05)
              ? 1
              : 0;
      recomputedNear += score.recomputed().within(0.05) ? 1 : 0;
      spilledNear += score.spill().bytes().within(0.15) ? 1 : 0;
    }
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "  %-42s %d runs: reads %s, evictions %s, blocks at the end %s, stages that spill %s;%n"
                + "  %-42s runs with evictions within 5%% or spread %d, recomputed %d, spilled"
                + " within 15%% or spread %d%n",
            title,
            scores.size(),
            percent(reads),
            percent(evictions),
            percent(finals),
            percent(stages),
            "",
            evictionsNear,
            recomputedNear,
            spilledNear);
  }

  private static String percent(Score.Share share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share.ratio());
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1048576.0);
  }

  private void printJson(List<Score> scores) {
    try (JsonGenerator out =
        new JsonFactory()
            .createGenerator(terminal.out())
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
      out.writeStartObject();
      out.writeStringField("schema", "memsim/evaluate/1");
      out.writeArrayFieldStart("runs");
      for (Score score : scores) {
        out.writeStartObject();
        out.writeStringField("from", score.from());
        out.writeStringField("to", score.to());
        writeFigures(out, List.of(score));
        out.writeNumberField("evictionsPredicted", score.evictions().predicted());
        out.writeNumberField("recomputed", score.recomputed().predicted());
        out.writeNumberField("recomputedTrue", score.recomputed().truth());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeObjectFieldStart("total");
      writeFigures(out, scores);
      out.writeEndObject();
      out.writeEndObject();
    } catch (IOException e) {
      throw new BadInputException("standard output cannot be written: " + e.getMessage());
    }
    terminal.out().println();
  }

  private static void writeFigures(JsonGenerator out, List<Score> scores) throws IOException {
    long[] sums = new long[12];
    for (Score score : scores) {
      sums[0] += score.reads().all();
      sums[1] += score.reads().right();
      sums[2] += score.evictions().count().all();
      sums[3] += score.evictions().count().right();
      sums[4] += score.evictions().bytes().predicted();
      sums[5] += score.evictions().bytes().truth();
      sums[6] += score.finals().all();
      sums[7] += score.finals().right();
      sums[8] += score.spill().bytes().predicted();
      sums[9] += score.spill().bytes().truth();
      sums[10] += score.spill().stages().all();
      sums[11] += score.spill().stages().right();
    }
    String[] names = {
      "accesses",
      "accessesRight",
      "evictions",
      "evictionsRight",
      "evictedBytes",
      "evictedBytesTrue",
      "finalBlocks",
      "finalBlocksRight",
      "spilledBytes",
      "spilledBytesTrue",
      "stages",
      "stagesRight"
    };
    for (int i = 0; i < names.length; i++) {
      out.writeNumberField(names[i], sums[i]);
    }
  }
}
