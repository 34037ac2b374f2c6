package io.memsim.trace;

/**
 * A trace breaks the format: what is wrong, and where. The only exception that bad input raises; a
 * failing disk or network is an {@link java.io.IOException} instead.
 *
 * <p>The message is one line of plain text: {@code file:line: field: value: expected ...}.
 */
public final class TraceFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Longer values are cut in the message, so that it stays one readable line. */
  private static final int SHOWN = 80;

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
    super(
        printable(file, Integer.MAX_VALUE)
            + ":"
            + line
            + ": "
            + printable(field, SHOWN)
            + ": "
            + printable(value, SHOWN)
            + ": expected "
            + printable(expected, Integer.MAX_VALUE));
    this.file = file;
    this.line = line;
    this.field = field;
    this.value = printable(value, SHOWN);
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

  private static String printable(String text, int limit) {
    boolean cut = text.length() > limit;
    StringBuilder shown = new StringBuilder(Math.min(text.length(), SHOWN) + 3);
    for (int i = 0; i < (cut ? limit - 3 : text.length()); i++) {
      char c = text.charAt(i);
      shown.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
    }
    return cut ? shown.append("...").toString() : shown.toString();
  }
}
