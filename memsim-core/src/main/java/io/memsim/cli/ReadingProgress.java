package io.memsim.cli;

import io.memsim.workload.ReadProgress;

/** How far a file has been read, as a bar on the terminal, where somebody watches. */
final class ReadingProgress implements ReadProgress {
  private static final int WIDTH = 24;
  private static final int PERCENT = 100;
  private static final int LONGEST_NAME = 30;
  private static final int MIB = 20;

  private final Terminal terminal;
  private final String name;
  private long shown = -1;

  ReadingProgress(Terminal terminal, String name) {
    this.terminal = terminal;
    int cut = name.length() - LONGEST_NAME;
    this.name = cut <= 0 ? name : "..." + name.substring(cut + "...".length());
  }

  @Override
  public void read(long bytes, long total) {
    long percent = total <= 0 ? -1 : Math.min(PERCENT, (long) ((double) bytes / total * PERCENT));
    long step = percent < 0 ? bytes >> MIB : percent;
    if (step != shown) {
      shown = step;
      terminal.progress("reading " + name + "  " + bar(percent) + mebibytes(bytes, total));
    }
  }

  private static String bar(long percent) {
    if (percent < 0) {
      return "";
    }
    int full = (int) (percent * WIDTH / PERCENT);
    return "["
        + "#".repeat(full)
        + ".".repeat(WIDTH - full)
        + "] "
        + " ".repeat(percent < 10 ? 2 : percent < PERCENT ? 1 : 0)
        + percent
        + "%  ";
  }

  private static String mebibytes(long bytes, long total) {
    return Text.number(bytes >> MIB)
        + (total <= 0 ? "" : " of " + Text.number(total >> MIB))
        + " MiB";
  }
}
