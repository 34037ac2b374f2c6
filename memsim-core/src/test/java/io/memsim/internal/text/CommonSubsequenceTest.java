package io.memsim.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommonSubsequenceTest {

  @ParameterizedTest
  @CsvSource({
    "abc,abc,3",
    "abc,axbycz,3",
    "abc,cba,1",
    "abc,xyz,0",
    "aab,aba,2",
    "abcbdab,bdcaba,4"
  })
  void isTheLongestSequenceThatBothContainInOrder(String a, String b, int length) {
    assertThat(CommonSubsequence.length(letters(a), letters(b))).isEqualTo(length);
    assertThat(CommonSubsequence.length(letters(b), letters(a))).isEqualTo(length);
  }

  @Test
  void nothingHasNothingInCommonWithAnything() {
    assertThat(CommonSubsequence.length(List.of(), letters("abc"))).isZero();
    assertThat(CommonSubsequence.length(letters("abc"), List.of())).isZero();
  }

  private static List<String> letters(String word) {
    return word.chars().mapToObj(letter -> String.valueOf((char) letter)).toList();
  }
}
