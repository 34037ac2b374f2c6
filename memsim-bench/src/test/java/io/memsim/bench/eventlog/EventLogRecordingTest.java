package io.memsim.bench.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.memsim.workload.EventLogFile;
import io.memsim.workload.EventLogLines;
import io.memsim.workload.ReadProgress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Event logs that the Spark on the class path has just written. The logs among the core's test
 * resources were made by this, see the README there; {@code -Dmemsim.eventlogs=DIRECTORY} keeps the
 * files, {@code -Dmemsim.eventlogs.conf="KEY=VALUE ..."} sets what the application runs with.
 */
class EventLogRecordingTest {

  private static final String ID = EventLogRecorder.ID;

  @TempDir static Path scratch;

  private static Path logs;

  @BeforeAll
  static void record() throws IOException, InterruptedException {
    String kept = System.getProperty("memsim.eventlogs");
    logs = kept == null ? scratch.resolve("logs") : Path.of(kept);
    Files.createDirectories(logs);
    Path output = scratch.resolve("output.txt");
    ProcessBuilder recorder =
        new ProcessBuilder(command()).redirectErrorStream(true).redirectOutput(output.toFile());
    recorder.environment().put("SPARK_LOCAL_HOSTNAME", "localhost");
    recorder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    recorder.environment().put("SPARK_USER", "spark");
    Process process = recorder.start();
    boolean ended = process.waitFor(3, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended && process.exitValue() == 0).as(Files.readString(output)).isTrue();
  }

  private static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-Djava.io.tmpdir=" + scratch));
    command.addAll(words(System.getProperty("memsim.spark.opens")));
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", classPath, EventLogRecorder.class.getName(), logs.toString()));
    command.addAll(words(System.getProperty("memsim.eventlogs.conf", "")));
    return command;
  }

  private static List<String> words(String text) {
    return Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().splitToList(text);
  }

  @Test
  void everyCodecGivesTheSameLines() throws IOException {
    List<String> plain = Files.readAllLines(logs.resolve(ID));
    assertThat(plain).hasSizeGreaterThan(50);

    for (String codec : EventLogRecorder.CODECS) {
      assertThat(read(logs.resolve(ID + "." + codec))).as(codec).isEqualTo(plain);
    }
  }

  @Test
  void aRolledLogIsAsIfItWereOne() throws IOException {
    Path rolled = logs.resolve("rolled/eventlog_v2_" + ID);

    assertThat(read(rolled)).isEqualTo(Files.readAllLines(logs.resolve(ID)));
    assertThat(EventLogFile.open(rolled).parts()).hasSizeGreaterThan(3);
  }

  @Test
  void aCompactedLogIsWhatSparkHasKept() throws IOException {
    Path compacted = logs.resolve("compacted/eventlog_v2_" + ID);

    assertThat(EventLogFile.open(compacted).parts().get(0)).endsWith(".compact");
    List<String> all = Files.readAllLines(logs.resolve(ID));
    List<String> read = read(compacted);
    assertThat(read).hasSizeLessThan(all.size()).isSubsetOf(all);
    assertThat(read).endsWith(all.get(all.size() - 1));
  }

  @Test
  void theLogDoesNotNameThisMachine() throws IOException {
    assertThat(Files.readString(logs.resolve(ID)))
        .doesNotContain(System.getProperty("user.home") + "/")
        .doesNotContain(logs.toString());
  }

  private static List<String> read(Path log) {
    List<String> all = new ArrayList<>();
    try (EventLogLines lines = EventLogFile.open(log).lines(Set.of(), ReadProgress.NONE)) {
      while (lines.next()) {
        all.add(new String(lines.bytes(), lines.offset(), lines.length(), UTF_8).stripTrailing());
      }
      assertThat(lines.truncation()).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }
}
