package io.memsim.bench.suite;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.memsim.bench.HeapFootprint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs plans in rounds: each round runs each subject of each path in a JVM of its own, one subject
 * after the other, so that what slows the machine down for a while hits all of them alike.
 */
final class Rounds {

  private static final Set<String> LEFT_OUT =
      Set.of("scorePercentiles", "scoreConfidence", "gc.alloc.rate", "gc.count", "gc.time");

  private final int rounds;
  private final int warmups;
  private final int iterations;
  private final long millis;
  private final PrintStream progress;
  private final Map<String, List<RunResult>> results = new LinkedHashMap<>();

  Rounds(int rounds, int warmups, int iterations, long millis, PrintStream progress) {
    this.rounds = rounds;
    this.warmups = warmups;
    this.iterations = iterations;
    this.millis = millis;
    this.progress = progress;
  }

  /** Runs plans, those whose path's name the pattern finds. */
  void run(List<Plan> plans, Pattern only) throws RunnerException {
    for (int round = 1; round <= rounds; round++) {
      for (Plan plan : plans) {
        if (only.matcher(plan.path().getSimpleName()).find()) {
          // What a block takes does not vary.
          if (round == 1 || plan.path() != HeapFootprint.class) {
            progress.printf("round %d of %d: %s%n", round, rounds, plan.path().getSimpleName());
            run(plan);
          }
        }
      }
    }
  }

  private void run(Plan plan) throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include(Pattern.quote(plan.path().getName()) + "\\.[a-z]+$")
            .forks(1)
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    if (plan.path() != HeapFootprint.class) {
      options
          .warmupIterations(warmups)
          .warmupTime(TimeValue.milliseconds(millis))
          .measurementIterations(iterations)
          .measurementTime(TimeValue.milliseconds(millis));
    }
    plan.params().forEach(options::param);
    for (RunResult result : new Runner(options.build()).run()) {
      results.computeIfAbsent(key(result), key -> new ArrayList<>()).add(result);
    }
  }

  private static String key(RunResult result) {
    return result.getParams().id();
  }

  /** The results of all rounds together. */
  Results results() {
    return Results.parse(json());
  }

  /** As JMH has them of one run with as many forks. */
  private Collection<RunResult> together() {
    return results.values().stream()
        .map(
            rounds -> {
              List<BenchmarkResult> forks = new ArrayList<>();
              rounds.forEach(round -> forks.addAll(round.getBenchmarkResults()));
              return new RunResult(rounds.get(0).getParams(), forks);
            })
        .toList();
  }

  private String json() {
    ByteArrayOutputStream jmh = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(jmh, false, StandardCharsets.UTF_8)) {
      ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(together());
    }
    // Where the JVM is installed is nobody's business; which one it is stands beside it.
    return jmh.toString(StandardCharsets.UTF_8).strip().replaceAll("\"jvm\" : \"[^\"]*\",\\s*", "");
  }

  /** What nobody asks results for is left out: it would be three quarters of them. */
  private static void copyKept(String results, JsonGenerator into) throws IOException {
    TokenFilter kept =
        new TokenFilter() {
          @Override
          public @Nullable TokenFilter includeProperty(String name) {
            return LEFT_OUT.contains(name) ? null : this;
          }

          @Override
          public boolean includeEmptyArray(boolean filtered) {
            return true;
          }
        };
    try (JsonParser all = new JsonFactory().createParser(results);
        JsonParser some =
            new FilteringParserDelegate(all, kept, Inclusion.INCLUDE_ALL_AND_PATH, true)) {
      some.nextToken();
      into.copyCurrentStructure(some);
    }
  }

  /** Writes the results with the machine that they are from. */
  void write(Path file) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (JsonGenerator json = new JsonFactory().createGenerator(Files.newBufferedWriter(file))) {
        json.setPrettyPrinter(new DefaultPrettyPrinter());
        json.writeStartObject();
        json.writeStringField("schema", "memsim/benchmarks/1");
        json.writeObjectFieldStart("machine");
        for (Map.Entry<String, String> fact : Machine.describe().entrySet()) {
          json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
        json.writeFieldName("results");
        copyKept(json(), json);
        json.writeEndObject();
        json.writeRaw('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
