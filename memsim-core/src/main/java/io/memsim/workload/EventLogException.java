package io.memsim.workload;

import io.memsim.internal.text.ForeignText;

/**
 * Something is no event log, or a broken one: what is wrong, and where. The only exception that bad
 * input raises; a failing disk is an {@link java.io.IOException} instead.
 *
 * <p>The message is one line of plain text: {@code file:line: field: value: expected ...}, without
 * the line where the whole file is meant.
 */
public final class EventLogException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long line;
  private final String field;
  private final String value;
  private final String expected;

  /**
   * Makes one.
   *
   * @param file the file that is wrong: of a rolling log, the one of its parts
   * @param line the line's number in that file, counted from 1; 0 for the file as a whole
   * @param field the field that is wrong, or what else is
   * @param value what stands there; cut and made printable
   * @param expected what should stand there
   */
  public EventLogException(String file, long line, String field, String value, String expected) {
    super(ForeignText.located(file, line, field, value, expected));
    this.file = file;
    this.line = line;
    this.field = field;
    this.value = ForeignText.value(value);
    this.expected = expected;
  }

  /**
   * Where it is wrong.
   *
   * @return the file's name, as it was given or found
   */
  public String file() {
    return file;
  }

  /**
   * Where in the file it is wrong.
   *
   * @return the line's number, counted from 1; 0 when the whole file is wrong
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
