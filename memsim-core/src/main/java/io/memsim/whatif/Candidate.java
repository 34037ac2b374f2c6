package io.memsim.whatif;

import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that was tried. Immutable; exactly one of measures and refusal is there.
 *
 * @param variant the configuration
 * @param measures what it comes to, null when Spark would not start with it
 * @param refusal why Spark would not start with it, else null
 */
public record Candidate(Variant variant, @Nullable Measures measures, @Nullable String refusal)
    implements Serializable {

  /**
   * Checks that there is one answer.
   *
   * @param variant the configuration
   * @param measures what it comes to, or null
   * @param refusal why Spark would not start, or null
   */
  public Candidate {
    if ((measures == null) == (refusal == null)) {
      throw new IllegalArgumentException("expected either measures or a refusal");
    }
  }

  /**
   * What it comes to.
   *
   * @return the measures, empty when Spark would not start with it
   */
  public Optional<Measures> ran() {
    return Optional.ofNullable(measures);
  }

  /** Whether it runs to its end without a task that fails. */
  boolean succeeds() {
    return measures != null && measures.failures() == 0;
  }
}
