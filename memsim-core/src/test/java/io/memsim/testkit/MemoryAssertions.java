package io.memsim.testkit;

import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.MemorySnapshot;

/**
 * Says in one line what an example expects of an executor's memory. Failures are {@link
 * AssertionError}s that tell what was expected, what is, and, where the kit has seen it, what was
 * done.
 *
 * <pre>{@code
 * assertThatMemory(executor).hasNoEvictions().keptInMemory("rdd_3_*").spilledAtMost(1_000_000);
 * }</pre>
 *
 * <p>Blocks are named by their Spark names, in which {@code *} stands for any text and {@code ?}
 * for any character.
 */
public final class MemoryAssertions {

  private MemoryAssertions() {}

  /**
   * Begins an assertion about an executor: its state, and the counts of what has happened.
   *
   * @param memory the executor, at rest
   * @return what can be asserted
   */
  public static MemoryAssert assertThatMemory(ExecutorMemory memory) {
    return new MemoryAssert(memory);
  }

  /**
   * Begins an assertion about an executor and its whole past.
   *
   * @param run the run
   * @return what can be asserted
   */
  public static HistoryAssert assertThatMemory(MemoryRun run) {
    return new HistoryAssert(run.log(), run);
  }

  /**
   * Begins an assertion about an executor and what was logged of it.
   *
   * @param log the log
   * @return what can be asserted
   */
  public static HistoryAssert assertThatMemory(MemoryLog log) {
    return new HistoryAssert(log, null);
  }

  /**
   * Begins an assertion about a state.
   *
   * @param snapshot the state
   * @return what can be asserted
   */
  public static SnapshotAssert assertThatMemory(MemorySnapshot snapshot) {
    return new SnapshotAssert(snapshot);
  }
}
