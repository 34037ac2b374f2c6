package io.memsim.bench.parity;

import io.memsim.trace.Operation;
import io.memsim.trace.TraceWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a run as JSON Lines. {@code replay} reads them, except for lines that begin with a hash
 * sign: those are actions that a trace cannot express.
 */
final class TraceText {

  private TraceText() {}

  static String of(Setup setup, List<Action> actions) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TraceWriter writer = TraceWriter.of(bytes, setup.header(SparkLine.version()))) {
      for (Action action : actions) {
        Operation operation = operation(action);
        if (operation != null) {
          writer.write(operation, null);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StringBuilder text = new StringBuilder();
    String[] lines = bytes.toString(StandardCharsets.UTF_8).split("\n", -1);
    int next = 1;
    text.append(lines[0]).append('\n');
    for (Action action : actions) {
      if (operation(action) == null) {
        text.append("# ").append(action);
      } else {
        text.append(lines[next++]);
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static Operation operation(Action action) {
    if (action instanceof Action.Traced traced) {
      return traced.operation();
    }
    return action instanceof Action.Values values ? values.operation() : null;
  }
}
