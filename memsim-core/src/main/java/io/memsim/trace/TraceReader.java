package io.memsim.trace;

import com.google.common.io.CharSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads a memory trace, plain or gzip-compressed as its first bytes say, line by line: what has
 * been handed out is not kept, so a trace of any length needs the same memory. Blank lines are
 * skipped, but counted.
 *
 * <p>Whatever is wrong with the text is a {@link TraceFormatException} that names the line, and no
 * other exception; after one the reader is of no more use. A failing file is an {@link IOException}
 * when opened and an {@link UncheckedIOException} later on.
 *
 * <p>Not thread-safe.
 */
public final class TraceReader implements Iterator<TraceLine>, AutoCloseable {
  private final JsonCursor json;
  private final TraceHeader header;
  private final OperationParser operations;
  private boolean inLine;

  private TraceReader(JsonCursor json) {
    this.json = json;
    this.header = HeaderParser.parse(json);
    this.operations = new OperationParser(json);
  }

  /**
   * Opens a trace and reads its header.
   *
   * @param file the trace, whatever its suffix
   * @return a reader before the first operation, named as the path
   * @throws IOException when the file cannot be read
   * @throws TraceFormatException when it does not begin as a trace does
   */
  public static TraceReader open(Path file) throws IOException {
    return of(Files.newInputStream(file), file.toString());
  }

  /**
   * Takes a stream and reads its header. The stream is closed with the reader, and at once when
   * this fails.
   *
   * @param in the trace's bytes
   * @param name what errors call the trace
   * @return a reader before the first operation
   * @throws IOException when the stream cannot be read
   * @throws TraceFormatException when it does not begin as a trace does
   */
  public static TraceReader of(InputStream in, String name) throws IOException {
    try {
      return new TraceReader(JsonCursor.open(in, name));
    } catch (UncheckedIOException e) {
      in.close();
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /**
   * Takes a text and reads its header. The text is closed with the reader, and at once when this
   * fails.
   *
   * @param in the trace's text
   * @param name what errors call the trace
   * @return a reader before the first operation
   * @throws IOException when the text cannot be read
   * @throws TraceFormatException when it does not begin as a trace does
   */
  public static TraceReader of(Reader in, String name) throws IOException {
    CharSource once =
        new CharSource() {
          @Override
          public Reader openStream() {
            return in;
          }
        };
    return of(once.asByteSource(StandardCharsets.UTF_8).openStream(), name);
  }

  /**
   * What the trace is called.
   *
   * @return the name that errors have, too
   */
  public String name() {
    return json.file();
  }

  /**
   * The executor that the trace is about.
   *
   * @return the first line
   */
  public TraceHeader header() {
    return header;
  }

  /**
   * Whether there is another operation. Looks at the beginning of the next line.
   *
   * @return false at the end of the trace
   * @throws TraceFormatException when the next line is no JSON object
   */
  @Override
  public boolean hasNext() {
    if (!inLine) {
      inLine = json.nextObject();
    }
    return inLine;
  }

  /**
   * Reads the next operation.
   *
   * @return its line
   * @throws NoSuchElementException at the end of the trace
   * @throws TraceFormatException when the line breaks the format
   */
  @Override
  public TraceLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the trace " + name() + " has no more operations");
    }
    inLine = false;
    return operations.parse();
  }

  /**
   * Closes the underlying file or stream.
   *
   * @throws IOException when that fails
   */
  @Override
  public void close() throws IOException {
    json.close();
  }
}
