package io.memsim.testkit;

import io.memsim.executor.ExecutorMemory;

/**
 * Assertions about an executor that nobody has watched, made by {@link MemoryAssertions}. What
 * became of single blocks that are not known any more only a {@link HistoryAssert} can tell.
 */
public final class MemoryAssert extends CountAssert<MemoryAssert> {

  private final ExecutorMemory memory;

  MemoryAssert(ExecutorMemory memory) {
    this.memory = memory;
  }

  @Override
  ExecutorMemory memory() {
    return memory;
  }

  @Override
  MemoryAssert self() {
    return this;
  }
}
