package io.memsim.bench;

import static java.util.Objects.requireNonNull;

import io.memsim.trace.Operation;
import io.memsim.trace.TraceReader;
import io.memsim.trace.TraceWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPOutputStream;

/** The compressed traces that are replayed. */
final class Traces {

  /** The one with the most operations of those that were recorded from Spark. */
  private static final String CONFORMANCE = "57-unmanaged.jsonl.gz";

  private Traces() {}

  /** A generated trace. */
  static byte[] generated(int lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TraceWriter writer =
        TraceWriter.of(new GZIPOutputStream(bytes), GeneratedTrace.header())) {
      for (Operation operation : GeneratedTrace.of(lines)) {
        writer.write(operation, null);
      }
    }
    return bytes.toByteArray();
  }

  /** The largest recorded trace. */
  static byte[] conformance() throws IOException {
    try (InputStream in = Traces.class.getResourceAsStream(CONFORMANCE)) {
      return requireNonNull(in, CONFORMANCE).readAllBytes();
    }
  }

  /** A trace before its first operation. */
  static TraceReader read(byte[] compressed) throws IOException {
    return TraceReader.of(new ByteArrayInputStream(compressed), "trace");
  }
}
