package io.memsim.simulate;

import io.memsim.block.StorageLevel;
import io.memsim.workload.Evidence;
import io.memsim.workload.LoggedRdd;
import io.memsim.workload.Workload;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How large blocks are, at any level, and how their size is estimated while they are unrolled. What
 * the log has not seen is estimated from the RDD's other blocks, or else from its other form.
 */
final class BlockModel {

  /*
   * Java's serialization leaves out what objects need to be objects, and adds what it needs to find
   * them again; every hundredth value it describes the classes anew. How much is saved of a value
   * follows from its class, of which its size tells: a boxed integer takes 20 bytes with its
   * reference, a boxed long or double 28, a pair of boxed integers 60, and 8 more for each long or
   * double. Anything else counts as an array. Values of a kilobyte and more (batches of columns)
   * stay as large.
   */
  private static final Shape[] SINGLE = {
    new Shape(20, 10.6, 9.4), new Shape(28, 14.65, 13.35),
  };

  private static final Shape[] PAIR = {
    new Shape(60, 27.8, 32.2), new Shape(68, 31.8, 36.2), new Shape(76, 35.8, 40.2),
  };

  /** How far a value may be from the shape that it is taken for: of shared parts. */
  private static final double NEAR = 2;

  private static final double SAVED_OF_ARRAY = 10;
  private static final double SAVED_OF_PAIR = 34.6;
  private static final double LARGE_VALUE = 1024;
  private static final double OBJECT_TO_SERIALIZED = 1.15;
  private static final double PAIR_TO_SERIALIZED = 1.7;

  private static final Set<String> PAIRS =
      Set.of(
          "partitionBy",
          "mapValues",
          "flatMapValues",
          "reduceByKey",
          "aggregateByKey",
          "foldByKey",
          "combineByKey",
          "groupByKey",
          "sortByKey",
          "keyBy",
          "join",
          "cogroup");

  /** The size of a block about which nothing at all is known. */
  private static final long UNKNOWN_BYTES = 1 << 20;

  private final Workload workload;
  private final ValueCounts counts;
  private final ReadSizes reads;
  private final Map<Integer, Sizes> byRdd = new HashMap<>();

  /** By call site how many times larger values are than their bytes. */
  private final Map<String, Double> ratios = new HashMap<>();

  /**
   * A class of values.
   *
   * @param values bytes of one with its reference, as values
   * @param serialized its bytes when it is serialized
   * @param saved how many bytes that saves
   */
  private record Shape(double values, double serialized, double saved) {}

  /** The sizes of an RDD's blocks in both forms. */
  private static final class Sizes {
    final long[] values;
    final long[] serialized;
    final Evidence ofValues;
    final Evidence ofSerialized;

    Sizes(long[] values, long[] serialized, Evidence ofValues, Evidence ofSerialized) {
      this.values = values;
      this.serialized = serialized;
      this.ofValues = ofValues;
      this.ofSerialized = ofSerialized;
    }
  }

  BlockModel(Workload workload, ValueCounts counts, ReadSizes reads) {
    this.workload = workload;
    this.counts = counts;
    this.reads = reads;
    Map<LoggedRdd, Forms> forms = new LinkedHashMap<>();
    for (LoggedRdd rdd : workload.rdds()) {
      Forms known = new Forms(rdd);
      forms.put(rdd, known);
      if (known.ratio > 0 && !rdd.callSite().isEmpty()) {
        ratios.putIfAbsent(rdd.callSite(), known.ratio);
      }
    }
    forms.forEach((rdd, known) -> byRdd.put(rdd.id(), estimate(rdd, known)));
  }

  /** What is known of the sizes of an RDD's blocks in both forms, and made of their values. */
  private final class Forms {
    final long[] values;
    final long[] serialized;
    final long[] estimatedValues;
    final long[] estimatedSerialized;

    /** How many times larger values are than their bytes, or 0. */
    final double ratio;

    Forms(LoggedRdd rdd) {
      int count = Math.min(rdd.partitions(), 1 << 20);
      values = new long[count];
      serialized = new long[count];
      for (int i = 0; i < count; i++) {
        values[i] = Math.max(workload.valuesBytes(rdd.id(), i), reads.values(rdd, i));
        serialized[i] = Math.max(workload.serializedBytes(rdd.id(), i), reads.serialized(rdd, i));
      }
      estimatedValues = values.clone();
      estimatedSerialized = serialized.clone();
      double known = ratio(values, serialized);
      if (known <= 0) {
        for (int i = 0; i < count; i++) {
          convert(rdd.id(), i, isPair(rdd), estimatedValues, estimatedSerialized);
        }
        known = ratio(estimatedValues, estimatedSerialized);
      }
      ratio = known;
    }
  }

