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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
        .contains("328 reads of cached blocks: 160 in memory, 0 on disk, 0 remote, 34 computed,")
        .contains("137 evictions")
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
        .contains("Over 2 other schedules, evictions:")
        .contains("Executor 2: 2 slots");
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
  @CsvSource({
    "spark.memory.fraction=7, spark.memory.fraction",
    "nonsense, expected KEY=VALUE",
    "rdd.999.level=MEMORY_ONLY, expected an RDD of the log",
    "rdd.x.level=MEMORY_ONLY, expected a whole number",
    "rdd.1.level=SOMEWHERE, expected a storage level",
    "executors=0, expected 1 or more",
    "cores=many, expected a whole number",
  })
  void badSettingsAreOneLine(String setting, String message) {
    Run run = run("simulate", log(), "--conf", setting);

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(run.err().lines()).hasSize(1);
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
