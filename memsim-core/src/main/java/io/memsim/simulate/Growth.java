package io.memsim.simulate;

/**
 * How the execution memory of one operator grows with the data that it takes in, and what it asks
 * for when. Starts anew with each spill.
 *
 * <p>Two kinds, as in Spark. A <em>collection</em> of objects ({@code ExternalAppendOnlyMap},
 * {@code ExternalSorter}) asks for nothing below 5 MiB, then for as much as doubles what it counts
 * as its own. A <em>sorter</em> ({@code UnsafeExternalSorter}, and nearly so {@code
 * BytesToBytesMap}) takes pages for its rows, and an array of 32 bytes for each row that doubles,
 * while the old one is still held.
 */
final class Growth {

  /** {@code spark.shuffle.spill.initialMemoryThreshold}. */
  static final long COLLECTION_THRESHOLD = 5L << 20;

  private static final long FIRST_ARRAY = 32 << 10;
  private static final int ARRAY_PER_ROW = 32;

  /** The width of a row, 0 for a collection. */
  private final double width;

  private final long page;
  private final int operators;
  private double since;
  private long threshold = COLLECTION_THRESHOLD;
  private long array;
  private long pages;
  private boolean forArray;

  private Growth(double width, long page, int operators) {
    this.width = width;
    this.page = page;
    this.operators = operators;
  }

  /** A collection of objects, whose data are bytes. */
  static Growth collection() {
    return new Growth(0, 0, 1);
  }

  /** One or more sorters in one, whose data are rows. */
  static Growth sorter(double width, long page, int operators) {
    return new Growth(width, page, operators);
  }

  boolean isCollection() {
    return width == 0;
  }

  /** How much data there can be, since the last spill, until more memory is asked for. */
  double room() {
    if (isCollection()) {
      return Math.max(0, threshold - since);
    }
    if (pages == 0) {
      return 0;
    }
    double forPages = pages * page / width;
    double forRows = (double) array / ARRAY_PER_ROW;
    return Math.max(0, Math.min(forPages, forRows) - since);
  }

  void take(double data) {
    since += data;
  }

  /** What is asked for now. */
  long request() {
    if (isCollection()) {
      return Math.max(1, (long) (2 * since) - threshold);
    }
    if (pages == 0) {
      forArray = false;
      return operators * page + FIRST_ARRAY;
    }
    forArray = (double) array / ARRAY_PER_ROW <= since + 0.5;
    return forArray ? 2 * array : page;
  }

  /** Notes that all of the request was granted; answers what is given back for it. */
  long granted(long bytes) {
    if (isCollection()) {
      threshold += bytes;
      return 0;
    }
    if (pages == 0) {
      pages = operators;
      array = FIRST_ARRAY;
      return 0;
    }
    if (forArray) {
      long old = array;
      array *= 2;
      return old;
    }
    pages++;
    return 0;
  }

  /** Whether a collection must spill though it got something. */
  boolean isFull() {
    return isCollection() && since >= threshold;
  }

  /** Starts anew; answers what counts as spilled memory. */
  long spilled() {
    long bytes = isCollection() ? (long) since : pages * page;
    since = 0;
    threshold = COLLECTION_THRESHOLD;
    pages = 0;
    array = 0;
    return bytes;
  }

  /** What a collection that is made to spill for others counts as spilled. */
  long held() {
    return isCollection() ? threshold - COLLECTION_THRESHOLD : pages * page + array;
  }

  /**
   * What becomes of a growth when it may hold so much at most: its peak, and what it spills. Looks
   * no further than to a peak of {@code enough}.
   */
  static long[] under(Growth growth, double data, long limit, double enough) {
    long held = 0;
    long peak = 0;
    long spilled = 0;
    double left = data;
    while (peak + spilled <= enough) {
      double room = growth.room();
      if (room >= left) {
        break;
      }
      growth.take(room);
      left -= room;
      long request = growth.request();
      if (held + request > limit) {
        if (held == 0) {
          break;
        }
        spilled += growth.spilled();
        held = 0;
        continue;
      }
      held += request;
      peak = Math.max(peak, held);
      held -= growth.granted(request);
    }
    return new long[] {peak, spilled};
  }
}
