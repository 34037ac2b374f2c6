package io.memsim.policy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.config.MemoryConfig;
import io.memsim.event.PutResult;
import io.memsim.event.SkipReason;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.Explanation;
import io.memsim.executor.MemorySnapshot;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Orders of one's own, and Spark's constraints around them. */
class EvictionPolicyTest {

  private static final Map<String, String> CONF =
      Map.of(
          "spark.executor.memory", "6000b",
          "spark.testing.reservedMemory", "0",
          "spark.memory.fraction", "1.0",
          "spark.memory.offHeap.size", "2000b");

  /** First in, first out; and writes down what it is told. */
  private static final class Fifo implements EvictionPolicy {
    final LinkedHashSet<BlockId> order = new LinkedHashSet<>();
    final List<String> told = new ArrayList<>();
    BiFunction<Fifo, EvictionRequest, Iterator<BlockId>> chooser =
        (fifo, request) -> fifo.order.iterator();

    @Override
    public void added(BlockId block, MemoryMode mode, long bytes) {
      told.add("added " + block + " " + mode + " " + bytes);
      order.add(block);
    }

    @Override
    public void touched(BlockId block) {
      told.add("touched " + block);
    }

    @Override
    public void removed(BlockId block) {
      told.add("removed " + block);
      order.remove(block);
    }

    @Override
    public VictimCursor victims(EvictionRequest request) {
      Iterator<BlockId> victims = chooser.apply(this, request);
      return () -> victims.hasNext() ? victims.next() : null;
    }

    @Override
    public Fifo copy() {
      Fifo copy = new Fifo();
      copy.order.addAll(order);
      copy.chooser = chooser;
      return copy;
    }

    @Override
    public String toString() {
      return "fifo";
    }
  }

  private final Fifo fifo = new Fifo();
  private final ExecutorMemory memory = executor(fifo);

  private static ExecutorMemory executor(EvictionPolicy policy) {
    return ExecutorMemory.builder(MemoryConfig.forTrace(CONF, 1)).policy(policy).build();
  }

  private PutResult put(String block, long bytes) {
    return memory.put(BlockId.parse(block), StorageLevel.MEMORY_ONLY_SER, bytes);
  }

  private List<String> inMemory() {
    return memory.memoryOrder().stream().map(BlockId::name).toList();
  }

  private void victims(String... names) {
    fifo.chooser = (self, request) -> List.of(names).stream().map(BlockId::parse).iterator();
  }

  @Test
  void firstInFirstOutEvictsWhatCameFirstHoweverOftenItIsRead() {
    put("rdd_0_0", 3000);
    put("rdd_1_0", 3000);
    memory.get(BlockId.rdd(0, 0));
    put("rdd_2_0", 1000);
    assertThat(inMemory()).containsExactly("rdd_1_0", "rdd_2_0");
  }

