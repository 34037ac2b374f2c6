package io.memsim.executor;

import static io.memsim.executor.SmallExecutor.OFF_HEAP;
import static io.memsim.executor.SmallExecutor.ON_HEAP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.MemoryListener;
import io.memsim.event.SpillMode;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What listeners hear, in which order, and what they may not do. */
class ListenerTest {

  private static final BlockId BLOCK = BlockId.rdd(0, 0);

  private final ExecutorMemory memory = SmallExecutor.create();
  private final List<String> heard = new ArrayList<>();

  /** A listener that writes down every call, arguments and all. */
  private static MemoryListener writingTo(List<String> heard) {
    return (MemoryListener)
        Proxy.newProxyInstance(
            MemoryListener.class.getClassLoader(),
            new Class<?>[] {MemoryListener.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  case "toString" -> "writing";
                  default -> {
                    heard.add(method.getName() + text(arguments));
                    yield null;
                  }
                });
  }

  private static String text(Object[] arguments) {
    return Stream.of(arguments)
        .map(
            argument ->
                argument instanceof long[] sizes
                    ? Arrays.toString(sizes)
                    : argument instanceof RuntimeException e
                        ? e.getClass().getSimpleName()
                        : String.valueOf(argument))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private List<String> hear(Runnable operation) {
    heard.clear();
    operation.run();
    return List.copyOf(heard);
  }

  @Test
  void eachOperationIsOneCallItsEffectsAndItsAnswer() {
    memory.addListener(writingTo(heard));
    assertThat(hear(() -> memory.acquireExecution(1, 3500, ON_HEAP)))
        .containsExactly(
            "onAcquireExecution(1, 3500, ON_HEAP)",
            "poolsMoved(ON_HEAP, 3500, 2500)",
            "executionGranted(1, ON_HEAP, 3500, 3500)",
            "operationEnded(3500, 0)");
    assertThat(hear(() -> memory.releaseExecution(1, 4000, ON_HEAP)))
        .containsExactly(
            "onReleaseExecution(1, 4000, ON_HEAP)",
            "executionReleased(1, ON_HEAP, 3500)",
            "operationEnded(3500, 0)");
    assertThat(hear(() -> memory.releaseAllExecution(1)))
        .containsExactly("onReleaseAllExecution(1)", "operationEnded(0, 0)");
    assertThat(hear(() -> memory.put(BLOCK, StorageLevel.MEMORY_AND_DISK_SER, 10, 2)))
        .containsExactly(
            "onPut(rdd_0_0, MEMORY_AND_DISK_SER, 10, 2)",
            "stored(rdd_0_0, MEMORY, 10)",
            "operationEnded(0, 0)");
    assertThat(hear(() -> memory.putRdd(0, 0, StorageLevel.MEMORY_ONLY_SER, 10, -1)))
        .containsExactly("onPut(rdd_0_0, MEMORY_ONLY_SER, 10, -1)", "operationEnded(3, 0)");
    assertThat(
            hear(
                () ->
                    memory.putValues(
                        BlockId.rdd(1, 0),
                        StorageLevel.MEMORY_ONLY,
                        9000,
                        new long[] {5, 6},
                        7,
                        3)))
        .containsExactly(
            "onPutValues(rdd_1_0, MEMORY_ONLY, 9000, [5, 6], 7, 3)",
            "unrollReserved(3, ON_HEAP, 100)",
            "putFailed(rdd_1_0, UNROLL_FINISH, 2900)",
            "operationEnded(2, 100)");
    assertThat(hear(() -> memory.get(BLOCK, 4, true, 5, new long[] {6})))
        .containsExactly(
            "onGet(rdd_0_0, 4, true, 5, [6])", "locked(rdd_0_0, 4)", "operationEnded(0, 0)");
    assertThat(hear(() -> memory.getRdd(7, 8, -1, false)))
        .containsExactly("onGet(rdd_7_8, -1, false, -1, null)", "operationEnded(2, 0)");
    assertThat(hear(() -> memory.unlock(BLOCK, 4)))
        .containsExactly("onUnlock(rdd_0_0, 4)", "unlocked(rdd_0_0, 4)", "operationEnded(0, 0)");
    assertThat(hear(() -> memory.remove(BLOCK)))
        .containsExactly(
            "onRemove(rdd_0_0)", "blockRemoved(rdd_0_0, 10, 0)", "operationEnded(1, 0)");
    assertThat(hear(() -> memory.remove(BLOCK)))
        .containsExactly("onRemove(rdd_0_0)", "operationEnded(0, 0)");
    assertThat(hear(() -> memory.removeRdd(5)))
        .containsExactly("onRemoveRdd(5)", "operationEnded(0, 0)");
    assertThat(hear(() -> memory.removeBroadcast(6)))
        .containsExactly("onRemoveBroadcast(6)", "operationEnded(0, 0)");
    assertThat(hear(() -> memory.reserveUnroll(BLOCK, 20, OFF_HEAP, 3)))
        .containsExactly(
            "onReserveUnroll(rdd_0_0, 20, OFF_HEAP, 3)",
            "unrollReserved(3, OFF_HEAP, 20)",
            "operationEnded(1, 0)");
    assertThat(hear(() -> memory.reserveUnroll(BLOCK, 5000, OFF_HEAP, 3)))
        .containsExactly("onReserveUnroll(rdd_0_0, 5000, OFF_HEAP, 3)", "operationEnded(0, 0)");
    assertThat(hear(() -> memory.releaseUnroll(15, OFF_HEAP, 3)))
        .containsExactly(
            "onReleaseUnroll(15, OFF_HEAP, 3)",
            "unrollReleased(3, OFF_HEAP, 15)",
            "operationEnded(15, 0)");
    assertThat(hear(() -> memory.unmanaged("RocksDB", OFF_HEAP, 5)))
        .containsExactly("onUnmanaged(RocksDB, OFF_HEAP, 5)", "operationEnded(0, 0)");
    assertThat(hear(() -> memory.cancel(99)))
        .containsExactly("onCancel(99)", "operationEnded(0, 0)");
  }

  @Test
  void consumersAreReportedAndSoIsWhatTheySpill() {
    memory.addListener(writingTo(heard));
    assertThat(hear(() -> memory.task(1).registerConsumer("a", ON_HEAP, SpillMode.REQUESTED)))
        .containsExactly("onConsumer(1, a, ON_HEAP, REQUESTED)", "operationEnded(0, 0)");
    assertThat(hear(() -> memory.task(1).registerConsumer("own", OFF_HEAP, (s, b, t) -> 0)))
        .containsExactly("onConsumer(1, own, OFF_HEAP, null)", "operationEnded(0, 0)");
    MemoryConsumer a = memory.consumer("a");
    MemoryConsumer b = memory.task(1).registerConsumer("b", ON_HEAP, SpillMode.ALL);
    a.acquire(6000);
    // What the consumer frees as it spills is no operation of its own.
    assertThat(hear(() -> b.acquire(70)))
        .containsExactly(
            "onConsumerAcquire(b, 70)",
            "executionGranted(1, ON_HEAP, 70, 0)",
            "executionReleased(1, ON_HEAP, 70)",
            "spilled(1, a, 70, 70)",
            "executionGranted(1, ON_HEAP, 70, 70)",
            "operationEnded(70, 0)");
    assertThat(hear(() -> b.free(30)))
        .containsExactly(
            "onConsumerFree(b, 30)", "executionReleased(1, ON_HEAP, 30)", "operationEnded(30, 0)");
    assertThat(hear(a::spill))
        .containsExactly(
            "onConsumerFree(a, 5930)",
            "executionReleased(1, ON_HEAP, 5930)",
            "operationEnded(5930, 0)");
    assertThat(hear(() -> memory.endTask(1)))
        .containsExactly(
            "onEndTask(1)", "executionReleased(1, ON_HEAP, 40)", "operationEnded(40, 0)");
  }

  @Test
  void waitersWokenAreReportedBeforeTheOperationEnds() {
    memory.acquireExecution(1, 6000, ON_HEAP);
    memory.addListener(writingTo(heard));
    assertThat(hear(() -> memory.acquireExecution(2, 100, ON_HEAP)))
        .containsExactly(
            "onAcquireExecution(2, 100, ON_HEAP)",
            "waiting(1, 2, ON_HEAP, 100)",
            "operationEnded(-1, 0)");
    assertThat(hear(() -> memory.releaseExecution(1, 100, ON_HEAP)))
        .containsExactly(
            "onReleaseExecution(1, 100, ON_HEAP)",
            "executionReleased(1, ON_HEAP, 100)",
            "executionGranted(2, ON_HEAP, 100, 100)",
            "woken(1, 2, 100)",
            "operationEnded(100, 0)");
  }

  @Test
  void theEndOfATaskReportsEverythingThatItGivesBack() {
    memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 10);
    memory.getAndHold(BLOCK, 1);
    memory.acquireExecution(1, 30, ON_HEAP);
    memory.acquireExecution(1, 20, OFF_HEAP);
    memory.reserveUnroll(BLOCK, 5, ON_HEAP, 1);
    memory.reserveUnroll(BLOCK, 6, OFF_HEAP, 1);
    memory.addListener(writingTo(heard));
    assertThat(hear(() -> memory.endTask(1)))
        .containsExactly(
            "onEndTask(1)",
            "unrollReleased(1, ON_HEAP, 5)",
            "unrollReleased(1, OFF_HEAP, 6)",
            "unlocked(rdd_0_0, 1)",
            "executionReleased(1, ON_HEAP, 30)",
            "executionReleased(1, OFF_HEAP, 20)",
            "operationEnded(50, 1)");
  }

