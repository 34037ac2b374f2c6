package io.memsim.workload;

/** Counts the bytes that are read of all files, and reports them now and then. */
final class ReadCount {
  private static final long EVERY = 1 << 20;

  private final ReadProgress progress;
  private final long total;
  private long bytes;
  private long reported;

  ReadCount(ReadProgress progress, long total) {
    this.progress = progress;
    this.total = total;
  }

  void add(long count) {
    bytes += count;
    if (bytes - reported >= EVERY) {
      reported = bytes;
      progress.read(bytes, total);
    }
  }

  /** Reports what has not been reported: there is no more. */
  void end() {
    if (bytes > reported) {
      reported = bytes;
      progress.read(bytes, total);
    }
  }
}
