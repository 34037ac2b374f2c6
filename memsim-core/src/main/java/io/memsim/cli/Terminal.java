package io.memsim.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * The streams of one run of the program.
 *
 * @param in what {@code -} stands for
 * @param out where results go
 * @param err where everything else goes
 * @param interactive whether somebody watches, who wants to see progress
 * @param colour whether he likes colours
 */
record Terminal(
    InputStream in, PrintStream out, PrintStream err, boolean interactive, boolean colour) {
  static final int SUCCESS = 0;
  static final int DIVERGENCE = 1;
  static final int BAD_INPUT = 2;
  static final int DEFECT = 3;

  private static final String CLEAR_LINE = "\r\u001b[K";

  /** Says in one line on standard error what is wrong with the input. */
  void complain(String what) {
    say("memsim: " + what, "\u001b[31m");
  }

  /** Says in one line on standard error what looks wrong. */
  void warn(String what) {
    say("warning: " + what, "\u001b[33m");
  }

  /** Shows a defect of this program for whoever is to mend it; answers the exit code. */
  int defect(Throwable defect) {
    endProgress();
    out.flush();
    err.println("memsim: this is a defect of memsim:");
    defect.printStackTrace(err);
    err.flush();
    return DEFECT;
  }

  private void say(String text, String ansi) {
    String line = oneLine(text);
    out.flush();
    err.println(colour ? CLEAR_LINE + ansi + line + "\u001b[0m" : line);
    err.flush();
  }

  /** Shows how far long work is, where somebody watches. */
  void progress(String text) {
    if (interactive) {
      err.print(CLEAR_LINE + text);
      err.flush();
    }
  }

  /** Wipes what {@link #progress} shows. */
  void endProgress() {
    if (interactive) {
      err.print(CLEAR_LINE);
      err.flush();
    }
  }

  String good(String text) {
    return colour ? "\u001b[32m" + text + "\u001b[0m" : text;
  }

  String bad(String text) {
    return colour ? "\u001b[31m" + text + "\u001b[0m" : text;
  }

  /** Whether everything written has arrived; says so if not. */
  boolean flushed() {
    out.flush();
    if (out.checkError()) {
      complain("standard output cannot be written");
      return false;
    }
    return true;
  }

  private static String oneLine(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? ' ' : c);
    }
    return line.toString();
  }
}
