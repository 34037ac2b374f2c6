package io.memsim.workload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;

/**
 * Reads the work of an application from its event log. Needs {@code jackson-core}. Reads line by
 * line, so that a log may be of any size: what is kept grows with its tasks and blocks, at some 200
 * bytes each. Lines that are not whole objects are counted and skipped, and so are events that mean
 * nothing for memory.
 */
public final class EventLogReader {

  private static final JsonFactory JSON = new JsonFactory();

  private EventLogReader() {}

  /**
   * Reads a log.
   *
   * @param log a file or directory that Spark wrote
   * @return the work that it tells of
   * @throws IOException when it cannot be read
   * @throws EventLogException when it is not an event log
   */
  public static Workload read(Path log) throws IOException {
    return read(EventLogFile.open(log), ReadProgress.NONE);
  }

  /**
   * Reads a log from a stream, and closes it.
   *
   * @param in the log's bytes, plain or compressed
   * @param name what to call the log in messages
   * @return the work that it tells of
   * @throws IOException when the stream cannot be read
   * @throws EventLogException when it is not an event log
   */
  public static Workload read(InputStream in, String name) throws IOException {
    return read(EventLogFile.of(in, name), ReadProgress.NONE);
  }

  /**
   * Reads a log.
   *
   * @param log its files
   * @param progress told about the bytes read
   * @return the work that it tells of
   * @throws IOException when it cannot be read
   * @throws EventLogException when it is not an event log
   */
  public static Workload read(EventLogFile log, ReadProgress progress) throws IOException {
    WorkloadBuilder builder = new WorkloadBuilder(log.name());
    builder.compacted = log.compacted();
    EventParser events = new EventParser(builder);
    try (EventLogLines lines = log.lines(Set.of(), progress)) {
      while (lines.next()) {
        builder.lines++;
        if (events.isWanted(lines.event())) {
          parse(lines, events, builder);
        } else {
          builder.skipped.merge(lines.event(), 1L, Long::sum);
        }
      }
      builder.truncation = lines.truncation().orElse("");
      if (builder.understood == 0) {
        throw new EventLogException(
            log.name(),
            0,
            "events",
            "none of " + builder.lines + " lines is one that Spark's core writes",
            "a Spark event log");
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return builder.build();
  }

  private static void parse(EventLogLines lines, EventParser events, WorkloadBuilder builder)
      throws IOException {
    try (JsonParser parser = JSON.createParser(lines.bytes(), lines.offset(), lines.length())) {
      if (!events.parse(parser)) {
        builder.damaged++;
      }
    } catch (JsonProcessingException e) {
      builder.damaged++;
    }
  }
}
