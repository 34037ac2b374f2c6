package io.memsim.workload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.memsim.config.SparkProperty;
import java.io.IOException;
import java.util.TreeMap;

/**
 * Gathers a resource profile: what executors and tasks of some stages ask for in place of what
 * Spark's properties say.
 */
final class ResourceProfileParser {

  /** Made of the properties. */
  static final int DEFAULT = 0;

  private static final String TASK_CPUS = "spark.task.cpus";

  private final TreeMap<String, String> properties = new TreeMap<>();
  private int id;

  /** What the profile says, by the property that says it for the default one. */
  static void parse(JsonParser json, WorkloadBuilder builder) throws IOException {
    ResourceProfileParser profile = new ResourceProfileParser();
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      profile.field(field, json);
    }
    if (profile.id != DEFAULT) {
      builder.resourceProfile(profile.id, profile.properties);
    }
  }

  private void field(String field, JsonParser json) throws IOException {
    switch (field) {
      case "Resource Profile Id" -> id = JsonWalk.smallNumber(json);
      case "Executor Resource Requests" -> JsonWalk.object(json, this::ofExecutors);
      case "Task Resource Requests" -> JsonWalk.object(json, this::ofTasks);
      default -> json.skipChildren();
    }
  }

  private void ofExecutors(String resource, JsonParser json) throws IOException {
    long amount = (long) amount(json);
    switch (resource) {
      case "cores" -> properties.put(SparkProperty.EXECUTOR_CORES.key(), String.valueOf(amount));
      case "memory" -> properties.put(SparkProperty.EXECUTOR_MEMORY.key(), amount + "m");
      case "memoryOverhead" ->
          properties.put(SparkProperty.EXECUTOR_MEMORY_OVERHEAD.key(), amount + "m");
      case "pyspark.memory" ->
          properties.put(SparkProperty.PYSPARK_EXECUTOR_MEMORY.key(), amount + "m");
      default -> {
        // Accelerators, and whatever else has no bearing on memory.
      }
    }
  }

  private void ofTasks(String resource, JsonParser json) throws IOException {
    double amount = amount(json);
    if (resource.equals("cpus")) {
      properties.put(TASK_CPUS, String.valueOf((int) Math.ceil(amount)));
    }
  }

  private static double amount(JsonParser json) throws IOException {
    double[] amount = new double[1];
    JsonWalk.object(
        json,
        (field, value) -> {
          if (field.equals("Amount") && value.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            amount[0] = Math.min(Math.max(0, value.getDoubleValue()), Integer.MAX_VALUE);
          } else if (field.equals("Amount")) {
            amount[0] = JsonWalk.smallNumber(value);
          } else {
            value.skipChildren();
          }
        });
    return amount[0];
  }
}
