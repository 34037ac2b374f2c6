package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.config.MemoryConfig;
import io.memsim.event.MemoryEvent;
import io.memsim.executor.ExecutorMemory;
import io.memsim.policy.EvictionPolicy;
import io.memsim.testkit.ObservedPolicy.Clause;
import io.memsim.trace.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * What every well-behaved {@link EvictionPolicy} does. Extend it, say how the policy is made, and
 * run it with jqwik's engine; each method is one clause, and a policy that breaks one on purpose
 * overrides that method.
 *
 * <pre>{@code
 * class LargestFirstTest extends EvictionContract {
 *   @Override
 *   protected EvictionPolicy newPolicy() {
 *     return new LargestFirst();
 *   }
 * }
 * }</pre>
 *
 * <p>An executor forgives some of what is asked for here: it passes over locked blocks, and over
 * those of the other mode or of the RDD being stored. A policy that names them is not wrong, but it
 * costs an eviction a step for each of them, and in a full cache there are many.
 *
 * <p>A failure ends with the operations that lead to it, shrunk, as a memory trace.
 */
public abstract class EvictionContract {

  private static final int READERS = 30;
  private static final int CHURNED_OPERATIONS = 20_000;

  /** For subclasses. */
  protected EvictionContract() {}

  /**
   * Makes the policy under test.
   *
   * @return a new policy that knows of no blocks, in the same state each time; not {@link
   *     EvictionPolicy#lru()}, which is a marker and names nothing itself
   */
  protected abstract EvictionPolicy newPolicy();

  /**
   * Whether the policy keeps some blocks in memory whatever happens: it then need not name all that
   * may go, and requests are refused that it could have granted.
   *
   * @return false, unless overridden
   */
  protected boolean mayKeepBlocksForGood() {
    return false;
  }

  /**
   * The executor that the policy is tried in: 1,000 bytes on-heap and 500 off-heap, unless
   * overridden.
   *
   * @return its configuration
   */
  protected MemoryConfig configuration() {
    return TinyMemory.of(1000, 500);
  }

  /**
   * The operations that the policy is tried with: {@link OperationMix#caching()}, unless
   * overridden.
   *
   * @return their mix
   */
  protected OperationMix operationMix() {
    return OperationMix.caching();
  }

  /**
   * Sequences of operations, for the properties of this class.
   *
   * @return what {@link #configuration} and {@link #operationMix} say
   */
  @Provide
  protected final Arbitrary<List<Operation>> operations() {
    return MemoryArbitraries.operations(configuration(), operationMix());
  }

  /**
   * The same with many pinned readers, for the properties of this class.
   *
   * @return what {@link #configuration} and {@link #operationMix} say, but for the readers
   */
  @Provide
  protected final Arbitrary<List<Operation>> operationsOfReaders() {
    return MemoryArbitraries.operations(configuration(), operationMix().pinnedReaders(READERS));
  }

  /**
   * Points at which to copy, for the properties of this class.
   *
   * @return numbers of operations
   */
  @Provide
  protected final Arbitrary<Integer> points() {
    return Arbitraries.integers().between(0, operationMix().length());
  }

  /**
   * It never names a block that is not in memory.
   *
   * @param operations what is done
   */
  @Property(tries = 300)
  public void namesOnlyBlocksInMemory(@ForAll("operations") List<Operation> operations) {
    runObserved(Clause.NAMES_BLOCKS_IN_MEMORY, operations);
  }

  /**
   * It never names a block twice for one request.
   *
   * @param operations what is done
   */
  @Property(tries = 300)
  public void namesEachBlockOnce(@ForAll("operations") List<Operation> operations) {
    runObserved(Clause.NAMES_EACH_BLOCK_ONCE, operations);
  }

  /**
   * It never names a block that somebody reads.
   *
   * @param operations what is done
   */
  @Property(tries = 300)
  public void sparesLockedBlocks(@ForAll("operationsOfReaders") List<Operation> operations) {
    runObserved(Clause.SPARES_LOCKED_BLOCKS, operations);
  }

  /**
   * It never names a block of the other memory mode.
   *
   * @param operations what is done
   */
  @Property(tries = 300)
  public void sparesTheOtherMode(@ForAll("operations") List<Operation> operations) {
    runObserved(Clause.SPARES_THE_OTHER_MODE, operations);
  }

  /**
   * It never names a block of the RDD that room is made for.
   *
   * @param operations what is done
   */
  @Property(tries = 300)
  public void sparesTheRddBeingStored(@ForAll("operations") List<Operation> operations) {
    runObserved(Clause.SPARES_THE_RDD_BEING_STORED, operations);
  }

  /**
   * It names all blocks that may go before it says that there are no more, unless it {@linkplain
   * #mayKeepBlocksForGood keeps some for good}.
   *
   * @param operations what is done
   */
  @Property(tries = 300)
  public void namesAllThatMayGo(@ForAll("operations") List<Operation> operations) {
    if (!mayKeepBlocksForGood()) {
      runObserved(Clause.NAMES_ALL_THAT_MAY_GO, operations);
    }
  }

  /**
   * Two policies that have seen the same name the same.
   *
   * @param operations what is done
   */
  @Property(tries = 300)
  public void isDeterministic(@ForAll("operations") List<Operation> operations) {
    MemoryRun one = start();
    MemoryRun other = start();
    for (Operation operation : operations) {
      one.perform(operation);
      other.perform(operation);
      checkAlike("a second policy that has seen the same", one, other);
    }
  }

