package io.memsim.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.memsim.simulate.Basis;
import io.memsim.whatif.Advice;
import io.memsim.whatif.Candidate;
import io.memsim.whatif.GoalAnswer;
import io.memsim.whatif.Measures;
import io.memsim.whatif.MemoryCurve;
import io.memsim.whatif.Setting;
import io.memsim.whatif.SimulationTrial;
import io.memsim.whatif.Sweep;
import io.memsim.whatif.Trouble;
import io.memsim.whatif.Variant;
import io.memsim.workload.Evidence;
import io.memsim.workload.Workload;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a report as one JSON document: {@code "schema":"memsim/<command>/1"}, lower camel case
 * keys, sizes in bytes, times in milliseconds of virtual time. Events of one kind are columns: an
 * object of arrays of equal length. The character {@code <} is escaped, so that a page of HTML can
 * hold the very same bytes.
 */
public final class JsonReport {
  private JsonReport() {}

  /**
   * Writes a report.
   *
   * @param report the report
   * @param out where it goes, UTF-8; flushed, not closed
   * @throws IOException when it cannot be written
   */
  public static void write(Report report, OutputStream out) throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setCharacterEscapes(new ScriptEscapes());
    json.useDefaultPrettyPrinter();
    json.writeStartObject();
    json.writeStringField("schema", "memsim/" + report.command() + "/1");
    json.writeStringField("application", report.workload().application());
    json.writeStringField("sparkVersion", report.workload().sparkVersionName());
    json.writeNumberField("tasks", report.workload().taskCount());
    log(json, report.workload());
    json.writeArrayFieldStart("notes");
    for (String note : report.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeFieldName("run");
    json.writeStartObject();
    settings(json, report.given());
    new RunJson(json, report.workload(), report.result()).write();
    json.writeEndObject();
    if (report.command().equals("whatif")) {
      json.writeObjectFieldStart("recorded");
      candidate(json, shown(report));
      json.writeEndObject();
    }
    candidates(json, report.candidates());
    if (report.goal().isPresent()) {
      goal(json, report, report.goal().get());
    }
    if (report.curve().isPresent()) {
      curve(json, report.curve().get());
    }
    advice(json, report.advice());
    evidence(json, report);
    json.writeEndObject();
    json.writeRaw('\n');
    json.flush();
  }

  private static void log(JsonGenerator json, Workload workload) throws IOException {
    json.writeObjectFieldStart("log");
    json.writeNumberField("lines", workload.lines());
    json.writeNumberField("damagedLines", workload.damagedLines());
    json.writeStringField("truncation", workload.truncation().orElse(null));
    json.writeBooleanField("compacted", workload.compacted());
    json.writeObjectFieldStart("skippedEvents");
    for (Map.Entry<String, Long> skipped : workload.skippedEvents().entrySet()) {
      json.writeNumberField(skipped.getKey(), skipped.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** What is shown in detail, as a candidate. */
  static Candidate shown(Report report) {
    return new Candidate(report.given(), SimulationTrial.measures(report.result()), null);
  }

  private static void candidates(JsonGenerator json, List<Candidate> candidates)
      throws IOException {
    List<Boolean> front = Sweep.paretoFront(candidates);
    json.writeArrayFieldStart("candidates");
    for (int i = 0; i < candidates.size(); i++) {
      json.writeStartObject();
      candidate(json, candidates.get(i));
      json.writeBooleanField("pareto", front.get(i));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void candidate(JsonGenerator json, Candidate candidate) throws IOException {
    settings(json, candidate.variant());
    json.writeStringField("refused", candidate.refusal());
    Measures measures = candidate.measures();
    if (measures != null) {
      for (MeasureColumn column : MeasureColumn.ALL) {
        json.writeFieldName(column.key());
        column.write(json, measures);
      }
      json.writeStringField("sizes", measures.sizes().name());
    }
  }

  private static void settings(JsonGenerator json, Variant variant) throws IOException {
    json.writeObjectFieldStart("settings");
    for (Setting setting : variant.settings()) {
      json.writeStringField(setting.knob().name(), setting.value());
    }
    json.writeEndObject();
  }

  private static void goal(JsonGenerator json, Report report, GoalAnswer answer)
      throws IOException {
    json.writeObjectFieldStart("goal");
    json.writeStringField("goal", answer.goal().name());
    json.writeStringField("method", answer.method().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("simulated", answer.simulated());
    if (answer.answer().isPresent()) {
      json.writeObjectFieldStart("smallest");
      candidate(json, answer.answer().get());
      json.writeEndObject();
    }
    if (answer.nextSmaller().isPresent()) {
      json.writeObjectFieldStart("stopped");
      candidate(json, answer.nextSmaller().get());
      json.writeEndObject();
    }
    json.writeArrayFieldStart("obstacles");
    for (Trouble trouble : answer.obstacles()) {
      json.writeStartObject();
      json.writeStringField("kind", trouble.kind().name());
      json.writeNumberField("stage", trouble.stage());
      json.writeNumberField("rdd", trouble.rdd());
      json.writeNumberField("count", trouble.count());
      json.writeNumberField("bytes", trouble.bytes());
      json.writeStringField("text", trouble.describe(report.workload()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void curve(JsonGenerator json, MemoryCurve curve) throws IOException {
    json.writeArrayFieldStart("curve");
    for (MemoryCurve.Point point : curve.points()) {
      json.writeStartObject();
      json.writeNumberField("memory", point.memory());
      candidate(json, point.candidate());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void advice(JsonGenerator json, List<Advice> advice) throws IOException {
    json.writeArrayFieldStart("advice");
    for (Advice one : advice) {
      json.writeStartObject();
      json.writeStringField("kind", one.topic().name());
      json.writeStringField("topic", one.topic().title());
      if (one.rdd() != Trouble.NONE) {
        json.writeNumberField("rdd", one.rdd());
      }
      json.writeStringField("text", one.text());
      json.writeArrayFieldStart("evidence");
      for (String line : one.evidence()) {
        json.writeString(line);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void evidence(JsonGenerator json, Report report) throws IOException {
    json.writeArrayFieldStart("evidence");
    for (Basis basis : report.result().basis()) {
      json.writeStartObject();
      json.writeStringField("figures", basis.figures().name());
      json.writeStringField("evidence", basis.evidence().name());
      json.writeStringField("why", basis.why());
      json.writeStringField("of", basis.noun());
      for (Evidence evidence : Evidence.values()) {
        json.writeNumberField(evidence.name().toLowerCase(Locale.ROOT), basis.count(evidence));
      }
      json.writeArrayFieldStart("parts");
      for (Basis.Part part : basis.parts()) {
        json.writeStartObject();
        json.writeStringField("evidence", part.evidence().name());
        json.writeNumberField("count", part.count());
        json.writeStringField("why", part.why());
        json.writeStringField("cure", part.cure());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("accuracy");
    for (Accuracy one : report.accuracy()) {
      json.writeStartObject();
      json.writeStringField("figure", one.figure());
      json.writeNumberField("right", one.right());
      json.writeNumberField("total", one.total());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("doctor");
    for (Remedy remedy : report.doctor()) {
      json.writeStartObject();
      json.writeStringField("setting", remedy.setting());
      json.writeStringField("why", remedy.why());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
