package io.memsim.simulate;

/**
 * How the execution memory of one operator grows with the data that it takes in, and what it asks
 * for when. Starts anew with each spill.
 *
 * <p>Three kinds, as in Spark. A <em>collection</em> of objects ({@code ExternalAppendOnlyMap},
 * {@code ExternalSorter}) asks for nothing below 5 MiB, then for as much as doubles what it counts
 * as its own. A <em>sorter</em> ({@code UnsafeExternalSorter}) takes pages for its rows, and an
 * array that doubles while the old one is still held; it spills pages. A <em>map</em> ({@code
 * BytesToBytesMap}) does likewise for its groups, beside a page of the map that comes before it;
 * what it holds it spills as a whole, and what is left at the end as well if it had to before.
 */
final class Growth {

  /** {@code spark.shuffle.spill.initialMemoryThreshold}. */
  static final long COLLECTION_THRESHOLD = 5L << 20;

  /** What a sorter's array takes of each row: two longs, and as much again to sort by radix. */
  static final int RADIX_BYTES = 32;

  /** What it takes when it sorts otherwise: half as much again. */
  static final int TIM_BYTES = 24;

  /** {@code spark.shuffle.sort.initialBufferSize} rows of two longs. */
  static final long FIRST_ROWS = 64 << 10;

  /** 16,384 slots of two longs. */
  static final long FIRST_GROUPS = 256 << 10;

  /** A map's page begins with the number of its groups. */
  static final int PAGE_HEADER = 4;

  /** A map has two slots for each group, at least. */
  static final int GROUP_BYTES = 32;

  /** How an operator grows. */
  enum Kind {
    COLLECTION,
    SORTER,
    MAP
  }

  private final Kind kind;
  private final double width;
  private final long page;
  private final int fixed;
  private final int perRow;
  private double since;
  private long threshold = COLLECTION_THRESHOLD;
  private long array;
  private long pageBytes;
  private double pageRows;
  private boolean begun;
  private boolean forArray;
  private boolean hasSpilled;
  private boolean done;

  private Growth(Kind kind, double width, long page, int fixed, int perRow) {
    this.kind = kind;
    this.width = width;
    this.page = page;
    this.fixed = fixed;
    this.perRow = perRow;
  }

  /** A collection of objects, whose data are bytes. */
  static Growth collection() {
    return new Growth(Kind.COLLECTION, 0, 0, 0, 1);
  }

  /** One or more sorters in one, whose data are rows. */
  static Growth sorter(double width, long page, int operators, int perRow) {
    return new Growth(Kind.SORTER, width, page, operators, perRow);
  }

  /**
   * A map, whose data are groups, or none if they have no width; and pages that it holds besides.
   */
  static Growth map(double width, long page, int besides) {
    return new Growth(Kind.MAP, width, page, besides, GROUP_BYTES);
  }

  Kind kind() {
    return kind;
  }

  boolean isCollection() {
    return kind == Kind.COLLECTION;
  }

  private long firstArray() {
    return kind == Kind.MAP ? FIRST_GROUPS : FIRST_ROWS;
  }

  /** How much data there can be, since the last spill, until more memory is asked for. */
  double room() {
    if (isCollection()) {
      return Math.max(0, threshold - since);
    }
    if (!begun) {
      return 0;
    }
    if (width == 0) {
      return Double.MAX_VALUE;
    }
    double forRows = (double) array / perRow;
    return Math.max(0, Math.min(pageRows, forRows) - since);
  }

  void take(double data) {
    since += data;
  }

  /** What is asked for now. */
  long request() {
    if (isCollection()) {
      return Math.max(1, (long) (2 * since) - threshold);
    }
    if (!begun) {
      return kind == Kind.MAP ? fixed * page + firstArray() : firstArray();
    }
    if (kind == Kind.SORTER && pageBytes == 0) {
      forArray = false;
      return Math.max(1, fixed) * page;
    }
    forArray = pageBytes > 0 && (double) array / perRow <= since + 0.5;
    return forArray ? 2 * array : page;
  }

  /** Notes that all of the request was granted; answers what is given back for it. */
  long granted(long bytes) {
    if (isCollection()) {
      threshold += bytes;
      return 0;
    }
    if (!begun) {
      begun = true;
      array = firstArray();
      return 0;
    }
    if (forArray) {
      long old = array;
      array *= 2;
      return old;
    }
    addPage(bytes);
    return 0;
  }

  private void addPage(long bytes) {
    pageBytes += bytes;
    pageRows += Math.max(1, Math.floor((bytes - (kind == Kind.MAP ? PAGE_HEADER : 0)) / width));
  }

  /** Whether a map makes do with less than a page: as long as a group fits in. */
  boolean takesLess(long bytes) {
    return kind == Kind.MAP && begun && !forArray && bytes >= width + 2 * PAGE_HEADER;
  }

  /** Whether a collection must spill though it got something. */
  boolean isFull() {
    return isCollection() && since >= threshold;
  }

  /** Whether there is anything that a refusal could make it spill. */
  boolean canSpill() {
    return isCollection() ? threshold > COLLECTION_THRESHOLD : begun && pageBytes > 0;
  }

  /** Starts anew; answers what counts as spilled memory. */
  long spilled() {
    long bytes =
        switch (kind) {
          case COLLECTION -> (long) since;
          case SORTER -> pageBytes;
          case MAP -> pageBytes + array;
        };
    since = 0;
    threshold = COLLECTION_THRESHOLD;
    pageBytes = 0;
    pageRows = 0;
    begun = kind == Kind.MAP;
    array = begun ? FIRST_GROUPS : 0;
    hasSpilled = true;
    return bytes;
  }

  /** Spills what is left, and is done: what was spilled is merged, for which nothing is held. */
  long spilledRest() {
    long bytes = spilled();
    done = true;
    return bytes;
  }

  /** What it still holds just after a spill. */
  long kept() {
    return kind == Kind.MAP && begun && !done ? fixed * page + FIRST_GROUPS : 0;
  }

  /** Whether the rest is spilled when all data have been taken in. */
  boolean spillsRest() {
    return kind == Kind.MAP && hasSpilled && pageBytes > 0;
  }

  /** What a collection that is made to spill for others counts as spilled. */
  long held() {
    return isCollection() ? threshold - COLLECTION_THRESHOLD : pageBytes + array;
  }

  /**
   * What becomes of a growth when it may hold so much at most: its peak, what it spills, and what
   * it holds at the end. Looks no further than to a peak of {@code enough}.
   */
  static long[] under(Growth growth, double data, long limit, double enough) {
    long held = 0;
    long peak = 0;
    long spilled = 0;
    double left = data;
    while (peak + spilled <= enough) {
      double room = growth.room();
      if (room >= left && growth.hasBegun()) {
        break;
      }
      growth.take(Math.min(room, left));
      left -= Math.min(room, left);
      long request = growth.request();
      if (held + request > limit) {
        if (!growth.canSpill()) {
          break;
        }
        spilled += growth.spilled();
        held = growth.kept();
        continue;
      }
      held += request;
      peak = Math.max(peak, held);
      held -= growth.granted(request);
    }
    if (growth.spillsRest()) {
      spilled += growth.spilledRest();
      held = 0;
    }
    return new long[] {peak, spilled, held};
  }

  /** Whether it has what it takes before any data come. */
  boolean hasBegun() {
    return begun || isCollection();
  }
}
