package io.memsim.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.PutResult;
import io.memsim.event.SpillMode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceReaderTest {
  private static Operation only(String line) {
    List<TraceLine> lines = Traces.read(Traces.of(line));
    assertThat(lines).hasSize(1);
    return lines.get(0).operation();
  }

  private static TraceFormatException refused(byte[] trace) {
    return catchThrowableOfType(TraceFormatException.class, () -> Traces.read(trace));
  }

  private static TraceFormatException refused(String line) {
    TraceFormatException e = refused(Traces.of("{\"op\":\"endTask\",\"task\":1}", line));
    assertThat(e).isNotNull();
    assertThat(e.file()).isEqualTo("test.jsonl");
    assertThat(e.line()).isEqualTo(3);
    assertThat(e).hasMessageStartingWith("test.jsonl:3: ").hasMessageContaining(": expected ");
    assertThat(e.getMessage()).doesNotContain("\n");
    return e;
  }

  @Test
  void readsTheHeader() {
    TraceReader reader =
        Traces.reader(
            ("{\"conf\":{\"b\":\"1g\",\"a\":0.5},\"memsim\":\"trace\",\"version\":1,\"cores\":8,"
                    + "\"source\":\"spark-4.2.0\",\"about\":\"waiting\",\"new\":{\"x\":[1]}}\n")
                .getBytes(StandardCharsets.UTF_8));

    TraceHeader header = reader.header();

    assertThat(header.conf()).containsExactly(java.util.Map.entry("b", "1g"), entry("a", "0.5"));
    assertThat(header.cores()).isEqualTo(8);
    assertThat(header.source()).isEqualTo("spark-4.2.0");
    assertThat(header.about()).isEqualTo("waiting");
    assertThat(reader.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(reader::next);
  }

  private static java.util.Map.Entry<String, String> entry(String key, String value) {
    return java.util.Map.entry(key, value);
  }

  @Test
  void readsEveryOperation() {
    BlockId block = BlockId.rdd(0, 1);
    assertThat(only("{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":5}"))
        .isEqualTo(new Operation.AcquireExecution(1, 5, MemoryMode.ON_HEAP));
    assertThat(only("{\"op\":\"releaseExecution\",\"task\":1,\"bytes\":5,\"mode\":\"OFF_HEAP\"}"))
        .isEqualTo(new Operation.ReleaseExecution(1, 5, MemoryMode.OFF_HEAP));
    assertThat(only("{\"op\":\"releaseAllExecution\",\"task\":1}"))
        .isEqualTo(new Operation.ReleaseAllExecution(1));
    assertThat(only("{\"op\":\"put\",\"block\":\"rdd_0_1\",\"level\":\"DISK_ONLY\",\"bytes\":7}"))
        .isEqualTo(new Operation.Put(block, StorageLevel.DISK_ONLY, 7, Operation.NO_TASK));
    assertThat(
            only(
                "{\"op\":\"putValues\",\"block\":\"rdd_0_1\",\"level\":\"MEMORY_ONLY\",\"bytes\":7,"
                    + "\"unroll\":[3,2],\"diskBytes\":4,\"task\":9}"))
        .isEqualTo(
            new Operation.PutValues(block, StorageLevel.MEMORY_ONLY, 7, List.of(3L, 2L), 4, 9));
    assertThat(only("{\"op\":\"get\",\"block\":\"rdd_0_1\",\"task\":2,\"hold\":true}"))
        .isEqualTo(new Operation.Get(block, 2, true, -1, null));
    assertThat(only("{\"op\":\"get\",\"block\":\"rdd_0_1\",\"bytes\":8,\"unroll\":[]}"))
        .isEqualTo(new Operation.Get(block, Operation.NO_TASK, false, 8, List.of()));
    assertThat(only("{\"op\":\"unlock\",\"block\":\"rdd_0_1\",\"task\":2}"))
        .isEqualTo(new Operation.Unlock(block, 2));
    assertThat(only("{\"op\":\"remove\",\"block\":\"broadcast_3_piece0\"}"))
        .isEqualTo(new Operation.Remove(BlockId.broadcast(3, "piece0")));
    assertThat(only("{\"op\":\"removeRdd\",\"rdd\":2147483647}"))
        .isEqualTo(new Operation.RemoveRdd(Integer.MAX_VALUE));
    assertThat(only("{\"op\":\"removeBroadcast\",\"broadcast\":9223372036854775807}"))
        .isEqualTo(new Operation.RemoveBroadcast(Long.MAX_VALUE));
    assertThat(only("{\"op\":\"reserveUnroll\",\"block\":\"rdd_0_1\",\"bytes\":4,\"task\":2}"))
        .isEqualTo(new Operation.ReserveUnroll(block, 4, MemoryMode.ON_HEAP, 2));
    assertThat(only("{\"op\":\"releaseUnroll\",\"bytes\":4,\"task\":2}"))
        .isEqualTo(new Operation.ReleaseUnroll(4, MemoryMode.ON_HEAP, 2));
    assertThat(only("{\"op\":\"endTask\",\"task\":2}")).isEqualTo(new Operation.EndTask(2));
    assertThat(only("{\"op\":\"consumer\",\"task\":2,\"consumer\":\"c\",\"spill\":\"REQUESTED\"}"))
        .isEqualTo(new Operation.Consumer(2, "c", MemoryMode.ON_HEAP, SpillMode.REQUESTED));
    assertThat(only("{\"op\":\"consumerAcquire\",\"consumer\":\"c\",\"bytes\":0}"))
        .isEqualTo(new Operation.ConsumerAcquire("c", 0));
    assertThat(only("{\"op\":\"consumerFree\",\"consumer\":\"c\",\"bytes\":3}"))
        .isEqualTo(new Operation.ConsumerFree("c", 3));
    assertThat(only("{\"op\":\"unmanaged\",\"component\":\"RocksDB\",\"bytes\":3}"))
        .isEqualTo(new Operation.Unmanaged("RocksDB", MemoryMode.ON_HEAP, 3));
  }

  @Test
  void readsEveryExpectation() {
    TraceLine line =
        Traces.read(
                Traces.of(
                    "{\"expect\":{\"granted\":1,\"waiting\":false,\"freed\":2,\"unlocked\":3,"
                        + "\"stored\":\"DISK\",\"from\":\"NONE\",\"unrollHeld\":4,\"reserved\":true,"
                        + "\"removed\":5,\"evicted\":[{\"block\":\"rdd_01_0\",\"bytes\":6,"
                        + "\"to\":\"DISK\",\"x\":[]}],\"spilled\":[{\"consumer\":\"c\",\"bytes\":7}],"
                        + "\"woken\":[{\"task\":8,\"granted\":9}],\"error\":true,\"state\":"
                        + "{\"onHeap\":{\"execution\":[1,2],\"storage\":[3,4]}},"
                        + "\"memory\":[\"rdd_1_0\"],\"disk\":[],\"later\":null},"
                        + "\"op\":\"removeRdd\",\"rdd\":1}"))
            .get(0);

    assertThat(line.expectation())
        .isEqualTo(
            new Expectation(
                new Expectation.Answer(1L, false, 2L, 3L, PutResult.DISK, Tier.NONE, 4L, true, 5L),
                List.of(new Expectation.Evicted(BlockId.rdd(1, 0), 6, Tier.DISK)),
                List.of(new Expectation.Spilled("c", 7)),
                List.of(new Expectation.Woken(8, 9)),
                true,
                new Expectation.State(
                    new Expectation.Pools(new Expectation.Pool(1, 2), new Expectation.Pool(3, 4)),
                    null),
                List.of(BlockId.rdd(1, 0)),
                List.of()));
  }

  @Test
  void readsNamedAndDescribedLevels() {
    String put = "{\"op\":\"putValues\",\"block\":\"rdd_0_1\",\"bytes\":7,\"level\":";
    assertThat(
            only(
                put
                    + "{\"disk\":true,\"memory\":true,\"offHeap\":false,\"deserialized\":true,"
                    + "\"replication\":3}}"))
        .extracting(operation -> ((Operation.PutValues) operation).level())
        .isEqualTo(StorageLevel.of(true, true, false, true, 3));
    assertThat(
            only(
                put
                    + "{\"replication\":1,\"disk\":false,\"memory\":true,\"offHeap\":false,"
                    + "\"deserialized\":true}}"))
        .extracting(operation -> ((Operation.PutValues) operation).level())
        .isEqualTo(StorageLevel.MEMORY_ONLY);
  }

  @Test
  void ignoresFieldsThatTheOperationDoesNotHave() {
    assertThat(
            only(
                "{\"bytes\":\"many\",\"note\":{\"a\":[{}]},\"level\":[],\"task\":3,\"block\":5,"
                    + "\"hold\":0,\"unroll\":{},\"mode\":\"X\",\"op\":\"endTask\"}"))
        .isEqualTo(new Operation.EndTask(3));
  }

  @Test
  void blockNamesTakeTheirParsedForm() {
    assertThat(only("{\"op\":\"remove\",\"block\":\"rdd_007_00\"}"))
        .isEqualTo(new Operation.Remove(BlockId.rdd(7, 0)));
    assertThat(only("{\"op\":\"remove\",\"block\":\"rdd_2147483647_0\"}"))
        .isEqualTo(new Operation.Remove(BlockId.rdd(Integer.MAX_VALUE, 0)));
  }

  @Test
  void skipsButCountsBlankLines() {
    byte[] trace = Traces.of("", "  \t\r", "{\"op\":\"endTask\",\"task\":1}", "", "");

    List<TraceLine> lines = Traces.read(trace);

    assertThat(lines).extracting(TraceLine::number).containsExactly(4L);
  }

  @Test
  void readsLinesLongerThanAnyBuffer() {
    String note = "x".repeat(300_000);
    byte[] trace =
        Traces.of(
            "{\"op\":\"endTask\",\"note\":\"" + note + "\",\"task\":1}",
            "{\"op\":\"endTask\",\"task\":2}");

    assertThat(Traces.read(trace)).extracting(TraceLine::number).containsExactly(2L, 3L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"op\":\"acquire\",\"task\":1}|op|acquire",
        "{\"task\":1}|op|missing",
        "{\"op\":7}|op|7",
        "{\"op\":\"endTask\"}|task|missing",
        "{\"op\":\"endTask\",\"task\":-1}|task|-1",
        "{\"op\":\"endTask\",\"task\":1.5}|task|1.5",
        "{\"op\":\"endTask\",\"task\":null}|task|null",
        "{\"op\":\"endTask\",\"task\":1,\"task\":1}|task|given twice",
        "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":-5}|bytes|-5",
        "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":1e3}|bytes|1e3",
        "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":\"5\"}|bytes|\"5\"",
        "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":9223372036854775808}|bytes|9223372036854775808",
        "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":5,\"mode\":\"HEAP\"}|mode|\"HEAP\"",
        "{\"op\":\"remove\",\"block\":\"rdd_x_1\"}|block|rdd_x_1",
        "{\"op\":\"remove\",\"block\":\"rdd_99999999999_1\"}|block|rdd_99999999999_1",
        "{\"op\":\"remove\",\"block\":\"rdd_1_\"}|block|rdd_1_",
        "{\"op\":\"remove\",\"block\":\"rdd_1\"}|block|rdd_1",
        "{\"op\":\"remove\",\"block\":\"\"}|block|",
        "{\"op\":\"remove\",\"block\":[]}|block|[...]",
        "{\"op\":\"removeRdd\",\"rdd\":2147483648}|rdd|2147483648",
        "{\"op\":\"put\",\"block\":\"rdd_0_0\",\"bytes\":1,\"level\":\"CACHE\"}|level|CACHE",
        "{\"op\":\"put\",\"block\":\"rdd_0_0\",\"bytes\":1,\"level\":\"MEMORY_ONLY\"}|level|MEMORY_ONLY",
        "{\"op\":\"put\",\"block\":\"rdd_0_0\",\"bytes\":1,\"level\":{\"disk\":true}}|level|{...}",
        "{\"op\":\"put\",\"block\":\"rdd_0_0\",\"bytes\":1,\"level\":3}|level|3",
        "{\"op\":\"putValues\",\"block\":\"rdd_0_0\",\"bytes\":1,\"level\":\"DISK_ONLY\",\"unroll\":[1,-1]}|unroll|-1",
        "{\"op\":\"putValues\",\"block\":\"rdd_0_0\",\"bytes\":1,\"level\":\"DISK_ONLY\",\"unroll\":7}|unroll|7",
        "{\"op\":\"get\",\"block\":\"rdd_0_0\",\"hold\":true}|hold|true",
        "{\"op\":\"get\",\"block\":\"rdd_0_0\",\"hold\":1,\"task\":1}|hold|1",
        "{\"op\":\"consumer\",\"task\":1,\"consumer\":\"c\",\"spill\":\"SOME\"}|spill|\"SOME\"",
        "{\"op\":\"consumer\",\"task\":1,\"consumer\":1,\"spill\":\"ALL\"}|consumer|1",
        "{\"op\":\"endTask\",\"task\":1,\"expect\":[]}|expect|[...]",
        "{\"op\":\"endTask\",\"task\":1,\"expect\":{\"freed\":-1}}|expect.freed|-1",
        "{\"op\":\"endTask\",\"task\":1,\"expect\":{\"freed\":1,\"freed\":1}}|expect.freed|given"
            + " twice",
        "{\"op\":\"endTask\",\"task\":1,\"expect\":{\"stored\":\"CACHED\"}}|expect.stored|CACHED",
        "{\"op\":\"endTask\",\"task\":1,\"expect\":{\"error\":1}}|expect.error|1",
        "{\"op\":\"endTask\",\"task\":1,\"expect\":{\"evicted\":[{\"bytes\":1}]}}|expect.evicted|incomplete",
        "{\"op\":\"endTask\",\"task\":1,\"expect\":{\"memory\":[\"nothing\"]}}|expect.memory|nothing",
        "{\"op\":\"endTask\",\"task\":1,\"expect\":{\"state\":{\"onHeap\":{\"storage\":[1]}}}}|expect.state.onHeap.storage|[1]",
        "{\"op\":\"remove\",\"block\":\"rdd_0_0\",\"expect\":{\"removed\":1}}|expect.removed|a"
            + " number",
        "{\"op\":\"removeRdd\",\"rdd\":0,\"expect\":{\"removed\":true}}|expect.removed|true or"
            + " false",
        "[1]|line|[...]",
        "7|line|7",
        "{} {}|op|missing",
        "{\"op\":\"endTask\",\"task\":1} {}|line|{...}",
        "{\"op\":\"endTask\",\"task\":1}]|JSON|Unexpected close marker",
        "{\"op\":\"endTask\",\"task\":1|JSON|ends within the object",
        "{\"op\":\"endTask\" \"task\":1}|JSON|Unexpected character",
        "{\"op\":\"endTask\",\"task\":01}|JSON|Invalid numeric value",
        "nonsense|JSON|Unrecognized token",
      })
  void refusesAMalformedLine(String line, String field, String value) {
    TraceFormatException e = refused(line);

    assertThat(e.field()).isEqualTo(field);
    assertThat(e.value()).startsWith(value == null ? "" : value);
  }

  @Test
  void refusesAnObjectThatGoesOnOnTheNextLine() {
    TraceFormatException e =
        refused(
            Traces.of("{\"op\":\"endTask\",", "\"task\":1}", "{\"op\":\"endTask\",\"task\":1}"));

    assertThat(e.line()).isEqualTo(2);
    assertThat(e.value()).isEqualTo("ends within the object");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|header|nothing",
        "\\n{}|header|nothing",
        "{}|memsim|missing",
        "{\"memsim\":\"heap\"}|memsim|heap",
        "{\"memsim\":\"trace\"}|version|missing",
        "{\"memsim\":\"trace\",\"version\":2}|version|2",
        "{\"memsim\":\"trace\",\"version\":\"1\"}|version|\"1\"",
        "{\"memsim\":\"trace\",\"version\":1,\"conf\":{}}|cores|missing",
        "{\"memsim\":\"trace\",\"version\":1,\"cores\":0}|cores|0",
        "{\"memsim\":\"trace\",\"version\":1,\"cores\":1}|conf|missing",
        "{\"memsim\":\"trace\",\"version\":1,\"cores\":1,\"conf\":[]}|conf|[...]",
        "{\"memsim\":\"trace\",\"version\":1,\"cores\":1,\"conf\":{\"a\":{}}}|conf.a|{...}",
        "{\"memsim\":\"trace\",\"version\":1,\"cores\":1,\"conf\":{\"a\":\"1\",\"a\":\"1\"}}|conf.a|given"
            + " twice",
        "{\"memsim\":\"trace\",\"memsim\":\"trace\"}|memsim|given twice",
        "{\"op\":\"endTask\",\"task\":1}|memsim|missing",
        "{\"memsim\"|JSON|ends within the object",
      })
  void refusesAMalformedHeader(String header, String field, String value) {
    byte[] trace = (header.replace("\\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);

    TraceFormatException e =
        catchThrowableOfType(TraceFormatException.class, () -> Traces.reader(trace));

    assertThat(e.line()).isEqualTo(1);
    assertThat(e.field()).isEqualTo(field);
    assertThat(e.value()).isEqualTo(value);
  }

  @Test
  void tellsGzipByItsContent() throws IOException {
    byte[] gzip = Traces.gzip(Traces.of("{\"op\":\"endTask\",\"task\":1}"));

    assertThat(Traces.read(gzip)).hasSize(1);
  }

  @Test
  void readsAllMembersOfAGzipStreamThatArrivesSlowly() throws IOException {
    byte[] first = Traces.gzip(Traces.of("{\"op\":\"endTask\",\"task\":1}"));
    byte[] second =
        Traces.gzip("{\"op\":\"endTask\",\"task\":2}\n".getBytes(StandardCharsets.UTF_8));
    InputStream slow =
        new SequenceInputStream(new ByteArrayInputStream(first), new ByteArrayInputStream(second)) {
          @Override
          public int available() {
            return 0;
          }
        };

    try (TraceReader reader = TraceReader.of(slow, "slow")) {
      reader.next();
      assertThat(reader.next().operation()).isEqualTo(new Operation.EndTask(2));
    }
  }

  @Test
  void refusesATruncatedGzipOnTheLineWhereItEnds() {
    String[] lines = new String[20_000];
    java.util.Random random = new java.util.Random(1);
    Arrays.setAll(lines, i -> "{\"op\":\"endTask\",\"task\":" + random.nextInt(1 << 30) + "}");
    byte[] whole = Traces.gzip(Traces.of(lines));

    TraceFormatException e = refused(Arrays.copyOf(whole, whole.length / 2));

    assertThat(e.field()).isEqualTo("gzip");
    assertThat(e.value()).isEqualTo("ends too early");
    assertThat(e.line()).isBetween(5_000L, 15_000L);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 9, 10, 12})
  void refusesAGzipThatEndsWithinItsHeader(int length) {
    byte[] whole = Traces.gzip(Traces.of());

    TraceFormatException e =
        catchThrowableOfType(
            TraceFormatException.class, () -> Traces.reader(Arrays.copyOf(whole, length)));

    assertThat(e.field()).isEqualTo("gzip");
    assertThat(e.line()).isEqualTo(1);
  }

  @Test
  void refusesACorruptGzip() {
    byte[] corrupt = Traces.gzip(Traces.of("{\"op\":\"endTask\",\"task\":1}"));
    corrupt[corrupt.length - 5] ^= 1;

    assertThat(refused(corrupt).field()).isEqualTo("gzip");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C3", "80", "C0AF", "EDA080", "F5808080", "E28228", "00", "F09F98"})
  void refusesWhatIsNotUtf8OnItsLine(String hex) {
    byte[] bad = java.util.HexFormat.of().parseHex(hex);
    byte[] good = Traces.of("{\"op\":\"endTask\",\"task\":1}", "{\"op\":\"endTask\",\"note\":\"");
    byte[] trace = Arrays.copyOf(good, good.length + bad.length);
    System.arraycopy(bad, 0, trace, good.length - 1, bad.length);
    trace[trace.length - 1] = '\n';

    TraceFormatException e = refused(trace);

    assertThat(e.line()).isEqualTo(3);
    assertThat(e.field()).isEqualTo("encoding");
  }

  @Test
  void readsUtf8() {
    List<TraceLine> lines =
        Traces.read(
            Traces.of(
                "{\"op\":\"consumerFree\",\"consumer\":\"\u00e4\u20ac\ud83d\ude00\",\"bytes\":1}"));

    assertThat(lines.get(0).operation())
        .isEqualTo(new Operation.ConsumerFree("\u00e4\u20ac\ud83d\ude00", 1));
  }

  @Test
  void refusesDeepNestingAndEndlessNumbers() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThat(refused("{\"op\":\"endTask\",\"task\":1,\"note\":" + deep + "}").field())
        .isEqualTo("JSON");
    String endless = "9".repeat(100_000);
    assertThat(refused("{\"op\":\"endTask\",\"task\":" + endless + "}").getMessage())
        .hasSizeLessThan(300);
  }

  @Test
  void readsFromText() throws IOException {
    String text = new String(Traces.of("{\"op\":\"endTask\",\"task\":1}"), StandardCharsets.UTF_8);

    try (TraceReader reader = TraceReader.of(new StringReader(text), "text")) {
      assertThat(reader.name()).isEqualTo("text");
      assertThat(reader.next().operation()).isEqualTo(new Operation.EndTask(1));
    }
  }

  @Test
  void aFileThatIsNotThereIsAnIoException() {
    assertThatThrownBy(() -> TraceReader.open(Path.of("no-such-trace.jsonl")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFailingStreamIsNoFormatError() throws IOException {
    byte[] begin = Traces.of("{\"op\":\"endTask\",\"task\":1}");
    InputStream failing =
        new SequenceInputStream(new ByteArrayInputStream(begin), new FailingStream());
    TraceReader reader = TraceReader.of(failing, "failing");
    reader.next();

    assertThatThrownBy(reader::next)
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("the disk is on fire");
    assertThatThrownBy(() -> TraceReader.of(new FailingStream(), "failing"))
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is on fire");
  }

  private static final class FailingStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the disk is on fire");
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      return read();
    }
  }

  @Test
  void readsTheBundledTraces() {
    long operations = 0;
    for (Path file : Traces.bundled()) {
      List<TraceLine> lines = Traces.read(file);
      operations += lines.size();
      assertThat(lines.get(lines.size() - 1).number()).isEqualTo(Traces.lines(file).size());
      assertThat(lines).allMatch(line -> line.expectation() != null);
    }
    assertThat(operations).isGreaterThan(10_000);
  }
}
