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
  long memoryBytes;
  long againBytes;
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
  double serializingMillis;
  double spillMillis;
  double waitMillis;

  void add(Access.Outcome outcome, long bytes) {
    readBytes += bytes;
    if (!outcome.miss()) {
      hitBytes += bytes;
    }
    switch (outcome) {
      case MEMORY -> {
        memoryHits++;
        memoryBytes += bytes;
      }
      case DISK -> diskHits++;
      case REMOTE -> {
        remoteHits++;
        memoryBytes += bytes;
      }
      case FIRST -> firstMisses++;
      case AGAIN -> {
        againMisses++;
        againBytes += bytes;
      }
    }
  }

  Counts counts() {
    return new Counts(
        new Counts.Reads(
            memoryHits,
            diskHits,
            remoteHits,
            firstMisses,
            againMisses,
            readBytes,
            hitBytes,
            memoryBytes,
            againBytes),
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
        new Counts.Times(
            taskMillis, recomputeMillis, diskMillis, serializingMillis, spillMillis, waitMillis));
  }
}
