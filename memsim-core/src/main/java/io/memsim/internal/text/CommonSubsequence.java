package io.memsim.internal.text;

import java.util.List;

/** What two sequences have in common, in order. */
public final class CommonSubsequence {

  private CommonSubsequence() {}

  /**
   * The length of the longest sequence that both contain in order. Costs in proportion to the
   * product of their lengths.
   *
   * @param a one sequence
   * @param b the other
   * @return how many elements it has
   */
  public static int length(List<String> a, List<String> b) {
    int[] before = new int[b.size() + 1];
    for (String one : a) {
      int[] row = new int[b.size() + 1];
      for (int j = 0; j < b.size(); j++) {
        row[j + 1] = one.equals(b.get(j)) ? before[j] + 1 : Math.max(row[j], before[j + 1]);
      }
      before = row;
    }
    return before[b.size()];
  }
}
