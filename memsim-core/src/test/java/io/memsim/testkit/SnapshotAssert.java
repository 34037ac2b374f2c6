package io.memsim.testkit;

import io.memsim.executor.MemorySnapshot;

/** Assertions about one state, made by {@link MemoryAssertions}. Immutable. */
public final class SnapshotAssert extends StateAssert<SnapshotAssert> {

  private final MemorySnapshot snapshot;

  SnapshotAssert(MemorySnapshot snapshot) {
    this.snapshot = snapshot;
  }

  @Override
  MemorySnapshot state() {
    return snapshot;
  }

  @Override
  SnapshotAssert self() {
    return this;
  }
}
