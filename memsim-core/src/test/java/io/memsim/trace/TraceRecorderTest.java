package io.memsim.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.config.MemoryConfig;
import io.memsim.event.SpillMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemoryConsumer;
import io.memsim.executor.SparkOutOfMemoryException;
import io.memsim.executor.SparkRefusalException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TraceRecorderTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @TempDir Path directory;

  private static ExecutorMemory small() {
    return ExecutorMemory.create(
        MemoryConfig.forTrace(
            Map.of("spark.executor.memory", "10000b", "spark.testing.reservedMemory", "0"), 4));
  }

  private static ExecutorMemory oneGibibyte() {
    return ExecutorMemory.create(MemoryConfig.builder().heap(1L << 30).cores(4).build());
  }

  private List<TraceLine> checked() {
    assertThat(Traces.check(out.toByteArray())).isNull();
    return Traces.read(out.toByteArray());
  }

  static Stream<Path> bundled() {
    return Traces.bundled().stream();
  }

  @ParameterizedTest
  @MethodSource("bundled")
  void whatIsRecordedReplaysWithoutADivergence(Path file) throws IOException {
    List<TraceLine> lines = Traces.read(file);
    try (TraceReader reader = TraceReader.open(file)) {
      ExecutorMemory memory = ExecutorMemory.create(Replay.config(reader.header(), reader.name()));
      try (TraceRecorder recorder = TraceRecorder.record(memory, out)) {
        assertThat(recorder).isNotNull();
        Replay replay = Replay.on(memory, reader.name());
        lines.forEach(line -> replay.run(line.operation(), line.number()));
      }
    }

    List<TraceLine> recorded = checked();

    assertThat(recorded)
        .extracting(TraceLine::operation)
        .isEqualTo(lines.stream().map(TraceLine::operation).toList());
    for (int i = 0; i < lines.size(); i++) {
      assertThat(recorded.get(i).expectation().state())
          .isEqualTo(lines.get(i).expectation().state());
    }
    TraceLine last = recorded.get(recorded.size() - 1);
    assertThat(last.expectation().memory())
        .isEqualTo(lines.get(lines.size() - 1).expectation().memory());
  }

  @Test
  void recordsWhatAnEmbedderDoes() throws IOException {
    ExecutorMemory memory = oneGibibyte();
    try (TraceRecorder recorder = TraceRecorder.record(memory, out)) {
      assertThat(recorder).isNotNull();
      memory.putRdd(1, 2, StorageLevel.MEMORY_AND_DISK_SER, 400 << 20, ExecutorMemory.NO_TASK);
      memory.putValues(BlockId.rdd(2, 0), StorageLevel.MEMORY_ONLY, 300 << 20, 7);
      memory.getRdd(1, 2, 7, true);
      memory.acquireExecution(7, 300 << 20, MemoryMode.ON_HEAP);
      assertThatThrownBy(() -> memory.acquireExecution(7, 0, MemoryMode.ON_HEAP))
          .isInstanceOf(SparkRefusalException.class);
      assertThatThrownBy(() -> memory.remove(BlockId.rdd(1, 2)))
          .isInstanceOf(IllegalStateException.class);
      memory.endTask(7);
    }

    assertThat(checked())
        .extracting(line -> line.operation().op())
        .containsExactly(
            "put", "putValues", "get", "acquireExecution", "acquireExecution", "endTask");
  }

  @Test
  void recordsPagesAsWhatTheyAsk() throws IOException {
    ExecutorMemory memory = oneGibibyte();
    try (TraceRecorder recorder = TraceRecorder.record(memory, out)) {
      assertThat(recorder).isNotNull();
      MemoryConsumer consumer =
          memory.task(1).registerConsumer("sorter", MemoryMode.ON_HEAP, SpillMode.NONE);
      int page = consumer.allocatePage(10);
      assertThatThrownBy(() -> consumer.allocatePage(1L << 30))
          .isInstanceOf(SparkOutOfMemoryException.class);
      consumer.freePage(page);
      memory.endTask(1);
    }

    assertThat(checked())
        .extracting(line -> line.operation().op())
        .containsExactly(
            "consumer",
            "consumerAcquire",
            "consumerAcquire",
            "consumerFree",
            "consumerFree",
            "endTask");
  }

  @Test
  void recordsAPageForWhichNothingWasGranted() throws IOException {
    ExecutorMemory memory = small();
    try (TraceRecorder recorder = TraceRecorder.record(memory, out)) {
      assertThat(recorder).isNotNull();
      MemoryConsumer consumer =
          memory.task(1).registerConsumer("c", MemoryMode.ON_HEAP, SpillMode.NONE);
      consumer.acquire(6000);
      assertThatThrownBy(() -> consumer.allocatePage(1))
          .isInstanceOf(SparkOutOfMemoryException.class);
      memory.endTask(1);
    }

    assertThat(checked())
        .extracting(line -> line.operation().op())
        .containsExactly("consumer", "consumerAcquire", "consumerAcquire", "endTask");
  }

  @Test
  void writesAFileThatReplays() throws IOException {
    Path file = directory.resolve("recorded.jsonl.gz");
    ExecutorMemory memory = small();
    TraceRecorder recorder = TraceRecorder.record(memory, file);
    memory.put(BlockId.rdd(0, 0), StorageLevel.DISK_ONLY, 5);
    recorder.close();
    recorder.close();
    memory.put(BlockId.rdd(0, 1), StorageLevel.DISK_ONLY, 5);

    assertThat(Traces.read(file)).hasSize(1);
    assertThat(Traces.read(file).get(0).expectation().disk()).containsExactly(BlockId.rdd(0, 0));
  }

  @Test
  void theHeaderMakesTheSameExecutor() {
    List<MemoryConfig> configs =
        List.of(
            MemoryConfig.builder().build(),
            MemoryConfig.fromMap(
                Map.of(
                    "spark.executor.memory", "3g",
                    "spark.memory.fraction", "0.7",
                    "spark.memory.storageFraction", "0.25",
                    "spark.memory.offHeap.enabled", "true",
                    "spark.memory.offHeap.size", "100m",
                    "spark.executor.cores", "5",
                    "spark.storage.unrollMemoryThreshold", "4096",
                    "spark.memory.unmanagedMemoryPollingInterval", "2s")),
            MemoryConfig.fromMap(Map.of("spark.master", "local[3]", "spark.driver.memory", "2g")));
    for (MemoryConfig config : configs) {
      MemoryConfig again = Replay.config(TraceRecorder.header(config), "header");

      assertThat(again.cores()).isEqualTo(config.cores());
      assertThat(again.unrollMemoryThreshold()).isEqualTo(config.unrollMemoryThreshold());
      assertThat(again.unrollMemoryGrowthFactor()).isEqualTo(config.unrollMemoryGrowthFactor());
      assertThat(again.tracksUnmanagedMemory()).isEqualTo(config.tracksUnmanagedMemory());
      assertThat(ExecutorMemory.create(again).snapshot())
          .isEqualTo(ExecutorMemory.create(config).snapshot());
    }
  }

  @Test
  void refusesAnExecutorThatHoldsSomething() {
    ExecutorMemory memory = small();
    memory.put(BlockId.rdd(0, 0), StorageLevel.DISK_ONLY, 5);

    assertThatIllegalStateException()
        .isThrownBy(() -> TraceRecorder.record(memory, out))
        .withMessageContaining("fresh");
    assertThat(out.size()).isZero();
  }

  @Test
  void refusesAConsumerWithSpillCodeOfItsOwn() throws IOException {
    ExecutorMemory memory = small();
    try (TraceRecorder recorder = TraceRecorder.record(memory, out)) {
      assertThat(recorder).isNotNull();
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  memory
                      .task(1)
                      .registerConsumer("c", MemoryMode.ON_HEAP, (self, bytes, trigger) -> 0))
          .withMessageContaining("spill code of its own");
      assertThat(memory.hasConsumer("c")).isFalse();
      memory.endTask(1);
    }
    assertThat(checked()).hasSize(1);
  }

  @Test
  void refusesACancel() throws IOException {
    ExecutorMemory memory = small();
    try (TraceRecorder recorder = TraceRecorder.record(memory, out)) {
      assertThat(recorder).isNotNull();
      memory.acquireExecution(1, 6000, MemoryMode.ON_HEAP);
      memory.acquireExecution(2, 6000, MemoryMode.ON_HEAP);
      assertThatIllegalStateException()
          .isThrownBy(() -> memory.cancel(memory.ticket(2)))
          .withMessageContaining("cannot express");
      assertThat(memory.isWaiting(2)).isTrue();
      memory.endTask(1);
    }
    assertThat(checked()).hasSize(3);
  }

  @Test
  void aSpillThatItsOwnerAsksForIsWhatItFrees() throws IOException {
    ExecutorMemory memory = small();
    try (TraceRecorder recorder = TraceRecorder.record(memory, out)) {
      assertThat(recorder).isNotNull();
      MemoryConsumer consumer =
          memory.task(1).registerConsumer("c", MemoryMode.ON_HEAP, SpillMode.ALL);
      consumer.acquire(100);
      consumer.spill();
      memory.endTask(1);
    }
    assertThat(checked())
        .extracting(TraceLine::operation)
        .contains(new Operation.ConsumerFree("c", 100));
  }

  @Test
  void endsBeforeAPageRequestThatWaitedRunsOutOfMemory() throws IOException {
    ExecutorMemory memory = small();
    TraceRecorder recorder = TraceRecorder.record(memory, out);
    memory.acquireExecution(2, 6000, MemoryMode.ON_HEAP);
    MemoryConsumer consumer =
        memory.task(1).registerConsumer("c", MemoryMode.ON_HEAP, SpillMode.ALL);
    assertThat((long) consumer.allocatePage(5000)).isEqualTo(ExecutorMemory.WAITING);
    memory.releaseExecution(2, 4000, MemoryMode.ON_HEAP);
    assertThat(memory.isWaiting(1)).isFalse();
    memory.endTask(2);

    assertThatIllegalStateException()
        .isThrownBy(recorder::close)
        .withMessageContaining("ran out of memory");
    assertThat(checked()).hasSize(3);
  }

  @Test
  void aStreamThatFailsIsReportedAtTheEnd() throws IOException {
    ExecutorMemory memory = small();
    OutputStream failing =
        new OutputStream() {
          private int left = 10_000;

          @Override
          public void write(int b) throws IOException {
            if (--left < 0) {
              throw new IOException("the disk is full");
            }
          }
        };
    TraceRecorder recorder = TraceRecorder.record(memory, failing);
    List<Long> granted = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      granted.add(memory.acquireExecution(1, 1, MemoryMode.ON_HEAP));
    }

    assertThat(granted).containsOnly(1L);
    assertThatThrownBy(recorder::close).hasMessage("the disk is full");
  }

  @Test
  void theSourceIsNamed() throws IOException {
    TraceRecorder.record(small(), out).close();

    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"source\":\"memsim\"");
  }
}
