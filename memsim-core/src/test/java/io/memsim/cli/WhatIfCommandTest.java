package io.memsim.cli;

import static io.memsim.cli.MainTest.run;
import static io.memsim.cli.MainTest.runWith;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.cli.MainTest.Run;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhatIfCommandTest {
  @TempDir Path directory;

  static String log() {
    try {
      return Path.of(
              WhatIfCommandTest.class
                  .getResource("/eventlogs/pagerank.mo28.eventlog.json.gz")
                  .toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aGridIsATableWithItsFrontAndTheSmallestThatMeetsTheGoal() {
    Run run =
        run(
            "whatif",
            log(),
            "--vary",
            "spark.executor.memory=20m:40m:10m",
            "--vary",
            "rdd.2.level=MEMORY_ONLY,MEMORY_AND_DISK_SER",
            "--goal",
            "no-eviction");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err())
        .isEqualTo(
            "warning: spark.executor.memory replaces spark.testing.memory, which the recorded run"
                + " was given"
                + System.lineSeparator());
    assertThat(run.lines().stream().filter(line -> line.matches("(best)? +[234]0m +MEM.*")))
        .hasSize(6)
        .anyMatch(line -> line.startsWith("best"));
    assertThat(run.lines().get(0))
        .startsWith("Accuracy, by the log's own configuration: 100.0% of blocks stored");
    assertThat(run.out())
        .containsPattern("(?m)^recorded +- +- +[0-9.]+% ")
        .containsPattern(
            "read [0-9,]+ lines of the log, [0-9,]+ of them events of \\d+ other kinds")
        .contains("what the figures rest on:")
        .containsPattern("(?m)20m +MEMORY_ONLY .* measured$")
        .containsPattern("(?m)20m +MEMORY_AND_DISK_SER .* assumed$")
        .contains("smallest with no-eviction: spark.executor.memory=")
        .containsPattern("what stops the next smaller, spark.executor.memory=\\d+m rdd.2.level=")
        .containsPattern("  Stage \\d+: \\d+ blocks? of RDD \\d+ \\(\\w+\\), [0-9.]+ MiB, evicted")
        .contains("found by scan over 6 configurations")
        .contains("executor memory from 1 MiB to ")
        .contains("Better at another level: RDD 2 (links)");
  }

  @Test
  void withoutAGridTheGoalIsSearchedOverTheHeap() {
    Run run = run("whatif", log(), "--goal", "hit>=0.95");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsPattern("smallest with hit>=0.95: spark.executor.memory=\\d+m, a container of")
        .containsPattern("found by bisection over \\d+ configurations");
  }

  @Test
  void whereTheHeapIsOfNoHelpItIsSaidWhatMayBe() {
    Run run =
        run(
            "whatif",
            log(),
            "--conf",
            "spark.memory.offHeap.enabled=true",
            "--conf",
            "spark.memory.offHeap.size=1m",
            "--conf",
            "rdd.2.level=OFF_HEAP",
            "--goal",
            "no-eviction");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("no configuration that was tried meets no-eviction");
    assertThat(run.err())
        .contains("only the heap was searched", "--vary spark.memory.offHeap.size");
  }

  @Test
  void jsonAndPageAreTheSameDocument() throws IOException {
    Path page = directory.resolve("page.html");

    Run run = run("whatif", log(), "--vary", "cores=1,2", "--json", "--report", page.toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("{").contains("\"schema\" : \"memsim/whatif/1\"");
    assertThat(Files.readString(page, StandardCharsets.UTF_8))
        .contains("id=\"data\">" + run.out() + "</script>");
  }

  @Test
  void csvHasALineForEachConfiguration() {
    Run run = run("whatif", log(), "--vary", "spark.memory.fraction=0.4:0.9:0.1", "--csv");

    assertThat(run.lines()).hasSize(7);
    assertThat(run.lines().get(0)).startsWith("spark.memory.fraction,refused,hitRatio,");
    assertThat(run.lines()).element(6).asString().startsWith("0.9,,");
  }

  @Test
  void whatSparkRefusesIsARowAndNoError() {
    Run run = run("whatif", log(), "--vary", "spark.testing.reservedMemory=0,99999999999");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("spark.testing.reservedMemory=99999999999: Spark would not start: ");
  }

  @Test
  void aLargeGridShowsItsFrontOnly() {
    Run run = run("whatif", log(), "--vary", "spark.testing.memory=20000000:26100000:100000");

    assertThat(run.out()).contains("62 configurations in all; --csv and --json show each");
    assertThat(run.lines().stream().filter(line -> line.matches(" +2\\d{7} .*"))).isEmpty();
  }

  @Test
  void readsStandardInput() throws IOException {
    byte[] plain;
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(Path.of(log()))))) {
      plain = in.readAllBytes();
    }

    Run run = runWith(plain, "whatif", "-", "--vary", "cores=1", "--csv");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(run("whatif", log(), "--vary", "cores=1", "--csv").out());
  }

  @Test
  void aLogWithoutCachingSaysSo() throws IOException {
    String uncached;
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(Path.of(log()))))) {
      uncached =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replaceAll("\"Use (Memory|Disk)\":true", "\"Use $1\":false");
    }
    Path page = directory.resolve("uncached.html");

    Run run =
        runWith(
            uncached.getBytes(StandardCharsets.UTF_8),
            "whatif",
            "-",
            "--vary",
            "cores=1,2",
            "--report",
            page.toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).contains("there is no cache to tell about");
    assertThat(run.out()).containsPattern("(?m)^recorded +- +- +- +0 ");
    assertThat(page).isNotEmptyFile();
  }

  @Test
  void confIsTheConfigurationThatAllOthersDifferFrom() {
    Run run =
        run("whatif", log(), "--conf", "spark.executor.memory=256m", "--csv", "--vary", "cores=2");

    assertThat(run.lines().get(1)).contains("2,,1.0,1.0,");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.driver.memory=2g", "spark.testing.memory=20971520"})
  void aHeapThatIsVariedReplacesWhateverElseNamesIt(String otherName) {
    String[] varied = {"--vary", "spark.executor.memory=315m,512m", "--csv"};
    Run alone = run("whatif", log(), varied[0], varied[1], varied[2]);
    Run both = run("whatif", log(), "--conf", otherName, varied[0], varied[1], varied[2]);

    assertThat(both.lines().subList(1, 3)).isEqualTo(alone.lines().subList(1, 3));
    assertThat(both.lines().get(1)).isNotEqualTo(both.lines().get(2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--vary | spark.memory.fractoin=0.6 | spark.memory.fractoin",
        "--vary | rdd.999.level=NONE | rdd.999",
        "--vary | rdd.2.level=LOTS | LOTS",
        "--vary | cores | cores",
        "--vary | spark.memory.fraction=0.1:0.9 | 0.1:0.9",
        "--goal | cheapest | cheapest",
        "--conf | nothing | nothing",
        "--conf | spark.memory.fraction=7 | spark.memory.fraction",
        "--threads | 0 | 0",
        "--threads | many | many",
        "--report | /nowhere/at/all/page.html | /nowhere/at/all/page.html",
      })
  void badInputIsOneLineThatQuotesThePart(String option, String value, String part) {
    run("whatif", log(), option, value).isBadInput(option.equals("--conf") ? "" : option, part);
  }

  @Test
  void badLogsAreOneLineEach() throws IOException {
    Path empty = Files.createFile(directory.resolve("empty"));
    Path prose = Files.writeString(directory.resolve("prose"), "once upon a time\n");

    run("whatif", empty.toString()).isBadInput("empty");
    run("whatif", prose.toString()).isBadInput("prose");
    run("whatif", directory.resolve("absent").toString()).isBadInput("absent");
    run("whatif").isBadInput("EVENTLOG");
    run("whatif", log(), "--json", "--csv").isBadInput("--csv");
    run("whatif", log(), "--vary", "cores=1", "--goal", "no-spill", "--csv")
        .isBadInput("--goal: \"no-spill\"");
  }

  @Test
  void sparklinesUseWhatTheEncodingHas() {
    List<Double> values = List.of(0.0, 0.5, 1.0, 7.0);

    assertThat(Sparkline.of(values, 1, StandardCharsets.UTF_8)).isEqualTo("▁▅██");
    assertThat(Sparkline.of(values, 1, StandardCharsets.US_ASCII)).isEqualTo("_=##");
    assertThat(Sparkline.of(values, 0, StandardCharsets.UTF_8)).isEqualTo("▁▁▁▁");
  }
}
