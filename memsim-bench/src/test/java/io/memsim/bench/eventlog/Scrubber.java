package io.memsim.bench.eventlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/** Takes out of an event log what tells of the machine that it was recorded on. */
final class Scrubber {

  private static final String ENVIRONMENT = "{\"Event\":\"SparkListenerEnvironmentUpdate\"";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final String directory;
  private final String id;

  /**
   * @param directory where the application ran
   * @param id the application's, which tells of the time
   */
  Scrubber(Path directory, String id) {
    this.directory = directory.toString();
    this.id = id;
  }

  List<String> scrub(List<String> lines) throws JsonProcessingException {
    List<String> scrubbed = lines.stream().map(this::line).toList();
    for (String line : scrubbed) {
      if (line.contains(System.getProperty("user.dir"))
          || line.contains(System.getProperty("java.home"))) {
        throw new IllegalStateException("still names a directory of this machine: " + line);
      }
    }
    return scrubbed;
  }

  private String line(String line) {
    String moved = line.replace(directory, "/spark/run").replace(id, EventLogRecorder.ID);
    if (!moved.startsWith(ENVIRONMENT)) {
      return moved;
    }
    try {
      return environment(moved);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Spark's own log is no JSON", e);
    }
  }

  /** Leaves Spark's own properties; of the machine's, what every machine has. */
  private static String environment(String line) throws JsonProcessingException {
    ObjectNode event = (ObjectNode) JSON.readTree(line);
    ObjectNode jvm = (ObjectNode) event.get("JVM Information");
    jvm.put("Java Home", "/spark/jdk");
    jvm.put("Java Version", "17 (Spark)");
    event.set("Hadoop Properties", JSON.createObjectNode());
    JsonNode system = event.get("System Properties");
    event.set(
        "System Properties",
        JSON.createObjectNode()
            .put("java.home", "/spark/jdk")
            .put("java.vm.name", system.path("java.vm.name").asText())
            .put("user.name", "spark"));
    event.set("Classpath Entries", JSON.createObjectNode());
    return JSON.writeValueAsString(event);
  }
}
