package io.memsim.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.memsim.block.BlockId;
import io.memsim.config.SparkVersion;
import io.memsim.event.EvictionCause;
import io.memsim.event.PutFailure;
import io.memsim.executor.MemorySnapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReplayTest {
  private static final String PUT_A =
      "{\"op\":\"put\",\"block\":\"rdd_0_0\",\"level\":\"MEMORY_ONLY_SER\",\"bytes\":4000}";
  private static final String PUT_B =
      "{\"op\":\"put\",\"block\":\"rdd_1_0\",\"level\":\"MEMORY_ONLY_SER\",\"bytes\":4000,"
          + "\"expect\":";

  static Stream<Path> bundled() {
    return Traces.bundled().stream();
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void answersAsSparkDid(Path file) throws IOException {
    try (TraceReader reader = TraceReader.open(file)) {
      Replay replay = Replay.of(reader);
      while (reader.hasNext()) {
        assertThat(replay.check(reader.next())).isEmpty();
      }
    }
  }

  private static List<Outcome> outcomes(byte[] trace) {
    TraceReader reader = Traces.reader(trace);
    Replay replay = Replay.of(reader);
    List<Outcome> outcomes = new ArrayList<>();
    reader.forEachRemaining(line -> outcomes.add(replay.step(line, true)));
    return outcomes;
  }

  @Test
  void tellsWhatBecameOfAnOperation() {
    List<Outcome> outcomes =
        outcomes(
            Traces.of(
                PUT_A,
                PUT_B + "{}}",
                "{\"op\":\"put\",\"block\":\"rdd_1_1\",\"level\":\"MEMORY_ONLY_SER\",\"bytes\":4000}",
                "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":0}"));

    assertThat(outcomes.get(1).answer().evicted())
        .extracting(Expectation.Evicted::block)
        .containsExactly(BlockId.rdd(0, 0));
    assertThat(outcomes.get(1).causes()).containsExactly(EvictionCause.STORAGE);
    assertThat(outcomes.get(1).answer().memory()).containsExactly(BlockId.rdd(1, 0));
    assertThat(outcomes.get(2).failure()).isEqualTo(PutFailure.NOT_ENOUGH_EVICTABLE);
    assertThat(outcomes.get(2).missing()).isEqualTo(2000);
    assertThat(outcomes.get(3).answer().error()).isTrue();
    assertThat(outcomes.get(3).refusal()).contains("0 bytes");
    assertThat(outcomes).extracting(Outcome::line).containsExactly(2L, 3L, 4L, 5L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|evicted|none|rdd_0_0 (4000 bytes) to NONE",
        "{\"stored\":\"DISK\",\"evicted\":[{\"block\":\"rdd_0_0\",\"bytes\":4000,\"to\":\"NONE\"}]}|stored|DISK|MEMORY",
        "{\"evicted\":[{\"block\":\"rdd_0_1\",\"bytes\":4000,\"to\":\"NONE\"}]}|evicted[0].block|rdd_0_1|rdd_0_0",
        "{\"evicted\":[{\"block\":\"rdd_0_0\",\"bytes\":4001,\"to\":\"NONE\"}]}|evicted[0].bytes|4001|4000",
        "{\"evicted\":[{\"block\":\"rdd_0_0\",\"bytes\":4000,\"to\":\"DISK\"}]}|evicted[0].to|DISK|NONE",
        "{\"error\":true}|error|true|false",
        "{\"granted\":7,\"evicted\":[{\"block\":\"rdd_0_0\",\"bytes\":4000,\"to\":\"NONE\"}]}|granted|7|none",
        "{\"evicted\":[{\"block\":\"rdd_0_0\",\"bytes\":4000,\"to\":\"NONE\"}],\"state\":{\"onHeap\":{\"storage\":[1,2]}}}|state.onHeap.storage|[1,2]|[6000,4000]",
        "{\"evicted\":[{\"block\":\"rdd_0_0\",\"bytes\":4000,\"to\":\"NONE\"}],\"memory\":[\"rdd_1_0\",\"rdd_0_0\"]}|memory[1]|rdd_0_0|none",
        "{\"evicted\":[{\"block\":\"rdd_0_0\",\"bytes\":4000,\"to\":\"NONE\"}],\"disk\":[\"rdd_1_0\"]}|disk[0]|rdd_1_0|none",
        "{\"evicted\":[{\"block\":\"rdd_0_0\",\"bytes\":4000,\"to\":\"NONE\"}],\"spilled\":[{\"consumer\":\"c\",\"bytes\":1}]}|spilled|c"
            + " 1 bytes|none",
        "{\"evicted\":[{\"block\":\"rdd_0_0\",\"bytes\":4000,\"to\":\"NONE\"}],\"woken\":[{\"task\":1,\"granted\":1}]}|woken|task"
            + " 1 granted 1|none",
      })
  void namesTheFirstDifference(String expect, String field, String spark, String memsim) {
    Divergence divergence = Traces.check(Traces.of(PUT_A, PUT_B + expect + "}"));

    assertThat(divergence).isEqualTo(new Divergence("test.jsonl", 3, field, spark, memsim));
    assertThat(divergence)
        .hasToString("test.jsonl:3: " + field + ": Spark answered " + spark + ", memsim " + memsim);
  }

  @Test
  void whatALineDoesNotMentionIsNoClaim() {
    assertThat(Traces.check(Traces.of(PUT_A, PUT_A.replace("}", ",\"expect\":{}}")))).isNull();
    assertThat(Traces.check(Traces.of("{\"op\":\"endTask\",\"task\":1,\"expect\":{\"freed\":0}}")))
        .isNull();
  }

  @Test
  void aGetThatLeavesUnrollMemoryMustSaySo() {
    String trace =
        String.join("\n", Traces.lines(Traces.bundled("t18")))
            .replaceAll("\"unrollHeld\":\\d+,", "");

    Divergence divergence = Traces.check(trace.getBytes(StandardCharsets.UTF_8));

    assertThat(divergence).isNotNull();
    assertThat(divergence.field()).isEqualTo("unrollHeld");
    assertThat(divergence.spark()).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "spark.executor.memory|10000x",
        "spark.executor.memory|0.5g",
        "spark.executor.memory|-1",
        "spark.executor.memory|99999999999999g",
        "spark.executor.memory|100m",
        "spark.memory.storageFraction|1.0",
        "spark.memory.fraction|0",
        "spark.memory.offHeap.enabled|maybe",
        "spark.storage.unrollMemoryGrowthFactor|0.5",
        "spark.storage.unrollMemoryThreshold|1m",
      })
  void refusesAHeaderThatMakesNoExecutor(String key, String value) {
    String header =
        "{\"memsim\":\"trace\",\"version\":1,\"cores\":1,\"conf\":{\""
            + key
            + "\":\""
            + value
            + "\"}}";
    TraceReader reader = Traces.reader(header.getBytes(StandardCharsets.UTF_8));

    TraceFormatException e =
        catchThrowableOfType(TraceFormatException.class, () -> Replay.of(reader));

    assertThat(e.line()).isEqualTo(1);
    assertThat(e.field()).contains(key);
    assertThat(e).hasMessageContaining(value).hasMessageContaining("expected");
  }

  /** Line 2 to 9: task 1 waits, task 2 holds all memory and a lock, c2 belongs to task 2. */
  private static final String[] SCENE = {
    "{\"op\":\"consumer\",\"task\":2,\"consumer\":\"c2\",\"spill\":\"NONE\"}",
    "{\"op\":\"consumer\",\"task\":1,\"consumer\":\"c1\",\"spill\":\"NONE\"}",
    "{\"op\":\"put\",\"block\":\"rdd_0_0\",\"level\":\"MEMORY_ONLY_SER\",\"bytes\":10}",
    "{\"op\":\"put\",\"block\":\"broadcast_7\",\"level\":\"MEMORY_ONLY_SER\",\"bytes\":10}",
    "{\"op\":\"get\",\"block\":\"rdd_0_0\",\"task\":2,\"hold\":true}",
    "{\"op\":\"get\",\"block\":\"broadcast_7\",\"task\":2,\"hold\":true}",
    "{\"op\":\"consumerAcquire\",\"consumer\":\"c2\",\"bytes\":9000}",
    "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":9000}",
  };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"op\":\"consumerAcquire\",\"consumer\":\"c3\",\"bytes\":1}|consumer|c3",
        "{\"op\":\"consumerFree\",\"consumer\":\"c3\",\"bytes\":1}|consumer|c3",
        "{\"op\":\"consumer\",\"task\":5,\"consumer\":\"c2\",\"spill\":\"ALL\"}|consumer|c2",
        "{\"op\":\"consumerFree\",\"consumer\":\"c2\",\"bytes\":9001}|consumer|c2",
        "{\"op\":\"consumerAcquire\",\"consumer\":\"c1\",\"bytes\":1}|consumer|c1",
        "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":1}|task|1",
        "{\"op\":\"releaseExecution\",\"task\":1,\"bytes\":1}|task|1",
        "{\"op\":\"releaseAllExecution\",\"task\":1}|task|1",
        "{\"op\":\"put\",\"block\":\"rdd_0_1\",\"level\":\"DISK_ONLY\",\"bytes\":1,\"task\":1}|task|1",
        "{\"op\":\"putValues\",\"block\":\"rdd_0_1\",\"level\":\"DISK_ONLY\",\"bytes\":1,\"task\":1}|task|1",
        "{\"op\":\"get\",\"block\":\"rdd_0_0\",\"task\":1}|task|1",
        "{\"op\":\"unlock\",\"block\":\"rdd_0_0\",\"task\":1}|task|1",
        "{\"op\":\"reserveUnroll\",\"block\":\"rdd_0_1\",\"bytes\":1,\"task\":1}|task|1",
        "{\"op\":\"releaseUnroll\",\"bytes\":1,\"task\":1}|task|1",
        "{\"op\":\"consumer\",\"task\":1,\"consumer\":\"c4\",\"spill\":\"ALL\"}|task|1",
        "{\"op\":\"remove\",\"block\":\"rdd_0_0\"}|block|rdd_0_0",
        "{\"op\":\"removeRdd\",\"rdd\":0}|rdd|0",
        "{\"op\":\"removeBroadcast\",\"broadcast\":7}|broadcast|7",
        "{\"op\":\"unlock\",\"block\":\"rdd_0_0\",\"task\":5}|block|rdd_0_0",
      })
  void refusesWhatTheFormatForbidsAndChangesNothing(String line, String field, String value) {
    String[] lines = java.util.Arrays.copyOf(SCENE, SCENE.length + 1);
    lines[SCENE.length] = line;
    TraceReader reader = Traces.reader(Traces.of(lines));
    Replay replay = Replay.of(reader);
    for (int i = 0; i < SCENE.length; i++) {
      replay.check(reader.next());
    }
    assertThat(replay.memory().waitingTasks()).containsExactly(1);
    MemorySnapshot before = replay.memory().snapshot();
    TraceLine forbidden = reader.next();

    TraceFormatException e =
        catchThrowableOfType(TraceFormatException.class, () -> replay.check(forbidden));

    assertThat(e.line()).isEqualTo(10);
    assertThat(e.field()).isEqualTo(field);
    assertThat(e.value()).isEqualTo(value);
    assertThat(replay.memory().snapshot()).isEqualTo(before);
  }

  @Test
  void whatSparkRefusesIsAnAnswerAndTheReplayGoesOn() {
    List<Outcome> outcomes =
        outcomes(
            Traces.of(
                "{\"op\":\"acquireExecution\",\"task\":1,\"bytes\":0}",
                "{\"op\":\"put\",\"block\":\"rdd_0_0\",\"level\":\"NONE\",\"bytes\":1}",
                "{\"op\":\"unlock\",\"block\":\"rdd_0_0\",\"task\":1}",
                "{\"op\":\"endTask\",\"task\":1}"));

    assertThat(outcomes)
        .extracting(o -> o.answer().error())
        .containsExactly(true, true, true, false);
  }

  @ParameterizedTest
  @CsvSource({"spark-4.2.0,V4_2", "spark-3.5.6,V3_5", "spark-9.9.9,V4_2", "me,V4_2", ",V4_2"})
  void simulatesTheSparkThatRecordedTheTrace(String source, SparkVersion version) {
    TraceHeader header = new TraceHeader(java.util.Map.of(), 1, source, null);

    assertThat(Replay.config(header, "x").sparkVersion()).isEqualTo(version);
  }

  @Test
  void tellsWhoIsLeftWaitingForEver() {
    List<String> lines = Traces.lines(Traces.bundled("t12"));
    List<Outcome> outcomes = outcomes(Traces.bytes(lines));

    assertThat(outcomes.stream().filter(o -> !o.stranded().isEmpty()).map(Outcome::line))
        .startsWith(18L);
    assertThat(outcomes.get(outcomes.size() - 1).stranded()).isEmpty();
  }

  @Test
  void runningWithoutOutcomesLeadsToTheSameState() {
    for (Path file : Traces.bundled()) {
      List<TraceLine> lines = Traces.read(file);
      Replay fast = Replay.of(Traces.reader(Traces.bytes(Traces.lines(file).subList(0, 1))));
      Replay slow = Replay.of(Traces.reader(Traces.bytes(Traces.lines(file).subList(0, 1))));
      for (TraceLine line : lines) {
        boolean done = fast.run(line.operation(), line.number());
        assertThat(slow.step(line, false).answer().error()).isEqualTo(!done);
      }
      assertThat(fast.memory().snapshot()).isEqualTo(slow.memory().snapshot());
    }
  }
}
