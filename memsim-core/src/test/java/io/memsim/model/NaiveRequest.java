package io.memsim.model;

import io.memsim.block.MemoryMode;
import java.util.Map;

/** A request for execution memory on its way. */
final class NaiveRequest {

  final long task;
  final MemoryMode mode;

  /** Who asks; null for the task itself. */
  final NaiveConsumer consumer;

  final long required;

  /** Whether a page is to be made, and how big it must be at least. */
  final boolean page;

  final long minimum;

  long got;
  long ticket;
  boolean shallTryAgain;

  /**
   * What the consumers that may still be asked to spill held before the first spill; null before.
   */
  Map<NaiveConsumer, Long> mayStillSpill;

  NaiveRequest(
      long task,
      MemoryMode mode,
      NaiveConsumer consumer,
      long required,
      boolean page,
      long minimum) {
    this.task = task;
    this.mode = mode;
    this.consumer = consumer;
    this.required = required;
    this.page = page;
    this.minimum = minimum;
  }
}
