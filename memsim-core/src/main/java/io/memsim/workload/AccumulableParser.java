package io.memsim.workload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the metrics of Spark SQL's operators among a task's accumulables. They have names but no
 * operators; which ones belong together follows from their order: an operator makes all of its own
 * at once.
 */
final class AccumulableParser {

  private final List<Metric> metrics = new ArrayList<>();
  private long rowBytes;

  private record Metric(long id, String name, long value) {}

  void clear() {
    metrics.clear();
    rowBytes = 0;
  }

  /** Bytes of the rows that the task wrote to a shuffle. */
  long rowBytes() {
    return rowBytes;
  }

  void parse(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (JsonWalk.element(json)) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        metric(json);
      } else {
        json.skipChildren();
      }
    }
  }

  private void metric(JsonParser json) throws IOException {
    long id = 0;
    String name = "";
    long value = 0;
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "ID" -> id = JsonWalk.number(json);
        case "Name" -> name = JsonWalk.text(json);
        case "Update" -> value = value(json);
        default -> json.skipChildren();
      }
    }
    switch (name) {
      case "records read", "number of output rows", "sort time", "peak memory" ->
          metrics.add(new Metric(id, name, value));
      case "data size" -> rowBytes += value;
      default -> {
        // Others tell nothing of memory.
      }
    }
  }

  /** SQL's metrics are numbers in quotation marks. */
  private static long value(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      return JsonWalk.number(json);
    }
    String text = JsonWalk.text(json);
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value > Long.MAX_VALUE / 20) {
        return 0;
      }
      value = 10 * value + digit;
    }
    return value;
  }

  /** The operators, those that others read from last. */
  List<LoggedOperator> operators() {
    if (metrics.isEmpty()) {
      return List.of();
    }
    metrics.sort(Comparator.comparingLong(Metric::id));
    List<LoggedOperator> found = new ArrayList<>();
    boolean sorting = false;
    long rows = 0;
    for (Metric metric : metrics) {
      switch (metric.name) {
        case "records read" ->
            found.add(new LoggedOperator(LoggedOperator.Kind.READ, metric.value, 0));
        case "number of output rows" -> {
          pass(rows, found);
          rows = metric.value;
        }
        case "sort time" -> sorting = true;
        default -> {
          if (sorting) {
            pass(rows, found);
            found.add(new LoggedOperator(LoggedOperator.Kind.SORT, 0, metric.value));
          } else {
            found.add(new LoggedOperator(LoggedOperator.Kind.AGGREGATE, rows, metric.value));
          }
          sorting = false;
          rows = 0;
        }
      }
    }
    pass(rows, found);
    return List.copyOf(found);
  }

  private static void pass(long rows, List<LoggedOperator> found) {
    if (rows > 0) {
      found.add(new LoggedOperator(LoggedOperator.Kind.PASS, rows, 0));
    }
  }
}
