package io.memsim.bench.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.trace.Operation;
import io.memsim.trace.Replay;
import io.memsim.trace.TraceReader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The comparison finds what differs, boils it down, and prints it so that it can be replayed. */
class HarnessTest {

  private static final Action BLOCK =
      new Action.Traced(
          new Operation.Put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 1_000, -1));

  private static final Action OTHER_BLOCK =
      new Action.Traced(
          new Operation.Put(BlockId.rdd(1, 0), StorageLevel.MEMORY_AND_DISK_SER, 1_000, -1));

  static Setup setup(Profile profile, String... settings) {
    Map<String, String> conf = new LinkedHashMap<>();
    conf.put(Setup.HEAP, "10000b");
    conf.put(Setup.RESERVED, "0");
    conf.put(Setup.FRACTION, "0.6");
    conf.put(Setup.STORAGE_FRACTION, "0.5");
    conf.put(Setup.THRESHOLD, "100");
    conf.put(Setup.CHECK_PERIOD, "1");
    conf.put(Setup.PAGE, "100b");
    for (int i = 0; i < settings.length; i += 2) {
      conf.put(settings[i], settings[i + 1]);
    }
    return new Setup(profile, Variant.LISTENED, 1, 4, conf);
  }

  @Test
  void whatMemsimDoesMoreThanSparkIsSeenAtOnce() {
    try (Run run = new Run(setup(Profile.MIXED), new Tally(), false)) {
      run.perform(BLOCK);
      run.perform(OTHER_BLOCK);
      run.simulated().memory().get(BlockId.rdd(0, 0));

      assertThatExceptionOfType(Divergence.class)
          .isThrownBy(() -> run.perform(new Action.Cancel(0)))
          .withMessage("recency order: Spark [rdd_0_0, rdd_1_0], memsim [rdd_1_0, rdd_0_0]");
    }
  }

  @Test
  void anotherConfigurationIsSeenAtOnce() {
    try (RealExecutor real = new RealExecutor(setup(Profile.MIXED), false)) {
      SimulatedExecutor other =
          new SimulatedExecutor(setup(Profile.MIXED, Setup.FRACTION, "0.7"), real.shapes());

      assertThatExceptionOfType(Divergence.class)
          .isThrownBy(() -> new StateComparison(real, other, 3).compare())
          .withMessage("ON_HEAP execution pool: Spark 3000, memsim 3500");
    }
  }

  @Test
  void aTaskThatSparkLetsWaitIsGivenUpAndReported() {
    try (RealExecutor real = new RealExecutor(setup(Profile.MIXED), false)) {
      real.perform(acquire(0, 6_000), false);

      // Nobody said that it would wait: it blocks the thread of the test.
      Outcome outcome = real.perform(acquire(1, 6_000), false);

      assertThat(outcome.kind()).isEqualTo(Outcome.Kind.INTERRUPTED);
    }
  }

  @Test
  void whatIsNotNeededForADivergenceIsLeftOut() {
    Setup setup = setup(Profile.MIXED);
    List<Action> actions = new ArrayList<>(List.of(acquire(2, 10), BLOCK, acquire(0, 500)));
    actions.addAll(List.of(OTHER_BLOCK, acquire(1, 300)));
    Shrinker shrinker = new Shrinker(setup, actions, new Divergence("none", 1, 2));

    // Something else than a divergence, so that nothing may be left out.
    assertThat(shrinker.shrink().actions()).hasSameSizeAs(actions);

    shrinker =
        new Shrinker(
            actions,
            new Divergence("none", 1, 2),
            fewer -> fewer.contains(BLOCK) ? new Divergence("block", 1, 2) : null);

    assertThat(shrinker.shrink().actions()).containsExactly(BLOCK, acquire(1, 300));
    assertThat(shrinker.divergence()).hasMessage("block: Spark 1, memsim 2");
  }

  @Test
  void aReportIsATrace() throws Exception {
    String text =
        TraceText.of(setup(Profile.MIXED), List.of(BLOCK, new Action.Cancel(3), acquire(1, 300)));

    assertThat(text).contains("# Cancel[task=3]\n");
    try (TraceReader reader =
        TraceReader.of(new StringReader(text.replaceAll("(?m)^#.*\n", "")), "report")) {
      Replay replay = Replay.of(reader);
      while (reader.hasNext()) {
        assertThat(replay.check(reader.next())).isEmpty();
      }
      assertThat(replay.memory().memoryOrder()).containsExactly(BlockId.rdd(0, 0));
      assertThat(replay.memory().executionHeld(1, MemoryMode.ON_HEAP)).isEqualTo(300);
    }
  }

  @Test
  void aNotifiedThreadIsSeenToRunBeforeItCan() {
    Object monitor = new Object();
    WaitingThread thread = new WaitingThread();
    int[] rounds = {0};
    boolean[] leave = {false};
    thread.start(
        () -> {
          synchronized (monitor) {
            while (!leave[0]) {
              try {
                monitor.wait();
                rounds[0]++;
              } catch (InterruptedException e) {
                return;
              }
            }
          }
        });
    for (int round = 1; round <= 1_000; round++) {
      assertThat(thread.ended()).isFalse();
      synchronized (monitor) {
        leave[0] = round == 1_000;
        monitor.notifyAll();
      }
      thread.settle();
      synchronized (monitor) {
        assertThat(rounds[0]).isEqualTo(round);
      }
    }
    assertThat(thread.ended()).isTrue();
  }

  private static Action acquire(long task, long bytes) {
    return new Action.Traced(new Operation.AcquireExecution(task, bytes, MemoryMode.ON_HEAP));
  }
}
