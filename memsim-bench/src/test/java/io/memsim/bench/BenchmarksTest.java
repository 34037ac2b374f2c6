package io.memsim.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
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
}
