package io.memsim.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The commands over small files of results: what they print, and their exit codes. */
class SuiteTest {

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Suite.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  private static String file(String name) {
    try {
      return Path.of(SuiteTest.class.getResource(name).toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> lines() {
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void theTableShowsMediansTheirRatiosAndAllocation() {
    int exit = run("table", "--markdown", file("old.json"));

    assertThat(exit).isZero();
    assertThat(lines())
        .containsExactly(
            "| path | unit | memsim | Spark | LinkedHashMap | floor | Spark/memsim | memsim/floor |"
                + " memsim B/op | Spark B/op |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            "| EvictingPut blocks=1,000 | ns | 30.0 | 1,380 | 44.0 | 15.0 | 46.0x | 2.00x | 0 |"
                + " 1,083 |",
            "| TraceReplay operations=10,000,000, trace=generated | ns | 90.5 |  |  |  |  |  | 0.70"
                + " |  |",
            "| HeapFootprint blocks=1,000,000 | B/block | 53.7 | 271 |  |  | 5.05x |  |  |  |");
  }

  @Test
  void theTableOfTextAlignsItsColumns() {
    run("table", file("old.json"));

    List<String> lines = lines();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(1).indexOf(" 30.0") + 5)
        .isEqualTo(lines.get(0).indexOf("memsim") + 6)
        .isEqualTo(lines.get(2).indexOf(" 90.5") + 5);
  }

  @Test
  void theTableTakesOnlyRowsThatAreAskedFor() {
    run("table", "--only", "^Heap", file("old.json"));

    assertThat(lines()).hasSize(2).last().asString().startsWith("HeapFootprint");
  }

  @Test
  void whatJmhItselfHasWrittenIsReadToo() {
    assertThat(run("table", file("jmh.json"))).isZero();
    assertThat(lines()).last().asString().startsWith("EvictingPut blocks=1,000  ns");
  }

  @ParameterizedTest
  @CsvSource({
    "old.json, 0, 0 better; 0 worse",
    "within-error-bars.json, 0, 0 better; 0 worse",
    "slower.json, 1, 0 better; 1 worse",
    "spark-slower.json, 0, 0 better; 1 worse",
    "allocates.json, 1, 0 better; 0 worse",
    "fatter.json, 1, 0 better; 1 worse"
  })
  void onlyWhatIsBeyondBothErrorBarsIsARegression(String now, int expected, String counts) {
    int exit = run("compare", file("old.json"), file(now));

    assertThat(lines()).last().asString().contains(counts.replace(';', ','));
    assertThat(exit).isEqualTo(expected);
  }

  @Test
  void aRegressionIsNamedWithBothFiguresAndTheirErrorBars() {
    run("compare", file("old.json"), file("slower.json"));

    assertThat(lines())
        .first()
        .isEqualTo(
            "EvictingPut blocks=1,000 [memsim]: worse: 34.5 (32.5 to 36.5) ns/op, before 30.0 (28.0"
                + " to 32.0): 1.15x");
  }

  @Test
  void whatIsBetterIsNoRegression() {
    int exit = run("compare", file("slower.json"), file("old.json"));

    assertThat(exit).isZero();
    assertThat(lines()).last().asString().contains("1 better, 0 worse");
  }

  @Test
  void whatIsMissingIsSaid() {
    int exit = run("compare", file("old.json"), file("jmh.json"));

    assertThat(exit).isZero();
    assertThat(lines())
        .anyMatch(line -> line.startsWith("measured on different machines: {cpu=Some CPU"))
        .contains("HeapFootprint blocks=1,000,000 [memsim]: not measured now");
  }

  @Test
  void theChartIsTheSameEachTimeAndNamesPathsAndSubjects() throws IOException {
    Path first = folder.resolve("first.svg");
    Path second = folder.resolve("second.svg");

    assertThat(run("chart", file("old.json"), first.toString())).isZero();
    assertThat(run("chart", file("old.json"), second.toString())).isZero();

    assertThat(first).hasSameBinaryContentAs(second);
    assertThat(Files.readString(first))
        .startsWith("<?xml")
        .contains("EvictingPut blocks=1,000", ">memsim<", ">Spark<", ">LinkedHashMap<", ">floor<")
        .doesNotContain("HeapFootprint", "TraceReplay");
  }

  @ParameterizedTest
  @ValueSource(strings = {"table", "chart", "compare"})
  void aFileThatIsNotThereIsBadInput(String command) {
    String missing = folder.resolve("missing.json").toString();

    assertThat(run(command, missing, missing)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("missing.json");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | line 1",
        "7 | the file: 7: expected an object",
        "{\"results\":7} | results: 7: expected an array",
        "[{}] | benchmark: null: expected a text",
        "[{\"benchmark\":\"x\"}] | benchmark: x: expected a class and a method"
      })
  void aFileThatIsNotOneOfResultsIsBadInput(String content, String message) throws IOException {
    Path bad = folder.resolve("bad.json");
    Files.writeString(bad, content);

    assertThat(run("table", bad.toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("bad.json: " + message);
  }

  @Test
  void anUnknownOptionIsBadInput() {
    assertThat(run("table", "--unknown", file("old.json"))).isEqualTo(2);
  }

  @Test
  void aPatternThatFindsNothingIsBadInput() {
    assertThat(run("table", "--only", "nothing", file("old.json"))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("nothing");
  }

  @Test
  void everyBenchmarkIsInThePlans() {
    TreeSet<String> classes = new TreeSet<>();
    BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
        .forEach(benchmark -> classes.add(benchmark.getUserClassQName()));

    for (List<Plan> plans : Arrays.asList(Plan.quick(), Plan.full())) {
      assertThat(plans)
          .extracting(plan -> plan.path().getName())
          .containsExactlyInAnyOrderElementsOf(classes);
    }
  }

  @Test
  void resultsAreWrittenWithTheMachineAndReadAgain() throws Exception {
    Rounds rounds = new Rounds(0, 0, 0, 0, new PrintStream(err, true, StandardCharsets.UTF_8));
    Path file = folder.resolve("a").resolve("results.json");
    rounds.write(file);

    Results results = Results.read(file);

    assertThat(results.machine()).containsKeys("cpu", "cores", "os", "jdk");
    assertThat(results.measurements()).isEmpty();
  }
}
