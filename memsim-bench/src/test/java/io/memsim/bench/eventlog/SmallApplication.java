package io.memsim.bench.eventlog;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * An application that caches a little more than fits, broadcasts, shuffles and unpersists, with an
 * event log in one plain file.
 */
final class SmallApplication {

  private static final int PARTITIONS = 4;

  private SmallApplication() {}

  /** Runs it; answers its id, which is the name of the log in the directory. */
  static String run(Path directory, Map<String, String> settings) {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[2]")
            .setAppName("small")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "localhost")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.local.dir", directory.resolve("local").toString())
            .set("spark.testing.memory", Long.toString(6L << 20))
            .set("spark.testing.reservedMemory", "0")
            .set("spark.memory.fraction", "1.0")
            .set("spark.eventLog.enabled", "true")
            .set("spark.eventLog.dir", directory.toUri().toString())
            .set("spark.eventLog.compress", "false")
            .set("spark.eventLog.rolling.enabled", "false");
    settings.forEach(conf::set);
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      work(spark);
      return spark.sc().applicationId();
    }
  }

  private static void work(JavaSparkContext spark) {
    JavaRDD<byte[]> base =
        spark
            .parallelize(List.of(0, 1, 2, 3), PARTITIONS)
            .flatMap(split -> noise(split, 7, 100_000).iterator())
            .setName("base")
            .persist(StorageLevel.MEMORY_AND_DISK());
    base.count();

    Broadcast<byte[]> mask = spark.broadcast(noise(9, 1, 50_000).get(0));
    JavaRDD<byte[]> masked =
        base.map(chunk -> masked(chunk, mask.value()))
            .setName("masked")
            .persist(StorageLevel.MEMORY_ONLY());
    masked.count();

    JavaPairRDD<Integer, Long> sums =
        masked
            .flatMapToPair(
                chunk -> {
                  List<Tuple2<Integer, Long>> pairs = new ArrayList<>();
                  for (int i = 0; i < chunk.length; i += 100) {
                    pairs.add(new Tuple2<>(chunk[i] & 63, 1L));
                  }
                  return pairs.iterator();
                })
            .reduceByKey(Long::sum, 2);
    sums.collect();

    masked.unpersist(true);
    base.count();
    mask.destroy();
  }

  private static List<byte[]> noise(int seed, int chunks, int bytes) {
    Random random = new Random(seed);
    List<byte[]> noise = new ArrayList<>();
    for (int i = 0; i < chunks; i++) {
      byte[] chunk = new byte[bytes];
      random.nextBytes(chunk);
      noise.add(chunk);
    }
    return noise;
  }

  private static byte[] masked(byte[] chunk, byte[] mask) {
    byte[] result = Arrays.copyOf(chunk, chunk.length);
    for (int i = 0; i < result.length; i++) {
      result[i] ^= mask[i % mask.length];
    }
    return result;
  }
}
