package io.memsim.testkittest;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.executor.ExecutorMemory;
import io.memsim.policy.EvictionPolicy;
import io.memsim.policy.EvictionRequest;
import io.memsim.policy.VictimCursor;
import io.memsim.testkit.EvictionContract;
import io.memsim.testkittest.BrokenPolicyExample.LeastFrequentlyUsed;
import io.memsim.testkittest.BrokenPolicyExample.LeastFrequentlyUsedProperties;
import io.memsim.trace.Replay;
import io.memsim.trace.TraceLine;
import io.memsim.trace.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README promises of its example. */
class BrokenPolicyExampleTest {

  private static final String COUNTEREXAMPLE =
      """
      {"memsim":"trace","version":1,"cores":1,"conf":{"spark.executor.memory":"1000b",\
      "spark.testing.reservedMemory":"0","spark.memory.fraction":"1.0",\
      "spark.memory.storageFraction":"0.5","spark.storage.unrollMemoryThreshold":"50",\
      "spark.storage.unrollMemoryGrowthFactor":"1.5"}}
      {"op":"put","block":"rdd_0_0","level":"MEMORY_ONLY_SER","bytes":1,"task":0}
      {"op":"put","block":"rdd_1_0","level":"MEMORY_ONLY_SER","bytes":1000,"task":0}
      {"op":"put","block":"rdd_0_0","level":"MEMORY_ONLY_SER","bytes":1,"task":0}
      """;

  private static final Path README = Path.of("..", "README.md");
  private static final Path SOURCE =
      Path.of("src/test/java/io/memsim/testkittest/BrokenPolicyExample.java");

  @Test
  void theReadmeShowsThisCodeAndThisCounterexample() throws IOException {
    assertThat(Files.readString(README))
        .contains(snippet("property", "policy"))
        .contains(snippet("policy", "end"))
        .contains(COUNTEREXAMPLE);
  }

  private static String snippet(String from, String to) throws IOException {
    List<String> lines = Files.readAllLines(SOURCE);
    return lines
        .subList(lines.indexOf("  // README: " + from) + 1, lines.indexOf("  // README: " + to))
        .stream()
        .map(line -> line.isEmpty() ? line : line.substring(2))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  /** Shrinking depends on the seed, and hardly ever ends anywhere else: three seeds will do. */
  @Test
  void thePropertyFailsAndPrintsTheShrunkTrace() {
    assertThat(Stream.generate(BrokenPolicyExampleTest::printed).limit(3))
        .anySatisfy(
            report ->
                assertThat(report)
                    .contains(COUNTEREXAMPLE)
                    .contains(
                        "the eviction policy named rdd_0_0, which is not in memory:"
                            + " LeastFrequentlyUsed"));
  }

  private static String printed() {
    KitLauncher.Outcome outcome = KitLauncher.run(LeastFrequentlyUsedProperties.class);
    assertThat(outcome.failures()).containsExactly("survivesWhateverIsAsked");
    return outcome.failed().get("survivesWhateverIsAsked").getMessage();
  }

  @Test
  void thePrintedTraceCanBeReplayed() throws IOException {
    byte[] trace = COUNTEREXAMPLE.getBytes(StandardCharsets.UTF_8);
    try (TraceReader reader = TraceReader.of(new ByteArrayInputStream(trace), "counterexample")) {
      Replay replay = Replay.of(reader);
      while (reader.hasNext()) {
        TraceLine line = reader.next();
        assertThat(replay.run(line.operation(), line.number())).isTrue();
      }
      ExecutorMemory memory = replay.memory();
      assertThat(memory.memoryOrder()).containsExactly(BlockId.rdd(0, 0));
    }
  }

  @Test
  void theContractFindsTheFaultToo() {
    assertThat(KitLauncher.run(BrokenContract.class).failures())
        .contains("namesOnlyBlocksInMemory", "sparesLockedBlocks", "keepsTheInvariants")
        .doesNotContain("isDeterministic", "namesEachBlockOnce", "namesAllThatMayGo");
  }

  @Test
  void theMendedPolicyPasses() {
    KitLauncher.Outcome outcome = KitLauncher.run(MendedContract.class);
    assertThat(outcome.failed()).isEmpty();
    assertThat(outcome.passed()).isNotEmpty();
  }

  static class BrokenContract extends EvictionContract {
    @Override
    protected EvictionPolicy newPolicy() {
      return new LeastFrequentlyUsed();
    }
  }

  static class MendedContract extends EvictionContract {
    @Override
    protected EvictionPolicy newPolicy() {
      return new Mended();
    }
  }

  /** Asks of each block whether it may go. */
  private static final class Mended extends LeastFrequentlyUsed {
    @Override
    public VictimCursor victims(EvictionRequest request) {
      Iterator<BlockId> rarest =
          uses.keySet().stream()
              .filter(request::mayEvict)
              .sorted(Comparator.comparing(uses::get))
              .iterator();
      return () -> rarest.hasNext() ? rarest.next() : null;
    }

    @Override
    public EvictionPolicy copy() {
      Mended copy = new Mended();
      copy.uses.putAll(uses);
      return copy;
    }
  }
}
