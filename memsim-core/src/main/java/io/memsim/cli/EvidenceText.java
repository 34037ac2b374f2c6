package io.memsim.cli;

import com.google.common.base.Strings;
import io.memsim.simulate.Basis;
import io.memsim.workload.Workload;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints what figures rest on: how many are measured, derived, assumed, why, and the cure. */
final class EvidenceText {
  private static final int WIDTH = 15;

  private EvidenceText() {}

  static void print(Workload workload, List<Basis> bases, PrintStream out) {
    long skipped = workload.skippedEvents().values().stream().mapToLong(Long::longValue).sum();
    out.println();
    out.println(
        "read "
            + Text.count(workload.lines(), "line")
            + " of the log"
            + (skipped == 0
                ? ""
                : ", "
                    + Text.number(skipped)
                    + " of them events of "
                    + Text.count(workload.skippedEvents().size(), "other kind")
                    + ", which tell nothing of memory"));
    out.println("what the figures rest on:");
    for (Basis basis : bases) {
      String name = basis.figures().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      for (Basis.Part part : basis.parts()) {
        out.println(
            "  "
                + Strings.padEnd(name, WIDTH, ' ')
                + Text.count(part.count(), basis.noun())
                + " "
                + part.evidence().name().toLowerCase(Locale.ROOT)
                + ": "
                + part.why()
                + (part.cure().isEmpty() ? "" : " (cure: " + part.cure() + ")"));
        name = "";
      }
    }
  }
}
