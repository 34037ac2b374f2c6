package io.memsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  /** What one run of the program left behind. */
  record Run(int code, String out, String err) {
    List<String> lines() {
      return out.lines().toList();
    }

    /** Exit code 2, one line on standard error, nothing like a stack trace. */
    Run isBadInput(String... mentions) {
      assertThat(code).as(err).isEqualTo(2);
      assertThat(err.lines().toList()).hasSize(1);
      assertThat(err).startsWith("memsim: ").contains(mentions).doesNotContain("Exception");
      return this;
    }
  }

  static Run run(String... args) {
    return runWith(new byte[0], args);
  }

  static Run runWith(byte[] in, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        Main.run(
            args,
            new ByteArrayInputStream(in),
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8));
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Path traces() {
    try {
      return Path.of(MainTest.class.getResource("/traces").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path trace(String prefix) {
    try (var files = Files.list(traces())) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> linesOf(Path file) {
    try (InputStream raw = Files.newInputStream(file)) {
      InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "replay", "layout"})
  void helpsOnStandardOutput(String command) {
    Run run = command.isEmpty() ? run("--help") : run(command, "--help");

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("Usage: memsim", "Exit code").doesNotContain("\u001b");
  }

  @Test
  void namesItsVersion() {
    assertThat(run("--version").out()).startsWith("memsim ");
    assertThat(run("replay", "--version").out()).startsWith("memsim ");
  }

  @Test
  void refusesAnUnknownCommand() {
    run("simulat").isBadInput("simulat");
  }

  @Test
  void refusesNoCommand() {
    run().isBadInput("command", "--help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"replay", "layout"})
  void refusesAnUnknownOption(String command) {
    run(command, "--nonsense").isBadInput("--nonsense", command + " --help");
  }

  @Test
  void saysWhenItsOutputCannotBeWritten() {
    PrintStream broken =
        new PrintStream(
            new java.io.OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("closed");
              }
            },
            false,
            StandardCharsets.UTF_8);
    ByteArrayOutputStream err = new ByteArrayOutputStream();

    int code =
        Main.run(
            new String[] {"layout"},
            InputStream.nullInputStream(),
            broken,
            new PrintStream(err, true, StandardCharsets.UTF_8));

    assertThat(code).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("standard output");
  }
}
