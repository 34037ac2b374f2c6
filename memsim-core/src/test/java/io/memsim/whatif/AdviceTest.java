package io.memsim.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.whatif.Advice.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdviceTest {
  private static List<Advice> advice(String heap) throws InterruptedException {
    SimulationTrial trial = Logs.pagerank(heap);
    List<Advice> advice = Advice.of(trial, Sweep.with(trial));
    assertThat(advice)
        .allSatisfy(
            one -> {
              assertThat(one.text()).endsWith(".").doesNotContain("\n");
              assertThat(one.evidence()).isNotEmpty();
            });
    return advice;
  }

  private static Advice only(List<Advice> advice, Topic topic) {
    return advice.stream().filter(one -> one.topic() == topic).findFirst().orElseThrow();
  }

  @Test
  void anotherLevelIsAdvisedWhereTheSimulationShowsItToBeBetter() throws Exception {
    Advice level = only(advice(""), Topic.OTHER_LEVEL);

    assertThat(level.rdd()).isEqualTo(2);
    assertThat(level.text())
        .matches(
            "RDD 2 \\(links\\) would be better [a-z ]+: persist it at \\w+(DISK|_SER|ONLY)\\.");
    assertThat(level.evidence().get(0)).contains("in place of", "(simulated)");
  }

  @Test
  void whatIsKeptAfterItsLastUseIsToBeUnpersisted() throws Exception {
    Advice kept = only(advice(""), Topic.NEVER_UNPERSISTED);

    assertThat(kept.rdd()).isEqualTo(2);
    assertThat(kept.text()).contains("unpersist it after stage ");
  }

  @Test
  void whatIsLargerThanAllMemoryCanNeverFit() throws Exception {
    Advice big = only(advice("10m"), Topic.TOO_BIG);

    assertThat(big.rdd()).isEqualTo(2);
    assertThat(big.evidence()).anyMatch(line -> line.startsWith("10 MiB on 1 executor"));
  }

  @Test
  void memoryThatIsNeverUsedNeedNotBePaidFor() throws Exception {
    List<Advice> advice = advice("4g");

    Advice unused = only(advice, Topic.MEMORY_UNUSED);
    assertThat(unused.text()).contains("does as well as the present 4 GiB");
    assertThat(advice).extracting(Advice::topic).doesNotContain(Topic.OTHER_LEVEL, Topic.TOO_BIG);
  }

  @Test
  void whereEverythingFitsNothingIsSaidAboutMemory() throws Exception {
    assertThat(advice("48m"))
        .extracting(Advice::topic)
        .doesNotContain(
            Topic.MEMORY_UNUSED,
            Topic.TOO_BIG,
            Topic.OTHER_LEVEL,
            Topic.PARTITIONS_TOO_BIG,
            Topic.EXECUTION_EVICTS);
  }
}
