package io.memsim.simulate;

import static com.google.common.base.Preconditions.checkNotNull;

import io.memsim.config.MemoryConfig;
import io.memsim.workload.Workload;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs scenarios of one workload. Immutable and safe for use by many threads: a run shares nothing
 * that changes with another one. Deterministic: the same scenario gives the same result.
 *
 * <pre>{@code
 * Simulation simulation = Simulation.of(EventLogReader.read(log));
 * SimulationResult own = simulation.run(Scenario.own());
 * SimulationResult half = simulation.run(Scenario.builder().set("spark.executor.memory", "1g").build());
 * }</pre>
 */
public final class Simulation {

  /** What a simulation teaches is better known to the next one. */
  private static final int LESSONS = 2;

  private final Preparation preparation;

  /** What went into tasks depends on what moving data is taken to cost. */
  private final Map<CostModel, Durations> durations = new ConcurrentHashMap<>();

  private Simulation(Workload workload) {
    preparation = new Preparation(workload);
    durations.put(CostModel.DEFAULT, learned(CostModel.DEFAULT));
  }

  private Durations learned(CostModel costs) {
    Durations learned = new Durations(workload());
    Scenario own = Scenario.builder().detailed(false).costs(costs).build();
    for (int i = 0; i < LESSONS; i++) {
      Engine engine = new Engine(preparation, own, learned);
      engine.run();
      learned.learn(engine.missedBlocks(), engine.moved(), preparation.demand());
    }
    return learned;
  }

  private Engine engine(Scenario scenario) {
    Durations learned = durations.computeIfAbsent(scenario.costs(), this::learned);
    return new Engine(preparation, scenario, learned);
  }

  /**
   * Prepares the simulation of a workload, by simulating its own configuration twice.
   *
   * @param workload the work
   * @return its simulation
   * @throws io.memsim.config.ConfigException when the logged configuration is one that Spark
   *     refuses
   */
  public static Simulation of(Workload workload) {
    return new Simulation(checkNotNull(workload, "workload"));
  }

  /**
   * The work.
   *
   * @return the workload
   */
  public Workload workload() {
    return preparation.workload();
  }

  /**
   * The configuration that a run had: that of its first executor.
   *
   * @param workload the run
   * @return the configuration
   * @throws io.memsim.config.ConfigException when it is one that Spark refuses
   */
  public static MemoryConfig loggedConfig(Workload workload) {
    return Regions.of(workload, workload.executors().get(0), Scenario.own());
  }

  /**
   * The configuration that executors have in a scenario: those of the first executor.
   *
   * @param scenario the scenario
   * @return the configuration
   * @throws io.memsim.config.ConfigException when it is one that Spark refuses
   */
  public MemoryConfig config(Scenario scenario) {
    return Regions.of(workload(), workload().executors().get(0), scenario);
  }

  /**
   * Runs a scenario.
   *
   * @param scenario what to change
   * @return what it came to
   * @throws io.memsim.config.ConfigException when its configuration is one that Spark refuses
   */
  public SimulationResult run(Scenario scenario) {
    Engine engine = engine(scenario);
    engine.run();
    return engine.result();
  }

  /**
   * How well the simulation of the log's own configuration reproduces what the log recorded.
   *
   * @return the simulation's accuracy; costs one run
   */
  public Reproduction reproduction() {
    Engine engine = engine(Scenario.own());
    engine.run();
    return Reproduction.of(
        workload(), engine.recorder(), engine.recorder().total.counts().spills().memoryBytes());
  }
}
