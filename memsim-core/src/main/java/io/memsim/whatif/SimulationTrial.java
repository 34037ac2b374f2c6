package io.memsim.whatif;

import static com.google.common.base.Preconditions.checkNotNull;

import io.memsim.block.StorageLevel;
import io.memsim.config.ConfigException;
import io.memsim.config.Deployment;
import io.memsim.config.MemoryConfig;
import io.memsim.config.SparkProperty;
import io.memsim.layout.MemoryLayout;
import io.memsim.simulate.Basis;
import io.memsim.simulate.CostModel;
import io.memsim.simulate.Counts;
import io.memsim.simulate.ExecutorResult;
import io.memsim.simulate.Scenario;
import io.memsim.simulate.Simulation;
import io.memsim.simulate.SimulationResult;
import io.memsim.workload.Evidence;
import io.memsim.workload.LoggedRdd;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tries configurations by simulating the work of an event log with them. Safe for use by many
 * threads: the same variant always measures the same.
 */
public final class SimulationTrial implements Trial {

  private final Simulation simulation;
  private final Variant base;

  /** Simulations of the work split otherwise, as they are needed. */
  private final Map<List<Setting>, Simulation> resplit = new ConcurrentHashMap<>();

  private SimulationTrial(Simulation simulation, Variant base) {
    this.simulation = simulation;
    this.base = base;
  }

  /**
   * Trials of a workload.
   *
   * @param simulation the work
   * @param base what {@link Variant#RECORDED} is, and what all variants differ from: {@link
   *     Variant#RECORDED} itself for the log's own configuration, or one that was given in its
   *     place
   * @return the trials
   * @throws WhatIfException when the base sets an RDD that is not in the log, or something that
   *     cannot be known from it
   */
  public static SimulationTrial of(Simulation simulation, Variant base) {
    SimulationTrial trial =
        new SimulationTrial(checkNotNull(simulation, "simulation"), checkNotNull(base, "base"));
    base.settings().forEach(s -> trial.check(s.knob(), s.value(), s.toString()));
    return trial;
  }

  /**
   * Checks that an axis varies something that the work has.
   *
   * @param axis the axis
   * @throws WhatIfException when it varies an RDD that is not in the log, or something that cannot
   *     be known from it
   */
  public void check(Axis axis) {
    check(axis.knob(), axis.values().get(0), axis.toString());
  }

  private void check(Knob knob, String value, String text) {
    if (knob instanceof Knob.Level level) {
      checkRdd(text, level.rdd());
    } else if (knob instanceof Knob.Cached cached) {
      checkRdd(text, cached.rdd());
    } else if (knob instanceof Knob.Partitions partitions) {
      checkRdd(text, partitions.rdd());
      try {
        simulation.workload().resplit(partitions.rdd(), Integer.parseInt(value));
      } catch (IllegalArgumentException e) {
        WhatIfException refused =
            new WhatIfException(
                text, partitions.name(), "an RDD that can be re-split: " + e.getMessage());
        refused.initCause(e);
        throw refused;
      }
    }
  }

  /**
   * How some settings were understood, for whoever reads the answers.
   *
   * @param grid what is varied
   * @return sentences, perhaps none
   */
  public List<String> notes(Grid grid) {
    List<String> notes = new ArrayList<>();
    Map<String, String> properties = simulation.workload().properties();
    Variant first = merged(grid.variant(0));
    if (first.value(MemorySizes.HEAP).isPresent()) {
      if (properties.containsKey(SparkProperty.TEST_MEMORY.key())) {
        notes.add(
            "spark.executor.memory replaces spark.testing.memory, which the recorded run was"
                + " given");
      } else if (config(Variant.RECORDED).deployment() == Deployment.LOCAL) {
        notes.add("spark.executor.memory is the heap of the one JVM of local mode");
      }
    }
    Set<Integer> newlyCached = new TreeSet<>();
    first.settings().forEach(set -> caches(set.knob(), set.value()).ifPresent(newlyCached::add));
    for (Axis axis : grid.axes()) {
      for (String value : axis.values()) {
        caches(axis.knob(), value).ifPresent(newlyCached::add);
      }
    }
    for (int rdd : newlyCached) {
      notes.add(
          "RDD "
              + rdd
              + " was not cached in the recorded run: how large its blocks are is assumed, and what"
              + " computing one takes, and so what caching it saves, cannot be known from this"
              + " log");
    }
    for (Setting setting : first.settings()) {
      if (setting.knob() instanceof Knob.Partitions partitions) {
        notes.add(
            partitions.name()
                + ": data are taken to lie evenly within each partition; what is partitioned like"
                + " RDD "
                + partitions.rdd()
                + " is split with it");
      }
      if (setting.knob() instanceof Knob.Property property && !property.equals(MemorySizes.HEAP)) {
        note(grid.variant(0), property.name(), notes);
      }
    }
    return notes;
  }

