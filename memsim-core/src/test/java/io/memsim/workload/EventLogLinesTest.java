package io.memsim.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.BaseEncoding;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventLogLinesTest {
  private static final String START =
      "{\"Event\":\"SparkListenerLogStart\",\"Spark Version\":\"4.2.0\"}";
  private static final String JOB = "{\"Event\":\"SparkListenerJobStart\",\"Job ID\":0}";
  private static final String SQL =
      "{\"Event\":\"org.apache.spark.sql.SQLStart\",\"plan\":\"" + "\\\"}x".repeat(200_000) + "\"}";

  @Test
  void handsOutEveryLineWithItsEventAndItsNumber() throws IOException {
    try (EventLogLines lines = of(START + "\n\n" + JOB + "\r\n")) {
      assertThat(lines.next()).isTrue();
      assertThat(lines.event()).isEqualTo("SparkListenerLogStart");
      assertThat(text(lines)).isEqualTo(START + "\n");
      assertThat(lines.next()).isTrue();
      assertThat(lines.event()).isEqualTo("SparkListenerJobStart");
      assertThat(lines.number()).isEqualTo(3);
      assertThat(lines.file()).isEqualTo("log");
      assertThat(lines.next()).isFalse();
      assertThat(lines.truncation()).isEmpty();
    }
  }

  @Test
  void skipsWhatNobodyWantsAndCountsIt() throws IOException {
    String log = START + "\n" + SQL + "\n" + JOB + "\n" + SQL;
    try (EventLogLines lines = of(log.getBytes(UTF_8), Set.of("SparkListenerJobStart"))) {
      assertThat(lines.next()).isTrue();
      assertThat(text(lines)).isEqualTo(JOB + "\n");
      assertThat(lines.next()).isFalse();
      assertThat(lines.truncation()).isEmpty();
      assertThat(lines.skipped())
          .isEqualTo(Map.of("SparkListenerLogStart", 1L, "org.apache.spark.sql.SQLStart", 2L));
    }
  }

  @Test
  void unzipsWhatIsZipped() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write((START + "\n" + SQL + "\n").getBytes(UTF_8));
    }
    assertThat(read(zipped.toByteArray())).containsExactly(START + "\n", SQL + "\n");
  }

  @Test
  void theLastLineMayLackItsEndButNotAPart() throws IOException {
    assertThat(read((START + "\n" + JOB).getBytes(UTF_8))).containsExactly(START + "\n", JOB);
    for (int cut = 1; cut < JOB.length(); cut++) {
      String log = START + "\n" + JOB.substring(0, cut);
      try (EventLogLines lines = of(log)) {
        assertThat(lines.next()).isTrue();
        assertThat(lines.next()).isFalse();
        assertThat(lines.truncation()).contains("log:2: cut off within a line");
      }
    }
  }

  @Test
  void refusesWhatIsNoEventLog() {
    assertThatThrownBy(() -> read(new byte[0]))
        .hasMessage("log: file: empty: expected a Spark event log");
    assertThatThrownBy(() -> read("{\"memsim\":\"trace\"}\n".getBytes(UTF_8)))
        .hasMessage(
            "log:1: not an event log: {\"memsim\":\"trace\"}: expected"
                + " {\"Event\":\"SparkListener...\", ...}");
    assertThatThrownBy(() -> read((START + "\nhello\n").getBytes(UTF_8)))
        .hasMessage("log:2: line: hello: expected one JSON object");
  }

  @ParameterizedTest
  @CsvSource({
    "504b0304140000,a zip archive",
    "425a68393141,a file of bzip2",
    "fd377a585a000004,a file of xz"
  })
  void namesWhatMustBeUnpackedFirst(String bytes, String what) {
    assertThatThrownBy(() -> read(BaseEncoding.base16().lowerCase().decode(bytes)))
        .hasMessage("log:1: not an event log: " + what + ": expected what is packed in it");
  }

  private static String text(EventLogLines lines) {
    return new String(lines.bytes(), lines.offset(), lines.length(), UTF_8);
  }

  private static EventLogLines of(String log) throws IOException {
    return of(log.getBytes(UTF_8), Set.of());
  }

  private static EventLogLines of(byte[] log, Set<String> wanted) throws IOException {
    return EventLogFile.of(new ByteArrayInputStream(log), "log").lines(wanted, ReadProgress.NONE);
  }

  private static List<String> read(byte[] log) throws IOException {
    List<String> all = new ArrayList<>();
    try (EventLogLines lines = of(log, Set.of())) {
      while (lines.next()) {
        all.add(new String(Arrays.copyOf(text(lines).getBytes(UTF_8), lines.length()), UTF_8));
      }
    }
    return all;
  }
}