  @Test
  void anOperationThatSparkRefusesIsReportedAsRefused() {
    memory.addListener(writingTo(heard));
    assertThat(
            hear(
                () ->
                    assertThatThrownBy(() -> memory.acquireExecution(1, 0, ON_HEAP))
                        .isInstanceOf(SparkRefusalException.class)))
        .containsExactly(
            "onAcquireExecution(1, 0, ON_HEAP)", "operationRefused(SparkRefusalException)");
    assertThat(
            hear(
                () ->
                    assertThatThrownBy(() -> memory.put(BLOCK, StorageLevel.NONE, 1))
                        .isInstanceOf(SparkRefusalException.class)))
        .containsExactly("onPut(rdd_0_0, NONE, 1, -1)", "operationRefused(SparkRefusalException)");
    assertThat(
            hear(
                () ->
                    assertThatThrownBy(() -> memory.unlock(BLOCK, 1))
                        .isInstanceOf(SparkRefusalException.class)))
        .containsExactly("onUnlock(rdd_0_0, 1)", "operationRefused(SparkRefusalException)");
  }

  @Test
  void misuseIsNotReportedAtAll() {
    memory.addListener(writingTo(heard));
    assertThatThrownBy(() -> memory.acquireExecution(1, -1, ON_HEAP))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> memory.put(BLOCK, StorageLevel.MEMORY_ONLY, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(heard).isEmpty();
  }

  @Test
  void observersAreNotOperations() {
    memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 10);
    memory.addListener(writingTo(heard));
    memory.snapshot();
    memory.stats();
    memory.explain(BLOCK);
    memory.copy().remove(BLOCK);
    memory.task(1);
    assertThat(heard).isEmpty();
  }

