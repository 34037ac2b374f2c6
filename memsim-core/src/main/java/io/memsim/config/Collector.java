package io.memsim.config;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalLong;

/** HotSpot's garbage collectors, as far as Spark's memory depends on them. */
public enum Collector {
  /** {@code -XX:+UseSerialGC}. */
  SERIAL("UseSerialGC"),
  /** {@code -XX:+UseParallelGC}. */
  PARALLEL("UseParallelGC"),
  /** {@code -XX:+UseG1GC}, the default. */
  G1("UseG1GC"),
  /** {@code -XX:+UseZGC}. */
  ZGC("UseZGC"),
  /** {@code -XX:+UseShenandoahGC}. */
  SHENANDOAH("UseShenandoahGC");

  /*
   * Runtime.maxMemory() leaves out the survivor space that is always empty. How large that is
   * follows from the heap's size alone as long as no option sizes the generations (NewRatio 2,
   * SurvivorRatio 8 or Parallel's MinSurvivorRatio 3); the alignments are HotSpot's. All figures
   * were measured on JDK 17; CollectorTest has the table. Two things are not known from the heap's
   * size: region sizes of Shenandoah, and Parallel's answer when the JVM starts with (almost) the
   * whole heap, as it does with -Xms or on a machine with 64 times as much memory.
   */

  private static final long KIB = 1L << 10;
  private static final long MIB = 1L << 20;
  private static final long HEAP_ALIGNMENT = 2 * MIB;
  private static final long LARGEST_REGION = 32 * MIB;
  private static final long REGIONS = 2048;

  private final String flag;

  Collector(String flag) {
    this.flag = flag;
  }

  /**
   * What {@code Runtime.maxMemory()} answers on JDK 17 under a given {@code -Xmx}, where that is
   * known: no other option sizes the heap, and under the parallel collector the initial heap (a
   * 64th of the machine's memory) is smaller than the answer.
   *
   * @param maxHeap the value of {@code -Xmx}, bytes, at least 8 MiB
   * @return bytes; empty where it depends on more than {@code -Xmx}, which is under Shenandoah
   *     unless {@code -Xmx} is a multiple of 32 MiB
   * @throws IllegalArgumentException for less than 8 MiB or more than a quarter of {@code
   *     Long.MAX_VALUE}
   */
  public OptionalLong visibleHeap(long maxHeap) {
    checkArgument(
        maxHeap >= 8 * MIB && maxHeap <= Long.MAX_VALUE / 4,
        "-Xmx of %s bytes: expected at least 8 MiB and at most 2 EiB",
        maxHeap);
    return switch (this) {
      case SERIAL -> {
        long heap = roundUp(maxHeap, HEAP_ALIGNMENT);
        long young = roundDown(heap / 3, 64 * KIB);
        yield OptionalLong.of(heap - roundDown(young / 10, 64 * KIB));
      }
      case PARALLEL -> {
        long heap = roundUp(maxHeap, HEAP_ALIGNMENT);
        long young = roundDown(heap / 3, 512 * KIB);
        yield OptionalLong.of(heap - roundDown(young / 3, 512 * KIB));
      }
      case G1 -> OptionalLong.of(roundUp(maxHeap, g1Region(maxHeap)));
      case ZGC -> OptionalLong.of(roundUp(maxHeap, HEAP_ALIGNMENT));
      case SHENANDOAH ->
          maxHeap % LARGEST_REGION == 0 ? OptionalLong.of(maxHeap) : OptionalLong.empty();
    };
  }

  /**
   * The option that chooses it.
   *
   * @return such as {@code UseG1GC}
   */
  public String flag() {
    return flag;
  }

  private static long g1Region(long maxHeap) {
    long region = HEAP_ALIGNMENT;
    while (region < LARGEST_REGION && region * REGIONS < maxHeap) {
      region *= 2;
    }
    return region;
  }

  private static long roundUp(long bytes, long alignment) {
    return roundDown(bytes + alignment - 1, alignment);
  }

  private static long roundDown(long bytes, long alignment) {
    return bytes / alignment * alignment;
  }
}
