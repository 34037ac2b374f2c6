package io.memsim.bench.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The benchmarks' command line: a few commands of its own; whatever else it is given goes to JMH.
 */
@Command(
    name = "benchmarks.jar",
    synopsisSubcommandLabel = "(COMMAND | JMH's arguments)",
    description = {
      "Runs all benchmarks; shows, compares and draws their results.",
      "Anything but these commands is JMH's: a pattern of benchmarks, -l, -prof, ..."
    })
public final class Suite {

  private static final int REGRESSION = 1;
  private static final int BAD_INPUT = 2;
  private static final Pattern HELP = Pattern.compile("-h|--help");

  private final PrintStream out;
  private final PrintStream err;

  private Suite(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * The process.
   *
   * @param args a command and its arguments, or JMH's
   * @throws IOException when JMH fails
   */
  public static void main(String[] args) throws IOException {
    boolean help = args.length > 0 && HELP.matcher(args[0]).matches();
    CommandLine commands = commands(System.out, System.err);
    if (args.length > 0 && commands.getSubcommands().containsKey(args[0])) {
      System.exit(commands.execute(args));
    }
    if (help) {
      commands.usage(System.out);
      System.out.println("\nJMH's arguments:\n");
    }
    org.openjdk.jmh.Main.main(help ? new String[] {"-h"} : args);
  }

  /**
   * One of the commands, without ending the process.
   *
   * @param out takes results
   * @param err takes everything else
   * @param args the command and its arguments
   * @return the exit code: 0, 1 for a regression, 2 for bad input
   */
  static int run(PrintStream out, PrintStream err, String... args) {
    return commands(out, err).execute(args);
  }

  private static CommandLine commands(PrintStream out, PrintStream err) {
    CommandLine commands = new CommandLine(new Suite(out, err));
    commands.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    commands.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof BadResultsException || failure instanceof IOException) {
            err.println(failure.getMessage());
            return BAD_INPUT;
          }
          throw failure;
        });
    return commands;
  }

  @Command(
      description =
          "Every path once with one set of parameters, in a few minutes: enough to see"
              + " ratios, not to publish them.",
      mixinStandardHelpOptions = true)
  int quick(
      @Option(
              names = "--only",
              defaultValue = "",
              paramLabel = "REGEX",
              description = "Only paths whose name this finds.")
          String only,
      @Option(
              names = {"-o", "--output"},
              paramLabel = "FILE",
              description = "Write the results there, as JSON.")
          @Nullable Path output)
      throws RunnerException {
    return measure(new Rounds(1, 2, 3, 350, err), Plan.quick(), only, output);
  }

  @Command(
      description =
          "Every path with all parameters, each subject in several JVMs that take turns with those"
              + " of the others. Takes about three quarters of an hour.",
      mixinStandardHelpOptions = true)
  int full(
      @Option(
              names = "--only",
              defaultValue = "",
              paramLabel = "REGEX",
              description = "Only paths whose name this finds.")
          String only,
      @Option(
              names = "--rounds",
              defaultValue = "3",
              description = "JVMs for each subject: ${DEFAULT-VALUE}.")
          int rounds,
      @Option(
              names = {"-o", "--output"},
              required = true,
              paramLabel = "FILE",
              description = "Write the results there, as JSON.")
          Path output)
      throws RunnerException {
    return measure(new Rounds(rounds, 3, 3, 500, err), Plan.full(), only, output);
  }

  private int measure(Rounds rounds, List<Plan> plans, String only, @Nullable Path output)
      throws RunnerException {
    rounds.run(plans, Pattern.compile(only));
    out.print(ResultTable.of(rounds.results()).text());
    if (output != null) {
      rounds.write(output);
    }
    return 0;
  }

  @Command(
      description = "Shows results: medians, memsim's ratios to the others, allocation.",
      mixinStandardHelpOptions = true)
  int table(
      @Option(names = "--markdown", description = "As a table of Markdown.") boolean markdown,
      @Option(
              names = "--only",
              defaultValue = "",
              paramLabel = "REGEX",
              description = "Only rows (a path and its parameters) that this finds.")
          String only,
      @Parameters(paramLabel = "FILE", description = "Results, or JMH's own JSON.") Path file) {
    ResultTable table = ResultTable.of(Results.read(file).only(Pattern.compile(only)));
    out.print(markdown ? table.markdown() : table.text());
    return 0;
  }

  @Command(
      description = {
        "Compares results with older ones: only what differs beyond both error bars counts.",
        "The exit code is 1 when memsim has become slower or allocates more."
      },
      mixinStandardHelpOptions = true)
  int compare(
      @Parameters(paramLabel = "OLD", description = "Older results.") Path old,
      @Parameters(paramLabel = "NEW", description = "Newer results.") Path now) {
    Comparison comparison = Comparison.of(Results.read(old), Results.read(now));
    out.print(comparison.text());
    return comparison.hasRegressions() ? REGRESSION : 0;
  }

  @Command(description = "Draws results as bars, in an SVG.", mixinStandardHelpOptions = true)
  int chart(
      @Option(
              names = "--only",
              defaultValue = "",
              paramLabel = "REGEX",
              description = "Only rows (a path and its parameters) that this finds.")
          String only,
      @Parameters(paramLabel = "FILE", description = "Results, or JMH's own JSON.") Path file,
      @Parameters(paramLabel = "OUT.svg", description = "Where to write.") Path svg)
      throws IOException {
    Files.write(svg, RatioChart.svg(Results.read(file).only(Pattern.compile(only))));
    return 0;
  }
}
