package io.memsim.workload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark's history server hands out. */
class ZippedLogTest {
  private static final String ROLLED = "eventlog_v2_local-1/";

  @TempDir Path scratch;

  @Test
  void aSingleFileInAnArchiveIsReadWhateverItsCodec() throws IOException {
    Path archive = zip("local-1.zstd", RecordedLogs.bytes(RecordedLogs.compressed("zstd")));

    assertThat(RecordedLogs.read(archive).lines()).isEqualTo(RecordedLogs.lines());
    assertThat(EventLogFile.open(archive).parts()).containsExactly(archive + "!local-1.zstd");
  }

  @Test
  void aRollingLogInAnArchiveIsReadInOrder() throws IOException {
    Path archive =
        zip(
            ROLLED,
            new byte[0],
            ROLLED + "events_10_local-1",
            line(10),
            ROLLED + "events_9_local-1",
            line(9),
            ROLLED + "appstatus_local-1.inprogress",
            new byte[0]);

    EventLogFile log = EventLogFile.open(archive);
    assertThat(RecordedLogs.read(log).lines())
        .containsExactly(new String(line(9), UTF_8).strip(), new String(line(10), UTF_8).strip());
    assertThat(log.inProgress()).isTrue();
    assertThat(log.totalBytes()).isEqualTo(line(9).length + line(10).length);
  }

  @Test
  void anArchiveOfSeveralLogsIsRefused() throws IOException {
    Path files = zip("a", line(1), "b", line(2));
    assertThatThrownBy(() -> EventLogFile.open(files))
        .isInstanceOf(EventLogException.class)
        .hasMessage(files + ": zip: 2 files in it: expected one event log");

    Path logs = zip("x/events_1_a", line(1), "y/events_1_b", line(2));
    assertThatThrownBy(() -> EventLogFile.open(logs))
        .isInstanceOf(EventLogException.class)
        .hasMessage(logs + ": zip: 2 rolling logs in it: expected one event log");
  }

  @Test
  void anArchiveThatIsCutOffIsRefused() throws IOException {
    Path whole = zip("local-1", line(1));
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(scratch.resolve("cut.zip"), Arrays.copyOf(bytes, bytes.length - 10));

    assertThatThrownBy(() -> EventLogFile.open(cut))
        .isInstanceOf(EventLogException.class)
        .hasMessageStartingWith(cut + ": zip: ")
        .hasMessageEndingWith(": expected a whole archive");
  }

  private static byte[] line(int job) {
    return ("{\"Event\":\"SparkListenerJobEnd\",\"Job ID\":" + job + "}\n").getBytes(UTF_8);
  }

  private Path zip(Object... namesAndContents) throws IOException {
    Path archive = Files.createTempFile(scratch, "log", ".zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (int i = 0; i < namesAndContents.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndContents[i]));
        zip.write((byte[]) namesAndContents[i + 1]);
        zip.closeEntry();
      }
    }
    return archive;
  }
}
