package io.memsim.event;

/** Where a block is after a put. */
public enum PutResult {
  /** In memory (and perhaps on disk as well). */
  MEMORY,
  /** On disk only. */
  DISK,
  /** Nowhere: the put failed and the block is unknown again. */
  NONE,
  /** The block was there already, in memory or on disk: nothing has changed. */
  EXISTS
}
