package io.memsim.whatif;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A configuration as it differs from the one that was recorded. Immutable.
 *
 * @param settings what is set differently, each knob at most once
 */
public record Variant(List<Setting> settings) implements Serializable {

  /** Nothing is different: the recorded configuration. */
  public static final Variant RECORDED = new Variant(List.of());

  /**
   * Copies the settings.
   *
   * @param settings what is set differently
   * @throws IllegalArgumentException when a knob is set twice
   */
  public Variant {
    settings = ImmutableList.copyOf(settings);
    Set<Knob> set = new HashSet<>();
    for (Setting setting : settings) {
      if (!set.add(setting.knob())) {
        throw new IllegalArgumentException(setting.knob().name() + " is set twice");
      }
    }
  }

  /**
   * This variant with a knob at another value.
   *
   * @param knob the knob
   * @param value its value, unchecked
   * @return a variant in which the knob stands where it stood, or last
   */
  public Variant with(Knob knob, String value) {
    ImmutableList.Builder<Setting> changed = ImmutableList.builder();
    boolean found = false;
    for (Setting setting : settings) {
      boolean same = setting.knob().equals(knob);
      found |= same;
      changed.add(same ? new Setting(knob, value) : setting);
    }
    if (!found) {
      changed.add(new Setting(knob, value));
    }
    return new Variant(changed.build());
  }

  /**
   * What a knob is set to.
   *
   * @param knob the knob
   * @return its value, empty where it is left as recorded
   */
  public Optional<String> value(Knob knob) {
    return settings.stream().filter(s -> s.knob().equals(knob)).map(Setting::value).findFirst();
  }

  /**
   * For people to read.
   *
   * @return the settings, or {@code as recorded}
   */
  @Override
  public String toString() {
    return settings.isEmpty()
        ? "as recorded"
        : settings.stream().map(Setting::toString).collect(joining(" "));
  }
}
