package io.memsim.whatif;

import com.google.common.base.Splitter;
import io.memsim.block.StorageLevel;
import io.memsim.config.ByteSize;
import io.memsim.config.ConfigException;
import io.memsim.config.ConfigWarning;
import io.memsim.config.MemoryConfig;
import io.memsim.config.MemoryConfigBuilder;
import io.memsim.config.SparkProperty;
import io.memsim.config.SparkVersion;
import io.memsim.simulate.Cost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads axes. */
final class AxisParser {
  private static final Pattern RDD = Pattern.compile("rdd\\.([0-9]{1,9})\\.(\\w+)");

  /** More executors, or slots of one, than this are a slip of the pen. */
  private static final int MOST_SLOTS = 10_000;

  private static final double MOST_COST = 1e15;

  private static final int MOST_PARTITIONS = 100_000;

  private static final String KEYS =
      "a property that decides about memory, executors, cores, spark.task.cpus, rdd.ID.level,"
          + " rdd.ID.cache, rdd.ID.partitions or cost.NAME";

  private AxisParser() {}

  static Axis parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new WhatIfException(text, "KEY=VALUE,VALUE,... or KEY=FROM:TO:STEP");
    }
    String key = text.substring(0, equals).strip();
    if (key.isEmpty()) {
      throw new WhatIfException(text, "a key before the =");
    }
    String list = text.substring(equals + 1);
    if (list.isBlank()) {
      throw new WhatIfException(text, "a value behind the =");
    }
    Knob knob = knob(key);
    List<String> values = new ArrayList<>();
    for (String part : Splitter.on(',').split(list)) {
      addAll(values, text, knob, part.strip());
    }
    return new Axis(knob, values);
  }

  static Setting setting(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw new WhatIfException(text, "KEY=VALUE");
    }
    Knob knob = knob(text.substring(0, equals).strip());
    String value = text.substring(equals + 1).strip();
    if (value.isEmpty()) {
      if (!(knob instanceof Knob.Property)) {
        throw new WhatIfException(text, "a value behind the =");
      }
    } else {
      // Properties stay as they are written: Spark reads them itself.
      value = knob instanceof Knob.Property ? value : plain(knob, text, value);
      check(knob, text, value);
    }
    return new Setting(knob, value);
  }

  static Knob knob(String key) {
    if (key.equals("executors") || key.equals("spark.executor.instances")) {
      return new Knob.Executors();
    }
    if (key.equals("cores")) {
      return new Knob.Cores();
    }
    if (key.equals("spark.task.cpus")) {
      return new Knob.TaskCpus();
    }
    if (key.startsWith("rdd.")) {
      return ofRdd(key);
    }
    if (key.startsWith("cost.")) {
      String names = Arrays.stream(Cost.values()).map(Cost::key).collect(Collectors.joining(", "));
      return new Knob.Assumed(
          Cost.of(key).orElseThrow(() -> new WhatIfException(key, "one of " + names)));
    }
    return SparkProperty.of(key)
        .<Knob>map(AxisParser::ofProperty)
        .orElseThrow(() -> new WhatIfException(key, KEYS + nearest(key)));
  }

  /** Cores are one knob under both names, so that they cannot be set twice. */
  private static Knob ofProperty(SparkProperty property) {
    return property == SparkProperty.EXECUTOR_CORES
        ? new Knob.Cores()
        : new Knob.Property(property);
  }

  private static Knob ofRdd(String key) {
    Matcher matcher = RDD.matcher(key);
    if (matcher.matches()) {
      int rdd = Integer.parseInt(matcher.group(1));
      String what = matcher.group(2);
      if (what.equals("level")) {
        return new Knob.Level(rdd);
      } else if (what.equals("cache")) {
        return new Knob.Cached(rdd);
      } else if (what.equals("partitions")) {
        return new Knob.Partitions(rdd);
      }
    }
    throw new WhatIfException(key, "rdd.ID.level, rdd.ID.cache or rdd.ID.partitions");
  }

  /** What the configuration would say of such a key. */
  private static String nearest(String key) {
    List<ConfigWarning> warnings;
    try {
      warnings = MemoryConfig.builder().set(key, "1").build().warnings();
    } catch (ConfigException e) {
      return "";
    }
    return warnings.stream()
        .filter(warning -> warning.key().equals(key))
        .flatMap(warning -> warning.nearestKey().stream())
        .findFirst()
        .map(near -> "; perhaps " + near)
        .orElse("");
  }

  private static void addAll(List<String> values, String text, Knob knob, String part) {
    if (part.isEmpty()) {
      throw new WhatIfException(text, part, "a value between the commas");
    }
    if (part.indexOf(':') >= 0 && !isText(knob)) {
      ValueRange range = ValueRange.of(knob, text, part);
      for (String value : range.values()) {
        add(values, text, knob, value);
      }
    } else {
      add(values, text, knob, plain(knob, text, part));
    }
  }

  private static boolean isText(Knob knob) {
    return knob instanceof Knob.Property property
        && property.property().kind() == SparkProperty.Kind.TEXT;
  }

  private static void add(List<String> values, String text, Knob knob, String value) {
    check(knob, text, value);
    values.add(value);
    if (values.size() > Axis.MOST_VALUES) {
      throw new WhatIfException(text, "at most " + Axis.MOST_VALUES + " values");
    }
  }

  /** The value in the form in which equal ones are equal. */
  private static String plain(Knob knob, String text, String part) {
    if (knob instanceof Knob.Level) {
      return part.toUpperCase(Locale.ROOT);
    } else if (knob instanceof Knob.Cached) {
      return part.toLowerCase(Locale.ROOT);
    }
    return ValueRange.plain(knob, text, part);
  }

  private static void check(Knob knob, String text, String value) {
    if (knob instanceof Knob.Property property) {
      try {
        MemoryConfigBuilder unused = MemoryConfig.builder().set(property.name(), value);
      } catch (ConfigException e) {
        throw new WhatIfException(text, value, e.expected());
      }
    } else if (knob instanceof Knob.Level) {
      try {
        StorageLevel.parse(value);
      } catch (IllegalArgumentException e) {
        throw new WhatIfException(
            text,
            value,
            "one of " + StorageLevel.named().stream().map(StorageLevel::toString).toList());
      }
    } else if (knob instanceof Knob.Cached) {
      if (!value.equals("true") && !value.equals("false")) {
        throw new WhatIfException(text, value, "true or false");
      }
    } else if (knob instanceof Knob.Assumed assumed) {
      double number = number(assumed.cost(), value);
      if (!(number > 0 && number <= MOST_COST)) {
        throw new WhatIfException(
            text,
            value,
            assumed.cost().countsBytes() ? "bytes a second, above 0" : "a number above 0");
      }
    } else {
      count(text, value, knob instanceof Knob.Partitions ? MOST_PARTITIONS : MOST_SLOTS);
    }
  }

  /** The number of a figure of the cost model that was brought into its plain form. */
  static double number(Cost cost, String value) {
    return cost.countsBytes()
        ? ByteSize.parseBytes(value, ByteSize.Unit.BYTE, SparkVersion.LATEST)
        : Double.parseDouble(value);
  }

  private static void count(String text, String value, int most) {
    String expected = "a whole number from 1 to " + most;
    try {
      int count = Integer.parseInt(value);
      if (count < 1 || count > most) {
        throw new WhatIfException(text, value, expected);
      }
    } catch (NumberFormatException e) {
      throw new WhatIfException(text, value, expected);
    }
  }
}
