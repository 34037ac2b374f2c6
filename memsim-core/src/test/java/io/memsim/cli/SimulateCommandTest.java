package io.memsim.cli;

import static io.memsim.cli.MainTest.run;
import static io.memsim.cli.MainTest.runWith;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.cli.MainTest.Run;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulateCommandTest {
  @TempDir Path directory;

  private static String log() {
    try {
      return Path.of(
              SimulateCommandTest.class
                  .getResource("/evaluate/diamond.mo18seq.eventlog.json.gz")
                  .toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theFirstLineSaysHowWellTheLogIsReproduced() {
    Run run = run("simulate", log());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.lines().get(0))
        .isEqualTo(
            "Accuracy, by the log's own configuration: 100.0% of blocks stored and evicted as"
                + " recorded, 100.0% of blocks held at the end, 100.0% of tasks' reads of cached"
                + " blocks.");
    assertThat(run.out())
        .contains("328 reads of cached blocks: 160 in memory, 34 computed for the first time, 134")
        .contains("54.4% of those that could be are from memory, ")
        .contains("137 evictions, ")
        .contains("  block sizes    34 blocks measured: ");
  }

  @Test
  void aChangedConfigurationIsSimulatedAfterThat() {
    Run run = run("simulate", log(), "--conf", "spark.testing.memory=50331648");

    assertThat(run.code()).isZero();
    assertThat(run.lines().get(0)).startsWith("Accuracy");
    assertThat(run.out()).contains("0 evictions").contains("spark.testing.memory=50331648");
  }

  @Test
  void levelsExecutorsCoresAndSchedulesAreUnderstood() {
    Run run =
        run(
            "simulate",
            log(),
            "--conf",
            "rdd.1.level=MEMORY_AND_DISK",
            "--conf",
            "cores=2",
            "--conf",
            "executors=2",
            "--schedules",
            "2");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .containsPattern("note: Over 2 other schedules: hits [0-9].*, evictions [0-9]")
        .containsPattern("(?m)^2 +2 +18 MiB ");
  }

  @Test
  void theJsonNamesItsSchema() {
    Run run = run("simulate", log(), "--json");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("\"schema\" : \"memsim/simulate/1\"");
  }

  @Test
  void csvAndPagesAreWrittenToo() throws IOException {
    assertThat(run("simulate", log(), "--csv").code()).isZero();
    Path page = directory.resolve("page.html");

    Run run = run("simulate", log(), "--report", page.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Files.readString(page)).contains("<html");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rdd.2.level=DISK_ONLY",
        "rdd.2.cache=false",
        "rdd.2.partitions=16",
        "executors=2",
        "spark.executor.instances=2",
        "cores=1",
        "spark.executor.cores=1",
        "spark.task.cpus=2",
        "spark.executor.memory=20m",
        "spark.memory.fraction=0.7",
        "spark.master=local[3]",
      })
  void whatifTakesTheSameSettingsAndSimulatesTheSame(String setting) {
    String log = WhatIfCommandTest.log();
    String plain = figures(run("simulate", log, "--csv"));

    String simulated = figures(run("simulate", log, "--csv", "--conf", setting));
    String given = figures(run("whatif", log, "--csv", "--conf", setting));
    String varied =
        setting.startsWith("spark.master")
            ? simulated
            : figures(run("whatif", log, "--csv", "--vary", setting));

    assertThat(simulated).isNotEqualTo(plain).isEqualTo(given).isEqualTo(varied);
  }

  @Test
  void whatMovingDataCostsIsSetLikeAnythingElse() {
    String log = WhatIfCommandTest.log();
    String level = "rdd.2.level=MEMORY_AND_DISK";
    String usual = figures(run("simulate", log, "--csv", "--conf", level));
    Run slow =
        run("simulate", log, "--csv", "--conf", level, "--conf", "cost.deserialize-values=20000");
    Run varied =
        run("whatif", log, "--csv", "--conf", level, "--vary", "cost.deserialize-values=20000");

    assertThat(figures(slow)).isNotEqualTo(usual);
    assertThat(figures(slow)).endsWith(figures(varied));
  }

  /** The one line of figures, without what was varied. */
  private static String figures(Run run) {
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.lines()).hasSize(2);
    return run.lines().get(1).replaceFirst("^[^,]*,,|^,", "");
  }

  @Test
  void settingsAreShownAndTheLastOneOfAKeyCounts() {
    Run run =
        run(
            "simulate",
            log(),
            "--conf",
            "rdd.1.level=DISK_ONLY",
            "--conf",
            "cores=3",
            "--conf",
            "rdd.1.level=MEMORY_ONLY_SER");

    assertThat(run.out())
        .contains("simulated rdd.1.level=MEMORY_ONLY_SER cores=3")
        .containsPattern("(?m)^1 +base +MEMORY_ONLY_SER ");
  }

  @ParameterizedTest
  @CsvSource({
    "spark.memory.fraction=7, spark.memory.fraction",
    "nonsense, expected KEY=VALUE",
    "=1, expected KEY=VALUE",
    "rdd.999.level=MEMORY_ONLY, expected an RDD of this log",
    "rdd.999.cache=false, expected an RDD of this log",
    "rdd.1.partitions=3, expected an RDD that can be re-split",
    "rdd.1.colour=blue, expected rdd.ID.level",
    "rdd.x.level=MEMORY_ONLY, expected rdd.ID.level",
    "rdd.1.level=SOMEWHERE, expected one of",
    "rdd.1.level=, expected a value behind the =",
    "executors=0, expected a whole number from 1",
    "executors=-3, expected a whole number from 1",
    "cores=many, expected a",
    "spark.memory.fractoin=0.5, perhaps spark.memory.fraction",
    "spark.sql.shuffle.partitions=7, expected a property that decides about memory",
  })
  void badSettingsAreOneLine(String setting, String message) {
    for (String command : new String[] {"simulate", "whatif"}) {
      run(command, log(), "--conf", setting).isBadInput(message);
    }
  }

  @Test
  void aPageThatCannotBeWrittenIsRefusedBeforeAnyWork() throws IOException {
    for (String page :
        new String[] {
          directory.toString(),
          directory.resolve("absent/page.html").toString(),
          "/nowhere/at/all/page.html",
        }) {
      // The log is not there either, and would be complained about next.
      run("simulate", "absent.json", "--report", page).isBadInput("--report", page, "expected");
      run("whatif", "absent.json", "--report", page).isBadInput("--report", page, "expected");
    }
  }

  @Test
  void aPageNeverOverwritesTheLog() throws IOException {
    Path log = Files.copy(Path.of(log()), directory.resolve("log.gz"));
    byte[] before = Files.readAllBytes(log);
    Path link = Files.createSymbolicLink(directory.resolve("link.html"), log);
    Path rolling = Files.createDirectory(directory.resolve("eventlog_v2_app"));

    for (Path page : new Path[] {log, link}) {
      run("simulate", log.toString(), "--report", page.toString())
          .isBadInput("--report", "expected another file than the event log");
    }
    run("whatif", rolling.toString(), "--report", rolling.resolve("events_1_app").toString())
        .isBadInput("--report", "expected another file than the event log");
    assertThat(Files.readAllBytes(log)).isEqualTo(before);
  }

  @Test
  void whatIsNoLogIsOneLine() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty"));
    Path text = Files.writeString(directory.resolve("text"), "hello\n");
    for (Path file : new Path[] {empty, text, directory.resolve("missing")}) {
      Run run = run("simulate", file.toString());
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err().lines()).hasSize(1);
      assertThat(run.err()).contains("expected");
    }
    assertThat(run("simulate", log(), "--json", "--csv").code()).isEqualTo(2);
    assertThat(run("simulate", log(), "--schedules", "-1").code()).isEqualTo(2);
  }

  @Test
  void aLogThatIsCutOffBeforeItsFirstTaskSaysWhere() throws IOException {
    Path cut = directory.resolve("cut.gz");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(Path.of(log())), 5000));

    run("simulate", cut.toString())
        .isBadInput("expected a log in which a task ended", "cut off (its gzip data end early)");
  }

  @Test
  void whatCannotBeKnownIsSaid() {
    String header = "{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"9.9.9\"}\n";
    String task =
        "{\"Event\":\"SparkListenerTaskEnd\",\"Stage ID\":0,\"Task Info\":{\"Task ID\":0,"
            + "\"Launch Time\":1000,\"Finish Time\":1100,\"Executor ID\":\"driver\"}}\n";

    Run run = runWith((header + task).getBytes(StandardCharsets.UTF_8), "simulate", "-");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("cannot be known from this log")
        .contains("there is no cache to tell about")
        .contains("Spark 9.9.9 is not one that memsim knows");
  }
}
