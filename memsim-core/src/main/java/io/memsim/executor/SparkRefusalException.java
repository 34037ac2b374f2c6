package io.memsim.executor;

/**
 * Thrown where Spark itself answers an operation with an exception: a request for 0 bytes,
 * unlocking what nobody has locked, a storage level without any storage, unroll memory that cannot
 * become storage memory. The message says what was asked and why Spark refuses. What the operation
 * evicted and lent between pools before it failed stays so, as in Spark.
 */
public final class SparkRefusalException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was asked, and why it is refused
   */
  public SparkRefusalException(String message) {
    super(message);
  }
}
