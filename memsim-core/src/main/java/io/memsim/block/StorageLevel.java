package io.memsim.block;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import io.memsim.internal.text.ForeignText;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Spark's {@code StorageLevel}: where a block may live and in which form. An immutable value; the
 * thirteen combinations that Spark names are constants.
 *
 * @param useDisk whether it may go to disk
 * @param useMemory whether it may go to memory
 * @param useOffHeap whether its memory is off-heap
 * @param deserialized whether it is kept as objects in memory (on disk it is always serialized)
 * @param replication how many copies the cluster keeps, 0 to 39; 0 makes the level invalid
 */
public record StorageLevel(
    boolean useDisk, boolean useMemory, boolean useOffHeap, boolean deserialized, int replication)
    implements Serializable {

  /** Not persisted at all; a put at this level is refused. */
  public static final StorageLevel NONE = new StorageLevel(false, false, false, false, 1);

  /** On disk only. */
  public static final StorageLevel DISK_ONLY = new StorageLevel(true, false, false, false, 1);

  /** On disk only, two copies. */
  public static final StorageLevel DISK_ONLY_2 = new StorageLevel(true, false, false, false, 2);

  /** On disk only, three copies. */
  public static final StorageLevel DISK_ONLY_3 = new StorageLevel(true, false, false, false, 3);

  /** Objects on the heap; what does not fit is not kept. */
  public static final StorageLevel MEMORY_ONLY = new StorageLevel(false, true, false, true, 1);

  /** {@link #MEMORY_ONLY} with two copies. */
  public static final StorageLevel MEMORY_ONLY_2 = new StorageLevel(false, true, false, true, 2);

  /** Serialized on the heap; what does not fit is not kept. */
  public static final StorageLevel MEMORY_ONLY_SER = new StorageLevel(false, true, false, false, 1);

  /** {@link #MEMORY_ONLY_SER} with two copies. */
  public static final StorageLevel MEMORY_ONLY_SER_2 =
      new StorageLevel(false, true, false, false, 2);

  /** Objects on the heap; what does not fit goes to disk. */
  public static final StorageLevel MEMORY_AND_DISK = new StorageLevel(true, true, false, true, 1);

  /** {@link #MEMORY_AND_DISK} with two copies. */
  public static final StorageLevel MEMORY_AND_DISK_2 = new StorageLevel(true, true, false, true, 2);

  /** Serialized on the heap; what does not fit goes to disk. */
  public static final StorageLevel MEMORY_AND_DISK_SER =
      new StorageLevel(true, true, false, false, 1);

  /** {@link #MEMORY_AND_DISK_SER} with two copies. */
  public static final StorageLevel MEMORY_AND_DISK_SER_2 =
      new StorageLevel(true, true, false, false, 2);

  /** Serialized outside the heap; what does not fit goes to disk. */
  public static final StorageLevel OFF_HEAP = new StorageLevel(true, true, true, false, 1);

  private static final ImmutableMap<String, StorageLevel> BY_NAME =
      ImmutableMap.<String, StorageLevel>builder()
          .put("NONE", NONE)
          .put("DISK_ONLY", DISK_ONLY)
          .put("DISK_ONLY_2", DISK_ONLY_2)
          .put("DISK_ONLY_3", DISK_ONLY_3)
          .put("MEMORY_ONLY", MEMORY_ONLY)
          .put("MEMORY_ONLY_2", MEMORY_ONLY_2)
          .put("MEMORY_ONLY_SER", MEMORY_ONLY_SER)
          .put("MEMORY_ONLY_SER_2", MEMORY_ONLY_SER_2)
          .put("MEMORY_AND_DISK", MEMORY_AND_DISK)
          .put("MEMORY_AND_DISK_2", MEMORY_AND_DISK_2)
          .put("MEMORY_AND_DISK_SER", MEMORY_AND_DISK_SER)
          .put("MEMORY_AND_DISK_SER_2", MEMORY_AND_DISK_SER_2)
          .put("OFF_HEAP", OFF_HEAP)
          .buildOrThrow();

  private static final ImmutableMap<StorageLevel, String> NAMES =
      BY_NAME.entrySet().stream()
          .collect(ImmutableMap.toImmutableMap(Map.Entry::getValue, Map.Entry::getKey));

  /**
   * Checks what Spark checks, and that the replication is not negative.
   *
   * @param useDisk whether it may go to disk
   * @param useMemory whether it may go to memory
   * @param useOffHeap whether its memory is off-heap
   * @param deserialized whether it is kept as objects in memory (on disk it is always serialized)
   * @param replication how many copies the cluster keeps, 0 to 39; 0 makes the level invalid
   * @throws IllegalArgumentException for a replication outside of 0 to 39
   */
  public StorageLevel {
    checkArgument(
        replication >= 0 && replication < 40, "replication %s: expected 0 to 39", replication);
  }

  /**
   * A level of any combination.
   *
   * @param useDisk whether it may go to disk
   * @param useMemory whether it may go to memory
   * @param useOffHeap whether its memory is off-heap
   * @param deserialized whether it is kept as objects in memory
   * @param replication how many copies, 0 to 39
   * @return the level; the constant where Spark has a name for it
   * @throws IllegalArgumentException for a replication outside of 0 to 39
   */
  public static StorageLevel of(
      boolean useDisk,
      boolean useMemory,
      boolean useOffHeap,
      boolean deserialized,
      int replication) {
    StorageLevel level =
        new StorageLevel(useDisk, useMemory, useOffHeap, deserialized, replication);
    String name = NAMES.get(level);
    return name == null ? level : BY_NAME.getOrDefault(name, level);
  }

  /**
   * The level of a name, as Spark's {@code StorageLevel.fromString} reads it: case counts.
   *
   * @param sparkName one of Spark's names, such as {@code MEMORY_AND_DISK_SER_2}
   * @return the level's constant
   * @throws IllegalArgumentException for any other text; the message lists the names
   */
  public static StorageLevel parse(String sparkName) {
    StorageLevel level = BY_NAME.get(sparkName);
    checkArgument(
        level != null,
        "unknown storage level %s: expected one of %s",
        ForeignText.quoted(sparkName),
        BY_NAME.keySet());
    return level;
  }

  /**
   * All levels that Spark has a name for.
   *
   * @return the thirteen constants, in Spark's order
   */
  public static List<StorageLevel> named() {
    return BY_NAME.values().asList();
  }

  /**
   * The memory that a block of this level takes its room from.
   *
   * @return OFF_HEAP for a level that is off-heap, else ON_HEAP
   */
  public MemoryMode memoryMode() {
    return useOffHeap ? MemoryMode.OFF_HEAP : MemoryMode.ON_HEAP;
  }

  /**
   * Whether Spark stores anything at this level.
   *
   * @return true when it uses memory or disk and keeps at least one copy
   */
  public boolean isValid() {
    return (useMemory || useDisk) && replication > 0;
  }

  /**
   * Spark's name for it.
   *
   * @return the name that {@link #parse} reads, empty for a combination without one
   */
  public Optional<String> sparkName() {
    return Optional.ofNullable(NAMES.get(this));
  }

  /**
   * For people to read.
   *
   * @return Spark's name, or the parts: {@code StorageLevel(disk, memory, serialized, 4 replicas)}
   */
  @Override
  public String toString() {
    String name = NAMES.get(this);
    if (name != null) {
      return name;
    }
    List<String> parts = new ArrayList<>();
    if (useDisk) {
      parts.add("disk");
    }
    if (useMemory) {
      parts.add("memory");
    }
    if (useOffHeap) {
      parts.add("offHeap");
    }
    parts.add(deserialized ? "deserialized" : "serialized");
    parts.add(replication + (replication == 1 ? " replica" : " replicas"));
    return "StorageLevel(" + String.join(", ", parts) + ")";
  }
}
