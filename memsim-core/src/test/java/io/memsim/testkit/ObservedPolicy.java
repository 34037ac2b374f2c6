package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.block.BlockId.RDDBlockId;
import io.memsim.block.MemoryMode;
import io.memsim.policy.EvictionPolicy;
import io.memsim.policy.EvictionRequest;
import io.memsim.policy.VictimCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the shoulder of an eviction policy: reads all that it names for a request, and fails
 * when it breaks one clause of the contract. What breaks other clauses is passed over, so that a
 * policy with one fault fails one test.
 */
final class ObservedPolicy implements EvictionPolicy {

  /** What a well-behaved policy does. */
  enum Clause {
    /** Nothing is asked for: faults of all kinds are passed over. */
    NONE,
    NAMES_BLOCKS_IN_MEMORY,
    NAMES_EACH_BLOCK_ONCE,
    SPARES_LOCKED_BLOCKS,
    SPARES_THE_OTHER_MODE,
    SPARES_THE_RDD_BEING_STORED,
    NAMES_ALL_THAT_MAY_GO
  }

  private final EvictionPolicy policy;
  private final Clause clause;
  private final Map<BlockId, MemoryMode> inMemory;

  ObservedPolicy(EvictionPolicy policy, Clause clause) {
    this(policy, clause, Map.of());
  }

  private ObservedPolicy(EvictionPolicy policy, Clause clause, Map<BlockId, MemoryMode> inMemory) {
    this.policy = policy;
    this.clause = clause;
    this.inMemory = new HashMap<>(inMemory);
  }

  @Override
  public void added(BlockId block, MemoryMode mode, long bytes) {
    inMemory.put(block, mode);
    policy.added(block, mode, bytes);
  }

  @Override
  public void touched(BlockId block) {
    policy.touched(block);
  }

  @Override
  public void removed(BlockId block) {
    inMemory.remove(block);
    policy.removed(block);
  }

  @Override
  public EvictionPolicy copy() {
    return new ObservedPolicy(policy.copy(), clause, inMemory);
  }

  @Override
  public VictimCursor victims(EvictionRequest request) {
    List<BlockId> named = new ArrayList<>();
    Set<BlockId> seen = new HashSet<>();
    VictimCursor cursor = policy.victims(request);
    // A cursor that never ends can only repeat itself.
    int patience = 2 * inMemory.size() + 100;
    BlockId next = cursor.next();
    while (next != null && patience-- > 0) {
      if (!inMemory.containsKey(next)) {
        check(Clause.NAMES_BLOCKS_IN_MEMORY, next, "is not in memory", request);
      } else if (!seen.add(next)) {
        check(Clause.NAMES_EACH_BLOCK_ONCE, next, "was named before", request);
      } else if (request.mayEvict(next)) {
        named.add(next);
      } else {
        checkMayNot(next, request);
      }
      next = cursor.next();
    }
    checkNothingIsMissing(named, request);
    Iterator<BlockId> victims = named.iterator();
    return () -> nextOf(victims);
  }

  private static @Nullable BlockId nextOf(Iterator<BlockId> victims) {
    return victims.hasNext() ? victims.next() : null;
  }

  private void checkMayNot(BlockId block, EvictionRequest request) {
    if (inMemory.get(block) != request.mode()) {
      check(Clause.SPARES_THE_OTHER_MODE, block, "is " + inMemory.get(block), request);
    } else if (block instanceof RDDBlockId rdd && rdd.rddId() == request.sparedRdd()) {
      check(Clause.SPARES_THE_RDD_BEING_STORED, block, "is of the spared RDD", request);
    } else {
      check(Clause.SPARES_LOCKED_BLOCKS, block, "is locked by a reader", request);
    }
  }

  private void checkNothingIsMissing(List<BlockId> named, EvictionRequest request) {
    for (BlockId block : inMemory.keySet()) {
      if (request.mayEvict(block) && !named.contains(block)) {
        String all = "may go, but was not named among " + named;
        check(Clause.NAMES_ALL_THAT_MAY_GO, block, all, request);
      }
    }
  }

  private void check(Clause broken, BlockId block, String fault, EvictionRequest request) {
    if (broken == clause) {
      throw new AssertionError(
          clause
              + ": asked for "
              + request.space()
              + " bytes "
              + request.mode()
              + (request.sparedRdd() < 0 ? "" : " and to spare RDD " + request.sparedRdd())
              + ", "
              + policy
              + " dealt wrongly with "
              + block
              + ", which "
              + fault);
    }
  }

  @Override
  public String toString() {
    return policy.toString();
  }
}
