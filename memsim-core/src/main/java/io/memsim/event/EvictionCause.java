package io.memsim.event;

/** What blocks are evicted for: the request that needed the room. */
public enum EvictionCause {
  /** Storage memory for a block of known size. */
  STORAGE,
  /** Unroll memory: values that are being collected for a block, or a reservation of their own. */
  UNROLL,
  /** Storage or unroll memory for a block that a reader brings back from disk. */
  PROMOTION,
  /** Execution memory that takes back what storage had borrowed. */
  EXECUTION
}
