package io.memsim.trace;

import io.memsim.internal.text.ForeignText;

/**
 * A trace breaks the format: what is wrong, and where. The only exception that bad input raises; a
 * failing disk or network is an {@link java.io.IOException} instead.
 *
 * <p>The message is one line of plain text: {@code file:line: field: value: expected ...}.
 */
public final class TraceFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long line;
  private final String field;
  private final String value;
  private final String expected;

  /**
   * Makes one.
   *
   * @param file the name of the trace
   * @param line the line's number, counted from 1
   * @param field the field that is wrong, or what else of the line is
   * @param value what stands there; cut and made printable
   * @param expected what should stand there
   */
  public TraceFormatException(String file, long line, String field, String value, String expected) {
    super(ForeignText.located(file, line, field, value, expected));
    this.file = file;
    this.line = line;
    this.field = field;
    this.value = ForeignText.value(value);
    this.expected = expected;
  }

  /**
   * The trace.
   *
   * @return its name, as given to the reader
   */
  public String file() {
    return file;
  }

  /**
   * Where it is wrong.
   *
   * @return the line's number, counted from 1; the header is line 1
   */
  public long line() {
    return line;
  }

  /**
   * What is wrong.
   *
   * @return the name of a field, or a word for something bigger, such as {@code gzip}
   */
  public String field() {
    return field;
  }

  /**
   * What stands there.
   *
   * @return the offending text, at most 80 characters of it, without control characters
   */
  public String value() {
    return value;
  }

  /**
   * What should stand there.
   *
   * @return a phrase that completes "expected ..."
   */
  public String expected() {
    return expected;
  }
}
