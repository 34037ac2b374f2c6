package io.memsim.internal.pools;

import static io.memsim.internal.pools.UnifiedMemoryManager.GRANTED;
import static io.memsim.internal.pools.UnifiedMemoryManager.NOT_ENOUGH_EVICTABLE;
import static io.memsim.internal.pools.UnifiedMemoryManager.OVER_LIMIT;
import static io.memsim.internal.pools.UnifiedMemoryManager.WAITING;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.MemoryMode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The pools with an evictor that is told what to do. */
class UnifiedMemoryManagerTest {

  private static final MemoryMode ON_HEAP = MemoryMode.ON_HEAP;
  private static final MemoryMode OFF_HEAP = MemoryMode.OFF_HEAP;

  private final WaitQueue waiters = new WaitQueue(OptionalLong.empty());
  private final Listeners listeners = new Listeners();
  private final UnifiedMemoryManager memory =
      new UnifiedMemoryManager(6000, 3000, 2000, 500, true, waiters, listeners);
  private final List<String> asked = new ArrayList<>();

  /** Frees whole blocks of this size. */
  private Evictor evicting(long block) {
    return (space, mode, sparedRdd) -> {
      asked.add(space + " " + mode + " " + sparedRdd);
      long freed = (space + block - 1) / block * block;
      memory.releaseStorage(freed, mode);
      return freed;
    };
  }

  private Evictor refusing() {
    return (space, mode, sparedRdd) -> {
      asked.add(space + " " + mode + " " + sparedRdd);
      return 0;
    };
  }

  /** As who stores does it. */
  private int acquireStorage(long bytes, MemoryMode mode, int sparedRdd, Evictor evictor) {
    long shortfall = memory.borrowForStorage(bytes, mode);
    if (shortfall == OVER_LIMIT) {
      return OVER_LIMIT;
    }
    if (shortfall > 0) {
      evictor.evict(shortfall, mode, sparedRdd);
    }
    return memory.takeStorage(bytes, mode);
  }

  private String pools(MemoryMode mode) {
    return "E[%d,%d] T[%d,%d]"
        .formatted(
            memory.executionSize(mode),
            memory.executionUsed(mode),
            memory.storageSize(mode),
            memory.storageUsed(mode));
  }

  @Test
  void startsAsConfigured() {
    assertThat(pools(ON_HEAP)).isEqualTo("E[3000,0] T[3000,0]");
    assertThat(pools(OFF_HEAP)).isEqualTo("E[1500,0] T[500,0]");
    assertThat(memory.max(ON_HEAP)).isEqualTo(6000);
    assertThat(memory.max(OFF_HEAP)).isEqualTo(2000);
    assertThat(memory.storageLimit(ON_HEAP)).isEqualTo(6000);
    assertThat(memory.maxExecution(OFF_HEAP)).isEqualTo(2000);
  }

  @Test
  void evictsForExecutionOnlyWhatIsMissingBeyondStoragesFreeMemory() {
    assertThat(acquireStorage(3400, ON_HEAP, 1, refusing())).isEqualTo(GRANTED);
    memory.releaseStorage(100, ON_HEAP);
    assertThat(memory.attemptExecution(1, 2850, ON_HEAP, evicting(1000))).isEqualTo(2850);
    assertThat(asked).containsExactly("150 ON_HEAP -1");
    assertThat(pools(ON_HEAP)).isEqualTo("E[3700,2850] T[2300,2300]");
  }

  @Test
  void evictsNothingForExecutionWhileStoragesFreeMemoryIsEnough() {
    acquireStorage(3400, ON_HEAP, 1, refusing());
    memory.releaseStorage(100, ON_HEAP);
    assertThat(memory.attemptExecution(1, 2700, ON_HEAP, evicting(1000))).isEqualTo(2700);
    assertThat(asked).isEmpty();
    assertThat(pools(ON_HEAP)).isEqualTo("E[2700,2700] T[3300,3300]");
  }

  @Test
  void anEvictorThatFreesNothingLeavesTheFreeMemoryToExecution() {
    acquireStorage(3400, ON_HEAP, 1, refusing());
    memory.releaseStorage(100, ON_HEAP);
    assertThat(memory.attemptExecution(1, 2850, ON_HEAP, refusing())).isEqualTo(2700);
    assertThat(pools(ON_HEAP)).isEqualTo("E[2700,2700] T[3300,3300]");
  }

  @Test
  void evictsForStorageTheShortfallOnBehalfOfItsRdd() {
    memory.attemptExecution(1, 2500, ON_HEAP, refusing());
    acquireStorage(3000, ON_HEAP, 7, refusing());
    assertThat(acquireStorage(600, ON_HEAP, 7, evicting(40))).isEqualTo(GRANTED);
    assertThat(asked).containsExactly("100 ON_HEAP 7");
    assertThat(pools(ON_HEAP)).isEqualTo("E[2500,2500] T[3500,3480]");
  }

  @Test
  void saysWhatARefusedStorageRequestLacked() {
    memory.attemptExecution(1, 2500, ON_HEAP, refusing());
    assertThat(acquireStorage(3501, ON_HEAP, 7, refusing())).isEqualTo(OVER_LIMIT);
    assertThat(memory.missing(ON_HEAP)).isOne();
    assertThat(asked).isEmpty();
    acquireStorage(3500, ON_HEAP, 7, refusing());
    assertThat(acquireStorage(30, ON_HEAP, 7, refusing())).isEqualTo(NOT_ENOUGH_EVICTABLE);
    assertThat(memory.missing(ON_HEAP)).isEqualTo(30);
    assertThat(memory.missing(OFF_HEAP)).isZero();
  }

