package io.memsim.bench.under;

import com.google.common.base.Splitter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A JVM of its own with Spark in it, set up as Spark's build sets up its tests. */
final class SparkJvm {

  private static final List<String> OPENED =
      List.of(
          "java.lang",
          "java.lang.invoke",
          "java.lang.reflect",
          "java.io",
          "java.net",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "jdk.internal.ref",
          "sun.nio.ch",
          "sun.nio.cs",
          "sun.security.action",
          "sun.util.calendar");

  private final boolean withMemsim;
  private final Path directory;

  /**
   * @param withMemsim whether memsim is under Spark
   * @param directory its working directory, made if need be
   */
  SparkJvm(boolean withMemsim, Path directory) {
    this.withMemsim = withMemsim;
    this.directory = directory;
  }

  static Path shadows() {
    return Path.of(System.getProperty(ShadowedClasses.DIRECTORY));
  }

  static Path workDirectory() {
    return Path.of(System.getProperty("memsim.under.work"));
  }

  /**
   * Runs a main class to its end.
   *
   * @throws IllegalStateException when it fails or takes longer than allowed
   */
  void run(Class<?> main, int minutes, String... args) throws IOException, InterruptedException {
    Files.createDirectories(directory.resolve("tmp"));
    Path log = directory.resolve("log.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command(main, args))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("SPARK_TESTING", "1");
    // For the executors of a local cluster, which have the class path of this one.
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_HOSTNAME", "localhost");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException(
          main.getSimpleName() + " did not end in " + minutes + " minutes, see " + log);
    }
    if (process.exitValue() != 0) {
      throw new IllegalStateException(
          main.getSimpleName() + " ended with " + process.exitValue() + ", see " + log);
    }
  }

  private List<String> command(Class<?> main, String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-ea", "-Xmx3g", "-Xss4m", "-XX:+IgnoreUnrecognizedVMOptions"));
    command.add("-XX:+EnableDynamicAgentLoading");
    for (String opened : OPENED) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.add("-Djava.io.tmpdir=" + directory.resolve("tmp"));
    command.add("-Djava.awt.headless=true");
    command.add("-Dspark.test.home=" + directory);
    command.add("-Dspark.testing=1");
    command.add("-Dspark.ui.enabled=false");
    command.add("-Dspark.ui.showConsoleProgress=false");
    command.add("-Dspark.master.rest.enabled=false");
    command.add("-Dspark.unsafe.exceptionOnMemoryLeak=true");
    command.add("-Dspark.memory.debugFill=true");
    command.add("-Dio.netty.tryReflectionSetAccessible=true");
    if (withMemsim) {
      command.add("-D" + ShadowedClasses.DIRECTORY + "=" + shadows());
    }
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(args));
    return command;
  }

  private String classPath() {
    Stream<String> shadowing = withMemsim ? Stream.of(shadows().toString()) : Stream.empty();
    return Stream.concat(shadowing, sparksClassPath().stream())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The class path of this JVM, on which Spark is as it is. */
  static List<String> sparksClassPath() {
    String own =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Splitter.on(File.pathSeparator)
        .splitToStream(own)
        // Spark's suites read what Log4j has logged.
        .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("slf4j-nop"))
        .toList();
  }
}
