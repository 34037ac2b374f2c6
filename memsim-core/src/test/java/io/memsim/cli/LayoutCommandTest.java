package io.memsim.cli;

import static io.memsim.cli.MainTest.run;
import static io.memsim.cli.MainTest.runWith;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.memsim.cli.MainTest.Run;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutCommandTest {
  @TempDir Path directory;

  /** All numbers of a document by their path, and its texts. */
  private static Map<String, Object> json(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("layout", "--json"));
    command.addAll(List.of(args));
    Run run = run(command.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    Map<String, Object> values = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(run.out())) {
      while (parser.nextToken() != null) {
        String path = parser.getParsingContext().pathAsPointer().toString();
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
          values.put(path, parser.getLongValue());
        } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
          values.put(path, parser.getText());
        }
      }
    }
    return values;
  }

  @Test
  void showsTheRegionsOfTheDefaultsAsTableAndPicture() {
    Run run = run("layout");

    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsPattern("unified +434.4 MiB +455,501,414 ")
        .containsPattern("storage region +217.2 MiB +227,750,707 ")
        .containsPattern("user +289.6 MiB")
        .containsPattern("overhead +384 MiB")
        .containsPattern("heap 1 GiB +\\[R+U+E+S+]\n")
        .contains("reserved 29.3%", "user 28.3%", "least (1/2N)", "108.6 MiB");
  }

  @Test
  void thePictureIsToScale() {
    String picture =
        run("layout", "--conf", "spark.memory.storageFraction=0.25").lines().stream()
            .filter(line -> line.startsWith("heap 1 GiB") && line.contains("["))
            .findFirst()
            .orElseThrow();

    assertThat(picture.chars().filter(c -> c == 'E').count())
        .isEqualTo(Math.round(64 * 434.4 / 1024 * 0.75));
    assertThat(picture.chars().filter(c -> c == 'S').count())
        .isEqualTo(Math.round(64 * 434.4 / 1024 * 0.25));
  }

  @Test
  void printsOneJsonDocument() throws IOException {
    Map<String, Object> values =
        json(
            "--conf",
            "spark.memory.offHeap.enabled=true",
            "--conf",
            "spark.memory.offHeap.size=256m",
            "--conf",
            "spark.executor.memoryFraction=0.5");

    assertThat(values)
        .containsEntry("/schema", "memsim/layout/1")
        .containsEntry("/heap", 1L << 30)
        .containsEntry("/reserved", 300L << 20)
        .containsEntry("/user", 303_667_610L)
        .containsEntry("/unified", 455_501_414L)
        .containsEntry("/storageRegion", 227_750_707L)
        .containsEntry("/execution", 227_750_707L)
        .containsEntry("/offHeap/size", 256L << 20)
        .containsEntry("/offHeap/storageRegion", 128L << 20)
        .containsEntry("/offHeap/execution", 128L << 20)
        .containsEntry("/pageSize", 8L << 20)
        .containsEntry("/overhead", 384L << 20)
        .containsEntry("/container", (1024L + 384 + 256) << 20)
        .containsKey("/warnings/0");
    assertThat((String) values.get("/warnings/0")).contains("spark.executor.memoryFraction");
  }

  @Test
  void warnsInTheReport() {
    Run run = run("layout", "--conf", "spark.storage.memoryFraction=0.5");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("warning: spark.storage.memoryFraction");
  }

  @Test
  void readsAPropertiesFileThatOptionsOverride() throws IOException {
    Path file = directory.resolve("spark-defaults.conf");
    Files.writeString(file, "# ours\nspark.executor.memory  4g\nspark.memory.fraction=0.5\n");

    Map<String, Object> values =
        json("--properties-file", file.toString(), "--conf", "spark.memory.fraction=0.25");

    assertThat(values)
        .containsEntry("/heap", 4L << 30)
        .containsEntry("/unified", ((4096L - 300) << 20) / 4);
    assertThat(
            runWith(
                    "spark.executor.memory 4g".getBytes(StandardCharsets.UTF_8),
                    "layout",
                    "--properties-file",
                    "-")
                .out())
        .contains("4 GiB");
  }

  @Test
  void theLastOfEqualOptionsCounts() throws IOException {
    assertThat(json("--conf", "spark.executor.memory=2g", "--conf", "spark.executor.memory=3g"))
        .containsEntry("/heap", 3L << 30);
  }

  @Test
  void knowsDriverAndLocalMode() throws IOException {
    assertThat(json("--mode", "driver", "--conf", "spark.driver.memory=2g"))
        .containsEntry("/heap", 2L << 30)
        .containsEntry("/mode", "driver");
    assertThat(json("--mode", "local[6]"))
        .containsEntry("/cores", 6L)
        .containsEntry("/mode", "local");
    assertThat(json("--conf", "spark.master=local[3]")).containsEntry("/cores", 3L);
  }

  @Test
  void takesTheHeapThatTheJvmShows() throws IOException {
    assertThat(json("--heap", "1000m")).containsEntry("/heap", 1000L << 20);
  }

  @Test
  void showsTheShareOfATask() throws IOException {
    assertThat(json("--tasks", "3,10"))
        .containsEntry("/taskShares/0/activeTasks", 3L)
        .containsEntry("/taskShares/0/least", 227_750_707L / 6)
        .containsEntry("/taskShares/0/most", 455_501_414L / 3)
        .containsEntry("/taskShares/1/activeTasks", 10L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spark.executor.memory|--conf|KEY=VALUE",
        "=1g|--conf|KEY=VALUE",
        "spark.executor.memory=0.5g|spark.executor.memory|0.5g",
        "spark.executor.memory=-1|spark.executor.memory|-1",
        "spark.executor.memory=12x|spark.executor.memory|12x",
        "spark.executor.memory=9999999999g|spark.executor.memory|9999999999g",
        "spark.executor.memory=99999999999999999999999999|spark.executor.memory|9999",
        "spark.executor.memory=449m|spark.executor.memory|449m",
        "spark.executor.memory=4096|spark.executor.memory|4096m",
        "spark.memory.storageFraction=1.0|spark.memory.storageFraction|1.0",
        "spark.memory.fraction=0|spark.memory.fraction|0",
        "spark.memory.fraction=x|spark.memory.fraction|x",
        "spark.memory.offHeap.enabled=true|spark.memory.offHeap.size|0",
        "spark.memory.offHeap.size=-5|spark.memory.offHeap.size|-5",
        "spark.executor.cores=0|spark.executor.cores|0",
      })
  void refusesABadPropertyInOneLine(String property, String key, String mention) {
    assertThat(run("layout", "--conf", property).isBadInput(key, mention, "expected").out())
        .isEmpty();
    run("layout", "--json", "--conf", property).isBadInput(key, mention, "expected");
  }

  @Test
  void refusesBadOptionsInOneLine() {
    run("layout", "--properties-file", "none.conf").isBadInput("none.conf", "exists");
    run("layout", "--properties-file", directory.toString()).isBadInput("file of properties");
    run("layout", "--mode", "cluster").isBadInput("--mode", "cluster", "executor");
    run("layout", "--mode", "local[0]").isBadInput("0");
    run("layout", "--heap", "1.5g").isBadInput("--heap", "1.5g", "expected");
    run("layout", "--tasks", "0").isBadInput("--tasks", "0", "expected");
    run("layout", "--tasks", "many").isBadInput("--tasks", "many", "expected");
    run("layout", "--spark", "2.4").isBadInput("--spark", "2.4", "expected");
    run("layout", "extra").isBadInput("extra");
    run("layout", "--conf").isBadInput("--conf");
  }
}
