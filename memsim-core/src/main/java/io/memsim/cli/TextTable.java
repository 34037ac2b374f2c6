package io.memsim.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A table of plain text: columns as wide as their widest cell, two spaces between them. */
final class TextTable {
  private final List<String> header;
  private final boolean[] right;
  private final List<List<String>> rows = new ArrayList<>();

  /** A column whose name begins with {@code >} is aligned to the right. */
  TextTable(List<String> columns) {
    header = columns.stream().map(name -> name.startsWith(">") ? name.substring(1) : name).toList();
    right = new boolean[columns.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = columns.get(i).startsWith(">");
    }
  }

  void row(List<String> cells) {
    rows.add(List.copyOf(cells));
  }

  void print(PrintStream out) {
    int[] widths = new int[right.length];
    widen(widths, header);
    rows.forEach(row -> widen(widths, row));
    print(out, widths, header);
    rows.forEach(row -> print(out, widths, row));
  }

  private static void widen(int[] widths, List<String> cells) {
    for (int i = 0; i < cells.size(); i++) {
      widths[i] = Math.max(widths[i], cells.get(i).length());
    }
  }

  private void print(PrintStream out, int[] widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i);
      String blank = " ".repeat(widths[i] - cell.length());
      line.append(i == 0 ? "" : "  ").append(right[i] ? blank + cell : cell + blank);
    }
    out.println(line.toString().stripTrailing());
  }
}
