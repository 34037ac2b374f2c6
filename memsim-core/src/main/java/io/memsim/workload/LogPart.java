package io.memsim.workload;

import java.io.IOException;
import java.io.InputStream;

/**
 * One of a log's files.
 *
 * @param name its path
 * @param bytes its size; -1 if unknown
 * @param source opens it
 */
record LogPart(String name, long bytes, Source source) {
  /** Where the bytes come from. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }
}
