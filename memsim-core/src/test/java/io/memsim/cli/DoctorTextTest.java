package io.memsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.report.Remedy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class DoctorTextTest {
  private static String text(Remedy... remedies) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    DoctorText.print(List.of(remedies), new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aLogWithoutFaultGetsNoText() {
    assertThat(text()).isEmpty();
  }

  @Test
  void settingsStandOnLinesOfTheirOwnUnderComments() {
    String why = "Tells " + "much ".repeat(30) + "more.";

    assertThat(
            text(new Remedy("spark.a true", why), new Remedy("", "The log is not whole.")).lines())
        .startsWith(
            "", "The log is not whole.", "for a log that says more, in spark-defaults.conf:")
        .endsWith("spark.a true")
        .allMatch(line -> line.length() <= 100)
        .filteredOn(line -> line.startsWith("# "))
        .hasSize(2);
  }

  @Test
  void whatFollowsTheHeadingIsAPropertiesFile() throws IOException {
    String text = text(new Remedy("spark.a true", "Tells a."), new Remedy("spark.b", "Tells b."));
    Properties properties = new Properties();
    properties.load(new StringReader(text.substring(text.indexOf('#'))));

    assertThat(properties).containsEntry("spark.a", "true").containsEntry("spark.b", "").hasSize(2);
  }
}
