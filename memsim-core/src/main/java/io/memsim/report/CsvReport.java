package io.memsim.report;

import io.memsim.whatif.Candidate;
import io.memsim.whatif.Measures;
import io.memsim.whatif.Setting;
import io.memsim.whatif.Sweep;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the configurations of a report as comma-separated values (RFC 4180, lines end in a line
 * feed): a header, then a line for each; where none was tried, one for what is simulated. The first
 * columns are what is varied, empty where it is as recorded; then come the figures under their
 * names in JSON.
 */
public final class CsvReport {
  private CsvReport() {}

  /**
   * Writes the configurations.
   *
   * @param report the report
   * @param out where they go
   * @throws IOException when they cannot be written
   */
  public static void write(Report report, Appendable out) throws IOException {
    List<Candidate> candidates =
        report.candidates().isEmpty() ? List.of(JsonReport.shown(report)) : report.candidates();
    Set<String> knobs = new LinkedHashSet<>();
    for (Candidate candidate : candidates) {
      candidate.variant().settings().forEach(setting -> knobs.add(setting.knob().name()));
    }
    List<String> header = new ArrayList<>(knobs);
    header.add("refused");
    for (MeasureColumn column : MeasureColumn.ALL) {
      header.add(column.key());
    }
    header.add("sizes");
    header.add("pareto");
    line(out, header);
    List<Boolean> front = Sweep.paretoFront(candidates);
    for (int i = 0; i < front.size(); i++) {
      line(out, cells(knobs, candidates.get(i), front.get(i)));
    }
  }

  private static List<String> cells(Set<String> knobs, Candidate candidate, boolean front) {
    List<String> cells = new ArrayList<>();
    for (String knob : knobs) {
      cells.add(
          candidate.variant().settings().stream()
              .filter(setting -> setting.knob().name().equals(knob))
              .map(Setting::value)
              .findFirst()
              .orElse(""));
    }
    String refusal = candidate.refusal();
    cells.add(refusal == null ? "" : refusal);
    Measures measures = candidate.measures();
    for (MeasureColumn column : MeasureColumn.ALL) {
      cells.add(measures == null ? "" : column.text(measures));
    }
    cells.add(measures == null ? "" : measures.sizes().name());
    cells.add(String.valueOf(front));
    return cells;
  }

  private static void line(Appendable out, List<String> cells) throws IOException {
    for (int i = 0; i < cells.size(); i++) {
      out.append(i == 0 ? "" : ",").append(quoted(cells.get(i)));
    }
    out.append('\n');
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
