package io.memsim.workload;

/**
 * Something is no event log, or a broken one: what is wrong, and where. The only exception that bad
 * input raises; a failing disk is an {@link java.io.IOException} instead.
 *
 * <p>The message is one line of plain text: {@code file:line: field: value: expected ...}, without
 * the line where the whole file is meant.
 */
public final class EventLogException extends RuntimeException {
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
   * @param file the file that is wrong: of a rolling log, the one of its parts
   * @param line the line's number in that file, counted from 1; 0 for the file as a whole
   * @param field the field that is wrong, or what else is
   * @param value what stands there; cut and made printable
   * @param expected what should stand there
   */
  public EventLogException(String file, long line, String field, String value, String expected) {
    super(
        printable(file, Integer.MAX_VALUE)
            + (line > 0 ? ":" + line : "")
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
