package io.memsim.config;

import io.memsim.config.ByteSize.Unit;
import io.memsim.config.SparkProperty.Kind;
import io.memsim.config.SparkProperty.Range;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the values of properties as Spark does; every refusal is a {@link ConfigException}. */
final class Values {

  private static final Pattern TIME = Pattern.compile("(-?[0-9]+)([a-z]+)?");

  private static final Map<String, TimeUnit> TIME_UNITS =
      Map.of(
          "us", TimeUnit.MICROSECONDS,
          "ms", TimeUnit.MILLISECONDS,
          "s", TimeUnit.SECONDS,
          "m", TimeUnit.MINUTES,
          "min", TimeUnit.MINUTES,
          "h", TimeUnit.HOURS,
          "d", TimeUnit.DAYS);

  private Values() {}

  /** Refuses what Spark would refuse as a value of this property. */
  static void check(SparkProperty property, String text, SparkVersion version) {
    switch (property.kind()) {
      case MIB, BYTES -> bytes(property, text, version);
      case LONG, INT -> whole(property, text);
      case DOUBLE -> number(property, text);
      case BOOLEAN -> truth(property, text);
      case MILLIS -> millis(property, text);
      case TEXT -> {
        // Any text is fine.
      }
    }
  }

  /** Bytes; a property that counts MiB is rounded down to whole ones. */
  static long bytes(SparkProperty property, String text, SparkVersion version) {
    Unit unit = property.kind() == Kind.MIB ? Unit.MIB : Unit.BYTE;
    long bytes = bytes(property, text, unit, version);
    return property.kind() == Kind.MIB ? bytes / Unit.MIB.bytes() * Unit.MIB.bytes() : bytes;
  }

  /** Bytes to the byte, whatever the property usually counts. */
  static long bytes(SparkProperty property, String text, Unit bare, SparkVersion version) {
    try {
      return ByteSize.parseBytes(text, bare, version);
    } catch (NumberFormatException e) {
      throw refused(property, text, String.valueOf(e.getMessage()), e);
    }
  }

  static long whole(SparkProperty property, String text) {
    long most = property.kind() == Kind.INT ? Integer.MAX_VALUE : Long.MAX_VALUE;
    String expected = "a plain whole number from " + property.least() + " to " + most;
    try {
      long value = Long.parseLong(text.trim());
      if (value < property.least() || value > most) {
        throw new ConfigException(property.key(), text, expected);
      }
      return value;
    } catch (NumberFormatException e) {
      throw refused(property, text, expected, e);
    }
  }

  static double number(SparkProperty property, String text) {
    Range range = property.range();
    double value = anyNumber(property, text);
    if (range != null && !range.holds(value)) {
      throw new ConfigException(property.key(), text, range.expected());
    }
    return value;
  }

  /** A number of any size, as Spark's memory manager alone would take it. */
  static double anyNumber(SparkProperty property, String text) {
    Range range = property.range();
    String expected = range == null ? "a number" : range.expected();
    try {
      double value = Double.parseDouble(text.trim());
      if (!Double.isFinite(value)) {
        throw new ConfigException(property.key(), text, expected);
      }
      return value;
    } catch (NumberFormatException e) {
      throw refused(property, text, expected, e);
    }
  }

  static boolean truth(SparkProperty property, String text) {
    String lower = text.trim().toLowerCase(Locale.ROOT);
    if (!lower.equals("true") && !lower.equals("false")) {
      throw new ConfigException(property.key(), text, "true or false");
    }
    return lower.equals("true");
  }

  static long millis(SparkProperty property, String text) {
    String expected = "a duration such as 500ms, 10s or 1min";
    Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT).trim());
    if (!matcher.matches()) {
      throw new ConfigException(property.key(), text, expected);
    }
    String suffix = matcher.group(2);
    TimeUnit unit = suffix == null ? TimeUnit.MILLISECONDS : TIME_UNITS.get(suffix);
    if (unit == null) {
      throw new ConfigException(property.key(), text, expected);
    }
    try {
      return TimeUnit.MILLISECONDS.convert(Long.parseLong(matcher.group(1)), unit);
    } catch (NumberFormatException e) {
      throw refused(property, text, expected, e);
    }
  }

  private static ConfigException refused(
      SparkProperty property, String text, String expected, NumberFormatException cause) {
    ConfigException refused = new ConfigException(property.key(), text, expected);
    refused.initCause(cause);
    return refused;
  }
}
