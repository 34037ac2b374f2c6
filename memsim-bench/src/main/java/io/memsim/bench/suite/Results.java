package io.memsim.bench.suite;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file of results: JMH's own JSON, or that of this suite, which has it under {@code results},
 * beside the machine.
 *
 * @param machine what it was measured on, where the file says so
 * @param measurements in the order of the file
 */
record Results(Map<String, String> machine, List<Measurement> measurements) {

  static final String HEAP_METRIC = "bytesPerBlock";
  static final String HEAP_UNIT = "B/block";
  private static final String ALLOCATION = "gc.alloc.rate.norm";

  Results {
    machine = new LinkedHashMap<>(machine);
    measurements = List.copyOf(measurements);
  }

  /** The rows that a pattern finds. */
  Results only(Pattern pattern) {
    List<Measurement> found =
        measurements.stream()
            .filter(measurement -> pattern.matcher(measurement.row()).find())
            .toList();
    if (found.isEmpty()) {
      throw new BadResultsException("--only " + pattern + ": expected one that finds a row");
    }
    return new Results(machine, found);
  }

  /** Parses a text; throws {@link BadResultsException} when it is not one of results. */
  static Results parse(String text) {
    try (JsonParser json = new JsonFactory().createParser(text)) {
      json.nextToken();
      Object document = value(json);
      if (document instanceof List<?> list) {
        return new Results(Map.of(), measurements(list));
      }
      Map<?, ?> fields = object(document, "the file");
      Map<String, String> machine = new LinkedHashMap<>();
      if (fields.get("machine") instanceof Map<?, ?> given) {
        given.forEach((key, value) -> machine.put(String.valueOf(key), String.valueOf(value)));
      }
      return new Results(machine, measurements(list(fields.get("results"), "results")));
    } catch (JsonProcessingException e) {
      throw new BadResultsException(
          "line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file; throws {@link BadResultsException} for what is not there or not such a file. */
  static Results read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      throw new BadResultsException(file + ": there is no such file", e);
    } catch (IOException e) {
      throw new BadResultsException(file + ": " + e, e);
    } catch (BadResultsException e) {
      throw new BadResultsException(file + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable Object value(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        fields.put(name, value(json));
      }
      return fields;
    }
    if (token == JsonToken.START_ARRAY) {
      List<@Nullable Object> items = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(json));
      }
      return items;
    }
    return token == null || token == JsonToken.VALUE_NULL ? null : json.getText();
  }

  private static List<Measurement> measurements(List<?> results) {
    List<Measurement> read = new ArrayList<>();
    for (Object result : results) {
      read.add(measurement(object(result, "a result")));
    }
    return read;
  }

  private static Measurement measurement(Map<?, ?> result) {
    String benchmark = text(result, "benchmark");
    int method = benchmark.lastIndexOf('.');
    if (method < 0) {
      throw new BadResultsException("benchmark: " + benchmark + ": expected a class and a method");
    }
    String type = benchmark.substring(0, method);
    TreeMap<String, String> params = new TreeMap<>();
    if (result.get("params") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> params.put(String.valueOf(key), String.valueOf(value)));
    }
    Map<?, ?> secondary =
        result.get("secondaryMetrics") instanceof Map<?, ?> given ? given : Map.of();
    boolean heap = secondary.get(HEAP_METRIC) instanceof Map<?, ?>;
    Map<?, ?> metric =
        object(heap ? secondary.get(HEAP_METRIC) : result.get("primaryMetric"), "primaryMetric");
    List<Double> samples = samples(benchmark, metric);
    double allocated =
        heap || !(secondary.get(ALLOCATION) instanceof Map<?, ?> allocation)
            ? Double.NaN
            // What a benchmark allocates to check itself at its end is in its last iteration.
            : Measurement.median(samples(benchmark, allocation));
    return new Measurement(
        type.substring(type.lastIndexOf('.') + 1),
        benchmark.substring(method + 1),
        params,
        // JMH adds up what it calls events.
        heap ? samples.get(0) : number(metric.get("score"), "score"),
        heap ? Double.NaN : number(metric.get("scoreError"), "scoreError"),
        samples,
        heap ? HEAP_UNIT : text(metric, "scoreUnit"),
        allocated);
  }

  private static List<Double> samples(String benchmark, Map<?, ?> metric) {
    List<Double> samples = new ArrayList<>();
    for (Object fork : list(metric.get("rawData"), "rawData")) {
      for (Object sample : list(fork, "rawData")) {
        samples.add(number(sample, "rawData"));
      }
    }
    if (samples.isEmpty()) {
      throw new BadResultsException(benchmark + ": rawData is empty: expected figures");
    }
    return samples;
  }

  private static Map<?, ?> object(@Nullable Object value, String what) {
    if (value instanceof Map<?, ?> fields) {
      return fields;
    }
    throw new BadResultsException(what + ": " + value + ": expected an object of JMH's JSON");
  }

  private static List<?> list(@Nullable Object value, String what) {
    if (value instanceof List<?> items) {
      return items;
    }
    throw new BadResultsException(what + ": " + value + ": expected an array of JMH's JSON");
  }

  private static String text(Map<?, ?> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new BadResultsException(name + ": " + fields.get(name) + ": expected a text");
  }

  private static double number(@Nullable Object value, String what) {
    try {
      return Double.parseDouble(String.valueOf(value));
    } catch (NumberFormatException e) {
      throw new BadResultsException(what + ": " + value + ": expected a number", e);
    }
  }
}
