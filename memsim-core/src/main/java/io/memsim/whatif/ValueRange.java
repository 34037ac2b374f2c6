package io.memsim.whatif;

import com.google.common.base.Splitter;
import io.memsim.config.ByteSize;
import io.memsim.config.ByteSize.Unit;
import io.memsim.config.SparkProperty.Kind;
import io.memsim.config.SparkVersion;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A range of numbers or sizes, counted exactly. */
record ValueRange(BigDecimal from, BigDecimal to, BigDecimal step, boolean sizes) {

  static ValueRange of(Knob knob, String text, String part) {
    List<String> bounds = Splitter.on(':').trimResults().splitToList(part);
    if (bounds.size() != 3) {
      throw new WhatIfException(text, part, "FROM:TO:STEP");
    }
    if (!counts(knob)) {
      throw new WhatIfException(text, part, "values one by one: they have no order");
    }
    boolean sizes = sized(knob);
    ValueRange range =
        new ValueRange(
            number(knob, text, bounds.get(0)),
            number(knob, text, bounds.get(1)),
            number(knob, text, bounds.get(2)),
            sizes);
    if (range.step.signum() <= 0) {
      throw new WhatIfException(text, bounds.get(2), "a step above 0");
    }
    if (range.from.compareTo(range.to) > 0) {
      throw new WhatIfException(text, part, "a range that goes upwards");
    }
    BigDecimal steps = range.to.subtract(range.from).divideToIntegralValue(range.step);
    if (steps.compareTo(BigDecimal.valueOf(Axis.MOST_VALUES)) >= 0) {
      throw new WhatIfException(text, part, "at most " + Axis.MOST_VALUES + " values");
    }
    return range;
  }

  /** From, each step, and the end even where the last step would pass it. */
  List<String> values() {
    List<String> values = new ArrayList<>();
    for (BigDecimal at = from; at.compareTo(to) < 0; at = at.add(step)) {
      values.add(text(at, sizes));
    }
    values.add(text(to, sizes));
    return values;
  }

  /** A single value in the same form as those of a range; not a number: as it is. */
  static String plain(Knob knob, String text, String part) {
    return counts(knob) ? text(number(knob, text, part), sized(knob)) : part;
  }

  private static String text(BigDecimal number, boolean size) {
    if (size) {
      return ByteSize.exact(number.longValueExact());
    }
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static BigDecimal number(Knob knob, String text, String part) {
    if (sized(knob)) {
      try {
        return BigDecimal.valueOf(ByteSize.parseBytes(part, bare(knob), SparkVersion.LATEST));
      } catch (NumberFormatException e) {
        throw new WhatIfException(text, part, String.valueOf(e.getMessage()));
      }
    }
    try {
      BigDecimal number = new BigDecimal(part);
      // An exponent could make a number of any length.
      if (Math.abs((long) number.scale()) > 100 || number.precision() > 100) {
        throw new WhatIfException(text, part, "a number of at most 100 digits");
      }
      return number;
    } catch (NumberFormatException e) {
      throw new WhatIfException(text, part, "a number");
    }
  }

  private static boolean counts(Knob knob) {
    if (knob instanceof Knob.Property property) {
      return switch (property.property().kind()) {
        case MIB, BYTES, LONG, INT, DOUBLE -> true;
        case BOOLEAN, MILLIS, TEXT -> false;
      };
    }
    return !(knob instanceof Knob.Level || knob instanceof Knob.Cached);
  }

  private static boolean sized(Knob knob) {
    if (knob instanceof Knob.Assumed assumed) {
      return assumed.cost().countsBytes();
    }
    return knob instanceof Knob.Property property
        && (property.property().kind() == Kind.MIB || property.property().kind() == Kind.BYTES);
  }

  private static Unit bare(Knob knob) {
    return knob instanceof Knob.Property property && property.property().kind() == Kind.MIB
        ? Unit.MIB
        : Unit.BYTE;
  }
}