  @Test
  void aReleaseOfMoreStorageThanIsUsedIsClamped() {
    acquireStorage(10, ON_HEAP, -1, refusing());
    memory.releaseStorage(11, ON_HEAP);
    assertThat(memory.storageUsed(ON_HEAP)).isZero();
  }

  @Test
  void waitsOnlyBelowHalfTheShare() {
    memory.attemptExecution(1, 5000, ON_HEAP, refusing());
    assertThat(memory.attemptExecution(2, 1500, ON_HEAP, refusing())).isEqualTo(WAITING);
    assertThat(memory.executionLedger(ON_HEAP).size()).isEqualTo(2);
    assertThat(memory.releaseExecution(1, 500, ON_HEAP)).isEqualTo(500);
    assertThat(memory.attemptExecution(2, 1500, ON_HEAP, refusing())).isEqualTo(1500);
    assertThat(memory.executionLedger(ON_HEAP).bytes(2)).isEqualTo(1500);
  }

  @Test
  void theShortWayAndTheLongWayToAFullGrantAgree() {
    // 2^42 and more go by division, less by multiplication.
    for (long unit : new long[] {1, (1L << 42) / 6, 1L << 50}) {
      UnifiedMemoryManager big =
          new UnifiedMemoryManager(
              12 * unit, 0, 0, 0, false, new WaitQueue(OptionalLong.empty()), new Listeners());
      for (int task = 0; task < 5; task++) {
        assertThat(big.attemptExecution(task, 1, ON_HEAP, refusing())).isOne();
      }
      long share = 12 * unit / 5;
      assertThat(big.attemptExecution(0, share - 1, ON_HEAP, refusing())).isEqualTo(share - 1);
      assertThat(big.attemptExecution(1, share, ON_HEAP, refusing())).isEqualTo(share - 1);
      assertThat(big.attemptExecution(0, 1, ON_HEAP, refusing())).isZero();
    }
  }

  @Test
  void whatIsGrantedInFullNeverWaitsHoweverFarBelowHalfTheShare() {
    for (long unit : new long[] {1, 1L << 43}) {
      UnifiedMemoryManager big =
          new UnifiedMemoryManager(
              1000 * unit, 0, 0, 0, false, new WaitQueue(OptionalLong.empty()), new Listeners());
      assertThat(big.attemptExecution(1, unit, ON_HEAP, refusing())).isEqualTo(unit);
      assertThat(big.attemptExecution(2, unit, ON_HEAP, refusing())).isEqualTo(unit);
    }
  }

  @Test
  void manyTasksShareFairly() {
    UnifiedMemoryManager shared =
        new UnifiedMemoryManager(
            1_000_000, 0, 0, 0, false, new WaitQueue(OptionalLong.empty()), new Listeners());
    for (int task = 0; task < 1000; task++) {
      shared.attemptExecution(task, 1, ON_HEAP, refusing());
    }
    assertThat(shared.attemptExecution(999, 1_000_000, ON_HEAP, refusing())).isEqualTo(999);
    assertThat(shared.attemptExecution(998, 999, ON_HEAP, refusing())).isEqualTo(999);
    assertThat(shared.attemptExecution(997, 1000, ON_HEAP, refusing())).isEqualTo(999);
  }

  @Test
  void aMillionTasksShareFairlyToo() {
    int tasks = (1 << 20) + 1;
    UnifiedMemoryManager shared =
        new UnifiedMemoryManager(
            4L * tasks, 0, 0, 0, false, new WaitQueue(OptionalLong.empty()), new Listeners());
    for (int task = 0; task < tasks; task++) {
      shared.attemptExecution(task, 1, ON_HEAP, refusing());
    }
    assertThat(shared.attemptExecution(7, 3, ON_HEAP, refusing())).isEqualTo(3);
    assertThat(shared.attemptExecution(8, 4, ON_HEAP, refusing())).isEqualTo(3);
  }

  @Test
  void unmanagedMemoryIsForgottenByMinusOneOnly() {
    memory.unmanaged("a", ON_HEAP, 100);
    memory.unmanaged("b", OFF_HEAP, 7);
    memory.unmanaged("a", ON_HEAP, -2);
    assertThat(memory.unmanaged(ON_HEAP)).isZero();
    memory.unmanaged("a", ON_HEAP, 50);
    memory.unmanaged("a", ON_HEAP, -1);
    assertThat(memory.unmanaged(ON_HEAP)).isZero();
    assertThat(memory.unmanaged(OFF_HEAP)).isEqualTo(7);
    assertThat(memory.storageLimit(OFF_HEAP)).isEqualTo(1993);
  }

  @Test
  void aCopyIsIndependent() {
    memory.attemptExecution(1, 100, ON_HEAP, refusing());
    acquireStorage(50, OFF_HEAP, -1, refusing());
    memory.unmanaged("a", ON_HEAP, 100);
    acquireStorage(9000, ON_HEAP, -1, refusing());
    UnifiedMemoryManager copy =
        new UnifiedMemoryManager(memory, new WaitQueue(waiters), new Listeners());
    assertThat(copy.missing(ON_HEAP)).isEqualTo(memory.missing(ON_HEAP));
    copy.attemptExecution(1, 3000, ON_HEAP, refusing());
    copy.releaseStorage(50, OFF_HEAP);
    copy.unmanaged("a", ON_HEAP, 0);
    assertThat(pools(ON_HEAP)).isEqualTo("E[3000,100] T[3000,0]");
    assertThat(memory.storageUsed(OFF_HEAP)).isEqualTo(50);
    assertThat(memory.unmanaged(ON_HEAP)).isEqualTo(100);
    assertThat(copy.executionUsed(ON_HEAP)).isEqualTo(3100);
    assertThat(copy.storageUsed(OFF_HEAP)).isZero();
  }
}
