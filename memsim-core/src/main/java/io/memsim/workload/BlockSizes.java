package io.memsim.workload;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sizes that blocks were seen with, by RDD and partition. */
final class BlockSizes {

  private static final long UNKNOWN = -1;

  /** By RDD, then partition; only looked up, never walked over. */
  private final Map<Integer, long[]> values = new HashMap<>();

  private final Map<Integer, long[]> serialized = new HashMap<>();

  void sawValues(int rdd, int partition, long bytes) {
    saw(values, rdd, partition, bytes);
  }

  void sawSerialized(int rdd, int partition, long bytes) {
    saw(serialized, rdd, partition, bytes);
  }

  long values(int rdd, int partition) {
    return of(values.get(rdd), partition);
  }

  long serialized(int rdd, int partition) {
    return of(serialized.get(rdd), partition);
  }

  private static void saw(Map<Integer, long[]> sizes, int rdd, int partition, long bytes) {
    long[] known = sizes.get(rdd);
    if (known == null || known.length <= partition) {
      int length = known == null ? 0 : known.length;
      long[] larger = new long[Math.max(partition + 1, length + (length >> 1))];
      Arrays.fill(larger, UNKNOWN);
      if (known != null) {
        System.arraycopy(known, 0, larger, 0, length);
      }
      sizes.put(rdd, larger);
      known = larger;
    }
    known[partition] = Math.max(known[partition], bytes);
  }

  private static long of(long @Nullable [] sizes, int partition) {
    return sizes == null || partition >= sizes.length ? UNKNOWN : sizes[partition];
  }
}
