package io.memsim.workload;

import org.jspecify.annotations.Nullable;

/** The names of blocks that a log tells of, taken apart without patterns. */
final class BlockNames {

  private BlockNames() {}

  /** The RDD and the partition, or null when it is not such a name. */
  static int @Nullable [] rdd(String name) {
    int second = name.indexOf('_', 4);
    if (second < 0) {
      return null;
    }
    long rdd = number(name, 4, second);
    long partition = number(name, second + 1, name.length());
    return rdd < 0 || partition < 0 || rdd > Integer.MAX_VALUE || partition > Integer.MAX_VALUE
        ? null
        : new int[] {(int) rdd, (int) partition};
  }

  /** The broadcast and the number of the piece, or null when it is not such a name. */
  static long @Nullable [] broadcastPiece(String name) {
    int second = name.indexOf("_piece", 10);
    if (second < 0) {
      return null;
    }
    long id = number(name, 10, second);
    long piece = number(name, second + 6, name.length());
    return id < 0 || piece < 0 || piece > Integer.MAX_VALUE ? null : new long[] {id, piece};
  }

  private static long number(String text, int from, int to) {
    if (to <= from || to - from > 18) {
      return -1;
    }
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = 10 * value + digit;
    }
    return value;
  }
}
