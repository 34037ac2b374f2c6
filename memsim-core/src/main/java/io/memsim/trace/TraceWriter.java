package io.memsim.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a memory trace: one canonical line an operation, in UTF-8. What {@link TraceReader} reads
 * from it equals what was written, except that the lines are numbered anew.
 *
 * <p>Not thread-safe.
 */
public final class TraceWriter implements AutoCloseable {
  /** Escapes, so that names with unpaired surrogates survive too. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final JsonGenerator json;
  private final JsonFields fields;

  private TraceWriter(OutputStream out, TraceHeader header) throws IOException {
    json = JSON.createGenerator(out);
    json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
    json.disable(StreamWriteFeature.AUTO_CLOSE_CONTENT.mappedFeature());
    fields = new JsonFields(json);
    header(header);
  }

  /**
   * Creates or overwrites a file and writes the header.
   *
   * @param file where to; gzip-compressed when its name ends in {@code .gz}
   * @param header the first line
   * @return a writer after the header
   * @throws IOException when the file cannot be written
   */
  public static TraceWriter open(Path file, TraceHeader header) throws IOException {
    OutputStream raw = new BufferedOutputStream(Files.newOutputStream(file));
    try {
      return of(file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw, header);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Writes to a stream, beginning with the header. The stream is closed with the writer.
   *
   * @param out where to
   * @param header the first line
   * @return a writer after the header
   * @throws IOException when the stream cannot be written
   */
  public static TraceWriter of(OutputStream out, TraceHeader header) throws IOException {
    return new TraceWriter(out, header);
  }

  private void header(TraceHeader header) throws IOException {
    json.writeStartObject();
    json.writeStringField("memsim", "trace");
    json.writeNumberField("version", TraceHeader.VERSION);
    if (header.about() != null) {
      json.writeStringField("about", header.about());
    }
    if (header.source() != null) {
      json.writeStringField("source", header.source());
    }
    json.writeNumberField("cores", header.cores());
    json.writeObjectFieldStart("conf");
    for (Map.Entry<String, String> property : header.conf().entrySet()) {
      json.writeStringField(property.getKey(), property.getValue());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /**
   * Writes one line. The number of the given line is not kept.
   *
   * @param line what to write
   * @throws IOException when the stream cannot be written
   */
  public void write(TraceLine line) throws IOException {
    write(line.operation(), line.expectation());
  }

  /**
   * Writes one line.
   *
   * @param operation the operation
   * @param expectation its answers, or null for a line without {@code expect}
   * @throws IOException when the stream cannot be written
   */
  public void write(Operation operation, @Nullable Expectation expectation) throws IOException {
    json.writeStartObject();
    fields.operation(operation);
    if (expectation != null) {
      json.writeObjectFieldStart("expect");
      fields.expectation(expectation, operation, true);
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  /**
   * Ends the last line and closes the stream.
   *
   * @throws IOException when that fails
   */
  @Override
  public void close() throws IOException {
    json.writeRaw('\n');
    json.close();
  }
}
