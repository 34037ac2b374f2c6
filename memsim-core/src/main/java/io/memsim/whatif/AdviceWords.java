package io.memsim.whatif;

import com.google.common.base.CharMatcher;
import io.memsim.config.ByteSize;
import io.memsim.simulate.RddResult;
import java.util.Locale;

/** How advice calls things. */
final class AdviceWords {
  private static final int LONGEST = 40;

  private AdviceWords() {}

  static String rdd(RddResult rdd) {
    return rdd(rdd.rdd(), rdd.name());
  }

  static String rdd(int id, String name) {
    return "RDD " + id + (name.isEmpty() ? "" : " (" + shortened(name) + ")");
  }

  /** Plans of data frames are names too: many lines, any length. */
  private static String shortened(String name) {
    String line = CharMatcher.whitespace().trimAndCollapseFrom(name, ' ');
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
  }

  static String bytes(long bytes) {
    return ByteSize.format(bytes);
  }

  static String count(long count, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
  }

  static String millis(long millis) {
    return millis < 1000 ? millis + " ms" : String.format(Locale.ROOT, "%,.1f s", millis / 1000.0);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", Math.floor(share * 1000) / 10);
  }
}
