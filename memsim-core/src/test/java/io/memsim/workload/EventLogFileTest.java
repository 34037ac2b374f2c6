package io.memsim.workload;

import static io.memsim.workload.RecordedLogs.bytes;
import static io.memsim.workload.RecordedLogs.compressed;
import static io.memsim.workload.RecordedLogs.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class EventLogFileTest {
  @TempDir Path scratch;

  static List<String> forms() {
    return RecordedLogs.FORMS;
  }

  @Test
  void everyFormOfOneLogHasTheSameLines() {
    List<String> lines = RecordedLogs.lines();

    assertThat(lines).hasSizeGreaterThan(50);
    assertThat(lines.get(0)).contains("\"Spark Version\":\"4.2.0\"");
    for (String form : RecordedLogs.FORMS) {
      assertThat(read(compressed(form)).lines()).as(form).isEqualTo(lines);
      assertThat(read(compressed(form)).truncation()).as(form).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theContentTellsTheFormAndNotTheSuffix(String form) throws IOException {
    for (String name : List.of("app-1", "app-1.lz4", "app-1.zstd.inprogress", "app-1.snappy.gz")) {
      Path renamed = Files.copy(compressed(form), scratch.resolve(name));

      assertThat(read(renamed).lines()).as(name).isEqualTo(RecordedLogs.lines());
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aLogMayComeThroughASlowPipe(String form) {
    InputStream slow =
        new ByteArrayInputStream(bytes(compressed(form))) {
          @Override
          public synchronized int read(byte[] to, int offset, int length) {
            return super.read(to, offset, Math.min(length, 1000));
          }

          @Override
          public synchronized int available() {
            return 0;
          }
        };

    assertThat(read(EventLogFile.of(slow, "pipe")).lines()).isEqualTo(RecordedLogs.lines());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void whatWasCompressedTwiceIsReadAllTheSame(String form) throws IOException {
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(twice)) {
      out.write(bytes(compressed(form)));
    }

    assertThat(read(twice.toByteArray()).lines()).isEqualTo(RecordedLogs.lines());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void compressedStreamsMayFollowEachOther(String form) throws IOException {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.write(bytes(compressed(form)));
    both.write(bytes(compressed(form)));

    List<String> expected = new ArrayList<>(RecordedLogs.lines());
    expected.addAll(RecordedLogs.lines());
    assertThat(read(both.toByteArray()).lines()).isEqualTo(expected);
  }

  @Test
  void theFramesOfTheLz4CommandAreReadToo() throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    try (OutputStream out = new LZ4FrameOutputStream(frames)) {
      out.write(line(7).getBytes(UTF_8));
    }

    assertThat(read(frames.toByteArray()).lines()).containsExactly(line(7).strip());
  }

  @Test
  void aRolledLogIsReadInTheOrderOfItsNumbers() throws IOException {
    assertThat(
            read(RecordedLogs.DIRECTORY.resolve("spark-4.2.0/rolled/eventlog_v2_local-1")).lines())
        .isEqualTo(RecordedLogs.lines());

    Path rolled = scratch.resolve("eventlog_v2_app");
    for (int i = 1; i <= 11; i++) {
      write(rolled, "events_" + i + "_app", i);
    }
    write(rolled, "appstatus_app");
    EventLogFile log = EventLogFile.open(rolled);
    assertThat(read(log).lines())
        .isEqualTo(Stream.iterate(1, i -> i + 1).limit(11).map(i -> line(i).strip()).toList());
    assertThat(log.parts())
        .hasSize(11)
        .last()
        .isEqualTo(rolled.resolve("events_11_app").toString());
    assertThat(log.inProgress()).isFalse();
    assertThat(log.totalBytes()).isEqualTo(11 * line(1).length() + 2);
  }

  @Test
  void whatIsBeforeTheLastCompactFileIsPassedOver() throws IOException {
    Path compacted = scratch.resolve("eventlog_v2_app");
    write(compacted, "events_1_app.compact", 1);
    write(compacted, "events_2_app", 2);
    write(compacted, "events_3_app", 3);
    write(compacted, "events_3_app.compact", 33);
    write(compacted, "events_4_app", 4);
    write(compacted, "events_4_app.compact.inprogress", 44);
    write(compacted, ".events_4_app.crc");
    write(compacted, "appstatus_app.inprogress");

    EventLogFile log = EventLogFile.open(compacted);
    assertThat(read(log).lines()).containsExactly(line(33).strip(), line(4).strip());
    assertThat(log.inProgress()).isTrue();
  }

  @Test
  void sparksOwnCompactedLogIsRead() {
    RecordedLogs.Reading compacted =
        read(RecordedLogs.DIRECTORY.resolve("spark-4.2.0/compacted/eventlog_v2_local-1"));

    assertThat(compacted.lines())
        .isSubsetOf(RecordedLogs.lines())
        .hasSizeLessThan(RecordedLogs.lines().size());
    assertThat(compacted.truncation()).isEmpty();
  }

  @Test
  void aRolledLogWithAGapIsRefused() throws IOException {
    Path rolled = scratch.resolve("eventlog_v2_app");
    write(rolled, "events_1_app", 1);
    write(rolled, "events_3_app", 3);

    assertThatThrownBy(() -> EventLogFile.open(rolled))
        .isInstanceOf(EventLogException.class)
        .hasMessage(
            rolled + ": directory: events_3_app follows events_1_app: expected events_2_... there");
  }

  @Test
  void aDirectoryOfSomethingElseIsRefused() throws IOException {
    write(scratch, "eventlog.txt", 1);

    assertThatThrownBy(() -> EventLogFile.open(scratch))
        .isInstanceOf(EventLogException.class)
        .hasMessage(
            scratch
                + ": directory: no files events_1_..., events_2_... in it: expected a rolling event"
                + " log (eventlog_v2_...), or one event log's file");
  }

  @Test
  void anEmptyFileAtTheEndOfARolledLogHasJustBeenRolledTo() throws IOException {
    Path rolled = scratch.resolve("eventlog_v2_app");
    write(rolled, "events_1_app", 1);
    write(rolled, "events_2_app");

    assertThat(read(rolled).lines()).hasSize(1);
    assertThat(read(rolled).truncation()).isEmpty();
  }

  @Test
  void afterAFileThatIsCutOffNothingElseIsRead() throws IOException {
    Path rolled = scratch.resolve("eventlog_v2_app");
    write(rolled, "events_1_app", 1, 2);
    Files.writeString(rolled.resolve("events_2_app"), line(3) + line(4).substring(0, 20));
    write(rolled, "events_3_app", 5);

    assertThat(read(rolled).lines()).hasSize(3);
    assertThat(read(rolled).truncation())
        .contains(
            rolled.resolve("events_2_app")
                + ":2: cut off within a line, so that later files are left out: 1");
  }

  @Test
  void aSingleFileInProgressIsKnownByItsName() throws IOException {
    write(scratch, "app-1.inprogress", 1);

    assertThat(EventLogFile.open(scratch.resolve("app-1.inprogress")).inProgress()).isTrue();
    assertThat(EventLogFile.open(compressed("zstd")).inProgress()).isFalse();
  }

  @Test
  void whatIsNotThereIsAnIoException() {
    assertThatThrownBy(() -> EventLogFile.open(scratch.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aFailingDiskIsNotTheLogsFault() throws IOException {
    byte[] zipped = bytes(compressed("gz"));
    InputStream failing =
        new ByteArrayInputStream(zipped, 0, 1000) {
          @Override
          public synchronized int read(byte[] to, int offset, int length) {
            int read = super.read(to, offset, length);
            if (read < 0) {
              throw new UncheckedIOException(new IOException("the disk is gone"));
            }
            return read;
          }
        };

    try (EventLogLines lines = EventLogFile.of(failing, "log").lines(Set.of(), ReadProgress.NONE)) {
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(
              () -> {
                while (lines.next()) {
                  assertThat(lines.event()).isNotEmpty();
                }
              })
          .withMessageContaining("the disk is gone");
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aLogThatIsCutOffSaysSoAndKeepsWhatThereIs(String form) {
    byte[] whole = bytes(compressed(form));
    int cuts = 0;
    int unnoticed = 0;
    long kept = 0;
    for (int length = 17; length < whole.length; length += whole.length / 150) {
      RecordedLogs.Reading reading = read(Arrays.copyOf(whole, length));
      cuts++;
      unnoticed += reading.truncation().isEmpty() ? 1 : 0;
      kept += reading.lines().size();
    }
    // Only an end between two frames or chunks looks like one.
    assertThat(cuts).isGreaterThan(100);
    assertThat(unnoticed).isLessThan(3);
    assertThat(kept).isGreaterThan(RecordedLogs.lines().size() * cuts / 5);
  }

  @ParameterizedTest
  @CsvSource({"gz,gzip", "lz4,lz4"})
  void checksumsThatAreWrongAreNamed(String form, String name) {
    byte[] damaged = bytes(compressed(form));
    // Of gzip the checksum at the end, of lz4 something in the first block.
    damaged[form.equals("gz") ? damaged.length - 8 : 50] ^= 0x55;

    assertThatThrownBy(() -> read(damaged))
        .isInstanceOf(EventLogException.class)
        .hasMessageStartingWith("log: " + name + ": ")
        .hasMessageEndingWith(": expected undamaged data");
  }

  @ParameterizedTest
  @CsvSource({
    "zstd,com.github.luben:zstd-jni",
    "lz4,at.yawk.lz4:lz4-java",
    "snappy,org.apache.commons:commons-compress",
    "lzf,com.ning:compress-lzf"
  })
  void aMissingLibraryIsNamed(String form, String artefact) throws Exception {
    try (URLClassLoader without = new URLClassLoader(bareClassPath(), null)) {
      Class<?> file = without.loadClass(EventLogFile.class.getName());
      Class<?> progress = without.loadClass(ReadProgress.class.getName());
      Object log = file.getMethod("open", Path.class).invoke(null, compressed(form));

      assertThatThrownBy(
              () -> {
                Object lines =
                    file.getMethod("lines", Set.class, progress)
                        .invoke(log, Set.of(), progress.getField("NONE").get(null));
                lines.getClass().getMethod("next").invoke(lines);
              })
          .cause()
          .hasMessage(
              compressed(form)
                  + ": "
                  + form
                  + ": cannot be read without a library: expected "
                  + artefact
                  + " on the class path (memsim.jar contains it)");
    }
  }

  /** The compiled classes and Guava, without anything optional. */
  private static URL[] bareClassPath() {
    return Stream.of(EventLogFile.class, com.google.common.collect.ImmutableList.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .toArray(URL[]::new);
  }

  @Test
  void progressEndsWithTheSizeOfAllFiles() throws IOException {
    Path log = scratch.resolve("log");
    Files.writeString(log, line(1).repeat(100_000));
    List<Map.Entry<Long, Long>> heard = new ArrayList<>();

    try (EventLogLines lines =
        EventLogFile.open(log)
            .lines(Set.of(), (bytes, total) -> heard.add(Map.entry(bytes, total)))) {
      while (lines.next()) {
        assertThat(lines.length()).isEqualTo(line(1).length());
      }
    }

    assertThat(heard).hasSizeBetween(4, 6).extracting(Map.Entry::getKey).isSorted();
    assertThat(heard).last().isEqualTo(Map.entry(Files.size(log), Files.size(log)));
  }

  private static String line(int job) {
    return "{\"Event\":\"SparkListenerJobEnd\",\"Job ID\":" + job + "}\n";
  }

  private static void write(Path directory, String name, int... jobs) throws IOException {
    Files.createDirectories(directory);
    StringBuilder text = new StringBuilder();
    for (int job : jobs) {
      text.append(line(job));
    }
    Files.writeString(directory.resolve(name), text);
  }
}
