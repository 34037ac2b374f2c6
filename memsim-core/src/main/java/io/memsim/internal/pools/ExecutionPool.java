package io.memsim.internal.pools;

/** The execution pool of one memory mode: its size, and what each active task holds of it. */
final class ExecutionPool {

  private final TaskLedger ledger;
  private long size;

  ExecutionPool(long size) {
    this.size = size;
    this.ledger = new TaskLedger();
  }

  ExecutionPool(ExecutionPool source) {
    this.size = source.size;
    this.ledger = new TaskLedger(source.ledger);
  }

  long size() {
    return size;
  }

  long used() {
    return ledger.total();
  }

  long free() {
    return size - ledger.total();
  }

  void resize(long delta) {
    size += delta;
  }

  TaskLedger ledger() {
    return ledger;
  }
}
