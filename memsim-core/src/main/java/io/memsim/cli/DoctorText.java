package io.memsim.cli;

import com.google.common.base.Splitter;
import io.memsim.report.Remedy;
import java.io.PrintStream;
import java.util.List;

/** Prints what would make the next log say more, ready for {@code spark-defaults.conf}. */
final class DoctorText {
  private static final int WIDTH = 100;

  private DoctorText() {}

  static void print(List<Remedy> remedies, PrintStream out) {
    if (remedies.isEmpty()) {
      return;
    }
    out.println();
    remedies.stream()
        .filter(remedy -> remedy.setting().isEmpty())
        .forEach(remedy -> out.println(remedy.why()));
    List<Remedy> settings =
        remedies.stream().filter(remedy -> !remedy.setting().isEmpty()).toList();
    if (!settings.isEmpty()) {
      out.println("for a log that says more, in spark-defaults.conf:");
    }
    for (Remedy remedy : settings) {
      comment(remedy.why(), out);
      out.println(remedy.setting());
    }
  }

  private static void comment(String text, PrintStream out) {
    StringBuilder line = new StringBuilder("#");
    for (String word : Splitter.on(' ').split(text)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        out.println(line);
        line = new StringBuilder("#");
      }
      line.append(' ').append(word);
    }
    out.println(line);
  }
}