  /**
   * A copy goes on as the original does.
   *
   * @param operations what is done
   * @param point after how many of them the policy is copied
   */
  @Property(tries = 300)
  public void aCopyGoesOnLikeTheOriginal(
      @ForAll("operations") List<Operation> operations, @ForAll("points") int point) {
    int copied = Math.min(point, operations.size());
    MemoryRun original = start();
    original.performAll(operations.subList(0, copied));
    MemoryRun copy = original.fork();
    for (Operation operation : operations.subList(copied, operations.size())) {
      original.perform(operation);
      copy.perform(operation);
      checkAlike("its copy, made after " + copied + " of the operations,", original, copy);
    }
  }

  /**
   * What a copy sees does not reach the original.
   *
   * @param operations what the original sees
   * @param point after how many of them the policy is copied
   * @param others what the copy sees from then on
   */
  @Property(tries = 300)
  public void aCopyIsIndependent(
      @ForAll("operations") List<Operation> operations,
      @ForAll("points") int point,
      @ForAll("operations") List<Operation> others) {
    int copied = Math.min(point, operations.size());
    MemoryRun original = start();
    MemoryRun untouched = start();
    original.performAll(operations.subList(0, copied));
    untouched.performAll(operations.subList(0, copied));
    original.fork().performAll(others);
    for (Operation operation : operations.subList(copied, operations.size())) {
      original.perform(operation);
      untouched.perform(operation);
      checkAlike(
          "one whose copy, made after " + copied + " of the operations, did not see others,",
          original,
          untouched);
    }
  }

  /**
   * The executor's invariants hold with it, but for the order of evictions.
   *
   * @param operations what is done
   */
  @Property(tries = 300)
  public void keepsTheInvariants(@ForAll("operations") List<Operation> operations) {
    MemoryRun.start(configuration(), checked()).performAll(operations);
  }

  /** It survives 20,000 operations on few blocks that come and go and come back, and then none. */
  @Example
  public void survivesChurn() {
    MemoryInvariants invariants = MemoryInvariants.forAnyPolicy();
    MemoryRun run = MemoryRun.start(configuration(), checked(), MemoryInvariants.none());
    ExecutorMemory memory = run.memory();
    long most = Math.max(1, memory.layout().unified(MemoryMode.ON_HEAP) / 8);
    Random random = new Random(20_250_601);
    for (int i = 0; i < CHURNED_OPERATIONS; i++) {
      churn(memory, random, most);
      if (i % 1000 == 0) {
        invariants.check(memory);
      }
    }
    List<BlockId> known = new ArrayList<>(memory.memoryOrder());
    known.addAll(memory.diskOrder());
    known.forEach(memory::remove);
    // Nothing is left of the past; now blocks that fill all memory push each other out.
    long all = memory.layout().unified(MemoryMode.ON_HEAP);
    for (int rdd = 1; rdd <= 3; rdd++) {
      memory.putRdd(rdd, 0, StorageLevel.MEMORY_ONLY_SER, all, ExecutorMemory.NO_TASK);
    }
    invariants.check(memory);
  }

  private static void churn(ExecutorMemory memory, Random random, long most) {
    BlockId block = BlockId.rdd(random.nextInt(5), random.nextInt(8));
    switch (random.nextInt(6)) {
      case 0 -> memory.remove(block);
      case 1, 2 -> memory.get(block);
      case 3 -> memory.put(block, StorageLevel.MEMORY_AND_DISK_SER, random.nextLong(most));
      default -> memory.put(block, StorageLevel.MEMORY_ONLY_SER, random.nextLong(most));
    }
  }

  /** Faults of other kinds are not held against it. */
  private MemoryRun start() {
    EvictionPolicy policy = new ObservedPolicy(checked(), Clause.NONE);
    return MemoryRun.start(configuration(), policy, MemoryInvariants.none());
  }

  private EvictionPolicy checked() {
    EvictionPolicy policy = newPolicy();
    if (policy == EvictionPolicy.lru()) {
      throw new IllegalStateException(
          "EvictionPolicy.lru() is a marker for the order that the executor keeps itself: expected"
              + " a policy that names victims");
    }
    return policy;
  }

  private void runObserved(Clause clause, List<Operation> operations) {
    EvictionPolicy policy = new ObservedPolicy(checked(), clause);
    MemoryRun.start(configuration(), policy, MemoryInvariants.none()).performAll(operations);
  }

  private static void checkAlike(String who, MemoryRun one, MemoryRun other) {
    List<MemoryEvent.Evicted> victims = one.log().events(MemoryEvent.Evicted.class);
    List<MemoryEvent.Evicted> others = other.log().events(MemoryEvent.Evicted.class);
    if (!victims.equals(others) || !one.memory().snapshot().equals(other.memory().snapshot())) {
      String message =
          "evicted were " + names(victims) + ", but " + who + " evicts " + names(others);
      throw one.failure(message, new AssertionError(message));
    }
  }

  private static List<BlockId> names(List<MemoryEvent.Evicted> victims) {
    return victims.stream().map(MemoryEvent.Evicted::block).toList();
  }
}
