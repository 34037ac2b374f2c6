package io.memsim.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an event log, one JSON object each, over all its files: a cursor that stands before
 * the first line at first. What has been left is not kept, so a log of any length needs the same
 * memory: a buffer as long as the longest line that is handed out.
 *
 * <p>A log that ends early (its compressed data do, or its last line) is no error: the whole lines
 * before that are handed out, and {@link #truncation} tells. Not thread-safe.
 */
public final class EventLogLines implements AutoCloseable {
  /*
   * A line is looked at twice. Its beginning, where Spark puts the event's name, decides whether
   * anybody wants it. Unwanted lines, most of some logs, are then only searched for their end, and
   * never need to fit into the buffer.
   */

  /** More than enough for {"Event":"the name of a class". */
  private static final int HEAD = 512;

  private final List<LogPart> parts;
  private final ReadCount count;
  private final EventNames names;
  private final ByteWindow window = new ByteWindow();
  private int part;
  private long number;
  private int length;
  private boolean begun;
  private EventNames.@Nullable Name name;
  private @Nullable String truncation;

  EventLogLines(List<LogPart> parts, Set<String> wanted, ReadProgress progress, long total)
      throws IOException {
    this.parts = parts;
    this.count = new ReadCount(progress, total);
    this.names = new EventNames(wanted);
    window.open(PartInput.open(parts.get(0), count));
  }

  /**
   * Moves to the next line that is wanted. Blank lines are skipped, but counted.
   *
   * @return false at the end of the log, be it where it should be or not
   * @throws UncheckedIOException when a file cannot be read
   * @throws EventLogException when there is nothing in the log, when its first line does not begin
   *     as an event does, when another line is no object, or when compressed data are damaged; the
   *     lines are of no more use then
   */
  public boolean next() {
    window.discard(length);
    length = 0;
    while (truncation == null) {
      if (window.isEmpty()) {
        if (!nextPart()) {
          return false;
        }
      } else if (nextLine()) {
        return true;
      }
    }
    return false;
  }

  /** Moves over one line; false if it is not handed out. */
  private boolean nextLine() {
    number++;
    int newline = window.find('\n', 0, HEAD);
    int head = newline < 0 ? window.available(HEAD) : newline;
    name = names.of(window.bytes(), window.start(), window.start() + head);
    if (name == null) {
      if (newline >= 0 && window.isBlank(newline)) {
        window.discard(newline + 1);
        return false;
      }
      checkBeginning(head, newline >= 0);
    }
    begun = true;
    if (name != null && !name.wanted()) {
      skip(name);
      return false;
    }
    if (newline < 0) {
      newline = window.find('\n', head, ByteWindow.MOST);
    }
    if (newline >= 0) {
      length = newline + 1;
      return true;
    }
    length = window.available(ByteWindow.MOST);
    if (length == ByteWindow.MOST) {
      throw fail("line", "longer than " + ByteWindow.MOST + " bytes", "one event");
    }
    JsonShape shape = new JsonShape();
    shape.feed(window.bytes(), window.start(), window.start() + length);
    return ended(shape);
  }

  private void skip(EventNames.Name unwanted) {
    JsonShape shape = new JsonShape();
    if (window.skipLine(shape) || ended(shape)) {
      unwanted.skip();
    }
  }

  /** Whether a line without an end is whole all the same. */
  private boolean ended(JsonShape shape) {
    boolean whole = window.endedEarly() == null && shape.isComplete();
    if (!whole) {
      cutOff("within a line");
    }
    return whole;
  }

  private void cutOff(String where) {
    String early = window.endedEarly();
    int after = parts.size() - 1 - part;
    truncation =
        file()
            + ":"
            + number
            + ": cut off "
            + (early == null ? where : "(" + early + ")")
            + (after == 0 ? "" : ", so that later files are left out: " + after);
  }

  private void checkBeginning(int head, boolean whole) {
    String text = new String(window.bytes(), window.start(), head, StandardCharsets.ISO_8859_1);
    boolean object = text.stripLeading().startsWith("{");
    if (begun) {
      if (whole && !object) {
        throw fail("line", text, "one JSON object");
      }
    } else if (!EventNames.mayBegin(text, whole)) {
      String what = EventNames.packed(text);
      throw fail(
          "not an event log",
          what.isEmpty() ? text : what,
          what.isEmpty() ? "{\"Event\":\"SparkListener...\", ...}" : "what is packed in it");
    }
  }

  private EventLogException fail(String field, String value, String expected) {
    return new EventLogException(file(), number, field, value, expected);
  }

  private boolean nextPart() {
    if (window.endedEarly() != null) {
      cutOff("");
      return false;
    }
    try {
      window.close();
      if (part + 1 == parts.size()) {
        count.end();
        if (!begun) {
          throw new EventLogException(file(), 0, "file", "empty", "a Spark event log");
        }
        return false;
      }
      part++;
      number = 0;
      window.open(PartInput.open(parts.get(part), count));
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The array that has the current line, which changes with {@link #next}.
   *
   * @return UTF-8 text and more, of which the line is a part
   */
  public byte[] bytes() {
    return window.bytes();
  }

  /**
   * Where the current line begins.
   *
   * @return an index of {@link #bytes}
   */
  public int offset() {
    return window.start();
  }

  /**
   * How long the current line is.
   *
   * @return a number of bytes, with the line's end
   */
  public int length() {
    return length;
  }

  /**
   * The current line's event, as its first field says.
   *
   * @return a name such as {@code SparkListenerTaskEnd}, the same instance for the same name; empty
   *     if the line does not begin as Spark's do, and somewhere else says what it is
   */
  public String event() {
    return name == null ? "" : name.text();
  }

  /**
   * Which file the current line stands in.
   *
   * @return one of {@link EventLogFile#parts}
   */
  public String file() {
    return parts.get(part).name();
  }

  /**
   * The current line's number.
   *
   * @return counted from 1 in each file
   */
  public long number() {
    return number;
  }

  /**
   * How many whole lines have been skipped because nobody wanted them.
   *
   * @return the events' names, in alphabetical order, and how many lines each had
   */
  public Map<String, Long> skipped() {
    return names.skipped();
  }

  /**
   * Whether and where the log ends too early; known after the last line.
   *
   * @return one sentence for people; empty if the log is whole
   */
  public Optional<String> truncation() {
    return Optional.ofNullable(truncation);
  }

  /**
   * Closes the log's file or stream.
   *
   * @throws IOException when that fails
   */
  @Override
  public void close() throws IOException {
    window.close();
  }
}
