package io.memsim.bench.suite;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/** Results as bars: what each subject takes on each path, in nanoseconds, on a logarithmic axis. */
final class RatioChart {

  private static final int WIDTH = 900;
  private static final int ROW = 52;
  private static final int FRAME = 90;
  private static final int FONT_SIZE = 12;
  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, FONT_SIZE);
  private static final String FONT_STYLE = "font-family:sans-serif;font-size:" + FONT_SIZE + "px;";

  /** What is drawn: the benchmark's method, the name in the legend, the colour. */
  private enum Subject {
    SPARK("Spark", 0xE2571E),
    NAIVE("LinkedHashMap", 0x9E9E9E),
    MEMSIM("memsim", 0x1B6CA8),
    FLOOR("floor", 0x4CAF50);

    private final String label;
    private final Color color;

    Subject(String label, int rgb) {
      this.label = label;
      color = new Color(rgb);
    }

    String method() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private RatioChart() {}

  /** The chart as SVG: the same bytes for the same results and fonts. */
  static byte[] svg(Results results) {
    List<Map<String, Measurement>> rows =
        ResultTable.rows(results).values().stream()
            .filter(row -> row.containsKey("memsim") && row.containsKey("spark"))
            .filter(row -> row.values().iterator().next().unit().equals("ns/op"))
            .toList();
    if (rows.isEmpty()) {
      throw new BadResultsException(
          "no path is measured in ns/op for both memsim and Spark: nothing to draw");
    }
    VectorGraphics2D graphics = new VectorGraphics2D();
    int height = FRAME + ROW * rows.size();
    chart(rows).draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, height));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new SVGProcessor()
          .getDocument(graphics.getCommands(), new PageSize(0, 0, WIDTH, height))
          .writeTo(bytes);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    // Any font without serifs will do, not only the one that this machine happens to have.
    return bytes
        .toString(StandardCharsets.UTF_8)
        .replaceAll("font-family:&quot;[^&]*&quot;;", FONT_STYLE)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static JFreeChart chart(List<Map<String, Measurement>> rows) {
    DefaultCategoryDataset bars = new DefaultCategoryDataset();
    BarRenderer renderer = new BarRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setItemMargin(0.05);
    for (Subject subject : Subject.values()) {
      for (Map<String, Measurement> row : rows) {
        Measurement measurement = row.get(subject.method());
        bars.addValue(
            measurement == null ? null : Math.max(1, measurement.median()),
            subject.label,
            row.values().iterator().next().row());
      }
      renderer.setSeriesPaint(subject.ordinal(), subject.color);
    }
    LogAxis nanoseconds = new LogAxis("nanoseconds an operation, logarithmic");
    nanoseconds.setSmallestValue(1);
    double longest =
        rows.stream()
            .flatMap(row -> row.values().stream())
            .mapToDouble(Measurement::median)
            .max()
            .orElse(1);
    nanoseconds.setRange(1, Math.max(10, 1.5 * longest));
    nanoseconds.setTickUnit(new NumberTickUnit(1, NumberFormat.getIntegerInstance(Locale.ROOT)));
    nanoseconds.setTickLabelFont(FONT);
    nanoseconds.setLabelFont(FONT);
    CategoryAxis paths = new CategoryAxis();
    paths.setTickLabelFont(FONT);
    paths.setMaximumCategoryLabelWidthRatio(0.5f);
    paths.setCategoryMargin(0.25);
    CategoryPlot plot = new CategoryPlot(bars, paths, nanoseconds, renderer);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(new Color(0xDDDDDD));
    plot.setRangeGridlineStroke(new BasicStroke(1));
    plot.setOutlineVisible(false);
    JFreeChart chart = new JFreeChart(null, FONT, plot, true);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getLegend().setItemFont(FONT);
    return chart;
  }
}
