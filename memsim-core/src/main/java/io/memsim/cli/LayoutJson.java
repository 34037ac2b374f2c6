package io.memsim.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.memsim.config.ConfigWarning;
import io.memsim.layout.MemoryLayout;
import io.memsim.layout.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** Writes a layout as one JSON document. */
final class LayoutJson {
  private static final String SCHEMA = "memsim/layout/1";

  private LayoutJson() {}

  static void write(MemoryLayout layout, int[] taskCounts, OutputStream out) throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.useDefaultPrettyPrinter();
    json.writeStartObject();
    json.writeStringField("schema", SCHEMA);
    json.writeStringField("mode", layout.config().deployment().name().toLowerCase(Locale.ROOT));
    json.writeStringField("sparkVersion", layout.config().sparkVersion().toString());
    json.writeNumberField("cores", layout.config().cores());
    json.writeNumberField("heap", layout.heap());
    json.writeNumberField("reserved", layout.reserved());
    json.writeNumberField("user", layout.user());
    json.writeNumberField("unified", layout.unified());
    json.writeNumberField("storageRegion", layout.storageRegion());
    json.writeNumberField("execution", layout.execution());
    json.writeObjectFieldStart("offHeap");
    json.writeBooleanField("enabled", layout.offHeap().enabled());
    json.writeNumberField("size", layout.offHeap().size());
    json.writeNumberField("storageRegion", layout.offHeap().storageRegion());
    json.writeNumberField("execution", layout.offHeap().execution());
    json.writeEndObject();
    json.writeNumberField("pageSize", layout.pageSize());
    json.writeNumberField("overhead", layout.overhead());
    json.writeNumberField("pySpark", layout.pySpark());
    json.writeNumberField("container", layout.container());
    shares(json, layout, taskCounts);
    steps(json, layout);
    json.writeArrayFieldStart("warnings");
    for (ConfigWarning warning : layout.warnings()) {
      json.writeString(warning.toString());
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeRaw('\n');
    json.close();
  }

  private static void shares(JsonGenerator json, MemoryLayout layout, int[] taskCounts)
      throws IOException {
    json.writeArrayFieldStart("taskShares");
    for (int count : taskCounts) {
      json.writeStartObject();
      json.writeNumberField("activeTasks", count);
      json.writeNumberField("least", layout.leastPerTask(count));
      json.writeNumberField("most", layout.mostPerTask(count));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void steps(JsonGenerator json, MemoryLayout layout) throws IOException {
    json.writeArrayFieldStart("steps");
    for (Step step : layout.steps()) {
      json.writeStartObject();
      json.writeStringField("name", step.name());
      json.writeStringField("formula", step.formula());
      json.writeNumberField("value", step.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
