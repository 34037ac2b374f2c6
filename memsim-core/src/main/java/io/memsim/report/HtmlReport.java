package io.memsim.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a report as a page of HTML in one file: data, style, script and the charting library are
 * inside, nothing is loaded from anywhere. The element {@code <script type="application/json"
 * id="data">} holds the document that {@link JsonReport} writes, byte for byte.
 *
 * <p>Needs {@code jackson-core} and the WebJar {@code org.webjars.npm:chart.js}.
 */
public final class HtmlReport {
  private static final String CHARTS =
      "META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";
  private static final Pattern SLOT = Pattern.compile("@@([A-Z]+)@@");

  private HtmlReport() {}

  /**
   * Finds out whether pages can be written, for those who want to know before they begin.
   *
   * @throws MissingLibraryException when the charting library is not on the class path
   */
  public static void checkLibrary() {
    if (HtmlReport.class.getClassLoader().getResource(CHARTS) == null) {
      throw missing();
    }
  }

  private static MissingLibraryException missing() {
    return new MissingLibraryException(
        "the charting library is missing from the class path: run the self-contained memsim.jar,"
            + " or add org.webjars.npm:chart.js");
  }

  /**
   * Writes a report.
   *
   * @param report the report
   * @param out where it goes, UTF-8; flushed, not closed
   * @throws IOException when it cannot be written
   * @throws MissingLibraryException when the charting library is not on the class path
   */
  public static void write(Report report, OutputStream out) throws IOException {
    String charts = charts();
    String page = own("report.html");
    Matcher slot = SLOT.matcher(page);
    int written = 0;
    while (slot.find()) {
      out.write(page.substring(written, slot.start()).getBytes(UTF_8));
      written = slot.end();
      switch (slot.group(1)) {
        case "STYLE" -> out.write(own("report.css").getBytes(UTF_8));
        case "CHARTS" -> out.write(charts.getBytes(UTF_8));
        case "WORDS" -> out.write(own("report-words.js").getBytes(UTF_8));
        case "DRAWING" -> out.write(own("report-charts.js").getBytes(UTF_8));
        case "PAGE" -> out.write(own("report-page.js").getBytes(UTF_8));
        case "DATA" -> JsonReport.write(report, out);
        default -> throw new IllegalStateException("report.html has an unknown slot " + slot);
      }
    }
    out.write(page.substring(written).getBytes(UTF_8));
    out.flush();
  }

  /** Without the reference to its source map, which is not there and would be looked for. */
  private static String charts() throws IOException {
    try (InputStream in = HtmlReport.class.getClassLoader().getResourceAsStream(CHARTS)) {
      if (in == null) {
        throw missing();
      }
      String library = text(in);
      int map = library.lastIndexOf("//# sourceMappingURL=");
      return map < 0 ? library : library.substring(0, map);
    }
  }

  private static String own(String name) throws IOException {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from this jar");
      }
      return text(in);
    }
  }

  private static String text(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    in.transferTo(bytes);
    return bytes.toString(UTF_8);
  }
}
