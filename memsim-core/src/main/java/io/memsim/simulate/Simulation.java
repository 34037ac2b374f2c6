package io.memsim.simulate;

import static com.google.common.base.Preconditions.checkNotNull;

import io.memsim.config.MemoryConfig;
import io.memsim.workload.Workload;

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

  private final Preparation preparation;
  private final Durations durations;

  private Simulation(Workload workload) {
    preparation = new Preparation(workload);
    durations = new Durations(workload);
    Engine engine = new Engine(preparation, Scenario.builder().detailed(false).build(), durations);
    engine.run();
    durations.learn(engine.missed());
  }

  /**
   * Prepares the simulation of a workload, by simulating its own configuration once.
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
    Engine engine = new Engine(preparation, scenario, durations);
    engine.run();
    return engine.result();
  }

  /**
   * How well the simulation of the log's own configuration reproduces what the log recorded.
   *
   * @return the simulation's accuracy; costs one run
   */
  public Reproduction reproduction() {
    Engine engine = new Engine(preparation, Scenario.own(), durations);
    engine.run();
    return Reproduction.of(
        workload(), engine.recorder(), engine.recorder().total.counts().spills().memoryBytes());
  }
}
