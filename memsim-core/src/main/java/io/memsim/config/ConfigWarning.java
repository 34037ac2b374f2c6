package io.memsim.config;

import io.memsim.internal.text.ForeignText;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A setting that has not the effect that its name promises.
 *
 * @param key the property as given
 * @param value its value as given
 * @param text why it has no effect here, or which one it has: one line, without the key
 * @param nearest the key that has that effect, null where there is none
 */
public record ConfigWarning(String key, String value, String text, @Nullable String nearest)
    implements Serializable {

  /**
   * The real key that is nearest to what was probably meant.
   *
   * @return a key that Spark reads, empty where there is none
   */
  public Optional<String> nearestKey() {
    return Optional.ofNullable(nearest);
  }

  /**
   * The whole warning in one line.
   *
   * @return key, text and, where there is one, the nearest key
   */
  @Override
  public String toString() {
    String line = ForeignText.bare(key) + ": " + text;
    return nearest == null ? line : line + "; see " + nearest;
  }
}
