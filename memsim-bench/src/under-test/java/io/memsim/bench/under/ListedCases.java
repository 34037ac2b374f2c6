package io.memsim.bench.under;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The cases that memsim-core's page of re-enacted cases lists. It says that none is missing; only
 * here are Spark's suites at hand to tell.
 */
final class ListedCases {

  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ""), "../memsim-core/docs/spark-suites.md");

  /** Listed by itself, but run by the suite that inherits it. */
  private static final Map<String, String> RUN_BY =
      Map.of("MemoryManagerSuite", "UnifiedMemoryManagerSuite");

  private final Map<String, Set<String>> bySuite = new HashMap<>();

  static ListedCases read() throws IOException {
    ListedCases listed = new ListedCases();
    Set<String> current = null;
    for (String line : Files.readAllLines(PAGE, UTF_8)) {
      if (line.startsWith("## ")) {
        String suite = line.substring(3);
        current =
            listed.bySuite.computeIfAbsent(
                RUN_BY.getOrDefault(suite, suite), name -> new HashSet<>());
      } else if (current != null && line.startsWith("| `")) {
        current.add(line.substring(3, line.indexOf('`', 3)));
      }
    }
    return listed;
  }

  /** The simple names of the suites that are listed. */
  Set<String> suites() {
    return bySuite.keySet();
  }

  /** The cases of a suite by its simple name; none when the page does not list it. */
  Set<String> of(String suite) {
    return bySuite.getOrDefault(suite, Set.of());
  }
}
