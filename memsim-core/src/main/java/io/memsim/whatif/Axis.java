package io.memsim.whatif;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A knob and the values that it is tried at. Immutable.
 *
 * <p>As text: {@code KEY=VALUE,VALUE,...}, where a value may be a range {@code A:B:STEP} of numbers
 * or sizes. A range is counted in decimals, without rounding, and always ends with its end: {@code
 * 0.4:0.9:0.1} has six values, {@code 1g:4g:2g} is 1g, 3g and 4g. Keys are those of properties that
 * decide about memory ({@link io.memsim.config.SparkProperty}), {@code executors} (also as {@code
 * spark.executor.instances}), {@code cores}, {@code rdd.ID.level}, {@code rdd.ID.cache} and {@code
 * rdd.ID.partitions}.
 *
 * @param knob what is varied
 * @param values the values in the order of the trials, at least one, none twice, each in its plain
 *     form
 */
public record Axis(Knob knob, List<String> values) implements Serializable {

  /** More values than this are a slip of the pen. */
  static final int MOST_VALUES = 100_000;

  /**
   * Copies the values, which are taken as they are.
   *
   * @param knob what is varied
   * @param values at least one, none twice
   * @throws WhatIfException when there is none, or one twice
   */
  public Axis {
    values = ImmutableList.copyOf(values);
    if (values.isEmpty()) {
      throw new WhatIfException(knob.name(), "at least one value");
    }
    Set<String> seen = new HashSet<>();
    for (String value : values) {
      if (!seen.add(value)) {
        throw new WhatIfException(knob.name(), value, "each value once");
      }
    }
  }

  /**
   * Reads an axis.
   *
   * @param text such as {@code spark.executor.memory=1g:4g:512m}
   * @return the axis
   * @throws WhatIfException when it names no knob, or a value that the knob cannot take; the
   *     message quotes that part
   */
  public static Axis parse(String text) {
    return AxisParser.parse(text);
  }

  /**
   * For people to read.
   *
   * @return the axis as {@link #parse} reads it
   */
  @Override
  public String toString() {
    return knob.name() + "=" + String.join(",", values);
  }
}
