package io.memsim.simulate;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;

import io.memsim.block.StorageLevel;
import io.memsim.workload.LoggedRdd;
import io.memsim.workload.LoggedStage;
import io.memsim.workload.Workload;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * How a workload is to be run: as it was, but for what is said here. Immutable.
 *
 * <pre>{@code
 * Scenario.builder().set("spark.executor.memory", "2g").level(5, StorageLevel.DISK_ONLY).build()
 * }</pre>
 */
public final class Scenario implements Serializable {

  private static final long serialVersionUID = 1L;

  private final TreeMap<String, String> properties;
  private final TreeMap<Integer, StorageLevel> levels;
  private final OptionalIntBox executors;
  private final OptionalIntBox cores;
  private final TreeMap<Long, Integer> placement;
  private final long unified;
  private final CostModel costs;
  private final long seed;
  private final boolean detailed;

  /** An int that may be absent, which can be written; {@link OptionalInt} cannot. */
  private record OptionalIntBox(boolean present, int value) implements Serializable {
    static final OptionalIntBox NONE = new OptionalIntBox(false, 0);

    OptionalInt open() {
      return present ? OptionalInt.of(value) : OptionalInt.empty();
    }
  }

  private Scenario(Builder builder) {
    properties = new TreeMap<>(builder.properties);
    levels = new TreeMap<>(builder.levels);
    placement = new TreeMap<>(builder.placement);
    executors = builder.executors;
    cores = builder.cores;
    unified = builder.unified;
    costs = builder.costs;
    seed = builder.seed;
    detailed = builder.detailed;
  }

  /**
   * Begins to describe a scenario.
   *
   * @return a builder that changes nothing yet
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The log's own configuration.
   *
   * @return a scenario without changes
   */
  public static Scenario own() {
    return builder().build();
  }

  /** What {@link #builder} collects. Not thread-safe. */
  public static final class Builder {

    private final TreeMap<String, String> properties = new TreeMap<>();
    private final TreeMap<Integer, StorageLevel> levels = new TreeMap<>();
    private final TreeMap<Long, Integer> placement = new TreeMap<>();
    private OptionalIntBox executors = OptionalIntBox.NONE;
    private OptionalIntBox cores = OptionalIntBox.NONE;
    private long unified = -1;
    private CostModel costs = CostModel.DEFAULT;
    private long seed;
    private boolean detailed = true;

    private Builder() {}

    /**
     * Sets a property of Spark in place of the logged one.
     *
     * @param key the property, such as {@code spark.memory.fraction}
     * @param value its value; an empty one takes the property away
     * @return this builder
     */
    public Builder set(String key, String value) {
      properties.put(checkNotNull(key, "key"), checkNotNull(value, "value"));
      return this;
    }

    /**
     * Sets properties of Spark in place of the logged ones.
     *
     * @param more keys and values; empty values take properties away
     * @return this builder
     */
    public Builder setAll(Map<String, String> more) {
      more.forEach(this::set);
      return this;
    }

    /**
     * Gives an RDD another storage level wherever the log has it persisted; everywhere from its
     * first stage on where the log has it not persisted.
     *
     * @param rdd the RDD's id
     * @param level the level; {@link StorageLevel#NONE} to not cache it
     * @return this builder
     */
    public Builder level(int rdd, StorageLevel level) {
      checkArgument(rdd >= 0, "RDD %s: expected an id of 0 or more", rdd);
      levels.put(rdd, checkNotNull(level, "level"));
      return this;
    }

    /**
     * Places tasks where another run of the same application had them, by stage and partition.
     *
     * @param run the other run
     * @return this builder
     */
    public Builder placementOf(Workload run) {
      for (int task = 0; task < run.taskCount(); task++) {
        LoggedStage stage = run.stages().get(run.taskStage(task));
        placement.put(key(stage.id(), run.taskPartition(task)), run.taskExecutor(task));
      }
      return this;
    }

    /**
     * How many executors there are. Tasks are then placed anew: on the first free slot.
     *
     * @param count 1 or more
     * @return this builder
     */
    public Builder executors(int count) {
      checkArgument(count >= 1, "executors %s: expected 1 or more", count);
      executors = new OptionalIntBox(true, count);
      return this;
    }

    /**
     * How many cores each executor has: slots for so many tasks, or for fewer that need several.
     *
     * @param count 1 or more
     * @return this builder
     */
    public Builder cores(int count) {
      checkArgument(count >= 1, "cores %s: expected 1 or more", count);
      cores = new OptionalIntBox(true, count);
      return this;
    }

