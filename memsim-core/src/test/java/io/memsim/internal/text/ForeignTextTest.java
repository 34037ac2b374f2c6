package io.memsim.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForeignTextTest {

  @Test
  void quotesAreOneLineOfBearableLength() {
    assertThat(ForeignText.quoted("plain \u00e4")).isEqualTo("\"plain \u00e4\"");
    assertThat(ForeignText.bare("a\nb\u2028c\u0007")).isEqualTo("a\\u000ab\\u2028c\\u0007");
    assertThat(ForeignText.bare("x".repeat(100))).isEqualTo("x".repeat(100));
    assertThat(ForeignText.quoted("x".repeat(101))).isEqualTo('"' + "x".repeat(100) + "...\"");
  }

  @Test
  void placesAreNamedWithTheirLineIfThereIsOne() {
    assertThat(ForeignText.located("a\nb.json", 7, "size", "-1\r", "0 or more"))
        .isEqualTo("a?b.json:7: size: -1?: expected 0 or more");
    assertThat(ForeignText.located("log", 0, "gzip", "x", "a whole one"))
        .isEqualTo("log: gzip: x: expected a whole one");
  }

  @Test
  void longValuesAreCut() {
    assertThat(ForeignText.value("y".repeat(80))).isEqualTo("y".repeat(80));
    assertThat(ForeignText.value("y".repeat(81))).isEqualTo("y".repeat(77) + "...");
    assertThat(ForeignText.located("f".repeat(90), 1, "g", "h".repeat(90), "i"))
        .startsWith("f".repeat(90) + ":1: g: " + "h".repeat(77) + "...:");
  }
}
