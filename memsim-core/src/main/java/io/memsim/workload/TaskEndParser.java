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
  private final AccumulableParser accumulables = new AccumulableParser();
  private int stage;
  private int attempt;
  private long id;
  private int index;
  private int partition;
  private String executor = "";
  private boolean success;
  private String updatedBlock = "";
  private StatusParser updatedStatus = new StatusParser();

  // Made once: there are millions of tasks.
  private final JsonWalk.FieldReader reason = this::reason;
  private final JsonWalk.FieldReader info = this::info;
  private final JsonWalk.FieldReader metrics = this::metrics;
  private final JsonWalk.FieldReader input = this::input;
  private final JsonWalk.FieldReader shuffleRead = this::shuffleRead;
  private final JsonWalk.FieldReader shuffleWrite = this::shuffleWrite;
  private final JsonWalk.FieldReader update = this::update;

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
        case "Task End Reason" -> JsonWalk.object(json, reason);
        case "Task Info" -> JsonWalk.object(json, info);
        case "Task Metrics" -> JsonWalk.object(json, metrics);
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
    accumulables.clear();
    stage = 0;
    attempt = 0;
    id = -1;
    index = 0;
    partition = -1;
    executor = "";
    success = false;
  }

  /** Of one time that the log lacks the other one and the time that it ran tell. */
  private void repairTimes() {
    long launched = value(TaskMetric.LAUNCHED);
    long finished = value(TaskMetric.FINISHED);
    long ran = value(TaskMetric.RUN_TIME);
    if (launched == 0 && finished > 0) {
      values[TaskMetric.LAUNCHED.ordinal()] = Math.max(1, finished - ran);
    } else if (finished < launched) {
      values[TaskMetric.FINISHED.ordinal()] = launched + ran;
    }
  }

  private void add() {
    repairTimes();
    builder.time(value(TaskMetric.LAUNCHED));
    int task =
        builder.task(id, stage, attempt, partition < 0 ? index : partition, executor, success);
    values[TaskMetric.SHUFFLE_WRITE_ROW_BYTES.ordinal()] = accumulables.rowBytes();
    for (TaskMetric metric : METRICS) {
      builder.metric(task, metric, value(metric));
    }
    builder.operators(task, accumulables.operators());
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

  private void reason(String field, JsonParser json) throws IOException {
    if (field.equals("Reason")) {
      success = JsonWalk.text(json).equals("Success");
    } else {
      json.skipChildren();
    }
  }

  private void info(String field, JsonParser json) throws IOException {
    switch (field) {
      case "Task ID" -> id = JsonWalk.number(json);
      case "Index" -> index = JsonWalk.smallNumber(json);
      case "Partition ID" -> partition = JsonWalk.smallNumber(json);
      case "Launch Time" -> read(TaskMetric.LAUNCHED, json);
      case "Finish Time" -> read(TaskMetric.FINISHED, json);
      case "Executor ID" -> executor = JsonWalk.text(json);
      case "Accumulables" -> accumulables.parse(json);
      default -> json.skipChildren();
    }
  }

  private void metrics(String field, JsonParser json) throws IOException {
    switch (field) {
      case "Executor Run Time" -> read(TaskMetric.RUN_TIME, json);
      case "Executor Deserialize Time" -> read(TaskMetric.DESERIALIZE_TIME, json);
      case "Result Serialization Time" -> read(TaskMetric.RESULT_SERIALIZATION_TIME, json);
      case "Peak Execution Memory" -> read(TaskMetric.PEAK_EXECUTION, json);
      case "Peak On Heap Execution Memory" -> read(TaskMetric.PEAK_ON_HEAP, json);
      case "Peak Off Heap Execution Memory" -> read(TaskMetric.PEAK_OFF_HEAP, json);
      case "Memory Bytes Spilled" -> read(TaskMetric.MEMORY_SPILLED, json);
      case "Disk Bytes Spilled" -> read(TaskMetric.DISK_SPILLED, json);
      case "Input Metrics" -> JsonWalk.object(json, input);
      case "Shuffle Read Metrics" -> JsonWalk.object(json, shuffleRead);
      case "Shuffle Write Metrics" -> JsonWalk.object(json, shuffleWrite);
      case "Updated Blocks" -> updatedBlocks(json);
      default -> json.skipChildren();
    }
  }

  private void input(String field, JsonParser json) throws IOException {
    switch (field) {
      case "Bytes Read" -> read(TaskMetric.INPUT_BYTES, json);
      case "Records Read" -> read(TaskMetric.INPUT_RECORDS, json);
      default -> json.skipChildren();
    }
  }

  private void shuffleRead(String field, JsonParser json) throws IOException {
    switch (field) {
      case "Remote Bytes Read", "Local Bytes Read" -> {
        int bytes = TaskMetric.SHUFFLE_READ_BYTES.ordinal();
        values[bytes] = Math.max(0, values[bytes] + JsonWalk.number(json));
      }
      case "Total Records Read" -> read(TaskMetric.SHUFFLE_READ_RECORDS, json);
      default -> json.skipChildren();
    }
  }

  private void shuffleWrite(String field, JsonParser json) throws IOException {
    switch (field) {
      case "Shuffle Bytes Written" -> read(TaskMetric.SHUFFLE_WRITE_BYTES, json);
      case "Shuffle Records Written" -> read(TaskMetric.SHUFFLE_WRITE_RECORDS, json);
      default -> json.skipChildren();
    }
  }

  private void updatedBlocks(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    while (JsonWalk.element(json)) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        updatedBlock = "";
        updatedStatus = new StatusParser();
        JsonWalk.object(json, update);
        updates.add(new Update(updatedBlock, updatedStatus.state()));
      } else {
        json.skipChildren();
      }
    }
  }

  private void update(String field, JsonParser json) throws IOException {
    switch (field) {
      case "Block ID" -> updatedBlock = JsonWalk.text(json);
      case "Status" -> JsonWalk.object(json, updatedStatus);
      default -> json.skipChildren();
    }
  }
}
