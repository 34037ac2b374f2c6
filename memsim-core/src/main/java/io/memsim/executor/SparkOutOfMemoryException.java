package io.memsim.executor;

/**
 * A consumer could not get the page that it needs: Spark's {@code SparkOutOfMemoryError} with error
 * class {@code UNABLE_TO_ACQUIRE_MEMORY}. An exception rather than an error, since here it is the
 * simulated executor that has run out of memory. What was granted has been freed again.
 */
public final class SparkOutOfMemoryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Bytes that were needed. */
  private final long required;

  /** Bytes that were granted. */
  private final long got;

  /**
   * Creates the exception.
   *
   * @param message who asked, who holds what, and the two figures
   * @param required bytes that were needed
   * @param got bytes that were granted
   */
  public SparkOutOfMemoryException(String message, long required, long got) {
    super(message);
    this.required = required;
    this.got = got;
  }

  /**
   * How much was needed.
   *
   * @return bytes
   */
  public long required() {
    return required;
  }

  /**
   * How much was granted, and freed again.
   *
   * @return bytes, less than {@link #required}
   */
  public long got() {
    return got;
  }
}
