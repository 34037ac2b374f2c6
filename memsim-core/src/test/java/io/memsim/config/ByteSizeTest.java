package io.memsim.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.config.ByteSize.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSizeTest {

  private static long parse(String text) {
    return ByteSize.parseBytes(text, Unit.BYTE, SparkVersion.LATEST);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "100b, 100",
    "10, 10",
    "1k, 1024",
    "1kb, 1024",
    "1024k, 1048576",
    "512m, 536870912",
    "512M, 536870912",
    "512MB, 536870912",
    "1g, 1073741824",
    "1gb, 1073741824",
    "2t, 2199023255552",
    "1tb, 1099511627776",
    "1p, 1125899906842624",
    "1pb, 1125899906842624",
    "007m, 7340032",
    "' 5m ', 5242880",
    "9223372036854775807, 9223372036854775807",
    "8191p, 9222246136947933184"
  })
  void sizesParseAsSparksByteStrings(String text, long bytes) {
    assertThat(parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"2ki, 2048", "2KiB, 2048", "2mib, 2097152", "1Gi, 1073741824", "1TiB, 1099511627776"})
  void iecSuffixesParseSince42(String text, long bytes) {
    assertThat(ByteSize.parseBytes(text, Unit.BYTE, SparkVersion.V4_2)).isEqualTo(bytes);
    assertThatThrownBy(() -> ByteSize.parseBytes(text, Unit.BYTE, SparkVersion.V4_1))
        .isInstanceOf(NumberFormatException.class)
        .hasMessageContaining("ends in b, k, m, g, t or p");
  }

  @Test
  void aBareNumberCountsInTheDefaultUnit() {
    assertThat(ByteSize.parseBytes("3", Unit.MIB, SparkVersion.LATEST)).isEqualTo(3L << 20);
    assertThat(ByteSize.parseBytes("3b", Unit.MIB, SparkVersion.LATEST)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5g, write 512m",
    "1.5k, write 1536b",
    "2.50g, write 2560m",
    "1.0m, write 1m",
    "0.1k, no fractions",
    "0.5, no fractions",
    "1.5x, no fractions"
  })
  void fractionsAreAnErrorThatSaysSo(String text, String said) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(NumberFormatException.class)
        .hasMessageContaining("a whole number, since Spark takes no fractions")
        .hasMessageContaining(said);
  }

  @ParameterizedTest
  @CsvSource({
    "-1", "+1", "''", "m", "1 m", "1mm", "12x", "1bb", "1bi", "1ib", "1m1", "0x10", "1_000", ".5g",
    "1.g", "1e3", "NaN"
  })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(NumberFormatException.class);
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775808", "8192p", "9007199254740992k", "99999999999999999999999g"})
  void moreThanALongHoldsIsRefused(String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(NumberFormatException.class)
        .hasMessage("at most 9223372036854775807 bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "777, 777 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1536, 1.5 KiB",
    "455501414, 434.4 MiB",
    "1048575, 1 MiB",
    "1073741823, 1 GiB",
    "1073741824, 1 GiB",
    "-1536, -1.5 KiB",
    "9223372036854775807, 8192 PiB"
  })
  void peopleReadTheLargestUnitToOneDecimal(long bytes, String text) {
    assertThat(ByteSize.format(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0b", "1, 1b", "1024, 1k", "1025, 1025b", "536870912, 512m", "1073741824, 1g"})
  void sparkReadsAnExactByteString(long bytes, String text) {
    assertThat(ByteSize.exact(bytes)).isEqualTo(text);
  }

  @Test
  void aNegativeSizeHasNoByteString() {
    assertThatThrownBy(() -> ByteSize.exact(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
