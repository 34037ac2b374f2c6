package io.memsim.bench.under;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The cases that are left out, each with the reason: {@code skipped-cases.txt}. */
final class SkippedCases {

  private final Map<String, Map<String, String>> bySuite = new LinkedHashMap<>();

  static SkippedCases read() throws IOException {
    SkippedCases skipped = new SkippedCases();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                SkippedCases.class.getResourceAsStream("skipped-cases.txt"),
                StandardCharsets.UTF_8))) {
      in.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(skipped::add);
    }
    return skipped;
  }

  private void add(String line) {
    String[] parts = line.split("\\|", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "skipped-cases.txt: expected \"suite | case | reason\", got: " + line);
    }
    bySuite
        .computeIfAbsent(parts[0].strip(), suite -> new LinkedHashMap<>())
        .put(parts[1].strip(), parts[2].strip());
  }

  /** From case to reason. */
  Map<String, String> of(String suite) {
    return bySuite.getOrDefault(suite, Map.of());
  }

  Map<String, Map<String, String>> all() {
    return bySuite;
  }
}
