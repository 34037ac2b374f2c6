package io.memsim.bench.parity;

import io.memsim.config.MemoryConfig;
import io.memsim.config.SparkVersion;
import io.memsim.trace.TraceHeader;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.SparkConf;

/**
 * The configuration of both sides, in the terms of a trace's header, and what it is to be used for.
 *
 * @param profile what is stressed
 * @param variant which of its paths memsim takes
 * @param dice what the sizes of values are drawn from
 * @param cores the task slots
 * @param conf the properties of a trace's header
 */
record Setup(Profile profile, Variant variant, long dice, int cores, Map<String, String> conf) {

  static final String HEAP = "spark.executor.memory";
  static final String RESERVED = "spark.testing.reservedMemory";
  static final String FRACTION = "spark.memory.fraction";
  static final String STORAGE_FRACTION = "spark.memory.storageFraction";
  static final String OFF_HEAP = "spark.memory.offHeap.enabled";
  static final String OFF_HEAP_SIZE = "spark.memory.offHeap.size";
  static final String THRESHOLD = "spark.storage.unrollMemoryThreshold";
  static final String GROWTH = "spark.storage.unrollMemoryGrowthFactor";
  static final String CHECK_PERIOD = "spark.storage.unrollMemoryCheckPeriod";
  static final String POLLING = "spark.memory.unmanagedMemoryPollingInterval";
  static final String PAGE = "spark.buffer.pageSize";
  static final String OPTIONS = "spark.executor.extraJavaOptions";

  private static final String[] STORAGE_FRACTIONS = {"0.5", "0.5", "0", "0.25", "0.9", "0.37"};
  private static final String[] FRACTIONS = {"0.6", "0.6", "1.0", "0.3", "0.77"};
  private static final String[] GROWTHS = {"1.5", "1.5", "1.0", "2.0", "1.1", "3.3"};
  private static final int[] CHECK_PERIODS = {1, 1, 2, 3, 16};

  Setup {
    conf = Collections.unmodifiableMap(new LinkedHashMap<>(conf));
  }

  /** Draws a configuration for a profile. */
  static Setup of(Profile profile, long dice, SparkVersion version) {
    SplittableRandom random = new SplittableRandom(dice);
    Map<String, String> conf = new LinkedHashMap<>();
    long heap =
        switch (profile) {
          case TINY -> random.nextLong(8, 60);
          case BIG -> random.nextLong(1L << 30, 1L << 50);
          case REAL -> random.nextLong(20_000, 400_000);
          case MANY_RDDS -> random.nextLong(20_000, 200_000);
          default -> random.nextLong(3_000, 60_000);
        };
    long reserved = random.nextInt(3) == 0 ? random.nextLong(heap / 2) : 0;
    String storageFraction = pick(STORAGE_FRACTIONS, random);
    conf.put(HEAP, heap + "b");
    conf.put(RESERVED, Long.toString(reserved));
    conf.put(FRACTION, pick(FRACTIONS, random));
    conf.put(STORAGE_FRACTION, storageFraction);
    long most = Math.max(2, heap - reserved);
    if (profile == Profile.OFF_HEAP || random.nextInt(3) == 0) {
      conf.put(OFF_HEAP, Boolean.toString(random.nextInt(3) > 0));
      conf.put(OFF_HEAP_SIZE, random.nextLong(1, Math.min(most, 50_000)) + "b");
    }
    conf.put(THRESHOLD, Long.toString(threshold(profile, most, random)));
    conf.put(GROWTH, pick(GROWTHS, random));
    conf.put(CHECK_PERIOD, Integer.toString(CHECK_PERIODS[random.nextInt(CHECK_PERIODS.length)]));
    if (version.tracksUnmanagedMemory()
        && (profile == Profile.UNMANAGED || profile == Profile.MIXED || random.nextInt(8) == 0)) {
      conf.put(POLLING, "1d");
    }
    if (profile == Profile.BIG || random.nextInt(16) == 0) {
      conf.put(OPTIONS, SparkHost.COLLECTOR);
    } else {
      conf.put(PAGE, random.nextLong(1, Math.max(2, most / 6)) + "b");
    }
    int cores = random.nextInt(1, 9);
    Variant[] variants = Variant.values();
    return new Setup(profile, variants[random.nextInt(variants.length)], dice, cores, conf);
  }

  private static long threshold(Profile profile, long most, SplittableRandom random) {
    if (profile == Profile.TINY) {
      return random.nextLong(1, 8);
    }
    // Spark allots chunks of that size to values that it serializes.
    long bound = Math.min(most / 3, 100_000);
    return random.nextInt(10) == 0 ? Math.min(most, 100_000) : random.nextLong(8, bound);
  }

  private static String pick(String[] choices, SplittableRandom random) {
    return choices[random.nextInt(choices.length)];
  }

  MemoryConfig memoryConfig(SparkVersion version) {
    return MemoryConfig.forTrace(conf, cores, version);
  }

  TraceHeader header(SparkVersion version) {
    return new TraceHeader(conf, cores, "spark-" + version, profile + " " + variant + " " + dice);
  }

  /** Whether pages have the size that follows from the pools. */
  boolean defaultPageSize() {
    return !conf.containsKey(PAGE);
  }

  /** Spark's own configuration: the heap goes by its testing property, which is exact. */
  SparkConf sparkConf(SparkConf base) {
    SparkConf spark = base.clone();
    conf.forEach(
        (key, value) -> {
          if (key.equals(HEAP)) {
            spark.set("spark.testing.memory", value.substring(0, value.length() - 1));
          } else if (!key.equals(OPTIONS)) {
            spark.set(key, value);
          }
        });
    return spark;
  }
}
