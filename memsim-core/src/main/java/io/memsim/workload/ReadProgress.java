package io.memsim.workload;

/**
 * Hears how far the reading of a log is. Called by the thread that reads, once a megabyte or so.
 */
@FunctionalInterface
public interface ReadProgress {
  /** Wants to know nothing. */
  ReadProgress NONE = (bytes, total) -> {};

  /**
   * Some of the log has been read.
   *
   * @param bytes how many bytes of its files, as they are on disk (compressed)
   * @param total how many there are; -1 if nobody knows, as on standard input. A log in progress
   *     may have grown beyond it
   */
  void read(long bytes, long total);
}
