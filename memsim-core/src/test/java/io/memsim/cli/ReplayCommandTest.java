package io.memsim.cli;

import static io.memsim.cli.MainTest.linesOf;
import static io.memsim.cli.MainTest.run;
import static io.memsim.cli.MainTest.runWith;
import static io.memsim.cli.MainTest.trace;
import static io.memsim.cli.MainTest.traces;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.cli.MainTest.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReplayCommandTest {
  private static final String HEADER =
      "{\"memsim\":\"trace\",\"version\":1,\"cores\":4,\"conf\":{"
          + "\"spark.executor.memory\":\"10000b\",\"spark.testing.reservedMemory\":\"0\"}}";

  @TempDir Path directory;

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(directory.resolve(name), content);
  }

  private Path trace(String name, List<String> lines) throws IOException {
    return file(name, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private Path traceOf(String... operations) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    lines.addAll(List.of(operations));
    return trace("test.jsonl", lines);
  }

  @Test
  void reproducesAllRecordedAnswers() {
    Run run = run("replay", "--check", traces().toString());

    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("t01-borrow-by-storage.jsonl", "all reproduced");
    assertThat(run.lines().stream().filter(line -> line.endsWith("  ok"))).hasSize(49);
  }

  @Test
  void showsAShortTraceOperationByOperation() {
    Run run = run("replay", MainTest.trace("t15").toString());

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("a task evicts, or spills, as it wakes")
        .containsPattern(
            "5  put rdd_0_0 1,000 MEMORY_AND_DISK_SER +MEMORY +\\[E+\\.\\|S+] 4,800/5,000 \\|"
                + " 1,000/1,000")
        .contains("evicted rdd_0_0 1,000 to DISK for EXECUTION")
        .contains("woke task 2 with 1,600")
        .contains("spilled c1 200")
        .containsPattern("12  consumerAcquire c2 2,000 +waits");
  }

  @Test
  void showsALongTraceAsOneLineUnlessAskedForMore() {
    String file = MainTest.trace("31-offheap").toString();

    Run brief = run("replay", file);
    Run verbose = run("replay", "--verbose", file);

    assertThat(brief.lines()).hasSize(2);
    assertThat(verbose.lines().size()).isGreaterThan(200);
    assertThat(verbose.out()).endsWith(brief.out());
  }

  @Test
  void readsStandardInput() throws IOException {
    byte[] gzip = Files.readAllBytes(MainTest.trace("11-exec"));

    Run run = runWith(gzip, "replay", "--check", "-");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("stdin");
  }

  static Stream<Path> bundled() throws IOException {
    try (Stream<Path> files = Files.list(traces())) {
      return files.filter(file -> file.toString().contains(".jsonl")).sorted().toList().stream();
    }
  }

  /** A number within the expectation, not one of those that name a block or a consumer. */
  private static final Pattern FIGURE =
      Pattern.compile(
          "\"(granted|freed|unlocked|unrollHeld|removed|bytes)\":(\\d+)|(\\[\\d+,)(\\d+)]");

  @ParameterizedTest
  @MethodSource("bundled")
  void oneChangedFigureIsFoundAndNamed(Path original) throws IOException {
    List<String> lines = new ArrayList<>(linesOf(original));
    int at = lines.size() * 2 / 3;
    String line = lines.get(at);
    int expect = line.indexOf("\"expect\"");
    Matcher figure = FIGURE.matcher(line);
    assertThat(figure.find(expect)).isTrue();
    int group = figure.group(2) == null ? 4 : 2;
    String changed = Long.toString(Long.parseLong(figure.group(group)) + 1);
    lines.set(
        at, line.substring(0, figure.start(group)) + changed + line.substring(figure.end(group)));
    Path file = trace("changed.jsonl", lines);

    Run run = run("replay", "--check", file.toString());

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    String named = group == 2 ? figure.group(1) : "state.";
    assertThat(run.out())
        .containsPattern(
            Pattern.quote(file + ":" + (at + 1) + ": ")
                + ".*"
                + named
                + ".*: Spark answered .*"
                + changed
                + ".*, memsim ")
        .contains("diverges at line " + (at + 1), "1 of 1 trace diverged");

    Run json = run("replay", "--check", "--json", file.toString());

    assertThat(json.code()).isEqualTo(1);
    assertThat(json.err().lines()).hasSize(1).first().asString().contains(":" + (at + 1) + ": ");
    assertThat(json.lines()).hasSize(at + 1);
    assertThat(json.lines().get(at)).contains("\"divergence\":{\"field\":\"").contains(named);
  }

  @Test
  void printsJsonLines() {
    Path file = MainTest.trace("t15");
    List<String> original = linesOf(file);

    Run run = run("replay", "--json", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.lines()).hasSameSizeAs(original);
    assertThat(run.lines().get(0)).startsWith("{\"schema\":\"memsim/replay/1\",\"file\":");
    for (int i = 1; i < original.size(); i++) {
      String expect = original.get(i).replaceAll(".*\"expect\":\\{(.*)}}$", "$1");
      String op = original.get(i).replaceAll(".*\"op\":\"(\\w+)\".*", "$1");
      boolean last = i == original.size() - 1;
      assertThat(run.lines().get(i))
          .isEqualTo(
              "{\"line\":"
                  + (i + 1)
                  + ",\"op\":\""
                  + op
                  + "\","
                  + (last ? expect : expect.replaceAll(",\"memory\":.*", ""))
                  + "}");
    }

    Run blocks = run("replay", "--json", "--blocks", file.toString());

    assertThat(blocks.lines().subList(1, original.size()))
        .allMatch(line -> line.contains("\"memory\":[") && line.contains("\"disk\":["));
  }

  @Test
  void jsonAnswersAreTheRecordedOnes() {
    for (String name : List.of("t05", "t10", "t12", "15-waits", "35-unroll", "51-", "67-errors")) {
      Path file = MainTest.trace(name);
      List<String> original = linesOf(file);
      Run run = run("replay", "--json", "--check", file.toString());

      assertThat(run.code()).isZero();
      assertThat(run.lines()).hasSameSizeAs(original);
      for (int i = 1; i < original.size(); i++) {
        String expect = original.get(i).replaceAll(".*\"expect\":\\{(.*)}}$", "$1");
        boolean last = i == original.size() - 1;
        assertThat(run.lines().get(i).replaceAll(",\"stranded\":\\[\\d+]", ""))
            .as("%s:%s", file, i + 1)
            .endsWith("," + (last ? expect : expect.replaceAll(",\"memory\":.*", "")) + "}");
      }
    }
  }

  @Test
  void saysTheSameEachTime() {
    for (String name : List.of("t15", "15-waits", "51-consumers")) {
      String[] command = {"replay", "--check", "-v", MainTest.trace(name).toString()};

      assertThat(run(command)).isEqualTo(run(command));
    }
  }

  @Test
  void warnsOfATaskThatNobodyCanWake() throws IOException {
    List<String> lines = linesOf(MainTest.trace("t12"));
    Path file = trace("stranded.jsonl", lines.subList(0, 19));

    Run run = run("replay", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("warning: ", "stranded.jsonl", "at the end task 2 still waits");
    assertThat(run.out()).contains("task 2 waits, and no other task is left to wake it");
    assertThat(run("replay", "--json", file.toString()).out()).contains("\"stranded\":[2]");
  }

  @Test
  void warnsOfMistypedPropertiesInAHandWrittenTrace() throws IOException {
    Path file =
        trace(
            "typed.jsonl",
            List.of(HEADER.replace("conf\":{", "conf\":{\"spark.memory.fracton\":\"0.6\",")));

    Run run = run("replay", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("warning: ", "typed.jsonl:1: spark.memory.fracton");
  }

  @Test
  void warnsWhenThereIsNothingToCheck() throws IOException {
    Path file = traceOf("{\"op\":\"endTask\",\"task\":1}");

    Run run = run("replay", "--check", file.toString());

    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("no recorded answers");
    assertThat(run.out()).contains("nothing recorded");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":-5}|bytes: -5",
        "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":99999999999999999999}|bytes:"
            + " 99999999999999999999",
        "{\"op\":\"acquire\"}|op: acquire",
        "{\"op\":\"remove\",\"block\":\"rdd_1\"}|block: rdd_1",
        "{\"op\":\"endTask\",\"task\":1|JSON: ends within the object",
        "{\"op\":\"endTask\",,}|JSON: Unexpected character",
        "{\"op\":\"consumerFree\",\"consumer\":\"c\",\"bytes\":1}|consumer: c",
        "{\"op\":\"put\",\"block\":\"rdd_0_0\",\"level\":\"MEMORY_ONLY\",\"bytes\":1}|level:"
            + " MEMORY_ONLY",
      })
  void refusesABadLineInOneLine(String line, String says) throws IOException {
    Path file = traceOf("{\"op\":\"endTask\",\"task\":1}", line, "{\"op\":\"endTask\",\"task\":2}");

    for (String option : List.of("--check", "--json", "--verbose")) {
      run("replay", option, file.toString()).isBadInput(file + ":3: " + says, "expected");
    }
    assertThat(run("replay", "--json", file.toString()).lines()).hasSize(2);
  }

  @Test
  void refusesATruncatedGzip() throws IOException {
    byte[] whole = Files.readAllBytes(MainTest.trace("31-offheap"));
    Path file = file("short.jsonl.gz", Arrays.copyOf(whole, whole.length / 2));

    run("replay", file.toString()).isBadInput("short.jsonl.gz:", "gzip", "ends too early");
  }

  @Test
  void refusesABadHeader() throws IOException {
    Path file = trace("header.jsonl", List.of(HEADER.replace("10000b", "0.5g")));

    run("replay", file.toString())
        .isBadInput("header.jsonl:1: ", "spark.executor.memory", "0.5g", "expected");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    run("replay", file("empty.jsonl", new byte[0]).toString()).isBadInput("empty.jsonl:1: header");
  }

  @Test
  void refusesWhatIsNoFile() {
    run("replay", "no-such-file.jsonl")
        .isBadInput("no-such-file.jsonl", "no such file", "expected");
    run("replay", "no\0file").isBadInput("expected");
    run("replay", directory.toString()).isBadInput(directory.toString(), "no traces", "expected");
  }

  @Test
  void refusesOptionsThatDoNotGoTogether() {
    String file = MainTest.trace("t01").toString();
    run("replay").isBadInput("FILE", "replay --help");
    run("replay", "--blocks", file).isBadInput("--blocks", "--json");
    run("replay", "--verbose", "--json", file).isBadInput("--verbose", "--json");
    run("replay", "-", "-").isBadInput("standard input");
  }

  @Test
  void goesOnWithTheNextFileAndRemembersTheBadOne() {
    Run run = run("replay", "--check", "none.jsonl", MainTest.trace("t01").toString());

    run.isBadInput("none.jsonl");
    assertThat(run.out()).contains("t01-borrow-by-storage.jsonl", "ok");
  }
}
