package io.memsim.config;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the extra options of a JVM say about its collector. */
final class JavaOptions {

  private static final Pattern COLLECTOR =
      Pattern.compile("-XX:([+-])(UseSerialGC|UseParallelGC|UseG1GC|UseZGC|UseShenandoahGC)");

  private static final Splitter BLANKS = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

  private JavaOptions() {}

  /** The one collector that is switched on, empty when none is. */
  static Optional<Collector> collector(Settings settings, boolean driver) {
    SparkProperty defaults =
        driver
            ? SparkProperty.DRIVER_DEFAULT_JAVA_OPTIONS
            : SparkProperty.EXECUTOR_DEFAULT_JAVA_OPTIONS;
    SparkProperty extra =
        driver ? SparkProperty.DRIVER_JAVA_OPTIONS : SparkProperty.EXECUTOR_JAVA_OPTIONS;
    Map<Collector, Boolean> said = new EnumMap<>(Collector.class);
    String all = checked(settings, defaults) + " " + checked(settings, extra);
    for (String option : BLANKS.split(all)) {
      Matcher matcher = COLLECTOR.matcher(option.replace("\"", "").replace("'", ""));
      if (matcher.matches()) {
        said.put(collector(matcher.group(2)), matcher.group(1).equals("+"));
      }
    }
    List<Collector> on = new ArrayList<>();
    said.forEach(
        (collector, chosen) -> {
          if (chosen) {
            on.add(collector);
          }
        });
    if (on.size() > 1 || (on.isEmpty() && said.containsKey(Collector.G1))) {
      throw new ConfigException(extra.key(), all.trim(), "one collector that is switched on");
    }
    return on.stream().findFirst();
  }

  private static Collector collector(String flag) {
    for (Collector collector : Collector.values()) {
      if (collector.flag().equals(flag)) {
        return collector;
      }
    }
    throw new AssertionError(flag);
  }

  private static String checked(Settings settings, SparkProperty property) {
    String options = settings.text(property);
    if (options == null) {
      return "";
    }
    if (options.contains("-Xmx")) {
      boolean driver = property.key().startsWith("spark.driver.");
      throw new ConfigException(
          property.key(),
          options,
          "no -Xmx, which Spark refuses here: set "
              + (driver ? SparkProperty.DRIVER_MEMORY : SparkProperty.EXECUTOR_MEMORY).key());
    }
    return options;
  }
}
