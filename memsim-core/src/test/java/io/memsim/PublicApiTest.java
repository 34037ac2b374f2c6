package io.memsim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.MemoryMode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every change of the public API is seen: it stands as text beside the tests, and that text is
 * compared with the compiled classes. An intended change is written down with {@code mvn -pl
 * memsim-core test -Dtest=PublicApiTest -Dmemsim.api.update=true} and committed with the code that
 * makes it.
 */
class PublicApiTest {
  private static final String UPDATE = "memsim.api.update";
  private static final Path COMMITTED =
      Path.of(System.getProperty("basedir", ""), "src/test/resources/public-api.txt");

  private final PublicApi api = PublicApi.of(compiledClasses());

  @Test
  void thePublicApiIsWhatItsCommittedDescriptionSays() throws IOException {
    Map<String, List<String>> actual = api.describe();
    if (Boolean.getBoolean(UPDATE)) {
      Files.writeString(COMMITTED, print(actual), UTF_8);
    }
    List<String> difference = difference(parse(Files.readAllLines(COMMITTED, UTF_8)), actual);
    assertThat(difference)
        .withFailMessage(
            () ->
                "The public API differs from its committed description (- committed, + compiled):\n"
                    + String.join("\n", difference)
                    + "\nIf that is intended: mvn -pl memsim-core test -Dtest=PublicApiTest -D"
                    + UPDATE
                    + "=true, and commit "
                    + COMMITTED.getFileName())
        .isEmpty();
  }

  @Test
  void theModuleExportsEverythingButItsInternalsAndItsCommandLine() {
    assertThat(api.exported())
        .containsExactlyInAnyOrderElementsOf(
            api.packages().stream()
                .filter(name -> !name.startsWith("io.memsim.internal."))
                .filter(name -> !name.equals("io.memsim.cli"))
                .toList());
  }

  @Test
  void theComparisonShowsWhatWentAndWhatCame() {
    Map<String, List<String>> committed =
        parse(
            List.of(
                "type a.Gone",
                "  public class Gone",
                "type a.Kept",
                "  int old()",
                "  int same()"));
    Map<String, List<String>> compiled =
        parse(
            List.of(
                "type a.Kept",
                "  int same()",
                "  int young()",
                "type a.New",
                "  public class New"));

    assertThat(difference(committed, compiled))
        .containsExactly(
            "type a.Gone",
            "-   public class Gone",
            "type a.Kept",
            "-   int old()",
            "+   int young()",
            "type a.New",
            "+   public class New");
    assertThat(difference(committed, committed)).isEmpty();
  }

  @Test
  void theDescriptionSurvivesPrintingAndParsing() {
    Map<String, List<String>> described = api.describe();

    assertThat(parse(print(described).lines().toList())).isEqualTo(described);
  }

  private static Path compiledClasses() {
    try {
      return Path.of(MemoryMode.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the location of the compiled classes is not a path", e);
    }
  }

  private static String print(Map<String, List<String>> sections) {
    StringBuilder text = new StringBuilder();
    sections.forEach(
        (heading, lines) -> {
          text.append(heading).append('\n');
          lines.forEach(line -> text.append("  ").append(line).append('\n'));
        });
    return text.toString();
  }

  private static Map<String, List<String>> parse(List<String> lines) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> section = new ArrayList<>();
    for (String line : lines) {
      if (line.startsWith("  ")) {
        section.add(line.substring(2));
      } else if (!line.isBlank()) {
        section = new ArrayList<>();
        sections.put(line, section);
      }
    }
    return sections;
  }

  private static List<String> difference(
      Map<String, List<String>> committed, Map<String, List<String>> compiled) {
    Set<String> headings = new TreeSet<>(committed.keySet());
    headings.addAll(compiled.keySet());
    List<String> difference = new ArrayList<>();
    for (String heading : headings) {
      List<String> before = committed.getOrDefault(heading, List.of());
      List<String> after = compiled.getOrDefault(heading, List.of());
      if (!before.equals(after)) {
        difference.add(heading);
        before.stream()
            .filter(line -> !after.contains(line))
            .forEach(line -> difference.add("-   " + line));
        after.stream()
            .filter(line -> !before.contains(line))
            .forEach(line -> difference.add("+   " + line));
      }
    }
    return difference;
  }
}
