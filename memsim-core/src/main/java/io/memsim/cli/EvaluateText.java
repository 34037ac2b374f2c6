package io.memsim.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** What {@code evaluate} prints: a line for each prediction, and totals. */
final class EvaluateText {

  private static final double SPILLS = 0.15;

  private static final List<String> LEGEND =
      List.of(
          "reads: of RDD blocks, classified as memory hit, disk hit, remote hit or miss;"
              + " right/all.",
          "evictions: of RDD blocks (victims that are broadcasts are left out), predicted in the",
          "  truth's order with its bytes and destination / in the truth. in order: whatever their",
          "  bytes. puts, execution: those that made room for blocks, for execution, each by"
              + " itself.",
          "at end: RDD blocks in memory and on disk, right/all in the truth or predicted.",
          "evicted, recomputed, spilled: predicted/truth; * beyond 5 % (spilled: 15 %) and outside",
          "  the spread of schedules. stages: of how many it is right whether they spill at all.",
          "limits: what the log cannot tell. " + Limits.FORM_UNSEEN + ": no block of some RDD was",
          "  seen in the form that it now has; " + Limits.PEAKS_CUT + ": tasks spilled in the log;",
          "  " + Limits.RACE + ": other schedules of overlapping tasks differ by more than 5 %.");

  /** Predictions that are added up. */
  enum Group {
    OWN_SEQUENTIAL("own configuration, one task at a time", true, true),
    OWN_OVERLAPPING("own configuration, overlapping tasks", true, false),
    OTHER_SEQUENTIAL("another configuration, one task at a time", false, true),
    OTHER_OVERLAPPING("another configuration, overlapping tasks", false, false);

    private final String title;
    private final boolean own;
    private final boolean sequential;

    Group(String title, boolean own, boolean sequential) {
      this.title = title;
      this.own = own;
      this.sequential = sequential;
    }

    boolean contains(Score score) {
      return score.own() == own && score.sequential() == sequential;
    }
  }

  private EvaluateText() {}

  static boolean evictionsNear(Score score) {
    return score.evictions().count().within(Limits.COUNTS);
  }

  static boolean recomputedNear(Score score) {
    return score.recomputed().within(Limits.COUNTS);
  }

  static boolean spilledNear(Score score) {
    return score.spill().bytes().within(SPILLS);
  }

  static void print(List<Score> scores, PrintStream out) {
    TextTable table =
        new TextTable(
            List.of(
                "run",
                ">reads",
                ">",
                ">evictions",
                ">in order",
                ">puts",
                ">execution",
                ">evicted",
                ">evicted MiB",
                ">memory at end",
                ">disk",
                ">recomputed",
                ">spilled MiB",
                ">stages",
                "limits"));
    for (boolean own : new boolean[] {true, false}) {
      for (Score score : scores) {
        if (score.own() == own) {
          table.row(row(score));
        }
      }
    }
    table.print(out);
    out.println();
    LEGEND.forEach(out::println);
    out.println();
    out.println("In total:");
    TextTable totals =
        new TextTable(
            List.of(
                "predictions",
                ">runs",
                ">reads",
                ">evictions",
                ">in order",
                ">puts",
                ">execution",
                ">evicted MiB",
                ">memory at end",
                ">disk",
                ">stages",
                ">evicted near",
                ">recomputed near",
                ">spilled near"));
    for (Group group : Group.values()) {
      List<Score> members = scores.stream().filter(group::contains).toList();
      List<Score> reached = members.stream().filter(Score::reached).toList();
      if (!members.isEmpty()) {
        totals.row(total(group.title, members));
      }
      if (reached.size() < members.size()) {
        totals.row(total("  where the log tells enough", reached));
      }
    }
    totals.print(out);
  }

  private static List<String> row(Score score) {
    Score.Count spilled = score.spill().bytes();
    Score.Count bytes = score.evictions().bytes();
    return List.of(
        score.own() ? score.to() : score.from() + " -> " + score.to(),
        text(score.reads()),
        percent(score.reads()),
        text(score.evictions().exact()),
        text(score.evictions().inOrder()),
        text(score.evictions().forPuts()),
        text(score.evictions().forExecution()),
        text(score.evictions().count()) + (evictionsNear(score) ? "" : "*"),
        mib(bytes.predicted()) + "/" + mib(bytes.truth()),
        text(score.finals().memory()),
        text(score.finals().disk()),
        text(score.recomputed()) + (recomputedNear(score) ? "" : "*"),
        mib(spilled.predicted()) + "/" + mib(spilled.truth()) + (spilledNear(score) ? "" : "*"),
        text(score.spill().stages()),
        String.join(",", score.limits()));
  }

  private static List<String> total(String title, List<Score> scores) {
    Score.Share none = new Score.Share(0, 0);
    Score.Share[] shares = {none, none, none, none, none, none, none, none};
    Score.Count bytes = new Score.Count(0, 0);
    for (Score score : scores) {
      Score.Share[] more = {
        score.reads(),
        score.evictions().exact(),
        score.evictions().inOrder(),
        score.evictions().forPuts(),
        score.evictions().forExecution(),
        score.finals().memory(),
        score.finals().disk(),
        score.spill().stages()
      };
      for (int i = 0; i < shares.length; i++) {
        shares[i] = shares[i].plus(more[i]);
      }
      bytes = bytes.plus(score.evictions().bytes());
    }
    return List.of(
        title,
        String.valueOf(scores.size()),
        percent(shares[0]),
        percent(shares[1]),
        percent(shares[2]),
        percent(shares[3]),
        percent(shares[4]),
        mib(bytes.predicted()) + "/" + mib(bytes.truth()),
        percent(shares[5]),
        percent(shares[6]),
        percent(shares[7]),
        of(scores.stream().filter(EvaluateText::evictionsNear).count(), scores),
        of(scores.stream().filter(EvaluateText::recomputedNear).count(), scores),
        of(scores.stream().filter(EvaluateText::spilledNear).count(), scores));
  }

  private static String of(long near, List<Score> scores) {
    return near + "/" + scores.size();
  }

  private static String text(Score.Share share) {
    return share.right() + "/" + share.all();
  }

  private static String text(Score.Count count) {
    return count.predicted() + "/" + count.truth();
  }

  private static String percent(Score.Share share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share.ratio());
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1048576.0);
  }
}
