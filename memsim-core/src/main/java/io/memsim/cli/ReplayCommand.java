package io.memsim.cli;

import io.memsim.trace.Divergence;
import io.memsim.trace.TraceFormatException;
import io.memsim.trace.TraceReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code memsim replay}: runs memory traces, and compares with the recorded answers. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = Memsim.Version.class,
    description = {
      "Runs memory traces through the simulator and prints what happened.",
      "Up to three traces that are named one by one (not through a directory) are shown operation"
          + " by operation, where they have at most 40 operations."
    },
    footer = {"", "Exit code: 0; 1 on a divergence; 2 on bad input."})
final class ReplayCommand implements Callable<Integer> {
  private static final String STDIN = "-";
  private static final String STDIN_NAME = "stdin";

  /** How many named traces may fill the screen; more are probably a shell's pattern. */
  private static final int MOST_SHOWN = 3;

  private final Terminal terminal;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Traces (.jsonl, .jsonl.gz), directories of them, or - for standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--check",
      description = "Compare every answer with the recorded one; stop a trace where they differ.")
  private boolean check;

  @Option(names = "--json", description = "Print one JSON object per operation.")
  private boolean json;

  @Option(
      names = "--blocks",
      description = "With --json: list the blocks in memory and on disk on every line.")
  private boolean blocks;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show every operation of every trace.")
  private boolean verbose;

  private boolean bad;

  ReplayCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (files.isEmpty()) {
      throw new BadInputException(
          "replay: expected at least one FILE (see 'memsim replay --help')");
    }
    if (blocks && !json) {
      throw new BadInputException("--blocks: expected together with --json");
    }
    if (verbose && json) {
      throw new BadInputException("--verbose: expected without --json, which shows everything");
    }
    List<Source> sources = sources();
    boolean few = sources.stream().filter(Source::named).count() <= MOST_SHOWN;
    ReplaySummary summary = new ReplaySummary(terminal, check);
    for (Source source : sources) {
      replay(source, detail(source.named() && few), summary);
    }
    if (!json) {
      summary.print();
    }
    if (bad) {
      return Terminal.BAD_INPUT;
    }
    return summary.diverged() ? Terminal.DIVERGENCE : Terminal.SUCCESS;
  }

  private TraceRun.Detail detail(boolean shown) {
    if (json) {
      return blocks ? TraceRun.Detail.JSON_WITH_BLOCKS : TraceRun.Detail.JSON;
    } else if (verbose) {
      return TraceRun.Detail.TEXT;
    }
    return shown ? TraceRun.Detail.IF_SHORT : TraceRun.Detail.NONE;
  }

  private List<Source> sources() {
    List<Source> sources = new ArrayList<>();
    for (String file : files) {
      if (!file.equals(STDIN) && isDirectory(file)) {
        tracesIn(file).forEach(trace -> sources.add(new Source(trace, false)));
      } else {
        sources.add(new Source(file, true));
      }
    }
    if (files.stream().filter(STDIN::equals).count() > 1) {
      throw new BadInputException("-: expected at most once: standard input can be read only once");
    }
    return sources;
  }

  private static boolean isDirectory(String file) {
    try {
      return Files.isDirectory(Path.of(file));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static List<String> tracesIn(String directory) {
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(Path.of(directory), "*.{jsonl,jsonl.gz}")) {
      entries.forEach(entry -> found.add(entry.toString()));
    } catch (DirectoryIteratorException e) {
      throw new BadInputException(directory + ": cannot be listed: " + reason(e.getCause()));
    } catch (IOException e) {
      throw new BadInputException(directory + ": cannot be listed: " + reason(e));
    }
    if (found.isEmpty()) {
      throw new BadInputException(directory + ": no traces in it: expected *.jsonl or *.jsonl.gz");
    }
    found.sort(null);
    return found;
  }

  private void replay(Source source, TraceRun.Detail detail, ReplaySummary summary) {
    String file = source.file();
    try (TraceReader reader = open(file)) {
      TraceRun run = new TraceRun(reader, terminal, check);
      run.run(detail);
      summary.add(run, source.label());
      finished(run);
    } catch (TraceFormatException e) {
      complain(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) {
      complain(file + ": cannot be read: " + reason(e.getCause()));
    } catch (IOException e) {
      complain(file + ": cannot be read: " + reason(e));
    }
  }

  private void finished(TraceRun run) {
    Divergence divergence = run.divergence();
    if (divergence != null && json) {
      terminal.complain(divergence.toString());
    }
    if (check && run.operations() > 0 && run.compared() == 0) {
      terminal.warn(run.name() + ": has no recorded answers to check");
    }
  }

  private void complain(String what) {
    terminal.endProgress();
    terminal.complain(what);
    bad = true;
  }

  private TraceReader open(String file) throws IOException {
    if (file.equals(STDIN)) {
      return TraceReader.of(new Unclosed(terminal.in()), STDIN_NAME);
    }
    try {
      return TraceReader.open(Path.of(file));
    } catch (InvalidPathException e) {
      throw new BadInputException(file + ": expected the name of a file: " + e.getReason());
    }
  }

  private static String reason(@Nullable IOException e) {
    if (e == null) {
      return "unknown failure";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file: expected a memory trace, a directory of traces, or -";
    } else if (e instanceof AccessDeniedException) {
      return "access denied: expected a readable file";
    }
    return String.valueOf(e.getMessage());
  }

  /** A trace to replay; whether it was named itself, or found in a directory. */
  private record Source(String file, boolean named) {

    /** What the table calls it: in a directory the file's name is enough. */
    String label() {
      if (named) {
        return file.equals(STDIN) ? STDIN_NAME : file;
      }
      Path name = Path.of(file).getFileName();
      return name == null ? file : name.toString();
    }
  }

  /** Standard input stays open when its reader is closed. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(java.io.InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // Not ours: others may read on.
    }
  }
}
