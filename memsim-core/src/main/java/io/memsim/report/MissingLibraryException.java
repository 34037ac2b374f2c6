package io.memsim.report;

/** An optional dependency is needed and not there. Its message says which, in one line. */
public final class MissingLibraryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A refusal.
   *
   * @param message what is missing and how to get it
   */
  public MissingLibraryException(String message) {
    super(message);
  }
}
