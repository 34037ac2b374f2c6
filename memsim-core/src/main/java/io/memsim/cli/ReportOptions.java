package io.memsim.cli;

import io.memsim.report.CsvReport;
import io.memsim.report.HtmlReport;
import io.memsim.report.JsonReport;
import io.memsim.report.MissingLibraryException;
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

  /**
   * Refuses options that exclude each other, and a page that cannot be written or would overwrite
   * what is read, before any work is done.
   */
  void check(String input) {
    if (json && csv) {
      throw new BadInputException("--csv: expected either --json or --csv");
    }
    if (page != null) {
      checkPage(page, input);
      try {
        HtmlReport.checkLibrary();
      } catch (MissingLibraryException e) {
        throw new BadInputException("--report: " + e.getMessage());
      }
    }
  }

  private static void checkPage(String page, String input) {
    try {
      Path file = Path.of(page).toAbsolutePath().normalize();
      Path directory = file.getParent();
      if (Files.isDirectory(file) || directory == null) {
        throw refused(page, "a file, not a directory");
      } else if (!Files.isDirectory(directory)) {
        throw refused(page, "a file in a directory that exists");
      } else if (!Files.isWritable(Files.exists(file) ? file : directory)) {
        throw refused(page, "a file that can be written");
      } else if (!input.equals("-") && Files.exists(Path.of(input))) {
        Path real =
            Files.exists(file)
                ? file.toRealPath()
                : directory.toRealPath().resolve(file.getFileName());
        if (real.startsWith(Path.of(input).toRealPath())) {
          throw refused(page, "another file than the event log");
        }
      }
    } catch (InvalidPathException | IOException e) {
      throw refused(page, "a file that can be written: " + e.getMessage());
    }
  }

  private static BadInputException refused(String page, String expected) {
    return new BadInputException("--report: \"" + page + "\": expected " + expected);
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
      throw refused(file, "a file that can be written: " + e.getMessage());
    }
  }
}
