package io.memsim.cli;

import io.memsim.report.CsvReport;
import io.memsim.report.HtmlReport;
import io.memsim.report.JsonReport;
import io.memsim.report.Report;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which forms a command shows its report, as its options say. */
final class ReportOptions {

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Option(names = "--csv", description = "Print comma-separated values.")
  private boolean csv;

  @Option(
      names = "--report",
      paramLabel = "FILE.html",
      description = "Write a page that shows all of it, in one file.")
  private @Nullable String page;

  /** Prints a report for people. */
  interface Text {

    /** Prints it. */
    void print() throws IOException;
  }

  /** Refuses options that exclude each other, before any work is done. */
  void check() {
    if (json && csv) {
      throw new BadInputException("--csv: expected either --json or --csv");
    }
  }

  /** Whether nothing but a table of configurations is asked for. */
  boolean tableOnly() {
    return csv && page == null;
  }

  /** Writes the page, where one is asked for, and prints the report in the form asked for. */
  void write(Report report, Terminal terminal, Text text) throws IOException {
    if (page != null) {
      writePage(report, page);
    }
    if (json) {
      JsonReport.write(report, terminal.out());
    } else if (csv) {
      CsvReport.write(report, terminal.out());
    } else {
      text.print();
    }
  }

  private static void writePage(Report report, String file) {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(Path.of(file)))) {
      HtmlReport.write(report, out);
    } catch (InvalidPathException | IOException e) {
      throw new BadInputException(
          "--report: \"" + file + "\": cannot be written: " + e.getMessage());
    }
  }
}
