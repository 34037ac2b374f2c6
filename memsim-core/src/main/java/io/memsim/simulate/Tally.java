package io.memsim.simulate;

/** Running counts of what {@link Counts} shows. */
final class Tally {
  long memoryHits;
  long diskHits;
  long remoteHits;
  long firstMisses;
  long againMisses;
  long readBytes;
  long hitBytes;
  long putsToMemory;
  long putsToDisk;
  long failedPuts;
  long promotions;
  long failedPromotions;
  long evictions;
  long evictedBytes;
  long evictionsToDisk;
  long evictionsOnDisk;
  long evictionsLost;
  long evictionsForExecution;
  long evictedBroadcasts;
  long spills;
  long memorySpilled;
  long diskSpilled;
  long waits;
  double taskMillis;
  double recomputeMillis;
  double diskMillis;
  double spillMillis;
  double waitMillis;

  void add(Access.Outcome outcome, long bytes) {
    readBytes += bytes;
    if (!outcome.miss()) {
      hitBytes += bytes;
    }
    switch (outcome) {
      case MEMORY -> memoryHits++;
      case DISK -> diskHits++;
      case REMOTE -> remoteHits++;
      case FIRST -> firstMisses++;
      case AGAIN -> againMisses++;
    }
  }

  Counts counts() {
    return new Counts(
        new Counts.Reads(
            memoryHits, diskHits, remoteHits, firstMisses, againMisses, readBytes, hitBytes),
        new Counts.Puts(putsToMemory, putsToDisk, failedPuts, promotions, failedPromotions),
        new Counts.Evictions(
            evictions,
            evictedBytes,
            evictionsToDisk,
            evictionsOnDisk,
            evictionsLost,
            evictionsForExecution,
            evictedBroadcasts),
        new Counts.Spills(spills, memorySpilled, diskSpilled, waits),
        new Counts.Times(taskMillis, recomputeMillis, diskMillis, spillMillis, waitMillis));
  }
}
