package io.memsim.event;

/** What a simulated memory consumer does when it is told to spill. */
public enum SpillMode {
  /** Frees all that it holds. */
  ALL,
  /** Frees what was asked for, at most what it holds. */
  REQUESTED,
  /** Frees nothing. */
  NONE
}
