package io.memsim.whatif;

import io.memsim.config.ConfigException;
import java.util.List;

/** Tries a configuration out. Several threads may try at once; equal variants measure the same. */
public interface Trial {

  /**
   * Simulates a variant.
   *
   * @param variant the configuration
   * @return what it comes to
   * @throws ConfigException when Spark would refuse to start with it; that is an answer too, and
   *     does not end a sweep
   */
  Measures run(Variant variant);

  /**
   * Looks closer at what goes wrong in a variant.
   *
   * @param variant the configuration
   * @return where it goes wrong, the most bytes first; empty when that is not known
   * @throws ConfigException when Spark would refuse to start with it
   */
  default List<Trouble> troubles(Variant variant) {
    return List.of();
  }
}
