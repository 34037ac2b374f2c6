package io.memsim.simulate;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How Spark's estimate of a block's size grows while the block is unrolled, and so when it reserves
 * how much. Safe for use by many threads.
 */
final class UnrollModel {
  /*
   * Values are collected in an array that doubles, and its size is sampled after 1.1, 1.21, ...
   * times as many values since it did; in between it is extrapolated from the last two samples. A sample looks
   * at 200 slots of a large array, always the same ones, and unused slots count as empty. So the
   * estimate jumps where the array has just doubled, and a block of twice 8,193 values reserves
   * more than one of twice 8,191. For values of one size the estimates can be told exactly; this
   * here is what SizeTracker and SizeEstimator come to for them.
   *
   * Serialized values are counted as they are written.
   */

  private static final int CHECK_PERIOD = 16;
  private static final int FIRST_CAPACITY = 64;
  private static final int LARGEST_VISITED_WHOLE = 400;
  private static final int SAMPLE = 100;
  private static final double SAMPLE_GROWTH = 1.1;

  /** The object that collects the values, without its array and its last two samples. */
  private static final long COLLECTOR_BYTES = 232;

  private static final long SAMPLE_BYTES = 32;

  private static final int ARRAY_HEADER = 16;
  private static final int REFERENCE = 4;

  /** For speed: blocks of more values are taken for such of larger ones. */
  private static final long MOST_VALUES = 1 << 22;

  private final Map<Key, Steps> known = new ConcurrentHashMap<>();
  private final Map<Integer, int[]> samples = new ConcurrentHashMap<>();

  private record Key(long bytes, long values, boolean objects, long threshold, double growth) {}

  /** Reservations beyond the first one. */
  static final class Steps {
    /** The estimates that lead to them. */
    final long[] estimates;

    /** The part of the values that has been collected by then. */
    final double[] parts;

    Steps(long[] estimates, double[] parts) {
      this.estimates = estimates;
      this.parts = parts;
    }
  }

  /**
   * The reservations that a block leads to.
   *
   * @param bytes its size
   * @param values how many values it has, at least 1
   * @param objects whether it is kept as objects
   * @param threshold the first reservation
   * @param growth how far ahead of the estimate reservations go
   */
  Steps steps(long bytes, long values, boolean objects, long threshold, double growth) {
    return known.computeIfAbsent(
        new Key(bytes, values, objects, threshold, growth), key -> find(key));
  }

  private Steps find(Key key) {
    long values = Math.min(key.values, MOST_VALUES);
    long[] estimates = new long[8];
    double[] parts = new double[8];
    int count = 0;
    long reserved = key.threshold;
    Tracker tracker = new Tracker(key.bytes, values);
    for (long n = 1; n <= values; n++) {
      if (key.objects) {
        tracker.add();
      }
      if ((n - 1) % CHECK_PERIOD != 0) {
        continue;
      }
      long estimate = key.objects ? tracker.estimate() : key.bytes * n / values;
      if (estimate < reserved) {
        continue;
      }
      if (count == estimates.length) {
        estimates = Arrays.copyOf(estimates, 2 * count);
        parts = Arrays.copyOf(parts, 2 * count);
      }
      estimates[count] = estimate;
      parts[count++] = (double) n / values;
      reserved += (long) (estimate * key.growth - reserved);
    }
    return new Steps(Arrays.copyOf(estimates, count), Arrays.copyOf(parts, count));
  }

  /** The slots that a sample of an array looks at: the first half is counted by itself. */
  private int[] slots(int capacity) {
    return samples.computeIfAbsent(
        capacity,
        length -> {
          Random random = new Random(42);
          BitSet drawn = new BitSet(length);
          int[] slots = new int[2 * SAMPLE];
          for (int i = 0; i < slots.length; i++) {
            int slot;
            do {
              slot = random.nextInt(length);
            } while (drawn.get(slot));
            drawn.set(slot);
            slots[i] = slot;
          }
          return slots;
        });
  }

  /** Follows the size of a growing collection of values that are equally large. */
  private final class Tracker {
    private final double valueBytes;
    private int capacity = FIRST_CAPACITY;
    private int size;
    private long updates = 1;
    private long nextSample;
    private double lastBytes;
    private long lastUpdates;
    private int taken;
    private double perUpdate;

    Tracker(long bytes, long values) {
      long whole = values <= LARGEST_VISITED_WHOLE ? values : values / SAMPLE * SAMPLE;
      valueBytes = Math.max(0, bytes - ARRAY_HEADER - (double) REFERENCE * values) / whole;
      sample();
    }

    void add() {
      if (size == capacity) {
        capacity *= 2;
        updates = 1;
        taken = 0;
        sample();
      }
      size++;
      updates++;
      if (updates == nextSample) {
        sample();
      }
    }

    private void sample() {
      double bytes = COLLECTOR_BYTES + SAMPLE_BYTES * taken + array();
      perUpdate = taken == 0 ? 0 : Math.max(0, (bytes - lastBytes) / (updates - lastUpdates));
      taken = Math.min(2, taken + 1);
      lastBytes = bytes;
      lastUpdates = updates;
      nextSample = (long) Math.ceil(updates * SAMPLE_GROWTH);
    }

    private double array() {
      return ARRAY_HEADER + (double) REFERENCE * capacity + content();
    }

    private double content() {
      if (capacity <= LARGEST_VISITED_WHOLE) {
        return size * valueBytes;
      }
      int[] slots = slots(capacity);
      int first = 0;
      int second = 0;
      for (int i = 0; i < SAMPLE; i++) {
        first += slots[i] < size ? 1 : 0;
        second += slots[SAMPLE + i] < size ? 1 : 0;
      }
      int times = (capacity - SAMPLE) / SAMPLE;
      return (Math.max(first, second) + (double) Math.min(first, second) * times) * valueBytes;
    }

    long estimate() {
      return (long) (lastBytes + perUpdate * (updates - lastUpdates));
    }
  }
}
