package io.memsim.bench.eventlog;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.history.EventLogFileCompactor;
import org.apache.spark.deploy.history.EventLogFileReader;
import org.apache.spark.deploy.history.EventLogFileWriter;
import org.apache.spark.deploy.history.RollingEventLogFilesWriter;
import org.apache.spark.deploy.history.SingleEventLogFileWriter;
import scala.Option;

/**
 * Runs the {@link SmallApplication} and writes its event log, without what tells of this machine,
 * in every form that Spark knows, by Spark's own writers: {@code local-1}, {@code local-1.zstd} and
 * so on, {@code rolled/eventlog_v2_local-1} and {@code compacted/eventlog_v2_local-1}. Meant for a
 * JVM of its own; the arguments are a directory and settings of the application ({@code
 * KEY=VALUE}).
 */
final class EventLogRecorder {

  static final String ID = "local-1";

  static final List<String> CODECS = List.of("zstd", "lz4", "snappy", "lzf");

  private static final int ROLLED = 4;

  /** What Spark does not flush. */
  private static final Set<String> UNFLUSHED =
      Set.of(
          "SparkListenerTaskStart",
          "SparkListenerTaskGettingResult",
          "SparkListenerTaskEnd",
          "SparkListenerStageSubmitted",
          "SparkListenerEnvironmentUpdate",
          "SparkListenerBlockUpdated");

  private static final Pattern EVENT = Pattern.compile("\\{\"Event\":\"([^\"]+)\".*");

  private final Path directory;
  private final List<String> lines;
  private final Configuration hadoop = new Configuration();

  private EventLogRecorder(Path directory, List<String> lines) {
    this.directory = directory;
    this.lines = lines;
  }

  public static void main(String[] args) throws IOException {
    Path directory = Path.of(args[0]).toAbsolutePath();
    Map<String, String> settings = new TreeMap<>();
    for (String setting : List.of(args).subList(1, args.length)) {
      int equals = setting.indexOf('=');
      settings.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    Path run = Files.createDirectories(directory.resolve("run"));
    String id = SmallApplication.run(run, settings);
    List<String> recorded = Files.readAllLines(run.resolve(id));
    new EventLogRecorder(directory, new Scrubber(run, id).scrub(recorded)).writeAll();
    System.exit(0);
  }

  private void writeAll() throws IOException {
    write(single("none"));
    for (String codec : CODECS) {
      write(single(codec));
    }
    roll(Files.createDirectories(directory.resolve("rolled")));
    compact(Files.createDirectories(directory.resolve("compacted")));
  }

  private static SparkConf conf(String codec) {
    return new SparkConf(false)
        .set("spark.eventLog.compress", Boolean.toString(!codec.equals("none")))
        .set("spark.eventLog.compression.codec", codec.equals("none") ? "zstd" : codec);
  }

  private EventLogFileWriter single(String codec) {
    return new SingleEventLogFileWriter(ID, Option.empty(), directory.toUri(), conf(codec), hadoop);
  }

  private void write(EventLogFileWriter writer) {
    writer.start();
    for (String line : lines) {
      write(writer, line);
    }
    writer.stop();
  }

  private static void write(EventLogFileWriter writer, String line) {
    Matcher event = EVENT.matcher(line);
    writer.writeEvent(line, event.matches() && !UNFLUSHED.contains(event.group(1)));
  }

  /** Rolls over by the number of lines: Spark refuses files of less than 10 MiB. */
  private URI roll(Path parent) {
    RollingEventLogFilesWriter writer =
        new RollingEventLogFilesWriter(ID, Option.empty(), parent.toUri(), conf("zstd"), hadoop);
    writer.start();
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0 && i % (lines.size() / ROLLED) == 0) {
        writer.rollEventLogFile();
      }
      write(writer, lines.get(i));
    }
    writer.stop();
    return URI.create(writer.logPath());
  }

  private void compact(Path parent) throws IOException {
    URI rolled = roll(parent);
    FileSystem files = FileSystem.get(rolled, hadoop);
    EventLogFileReader log =
        EventLogFileReader.apply(files, new org.apache.hadoop.fs.Path(rolled)).get();
    new EventLogFileCompactor(conf("zstd"), hadoop, files, 2, 0.0).compact(log.listEventLogFiles());
  }
}
