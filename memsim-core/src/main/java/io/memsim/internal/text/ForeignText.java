package io.memsim.internal.text;

/** Foreign text inside error messages: one line, of bearable length. */
public final class ForeignText {

  private static final int LONGEST = 100;

  /** Longer fields and values are cut in messages that name a place in a file. */
  private static final int SHOWN = 80;

  private ForeignText() {}

  /**
   * Quotes a text.
   *
   * @param text any text
   * @return at most 100 characters of it between quotes, control characters and line breaks escaped
   */
  public static String quoted(String text) {
    return '"' + bare(text) + '"';
  }

  /**
   * A text as {@link #quoted} has it, without the quotes.
   *
   * @param text any text
   * @return at most 100 characters of it, control characters and line breaks escaped
   */
  public static String bare(String text) {
    StringBuilder bare = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
      char c = text.charAt(i);
      if (breaksLine(c)) {
        bare.append(String.format("\\u%04x", (int) c));
      } else {
        bare.append(c);
      }
    }
    return bare.append(text.length() > LONGEST ? "..." : "").toString();
  }

  /**
   * What a value looks like in {@link #located}.
   *
   * @param value any text
   * @return at most 80 characters of it, with a question mark for each that is not printable
   */
  public static String value(String value) {
    return printable(value, SHOWN);
  }

  /**
   * A message on something wrong at a place of a file.
   *
   * @param file the file
   * @param line the line's number, counted from 1; 0 for the file as a whole
   * @param field what is wrong
   * @param value what stands there
   * @param expected what should stand there
   * @return one line: {@code file:line: field: value: expected ...}
   */
  public static String located(
      String file, long line, String field, String value, String expected) {
    return printable(file, Integer.MAX_VALUE)
        + (line > 0 ? ":" + line : "")
        + ": "
        + printable(field, SHOWN)
        + ": "
        + printable(value, SHOWN)
        + ": expected "
        + printable(expected, Integer.MAX_VALUE);
  }

  private static String printable(String text, int limit) {
    boolean cut = text.length() > limit;
    StringBuilder shown = new StringBuilder(Math.min(text.length(), SHOWN) + 3);
    for (int i = 0; i < (cut ? limit - 3 : text.length()); i++) {
      char c = text.charAt(i);
      shown.append(breaksLine(c) ? '?' : c);
    }
    return cut ? shown.append("...").toString() : shown.toString();
  }

  private static boolean breaksLine(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }
}
