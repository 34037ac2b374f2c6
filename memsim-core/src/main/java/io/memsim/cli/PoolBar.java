package io.memsim.cli;

import io.memsim.trace.Expectation.Pool;

/** Draws the two pools of a mode to scale: {@code [EEE...|SSSS..]}. */
final class PoolBar {
  private PoolBar() {}

  /** The pools on so many characters, brackets and the boundary not counted. */
  static String of(Pool execution, Pool storage, int width) {
    long total = execution.size() + storage.size();
    int left = scale(execution.size(), total, width);
    return "[" + part(execution, 'E', left) + "|" + part(storage, 'S', width - left) + "]";
  }

  /** A share of the width; what is not nothing gets a character. */
  private static int scale(long part, long whole, int width) {
    if (whole <= 0 || part <= 0) {
      return 0;
    }
    int share = (int) Math.round((double) part / whole * width);
    return Math.max(1, part < whole ? Math.min(width - 1, share) : width);
  }

  private static String part(Pool pool, char mark, int width) {
    if (width == 0) {
      return "";
    }
    int used = scale(pool.used(), pool.size(), width);
    return String.valueOf(mark).repeat(used) + ".".repeat(width - used);
  }
}
