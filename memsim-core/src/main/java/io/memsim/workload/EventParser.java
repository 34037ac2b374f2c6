package io.memsim.workload;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.graph.GraphBuilder;
import com.google.common.graph.Graphs;
import com.google.common.graph.MutableGraph;
import io.memsim.block.StorageLevel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes facts of events. */
final class EventParser {

  private static final String NAME = "Event";
  private static final String PREFIX = "SparkListener";

  private static final Set<String> WANTED =
      Set.of(
          "SparkListenerTaskEnd",
          "SparkListenerBlockUpdated",
          "SparkListenerStageSubmitted",
          "SparkListenerStageCompleted",
          "SparkListenerJobStart",
          "SparkListenerJobEnd",
          "SparkListenerUnpersistRDD",
          "SparkListenerExecutorAdded",
          "SparkListenerExecutorRemoved",
          "SparkListenerResourceProfileAdded",
          "SparkListenerBlockManagerAdded",
          "SparkListenerEnvironmentUpdate",
          "SparkListenerApplicationStart",
          "SparkListenerApplicationEnd",
          "SparkListenerLogStart");

  private final WorkloadBuilder builder;
  private final TaskEndParser taskEnds;

  EventParser(WorkloadBuilder builder) {
    this.builder = builder;
    this.taskEnds = new TaskEndParser(builder);
  }