    /**
     * The size of the unified region, where it is known better than from the heap: what Spark
     * itself reported for that configuration.
     *
     * @param bytes the size on-heap
     * @return this builder
     */
    public Builder unified(long bytes) {
      checkArgument(bytes >= 0, "unified region of %s bytes: expected 0 or more", bytes);
      unified = bytes;
      return this;
    }

    /**
     * What moving bytes costs.
     *
     * @param model the model, {@link CostModel#DEFAULT} unless set
     * @return this builder
     */
    public Builder costs(CostModel model) {
      costs = checkNotNull(model, "costs");
      return this;
    }

    /**
     * Varies how overlapping tasks interleave.
     *
     * @param schedule 0 for the measured times; any other seed varies them, each in its own way
     * @return this builder
     */
    public Builder seed(long schedule) {
      seed = schedule;
      return this;
    }

    /**
     * Whether accesses, evictions and the timeline are kept one by one, or only counted.
     *
     * @param keep true (the default) to keep them
     * @return this builder
     */
    public Builder detailed(boolean keep) {
      detailed = keep;
      return this;
    }

    /**
     * Makes the scenario.
     *
     * @return the scenario
     */
    public Scenario build() {
      return new Scenario(this);
    }
  }

  /**
   * Begins a scenario like this one.
   *
   * @return a builder with all that this one says
   */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.properties.putAll(properties);
    builder.levels.putAll(levels);
    builder.placement.putAll(placement);
    builder.executors = executors;
    builder.cores = cores;
    builder.unified = unified;
    builder.costs = costs;
    builder.seed = seed;
    builder.detailed = detailed;
    return builder;
  }

  /**
   * The properties that are set otherwise.
   *
   * @return by key
   */
  public Map<String, String> properties() {
    return Collections.unmodifiableMap(properties);
  }

  /**
   * The storage levels that are set otherwise.
   *
   * @return by RDD
   */
  public Map<Integer, StorageLevel> levels() {
    return Collections.unmodifiableMap(levels);
  }

  /**
   * The number of executors, where it is set.
   *
   * @return 1 or more, or empty for those of the log
   */
  public OptionalInt executors() {
    return executors.open();
  }

  /**
   * The number of task slots of an executor, where it is set.
   *
   * @return 1 or more, or empty for those of the log
   */
  public OptionalInt cores() {
    return cores.open();
  }

  /**
   * The size of the unified region, where it is set.
   *
   * @return bytes on-heap, or empty
   */
  public OptionalLong unified() {
    return unified < 0 ? OptionalLong.empty() : OptionalLong.of(unified);
  }

  /** Whether nothing changes what tasks do or where, so that they run as the log has them. */
  boolean sameWork(Workload workload) {
    return placement.isEmpty()
        && executors().isEmpty()
        && cores().isEmpty()
        && unified < 0
        && properties.entrySet().stream()
            .allMatch(
                set -> set.getValue().equals(workload.properties().getOrDefault(set.getKey(), "")))
        && levels.entrySet().stream()
            .allMatch(
                set -> {
                  LoggedRdd rdd = workload.rdd(set.getKey());
                  return rdd != null && set.getValue().equals(rdd.level());
                });
  }

  /** Where a task is placed, by position of the executor, or -1 when nothing is said of it. */
  int placement(int stage, int partition) {
    return placement.getOrDefault(key(stage, partition), -1);
  }

  private static long key(int stage, int partition) {
    return ((long) stage << 32) | partition;
  }

  /**
   * The cost model.
   *
   * @return what moving bytes costs
   */
  public CostModel costs() {
    return costs;
  }

  /**
   * The seed of the schedule.
   *
   * @return 0 for the measured times
   */
  public long seed() {
    return seed;
  }

  /**
   * Whether accesses, evictions and the timeline are kept one by one.
   *
   * @return false when they are only counted
   */
  public boolean detailed() {
    return detailed;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    properties.forEach((key, value) -> text.append(key).append('=').append(value).append(' '));
    levels.forEach(
        (rdd, level) ->
            text.append("rdd.").append(rdd).append(".level=").append(level).append(' '));
    executors().ifPresent(count -> text.append("executors=").append(count).append(' '));
    cores().ifPresent(count -> text.append("cores=").append(count).append(' '));
    return text.isEmpty() ? "as logged" : text.toString().strip();
  }
}
