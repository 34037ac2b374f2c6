package io.memsim.executor;

/**
 * A page of more than (2<sup>31</sup> - 1) * 8 bytes was asked for, Spark's exception of the same
 * name. Nothing has changed.
 */
public final class TooLargePageException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Bytes that were asked for. */
  private final long size;

  /**
   * Creates the exception.
   *
   * @param size bytes that were asked for
   */
  public TooLargePageException(long size) {
    super(
        "cannot allocate a page of "
            + size
            + " bytes: a page holds at most "
            + TaskMemory.MAXIMUM_PAGE_SIZE);
    this.size = size;
  }

  /**
   * How much was asked for.
   *
   * @return bytes
   */
  public long size() {
    return size;
  }
}
