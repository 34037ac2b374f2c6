package io.memsim.testkit;

import io.memsim.event.MemoryEvent;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemorySnapshot;
import io.memsim.trace.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an invariant looks at: the state, and how it came about where that is known.
 *
 * @param memory the executor as it is now
 * @param after its state now
 * @param change the last operation, or null when only the state is known
 */
record MemoryStep(ExecutorMemory memory, MemorySnapshot after, @Nullable Change change) {

  /**
   * An operation and what it did.
   *
   * @param operation what was asked
   * @param before the state before
   * @param events what happened meanwhile, in order
   */
  record Change(Operation operation, MemorySnapshot before, List<MemoryEvent> events) {

    /** What happened of one kind. */
    <E extends MemoryEvent> List<E> events(Class<E> kind) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  /** The state alone. */
  static MemoryStep now(ExecutorMemory memory) {
    return new MemoryStep(memory, memory.snapshot(), null);
  }
}
