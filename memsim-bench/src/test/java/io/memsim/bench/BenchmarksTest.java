package io.memsim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.trace.Operation;
import io.memsim.trace.Replay;
import io.memsim.trace.TraceReader;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark runs: JMH's own runner calls it for an instant, with small parameters. */
class BenchmarksTest {

  @Test
  void everyBenchmarkRunsAndFindsWhatItWantsToMeasure() throws RunnerException {
    Options instant =
        new OptionsBuilder()
            .include("io\\.memsim\\.bench\\..*")
            .param("blocks", "100")
            .param("requests", "2000")
            .param("operations", "2000")
            .param("lines", "2000")
            .param("k", "10", "100")
            .param("m", "1", "16")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(10))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();

    Collection<RunResult> results = new Runner(instant).run();

    assertThat(results)
        .isNotEmpty()
        .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive());
  }

  @Test
  void whatIsMeasuredReproducesARecordedTrace() throws IOException {
    int operations = 0;
    try (TraceReader reader = Traces.read(Traces.conformance())) {
      Replay replay = Replay.of(reader);
      for (; reader.hasNext(); operations++) {
        assertThat(replay.check(reader.next())).isEmpty();
      }
    }
    assertThat(operations).isGreaterThan(900);
  }

  @Test
  void allSubjectsHitAndMissAlikeWhereTheRuleAboutRddsDoesNotApply() {
    ZipfLru.Memsim memsim = new ZipfLru.Memsim();
    ZipfLru.Spark spark = new ZipfLru.Spark();
    ZipfLru.Naive naive = new ZipfLru.Naive();
    ZipfLru.Floor floor = new ZipfLru.Floor();
    for (ZipfLru.Requests subject : List.of(memsim, spark, naive, floor)) {
      subject.blocks = 200;
      subject.requests = 20_000;
    }
    memsim.setUp();
    spark.setUp();
    naive.setUp();
    floor.setUp();

    assertThat(memsim.hits()).isBetween(10_000L, 18_000L);
    assertThat(List.of(spark.hits(), naive.hits(), floor.hits())).containsOnly(memsim.hits());
  }

  @Test
  void theGeneratedTraceHasAllKindsOfOperationsInShortLines() throws IOException {
    TreeSet<String> kinds = new TreeSet<>();
    for (Operation operation : GeneratedTrace.of(50_000)) {
      kinds.add(operation.op());
    }
    byte[] compressed = Traces.generated(5_000);
    List<String> lines =
        new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(new ByteArrayInputStream(compressed)),
                    StandardCharsets.UTF_8))
            .lines()
            .toList();

    assertThat(kinds).hasSize(Operation.class.getPermittedSubclasses().length);
    assertThat(lines).hasSize(5_001);
    assertThat(lines.subList(1, lines.size())).allMatch(line -> line.length() <= 120);
  }
}
