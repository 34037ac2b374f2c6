package io.memsim.trace;

import io.memsim.block.BlockId;
import org.jspecify.annotations.Nullable;

/** Parses block names where they stand in the parser's buffer. */
final class BlockNames {
  /*
   * Nearly every block of a trace is an RDD's. Its name is two numbers, which are read here without
   * making a string of it; all else, and every doubtful case, is left to BlockId.parse.
   */

  /** So many digits cannot overflow an int. */
  private static final int SAFE_DIGITS = 9;

  private static final String RDD = "rdd_";

  private BlockNames() {}

  /** The block that the string under the cursor names. */
  static BlockId block(JsonCursor json, String field) {
    BlockId rdd = rdd(json.chars(), json.charsOffset(), json.charsLength());
    if (rdd != null) {
      return rdd;
    }
    String name = json.text();
    try {
      return BlockId.parse(name);
    } catch (IllegalArgumentException e) {
      TraceFormatException wrong =
          json.fail(field, name, "a block name such as rdd_0_1 or broadcast_2_piece0");
      wrong.initCause(e);
      throw wrong;
    }
  }

  private static @Nullable BlockId rdd(char[] chars, int from, int length) {
    int end = from + length;
    if (length < RDD.length() || chars[from] != 'r') {
      return null;
    }
    for (int i = 1; i < RDD.length(); i++) {
      if (chars[from + i] != RDD.charAt(i)) {
        return null;
      }
    }
    int rddFrom = from + RDD.length();
    int rddEnd = digitsEnd(chars, rddFrom, end);
    if (rddEnd == rddFrom || rddEnd - rddFrom > SAFE_DIGITS || rddEnd == end) {
      return null;
    }
    int splitFrom = rddEnd + 1;
    int splitEnd = digitsEnd(chars, splitFrom, end);
    if (chars[rddEnd] != '_'
        || splitEnd == splitFrom
        || splitEnd - splitFrom > SAFE_DIGITS
        || splitEnd != end) {
      return null;
    }
    return BlockId.rdd(number(chars, rddFrom, rddEnd), number(chars, splitFrom, end));
  }

  private static int digitsEnd(char[] chars, int from, int end) {
    int at = from;
    while (at < end && chars[at] >= '0' && chars[at] <= '9') {
      at++;
    }
    return at;
  }

  private static int number(char[] chars, int from, int end) {
    int number = 0;
    for (int i = from; i < end; i++) {
      number = 10 * number + (chars[i] - '0');
    }
    return number;
  }
}
