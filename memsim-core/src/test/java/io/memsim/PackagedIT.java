package io.memsim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars as they are handed out, each used from a JVM of its own. */
class PackagedIT {
  private static final Path SELF_CONTAINED =
      Path.of(System.getProperty("memsim.jar.selfContained"));
  private static final Path PLAIN = Path.of(System.getProperty("memsim.jar.plain"));
  private static final Path TRACES =
      Path.of(System.getProperty("basedir", ""), "src/test/resources/traces");

  @TempDir Path scratch;

  @Test
  void theSelfContainedJarAnswersEveryBundledTraceAsSparkDid() throws Exception {
    Run run = java("-jar", SELF_CONTAINED.toString(), "replay", "--check", TRACES.toString());

    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(run.output()).isNotEmpty();
  }

  @Test
  void theSelfContainedJarBringsItsOwnLoggerAndIsQuiet() throws Exception {
    Path refusals = TRACES.resolve("19-fewrdds.jsonl.gz");

    Run run = java("-jar", SELF_CONTAINED.toString(), "replay", refusals.toString());

    assertThat(run.errors()).isEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void theSelfContainedJarDrawsAReport() throws Exception {
    Path report = scratch.resolve("report.html");
    Path log = TRACES.resolveSibling("eventlogs").resolve("pagerank.mo28.eventlog.json.gz");

    Run run =
        java(
            "-jar",
            SELF_CONTAINED.toString(),
            "whatif",
            log.toString(),
            "--vary",
            "spark.executor.memory=20m,40m",
            "--report",
            report.toString());

    assertThat(run.exitCode()).as(run.errors()).isZero();
    assertThat(Files.readString(report, UTF_8)).contains("Chart.js v", "memsim/whatif/1");
  }

  @Test
  void theSelfContainedJarHasNoModuleDescriptionAndAllProvidersAndLicences() throws IOException {
    try (JarFile jar = new JarFile(SELF_CONTAINED.toFile())) {
      List<String> names = jar.stream().map(entry -> entry.getName()).toList();

      assertThat(names).doesNotHaveDuplicates();
      assertThat(names).noneMatch(name -> name.endsWith("module-info.class"));
      assertThat(names)
          .contains(
              "META-INF/services/org.slf4j.spi.SLF4JServiceProvider",
              "META-INF/LICENSE",
              "META-INF/zstd-LICENSE");
    }
  }

  @Test
  void theSelfContainedJarReadsEventLogsInEveryForm() throws Exception {
    Path program = scratch.resolve("Count.java");
    Files.writeString(
        program,
        """
        import io.memsim.workload.EventLogReader;
        import java.nio.file.Path;

        public final class Count {
          public static void main(String[] logs) throws Exception {
            for (String log : logs) {
              System.out.println(EventLogReader.read(Path.of(log)).taskCount());
            }
          }
        }
        """,
        UTF_8);
    Path logs = TRACES.resolveSibling("eventlogs/spark-4.2.0");

    Run run =
        java(
            "-cp",
            SELF_CONTAINED.toString(),
            program.toString(),
            logs.resolve("local-1.gz").toString(),
            logs.resolve("local-1.zstd").toString(),
            logs.resolve("local-1.lz4").toString(),
            logs.resolve("local-1.snappy").toString(),
            logs.resolve("local-1.lzf").toString(),
            logs.resolve("rolled/eventlog_v2_local-1").toString());

    assertThat(run.errors()).isEmpty();
    assertThat(run.output().lines()).hasSize(6).containsOnly("18");
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void thePlainJarRunsAsAModule() throws Exception {
    String path =
        modulePath(
            "guava-", "failureaccess-", "slf4j-api-", "slf4j-simple-", "jackson-core-", "picocli-");

    Run run =
        java(
            "--module-path",
            path,
            // Optional for those who embed an executor, so nothing asks for them by itself.
            "--add-modules",
            "com.fasterxml.jackson.core,info.picocli",
            "--module",
            "io.memsim.core",
            "layout",
            "--conf",
            "spark.executor.memory=1g");

    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).isNotEmpty();
    assertThat(run.exitCode()).isZero();
  }

  @Test
  void aModuleOfAUserEmbedsAnExecutorWithoutJacksonAndPicocli() throws Exception {
    Path sources = Files.createDirectories(scratch.resolve("sources/consumer"));
    Files.writeString(
        sources.resolve("../module-info.java"),
        "module consumer { requires io.memsim.core; }",
        UTF_8);
    Files.writeString(
        sources.resolve("Consumer.java"),
        """
        package consumer;

        import io.memsim.block.BlockId;
        import io.memsim.block.StorageLevel;
        import io.memsim.config.MemoryConfig;
        import io.memsim.executor.ExecutorMemory;

        public final class Consumer {
          public static void main(String[] args) {
            ExecutorMemory memory =
                ExecutorMemory.create(MemoryConfig.builder().heap(1L << 30).build());
            System.out.println(memory.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 1024));
          }
        }
        """,
        UTF_8);
    String path =
        modulePath("guava-", "failureaccess-", "jspecify-", "slf4j-api-", "slf4j-simple-");
    Path classes = scratch.resolve("classes");

    Run compile =
        run(
            "javac",
            "--release",
            "17",
            "--module-path",
            path,
            "-d",
            classes.toString(),
            sources.resolve("../module-info.java").toString(),
            sources.resolve("Consumer.java").toString());
    assertThat(compile.exitCode()).as(compile.errors()).isZero();

    Run run =
        java(
            "--module-path",
            path + File.pathSeparator + classes,
            "--module",
            "consumer/consumer.Consumer");
    assertThat(run.errors()).isEmpty();
    assertThat(run.output()).isEqualTo("MEMORY");
    assertThat(run.exitCode()).isZero();
  }

  /** The plain jar and those jars of the test's own class path whose names begin as said. */
  private static String modulePath(String... prefixes) {
    Stream<String> dependencies =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                entry ->
                    Stream.of(prefixes)
                        .anyMatch(Path.of(entry).getFileName().toString()::startsWith));
    return Stream.concat(Stream.of(PLAIN.toString()), dependencies)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private Run java(String... arguments) throws IOException, InterruptedException {
    return run("java", arguments);
  }

  private Run run(String tool, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(List.of(arguments));
    Path output = scratch.resolve("output");
    Path errors = scratch.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s ended", command).isTrue();
    return new Run(
        process.exitValue(),
        Files.readString(output, UTF_8).strip(),
        Files.readString(errors, UTF_8).strip());
  }

  private record Run(int exitCode, String output, String errors) {}
}
