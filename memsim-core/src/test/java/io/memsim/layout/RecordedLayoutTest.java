package io.memsim.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.config.MemoryConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The regions against what the real Spark recorded: its pools' sizes before they first move. */
class RecordedLayoutTest {

  private static final Pattern PROPERTY = Pattern.compile("\"(spark\\.[^\"]+)\":\"([^\"]*)\"");
  private static final Pattern CORES = Pattern.compile("\"cores\":(\\d+)");
  private static final Pattern STATE =
      Pattern.compile(
          "\"onHeap\":\\{\"execution\":\\[(\\d+),(\\d+)],\"storage\":\\[(\\d+),(\\d+)]},"
              + "\"offHeap\":\\{\"execution\":\\[(\\d+),(\\d+)],\"storage\":\\[(\\d+),(\\d+)]}");

  static Stream<Path> traces() throws IOException, URISyntaxException {
    URL readme = Objects.requireNonNull(RecordedLayoutTest.class.getResource("/traces/README.md"));
    try (Stream<Path> files = Files.list(Path.of(readme.toURI()).resolveSibling("."))) {
      return files.filter(file -> file.toString().contains(".jsonl")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("traces")
  void theSharedMemoryOfBothModesIsWhatSparkHad(Path trace) throws IOException {
    try (BufferedReader lines = open(trace)) {
      MemoryLayout layout = layoutOf(lines.readLine());
      long states = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher state = STATE.matcher(line);
        if (state.find()) {
          states++;
          assertThat(number(state, 1) + number(state, 3)).isEqualTo(layout.unified());
          assertThat(number(state, 5) + number(state, 7)).isEqualTo(layout.offHeap().size());
        }
      }
      assertThat(states).isPositive();
    }
  }

  /**
   * Where the first operation moved nothing between the pools, they still have their first size.
   */
  @Test
  void theFirstPoolsAreTheRegions() throws IOException, URISyntaxException {
    int unmoved = 0;
    for (Path trace : traces().toList()) {
      try (BufferedReader lines = open(trace)) {
        MemoryLayout layout = layoutOf(lines.readLine());
        Matcher state = STATE.matcher(Objects.requireNonNull(lines.readLine()));
        assertThat(state.find()).isTrue();
        if (number(state, 2) + number(state, 4) < layout.execution() / 2) {
          unmoved++;
          assertThat(number(state, 1)).isEqualTo(layout.execution());
          assertThat(number(state, 3)).isEqualTo(layout.storageRegion());
        }
      }
    }
    assertThat(unmoved).isGreaterThan(10);
  }

  private static MemoryLayout layoutOf(String header) {
    Map<String, String> conf = new TreeMap<>();
    Matcher property = PROPERTY.matcher(header);
    while (property.find()) {
      conf.put(property.group(1), property.group(2));
    }
    Matcher cores = CORES.matcher(header);
    assertThat(cores.find()).isTrue();
    return MemoryLayout.of(MemoryConfig.forTrace(conf, Integer.parseInt(cores.group(1))));
  }

  private static long number(Matcher matcher, int group) {
    return Long.parseLong(matcher.group(group));
  }

  private static BufferedReader open(Path trace) throws IOException {
    InputStream raw = Files.newInputStream(trace);
    InputStream text = trace.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
    return new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8));
  }
}
