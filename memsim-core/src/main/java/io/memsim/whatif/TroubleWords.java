package io.memsim.whatif;

import static io.memsim.whatif.AdviceWords.bytes;
import static io.memsim.whatif.AdviceWords.count;

/** Puts troubles into words. */
final class TroubleWords {
  private TroubleWords() {}

  static String of(Trouble trouble, String rddName) {
    String place =
        trouble.stage() == Trouble.NONE
            ? "Broadcasts of the driver: "
            : "Stage " + trouble.stage() + ": ";
    String blocks =
        count(trouble.count(), "block") + " of " + AdviceWords.rdd(trouble.rdd(), rddName);
    String size = ", " + bytes(trouble.bytes());
    return switch (trouble.kind()) {
      case FAILURE ->
          place
              + count(trouble.count(), "task")
              + (trouble.count() == 1 ? " runs" : " run")
              + " out of memory, "
              + bytes(trouble.bytes())
              + " short";
      case EVICTION_FOR_STORAGE -> place + blocks + size + ", evicted to store others";
      case EVICTION_FOR_EXECUTION -> place + blocks + size + ", evicted for execution memory";
      case REFUSED_PUT ->
          count(trouble.count(), "put")
              + " of "
              + AdviceWords.rdd(trouble.rdd(), rddName)
              + " found no room"
              + size;
      case RECOMPUTATION -> place + blocks + size + ", computed again";
      case DISK_READ -> place + blocks + size + ", read from disk";
      case SPILL -> place + count(trouble.count(), "spill") + size;
    };
  }
}
