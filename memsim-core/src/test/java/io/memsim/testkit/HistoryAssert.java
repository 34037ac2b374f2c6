package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.event.MemoryEvent;
import io.memsim.executor.ExecutorMemory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about an executor and all that has happened to it, made by {@link MemoryAssertions}.
 * Failures end with the operations so far, as a memory trace.
 */
public final class HistoryAssert extends CountAssert<HistoryAssert> {

  private final MemoryLog log;
  private final @Nullable MemoryRun run;

  HistoryAssert(MemoryLog log, @Nullable MemoryRun run) {
    this.log = log;
    this.run = run;
  }

  @Override
  ExecutorMemory memory() {
    return log.memory();
  }

  @Override
  HistoryAssert self() {
    return this;
  }

  @Override
  AssertionError failure(String message) {
    return new AssertionError(
        run != null && run.isPrintedElsewhere() ? message : message + "\n" + story());
  }

  private String story() {
    return run == null ? "as a trace for replay:\n" + log.trace() : run.toString();
  }

  @Override
  String evictions() {
    return victims().toString();
  }

  /**
   * All blocks of these names that were ever stored, and that no caller has removed, are in memory;
   * and there are some.
   *
   * @param names names of blocks, {@code *} and {@code ?} being wildcards
   * @return this
   */
  @Override
  public HistoryAssert keptInMemory(String... names) {
    BlockPattern pattern = BlockPattern.of(names);
    List<BlockId> lost =
        log.expectedBlocks().stream()
            .filter(block -> pattern.test(block) && !memory().contains(block))
            .toList();
    if (!lost.isEmpty()) {
      throw failure("expected in memory: " + pattern + "; but forgotten are " + lost);
    }
    return super.keptInMemory(names);
  }

  /**
   * None of the blocks of these names was ever evicted.
   *
   * @param names names of blocks, {@code *} and {@code ?} being wildcards
   * @return this
   */
  public HistoryAssert neverEvicted(String... names) {
    BlockPattern pattern = BlockPattern.of(names);
    List<BlockId> victims = victims().stream().filter(pattern).toList();
    if (!victims.isEmpty()) {
      throw failure("expected not to be evicted: " + pattern + "; but evicted were " + victims);
    }
    return this;
  }

  /**
   * All blocks that were ever evicted have these names.
   *
   * @param names names of blocks, {@code *} and {@code ?} being wildcards
   * @return this
   */
  public HistoryAssert evictedOnly(String... names) {
    BlockPattern pattern = BlockPattern.of(names);
    List<BlockId> others = victims().stream().filter(pattern.negate()).toList();
    if (!others.isEmpty()) {
      throw failure("expected evictions only of " + pattern + "; but also evicted were " + others);
    }
    return this;
  }

  /**
   * Exactly these blocks were evicted since the executor was made.
   *
   * @param names full names of blocks, in the order of their evictions
   * @return this
   */
  public HistoryAssert evictedInOrder(String... names) {
    List<String> victims = victims().stream().map(BlockId::name).toList();
    if (!victims.equals(List.of(names))) {
      throw failure("expected evictions of " + List.of(names) + "; but evicted were " + victims);
    }
    return this;
  }

  private List<BlockId> victims() {
    return log.events(MemoryEvent.Evicted.class).stream().map(MemoryEvent.Evicted::block).toList();
  }
}