  @Test
  void listenersHearInTheOrderInWhichTheyWereAddedUntilTheyAreRemoved() {
    List<String> order = new ArrayList<>();
    List<MemoryListener> listeners = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      listeners.add(
          new MemoryListener() {
            @Override
            public void onCancel(long ticket) {
              order.add(name);
            }
          });
    }
    ExecutorMemory listened =
        SmallExecutor.build(
            builder -> builder.listener(listeners.get(0)).listener(listeners.get(1)));
    listened.addListener(listeners.get(2));
    listened.addListener(listeners.get(3));
    listened.cancel(0);
    assertThat(order).containsExactly("a", "b", "c", "d");
    assertThat(listened.removeListener(listeners.get(1))).isTrue();
    assertThat(listened.removeListener(listeners.get(1))).isFalse();
    order.clear();
    listened.cancel(0);
    assertThat(order).containsExactly("a", "c", "d");
    assertThat(listened.removeListener(listeners.get(3))).isTrue();
    assertThat(listened.removeListener(listeners.get(0))).isTrue();
    order.clear();
    listened.cancel(0);
    assertThat(order).containsExactly("c");
    assertThat(listened.removeListener(listeners.get(2))).isTrue();
    order.clear();
    listened.cancel(0);
    assertThat(order).isEmpty();
    assertThat(listened.removeListener(listeners.get(2))).isFalse();
  }

  @Test
  void aListenerGoesOnHearingWhenAnotherIsRemoved() {
    MemoryListener other = new MemoryListener() {};
    memory.addListener(other);
    memory.addListener(writingTo(heard));
    memory.removeListener(other);
    memory.acquireExecution(1, 10, ON_HEAP);
    assertThat(heard).contains("onAcquireExecution(1, 10, ON_HEAP)");
  }

  @Test
  void aCopyHasNoListeners() {
    memory.addListener(writingTo(heard));
    memory.copy().put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 10);
    assertThat(heard).isEmpty();
  }

  @Test
  void aHistoryHearsBesideTheListeners() {
    ExecutorMemory remembering =
        SmallExecutor.build(builder -> builder.explanations(5).listener(writingTo(heard)));
    remembering.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 10);
    assertThat(heard).hasSize(3);
  }

  // ---- what a listener may not do

  @Test
  void aListenerMayNotCallOperationsAndTheExecutorIsNoneTheWorseForIt() {
    memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 10);
    MemoryConsumer consumer = memory.task(1).registerConsumer("c", ON_HEAP, SpillMode.ALL);
    consumer.acquire(10);
    int page = consumer.allocatePage(1);
    List<Runnable> operations =
        List.of(
            () -> memory.acquireExecution(1, 1, ON_HEAP),
            () -> memory.releaseExecution(1, 1, ON_HEAP),
            () -> memory.releaseAllExecution(1),
            () -> memory.put(BlockId.rdd(9, 9), StorageLevel.DISK_ONLY, 1),
            () -> memory.putValues(BlockId.rdd(9, 9), StorageLevel.DISK_ONLY, 1, -1),
            () -> memory.get(BLOCK),
            () -> memory.getAndHold(BLOCK, 1),
            () -> memory.remove(BLOCK),
            () -> memory.removeRdd(0),
            () -> memory.removeBroadcast(0),
            () -> memory.reserveUnroll(BLOCK, 1, ON_HEAP, 1),
            () -> memory.releaseUnroll(1, ON_HEAP, 1),
            () -> memory.endTask(1),
            () -> memory.unmanaged("x", ON_HEAP, 1),
            () -> memory.cancel(1),
            () -> memory.task(1).registerConsumer("d", ON_HEAP, SpillMode.ALL),
            () -> consumer.acquire(1),
            () -> consumer.free(1),
            () -> consumer.freePage(page),
            () -> consumer.allocatePage(1),
            memory::copy);
    List<RuntimeException> refusals = new ArrayList<>();
    MemoryListener intruder =
        new MemoryListener() {
          @Override
          public void onReleaseExecution(long task, long bytes, MemoryMode mode) {
            for (Runnable operation : operations) {
              try {
                operation.run();
              } catch (IllegalStateException e) {
                refusals.add(e);
              }
            }
          }
        };
    memory.addListener(intruder);
    MemorySnapshot before = memory.snapshot();
    memory.releaseExecution(99, 1, ON_HEAP);
    assertThat(refusals).hasSize(operations.size());
    assertThat(memory.snapshot()).isEqualTo(before);
    assertThat(consumer.used()).isEqualTo(266);
    memory.removeListener(intruder);
    consumer.freePage(page);
    assertThat(memory.acquireExecution(1, 1, ON_HEAP)).isOne();
  }

  @Test
  void aListenerMayLook() {
    List<Long> seen = new ArrayList<>();
    memory.addListener(
        new MemoryListener() {
          @Override
          public void operationEnded(long answer, long extra) {
            seen.add(memory.snapshot().onHeap().executionUsed());
          }
        });
    memory.acquireExecution(1, 50, ON_HEAP);
    assertThat(seen).containsExactly(50L);
  }

  /** Throws out of every call whose name begins so, and writes down what it was told last. */
  private MemoryListener throwing(String prefix, Throwable what) {
    MemoryListener writing = writingTo(heard);
    return (MemoryListener)
        Proxy.newProxyInstance(
            MemoryListener.class.getClassLoader(),
            new Class<?>[] {MemoryListener.class},
            (proxy, method, arguments) -> {
              method.invoke(writing, arguments);
              if (method.getName().startsWith(prefix)) {
                throw what;
              }
              return null;
            });
  }

  @Test
  void aListenerThatThrowsFailsTheOperationWhicheverItIsAndTheExecutorGoesOn() {
    memory.put(BLOCK, StorageLevel.MEMORY_ONLY_SER, 10);
    memory.getAndHold(BLOCK, 1);
    memory.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 10);
    MemoryConsumer consumer = memory.task(1).registerConsumer("c", ON_HEAP, SpillMode.ALL);
    consumer.acquire(10);
    memory.acquireExecution(2, 10, ON_HEAP);
    List<Runnable> operations =
        List.of(
            () -> memory.acquireExecution(1, 1, ON_HEAP),
            () -> memory.releaseExecution(2, 1, ON_HEAP),
            () -> memory.releaseAllExecution(2),
            () -> memory.put(BlockId.rdd(9, 9), StorageLevel.DISK_ONLY, 1),
            () -> memory.putRdd(9, 9, StorageLevel.DISK_ONLY, 1, 1),
            () -> memory.putValues(BlockId.rdd(9, 9), StorageLevel.DISK_ONLY, 1, -1),
            () -> memory.get(BLOCK),
            () -> memory.unlock(BLOCK, 1),
            () -> memory.remove(BlockId.rdd(1, 0)),
            () -> memory.removeRdd(1),
            () -> memory.removeBroadcast(1),
            () -> memory.reserveUnroll(BLOCK, 1, ON_HEAP, 1),
            () -> memory.releaseUnroll(1, ON_HEAP, 1),
            () -> memory.endTask(1),
            () -> memory.unmanaged("x", ON_HEAP, 1),
            () -> memory.cancel(1),
            () -> memory.task(1).registerConsumer("d", ON_HEAP, SpillMode.ALL),
            () -> consumer.acquire(1),
            () -> consumer.free(1));
    MemorySnapshot before = memory.snapshot();
    for (Throwable broken :
        List.of(new IllegalArgumentException("broken listener"), new AssertionError("broken"))) {
      MemoryListener listener = throwing("on", broken);
      memory.addListener(listener);
      for (Runnable operation : operations) {
        heard.clear();
        assertThatThrownBy(operation::run).isSameAs(broken);
        assertThat(memory.snapshot()).isEqualTo(before);
        // An error is no refusal.
        assertThat(heard).hasSize(broken instanceof RuntimeException ? 2 : 1);
        assertThat(heard.get(heard.size() - 1))
            .startsWith(broken instanceof RuntimeException ? "operationRefused" : "on");
      }
      assertThat(memory.removeListener(listener)).isTrue();
    }
    for (Runnable operation : operations.subList(0, 13)) {
      operation.run();
    }
  }

  @Test
  void aListenerThatThrowsWhileAConsumerSpillsFailsTheRequest() {
    MemoryConsumer a = memory.task(1).registerConsumer("a", ON_HEAP, SpillMode.ALL);
    MemoryConsumer own =
        memory
            .task(1)
            .registerConsumer(
                "own",
                ON_HEAP,
                (self, bytes, trigger) -> memory.releaseExecution(1, bytes, ON_HEAP));
    a.acquire(3000);
    own.acquire(3000);
    MemoryConsumer asking = memory.task(1).registerConsumer("asking", ON_HEAP, SpillMode.ALL);
    MemoryListener broken = throwing("executionReleased", new IllegalStateException("broken"));
    memory.addListener(broken);
    assertThatThrownBy(() -> asking.acquire(100)).hasMessage("broken");
    assertThat(heard).endsWith("operationRefused(IllegalStateException)");
    // What was freed before it threw stays so: 100 of the task, through the last registered.
    assertThat(memory.executionHeld(1, ON_HEAP)).isEqualTo(5900);
    memory.releaseExecution(99, 0, ON_HEAP);
    memory.removeListener(broken);
    own.free(3000);
    memory.addListener(broken);
    assertThatThrownBy(() -> asking.acquire(5000)).hasMessage("broken");
    assertThat(a.used()).isZero();
    memory.removeListener(broken);
    assertThat(asking.acquire(1000)).isEqualTo(1000);
  }

  @Test
  void aListenerThatThrowsAtTheEndOfAnOperationDoesNotUndoIt() {
    MemoryListener broken = throwing("operationEnded", new IllegalStateException("broken"));
    memory.addListener(broken);
    assertThatThrownBy(() -> memory.acquireExecution(1, 50, ON_HEAP)).hasMessage("broken");
    assertThat(memory.executionHeld(1, ON_HEAP)).isEqualTo(50);
    memory.removeListener(broken);
    assertThat(memory.acquireExecution(1, 50, ON_HEAP)).isEqualTo(50);
  }

  @Test
  void aListenerThatThrowsEvenAtTheRefusalLeavesTheExecutorUsable() {
    MemoryListener broken = throwing("o", new IllegalStateException("broken"));
    memory.addListener(broken);
    assertThatThrownBy(() -> memory.acquireExecution(1, 50, ON_HEAP)).hasMessage("broken");
    memory.removeListener(broken);
    assertThat(memory.acquireExecution(1, 50, ON_HEAP)).isEqualTo(50);
  }
}
