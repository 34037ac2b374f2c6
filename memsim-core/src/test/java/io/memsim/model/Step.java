package io.memsim.model;

import io.memsim.block.BlockId;
import io.memsim.event.EvictionCause;
import io.memsim.event.MemoryEvent;
import io.memsim.executor.MemorySnapshot;
import io.memsim.executor.MemorySnapshot.BlockSnapshot;
import io.memsim.executor.MemorySnapshot.TaskSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * One call, resolved, with everything that can be seen of it.
 *
 * @param call what was called
 * @param before the state before
 * @param answer what it answered
 * @param events its effects
 * @param after the state after
 */
record Step(
    Call call,
    MemorySnapshot before,
    String answer,
    List<MemoryEvent> events,
    MemorySnapshot after) {

  /** Makes the calls of a run on an executor of its own. */
  static List<Step> of(ModelRun run) {
    Setup setup = run.setup().listening(true);
    RealExecutor real = new RealExecutor(setup);
    List<Step> steps = new ArrayList<>();
    MemorySnapshot before = real.snapshot();
    for (Call each : run.calls()) {
      Call call = each.resolved(setup, before);
      if (call instanceof Call.Fork) {
        continue;
      }
      String answer = call.on(real);
      MemorySnapshot after = real.snapshot();
      steps.add(new Step(call, before, answer, real.events(), after));
      before = after;
    }
    return steps;
  }

  <E extends MemoryEvent> List<E> only(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The blocks evicted for something, in order. */
  List<MemoryEvent.Evicted> evicted(EvictionCause cause) {
    return only(MemoryEvent.Evicted.class).stream().filter(e -> e.cause() == cause).toList();
  }

  /** Whether anybody waited before, whose waking could be mixed with the call's own effects. */
  boolean someWaited() {
    return before.tasks().stream().anyMatch(TaskSnapshot::waiting);
  }

  List<BlockId> lockedBefore() {
    return before.memory().stream()
        .filter(block -> block.locks() > 0)
        .map(BlockSnapshot::block)
        .toList();
  }

  static int rdd(BlockId block) {
    return block instanceof BlockId.RDDBlockId rdd ? rdd.rddId() : -1;
  }

  @Override
  public String toString() {
    return call + " -> " + answer + ", " + events + "\n    from " + before + "\n    to " + after;
  }
}
