package io.memsim.whatif;

import static com.google.common.base.Preconditions.checkNotNull;

import io.memsim.block.StorageLevel;
import io.memsim.config.ConfigException;
import io.memsim.config.Deployment;
import io.memsim.config.MemoryConfig;
import io.memsim.config.SparkProperty;
import io.memsim.layout.MemoryLayout;
import io.memsim.simulate.Counts;
import io.memsim.simulate.ExecutorResult;
import io.memsim.simulate.Scenario;
import io.memsim.simulate.Simulation;
import io.memsim.simulate.SimulationResult;
import io.memsim.workload.LoggedRdd;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tries configurations by simulating the work of an event log with them. Safe for use by many
 * threads: the same variant always measures the same.
 */
public final class SimulationTrial implements Trial {

  private final Simulation simulation;
  private final Scenario base;

  /** Simulations of the work split otherwise, as they are needed. */
  private final Map<List<Setting>, Simulation> resplit = new ConcurrentHashMap<>();

  private SimulationTrial(Simulation simulation, Scenario base) {
    this.simulation = simulation;
    this.base = base;
  }

  /**
   * Trials of a workload.
   *
   * @param simulation the work
   * @param base what {@link Variant#RECORDED} is: the log's own configuration, or one that was
   *     given in its place
   * @return the trials
   */
  public static SimulationTrial of(Simulation simulation, Scenario base) {
    return new SimulationTrial(checkNotNull(simulation, "simulation"), checkNotNull(base, "base"));
  }

  /**
   * Checks that an axis varies something that the work has.
   *
   * @param axis the axis
   * @throws WhatIfException when it varies an RDD that is not in the log, or something that cannot
   *     be known from it
   */
  public void check(Axis axis) {
    if (axis.knob() instanceof Knob.Level level) {
      rdd(axis, level.rdd());
    } else if (axis.knob() instanceof Knob.Cached cached) {
      rdd(axis, cached.rdd());
    } else if (axis.knob() instanceof Knob.Partitions partitions) {
      rdd(axis, partitions.rdd());
      try {
        simulation.workload().resplit(partitions.rdd(), Integer.parseInt(axis.values().get(0)));
      } catch (IllegalArgumentException e) {
        WhatIfException refused =
            new WhatIfException(
                axis.toString(),
                partitions.name(),
                "an RDD that can be re-split: " + e.getMessage());
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
    boolean heap = grid.axes().stream().anyMatch(axis -> axis.knob().equals(MemorySizes.HEAP));
    if (heap && properties.containsKey(SparkProperty.TEST_MEMORY.key())) {
      notes.add(
          "spark.executor.memory replaces spark.testing.memory, which the recorded run was given");
    } else if (heap && config(Variant.RECORDED).deployment() == Deployment.LOCAL) {
      notes.add("spark.executor.memory is the heap of the one JVM of local mode");
    }
    Variant first = grid.variant(0);
    for (Axis axis : grid.axes()) {
      if (axis.knob() instanceof Knob.Partitions partitions) {
        notes.add(
            partitions.name()
                + ": data are taken to lie evenly within each partition; what is partitioned like"
                + " RDD "
                + partitions.rdd()
                + " is split with it");
      }
      if (axis.knob() instanceof Knob.Property property && !property.equals(MemorySizes.HEAP)) {
        note(first, property.name(), notes);
      }
    }
    return notes;
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

  private LoggedRdd rdd(Axis axis, int id) {
    LoggedRdd rdd = simulation.workload().rdd(id);
    if (rdd == null) {
      String cached =
          simulation.workload().rdds().stream()
              .filter(LoggedRdd::persisted)
              .map(one -> String.valueOf(one.id()))
              .collect(Collectors.joining(", "));
      throw new WhatIfException(
          axis.toString(),
          "rdd." + id,
          cached.isEmpty()
              ? "an RDD of this log, in which none is cached"
              : "an RDD of this log; those that are cached: " + cached);
    }
    return rdd;
  }

  /**
   * What is simulated for a variant.
   *
   * @param variant the configuration
   * @return the scenario, which counts only
   */
  public Scenario scenario(Variant variant) {
    Scenario.Builder scenario = base.toBuilder().detailed(false);
    for (Setting setting : variant.settings()) {
      apply(setting, scenario);
    }
    return scenario.build();
  }

  private void apply(Setting setting, Scenario.Builder scenario) {
    Knob knob = setting.knob();
    String value = setting.value();
    if (knob instanceof Knob.Property property) {
      scenario.set(property.name(), value);
    } else if (knob instanceof Knob.Level level) {
      scenario.level(level.rdd(), StorageLevel.parse(value));
    } else if (knob instanceof Knob.Cached cached) {
      cache(cached.rdd(), Boolean.parseBoolean(value), scenario);
    } else if (knob instanceof Knob.Executors) {
      scenario.executors(Integer.parseInt(value));
    } else if (knob instanceof Knob.Cores) {
      scenario.cores(Integer.parseInt(value));
    }
    // Partitions are a matter of the work, see simulation().
  }

  /** The simulation of the work as a variant splits it. */
  private Simulation simulation(Variant variant) {
    List<Setting> splits =
        variant.settings().stream().filter(s -> s.knob() instanceof Knob.Partitions).toList();
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

  /** What was never cached is cached as Spark's {@code cache()} does. */
  private void cache(int id, boolean cached, Scenario.Builder scenario) {
    LoggedRdd rdd = simulation.workload().rdd(id);
    if (!cached) {
      scenario.level(id, StorageLevel.NONE);
    } else if (rdd == null || !rdd.persisted()) {
      scenario.level(id, StorageLevel.MEMORY_ONLY);
    }
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
   * @return the workload that is simulated
   */
  public Workload workload() {
    return simulation.workload();
  }

  /**
   * The configuration of an executor.
   *
   * @param variant the variant
   * @return the configuration
   * @throws ConfigException when Spark would refuse to start with it
   */
  public MemoryConfig config(Variant variant) {
    return simulation.config(scenario(variant));
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
        result.counts().spills().memoryBytes(),
        Math.round(times.spilling()),
        result.failures().size(),
        Math.round(result.makespan()),
        largest.container(),
        result.executors().size(),
        peak,
        largest.unified() + largest.offHeap());
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
