package io.memsim.testkittest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.config.MemoryConfig;
import io.memsim.event.MemoryEvent;
import io.memsim.event.SpillMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemoryConsumer;
import io.memsim.executor.SparkOutOfMemoryException;
import io.memsim.testkit.MemoryArbitraries;
import io.memsim.testkit.MemoryLog;
import io.memsim.testkit.MemoryRun;
import io.memsim.testkit.TinyMemory;
import io.memsim.trace.Operation;
import io.memsim.trace.Replay;
import io.memsim.trace.TraceLine;
import io.memsim.trace.TraceReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Its trace says what was done, however it was done. */
class MemoryLogTest {

  private static final MemoryConfig CONFIG =
      TinyMemory.of(1000, 500, Map.of("spark.memory.unmanagedMemoryPollingInterval", "1s"));

  private final ExecutorMemory memory = ExecutorMemory.create(CONFIG);
  private final MemoryLog log = MemoryLog.of(memory);

  @Property(tries = 300)
  void theTraceLeadsToTheSameState(@ForAll("operations") List<Operation> operations) {
    MemoryRun run = MemoryRun.start(CONFIG);
    assertThat(run.performAll(operations)).isEqualTo(operations.size());
    assertThat(run.log().operations()).isEqualTo(operations);
    assertThat(replayed(run.log()).snapshot()).isEqualTo(run.memory().snapshot());
  }

  @Provide
  Arbitrary<List<Operation>> operations() {
    return MemoryArbitraries.operations(CONFIG);
  }

  private static ExecutorMemory replayed(MemoryLog log) {
    byte[] trace = log.trace().getBytes(StandardCharsets.UTF_8);
    try (TraceReader reader = TraceReader.of(new ByteArrayInputStream(trace), "trace")) {
      Replay replay = Replay.of(reader);
      while (reader.hasNext()) {
        TraceLine line = reader.next();
        replay.run(line.operation(), line.number());
      }
      return replay.memory();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Example
  void hearsWhatIsDoneWithTheExecutorDirectly() {
    memory.putRdd(3, 4, StorageLevel.MEMORY_ONLY_SER, 700, 0);
    memory.putValues(BlockId.rdd(5, 0), StorageLevel.MEMORY_ONLY, 600, new long[] {300, 600}, 1);
    memory.getRdd(5, 0, 2, true);
    memory.unmanaged("RocksDB", MemoryMode.ON_HEAP, -1);
    assertThat(log.operations())
        .containsExactly(
            new Operation.Put(BlockId.rdd(3, 4), StorageLevel.MEMORY_ONLY_SER, 700, 0),
            new Operation.PutValues(
                BlockId.rdd(5, 0), StorageLevel.MEMORY_ONLY, 600, List.of(300L, 600L), 600, 1),
            new Operation.Get(BlockId.rdd(5, 0), 2, true, -1, null),
            new Operation.Unmanaged("RocksDB", MemoryMode.ON_HEAP, 0));
    assertThat(log.events(MemoryEvent.Evicted.class))
        .extracting(MemoryEvent.Evicted::block)
        .containsExactly(BlockId.rdd(3, 4));
    assertThat(replayed(log).snapshot()).isEqualTo(memory.snapshot());
  }

  @Example
  void aPageThatWasTooSmallWasFreedAgain() {
    MemoryConsumer hungry =
        memory.task(0).registerConsumer("hungry", MemoryMode.OFF_HEAP, SpillMode.NONE);
    assertThatExceptionOfType(SparkOutOfMemoryException.class)
        .isThrownBy(() -> hungry.allocatePage(501));
    assertThat(log.operations()).last().isEqualTo(new Operation.ConsumerFree("hungry", 500));
    assertThat(replayed(log).executionUsed(MemoryMode.OFF_HEAP)).isZero();
  }

  @Example
  void saysWhatATraceCannotExpress() {
    assertThat(log.trace()).doesNotContain("not all of it");
    MemoryConsumer own =
        memory.task(0).registerConsumer("own", MemoryMode.ON_HEAP, (self, bytes, trigger) -> 0);
    own.spill();
    assertThat(log.trace())
        .endsWith("(not all of it: consumer own with spill code of its own, after operation 0)\n");
  }

  @Example
  void saysThatItCameLate() {
    memory.put(BlockId.rdd(0, 0), StorageLevel.DISK_ONLY, 1);
    assertThat(MemoryLog.of(memory).trace())
        .contains("the executor had been used before its operations were remembered");
  }

  @Example
  void aForkRemembersThePastAndGoesItsOwnWay() {
    MemoryRun run = MemoryRun.start(CONFIG);
    run.memory().put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 1);
    MemoryRun fork = run.fork();
    fork.memory().remove(BlockId.rdd(0, 0));
    assertThat(run.log().operations()).hasSize(1);
    assertThat(fork.log().operations()).hasSize(2);
    assertThat(fork.log().events()).startsWith(run.log().events().get(0)).hasSizeGreaterThan(1);
    assertThat(run.memory().contains(BlockId.rdd(0, 0))).isTrue();
  }
}