  /** The RDD that a setting caches though the log never had it cached. */
  private Optional<Integer> caches(Knob knob, String value) {
    int id = -1;
    if (knob instanceof Knob.Cached cached && Boolean.parseBoolean(value)) {
      id = cached.rdd();
    } else if (knob instanceof Knob.Level level && StorageLevel.parse(value).isValid()) {
      id = level.rdd();
    }
    LoggedRdd rdd = simulation.workload().rdd(id);
    return rdd == null || rdd.persisted() ? Optional.empty() : Optional.of(id);
  }

  private void note(Variant variant, String key, List<String> notes) {
    try {
      config(variant).warnings().stream()
          .filter(warning -> warning.key().equals(key))
          .forEach(warning -> notes.add(warning.toString()));
    } catch (ConfigException e) {
      notes.add(e.getMessage());
    }
  }

  private void checkRdd(String text, int id) {
    if (simulation.workload().rdd(id) == null) {
      String cached =
          simulation.workload().rdds().stream()
              .filter(LoggedRdd::persisted)
              .map(one -> String.valueOf(one.id()))
              .collect(Collectors.joining(", "));
      throw new WhatIfException(
          text,
          "rdd." + id,
          cached.isEmpty()
              ? "an RDD of this log, in which none is cached"
              : "an RDD of this log; those that are cached: " + cached);
    }
  }

  /** A variant with what the base sets otherwise; the variant's own settings win. */
  private Variant merged(Variant variant) {
    Set<Knob> replaced = new HashSet<>();
    for (Setting setting : variant.settings()) {
      if (setting.knob() instanceof Knob.Level level) {
        replaced.add(new Knob.Cached(level.rdd()));
      } else if (setting.knob().equals(MemorySizes.HEAP)) {
        // Other names of the same heap.
        replaced.add(new Knob.Property(SparkProperty.DRIVER_MEMORY));
        replaced.add(new Knob.Property(SparkProperty.TEST_MEMORY));
      }
    }
    Variant merged =
        new Variant(base.settings().stream().filter(s -> !replaced.contains(s.knob())).toList());
    for (Setting setting : variant.settings()) {
      merged = merged.with(setting.knob(), setting.value());
    }
    return merged;
  }

  /**
   * What is simulated for a variant.
   *
   * @param variant the configuration
   * @return the scenario, which counts only
   */
  public Scenario scenario(Variant variant) {
    Scenario.Builder scenario = Scenario.builder().detailed(false);
    CostModel costs = CostModel.DEFAULT;
    Variant merged = merged(variant);
    for (Setting setting : merged.settings()) {
      Knob knob = setting.knob();
      String value = setting.value();
      if (knob instanceof Knob.Property property) {
        scenario.set(property.name(), value);
      } else if (knob instanceof Knob.Level level
          && merged.value(new Knob.Cached(level.rdd())).isEmpty()) {
        scenario.level(level.rdd(), StorageLevel.parse(value));
      } else if (knob instanceof Knob.Cached cached) {
        level(cached.rdd(), Boolean.parseBoolean(value), merged)
            .ifPresent(level -> scenario.level(cached.rdd(), level));
      } else if (knob instanceof Knob.Executors) {
        scenario.executors(Integer.parseInt(value));
      } else if (knob instanceof Knob.Cores) {
        scenario.cores(Integer.parseInt(value));
      } else if (knob instanceof Knob.TaskCpus) {
        scenario.set(knob.name(), value);
      } else if (knob instanceof Knob.Assumed assumed) {
        costs = costs.with(assumed.cost(), AxisParser.number(assumed.cost(), value));
      }
      // Partitions are a matter of the work, see simulation().
    }
    return scenario.costs(costs).build();
  }

