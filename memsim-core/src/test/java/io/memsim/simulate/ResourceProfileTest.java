package io.memsim.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.config.ConfigException;
import io.memsim.workload.EventLogException;
import io.memsim.workload.LoggedExecutor;
import io.memsim.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors that were asked for by a resource profile instead of by Spark's properties. */
class ResourceProfileTest {
  private static final long MIB = 1 << 20;

  /**
   * Executor 1 has the default profile, executor 2 one of its own, executor 3 one never told of.
   */
  private static Workload log() throws EventLogException {
    List<String> lines = new ArrayList<>();
    lines.add("{'Event':'SparkListenerLogStart','Spark Version':'4.2.0'}");
    lines.add(profile(0, 1, 1024, 384, "1.0"));
    lines.add(profile(7, 8, 4096, 1000, "2.0"));
    lines.add(
        "{'Event':'SparkListenerEnvironmentUpdate','Spark Properties':{'spark.master':'yarn',"
            + "'spark.executor.memory':'2g','spark.executor.cores':'4'}}");
    for (int executor = 1; executor <= 3; executor++) {
      lines.add(
          ("{'Event':'SparkListenerExecutorAdded','Timestamp':1000,'Executor ID':'%d',"
                  + "'Executor Info':{'Host':'h','Total Cores':%d,'Resource Profile Id':%d}}")
              .formatted(
                  executor, executor == 2 ? 8 : 4, executor == 2 ? 7 : executor == 3 ? 9 : 0));
    }
    lines.replaceAll(line -> line.replace('\'', '"'));
    return LogLines.read(lines);
  }

  private static String profile(int id, int cores, int memory, int overhead, String cpus) {
    return ("{'Event':'SparkListenerResourceProfileAdded','Resource Profile Id':%d,"
            + "'Executor Resource Requests':{'cores':{'Resource Name':'cores','Amount':%d},"
            + "'gpu':{'Resource Name':'gpu','Amount':1,'Discovery Script':'/gpus'},"
            + "'memory':{'Amount':%d},'memoryOverhead':{'Amount':%d},'offHeap':{'Amount':0}},"
            + "'Task Resource Requests':{'cpus':{'Resource Name':'cpus','Amount':%s},"
            + "'gpu':{'Amount':0.25}}}")
        .formatted(id, cores, memory, overhead, cpus);
  }

  @Test
  void aProfileSaysWhatItsExecutorsHaveInPlaceOfTheProperties() throws EventLogException {
    assertThat(log().executors())
        .extracting(LoggedExecutor::profile)
        .containsExactly(
            Map.of(),
            Map.of(
                "spark.executor.cores", "8",
                "spark.executor.memory", "4096m",
                "spark.executor.memoryOverhead", "1000m",
                "spark.task.cpus", "2"),
            Map.of());
  }

  @Test
  void itsExecutorsAreSimulatedWithItsMemoryItsContainerAndItsSlots() throws EventLogException {
    List<ExecutorResult> executors = Simulation.of(log()).run(Scenario.own()).executors();

    assertThat(executors).extracting(ExecutorResult::cores).containsExactly(4, 4, 4);
    assertThat(executors)
        .extracting(executor -> executor.container() / MIB)
        .containsExactly(2048L + 384, 4096L + 1000, 2048L + 384);
    assertThat(executors)
        .extracting(ExecutorResult::unified)
        .containsExactly(
            (long) ((2048 - 300) * MIB * 0.6),
            (long) ((4096 - 300) * MIB * 0.6),
            (long) ((2048 - 300) * MIB * 0.6));
  }

  @Test
  void whatAScenarioSetsIsSetForAllExecutors() throws EventLogException {
    Scenario scenario =
        Scenario.builder().set("spark.executor.memory", "1g").set("spark.task.cpus", "3").build();

    assertThat(Simulation.of(log()).run(scenario).executors())
        .extracting(ExecutorResult::cores)
        .containsExactly(1, 2, 1);
    assertThat(Simulation.of(log()).run(scenario).executors())
        .extracting(executor -> executor.unified())
        .containsOnly((long) ((1024 - 300) * MIB * 0.6));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "two", "1.5"})
  void tasksNeedWholeCores(String cpus) throws EventLogException {
    Simulation simulation = Simulation.of(log());

    assertThatThrownBy(
            () -> simulation.run(Scenario.builder().set("spark.task.cpus", cpus).build()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("spark.task.cpus")
        .hasMessageContaining(cpus)
        .hasMessageContaining("1 or more");
  }
}
