package io.memsim.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memsim.simulate.Counts;
import io.memsim.simulate.ExecutorResult;
import io.memsim.simulate.RddResult;
import io.memsim.simulate.SimulationResult;
import io.memsim.simulate.StageResult;
import io.memsim.simulate.TaskFailure;
import io.memsim.whatif.Measures;
import io.memsim.whatif.SimulationTrial;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.util.List;

/** Writes the fields of one simulation in detail. */
final class RunJson {
  private final JsonGenerator json;
  private final Workload workload;
  private final SimulationResult result;

  RunJson(JsonGenerator json, Workload workload, SimulationResult result) {
    this.json = json;
    this.workload = workload;
    this.result = result;
  }

  void write() throws IOException {
    Measures measures = SimulationTrial.measures(result);
    json.writeNumberField("makespan", TimelineJson.micros(result.makespan()));
    json.writeNumberField("hitRatio", measures.hitRatio());
    json.writeNumberField("byteHitRatio", measures.byteHitRatio());
    json.writeNumberField("lostMillis", measures.lostMillis());
    json.writeNumberField("container", measures.container());
    json.writeNumberField("cost", measures.cost());
    counts(result.counts());
    executors();
    rdds();
    stages();
    failures();
    new TimelineJson(json, workload).write(result);
  }

  private void counts(Counts counts) throws IOException {
    json.writeObjectFieldStart("counts");
    json.writeObjectFieldStart("reads");
    json.writeNumberField("memory", counts.reads().memory());
    json.writeNumberField("disk", counts.reads().disk());
    json.writeNumberField("remote", counts.reads().remote());
    json.writeNumberField("first", counts.reads().first());
    json.writeNumberField("again", counts.reads().again());
    json.writeNumberField("bytes", counts.reads().bytes());
    json.writeEndObject();
    json.writeObjectFieldStart("puts");
    json.writeNumberField("memory", counts.puts().memory());
    json.writeNumberField("disk", counts.puts().disk());
    json.writeNumberField("failed", counts.puts().failed());
    json.writeNumberField("promoted", counts.puts().promoted());
    json.writeNumberField("notPromoted", counts.puts().notPromoted());
    json.writeEndObject();
    json.writeObjectFieldStart("evictions");
    json.writeNumberField("count", counts.evictions().count());
    json.writeNumberField("bytes", counts.evictions().bytes());
    json.writeNumberField("toDisk", counts.evictions().toDisk());
    json.writeNumberField("onDisk", counts.evictions().onDisk());
    json.writeNumberField("lost", counts.evictions().lost());
    json.writeNumberField("forExecution", counts.evictions().forExecution());
    json.writeNumberField("broadcasts", counts.evictions().broadcasts());
    json.writeEndObject();
    json.writeObjectFieldStart("spills");
    json.writeNumberField("count", counts.spills().count());
    json.writeNumberField("memoryBytes", counts.spills().memoryBytes());
    json.writeNumberField("diskBytes", counts.spills().diskBytes());
    json.writeNumberField("waits", counts.spills().waits());
    json.writeEndObject();
    json.writeObjectFieldStart("times");
    json.writeNumberField("tasks", TimelineJson.micros(counts.times().tasks()));
    json.writeNumberField("recomputing", TimelineJson.micros(counts.times().recomputing()));
    json.writeNumberField("disk", TimelineJson.micros(counts.times().disk()));
    json.writeNumberField("serializing", TimelineJson.micros(counts.times().serializing()));
    json.writeNumberField("spilling", TimelineJson.micros(counts.times().spilling()));
    json.writeNumberField("waiting", TimelineJson.micros(counts.times().waiting()));
    json.writeEndObject();
    json.writeEndObject();
  }

  private void executors() throws IOException {
    json.writeArrayFieldStart("executors");
    for (ExecutorResult executor : result.executors()) {
      json.writeStartObject();
      json.writeStringField("id", executor.id());
      json.writeNumberField("unified", executor.unified());
      json.writeNumberField("offHeap", executor.offHeap());
      json.writeNumberField("cores", executor.cores());
      json.writeNumberField("pageSize", executor.pageSize());
      json.writeNumberField("container", executor.container());
      json.writeNumberField("peakStorage", executor.peakStorage());
      json.writeNumberField("peakExecution", executor.peakExecution());
      json.writeNumberField("peakStorageOffHeap", executor.peakStorageOffHeap());
      json.writeNumberField("peakExecutionOffHeap", executor.peakExecutionOffHeap());
      held("memory", executor.memory());
      held("disk", executor.disk());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void held(String field, List<ExecutorResult.Held> blocks) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeArrayFieldStart("block");
    for (ExecutorResult.Held block : blocks) {
      json.writeString(block.block());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("bytes");
    for (ExecutorResult.Held block : blocks) {
      json.writeNumber(block.bytes());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void rdds() throws IOException {
    json.writeArrayFieldStart("rdds");
    for (RddResult rdd : result.rdds()) {
      Counts counts = rdd.counts();
      long found = counts.reads().memory() + counts.reads().remote();
      long possible = counts.reads().hits() + counts.reads().again();
      json.writeStartObject();
      json.writeNumberField("rdd", rdd.rdd());
      json.writeStringField("name", rdd.name());
      json.writeStringField("level", rdd.level().toString());
      json.writeNumberField("partitions", rdd.partitions());
      json.writeNumberField("blockBytes", rdd.blockBytes());
      json.writeNumberField("hitRatio", possible == 0 ? 1 : (double) found / possible);
      json.writeNumberField("memory", found);
      json.writeNumberField("disk", counts.reads().disk());
      json.writeNumberField("first", counts.reads().first());
      json.writeNumberField("again", counts.reads().again());
      json.writeNumberField("evictions", counts.evictions().count());
      json.writeNumberField("failedPuts", counts.puts().failed() + counts.puts().disk());
      json.writeNumberField("memoryBlocks", rdd.memoryBlocks());
      json.writeNumberField("diskBlocks", rdd.diskBlocks());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void stages() throws IOException {
    json.writeArrayFieldStart("stages");
    for (StageResult stage : result.stages()) {
      json.writeStartObject();
      json.writeNumberField("stage", stage.stage());
      json.writeNumberField("attempt", stage.attempt());
      json.writeStringField("name", stage.name());
      json.writeNumberField("tasks", stage.tasks());
      json.writeNumberField("failed", stage.failed());
      json.writeNumberField("submitted", TimelineJson.micros(stage.submitted()));
      json.writeNumberField("completed", TimelineJson.micros(stage.completed()));
      json.writeNumberField("again", stage.counts().reads().again());
      json.writeNumberField("evictions", stage.counts().evictions().count());
      json.writeNumberField("spilledBytes", stage.counts().spills().memoryBytes());
      json.writeNumberField("peakExecution", stage.peakExecution());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void failures() throws IOException {
    json.writeArrayFieldStart("failures");
    for (TaskFailure failure : result.failures()) {
      json.writeStartObject();
      json.writeNumberField("time", TimelineJson.micros(failure.time()));
      json.writeNumberField("executor", failure.executor());
      json.writeNumberField("task", workload.taskId(failure.task()));
      json.writeNumberField("stage", workload.stages().get(failure.stage()).id());
      json.writeNumberField("needed", failure.needed());
      json.writeNumberField("got", failure.got());
      json.writeStringField("reason", failure.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
