package io.memsim.bench.parity;

/** Spark and memsim differ. */
final class Divergence extends AssertionError {
  private static final long serialVersionUID = 1L;

  Divergence(String what, Object spark, Object memsim) {
    super(what + ": Spark " + spark + ", memsim " + memsim);
  }

  Divergence(String text, Throwable cause) {
    super(text, cause);
  }
}