  /**
   * Reads an event; false when it is none. Spark writes its name first; fields that come before it
   * are lost.
   */
  boolean parse(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      return false;
    }
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      if (field.equals(NAME) && json.currentToken() == JsonToken.VALUE_STRING) {
        event(json.getText(), json);
        return true;
      }
      json.skipChildren();
    }
    return false;
  }

  /** Whether the events of a name mean anything for memory. */
  boolean isWanted(String event) {
    // Lines whose name does not stand first are looked at too.
    return event.isEmpty() || WANTED.contains(event);
  }

  private void event(String name, JsonParser json) throws IOException {
    if (!name.startsWith(PREFIX)) {
      builder.skipped.merge(name, 1L, Long::sum);
      return;
    }
    builder.understood++;
    switch (name.substring(PREFIX.length())) {
      case "TaskEnd" -> taskEnds.parse(json);
      case "BlockUpdated" -> blockUpdated(json);
      case "StageSubmitted" -> stageSubmitted(json);
      case "StageCompleted" -> stageCompleted(json);
      case "JobStart" -> jobStart(json);
      case "JobEnd" -> jobEnd(json);
      case "UnpersistRDD" -> unpersist(json);
      case "ExecutorAdded" -> executorAdded(json);
      case "ExecutorRemoved" -> executorRemoved(json);
      case "ResourceProfileAdded" -> ResourceProfileParser.parse(json, builder);
      case "BlockManagerAdded" -> blockManagerAdded(json);
      case "EnvironmentUpdate" -> environment(json);
      case "ApplicationStart", "ApplicationEnd" -> application(json);
      case "LogStart" -> logStart(json);
      default -> builder.skipped.merge(name, 1L, Long::sum);
    }
  }

  private void logStart(JsonParser json) throws IOException {
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      if (field.equals("Spark Version")) {
        builder.sparkVersion = JsonWalk.text(json);
      } else {
        json.skipChildren();
      }
    }
  }

  private void application(JsonParser json) throws IOException {
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "App Name" -> builder.application = JsonWalk.text(json);
        case "Timestamp" -> builder.time(JsonWalk.number(json));
        default -> json.skipChildren();
      }
    }
  }

  private void environment(JsonParser json) throws IOException {
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      if (field.equals("Spark Properties") && json.currentToken() == JsonToken.START_OBJECT) {
        TreeMap<String, String> properties = new TreeMap<>();
        String key;
        while ((key = JsonWalk.field(json)) != null) {
          properties.put(key, JsonWalk.text(json));
        }
        builder.properties = properties;
      } else {
        json.skipChildren();
      }
    }
  }

  private void executorAdded(JsonParser json) throws IOException {
    String id = "";
    String host = "";
    int cores = 1;
    int profile = ResourceProfileParser.DEFAULT;
    long time = 0;
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      if (field.equals("Executor ID")) {
        id = JsonWalk.text(json);
      } else if (field.equals("Timestamp")) {
        time = JsonWalk.number(json);
      } else if (field.equals("Executor Info") && json.currentToken() == JsonToken.START_OBJECT) {
        String inner;
        while ((inner = JsonWalk.field(json)) != null) {
          switch (inner) {
            case "Host" -> host = JsonWalk.text(json);
            case "Total Cores" -> cores = (int) JsonWalk.number(json, JsonWalk.MOST_PARTITIONS);
            case "Resource Profile Id" -> profile = JsonWalk.smallNumber(json);
            default -> json.skipChildren();
          }
        }
      } else {
        json.skipChildren();
      }
    }
    builder.executorAdded(id, host, cores, profile, time);
  }

  private void executorRemoved(JsonParser json) throws IOException {
    String id = "";
    long time = 0;
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Executor ID" -> id = JsonWalk.text(json);
        case "Timestamp" -> time = JsonWalk.number(json);
        default -> json.skipChildren();
      }
    }
    builder.executorRemoved(id, time);
  }

  private void blockManagerAdded(JsonParser json) throws IOException {
    String id = "";
    long most = -1;
    long onHeap = -1;
    long offHeap = 0;
    long time = 0;
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Block Manager ID" -> id = executorOf(json);
        case "Maximum Memory" -> most = JsonWalk.number(json);
        case "Maximum Onheap Memory" -> onHeap = JsonWalk.number(json);
        case "Maximum Offheap Memory" -> offHeap = JsonWalk.number(json);
        case "Timestamp" -> time = JsonWalk.number(json);
        default -> json.skipChildren();
      }
    }
    builder.blockManagerAdded(id, onHeap < 0 ? most : onHeap, offHeap, time);
  }

  private static String executorOf(JsonParser json) throws IOException {
    String id = "";
    if (json.currentToken() == JsonToken.START_OBJECT) {
      String field;
      while ((field = JsonWalk.field(json)) != null) {
        if (field.equals("Executor ID")) {
          id = JsonWalk.text(json);
        } else {
          json.skipChildren();
        }
      }
    }
    return id;
  }

  private void jobStart(JsonParser json) throws IOException {
    int id = -1;
    long time = 0;
    List<Integer> stages = new ArrayList<>();
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Job ID" -> id = JsonWalk.smallNumber(json);
        case "Submission Time" -> time = JsonWalk.number(json);
        case "Stage IDs" -> JsonWalk.numbers(json, stages);
        default -> json.skipChildren();
      }
    }
    builder.jobStarted(id, time, stages);
  }

  private void jobEnd(JsonParser json) throws IOException {
    int id = -1;
    long time = 0;
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Job ID" -> id = JsonWalk.smallNumber(json);
        case "Completion Time" -> time = JsonWalk.number(json);
        default -> json.skipChildren();
      }
    }
    builder.jobEnded(id, time);
  }

  private void unpersist(JsonParser json) throws IOException {
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      if (field.equals("RDD ID")) {
        builder.driverEvent(DriverEvent.Kind.UNPERSIST, JsonWalk.number(json), 0, 0);
      } else {
        json.skipChildren();
      }
    }
  }

  private void stageCompleted(JsonParser json) throws IOException {
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      if (!field.equals("Stage Info") || json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        continue;
      }
      int id = -1;
      int attempt = 0;
      long completed = 0;
      String inner;
      while ((inner = JsonWalk.field(json)) != null) {
        switch (inner) {
          case "Stage ID" -> id = JsonWalk.smallNumber(json);
          case "Stage Attempt ID" -> attempt = JsonWalk.smallNumber(json);
          case "Completion Time" -> completed = JsonWalk.number(json);
          default -> json.skipChildren();
        }
      }
      builder.stageCompleted(id, attempt, completed);
    }
  }

  private void stageSubmitted(JsonParser json) throws IOException {
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      if (!field.equals("Stage Info") || json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        continue;
      }
      WorkloadBuilder.OpenStage stage = new WorkloadBuilder.OpenStage();
      String inner;
      while ((inner = JsonWalk.field(json)) != null) {
        switch (inner) {
          case "Stage ID" -> stage.id = JsonWalk.smallNumber(json);
          case "Stage Attempt ID" -> stage.attempt = JsonWalk.smallNumber(json);
          case "Stage Name" -> stage.name = JsonWalk.text(json);
          case "Number of Tasks" -> stage.taskCount = JsonWalk.smallNumber(json);
          case "Submission Time" -> stage.submitted = JsonWalk.number(json);
          case "Parent IDs" -> JsonWalk.numbers(json, stage.parents);
          case "RDD Info" -> rdds(json, stage);
          default -> json.skipChildren();
        }
      }
      builder.stageSubmitted(stage);
    }
  }

  private void rdds(JsonParser json, WorkloadBuilder.OpenStage stage) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return;
    }
    while (JsonWalk.element(json)) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        rdd(json, stage);
      } else {
        json.skipChildren();
      }
    }
    if (hasCycle(stage.rdds)) {
      throw new JsonParseException(json, "an RDD of the stage is computed from itself");
    }
  }

  /** Parents are older than their children, with smaller ids, unless they are checkpoints. */
  private static boolean hasCycle(List<LoggedStage.StageRdd> rdds) {
    boolean older = true;
    for (LoggedStage.StageRdd rdd : rdds) {
      for (int parent : rdd.parents()) {
        older &= parent < rdd.rdd();
      }
    }
    if (older) {
      return false;
    }
    MutableGraph<Integer> lineage = GraphBuilder.directed().allowsSelfLoops(true).build();
    rdds.forEach(rdd -> rdd.parents().forEach(parent -> lineage.putEdge(parent, rdd.rdd())));
    return Graphs.hasCycle(lineage);
  }

  private void rdd(JsonParser json, WorkloadBuilder.OpenStage stage) throws IOException {
    int id = -1;
    String name = "";
    String scope = "";
    String callSite = "";
    int partitions = 0;
    List<Integer> parents = new ArrayList<>();
    StorageLevel level = StorageLevel.NONE;
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "RDD ID" -> id = JsonWalk.smallNumber(json);
        case "Name" -> name = JsonWalk.text(json);
        case "Scope" -> scope = scopeName(JsonWalk.text(json));
        case "Callsite" -> callSite = JsonWalk.text(json);
        case "Parent IDs" -> JsonWalk.numbers(json, parents);
        case "Number of Partitions" ->
            partitions = (int) JsonWalk.number(json, JsonWalk.MOST_PARTITIONS);
        case "Storage Level" -> level = StatusParser.level(json);
        default -> json.skipChildren();
      }
    }
    if (id >= 0) {
      builder.rdd(
          new LoggedRdd(
              id,
              name.intern(),
              scope.intern(),
              callSite.intern(),
              Math.max(0, partitions),
              level));
      stage.rdds.add(builder.intern(new LoggedStage.StageRdd(id, parents, level)));
    }
  }

  /** The name in a scope, which is an object of JSON inside a text. */
  private static String scopeName(String scope) {
    String key = "\"name\":\"";
    int at = scope.indexOf(key);
    int end = at < 0 ? -1 : scope.indexOf('"', at + key.length());
    return end < 0 ? "" : scope.substring(at + key.length(), end);
  }

  private void blockUpdated(JsonParser json) throws IOException {
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      if (!field.equals("Block Updated Info") || json.currentToken() != JsonToken.START_OBJECT) {
        json.skipChildren();
        continue;
      }
      String executor = "";
      String block = "";
      StatusParser status = new StatusParser();
      String inner;
      while ((inner = JsonWalk.field(json)) != null) {
        switch (inner) {
          case "Block Manager ID" -> executor = executorOf(json);
          case "Block ID" -> block = JsonWalk.text(json);
          default -> status.read(inner, json);
        }
      }
      block(executor, block, status.state());
    }
  }

  private void block(String executor, String block, WorkloadBuilder.BlockState state) {
    if (block.startsWith("rdd_")) {
      int[] id = BlockNames.rdd(block);
      if (id != null) {
        builder.block(executor, id[0], id[1], state);
      }
    } else if (block.startsWith("broadcast_") && executor.equals("driver")) {
      long[] id = BlockNames.broadcastPiece(block);
      if (id != null) {
        broadcast(id, state);
      }
    }
  }

  private void broadcast(long @Nullable [] id, WorkloadBuilder.BlockState state) {
    if (id == null) {
      return;
    }
    if (state.replication() == 0) {
      builder.driverEvent(DriverEvent.Kind.BROADCAST_REMOVED, id[0], 0, (int) id[1]);
    } else if (state.useMemory()) {
      builder.driverEvent(DriverEvent.Kind.BROADCAST, id[0], state.memoryBytes(), (int) id[1]);
    }
  }
}
