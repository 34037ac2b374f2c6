package io.memsim.bench.parity;

/**
 * Four generated numbers, from which a {@link Planner} makes an action that fits the state.
 *
 * @param kind which kind of action
 * @param who whom or what it is about
 * @param what which of the variants
 * @param size how much
 */
record Step(int kind, int who, int what, int size) {

  /** All numbers are below this. */
  static final int BOUND = 1 << 20;
}
