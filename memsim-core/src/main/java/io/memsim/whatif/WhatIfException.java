package io.memsim.whatif;

import io.memsim.internal.text.ForeignText;

/**
 * A question that cannot be asked: an axis that names nothing, a value that is none, a goal that
 * does not exist. Its message is one line that quotes the offending part.
 */
public final class WhatIfException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param what the part that is wrong, as given
   * @param expected what would have been accepted
   */
  public WhatIfException(String what, String expected) {
    super(ForeignText.quoted(what) + ": expected " + expected);
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
            ? ForeignText.quoted(part) + ": expected " + expected
            : ForeignText.bare(whole) + ": " + ForeignText.quoted(part) + ": expected " + expected);
  }
}
