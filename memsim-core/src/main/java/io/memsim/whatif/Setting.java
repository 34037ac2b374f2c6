package io.memsim.whatif;

import java.io.Serializable;

/**
 * One knob at one value.
 *
 * @param knob what is set
 * @param value to what, as text that was checked
 */
public record Setting(Knob knob, String value) implements Serializable {

  /**
   * Reads a setting. Its keys are those of {@link Axis}.
   *
   * @param text such as {@code spark.memory.fraction=0.7} or {@code rdd.5.level=DISK_ONLY}; a
   *     property without a value is taken away
   * @return the setting
   * @throws WhatIfException when it names no knob, or a value that the knob cannot take; the
   *     message quotes that part
   */
  public static Setting parse(String text) {
    return AxisParser.setting(text);
  }

  /**
   * For people to read.
   *
   * @return such as {@code spark.memory.fraction=0.6}
   */
  @Override
  public String toString() {
    return knob.name() + "=" + value;
  }
}
