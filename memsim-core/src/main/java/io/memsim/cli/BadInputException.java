package io.memsim.cli;

import io.memsim.config.ConfigException;

/** The input is wrong: its message is the one line that the user sees. */
final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }

  /** For a setting that the library refuses: its message says all. */
  BadInputException(ConfigException cause) {
    super(cause.getMessage(), cause);
  }
}
