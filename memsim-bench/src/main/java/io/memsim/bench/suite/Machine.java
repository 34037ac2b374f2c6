package io.memsim.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What the benchmarks run on. */
final class Machine {

  private Machine() {}

  /** Processor, cores, system, JVM. */
  static Map<String, String> describe() {
    Map<String, String> machine = new LinkedHashMap<>();
    machine.put("cpu", cpu());
    machine.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
    return machine;
  }

  private static String cpu() {
    Path file = Path.of("/proc", "cpuinfo");
    if (!Files.isReadable(file)) {
      return "unknown";
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown (" + e.getMessage() + ")";
    }
  }
}
