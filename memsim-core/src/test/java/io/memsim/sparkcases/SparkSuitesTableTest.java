package io.memsim.sparkcases;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The page that says which of Spark's cases is which of our tests says what is true. */
class SparkSuitesTableTest {

  private static final Path PAGE =
      Path.of(System.getProperty("basedir", ""), "docs/spark-suites.md");
  private static final String NONE = "-";

  /** A line of the summary. */
  private record Suite(String name, String tests, int cases, int reenacted, int reasons) {}

  /** A line of a suite's table. */
  private record Case(String name, String test, String remark) {

    boolean isReenacted() {
      return !test.equals(NONE);
    }
  }

  private final List<Suite> suites = new ArrayList<>();
  private final Map<String, List<Case>> cases = new LinkedHashMap<>();

  @BeforeEach
  void readPage() throws IOException {
    List<Case> current = null;
    for (String line : Files.readAllLines(PAGE, UTF_8)) {
      if (line.startsWith("## ")) {
        current = new ArrayList<>();
        cases.put(line.substring(3), current);
      } else if (line.startsWith("| ") && !line.startsWith("| --- ")) {
        String[] cells = line.substring(2, line.lastIndexOf('|')).split("\\|", -1);
        Arrays.setAll(cells, i -> cells[i].replace('`', ' ').strip());
        if (current != null && !cells[0].equals("Spark's case")) {
          current.add(new Case(cells[0], cells[1], cells[2]));
        } else if (current == null && !cells[0].equals("suite")) {
          suites.add(
              new Suite(
                  cells[0],
                  cells[1],
                  Integer.parseInt(cells[2]),
                  Integer.parseInt(cells[3]),
                  Integer.parseInt(cells[4])));
        }
      }
    }
  }

  @Test
  void thePageListsTheSuitesOfItsSummary() {
    assertThat(suites.stream().map(Suite::name))
        .containsExactly(
            "MemoryManagerSuite",
            "UnifiedMemoryManagerSuite",
            "TaskMemoryManagerSuite",
            "MemoryStoreSuite",
            "BlockInfoManagerSuite",
            "BlockManagerSuite");
    assertThat(suites.stream().map(Suite::name)).containsExactlyElementsOf(cases.keySet());
  }

  @Test
  void everySuiteHasAsManyCasesAsStated() {
    assertThat(suites)
        .allSatisfy(
            suite -> {
              List<Case> listed = cases.getOrDefault(suite.name(), List.of());
              assertThat(listed).hasSize(suite.cases());
              assertThat(listed.stream().filter(Case::isReenacted)).hasSize(suite.reenacted());
              assertThat(suite.reenacted() + suite.reasons()).isEqualTo(suite.cases());
              assertThat(listed.stream().map(Case::name)).doesNotHaveDuplicates();
            });
  }

  @Test
  void aCaseWithoutATestHasAReason() {
    assertThat(cases.values().stream().flatMap(List::stream).filter(each -> !each.isReenacted()))
        .isNotEmpty()
        .allSatisfy(each -> assertThat(each.remark()).isNotEmpty());
  }

  @Test
  void everyNamedTestExistsAndEveryTestIsNamed() throws ClassNotFoundException {
    for (Suite suite : suites) {
      Class<?> tests = Class.forName(getClass().getPackageName() + "." + suite.tests());
      Set<String> named =
          cases.getOrDefault(suite.name(), List.of()).stream()
              .filter(Case::isReenacted)
              .map(Case::test)
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> existing =
          Arrays.stream(tests.getDeclaredMethods())
              .filter(SparkSuitesTableTest::isTest)
              .map(Method::getName)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(named).as(suite.tests()).isEqualTo(existing);
    }
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class);
  }
}
