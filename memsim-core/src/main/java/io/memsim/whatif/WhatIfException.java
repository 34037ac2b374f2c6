package io.memsim.whatif;

/**
 * A question that cannot be asked: an axis that names nothing, a value that is none, a goal that
 * does not exist. Its message is one line that quotes the offending part.
 */
public final class WhatIfException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST = 100;

  /**
   * A refusal.
   *
   * @param what the part that is wrong, as given
   * @param expected what would have been accepted
   */
  public WhatIfException(String what, String expected) {
    super(quoted(what) + ": expected " + expected);
  }

  /**
   * A refusal of a part of something longer.
   *
   * @param whole what was given
   * @param part the part of it that is wrong
   * @param expected what would have been accepted in its place
   */
  public WhatIfException(String whole, String part, String expected) {
    super(
        whole.equals(part)
            ? quoted(part) + ": expected " + expected
            : bare(whole) + ": " + quoted(part) + ": expected " + expected);
  }

  private static String quoted(String text) {
    return '"' + bare(text) + '"';
  }

  /** One line of bearable length. */
  private static String bare(String text) {
    StringBuilder bare = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            c ->
                bare.append(
                    Character.isISOControl(c) || c == 0x2028 || c == 0x2029
                        ? String.format("\\u%04x", c)
                        : Character.toString(c)));
    return bare.append(text.codePointCount(0, text.length()) > LONGEST ? "..." : "").toString();
  }
}
