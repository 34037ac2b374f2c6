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
   * For people to read.
   *
   * @return such as {@code spark.memory.fraction=0.6}
   */
  @Override
  public String toString() {
    return knob.name() + "=" + value;
  }
}