  /**
   * The simulation of the work as a variant splits it.
   *
   * @param variant the configuration
   * @return the simulation, whose workload is the log's but for partitions that are set otherwise
   */
  public Simulation simulation(Variant variant) {
    List<Setting> splits =
        merged(variant).settings().stream()
            .filter(setting -> setting.knob() instanceof Knob.Partitions)
            .toList();
    return splits.isEmpty() ? simulation : resplit.computeIfAbsent(splits, this::resplit);
  }

  private Simulation resplit(List<Setting> splits) {
    Workload workload = simulation.workload();
    for (Setting split : splits) {
      if (split.knob() instanceof Knob.Partitions knob) {
        workload = workload.resplit(knob.rdd(), Integer.parseInt(split.value()));
      }
    }
    return Simulation.of(workload);
  }

  /** The level of an RDD that is (not) to be cached; empty for what it had in the log. */
  private Optional<StorageLevel> level(int id, boolean cached, Variant variant) {
    if (!cached) {
      return Optional.of(StorageLevel.NONE);
    }
    Optional<StorageLevel> asked =
        variant.value(new Knob.Level(id)).map(StorageLevel::parse).filter(StorageLevel::isValid);
    LoggedRdd rdd = simulation.workload().rdd(id);
    boolean had = rdd != null && rdd.persisted();
    // What was never cached is cached as Spark's cache() does.
    return asked.isPresent() || had ? asked : Optional.of(StorageLevel.MEMORY_ONLY);
  }

  @Override
  public Measures run(Variant variant) {
    return measures(simulation(variant).run(scenario(variant)));
  }

  @Override
  public List<Trouble> troubles(Variant variant) {
    return new TroubleSum(simulation(variant).workload(), detailed(variant)).troubles();
  }

  /**
   * Simulates a variant, keeping each event.
   *
   * @param variant the configuration
   * @return the whole result
   * @throws ConfigException when Spark would refuse to start with it
   */
  public SimulationResult detailed(Variant variant) {
    return simulation(variant).run(scenario(variant).toBuilder().detailed(true).build());
  }

  /**
   * The work.
   *
   * @return the workload of {@link Variant#RECORDED}
   */
  public Workload workload() {
    return simulation(Variant.RECORDED).workload();
  }

  /**
   * The configuration of an executor.
   *
   * @param variant the variant
   * @return the configuration
   * @throws ConfigException when Spark would refuse to start with it
   */
  public MemoryConfig config(Variant variant) {
    return simulation(variant).config(scenario(variant));
  }

  /**
   * What a simulation comes to.
   *
   * @param result the simulation's result
   * @return its measures
   */
  public static Measures measures(SimulationResult result) {
    Counts.Reads reads = result.counts().reads();
    Counts.Times times = result.counts().times();
    ExecutorResult largest = result.executors().get(0);
    long peak = 0;
    for (ExecutorResult executor : result.executors()) {
      largest = executor.container() > largest.container() ? executor : largest;
      peak =
          Math.max(
              peak,
              executor.peakStorage()
                  + executor.peakExecution()
                  + executor.peakStorageOffHeap()
                  + executor.peakExecutionOffHeap());
    }
    return new Measures(
        reads.memory() + reads.remote() + reads.disk() + reads.again(),
        reads.memory() + reads.remote(),
        reads.disk(),
        reads.hitBytes() + reads.againBytes(),
        reads.memoryBytes(),
        result.counts().evictions().count(),
        result.counts().evictions().bytes(),
        result.counts().puts().failed() + result.counts().puts().disk(),
        reads.again(),
        Math.round(times.recomputing()),
        Math.round(times.disk()),
        Math.round(times.serializing()),
        result.counts().spills().memoryBytes(),
        Math.round(times.spilling()),
        result.failures().size(),
        Math.round(result.makespan()),
        largest.container(),
        result.executors().size(),
        peak,
        largest.unified() + largest.offHeap(),
        result.basis().stream()
            .filter(basis -> basis.figures() == Basis.Figures.BLOCK_SIZES)
            .map(Basis::evidence)
            .findFirst()
            .orElse(Evidence.MEASURED));
  }

  /**
   * Whether Spark would start with a variant.
   *
   * @param variant the configuration
   * @return false when it would refuse
   */
  boolean starts(Variant variant) {
    try {
      MemoryLayout started = MemoryLayout.of(config(variant));
      return started.unified() > 0;
    } catch (ConfigException e) {
      return false;
    }
  }
}
