package io.memsim.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.memsim.simulate.Timeline;
import io.memsim.whatif.Candidate;
import io.memsim.whatif.Sweep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Report REPORT = Reports.full();
  private static final String JSON = Reports.text(REPORT, JsonReport::write);
  private static final String HTML = Reports.text(REPORT, HtmlReport::write);
  private static final Pattern DATA =
      Pattern.compile(
          "<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> object, String key) {
    return (List<Map<String, Object>>) object.get(key);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> object, String key) {
    return (Map<String, Object>) object.get(key);
  }

  @Test
  void thePageHoldsTheJsonDocumentByteForByte() {
    Matcher data = DATA.matcher(HTML);

    assertThat(data.find()).isTrue();
    assertThat(data.group(1)).isEqualTo(JSON);
    assertThat(data.find()).isFalse();
  }

  @Test
  void nothingInTheDataCanEndItsElement() {
    assertThat(JSON).doesNotContain("<").contains("\\u003C/script>\\u003Cscript>alert(1)");
    assertThat(list(JsonTree.object(JSON), "doctor").get(1))
        .containsEntry("why", "Nothing else helps: </script><script>alert(1)</script>");
  }

  @Test
  void pagesCanBeWrittenWhereTheChartsAre() {
    assertThatCode(HtmlReport::checkLibrary).doesNotThrowAnyException();
  }

  @Test
  void thePageLoadsNothing() {
    String without = DATA.matcher(HTML).replaceAll("");

    assertThat(without)
        .doesNotContainPattern("<(link|img|iframe|object|embed)\\b")
        .doesNotContainPattern("<script[^>]* src")
        .doesNotContain("sourceMappingURL", "@import", "url(")
        .contains("default-src 'none'")
        .contains("Chart.js v4.5.1");
  }

  @Test
  void theDocumentHasASchemaAndEveryCandidate() {
    Map<String, Object> document = JsonTree.object(JSON);

    assertThat(document)
        .containsEntry("schema", "memsim/whatif/1")
        .containsEntry("application", "pagerank");
    List<Map<String, Object>> candidates = list(document, "candidates");
    List<Boolean> front = Sweep.paretoFront(REPORT.candidates());
    assertThat(candidates).hasSize(REPORT.candidates().size()).hasSize(30);
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = REPORT.candidates().get(i);
      assertThat(candidates.get(i))
          .containsEntry("refused", candidate.refusal())
          .containsEntry("pareto", front.get(i));
      candidate
          .ran()
          .ifPresent(
              measures ->
                  assertThat(candidates.get(REPORT.candidates().indexOf(candidate)))
                      .containsEntry("hitRatio", measures.hitRatio())
                      .containsEntry("evictions", measures.evictions())
                      .containsEntry("cost", measures.cost()));
    }
    assertThat(candidates).anyMatch(c -> c.get("refused") != null);
    assertThat(candidates).anyMatch(c -> Boolean.TRUE.equals(c.get("pareto")));
    assertThat(map(document, "goal")).containsKeys("smallest", "stopped", "obstacles");
    assertThat(list(document, "curve")).isNotEmpty();
    assertThat(list(document, "advice")).isNotEmpty();
    assertThat(list(document, "evidence")).isNotEmpty();
  }

  @Test
  void evidenceIsCountedAndEachPartOfItExplained() {
    List<Map<String, Object>> evidence = list(JsonTree.object(JSON), "evidence");

    assertThat(evidence).hasSameSizeAs(REPORT.result().basis());
    for (Map<String, Object> basis : evidence) {
      long counted = 0;
      for (Map<String, Object> part : list(basis, "parts")) {
        assertThat(part).containsOnlyKeys("evidence", "count", "why", "cure");
        counted += (long) part.get("count");
      }
      assertThat(counted)
          .isPositive()
          .isEqualTo(
              (long) basis.get("measured")
                  + (long) basis.get("derived")
                  + (long) basis.get("assumed"));
    }
    assertThat(evidence.get(0))
        .containsEntry("figures", "BLOCK_SIZES")
        .containsEntry("evidence", "MEASURED")
        .containsEntry("of", "block")
        .containsEntry("measured", 56L);
  }

  @Test
  void whatWasReadIsCountedAndSoIsWhatWasNot() {
    Map<String, Object> log = map(JsonTree.object(JSON), "log");

    assertThat(log)
        .containsEntry("lines", REPORT.workload().lines())
        .containsEntry("damagedLines", 0L)
        .containsEntry("truncation", null)
        .containsEntry("compacted", false);
    assertThat(map(log, "skippedEvents"))
        .isNotEmpty()
        .containsExactlyInAnyOrderEntriesOf(REPORT.workload().skippedEvents());
  }

  @Test
  void everyConfigurationSaysHowWellItsSizesAreFounded() {
    for (Map<String, Object> candidate : list(JsonTree.object(JSON), "candidates")) {
      String level = (String) map(candidate, "settings").get("rdd.2.level");
      if (candidate.get("refused") == null) {
        assertThat(candidate)
            .containsEntry("sizes", level.equals("MEMORY_ONLY") ? "MEASURED" : "ASSUMED");
      }
    }
  }

  @Test
  void columnsOfEventsAreOfEqualLength() {
    Map<String, Object> run = map(JsonTree.object(JSON), "run");
    Map<String, Object> timeline = map(run, "timeline");

    for (Map<String, Object> columns :
        List.of(
            map(timeline, "pools"),
            map(timeline, "blocks"),
            map(timeline, "tasks"),
            map(timeline, "spills"),
            map(timeline, "waits"),
            map(run, "evictions"))) {
      assertThat(columns.values())
          .map(column -> ((List<?>) column).size())
          .containsOnly(((List<?>) columns.values().iterator().next()).size());
    }
    assertThat((List<?>) map(run, "evictions").get("time"))
        .hasSize(REPORT.result().evictions().size())
        .isNotEmpty();
    assertThat((List<?>) map(timeline, "tasks").get("task")).hasSize(REPORT.workload().taskCount());
  }

  @Test
  void waitsTellFromWhenToWhenAndForHowMuch() {
    Report report = Reports.waiting();
    Timeline.WaitSpan wait = report.result().timeline().waits().get(0);
    Map<String, Object> run = map(JsonTree.object(Reports.text(report, JsonReport::write)), "run");

    assertThat(map(map(run, "timeline"), "waits"))
        .containsEntry("executor", List.of(0L))
        .containsEntry("slot", List.of((long) wait.slot()))
        .containsEntry("task", List.of(2L))
        .containsEntry("stage", List.of(0L))
        .containsEntry("from", List.of(TimelineJson.micros(wait.from())))
        .containsEntry("to", List.of(TimelineJson.micros(wait.to())))
        .containsEntry("bytes", List.of(wait.bytes()));
  }

  @Test
  void csvSaysWhatTheJsonSays() {
    List<String> lines =
        Reports.text(
                REPORT,
                (report, out) -> {
                  StringBuilder csv = new StringBuilder();
                  CsvReport.write(report, csv);
                  out.write(csv.toString().getBytes(StandardCharsets.UTF_8));
                })
            .lines()
            .toList();
    List<Map<String, Object>> candidates = list(JsonTree.object(JSON), "candidates");
    List<String> header = cells(lines.get(0));

    assertThat(header)
        .startsWith("spark.executor.memory", "spark.memory.fraction", "rdd.2.level", "refused")
        .endsWith("pareto");
    assertThat(lines).hasSize(candidates.size() + 1);
    for (int i = 0; i < candidates.size(); i++) {
      Map<String, Object> json = candidates.get(i);
      List<String> cells = cells(lines.get(i + 1));
      assertThat(cells).hasSize(header.size());
      for (int c = 0; c < cells.size(); c++) {
        Object value = c < 3 ? map(json, "settings").get(header.get(c)) : json.get(header.get(c));
        assertThat(cells.get(c)).isEqualTo(value == null ? "" : value.toString());
      }
    }
  }

  @Test
  void aSimulationAloneIsOneLineOfCsvAndOfNoGrid() throws IOException {
    Report alone = Report.of("simulate", REPORT.workload(), REPORT.result()).build();
    StringBuilder csv = new StringBuilder();
    CsvReport.write(alone, csv);
    Map<String, Object> document = JsonTree.object(Reports.text(alone, JsonReport::write));

    assertThat(csv.toString().lines())
        .hasSize(2)
        .element(0)
        .asString()
        .startsWith("refused,hitRatio,");
    assertThat(document)
        .containsEntry("schema", "memsim/simulate/1")
        .containsEntry("candidates", List.of())
        .doesNotContainKeys("recorded", "goal", "curve");
  }

  /** RFC 4180, with no line feeds inside of cells. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    Matcher cell = Pattern.compile("(?:^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,\"]*))").matcher(line);
    while (cell.find()) {
      cells.add(cell.group(2) != null ? cell.group(2) : cell.group(1).replace("\"\"", "\""));
    }
    return cells;
  }
}
