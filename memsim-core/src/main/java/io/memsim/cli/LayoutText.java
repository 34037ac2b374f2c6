package io.memsim.cli;

import io.memsim.block.MemoryMode;
import io.memsim.config.ByteSize;
import io.memsim.config.ConfigWarning;
import io.memsim.config.Deployment;
import io.memsim.config.MemoryConfig;
import io.memsim.layout.MemoryLayout;
import io.memsim.layout.Step;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints a layout for people. */
final class LayoutText {
  /** What people call the steps; one that is missing here is called by its own name. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("heap", "heap"),
          Map.entry("reserved", "  reserved"),
          Map.entry("unified", "  unified"),
          Map.entry("storageRegion", "    storage region"),
          Map.entry("execution", "    execution"),
          Map.entry("user", "  user"),
          Map.entry("offHeap.size", "off-heap"),
          Map.entry("offHeap.storageRegion", "    storage region"),
          Map.entry("offHeap.execution", "    execution"),
          Map.entry("pageSize", "page size"),
          Map.entry("overhead", "overhead"),
          Map.entry("pySpark", "PySpark"),
          Map.entry("container", "container"));

  private LayoutText() {}

  static void print(MemoryLayout layout, int[] taskCounts, PrintStream out) {
    MemoryConfig config = layout.config();
    out.println(
        process(config.deployment())
            + " of Spark "
            + config.sparkVersion()
            + ", "
            + Text.count(config.cores(), "core")
            + ", "
            + config.collector());
    out.println();
    regions(layout).print(out);
    out.println();
    RegionPicture.of(layout).forEach(out::println);
    out.println();
    shares(layout, taskCounts, out);
    if (!layout.warnings().isEmpty()) {
      out.println();
      for (ConfigWarning warning : layout.warnings()) {
        out.println("warning: " + warning);
      }
    }
  }

  private static String process(Deployment deployment) {
    return switch (deployment) {
      case EXECUTOR -> "executor";
      case DRIVER -> "driver";
      case LOCAL -> "driver in local mode";
    };
  }

  private static TextTable regions(MemoryLayout layout) {
    TextTable table = new TextTable(List.of("region", ">size", ">bytes", "from"));
    for (Step step : layout.steps()) {
      table.row(
          List.of(
              NAMES.getOrDefault(step.name(), step.name()),
              ByteSize.format(step.value()),
              Text.number(step.value()),
              step.formula()));
    }
    return table;
  }

  private static void shares(MemoryLayout layout, int[] taskCounts, PrintStream out) {
    String mode = layout.tungstenMode() == MemoryMode.OFF_HEAP ? "off-heap" : "on-heap";
    out.println(
        String.format(
            Locale.ROOT,
            "Execution memory (%s) of one task: it waits rather than get less than the least, and"
                + " never gets more than the most.",
            mode));
    TextTable table = new TextTable(List.of(">active tasks", ">least (1/2N)", ">most (1/N)"));
    for (int count : taskCounts) {
      table.row(
          List.of(
              Text.number(count),
              ByteSize.format(layout.leastPerTask(count)),
              ByteSize.format(layout.mostPerTask(count))));
    }
    table.print(out);
  }
}
