package io.memsim.config;

import io.memsim.internal.text.ForeignText;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The lines of Spark that are simulated, and what differs between them. */
public enum SparkVersion {
  /** Spark 3.5. */
  V3_5("3.5"),
  /** Spark 4.0. */
  V4_0("4.0"),
  /** Spark 4.1. */
  V4_1("4.1"),
  /** Spark 4.2. */
  V4_2("4.2");

  /** The newest line, simulated unless another one is asked for. */
  public static final SparkVersion LATEST = V4_2;

  private final String line;

  SparkVersion(String line) {
    this.line = line;
  }

  /**
   * The line that a full version belongs to.
   *
   * @param version such as {@code 4.1.1} or {@code 3.5.6-SNAPSHOT}
   * @return its line
   * @throws IllegalArgumentException for a version of any other line; the message lists the lines
   */
  public static SparkVersion parse(String version) {
    for (SparkVersion candidate : values()) {
      if (version.equals(candidate.line)
          || version.startsWith(candidate.line + ".")
          || version.startsWith(candidate.line + "-")) {
        return candidate;
      }
    }
    throw new IllegalArgumentException(
        "Spark version "
            + ForeignText.quoted(version)
            + ": expected one of "
            + Arrays.stream(values()).map(v -> v.line).collect(Collectors.joining(", ")));
  }

  /**
   * Whether memory of registered unmanaged consumers is polled and counted.
   *
   * @return true from 4.1 on
   */
  public boolean tracksUnmanagedMemory() {
    return compareTo(V4_1) >= 0;
  }

  /**
   * Whether {@code minMemoryOverhead} is a setting; before it is fixed at 384 MiB.
   *
   * @return true from 4.0 on
   */
  public boolean configurableMinimumOverhead() {
    return compareTo(V4_0) >= 0;
  }

  /**
   * Whether sizes may end in {@code GiB}, {@code Gi} and their like, beside {@code g} and {@code
   * gb}.
   *
   * @return true from 4.2 on
   */
  public boolean parsesIecSuffixes() {
    return compareTo(V4_2) >= 0;
  }

  /**
   * Whether pages on the heap leave room for an array header, so that page and header together fill
   * whole regions of the collector.
   *
   * @param collector the JVM's collector
   * @return true for G1, from 4.1 on also for ZGC and Shenandoah
   */
  public boolean shortensPages(Collector collector) {
    return switch (collector) {
      case G1 -> true;
      case ZGC, SHENANDOAH -> compareTo(V4_1) >= 0;
      case SERIAL, PARALLEL -> false;
    };
  }

  /**
   * The line as Spark writes it.
   *
   * @return such as {@code 4.2}
   */
  @Override
  public String toString() {
    return line;
  }
}