  private Sizes estimate(LoggedRdd rdd, Forms forms) {
    double ratio = forms.ratio;
    if (ratio <= 0) {
      // What is made at the same place of a program is alike.
      double usual = isPair(rdd) ? PAIR_TO_SERIALIZED : OBJECT_TO_SERIALIZED;
      ratio = ratios.getOrDefault(rdd.callSite(), usual);
    }
    Sizes sizes =
        new Sizes(
            forms.estimatedValues,
            forms.estimatedSerialized,
            evidence(forms.values),
            evidence(forms.serialized));
    fill(sizes.values, forms.serialized, ratio);
    fill(sizes.serialized, forms.values, 1 / ratio);
    return sizes;
  }

  private static boolean isPair(LoggedRdd rdd) {
    return PAIRS.contains(rdd.scope())
        || rdd.callSite().contains("ToPair at ")
        || rdd.name().equals("ShuffledRDD");
  }

  /** The other form of a block that was seen in one, by what serialization saves of each value. */
  private void convert(int rdd, int partition, boolean pair, long[] values, long[] serialized) {
    double count = counts.of(rdd, partition);
    long known = Math.max(values[partition], serialized[partition]);
    if (count <= 0 || known < 0) {
      return;
    }
    double saved = count * saved(pair, values[partition] / count, serialized[partition] / count);
    if (known / count >= LARGE_VALUE) {
      saved = 0;
    }
    if (values[partition] < 0) {
      values[partition] = Math.round(known + saved);
    } else if (known > 1.5 * saved) {
      serialized[partition] = Math.round(known - saved);
    }
  }

  /** What serialization saves of one value, of which the size in one form is known. */
  private static double saved(boolean pair, double values, double serialized) {
    for (Shape shape : pair ? PAIR : SINGLE) {
      boolean isNear =
          values > 0
              ? Math.abs(values - shape.values) < NEAR
              : Math.abs(serialized - shape.serialized) < NEAR;
      if (isNear) {
        return shape.saved;
      }
    }
    return pair ? SAVED_OF_PAIR : SAVED_OF_ARRAY;
  }

  private static Evidence evidence(long[] sizes) {
    long known = Arrays.stream(sizes).filter(size -> size >= 0).count();
    if (known == sizes.length) {
      return Evidence.MEASURED;
    }
    return known > 0 ? Evidence.DERIVED : Evidence.ASSUMED;
  }

  private static double ratio(long[] values, long[] serialized) {
    double sum = 0;
    double other = 0;
    for (int i = 0; i < values.length; i++) {
      if (values[i] > 0 && serialized[i] > 0) {
        sum += values[i];
        other += serialized[i];
      }
    }
    return other > 0 ? sum / other : 0;
  }

  private static void fill(long[] sizes, long[] otherForm, double factor) {
    double sum = 0;
    int known = 0;
    for (long size : sizes) {
      if (size >= 0) {
        sum += size;
        known++;
      }
    }
    double otherSum = 0;
    int others = 0;
    for (long size : otherForm) {
      if (size >= 0) {
        otherSum += size;
        others++;
      }
    }
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] >= 0) {
        continue;
      }
      if (i < otherForm.length && otherForm[i] >= 0) {
        sizes[i] = Math.round(otherForm[i] * factor);
      } else if (known > 0) {
        sizes[i] = Math.round(sum / known);
      } else if (others > 0) {
        sizes[i] = Math.round(otherSum / others * factor);
      } else {
        sizes[i] = UNKNOWN_BYTES;
      }
    }
  }

  Evidence evidence(int rdd, StorageLevel level) {
    Sizes sizes = byRdd.get(rdd);
    if (sizes == null) {
      return Evidence.ASSUMED;
    }
    return level.deserialized() ? sizes.ofValues : sizes.ofSerialized;
  }

  /** What a block takes in memory at a level. */
  long memoryBytes(int rdd, int partition, StorageLevel level) {
    return level.deserialized() ? valuesBytes(rdd, partition) : diskBytes(rdd, partition);
  }

  private long valuesBytes(int rdd, int partition) {
    Sizes sizes = byRdd.get(rdd);
    return sizes == null || partition >= sizes.values.length
        ? UNKNOWN_BYTES
        : sizes.values[partition];
  }

  /** What a block takes on disk. */
  long diskBytes(int rdd, int partition) {
    Sizes sizes = byRdd.get(rdd);
    return sizes == null || partition >= sizes.serialized.length
        ? UNKNOWN_BYTES
        : sizes.serialized[partition];
  }
}
