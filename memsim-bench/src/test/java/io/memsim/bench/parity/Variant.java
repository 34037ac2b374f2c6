package io.memsim.bench.parity;

import io.memsim.executor.ExecutorMemory;

/** Which of its paths memsim takes. All must come to the same. */
enum Variant {
  /** A listener hears all. */
  LISTENED,
  /** Nobody listens: evictions and spills are only seen by what they leave. */
  UNHEARD,
  /** A history is kept. */
  EXPLAINED,
  /** The eviction order is a policy from outside, which happens to be Spark's. */
  OWN_POLICY,
  /** RDD blocks are addressed by two numbers. */
  BY_NUMBERS,
  /** The executor is replaced by its copy now and then. */
  COPIED;

  ExecutorMemory.Builder configure(ExecutorMemory.Builder builder) {
    return switch (this) {
      case EXPLAINED -> builder.explanations(50);
      case OWN_POLICY -> builder.policy(new PlainLru());
      default -> builder;
    };
  }
}
