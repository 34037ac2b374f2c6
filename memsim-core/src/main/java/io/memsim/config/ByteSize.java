package io.memsim.config;

import io.memsim.internal.text.ForeignText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes as text: Spark's byte strings, and text for people. No instances. */
public final class ByteSize {

  /** Units of sizes, each 1,024 times the one before. */
  public enum Unit {
    /** One byte. */
    BYTE("B", 1),
    /** 1,024 bytes. */
    KIB("KiB", 1L << 10),
    /** 1,024 KiB. */
    MIB("MiB", 1L << 20),
    /** 1,024 MiB. */
    GIB("GiB", 1L << 30),
    /** 1,024 GiB. */
    TIB("TiB", 1L << 40),
    /** 1,024 TiB. */
    PIB("PiB", 1L << 50);

    private final String symbol;
    private final long bytes;

    Unit(String symbol, long bytes) {
      this.symbol = symbol;
      this.bytes = bytes;
    }

    /**
     * The unit's size.
     *
     * @return bytes
     */
    public long bytes() {
      return bytes;
    }

    /**
     * The unit's name for people.
     *
     * @return such as {@code MiB}
     */
    public String symbol() {
      return symbol;
    }
  }

  private static final Pattern WHOLE = Pattern.compile("([0-9]+)([a-z]+)?");
  private static final Pattern FRACTION = Pattern.compile("([0-9]+\\.[0-9]+)([a-z]+)?");

  private static final Map<Character, Unit> LETTERS =
      Map.of('k', Unit.KIB, 'm', Unit.MIB, 'g', Unit.GIB, 't', Unit.TIB, 'p', Unit.PIB);

  private ByteSize() {}

  /**
   * Reads a size as Spark's {@code JavaUtils.byteStringAs} does: a whole number and perhaps a
   * suffix ({@code b}, {@code k}, {@code kb}, {@code m}, ... {@code pb}, from 4.2 on {@code ki},
   * {@code kib} and so on), in any case, surrounded by any blanks.
   *
   * @param text the size
   * @param defaultUnit how a number without suffix counts
   * @param version whose suffixes are known
   * @return bytes, at least 0
   * @throws NumberFormatException for anything else: a fraction, a sign, an unknown suffix, more
   *     than {@code Long.MAX_VALUE} bytes; the message says what was expected
   */
  public static long parseBytes(String text, Unit defaultUnit, SparkVersion version) {
    String lower = text.toLowerCase(Locale.ROOT).trim();
    Matcher whole = WHOLE.matcher(lower);
    if (whole.matches()) {
      Unit unit = unit(whole.group(2), defaultUnit, version);
      if (unit == null) {
        throw new NumberFormatException(
            "a size that ends in b, k, m, g, t or p, not in " + ForeignText.quoted(whole.group(2)));
      }
      return multiply(whole.group(1), unit);
    }
    Matcher fraction = FRACTION.matcher(lower);
    if (fraction.matches()) {
      throw new NumberFormatException(
          "a whole number, since Spark takes no fractions of a unit"
              + hint(fraction.group(1), unit(fraction.group(2), defaultUnit, version)));
    }
    throw new NumberFormatException("a size of at least 0, such as 512m, 1g or 100b");
  }

  /**
   * A size for people, in the largest unit that it fills, to one decimal.
   *
   * @param bytes the size, may be negative
   * @return such as {@code 434.4 MiB} or {@code 1 GiB}
   */
  public static String format(long bytes) {
    BigDecimal size = BigDecimal.valueOf(bytes);
    Unit[] units = Unit.values();
    BigDecimal scaled = size;
    Unit unit = Unit.BYTE;
    for (int i = 0; i < units.length; i++) {
      unit = units[i];
      scaled = size.divide(BigDecimal.valueOf(unit.bytes()), 1, RoundingMode.HALF_UP);
      if (scaled.abs().compareTo(BigDecimal.valueOf(1024)) < 0) {
        break;
      }
    }
    return scaled.stripTrailingZeros().toPlainString() + " " + unit.symbol();
  }

  /**
   * A size as a byte string that every version of Spark reads back exactly.
   *
   * @param bytes the size, at least 0
   * @return such as {@code 512m}, in the largest unit without a fraction
   * @throws IllegalArgumentException when the size is negative
   */
  public static String exact(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("size " + bytes + ": expected at least 0");
    }
    Unit best = Unit.BYTE;
    for (Unit unit : Unit.values()) {
      if (bytes != 0 && bytes % unit.bytes() == 0) {
        best = unit;
      }
    }
    return bytes / best.bytes() + best.symbol().substring(0, 1).toLowerCase(Locale.ROOT);
  }

  private static @Nullable Unit unit(
      @Nullable String suffix, Unit defaultUnit, SparkVersion version) {
    if (suffix == null) {
      return defaultUnit;
    }
    if (suffix.equals("b")) {
      return Unit.BYTE;
    }
    String rest = suffix.substring(1);
    boolean known =
        rest.isEmpty()
            || rest.equals("b")
            || (version.parsesIecSuffixes() && (rest.equals("i") || rest.equals("ib")));
    return known ? LETTERS.get(suffix.charAt(0)) : null;
  }

  private static long multiply(String digits, Unit unit) {
    try {
      return Math.multiplyExact(Long.parseLong(digits), unit.bytes());
    } catch (ArithmeticException | NumberFormatException e) {
      NumberFormatException refused =
          new NumberFormatException("at most " + Long.MAX_VALUE + " bytes");
      refused.initCause(e);
      throw refused;
    }
  }

  private static String hint(String number, @Nullable Unit unit) {
    if (unit == null) {
      return "";
    }
    BigDecimal bytes = new BigDecimal(number).multiply(BigDecimal.valueOf(unit.bytes()));
    boolean exact =
        bytes.stripTrailingZeros().scale() <= 0
            && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
    return exact ? ": write " + exact(bytes.longValueExact()) : "";
  }
}
