package io.memsim.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.config.MemoryConfig;
import io.memsim.event.MemoryEvent;
import io.memsim.executor.MemorySnapshot.BlockSnapshot;
import io.memsim.executor.MemorySnapshot.ModeSnapshot;
import io.memsim.layout.MemoryLayout;
import io.memsim.trace.Expectation;
import io.memsim.trace.Operation;
import io.memsim.trace.TraceHeader;
import io.memsim.trace.TraceLine;
import io.memsim.trace.TraceReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The naive model against what the real Spark answered: only then does it say anything to agree
 * with it. {@code -Dmemsim.traces=DIR} replays the traces of another directory.
 */
class NaiveModelTraceTest {

  static Stream<Path> traces() throws Exception {
    String elsewhere = System.getProperty("memsim.traces");
    Path bundled =
        Path.of(NaiveModelTraceTest.class.getResource("/traces/README.md").toURI()).getParent();
    try (Stream<Path> files = Files.list(elsewhere == null ? bundled : Path.of(elsewhere))) {
      return files.filter(file -> file.toString().contains(".jsonl")).sorted().toList().stream();
    }
  }

  private static Setup setup(TraceHeader header) {
    MemoryConfig config = MemoryConfig.forTrace(header.conf(), header.cores());
    MemoryLayout layout = MemoryLayout.of(config);
    return new Setup(
        layout.unified(),
        config.storageFraction(),
        layout.offHeap().size(),
        layout.offHeap().enabled(),
        config.tracksUnmanagedMemory(),
        config.unrollMemoryThreshold(),
        config.unrollMemoryGrowthFactor(),
        layout.pageSize(),
        1,
        true,
        0,
        false);
  }

  @ParameterizedTest
  @MethodSource("traces")
  void answersAsTheRealSparkDid(Path trace) throws Exception {
    try (TraceReader reader = TraceReader.open(trace)) {
      NaiveExecutor naive = new NaiveExecutor(setup(reader.header()));
      while (reader.hasNext()) {
        TraceLine line = reader.next();
        String answer = perform(line.operation(), naive);
        Expectation expected = line.expectation();
        if (expected != null) {
          String where = trace.getFileName() + ":" + line.number() + " " + line.operation();
          compare(where, expected, answer, naive);
        }
      }
    }
  }

  private static String perform(Operation operation, Subject naive) {
    if (operation instanceof Operation.Get op) {
      List<Long> unroll = op.unroll() == null ? List.of() : op.unroll();
      return naive.get(op.block(), op.task(), op.hold(), op.bytes(), unroll);
    } else if (operation instanceof Operation.Put op) {
      return naive.put(op.block(), op.level(), op.bytes(), op.task());
    } else if (operation instanceof Operation.PutValues op) {
      return naive.putValues(
          op.block(), op.level(), op.bytes(), op.unroll(), op.diskBytes(), op.task());
    } else if (operation instanceof Operation.AcquireExecution op) {
      return naive.acquireExecution(op.task(), op.bytes(), op.mode());
    } else if (operation instanceof Operation.ReleaseExecution op) {
      return naive.releaseExecution(op.task(), op.bytes(), op.mode());
    } else if (operation instanceof Operation.ReleaseAllExecution op) {
      return naive.releaseAllExecution(op.task());
    } else if (operation instanceof Operation.Unlock op) {
      return naive.unlock(op.block(), op.task());
    } else if (operation instanceof Operation.Remove op) {
      return naive.remove(op.block());
    } else if (operation instanceof Operation.RemoveRdd op) {
      return naive.removeRdd(op.rdd());
    } else if (operation instanceof Operation.RemoveBroadcast op) {
      return naive.removeBroadcast(op.broadcast());
    } else if (operation instanceof Operation.ReserveUnroll op) {
      return naive.reserveUnroll(op.block(), op.bytes(), op.mode(), op.task());
    } else if (operation instanceof Operation.ReleaseUnroll op) {
      return naive.releaseUnroll(op.bytes(), op.mode(), op.task());
    } else if (operation instanceof Operation.EndTask op) {
      return naive.endTask(op.task());
    } else if (operation instanceof Operation.Consumer op) {
      Subject.Spill spill = Subject.Spill.valueOf(op.spill().name());
      return naive.register(op.consumer(), op.task(), op.mode(), spill);
    } else if (operation instanceof Operation.ConsumerAcquire op) {
      return naive.consumerAcquire(op.consumer(), op.bytes());
    } else if (operation instanceof Operation.ConsumerFree op) {
      return naive.consumerFree(op.consumer(), op.bytes());
    }
    Operation.Unmanaged op = (Operation.Unmanaged) operation;
    return naive.unmanaged(op.component(), op.mode(), op.bytes());
  }

