package io.memsim.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever a log's events say, they are read, counted as damaged, or refused. */
class EventLogReaderProperties {
  private static final List<String> LINES = RecordedLogs.lines();

  private static final Pattern VALUE =
      Pattern.compile("(?<=:)(?:-?\\d+|\"[^\"\\\\]*\"|true|false|\\[\\]|\\{\\})");

  private static final List<String> EXTREMES =
      List.of(
          "0",
          "-1",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "9223372036854775808",
          "1e400",
          "0.5",
          "9".repeat(2_000),
          "null",
          "true",
          "\"\"",
          "\"rdd_1_\"",
          "\"rdd_99999999999_1\"",
          "\"broadcast_\"",
          "[]",
          "[[1]]",
          "{}",
          "{\"RDD ID\":[1]}",
          "\"\\ud800\"",
          "[".repeat(2_000));

  @Provide
  Arbitrary<List<Integer>> places() {
    return Arbitraries.integers().between(0, 100_000).list().ofMinSize(1).ofMaxSize(5);
  }

  @Property(tries = 400)
  void valuesMayBeAnything(@ForAll @From("places") List<Integer> places, @ForAll long seed) {
    List<String> lines = new ArrayList<>(LINES);
    Random random = new Random(seed);
    for (int place : places) {
      int at = place % lines.size();
      lines.set(at, mutated(lines.get(at), random));
    }
    digest(String.join("\n", lines));
  }

  @Property(tries = 400)
  void linesMayBeMissingDoubledOrInAnotherOrder(
      @ForAll @From("places") List<Integer> places, @ForAll long seed) {
    List<String> lines = new ArrayList<>(LINES);
    Random random = new Random(seed);
    for (int place : places) {
      String moved = lines.remove(place % lines.size());
      for (int times = random.nextInt(3); times > 0; times--) {
        lines.add(random.nextInt(lines.size() + 1), moved);
      }
    }
    digest(String.join("\n", lines));
  }

  @Property(tries = 200)
  void itMayEndAnywhere(@ForAll @IntRange(max = 10_000_000) int at) {
    byte[] whole = String.join("\n", LINES).getBytes(UTF_8);
    digest(new String(Arrays.copyOf(whole, 1 + at % whole.length), UTF_8));
  }

  @Example
  void aLevelWithMoreReplicasThanSparkHasIsADamagedLine() throws IOException {
    List<String> lines = new ArrayList<>(LINES);
    lines.replaceAll(
        line ->
            line.contains("SparkListenerStageSubmitted")
                ? line.replaceAll("\"Replication\":\\d+", "\"Replication\":40")
                : line);
    assertThat(lines).isNotEqualTo(LINES);
    byte[] log = String.join("\n", lines).getBytes(UTF_8);
    Workload workload = EventLogReader.read(new ByteArrayInputStream(log), "log");
    assertThat(workload.damagedLines()).isPositive();
  }

  private static String mutated(String line, Random random) {
    Matcher value = VALUE.matcher(line);
    List<int[]> values = new ArrayList<>();
    while (value.find()) {
      values.add(new int[] {value.start(), value.end()});
    }
    int[] range = values.get(random.nextInt(values.size()));
    String extreme = EXTREMES.get(random.nextInt(EXTREMES.size()));
    return line.substring(0, range[0]) + extreme + line.substring(range[1]);
  }

  private static void digest(String log) {
    try {
      Workload workload = EventLogReader.read(new ByteArrayInputStream(log.getBytes(UTF_8)), "log");
      assertThat(workload.taskCount()).isBetween(0, 40);
    } catch (EventLogException e) {
      assertThat(e.getMessage()).startsWith("log").doesNotContain("\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
