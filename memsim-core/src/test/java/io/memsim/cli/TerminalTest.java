package io.memsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Terminal terminal(boolean interactive, boolean colour) {
    return new Terminal(
        InputStream.nullInputStream(),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        interactive,
        colour);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void coloursOnlyTerminalsThatWantThem() {
    assertThat(Main.colour(true, Map.of())).isTrue();
    assertThat(Main.colour(true, Map.of("NO_COLOR", ""))).isTrue();
    assertThat(Main.colour(true, Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(Main.colour(true, Map.of("TERM", "dumb"))).isFalse();
    assertThat(Main.colour(false, Map.of())).isFalse();
  }

  @Test
  void complainsInOneLineWhateverTheText() {
    terminal(false, false).complain("a\nb\tc\u001b[31m");

    assertThat(err()).isEqualToIgnoringNewLines("memsim: a b c [31m");
    assertThat(out.size()).isZero();
  }

  @Test
  void coloursWhatIsWrong() {
    Terminal colourful = terminal(true, true);
    colourful.complain("x");

    assertThat(err()).contains("\u001b[31m", "memsim: x", "\u001b[0m");
    assertThat(colourful.good("g")).isNotEqualTo("g").contains("g");
    assertThat(colourful.bad("b")).isNotEqualTo("b").contains("b");
    assertThat(terminal(true, false).good("g")).isEqualTo("g");
    assertThat(terminal(true, false).bad("b")).isEqualTo("b");
  }

  @Test
  void showsProgressOnlyToWhoWatches() {
    Terminal unwatched = terminal(false, false);
    unwatched.progress("50 %");
    unwatched.endProgress();
    assertThat(err()).isEmpty();

    terminal(true, false).progress("50 %");
    assertThat(err()).contains("50 %").doesNotContain("\n");
  }

  @Test
  void aDefectIsShownInFullAndHasAnExitCodeOfItsOwn() {
    int code = terminal(false, false).defect(new IllegalStateException("impossible"));

    assertThat(code).isEqualTo(3);
    assertThat(err()).contains("defect", "impossible", "TerminalTest");
  }
}
