package io.memsim.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command above all commands. */
@Command(
    name = "memsim",
    description = "The memory of a Spark executor, simulated as Spark has it.",
    subcommands = {
      ReplayCommand.class,
      LayoutCommand.class,
      SimulateCommand.class,
      WhatIfCommand.class,
      EvaluateCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Memsim.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "'memsim COMMAND --help' explains a command. Exit code: 0; 1 on a divergence; 2 on bad input."
    })
final class Memsim implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  /** Parses and runs; whatever goes wrong with the input is one line and exit code 2. */
  static int run(String[] args, Terminal terminal) {
    CommandLine line = new CommandLine(new Memsim(), new Commands(terminal));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF));
    line.setUsageHelpAutoWidth(false);
    line.setOut(new PrintWriter(terminal.out(), true, Charset.defaultCharset()));
    line.setErr(new PrintWriter(terminal.err(), true, Charset.defaultCharset()));
    line.setExpandAtFiles(false);
    line.setOverwrittenOptionsAllowed(true);
    line.setParameterExceptionHandler((e, ignored) -> explain(e, terminal));
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(e, terminal));
    return line.execute(args);
  }

  private static int explain(ParameterException e, Terminal terminal) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName(" ");
    terminal.complain(e.getMessage() + " (see '" + command + " --help')");
    return Terminal.BAD_INPUT;
  }

  private static int failed(Exception e, Terminal terminal) throws Exception {
    if (e instanceof BadInputException) {
      terminal.complain(String.valueOf(e.getMessage()));
      return Terminal.BAD_INPUT;
    }
    return terminal.defect(e);
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "Missing command: replay, layout, simulate, whatif or evaluate");
    }
  }

  /** Makes the commands, which need the streams. */
  private record Commands(Terminal terminal) implements IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == ReplayCommand.class) {
        return type.cast(new ReplayCommand(terminal));
      } else if (type == LayoutCommand.class) {
        return type.cast(new LayoutCommand(terminal));
      } else if (type == SimulateCommand.class) {
        return type.cast(new SimulateCommand(terminal));
      } else if (type == EvaluateCommand.class) {
        return type.cast(new EvaluateCommand(terminal));
      } else if (type == WhatIfCommand.class) {
        return type.cast(new WhatIfCommand(terminal));
      }
      return CommandLine.defaultFactory().create(type);
    }
  }

  /** The version that the jar says it is. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Memsim.class.getPackage().getImplementationVersion();
      return new String[] {"memsim " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
