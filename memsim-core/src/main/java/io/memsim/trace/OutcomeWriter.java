package io.memsim.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes outcomes as JSON Lines, schema {@value #SCHEMA}: first an object with {@code schema} and
 * {@code file}, then one object per operation with {@code line}, {@code op} and the fields that the
 * trace format has under {@code expect}.
 *
 * <p>Not thread-safe. The stream is neither flushed nor closed unless asked to.
 */
public final class OutcomeWriter {
  /** The name of the schema, which the first line carries. Fields are only ever added to it. */
  public static final String SCHEMA = "memsim/replay/1";

  /** Escapes, so that names with unpaired surrogates survive too. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final JsonGenerator json;
  private final JsonFields fields;

  /**
   * Writes to a stream.
   *
   * @param out where to; stays open
   * @throws IOException when the stream cannot be written
   */
  public OutcomeWriter(OutputStream out) throws IOException {
    json = JSON.createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.disable(StreamWriteFeature.AUTO_CLOSE_CONTENT.mappedFeature());
    json.setPrettyPrinter(new MinimalPrettyPrinter(""));
    fields = new JsonFields(json);
  }

  /**
   * Begins the outcomes of one trace.
   *
   * @param file the trace's name
   * @param header its header
   * @throws IOException when the stream cannot be written
   */
  public void begin(String file, TraceHeader header) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", SCHEMA);
    json.writeStringField("file", file);
    json.writeNumberField("cores", header.cores());
    json.writeObjectFieldStart("conf");
    for (Map.Entry<String, String> property : header.conf().entrySet()) {
      json.writeStringField(property.getKey(), property.getValue());
    }
    json.writeEndObject();
    end();
  }

  /**
   * Writes one operation's outcome; {@code stranded} lists its stranded tasks if there are any.
   *
   * @param outcome what became of it
   * @param blocks whether to list the blocks in memory and on disk, where the outcome has them
   * @param divergence how it differs from what was recorded, or null
   * @throws IOException when the stream cannot be written
   */
  public void write(Outcome outcome, boolean blocks, @Nullable Divergence divergence)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("line", outcome.line());
    json.writeStringField("op", outcome.operation().op());
    fields.expectation(outcome.answer(), outcome.operation(), blocks);
    if (!outcome.stranded().isEmpty()) {
      json.writeArrayFieldStart("stranded");
      for (long task : outcome.stranded()) {
        json.writeNumber(task);
      }
      json.writeEndArray();
    }
    if (divergence != null) {
      json.writeObjectFieldStart("divergence");
      json.writeStringField("field", divergence.field());
      json.writeStringField("spark", divergence.spark());
      json.writeStringField("memsim", divergence.memsim());
      json.writeEndObject();
    }
    end();
  }

  private void end() throws IOException {
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /**
   * Hands everything written so far to the stream.
   *
   * @throws IOException when the stream cannot be written
   */
  public void flush() throws IOException {
    json.flush();
  }
}
