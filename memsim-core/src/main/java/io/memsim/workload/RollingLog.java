package io.memsim.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of a log that Spark rolls over ({@code spark.eventLog.rolling.enabled}): a directory
 * {@code eventlog_v2_APPLICATION} with {@code events_N_APPLICATION[.codec][.compact]} and an empty
 * file {@code appstatus_APPLICATION[.inprogress]}.
 *
 * @param files the names of those that are to be read, in order
 * @param inProgress whether Spark is still writing
 */
record RollingLog(List<String> files, boolean inProgress) {
  /*
   * Spark's history server replaces the oldest files by one that it compacted, which has the number
   * of the last of them; when it is interrupted, they are still there beside it. So all before the
   * last compact file is passed over, and a compact file that is still being written is none.
   */
  private static final Pattern EVENTS = Pattern.compile("events_(\\d{1,18})_.*");

  static final String COMPACT = ".compact";
  private static final String IN_PROGRESS = ".inprogress";

  static boolean isEventFile(String name) {
    return EVENTS.matcher(name).matches();
  }

  /** The log that a directory's files are. */
  static RollingLog of(String directory, Iterable<String> names) {
    List<Rolled> rolled = new ArrayList<>();
    boolean inProgress = false;
    for (String name : names) {
      Matcher events = EVENTS.matcher(name);
      if (events.matches() && !name.endsWith(COMPACT + IN_PROGRESS)) {
        rolled.add(new Rolled(name, Long.parseLong(events.group(1)), name.endsWith(COMPACT)));
      }
      inProgress |= name.startsWith("appstatus_") && name.endsWith(IN_PROGRESS);
    }
    if (rolled.isEmpty()) {
      throw new EventLogException(
          directory,
          0,
          "directory",
          "no files events_1_..., events_2_... in it",
          "a rolling event log (eventlog_v2_...), or one event log's file");
    }
    rolled.sort(
        Comparator.comparingLong(Rolled::index)
            .thenComparing(Rolled::compact)
            .thenComparing(Rolled::name));
    int first = 0;
    for (int i = 0; i < rolled.size(); i++) {
      first = rolled.get(i).compact() ? i : first;
    }
    List<Rolled> read = rolled.subList(first, rolled.size());
    for (int i = 1; i < read.size(); i++) {
      long expected = read.get(i - 1).index() + 1;
      if (read.get(i).index() != expected) {
        throw new EventLogException(
            directory,
            0,
            "directory",
            read.get(i).name() + " follows " + read.get(i - 1).name(),
            "events_" + expected + "_... there");
      }
    }
    return new RollingLog(read.stream().map(Rolled::name).toList(), inProgress);
  }

  private record Rolled(String name, long index, boolean compact) {}
}
