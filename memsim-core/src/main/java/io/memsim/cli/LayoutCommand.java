package io.memsim.cli;

import io.memsim.config.ByteSize;
import io.memsim.config.ConfigException;
import io.memsim.config.Deployment;
import io.memsim.config.MemoryConfig;
import io.memsim.config.MemoryConfigBuilder;
import io.memsim.config.PropertiesFile;
import io.memsim.config.SparkVersion;
import io.memsim.layout.MemoryLayout;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code memsim layout}: the regions that a configuration comes to. */
@Command(
    name = "layout",
    mixinStandardHelpOptions = true,
    versionProvider = Memsim.Version.class,
    description = {
      "Shows the memory regions that a Spark configuration comes to: as a table with the sums"
          + " behind it, and as a picture to scale."
    },
    footer = {"", "Exit code: 0; 2 on bad input."})
final class LayoutCommand implements Callable<Integer> {
  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\d{1,9})])?");

  private final Terminal terminal;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A Spark property; may be given again, and overrides the file's.")
  private List<String> conf = new ArrayList<>();

  @Option(
      names = "--properties-file",
      paramLabel = "FILE",
      description = "A file such as spark-defaults.conf, or - for standard input.")
  private @Nullable String propertiesFile;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "executor (unless spark.master says local), driver, local or local[N].")
  private @Nullable String mode;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      description = "The heap that the JVM shows to Spark, as Runtime.maxMemory() has it.")
  private @Nullable String heap;

  @Option(
      names = "--tasks",
      paramLabel = "N",
      split = ",",
      description = "Show the share of one task with so many active tasks.")
  private List<String> tasks = new ArrayList<>();

  @Option(
      names = "--spark",
      paramLabel = "VERSION",
      description = "The Spark to simulate: 3.5, 4.0, 4.1 or 4.2, the default.")
  private @Nullable String spark;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  LayoutCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    try {
      MemoryConfigBuilder builder = MemoryConfig.builder();
      if (spark != null) {
        builder.sparkVersion(version(spark));
      }
      deployment(builder);
      builder.setAll(properties());
      if (heap != null) {
        builder.heap(bytes(heap));
      }
      MemoryLayout layout = MemoryLayout.of(builder.build());
      int[] taskCounts = taskCounts(layout.config().cores());
      if (json) {
        LayoutJson.write(layout, taskCounts, terminal.out());
      } else {
        LayoutText.print(layout, taskCounts, terminal.out());
      }
      return Terminal.SUCCESS;
    } catch (ConfigException e) {
      throw new BadInputException(e);
    }
  }

  private static SparkVersion version(String text) {
    try {
      return SparkVersion.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--spark: " + e.getMessage());
    }
  }

  private void deployment(MemoryConfigBuilder builder) {
    if (mode == null) {
      return;
    }
    Matcher local = LOCAL.matcher(mode);
    if (mode.equals("executor")) {
      builder.deployment(Deployment.EXECUTOR);
    } else if (mode.equals("driver")) {
      builder.deployment(Deployment.DRIVER);
    } else if (local.matches()) {
      builder.deployment(Deployment.LOCAL);
      String cores = local.group(1);
      if (cores != null) {
        builder.cores(Integer.parseInt(cores));
      }
    } else {
      throw wrong("--mode", mode, "executor, driver, local or local[N]");
    }
  }

  private Map<String, String> properties() {
    Map<String, String> properties = new TreeMap<>();
    if (propertiesFile != null) {
      properties.putAll(fromFile(propertiesFile));
    }
    for (String property : conf) {
      int equals = property.indexOf('=');
      if (equals <= 0) {
        throw wrong("--conf", property, "KEY=VALUE");
      }
      properties.put(property.substring(0, equals).strip(), property.substring(equals + 1));
    }
    return properties;
  }

  private Map<String, String> fromFile(String file) {
    try {
      if (file.equals("-")) {
        return PropertiesFile.read(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
      }
      return PropertiesFile.read(Path.of(file));
    } catch (NoSuchFileException e) {
      throw wrong("--properties-file", file, "a file that exists");
    } catch (InvalidPathException | IOException e) {
      throw wrong("--properties-file", file, "a readable file of properties: " + e.getMessage());
    }
  }

  private static long bytes(String text) {
    try {
      return ByteSize.parseBytes(text, ByteSize.Unit.BYTE, SparkVersion.LATEST);
    } catch (NumberFormatException e) {
      throw wrong("--heap", text, e.getMessage());
    }
  }

  /** What was asked for, or a few counts around the number of slots. */
  private int[] taskCounts(int cores) {
    TreeSet<Integer> counts = new TreeSet<>();
    for (String text : tasks) {
      try {
        int count = Integer.parseInt(text);
        if (count < 1) {
          throw wrong("--tasks", text, "a number of tasks, from 1 on");
        }
        counts.add(count);
      } catch (NumberFormatException e) {
        throw wrong("--tasks", text, "a number of tasks, from 1 on");
      }
    }
    if (counts.isEmpty()) {
      for (int count = 1; count < cores; count *= 2) {
        counts.add(count);
      }
      counts.add(cores);
    }
    return counts.stream().mapToInt(Integer::intValue).toArray();
  }

  private static BadInputException wrong(String option, String value, @Nullable String expected) {
    return new BadInputException(option + ": \"" + value + "\": expected " + expected);
  }
}
