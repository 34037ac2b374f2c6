package io.memsim.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceWriterTest {
  private static final TraceHeader HEADER =
      new TraceHeader(Map.of("spark.executor.memory", "1g"), 2, null, null);

  @TempDir Path directory;

  private static List<String> written(Operation... operations) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TraceWriter writer = TraceWriter.of(out, HEADER)) {
      for (Operation operation : operations) {
        writer.write(operation, null);
      }
    }
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text).endsWith("}\n").doesNotContain("\n\n");
    return text.lines().toList();
  }

  @Test
  void writesOneCanonicalLineAnOperation() throws IOException {
    assertThat(
            written(
                new Operation.AcquireExecution(1, 5, MemoryMode.ON_HEAP),
                new Operation.ReleaseUnroll(5, MemoryMode.OFF_HEAP, 3),
                new Operation.Put(BlockId.rdd(0, 1), StorageLevel.DISK_ONLY, 7, -1),
                new Operation.PutValues(
                    BlockId.rdd(0, 1),
                    StorageLevel.of(true, true, false, true, 3),
                    7,
                    List.of(1L),
                    7,
                    2)))
        .containsExactly(
            "{\"memsim\":\"trace\",\"version\":1,\"cores\":2,"
                + "\"conf\":{\"spark.executor.memory\":\"1g\"}}",
            "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":5}",
            "{\"op\":\"releaseUnroll\",\"bytes\":5,\"mode\":\"OFF_HEAP\",\"task\":3}",
            "{\"op\":\"put\",\"block\":\"rdd_0_1\",\"level\":\"DISK_ONLY\",\"bytes\":7}",
            "{\"op\":\"putValues\",\"block\":\"rdd_0_1\",\"level\":{\"disk\":true,\"memory\":true,"
                + "\"offHeap\":false,\"deserialized\":true,\"replication\":3},\"bytes\":7,"
                + "\"unroll\":[1],\"task\":2}");
  }

  @Test
  void aTraceMayHaveNoOperations() throws IOException {
    assertThat(written()).hasSize(1);
  }

  @Test
  void compressesWhatIsCalledSo() throws IOException {
    Path plain = directory.resolve("a.jsonl");
    Path gzip = directory.resolve("a.jsonl.gz");
    for (Path file : List.of(plain, gzip)) {
      try (TraceWriter writer = TraceWriter.open(file, HEADER)) {
        writer.write(new Operation.EndTask(1), null);
      }
    }

    assertThat(Files.readAllBytes(gzip)).startsWith(0x1f, 0x8b);
    assertThat(Traces.read(gzip)).isEqualTo(Traces.read(plain)).hasSize(1);
  }

  @Test
  void aRecordedTraceSurvivesBeingReadAndWritten() throws IOException {
    for (Path file : Traces.bundled()) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (TraceReader reader = TraceReader.open(file);
          TraceWriter writer = TraceWriter.of(out, reader.header())) {
        while (reader.hasNext()) {
          writer.write(reader.next());
        }
      }
      List<String> original = Traces.lines(file);
      List<String> rewritten = out.toString(StandardCharsets.UTF_8).lines().toList();
      assertThat(rewritten).hasSameSizeAs(original);
      for (int i = 0; i < original.size(); i++) {
        assertThat(tree(rewritten.get(i)))
            .as("%s:%s", file.getFileName(), i + 1)
            .isEqualTo(withoutRemarks(tree(original.get(i))));
      }
    }
  }

  /** What the format ignores, and what a writer leaves out since it is the default. */
  private static Object withoutRemarks(Object line) {
    @SuppressWarnings("unchecked")
    Map<String, Object> fields = (Map<String, Object>) line;
    fields.remove("note");
    fields.remove("records");
    if (fields.containsKey("diskBytes")
        && String.valueOf(fields.get("diskBytes")).equals(String.valueOf(fields.get("bytes")))) {
      fields.remove("diskBytes");
    }
    return fields;
  }

  private static Object tree(String json) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      parser.nextToken();
      return value(parser);
    }
  }

  private static Object value(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Object> object = new TreeMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        parser.nextToken();
        object.put(name, value(parser));
      }
      return object;
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<Object> array = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(parser));
      }
      return array;
    }
    return parser.currentToken() + " " + parser.getText();
  }
}
