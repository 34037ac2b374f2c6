package io.memsim.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How one path is timed: nanoseconds for each operation, one thread, and the same JVM for every
 * subject. The heap has its full size from the beginning, and a collector whose write barriers are
 * cheap, which favours those that link objects: not memsim.
 *
 * <p>Each benchmark method is a subject, named {@code memsim}, {@code spark}, {@code naive} or
 * {@code floor}; a subject that has no such path has no method. Nothing is logged by any of them.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "-Xms4g",
      "-Xmx4g",
      "-XX:+UseParallelGC",
      "--add-opens=java.base/java.nio=ALL-UNNAMED",
      "--add-opens=java.base/java.lang=ALL-UNNAMED"
    })
abstract class PathBenchmark {}
