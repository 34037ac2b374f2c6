package io.memsim.simulate;

import java.util.Locale;
import java.util.Optional;

/** One figure of the {@link CostModel}, under the name by which it can be set. */
public enum Cost {
  /** Bytes that a task reads from disk in a second. */
  DISK_READ,

  /** Bytes that a task writes to disk in a second. */
  DISK_WRITE,

  /** Bytes that a task reads from another executor in a second. */
  NETWORK,

  /** Serialized bytes that a task makes values of in a second, besides the time for each value. */
  DESERIALIZE,

  /** Values that a task makes of serialized ones in a second, besides the time for their bytes. */
  DESERIALIZE_VALUES,

  /** Serialized bytes that a task makes of values in a second, besides the time for each value. */
  SERIALIZE,

  /** Values that a task serializes in a second, besides the time for their bytes. */
  SERIALIZE_VALUES,

  /** Bytes on disk of a spilled byte of memory, where the log has no spill to tell. */
  SPILL_RATIO;

  /**
   * Its name among settings.
   *
   * @return such as {@code cost.disk-read}
   */
  public String key() {
    return "cost." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whether it is a number of bytes in a second; otherwise it is a plain number.
   *
   * @return whether it is
   */
  public boolean countsBytes() {
    return switch (this) {
      case DISK_READ, DISK_WRITE, NETWORK, DESERIALIZE, SERIALIZE -> true;
      case DESERIALIZE_VALUES, SERIALIZE_VALUES, SPILL_RATIO -> false;
    };
  }

  /**
   * The figure of a name.
   *
   * @param key such as {@code cost.disk-read}
   * @return the figure, or empty when there is none of that name
   */
  public static Optional<Cost> of(String key) {
    for (Cost cost : values()) {
      if (cost.key().equals(key)) {
        return Optional.of(cost);
      }
    }
    return Optional.empty();
  }
}
