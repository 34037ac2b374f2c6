package io.memsim.workload;

import static io.memsim.workload.RecordedLogs.bytes;
import static io.memsim.workload.RecordedLogs.compressed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.workload.RecordedLogs.Reading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Cut off anywhere, a log gives what is whole; whatever is read, nothing fails in another way. */
class EventLogLinesProperties {
  private static final List<String> LINES = RecordedLogs.lines();

  @Provide
  Arbitrary<String> forms() {
    return Arbitraries.of(RecordedLogs.FORMS);
  }

  @Property(tries = 400)
  void aCompressedLogThatIsCutOffGivesItsFirstLines(
      @ForAll @From("forms") String form, @ForAll @IntRange(max = 10_000_000) int at) {
    byte[] whole = bytes(compressed(form));
    byte[] cut = Arrays.copyOf(whole, 1 + at % (whole.length - 1));
    Reading reading;
    try {
      reading = RecordedLogs.read(cut);
    } catch (EventLogException e) {
      // So short that nothing tells that it is compressed, or of snappy nothing but the header.
      assertThat(cut.length).isLessThanOrEqualTo(form.equals("snappy") ? 16 : LogFormat.MAGIC - 1);
      return;
    }
    assertThat(reading.lines()).isEqualTo(LINES.subList(0, reading.lines().size()));
    // Between two frames or blocks of the others nothing tells that there should be more.
    assertThat(reading.truncation().isPresent() || !form.equals("gz")).isTrue();
  }

  @Property(tries = 400)
  void aPlainLogThatIsCutOffGivesItsFirstLines(@ForAll @IntRange(max = 10_000_000) int at) {
    byte[] whole = (String.join("\n", LINES) + "\n").getBytes(UTF_8);
    int length = 1 + at % (whole.length - 1);

    Reading reading = RecordedLogs.read(Arrays.copyOf(whole, length));

    String text = new String(whole, 0, length, UTF_8);
    long complete = LINES.stream().limit(reading.lines().size()).count();
    assertThat(reading.lines()).isEqualTo(LINES.subList(0, (int) complete));
    String kept = String.join("\n", reading.lines());
    boolean all = text.equals(kept) || text.equals(kept + "\n");
    assertThat(reading.truncation().isEmpty()).isEqualTo(all);
  }

  @Property(tries = 2_000)
  void anyBytesAreReadOrRefused(@ForAll byte[] garbage) {
    digest(garbage);
  }

  @Property(tries = 1_000)
  void damagedLogsAreReadOrRefused(
      @ForAll @From("forms") String form,
      @ForAll @IntRange(min = 1, max = 50) int bytes,
      @ForAll long seed) {
    byte[] log = bytes(compressed(form));
    Random random = new Random(seed);
    int from = random.nextInt(log.length);
    for (int i = from; i < Math.min(log.length, from + bytes); i++) {
      log[i] = (byte) random.nextInt();
    }
    digest(log);
  }

  private static void digest(byte[] log) {
    try {
      RecordedLogs.read(log);
    } catch (EventLogException e) {
      assertThat(e).hasMessageStartingWith("log:");
      assertThat(e.getMessage()).doesNotContain("\n");
    }
  }

  @Property(tries = 200)
  void whatIsWantedAndWhatIsSkippedAreAll(
      @ForAll Set<@From("events") String> wanted, @ForAll @IntRange(min = 1, max = 5000) int piece)
      throws IOException {
    byte[] log = (String.join("\n", LINES) + "\n").getBytes(UTF_8);
    InputStream pieces =
        new ByteArrayInputStream(log) {
          @Override
          public synchronized int read(byte[] to, int offset, int length) {
            return super.read(to, offset, Math.min(length, piece));
          }
        };
    Set<String> names = new HashSet<>(wanted);
    names.add("SparkListenerNeverHeardOf");
    try (EventLogLines lines = EventLogFile.of(pieces, "log").lines(names, ReadProgress.NONE)) {
      int count = 0;
      while (lines.next()) {
        assertThat(wanted).contains(lines.event());
        assertThat(new String(lines.bytes(), lines.offset(), lines.length(), UTF_8))
            .isEqualTo(LINES.get((int) lines.number() - 1) + "\n");
        count++;
      }
      Map<String, Long> expected =
          LINES.stream()
              .map(EventLogLinesProperties::event)
              .filter(event -> !wanted.contains(event))
              .collect(Collectors.groupingBy(event -> event, Collectors.counting()));
      assertThat(lines.skipped()).isEqualTo(expected);
      assertThat(count + expected.values().stream().mapToLong(n -> n).sum())
          .isEqualTo(LINES.size());
      assertThat(lines.truncation()).isEqualTo(Optional.empty());
    }
  }

  @Provide
  Arbitrary<String> events() {
    return Arbitraries.of(LINES.stream().map(EventLogLinesProperties::event).distinct().toList());
  }

  private static String event(String line) {
    int begin = line.indexOf(":\"") + 2;
    return line.substring(begin, line.indexOf('"', begin));
  }
}
