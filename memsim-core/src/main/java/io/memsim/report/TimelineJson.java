package io.memsim.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memsim.simulate.Eviction;
import io.memsim.simulate.SimulationResult;
import io.memsim.simulate.Timeline.BlockSpan;
import io.memsim.simulate.Timeline.PoolSample;
import io.memsim.simulate.Timeline.SpillEvent;
import io.memsim.simulate.Timeline.TaskSpan;
import io.memsim.simulate.Timeline.WaitSpan;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Writes events as columns, none longer than a page can bear. */
final class TimelineJson {
  /** More events of a kind than this are thinned out, or cut off. */
  private static final int MOST = 50_000;

  private final JsonGenerator json;
  private final Workload workload;

  TimelineJson(JsonGenerator json, Workload workload) {
    this.json = json;
    this.workload = workload;
  }

  /** Milliseconds with three digits behind the point: more would only be noise. */
  static double micros(double millis) {
    return Math.round(millis * 1000) / 1000.0;
  }

  void write(SimulationResult result) throws IOException {
    json.writeObjectFieldStart("timeline");
    pools(thinned(result.timeline().pools()));
    blocks(cut(result.timeline().blocks()));
    tasks(cut(result.timeline().tasks()));
    spills(cut(result.timeline().spills()));
    waits(cut(result.timeline().waits()));
    json.writeEndObject();
    evictions(cut(result.evictions()));
    json.writeBooleanField("cut", isCut(result));
  }

  private static boolean isCut(SimulationResult result) {
    return result.timeline().pools().size() > MOST
        || result.timeline().blocks().size() > MOST
        || result.timeline().tasks().size() > MOST
        || result.timeline().spills().size() > MOST
        || result.timeline().waits().size() > MOST
        || result.evictions().size() > MOST;
  }

  private static <T> List<T> cut(List<T> events) {
    return events.size() <= MOST ? events : events.subList(0, MOST);
  }

  /** The fullest of each so many samples, so that no peak is lost. */
  private static List<PoolSample> thinned(List<PoolSample> samples) {
    if (samples.size() <= MOST) {
      return samples;
    }
    int each = samples.size() / MOST + 1;
    List<PoolSample> kept = new ArrayList<>();
    for (int start = 0; start < samples.size(); start += each) {
      PoolSample fullest = samples.get(start);
      for (PoolSample sample : samples.subList(start, Math.min(samples.size(), start + each))) {
        fullest = used(sample) > used(fullest) ? sample : fullest;
      }
      kept.add(fullest);
    }
    return kept;
  }

  private static long used(PoolSample sample) {
    return sample.storageUsed() + sample.executionUsed();
  }

  private void pools(List<PoolSample> samples) throws IOException {
    json.writeObjectFieldStart("pools");
    times("time", samples, PoolSample::time);
    longs("executor", samples, PoolSample::executor);
    longs("storageSize", samples, PoolSample::storageSize);
    longs("storageUsed", samples, PoolSample::storageUsed);
    longs("executionSize", samples, PoolSample::executionSize);
    longs("executionUsed", samples, PoolSample::executionUsed);
    longs("offHeapStorageUsed", samples, PoolSample::offHeapStorageUsed);
    longs("offHeapExecutionUsed", samples, PoolSample::offHeapExecutionUsed);
    json.writeEndObject();
  }

  private void blocks(List<BlockSpan> spans) throws IOException {
    json.writeObjectFieldStart("blocks");
    longs("executor", spans, BlockSpan::executor);
    longs("rdd", spans, BlockSpan::rdd);
    longs("partition", spans, BlockSpan::partition);
    json.writeArrayFieldStart("place");
    for (BlockSpan span : spans) {
      json.writeString(span.place().name());
    }
    json.writeEndArray();
    times("from", spans, BlockSpan::from);
    times("to", spans, BlockSpan::to);
    json.writeEndObject();
  }

  private void tasks(List<TaskSpan> spans) throws IOException {
    json.writeObjectFieldStart("tasks");
    longs("task", spans, span -> workload.taskId(span.task()));
    longs("stage", spans, TaskSpan::stage);
    longs("executor", spans, TaskSpan::executor);
    longs("slot", spans, TaskSpan::slot);
    times("from", spans, TaskSpan::from);
    times("to", spans, TaskSpan::to);
    times("waited", spans, TaskSpan::waited);
    json.writeArrayFieldStart("succeeded");
    for (TaskSpan span : spans) {
      json.writeBoolean(span.succeeded());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void spills(List<SpillEvent> spills) throws IOException {
    json.writeObjectFieldStart("spills");
    times("time", spills, SpillEvent::time);
    longs("executor", spills, SpillEvent::executor);
    longs("task", spills, spill -> taskId(spill.task()));
    longs("stage", spills, SpillEvent::stage);
    longs("bytes", spills, SpillEvent::bytes);
    json.writeEndObject();
  }

  private void waits(List<WaitSpan> waits) throws IOException {
    json.writeObjectFieldStart("waits");
    longs("executor", waits, WaitSpan::executor);
    longs("slot", waits, WaitSpan::slot);
    longs("task", waits, wait -> taskId(wait.task()));
    longs("stage", waits, WaitSpan::stage);
    times("from", waits, WaitSpan::from);
    times("to", waits, WaitSpan::to);
    longs("bytes", waits, WaitSpan::bytes);
    json.writeEndObject();
  }

  private void evictions(List<Eviction> evictions) throws IOException {
    json.writeObjectFieldStart("evictions");
    times("time", evictions, Eviction::time);
    longs("executor", evictions, Eviction::executor);
    json.writeArrayFieldStart("block");
    for (Eviction eviction : evictions) {
      json.writeString(eviction.block());
    }
    json.writeEndArray();
    longs("bytes", evictions, Eviction::bytes);
    json.writeArrayFieldStart("to");
    for (Eviction eviction : evictions) {
      json.writeString(eviction.to().name());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("cause");
    for (Eviction eviction : evictions) {
      json.writeString(eviction.cause().name());
    }
    json.writeEndArray();
    longs("task", evictions, eviction -> taskId(eviction.task()));
    longs("stage", evictions, Eviction::stage);
    json.writeEndObject();
  }

  private long taskId(int task) {
    return task < 0 ? -1 : workload.taskId(task);
  }

  private <T> void longs(String field, List<T> events, ToLongFunction<T> value) throws IOException {
    json.writeArrayFieldStart(field);
    for (T event : events) {
      json.writeNumber(value.applyAsLong(event));
    }
    json.writeEndArray();
  }

  private <T> void times(String field, List<T> events, ToDoubleFunction<T> value)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (T event : events) {
      json.writeNumber(micros(value.applyAsDouble(event)));
    }
    json.writeEndArray();
  }
}