  @Test
  void aPolicyIsToldOfBlocksThatEnterAreUsedAndLeaveMemory() {
    memory.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_AND_DISK_SER, 4000);
    put("rdd_0_0", 4000);
    memory.get(BlockId.rdd(0, 0));
    memory.put(BlockId.rdd(1, 0), StorageLevel.OFF_HEAP, 10);
    put("rdd_2_0", 4000);
    memory.put(BlockId.rdd(3, 0), StorageLevel.DISK_ONLY, 10);
    memory.get(BlockId.rdd(3, 0));
    memory.get(BlockId.rdd(0, 0));
    memory.removeRdd(0);
    memory.removeRdd(3);
    assertThat(fifo.told)
        .containsExactly(
            "added rdd_0_0 ON_HEAP 4000",
            "touched rdd_0_0",
            "added rdd_1_0 OFF_HEAP 10",
            "removed rdd_0_0",
            "added rdd_2_0 ON_HEAP 4000",
            "removed rdd_2_0",
            "added rdd_0_0 ON_HEAP 4000",
            "removed rdd_0_0");
  }

  @Test
  void aPolicyMayNotCallTheExecutorThatAsksIt() {
    fifo.chooser =
        (self, request) -> {
          memory.get(BlockId.rdd(0, 0));
          return self.order.iterator();
        };
    put("rdd_0_0", 6000);
    assertThatThrownBy(() -> put("rdd_1_0", 6000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("from within one of its own operations");
    assertThat(inMemory()).containsExactly("rdd_0_0");
    fifo.chooser = (self, request) -> self.order.iterator();
    assertThat(put("rdd_1_0", 6000)).isEqualTo(PutResult.MEMORY);
  }

  @Test
  void thePolicyOfACopyMayNotCallThatCopy() {
    List<ExecutorMemory> asked = new ArrayList<>();
    fifo.chooser =
        (self, request) -> {
          asked.forEach(executor -> executor.get(BlockId.rdd(0, 0)));
          return self.order.iterator();
        };
    put("rdd_0_0", 6000);
    ExecutorMemory copy = memory.copy();
    asked.add(copy);
    assertThatThrownBy(() -> copy.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 6000))
        .isInstanceOf(IllegalStateException.class);
    assertThat(put("rdd_1_0", 6000)).isEqualTo(PutResult.MEMORY);
  }

  @Test
  void aRequestSaysHowMuchIsNeededWhereAndWhichRddIsSpared() {
    List<String> requests = new ArrayList<>();
    fifo.chooser =
        (self, request) -> {
          requests.add(request.space() + " " + request.mode() + " " + request.sparedRdd());
          return self.order.iterator();
        };
    put("rdd_1_0", 6000);
    put("rdd_7_0", 6000);
    put("test_x", 5000);
    memory.acquireExecution(1, 4000, MemoryMode.ON_HEAP);
    memory.put(BlockId.rdd(1, 0), StorageLevel.OFF_HEAP, 2000);
    memory.put(BlockId.rdd(2, 0), StorageLevel.OFF_HEAP, 1);
    assertThat(requests)
        .containsExactly("6000 ON_HEAP 7", "5000 ON_HEAP -1", "2000 ON_HEAP -1", "1 OFF_HEAP 2");
  }

  @Test
  void aRequestTellsWhichBlocksWouldBePassedOver() {
    put("rdd_1_0", 1000);
    put("rdd_2_0", 1000);
    put("rdd_3_0", 4000);
    memory.put(BlockId.rdd(4, 0), StorageLevel.OFF_HEAP, 1000);
    memory.put(BlockId.rdd(5, 0), StorageLevel.DISK_ONLY, 1000);
    memory.getAndHold(BlockId.rdd(2, 0), 1);
    List<Boolean> may = new ArrayList<>();
    fifo.chooser =
        (self, request) -> {
          for (int rdd = 0; rdd < 6; rdd++) {
            may.add(request.mayEvict(BlockId.rdd(rdd, 0)));
          }
          return self.order.iterator();
        };
    put("rdd_1_1", 10);
    assertThat(may).containsExactly(false, false, false, true, false, false);
    assertThat(inMemory()).contains("rdd_1_0", "rdd_2_0", "rdd_4_0").doesNotContain("rdd_3_0");
  }

  @Test
  void theFirstBlockOfAllMayGoLikeAnyOther() {
    put("rdd_0_0", 6000);
    List<Boolean> may = new ArrayList<>();
    fifo.chooser =
        (self, request) -> {
          may.add(request.mayEvict(BlockId.rdd(0, 0)));
          return self.order.iterator();
        };
    assertThat(put("rdd_1_0", 10)).isEqualTo(PutResult.MEMORY);
    assertThat(may).containsExactly(true);
  }

  @Test
  void namedBlocksOfTheOtherModeOfTheSameRddOrLockedArePassedOver() {
    put("rdd_1_0", 1000);
    put("rdd_2_0", 1000);
    put("rdd_3_0", 4000);
    memory.put(BlockId.rdd(4, 0), StorageLevel.OFF_HEAP, 1000);
    memory.getAndHold(BlockId.rdd(2, 0), 1);
    victims("rdd_4_0", "rdd_1_0", "rdd_2_0", "rdd_3_0");
    assertThat(put("rdd_1_1", 10)).isEqualTo(PutResult.MEMORY);
    assertThat(memory.tier(BlockId.rdd(3, 0))).isEqualTo(Tier.NONE);
    assertThat(memory.blocksInMemory()).isEqualTo(4);
  }

  @Test
  void evictionStaysAllOrNothingWhenAPolicyNamesTooFew() {
    put("rdd_0_0", 1000);
    put("rdd_1_0", 5000);
    victims("rdd_0_0");
    assertThat(put("rdd_2_0", 1001)).isEqualTo(PutResult.NONE);
    assertThat(memory.acquireExecution(1, 2000, MemoryMode.ON_HEAP)).isZero();
    assertThat(inMemory()).containsExactly("rdd_0_0", "rdd_1_0");
  }

  @Test
  void noPolicyIsAskedWhereNotEnoughCouldGo() {
    put("rdd_0_0", 6000);
    victims("rdd_9_9");
    assertThat(put("rdd_0_1", 10)).isEqualTo(PutResult.NONE);
  }

  @Test
  void allVictimsAreCollectedBeforeTheFirstIsDropped() {
    for (int split = 0; split < 40; split++) {
      put("rdd_0_" + split, 150);
    }
    fifo.chooser =
        (self, request) -> {
          // A live iterator would fail if a block were removed while it is read.
          return self.order.iterator();
        };
    assertThat(put("rdd_1_0", 6000)).isEqualTo(PutResult.MEMORY);
    assertThat(inMemory()).containsExactly("rdd_1_0");
  }

  @Test
  void aPolicyThatNamesAnAbsentBlockIsBrokenAndNothingIsEvicted() {
    put("rdd_0_0", 3000);
    put("rdd_1_0", 3000);
    memory.put(BlockId.rdd(5, 0), StorageLevel.DISK_ONLY, 1000);
    for (String absent : List.of("rdd_9_9", "rdd_5_0", "test_x")) {
      victims("rdd_0_0", absent);
      MemorySnapshot before = memory.snapshot();
      assertThatThrownBy(() -> put("rdd_2_0", 4000))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the eviction policy named " + absent + ", which is not in memory: fifo");
      assertThat(memory.snapshot()).isEqualTo(before);
    }
    victims("rdd_0_0", "rdd_1_0");
    assertThat(put("rdd_2_0", 4000)).isEqualTo(PutResult.MEMORY);
  }

  @Test
  void aPolicyThatNamesABlockTwiceIsBrokenAndNothingIsEvicted() {
    put("rdd_0_0", 3000);
    put("rdd_1_0", 3000);
    victims("rdd_0_0", "rdd_0_0");
    MemorySnapshot before = memory.snapshot();
    assertThatThrownBy(() -> put("rdd_2_0", 4000))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the eviction policy named rdd_0_0 twice for one request: fifo");
    assertThat(memory.snapshot()).isEqualTo(before);
    // Also when it would be passed over anyway.
    memory.getAndHold(BlockId.rdd(0, 0), 1);
    assertThatThrownBy(() -> put("rdd_2_0", 3000)).isInstanceOf(IllegalStateException.class);
    assertThat(fifo.told).doesNotContain("removed rdd_0_0");
  }

  @Test
  void aCopyOfTheExecutorHasACopyOfThePolicy() {
    put("rdd_0_0", 3000);
    ExecutorMemory copy = memory.copy();
    copy.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 3000);
    assertThat(fifo.order).containsExactly(BlockId.rdd(0, 0));
    copy.put(BlockId.rdd(2, 0), StorageLevel.MEMORY_ONLY_SER, 3000);
    assertThat(copy.memoryOrder()).containsExactly(BlockId.rdd(1, 0), BlockId.rdd(2, 0));
    assertThat(inMemory()).containsExactly("rdd_0_0");
  }

  @Test
  void theRecencyOrderIsShownWhateverThePolicy() {
    put("rdd_0_0", 10);
    put("rdd_1_0", 10);
    memory.get(BlockId.rdd(0, 0));
    assertThat(inMemory()).containsExactly("rdd_1_0", "rdd_0_0");
  }

  @Test
  void aHistoryTellsWhomThePolicyNamedInVain() {
    ExecutorMemory remembering =
        ExecutorMemory.builder(MemoryConfig.forTrace(CONF, 1))
            .policy(fifo)
            .explanations(10)
            .build();
    for (int rdd = 0; rdd < 3; rdd++) {
      remembering.put(BlockId.rdd(rdd, 0), StorageLevel.MEMORY_ONLY_SER, 2000);
    }
    remembering.getAndHold(BlockId.rdd(1, 0), 1);
    victims("rdd_1_0", "rdd_2_0");
    remembering.put(BlockId.rdd(3, 0), StorageLevel.MEMORY_ONLY_SER, 2000);
    Explanation why = remembering.explain(BlockId.rdd(2, 0));
    assertThat(why.verdict()).isEqualTo(Explanation.Verdict.EVICTED);
    assertThat(requireNonNull(why.decision()).skipped())
        .containsExactly(new Explanation.Skipped(BlockId.rdd(1, 0), SkipReason.LOCKED));
  }

  @Test
  void theMarkerForSparksOrderNamesNoVictimsItself() {
    EvictionPolicy lru = EvictionPolicy.lru();
    lru.added(BlockId.rdd(0, 0), MemoryMode.ON_HEAP, 1);
    lru.touched(BlockId.rdd(0, 0));
    lru.removed(BlockId.rdd(0, 0));
    assertThat(lru.copy()).isSameAs(EvictionPolicy.lru());
    assertThatThrownBy(() -> lru.victims(null))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot be wrapped");
  }

  @Test
  void withTheMarkerSparksOrderEvicts() {
    ExecutorMemory plain = executor(EvictionPolicy.lru());
    plain.put(BlockId.rdd(0, 0), StorageLevel.MEMORY_ONLY_SER, 3000);
    plain.put(BlockId.rdd(1, 0), StorageLevel.MEMORY_ONLY_SER, 3000);
    plain.get(BlockId.rdd(0, 0));
    plain.put(BlockId.rdd(2, 0), StorageLevel.MEMORY_ONLY_SER, 3000);
    assertThat(plain.memoryOrder()).containsExactly(BlockId.rdd(0, 0), BlockId.rdd(2, 0));
  }
}