  private static void compare(
      String where, Expectation expected, String answer, NaiveExecutor naive) {
    assertThat(answer.equals(Subject.REFUSED)).as(where).isEqualTo(expected.error());
    if (!expected.error()) {
      compareAnswer(where, expected.answer(), answer);
    }
    List<MemoryEvent> events = naive.events();
    assertThat(only(MemoryEvent.Evicted.class, events))
        .as(where)
        .map(e -> new Expectation.Evicted(e.block(), e.bytes(), e.to()))
        .isEqualTo(expected.evicted());
    assertThat(only(MemoryEvent.Spilled.class, events))
        .as(where)
        .map(e -> new Expectation.Spilled(e.consumer(), e.released()))
        .isEqualTo(expected.spilled());
    assertThat(only(MemoryEvent.Woken.class, events))
        .as(where)
        .map(e -> new Expectation.Woken(e.task(), e.granted()))
        .isEqualTo(expected.woken());
    Expectation.State state = expected.state();
    if (state != null) {
      for (MemoryMode mode : MemoryMode.values()) {
        ModeSnapshot pools = naive.snapshot().pools(mode);
        Expectation.Pool execution =
            new Expectation.Pool(pools.executionSize(), pools.executionUsed());
        Expectation.Pool storage = new Expectation.Pool(pools.storageSize(), pools.storageUsed());
        assertThat(mode == MemoryMode.ON_HEAP ? state.onHeap() : state.offHeap())
            .as(where)
            .isEqualTo(new Expectation.Pools(execution, storage));
      }
    }
    if (expected.memory() != null) {
      assertThat(ids(naive.snapshot().memory())).as(where).isEqualTo(expected.memory());
    }
    if (expected.disk() != null) {
      assertThat(ids(naive.snapshot().disk())).as(where).isEqualTo(expected.disk());
    }
  }

  private static void compareAnswer(String where, Expectation.Answer expected, String answer) {
    long left = expected.unrollHeld() == null ? 0 : expected.unrollHeld();
    if (expected.waiting() != null) {
      assertThat(answer).as(where).isEqualTo(Subject.WAITS);
    } else if (expected.granted() != null) {
      assertThat(answer).as(where).isEqualTo("granted " + expected.granted());
    } else if (expected.unlocked() != null) {
      // A task's end answers with its whole report.
      assertThat(answer).as(where).contains("unlockedBlocks=" + expected.unlocked() + ",");
    } else if (expected.freed() != null) {
      assertThat(answer).as(where).isEqualTo("freed " + expected.freed());
    } else if (expected.stored() != null) {
      assertThat(answer)
          .as(where)
          .isIn(expected.stored().name(), expected.stored() + ", left " + left);
    } else if (expected.from() != null) {
      assertThat(answer).as(where).isEqualTo(expected.from() + ", left " + left);
    } else if (expected.reserved() != null) {
      assertThat(answer).as(where).isEqualTo("reserved " + expected.reserved());
    } else if (expected.removed() != null) {
      assertThat(answer).as(where).isEqualTo("removed " + expected.removed());
    }
  }

  private static <E extends MemoryEvent> List<E> only(Class<E> kind, List<MemoryEvent> events) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static List<BlockId> ids(List<BlockSnapshot> blocks) {
    return blocks.stream().map(BlockSnapshot::block).toList();
  }
}
