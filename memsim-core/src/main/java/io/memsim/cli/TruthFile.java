package io.memsim.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What really happened in a logged run, recorded beside its log: only ever compared with. */
final class TruthFile {

  private static final JsonFactory JSON = new JsonFactory();

  String name = "";
  String application = "";
  final TreeMap<String, String> parameters = new TreeMap<>();
  final TreeMap<String, Long> counts = new TreeMap<>();
  final Map<Long, int[]> tasks = new TreeMap<>();
  final TreeMap<String, long[]> stageSpills = new TreeMap<>();
  final TreeMap<String, Recorded> executors = new TreeMap<>();

  /** What happened on one executor. */
  static final class Recorded {
    final List<Read> reads = new ArrayList<>();
    final List<Evicted> evictions = new ArrayList<>();
    final Map<String, Long> memory = new TreeMap<>();
    final Map<String, Long> disk = new TreeMap<>();
  }

  /**
   * A read of an RDD block.
   *
   * @param task the task
   * @param block the block
   * @param result MEMORY, DISK, REMOTE or MISS
   */
  record Read(long task, String block, String result) {}

  /**
   * An eviction of an RDD block.
   *
   * @param block the block
   * @param bytes what it took
   * @param to where it went
   * @param why for what
   */
  record Evicted(String block, long bytes, String to, String why) {}

  private TruthFile() {}

  /** Reads a truth file. */
  static TruthFile read(Path file) throws IOException {
    TruthFile truth = new TruthFile();
    try (InputStream in = Files.newInputStream(file);
        JsonParser json = JSON.createParser(in)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new BadInputException(file + ": expected a JSON object with the truth of a run");
      }
      String field;
      while ((field = next(json)) != null) {
        switch (field) {
          case "run" -> truth.run(json);
          case "counts" -> truth.counts(json);
          case "tasks" -> truth.tasks(json);
          case "stages" -> truth.stages(json);
          case "executors" -> truth.executors(json);
          default -> json.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw new BadInputException(file + ": " + e.getOriginalMessage() + ": expected JSON");
    }
    return truth;
  }

  private static @Nullable String next(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.FIELD_NAME) {
      return null;
    }
    String name = json.currentName();
    json.nextToken();
    return name;
  }

  private void run(JsonParser json) throws IOException {
    String field;
    while ((field = next(json)) != null) {
      switch (field) {
        case "name" -> name = json.getText();
        case "application" -> application = json.getText();
        case "params" -> {
          String key;
          while ((key = next(json)) != null) {
            parameters.put(key, json.getText());
          }
        }
        default -> json.skipChildren();
      }
    }
  }

  private void counts(JsonParser json) throws IOException {
    String field;
    while ((field = next(json)) != null) {
      counts.put(field, json.getLongValue());
    }
  }

  private void tasks(JsonParser json) throws IOException {
    String id;
    while ((id = next(json)) != null) {
      int stage = json.nextIntValue(-1);
      int partition = json.nextIntValue(-1);
      tasks.put(Long.valueOf(id), new int[] {stage, partition});
      while (json.nextToken() != JsonToken.END_ARRAY) {
        json.skipChildren();
      }
    }
  }

  private void stages(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      String id;
      while ((id = next(json)) != null) {
        stage(id, json);
      }
    } else {
      while (json.nextToken() == JsonToken.START_OBJECT) {
        stage("", json);
      }
    }
  }

  private void stage(String id, JsonParser json) throws IOException {
    long memory = 0;
    long disk = 0;
    String key = id;
    String field;
    while ((field = next(json)) != null) {
      switch (field) {
        case "stage" -> key = json.getText();
        case "memoryBytesSpilled" -> memory = json.getLongValue();
        case "diskBytesSpilled" -> disk = json.getLongValue();
        default -> json.skipChildren();
      }
    }
    stageSpills.put(key, new long[] {memory, disk});
  }

  private void executors(JsonParser json) throws IOException {
    String id;
    while ((id = next(json)) != null) {
      Recorded recorded = new Recorded();
      executors.put(id, recorded);
      String field;
      while ((field = next(json)) != null) {
        switch (field) {
          case "events" -> {
            while (json.nextToken() == JsonToken.START_OBJECT) {
              event(recorded, json);
            }
          }
          case "final" -> last(recorded, json);
          default -> json.skipChildren();
        }
      }
    }
  }

  private static void event(Recorded into, JsonParser json) throws IOException {
    String op = "";
    String block = "";
    String result = "";
    String to = "";
    String why = "";
    long task = -1;
    long memory = 0;
    String field;
    while ((field = next(json)) != null) {
      switch (field) {
        case "op" -> op = json.getText();
        case "block" -> block = json.getText();
        case "result" -> result = json.getText();
        case "to" -> to = json.getText();
        case "why" -> why = json.getText();
        case "task" -> task = json.getLongValue();
        case "mem" -> memory = json.getLongValue();
        default -> json.skipChildren();
      }
    }
    if (!block.startsWith("rdd_")) {
      return;
    }
    if (op.equals("read")) {
      into.reads.add(new Read(task, block, result));
    } else if (op.equals("evict")) {
      into.evictions.add(new Evicted(block, memory, to, why));
    }
  }

  private static void last(Recorded into, JsonParser json) throws IOException {
    String field;
    while ((field = next(json)) != null) {
      if (json.currentToken() == JsonToken.START_ARRAY
          && (field.equals("memory") || field.equals("disk"))) {
        Map<String, Long> blocks = field.equals("memory") ? into.memory : into.disk;
        while (json.nextToken() == JsonToken.START_ARRAY) {
          String block = String.valueOf(json.nextTextValue());
          long bytes = json.nextLongValue(0);
          if (block.startsWith("rdd_")) {
            blocks.put(block, bytes);
          }
          while (json.nextToken() != JsonToken.END_ARRAY) {
            json.skipChildren();
          }
        }
      } else {
        json.skipChildren();
      }
    }
  }
}
