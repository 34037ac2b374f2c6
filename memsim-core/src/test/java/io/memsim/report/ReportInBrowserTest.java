package io.memsim.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.memsim.simulate.Timeline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser, where there is one; skipped elsewhere. */
class ReportInBrowserTest {
  private static final int TAB = 9;
  private static final int ENTER = 13;
  private static final int ESCAPE = 27;
  private static final int END = 35;
  private static final int HOME = 36;
  private static final int RIGHT = 39;

  @TempDir static Path directory;
  private static Browser browser;
  private static Path page;

  @BeforeAll
  static void startsTheBrowser() throws IOException {
    assumeTrue(Browser.find().isPresent(), "no Chromium on the path");
    page = directory.resolve("report.html");
    try (OutputStream out = Files.newOutputStream(page)) {
      HtmlReport.write(Reports.full(), out);
    }
    browser = Browser.start(Browser.find().orElseThrow(), directory.resolve("profile"));
  }

  @AfterAll
  static void endsTheBrowser() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void opensThePage() {
    browser.device(1280, 900, "light");
    browser.open(page);
  }

  @Test
  void drawsEveryChartAndTableWithoutAComplaint() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.evaluate("document.querySelector('h1').textContent")).isEqualTo("pagerank");
    for (String chart : new String[] {"front", "curve", "memory", "tasks", "blocks"}) {
      assertThat(browser.evaluate(coloursOf(chart))).as(chart).isInstanceOf(Long.class);
      assertThat((long) browser.evaluate(coloursOf(chart))).as(chart).isGreaterThan(4);
    }
    for (String table : new String[] {"grid", "rdds", "stages", "evictions", "evidence"}) {
      assertThat(
              (long)
                  browser.evaluate("document.querySelectorAll('#t-" + table + " tbody tr').length"))
          .as(table)
          .isPositive();
    }
    assertThat((long) browser.evaluate("document.querySelectorAll('#adviceCards article').length"))
        .isPositive();
    assertThat(browser.evaluate("document.getElementById('doctorWhy').textContent"))
        .asString()
        .contains("</script><script>alert(1)</script>");
  }

  /** How many colours a chart is drawn in; a blank one has one. */
  private static String coloursOf(String chart) {
    return "(() => { const c = document.getElementById('c-"
        + chart
        + "'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        + " const s = new Set(); for (let i = 0; i < d.length; i += 4)"
        + " s.add((d[i] << 16) | (d[i + 1] << 8) | d[i + 2]); return s.size; })()";
  }

  @Test
  void aSimulationAloneIsAPageToo() throws IOException {
    Report full = Reports.full();
    Path alone = directory.resolve("alone.html");
    try (OutputStream out = Files.newOutputStream(alone)) {
      HtmlReport.write(Report.of("simulate", full.workload(), full.result()).build(), out);
    }

    browser.open(alone);

    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.evaluate("document.getElementById('whatif').hidden")).isEqualTo(true);
    assertThat(browser.evaluate("document.getElementById('advice').hidden")).isEqualTo(true);
    assertThat((long) browser.evaluate(coloursOf("memory"))).isGreaterThan(4);
  }

  @Test
  void aWaitIsDrawnWhereItHappened() throws IOException {
    Report report = Reports.waiting();
    Timeline.WaitSpan wait = report.result().timeline().waits().get(0);
    Path waiting = directory.resolve("waiting.html");
    try (OutputStream out = Files.newOutputStream(waiting)) {
      HtmlReport.write(report, out);
    }

    browser.open(waiting);

    String bar = "Chart.getChart('c-tasks').data.datasets[0].data";
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.evaluate(bar + ".length")).isEqualTo(1L);
    // Nothing is cached here, and so nothing is shown of blocks.
    assertThat(browser.evaluate("document.getElementById('f-blocks').hidden")).isEqualTo(true);
    assertThat(browser.evaluate("document.getElementById('rddsCard').hidden")).isEqualTo(true);
    assertThat(number(bar + "[0].x[0]")).isEqualTo(TimelineJson.micros(wait.from()));
    assertThat(number(bar + "[0].x[1]")).isEqualTo(TimelineJson.micros(wait.to()));
    assertThat(browser.evaluate(bar + "[0].y")).isEqualTo("Slot " + (wait.slot() + 1));
    browser.evaluate("document.getElementById('c-tasks').focus()");
    browser.press("End", END);
    assertThat(browser.evaluate("document.getElementById('r-tasks').textContent"))
        .asString()
        .matches("Task 2 of stage 0 waits for [0-9.]+ MiB of execution memory, .*");
  }

  @Test
  void asksNobodyForAnything() {
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
  }

  @ParameterizedTest
  @CsvSource({"320,light", "320,dark", "390,light", "768,dark", "1280,light", "1920,dark"})
  void fitsTheScreen(int width, String scheme) {
    browser.device(width, 800, scheme);
    browser.open(page);

    assertThat((long) browser.evaluate("document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(width);
    // What is wider stands in a box of its own that scrolls.
    assertThat(
            browser.evaluate(
                "[...document.querySelectorAll('main *')].filter((e) => e.getClientRects().length"
                    + " && !e.closest('.scroll, pre') && e.getBoundingClientRect().right >"
                    + " innerWidth + 1).map((e) => e.id || e.className || e.tagName).join(' ')"))
        .isEqualTo("");
    assertThat(
            (long)
                browser.evaluate(
                    "Math.min(...[...document.querySelectorAll('canvas')].filter((c) =>"
                        + " c.getClientRects().length).map((c) =>"
                        + " Math.floor(c.getBoundingClientRect().width)))"))
        .isGreaterThan(200);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void everyControlIsReachedByTabAndShowsItsFocus() {
    List<String> reached = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      browser.press("Tab", TAB);
      String at =
          (String)
              browser.evaluate(
                  "(() => { const e = document.activeElement; return (e.id || e.tagName + ' ' +"
                      + " e.textContent.slice(0, 20)) + '|' + getComputedStyle(e).outlineStyle;"
                      + " })()");
      if (at.startsWith("BODY") || (reached.size() > 3 && at.equals(reached.get(0)))) {
        break;
      }
      assertThat(at).doesNotEndWith("|none");
      reached.add(at);
    }

    assertThat(reached.stream().map(at -> at.substring(0, at.indexOf('|'))))
        .contains(
            "theme",
            "c-front",
            "c-curve",
            "onlyFront",
            "executor",
            "stage",
            "from",
            "to",
            "all",
            "c-memory",
            "c-tasks",
            "c-blocks")
        .anyMatch(at -> at.startsWith("A Skip"))
        .anyMatch(at -> at.startsWith("BUTTON From memory"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"front", "curve", "memory", "tasks", "blocks"})
  void arrowKeysWalkAlongAChartAndSayWhatIsThere(String chart) {
    String readout = "document.getElementById('r-" + chart + "').textContent";
    browser.evaluate("document.getElementById('c-" + chart + "').focus()");

    browser.press("ArrowRight", RIGHT);
    String first = (String) browser.evaluate(readout);
    browser.press("ArrowRight", RIGHT);
    String second = (String) browser.evaluate(readout);
    browser.press("End", END);
    String end = (String) browser.evaluate(readout);
    browser.press("Home", HOME);

    assertThat(first).contains("(1 of ");
    assertThat(second).contains("(2 of ").isNotEqualTo(first);
    String all = first.substring(first.lastIndexOf(' ') + 1, first.length() - 1);
    assertThat(end).endsWith("(" + all.replace(",", "") + " of " + all + ")");
    assertThat(browser.evaluate(readout)).isEqualTo(first);
    browser.press("Escape", ESCAPE);
    assertThat(browser.evaluate(readout)).isEqualTo("");
  }

  @Test
  void theTimeWindowFollowsTheStageAndTheKeyboard() {
    String most = "Chart.getChart('c-memory').scales.x.max";
    double whole = number(most);

    browser.evaluate(
        "(() => { const s = document.getElementById('stage'); s.value = '3';"
            + " s.dispatchEvent(new Event('change')); })()");
    browser.settle();
    double stage = number(most);
    browser.evaluate("document.getElementById('all').focus()");
    browser.press("Enter", ENTER);
    browser.evaluate("document.getElementById('all').click()");
    browser.settle();

    assertThat(stage).isLessThan(whole);
    assertThat(number(most)).isEqualTo(whole);
    browser.evaluate("document.getElementById('from').focus()");
    browser.press("ArrowRight", RIGHT);
    assertThat(number("Chart.getChart('c-memory').scales.x.min")).isPositive();
  }

  private static double number(String expression) {
    return ((Number) browser.evaluate(expression)).doubleValue();
  }

  @Test
  void evictionsTellTheirCauseOnHover() {
    browser.evaluate(
        "document.getElementById('c-blocks').scrollIntoView({block: 'center', behavior:"
            + " 'instant'})");
    double[] at = new double[2];
    for (int i = 0; i < 2; i++) {
      at[i] =
          number(
              "(() => { const c = Chart.getChart('c-blocks'); const e ="
                  + " c.getDatasetMeta(0).data[2]; const r = c.canvas.getBoundingClientRect();"
                  + " c.canvas.closest('.rows').scrollTop = 0; return "
                  + (i == 0 ? "r.left + e.x" : "r.top + e.y")
                  + "; })()");
    }

    browser.moveMouse(at[0], at[1]);

    assertThat(
            browser.evaluate(
                "Chart.getChart('c-blocks').tooltip.body.flatMap((b) => b.lines).join(' ')"))
        .asString()
        .contains("evicted", "because");
  }

  @Test
  void tablesSortByTheirHeadingsAndShowTheFrontAlone() {
    browser.evaluate("document.querySelectorAll('#t-grid th button')[3].click()");
    assertThat(browser.evaluate("document.querySelectorAll('#t-grid th')[3].ariaSort"))
        .isEqualTo("descending");
    assertThat(
            browser.evaluate("document.querySelector('#t-grid tbody tr').children[3].textContent"))
        .isEqualTo("100%");
    long all = (long) browser.evaluate("document.querySelectorAll('#t-grid tbody tr').length");

    browser.evaluate("document.getElementById('onlyFront').click()");

    assertThat((long) browser.evaluate("document.querySelectorAll('#t-grid tbody tr').length"))
        .isPositive()
        .isLessThan(all);
    assertThat(
            (long)
                browser.evaluate(
                    "document.querySelectorAll('#t-grid tbody tr:not(.front)').length"))
        .isZero();
  }

  @Test
  void lightAndDarkFollowTheSystemAndTheButton() {
    String ground = "getComputedStyle(document.body).backgroundColor";
    Object light = browser.evaluate(ground);
    browser.device(1280, 900, "dark");
    browser.open(page);
    Object dark = browser.evaluate(ground);

    assertThat(dark).isNotEqualTo(light);
    browser.evaluate("document.getElementById('theme').click()");
    browser.settle();
    assertThat(browser.evaluate(ground)).isEqualTo(light);
    assertThat(browser.complaints()).isEmpty();
  }
}
