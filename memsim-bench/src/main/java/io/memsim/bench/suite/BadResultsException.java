package io.memsim.bench.suite;

import java.io.Serial;

/** A file that is not one of results: which, where, and what was expected. */
final class BadResultsException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  BadResultsException(String message) {
    super(message);
  }

  BadResultsException(String message, Throwable cause) {
    super(message, cause);
  }
}
