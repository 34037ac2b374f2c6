package io.memsim.bench.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Results as a table: a line for each path, a column for each subject, and memsim's ratios. */
final class ResultTable {

  private static final List<String> HEADER =
      List.of(
          "path",
          "unit",
          "memsim",
          "Spark",
          "LinkedHashMap",
          "floor",
          "Spark/memsim",
          "memsim/floor",
          "memsim B/op",
          "Spark B/op");

  private final List<List<String>> lines = new ArrayList<>();

  private ResultTable() {}

  /** The medians, and the ratios of medians. */
  static ResultTable of(Results results) {
    ResultTable table = new ResultTable();
    table.lines.add(HEADER);
    for (Map<String, Measurement> row : rows(results).values()) {
      table.lines.add(line(row));
    }
    return table;
  }

  /** The measurements of all subjects, by path and parameters, then by subject. */
  static Map<String, Map<String, Measurement>> rows(Results results) {
    Map<String, Map<String, Measurement>> rows = new LinkedHashMap<>();
    for (Measurement measurement : results.measurements()) {
      rows.computeIfAbsent(measurement.row(), row -> new LinkedHashMap<>())
          .put(measurement.subject(), measurement);
    }
    return rows;
  }

  private static List<String> line(Map<String, Measurement> row) {
    Measurement any = row.values().iterator().next();
    Measurement memsim = row.get("memsim");
    Measurement spark = row.get("spark");
    Measurement floor = row.get("floor");
    return List.of(
        any.row(),
        any.unit().replace("/op", ""),
        figure(memsim),
        figure(spark),
        figure(row.get("naive")),
        figure(floor),
        ratio(spark, memsim),
        ratio(memsim, floor),
        allocation(memsim),
        allocation(spark));
  }

  private static String figure(@Nullable Measurement measurement) {
    return measurement == null ? "" : number(measurement.median());
  }

  private static String allocation(@Nullable Measurement measurement) {
    if (measurement == null || Double.isNaN(measurement.allocated())) {
      return "";
    }
    // Below half a byte it is JMH's and the JVM's own.
    return measurement.allocated() < 0.5 ? "0" : number(measurement.allocated());
  }

  private static String ratio(@Nullable Measurement above, @Nullable Measurement below) {
    return above == null || below == null ? "" : number(above.median() / below.median()) + "x";
  }

  /** Three significant digits at least, and no more decimals than one. */
  static String number(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }

  /** Columns padded with blanks. */
  String text() {
    int[] widths = new int[HEADER.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String pad = " ".repeat(widths[i] - line.get(i).length());
        row.append(i < 2 ? line.get(i) + pad : pad + line.get(i)).append("  ");
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** The same for a page of Markdown. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      text.append("| ").append(String.join(" | ", lines.get(i))).append(" |\n");
      if (i == 0) {
        text.append("| --- | --- |").append(" ---: |".repeat(HEADER.size() - 2)).append('\n');
      }
    }
    return text.toString();
  }
}
