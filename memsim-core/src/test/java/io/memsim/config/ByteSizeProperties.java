package io.memsim.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.config.ByteSize.Unit;
import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;

class ByteSizeProperties {

  @Property
  void anExactByteStringIsReadBackByEveryVersion(
      @ForAll @LongRange(max = Long.MAX_VALUE) long bytes,
      @ForAll SparkVersion version,
      @ForAll Unit bare) {
    assertThat(ByteSize.parseBytes(ByteSize.exact(bytes), bare, version)).isEqualTo(bytes);
  }

  @Property
  void aUnitIsThatManyBytes(@ForAll @LongRange(max = 8191) long number, @ForAll Unit unit) {
    String text = number + unit.symbol().substring(0, 1);
    assertThat(ByteSize.parseBytes(text, Unit.BYTE, SparkVersion.V3_5))
        .isEqualTo(number * unit.bytes())
        .isEqualTo(ByteSize.parseBytes(String.valueOf(number), unit, SparkVersion.V3_5));
  }

  @Property
  void largerSizesReadAsNoSmallerText(
      @ForAll @LongRange(max = Long.MAX_VALUE) long a,
      @ForAll @LongRange(max = Long.MAX_VALUE) long b) {
    assertThat(shown(Math.min(a, b))).isLessThanOrEqualTo(shown(Math.max(a, b)));
  }

  @Property
  void textForPeopleIsWithinOneTwentiethOfAUnit(
      @ForAll @LongRange(max = Long.MAX_VALUE) long bytes) {
    String[] parts = ByteSize.format(bytes).split(" ", -1);
    BigDecimal off = shown(bytes).subtract(BigDecimal.valueOf(bytes)).abs();
    BigDecimal twentieth =
        BigDecimal.valueOf(unit(parts[1]).bytes()).multiply(BigDecimal.valueOf(0.05));
    assertThat(off).isLessThanOrEqualTo(twentieth);
  }

  @Property
  void anyTextIsASizeOrRefusedInOneLine(
      @ForAll @StringLength(max = 12) String text, @ForAll SparkVersion version) {
    try {
      assertThat(ByteSize.parseBytes(text, Unit.BYTE, version)).isNotNegative();
    } catch (NumberFormatException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
    }
  }

  private static BigDecimal shown(long bytes) {
    String[] parts = ByteSize.format(bytes).split(" ", -1);
    return new BigDecimal(parts[0]).multiply(BigDecimal.valueOf(unit(parts[1]).bytes()));
  }

  private static Unit unit(String symbol) {
    for (Unit unit : Unit.values()) {
      if (unit.symbol().equals(symbol)) {
        return unit;
      }
    }
    throw new AssertionError(symbol);
  }
}
