package io.memsim.workload;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the ends of tasks, which most of a log consists of. */
final class TaskEndParser {

  private static final TaskMetric[] METRICS = TaskMetric.values();

  private final WorkloadBuilder builder;
  private final long[] values = new long[METRICS.length];
  private final List<Update> updates = new ArrayList<>();
  private int stage;
  private int attempt;
  private long id;
  private int index;
  private int partition;
  private String executor = "";
  private boolean success;

  private record Update(String block, WorkloadBuilder.BlockState state) {}

  TaskEndParser(WorkloadBuilder builder) {
    this.builder = builder;
  }

  void parse(JsonParser json) throws IOException {
    clear();
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Stage ID" -> stage = JsonWalk.smallNumber(json);
        case "Stage Attempt ID" -> attempt = JsonWalk.smallNumber(json);
        case "Task End Reason" -> reason(json);
        case "Task Info" -> info(json);
        case "Task Metrics" -> metrics(json);
        default -> json.skipChildren();
      }
    }
    if (json.currentToken() == JsonToken.END_OBJECT && !executor.isEmpty()) {
      add();
    }
  }

  private void clear() {
    Arrays.fill(values, 0);
    updates.clear();
    stage = 0;
    attempt = 0;
    id = -1;
    index = 0;
    partition = -1;
    executor = "";
    success = false;
  }

  private void add() {
    builder.time(value(TaskMetric.LAUNCHED));
    int task =
        builder.task(id, stage, attempt, partition < 0 ? index : partition, executor, success);
    for (TaskMetric metric : METRICS) {
      builder.metric(task, metric, value(metric));
    }
    builder.time(value(TaskMetric.FINISHED));
    for (Update update : updates) {
      int[] block = update.block().startsWith("rdd_") ? BlockNames.rdd(update.block()) : null;
      if (block != null) {
        builder.block(null, block[0], block[1], update.state());
      }
    }
  }

  private long value(TaskMetric metric) {
    return values[metric.ordinal()];
  }

  private void read(TaskMetric metric, JsonParser json) throws IOException {
    values[metric.ordinal()] = JsonWalk.number(json);
  }

  private void reason(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      if (field.equals("Reason")) {
        success = JsonWalk.text(json).equals("Success");
      } else {
        json.skipChildren();
      }
    }
  }

  private void info(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Task ID" -> id = JsonWalk.number(json);
        case "Index" -> index = JsonWalk.smallNumber(json);
        case "Partition ID" -> partition = JsonWalk.smallNumber(json);
        case "Launch Time" -> read(TaskMetric.LAUNCHED, json);
        case "Finish Time" -> read(TaskMetric.FINISHED, json);
        case "Executor ID" -> executor = JsonWalk.text(json);
        default -> json.skipChildren();
      }
    }
  }

  private void metrics(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Executor Run Time" -> read(TaskMetric.RUN_TIME, json);
        case "Executor Deserialize Time" -> read(TaskMetric.DESERIALIZE_TIME, json);
        case "Result Serialization Time" -> read(TaskMetric.RESULT_SERIALIZATION_TIME, json);
        case "Peak Execution Memory" -> read(TaskMetric.PEAK_EXECUTION, json);
        case "Peak On Heap Execution Memory" -> read(TaskMetric.PEAK_ON_HEAP, json);
        case "Peak Off Heap Execution Memory" -> read(TaskMetric.PEAK_OFF_HEAP, json);
        case "Memory Bytes Spilled" -> read(TaskMetric.MEMORY_SPILLED, json);
        case "Disk Bytes Spilled" -> read(TaskMetric.DISK_SPILLED, json);
        case "Input Metrics" -> input(json);
        case "Shuffle Read Metrics" -> shuffleRead(json);
        case "Shuffle Write Metrics" -> shuffleWrite(json);
        case "Updated Blocks" -> updatedBlocks(json);
        default -> json.skipChildren();
      }
    }
  }

  private void input(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Bytes Read" -> read(TaskMetric.INPUT_BYTES, json);
        case "Records Read" -> read(TaskMetric.INPUT_RECORDS, json);
        default -> json.skipChildren();
      }
    }
  }

  private void shuffleRead(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    long bytes = 0;
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Remote Bytes Read", "Local Bytes Read" -> bytes += JsonWalk.number(json);
        case "Total Records Read" -> read(TaskMetric.SHUFFLE_READ_RECORDS, json);
        default -> json.skipChildren();
      }
    }
    values[TaskMetric.SHUFFLE_READ_BYTES.ordinal()] = Math.max(0, bytes);
  }

  private void shuffleWrite(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Shuffle Bytes Written" -> read(TaskMetric.SHUFFLE_WRITE_BYTES, json);
        case "Shuffle Records Written" -> read(TaskMetric.SHUFFLE_WRITE_RECORDS, json);
        default -> json.skipChildren();
      }
    }
  }

  private void updatedBlocks(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (JsonWalk.element(json)) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        continue;
      }
      String block = "";
      StatusParser status = new StatusParser();
      String field;
      while ((field = JsonWalk.field(json)) != null) {
        if (field.equals("Block ID")) {
          block = JsonWalk.text(json);
        } else if (field.equals("Status") && json.currentToken() == JsonToken.START_OBJECT) {
          String inner;
          while ((inner = JsonWalk.field(json)) != null) {
            status.field(inner, json);
          }
        } else {
          json.skipChildren();
        }
      }
      updates.add(new Update(block, status.state()));
    }
  }
}
