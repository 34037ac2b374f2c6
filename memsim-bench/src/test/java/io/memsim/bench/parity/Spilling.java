package io.memsim.bench.parity;

/** What a consumer does when it is told to spill: the same code on both sides. */
enum Spilling {
  /** Frees all pages and all else. */
  ALL {
    @Override
    long spill(Holding holding, long bytes) {
      long before = holding.used();
      while (holding.pages() > 0) {
        holding.freeLastPage();
      }
      holding.free(holding.used());
      return before;
    }
  },
  /** Frees what was asked for, or all if it has less. */
  REQUESTED {
    @Override
    long spill(Holding holding, long bytes) {
      return free(holding, bytes);
    }
  },
  /** Frees nothing. */
  NONE {
    @Override
    long spill(Holding holding, long bytes) {
      return 0;
    }
  },
  /** Frees half of what it has, whatever is asked for. */
  HALF {
    @Override
    long spill(Holding holding, long bytes) {
      return free(holding, holding.used() / 2);
    }
  },
  /** Frees twice what was asked for. */
  GENEROUS {
    @Override
    long spill(Holding holding, long bytes) {
      return free(holding, bytes > Long.MAX_VALUE / 2 ? bytes : 2 * bytes);
    }
  },
  /** Frees one page a time. */
  PAGE {
    @Override
    long spill(Holding holding, long bytes) {
      return holding.pages() > 0 ? holding.freeLastPage() : 0;
    }
  };

  /** What a consumer holds. */
  interface Holding {
    /** All that it counts as its own, pages included. */
    long used();

    int pages();

    /** Frees the page that it got last; answers its size. */
    long freeLastPage();

    /** Frees memory that is no page. */
    void free(long bytes);
  }

  /** Answers the bytes freed. */
  abstract long spill(Holding holding, long bytes);

  /** Frees pages first, and of the rest no more than is still asked for. */
  private static long free(Holding holding, long bytes) {
    long freed = 0;
    while (freed < bytes && holding.pages() > 0) {
      freed += holding.freeLastPage();
    }
    if (freed < bytes) {
      long rest = Math.min(bytes - freed, holding.used());
      holding.free(rest);
      freed += rest;
    }
    return freed;
  }
}
