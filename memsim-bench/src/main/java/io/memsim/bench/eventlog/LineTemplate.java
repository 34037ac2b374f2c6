package io.memsim.bench.eventlog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of an event log whose ids and times can be shifted. */
final class LineTemplate {
  /*
   * Ids of all kinds are shifted alike, so that nothing needs to know whether "Parent IDs" are those
   * of stages or of RDDs. Attempts, indices and resource profiles stay as they are.
   */
  private static final String ID =
      "\"(?:Job ID|Stage ID|Stage IDs|Parent IDs|Task ID|RDD ID|ID|executionId|accumulatorId"
          + "|Broadcast ID)\":\\[?";

  private static final String BLOCK = "\"Block ID\":\"(?:rdd|broadcast|shuffle|taskresult)_";
  private static final String TIME =
      "\"(?:Timestamp|Submission Time|Completion Time|Launch Time|Finish Time|Getting Result Time"
          + "|time)\":";

  private static final Pattern NUMBER =
      Pattern.compile("(?:" + ID + "|" + BLOCK + "|(" + TIME + "))(\\d+)|(?<=\\d),(\\d+)");

  private final List<byte[]> texts = new ArrayList<>();
  private final List<Shifted> numbers = new ArrayList<>();

  LineTemplate(String line) {
    Matcher matcher = NUMBER.matcher(line);
    int end = 0;
    boolean inIds = false;
    int idsEnd = 0;
    while (matcher.find()) {
      int group = matcher.group(2) != null ? 2 : 3;
      if (group == 3 && !(inIds && matcher.start() == idsEnd)) {
        continue;
      }
      boolean time = matcher.group(1) != null;
      inIds = !time;
      idsEnd = matcher.end(group);
      texts.add(line.substring(end, matcher.start(group)).getBytes(StandardCharsets.UTF_8));
      numbers.add(new Shifted(Long.parseLong(matcher.group(group)), time));
      end = matcher.end(group);
    }
    texts.add((line.substring(end) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The largest id, -1 for none. */
  long largestId() {
    return largest(false);
  }

  /** The latest time in milliseconds, -1 for none. */
  long latestTime() {
    return largest(true);
  }

  /** The earliest time in milliseconds, a very late one for none. */
  long earliestTime() {
    return numbers.stream()
        .filter(number -> number.time && number.value > 0)
        .mapToLong(Shifted::value)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private long largest(boolean time) {
    return numbers.stream()
        .filter(number -> number.time == time)
        .mapToLong(Shifted::value)
        .max()
        .orElse(-1);
  }

  /** Writes the line with all ids and times shifted; answers how many bytes that were. */
  long write(OutputStream out, long ids, long millis) throws IOException {
    long bytes = 0;
    for (int i = 0; i < texts.size(); i++) {
      out.write(texts.get(i));
      bytes += texts.get(i).length;
      if (i < numbers.size()) {
        byte[] digits = numbers.get(i).shift(ids, millis).getBytes(StandardCharsets.US_ASCII);
        out.write(digits);
        bytes += digits.length;
      }
    }
    return bytes;
  }

  private record Shifted(long value, boolean time) {
    String shift(long ids, long millis) {
      // 0 is what Spark says for "never".
      return Long.toString(!time ? value + ids : value == 0 ? 0 : value + millis);
    }
  }
}
