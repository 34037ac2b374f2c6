package io.memsim.simulate;

import io.memsim.config.ConfigException;
import io.memsim.config.Deployment;
import io.memsim.config.MemoryConfig;
import io.memsim.config.MemoryConfigBuilder;
import io.memsim.config.SparkProperty;
import io.memsim.layout.MemoryLayout;
import io.memsim.workload.LoggedExecutor;
import io.memsim.workload.Workload;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The configuration of an executor in a scenario. */
final class Regions {

  private static final String MASTER = "spark.master";
  private static final String TASK_CPUS = "spark.task.cpus";

  private Regions() {}

  /** The configuration that an executor of the log has in a scenario. */
  static MemoryConfig of(Workload workload, LoggedExecutor executor, Scenario scenario) {
    Map<String, String> properties = propertiesOf(workload, executor, scenario);
    boolean local = deployment(properties) == Deployment.LOCAL;
    int cores = scenario.cores().orElse(cores(scenario, executor, properties, local));
    withCores(properties, local, cores);
    OptionalLong heap = OptionalLong.empty();
    if (scenario.unified().isPresent()) {
      heap = heapOf(scenario.unified().getAsLong(), properties, workload);
    } else if (!setsHeap(scenario) && executor.onHeap() >= 0) {
      Map<String, String> own = propertiesOf(workload, executor, Scenario.own());
      withCores(own, deployment(own) == Deployment.LOCAL, executor.cores());
      heap = heapOf(executor.onHeap(), own, workload);
    }
    try {
      return build(workload, properties, cores, heap);
    } catch (ConfigException e) {
      throw inWordsOf(scenario, e);
    }
  }

  private static Map<String, String> propertiesOf(
      Workload workload, LoggedExecutor executor, Scenario scenario) {
    TreeMap<String, String> properties = new TreeMap<>(workload.properties());
    properties.putAll(executor.profile());
    applied(properties, scenario.properties());
    return properties;
  }

  /**
   * How many tasks an executor of the log runs at a time in a scenario: as many as its cores have
   * room for.
   */
  static int slots(
      Workload workload, LoggedExecutor executor, Scenario scenario, MemoryConfig config) {
    String cpus = propertiesOf(workload, executor, scenario).getOrDefault(TASK_CPUS, "1").strip();
    try {
      int each = Integer.parseInt(cpus);
      if (each > config.cores() && scenario.properties().containsKey(TASK_CPUS)) {
        throw new ConfigException(
            TASK_CPUS, cpus, "at most the " + config.cores() + " cores of an executor");
      }
      if (each >= 1) {
        return Math.max(1, config.cores() / each);
      }
    } catch (NumberFormatException e) {
      throw (ConfigException) badCpus(cpus).initCause(e);
    }
    throw badCpus(cpus);
  }

  private static ConfigException badCpus(String cpus) {
    return new ConfigException(TASK_CPUS, cpus, "a number of cores, 1 or more");
  }

  /** A heap is refused under the name under which it was asked for. */
  private static ConfigException inWordsOf(Scenario scenario, ConfigException refusal) {
    String asked = SparkProperty.EXECUTOR_MEMORY.key();
    if (!refusal.key().equals(SparkProperty.DRIVER_MEMORY.key())
        || scenario.properties().containsKey(refusal.key())
        || !scenario.properties().containsKey(asked)) {
      return refusal;
    }
    ConfigException named = new ConfigException(asked, refusal.value(), refusal.expected());
    named.initCause(refusal);
    return named;
  }

  private static int cores(
      Scenario scenario, LoggedExecutor executor, Map<String, String> properties, boolean local) {
    boolean said =
        scenario.properties().containsKey(MASTER)
            || scenario.properties().containsKey(SparkProperty.EXECUTOR_CORES.key());
    if (!said) {
      return executor.cores();
    }
    MemoryConfigBuilder builder = MemoryConfig.builder();
    for (String key : new String[] {MASTER, SparkProperty.EXECUTOR_CORES.key()}) {
      if (properties.containsKey(key)) {
        builder.set(key, properties.get(key));
      }
    }
    return builder.deployment(local ? Deployment.LOCAL : Deployment.EXECUTOR).build().cores();
  }

  /** Applies what a scenario sets. A heap that is asked for wins over one that tests were given. */
  private static void applied(Map<String, String> properties, Map<String, String> changes) {
    String executorMemory = SparkProperty.EXECUTOR_MEMORY.key();
    String driverMemory = SparkProperty.DRIVER_MEMORY.key();
    boolean heap = changes.containsKey(executorMemory) || changes.containsKey(driverMemory);
    if (heap && !changes.containsKey(SparkProperty.TEST_MEMORY.key())) {
      properties.remove(SparkProperty.TEST_MEMORY.key());
    }
    changes.forEach(
        (key, value) -> {
          if (value.isEmpty()) {
            properties.remove(key);
          } else {
            properties.put(key, value);
          }
        });
    boolean local = deployment(properties) == Deployment.LOCAL;
    boolean asked = !changes.getOrDefault(executorMemory, "").isEmpty();
    if (local && asked && !changes.containsKey(driverMemory)) {
      // In local mode there is one JVM; whoever speaks of the executor's heap means that one.
      properties.put(driverMemory, changes.get(executorMemory));
    }
  }

  private static boolean setsHeap(Scenario scenario) {
    Map<String, String> changes = scenario.properties();
    return changes.containsKey(SparkProperty.EXECUTOR_MEMORY.key())
        || changes.containsKey(SparkProperty.DRIVER_MEMORY.key())
        || changes.containsKey(SparkProperty.TEST_MEMORY.key());
  }

  private static void withCores(Map<String, String> properties, boolean local, int cores) {
    if (local) {
      properties.put(MASTER, "local[" + cores + "]");
    } else {
      properties.put(SparkProperty.EXECUTOR_CORES.key(), String.valueOf(cores));
    }
  }

  /** The heap that makes the unified region this large, or empty when the properties' does. */
  private static OptionalLong heapOf(
      long unified, Map<String, String> properties, Workload workload) {
    MemoryConfig plain = build(workload, properties, -1, OptionalLong.empty());
    if (MemoryLayout.of(plain).unified() == unified
        || properties.containsKey(SparkProperty.TEST_MEMORY.key())) {
      return OptionalLong.empty();
    }
    long heap = plain.reserved() + (long) Math.ceil(unified / plain.memoryFraction());
    while ((long) ((heap - plain.reserved()) * plain.memoryFraction()) > unified) {
      heap--;
    }
    return OptionalLong.of(heap);
  }

  private static MemoryConfig build(
      Workload workload, Map<String, String> properties, int cores, OptionalLong heap) {
    MemoryConfigBuilder builder =
        MemoryConfig.builder()
            .sparkVersion(workload.sparkVersion())
            .deployment(deployment(properties));
    if (cores > 0) {
      builder.cores(cores);
    }
    TreeMap<String, String> all = new TreeMap<>(properties);
    if (heap.isPresent()) {
      // The JVM's own figure is better than the -Xmx that it was started with.
      all.remove(SparkProperty.EXECUTOR_MEMORY.key());
      all.remove(SparkProperty.DRIVER_MEMORY.key());
      builder.heap(heap.getAsLong());
    }
    return builder.setAll(all).build();
  }

  static Deployment deployment(Map<String, String> properties) {
    String master = properties.getOrDefault(MASTER, "");
    return master.equals("local") || master.startsWith("local[")
        ? Deployment.LOCAL
        : Deployment.EXECUTOR;
  }
}
