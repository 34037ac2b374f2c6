package io.memsim.cli;

import static io.memsim.cli.MainTest.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.memsim.cli.MainTest.Run;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How good predictions are, held on to: real runs of Spark, each with its truth beside it. */
class EvaluateCommandTest {
  @TempDir Path directory;

  private static String logs() {
    try {
      return Path.of(EvaluateCommandTest.class.getResource("/evaluate").toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The objects of "runs", with their numbers and texts as texts. */
  private static List<Map<String, String>> runs(String json) throws IOException {
    List<Map<String, String>> runs = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      int depth = 0;
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
          runs.add(new LinkedHashMap<>());
          depth++;
        } else if (parser.currentToken().isScalarValue() && depth > 0) {
          runs.get(runs.size() - 1).put(parser.currentName(), parser.getText());
        }
      }
    }
    runs.removeIf(run -> !run.containsKey("accesses"));
    return runs;
  }

  private static double share(Map<String, String> run, String right, String all) {
    return Double.parseDouble(run.get(right)) / Math.max(1, Double.parseDouble(run.get(all)));
  }

  @Test
  void runsOfOneTaskAtATimeArePredictedFromTheirOwnLogAccessByAccess() throws IOException {
    Run run = run("evaluate", logs(), "--own", "--schedules", "0", "--json");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("{\"schema\":\"memsim/evaluate/1\"");
    List<Map<String, String>> own =
        runs(run.out()).stream().filter(r -> r.getOrDefault("to", "").endsWith("seq")).toList();
    assertThat(own).hasSize(4);
    assertThat(own)
        .allSatisfy(
            r -> {
              assertThat(r.get("accessesRight")).as(r.get("to")).isEqualTo(r.get("accesses"));
              assertThat(r.get("evictionsRight")).as(r.get("to")).isEqualTo(r.get("evictions"));
              assertThat(r.get("evictionsPredicted")).isEqualTo(r.get("evictions"));
              assertThat(r.get("evictedBytes")).isEqualTo(r.get("evictedBytesTrue"));
              assertThat(r.get("finalBlocksRight")).isEqualTo(r.get("finalBlocks"));
              assertThat(r.get("stagesRight")).isEqualTo(r.get("stages"));
              double spilled = Double.parseDouble(r.get("spilledBytes"));
              double truth = Double.parseDouble(r.get("spilledBytesTrue"));
              assertThat(Math.abs(spilled - truth)).isLessThanOrEqualTo(0.15 * truth);
            });
  }

  @Test
  void overlappingTasksTwoExecutorsAndOtherConfigurationsArePredictedWellEnough()
      throws IOException {
    Run run = run("evaluate", logs(), "--schedules", "0", "--json");

    assertThat(run.code()).as(run.err()).isZero();
    List<Map<String, String>> all = runs(run.out());
    Map<String, String> total =
        all.stream().filter(r -> r.containsKey("count")).findFirst().orElseThrow();
    all.removeIf(r -> r.containsKey("count"));
    // Each of the seven by itself; kmeans twice two, pagerank three times three.
    assertThat(all).hasSize(7 + 2 + 6);
    assertThat(all)
        .filteredOn(r -> r.get("from").equals(r.get("to")))
        .allSatisfy(
            r ->
                assertThat(share(r, "accessesRight", "accesses"))
                    .as(r.get("to"))
                    .isGreaterThanOrEqualTo(0.95));
    assertThat(share(total, "accessesRight", "accesses")).isGreaterThanOrEqualTo(0.96);
    assertThat(share(total, "stagesRight", "stages")).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void theTableHasALineForEachRunAndTotals() {
    Run run = run("evaluate", logs(), "--own", "--schedules", "1");

    assertThat(run.code()).isZero();
    assertThat(run.out())
        .containsPattern("(?m)^diamond.mo18seq +328/328 +100.0% +137/137 +137/137 +137/137 +0/0 ")
        .containsPattern("(?m)^own configuration, one task at a time +4 +100.0% +100.0% ")
        .contains("own configuration, one task at a time")
        .contains("own configuration, overlapping tasks");
  }

  @Test
  void aDirectoryWithoutTruthIsBadInput() throws IOException {
    Run nothing = run("evaluate", directory.toString());
    assertThat(nothing.code()).isEqualTo(2);
    assertThat(nothing.err()).contains("no logs with truth files in it");
    assertThat(nothing.err().lines()).hasSize(1);

    Files.writeString(directory.resolve("a.truth.json"), "{\"truth\":");
    Files.writeString(directory.resolve("a.eventlog.json"), "no log");
    Run broken = run("evaluate", directory.toString());
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err()).contains("not an event log");

    Run missing = run("evaluate", directory.resolve("none").toString());
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("expected a directory");
  }
}
