package io.memsim.trace;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Traces for tests: the bundled ones, and some made of text. */
final class Traces {
  static final String HEADER =
      "{\"memsim\":\"trace\",\"version\":1,\"cores\":4,\"conf\":{"
          + "\"spark.executor.memory\":\"10000b\",\"spark.testing.reservedMemory\":\"0\"}}";

  private Traces() {}

  /** All traces among the test resources, by name. */
  static List<Path> bundled() {
    try (var files = Files.list(directory())) {
      return files.filter(file -> file.toString().contains(".jsonl")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path directory() {
    try {
      return Path.of(Traces.class.getResource("/traces").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The bundled trace whose name begins so. */
  static Path bundled(String prefix) {
    return bundled().stream()
        .filter(file -> file.getFileName().toString().startsWith(prefix))
        .findFirst()
        .orElseThrow();
  }

  static List<String> lines(Path file) {
    try (InputStream raw = Files.newInputStream(file)) {
      InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A trace with the usual header and these operations. */
  static byte[] of(String... operations) {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    lines.addAll(List.of(operations));
    return bytes(lines);
  }

  static TraceReader reader(byte[] trace) {
    try {
      return TraceReader.of(new ByteArrayInputStream(trace), "test.jsonl");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<TraceLine> read(byte[] trace) {
    List<TraceLine> lines = new ArrayList<>();
    reader(trace).forEachRemaining(lines::add);
    return lines;
  }

  static List<TraceLine> read(Path file) {
    try (TraceReader reader = TraceReader.open(file)) {
      List<TraceLine> lines = new ArrayList<>();
      reader.forEachRemaining(lines::add);
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replays a whole trace with checking: the first divergence, or null. */
  static @Nullable Divergence check(byte[] trace) {
    TraceReader reader = reader(trace);
    Replay replay = Replay.of(reader);
    while (reader.hasNext()) {
      Divergence divergence = replay.check(reader.next()).orElse(null);
      if (divergence != null) {
        return divergence;
      }
    }
    return null;
  }
}
