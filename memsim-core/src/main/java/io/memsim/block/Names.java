package io.memsim.block;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.CharMatcher;
import io.memsim.internal.text.ForeignText;
import java.util.regex.Pattern;

/** What the parts of a block's name must be like so that the name can be read back. */
final class Names {

  // What a dot does not match in Spark's patterns.
  private static final CharMatcher LINE_BREAK = CharMatcher.anyOf("\n\r\u0085\u2028\u2029");

  private static final CharMatcher WORD =
      CharMatcher.inRange('a', 'z')
          .or(CharMatcher.inRange('A', 'Z'))
          .or(CharMatcher.inRange('0', '9'))
          .or(CharMatcher.is('_'));

  private static final Pattern LOG = Pattern.compile("log_[0-9]+_.*");

  private Names() {}

  static void checkId(long id, String part) {
    checkArgument(id >= 0, "%s %s of a block name: expected at least 0", part, id);
  }

  static void checkWord(String text, String part) {
    checkArgument(
        WORD.matchesAllOf(text),
        "%s %s of a block name: expected ASCII letters, digits and underscores",
        part,
        ForeignText.quoted(text));
  }

  static void checkLine(String text, String part) {
    checkArgument(
        LINE_BREAK.matchesNoneOf(text),
        "%s %s of a block name: expected no line break",
        part,
        ForeignText.quoted(text));
  }

  static void checkNoUnderscore(String text, String part) {
    checkArgument(
        text.indexOf('_') < 0,
        "%s %s of a block name: expected no underscore",
        part,
        ForeignText.quoted(text));
  }

  static void checkTestId(String id) {
    checkLine(id, "id");
    checkArgument(
        !LOG.matcher(id).matches(),
        "id %s of a test block: expected no log_<number>_, which names a log block",
        ForeignText.quoted(id));
  }

  static String merged(
      String appId, int shuffleId, int shuffleMergeId, int reduceId, String extension) {
    return "shuffleMerged_"
        + (appId + "_" + shuffleId + "_" + shuffleMergeId + "_" + reduceId + extension);
  }
}
