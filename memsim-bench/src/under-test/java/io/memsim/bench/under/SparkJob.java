package io.memsim.bench.under;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.memory.MemoryManager;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.storage.memory.MemoryStore;
import scala.Tuple2;

/**
 * A small Spark job that caches more than fits, at several storage levels, and sorts and groups
 * more than fits, on one thread. It writes all that Spark says of its blocks and spills to a file.
 */
final class SparkJob {

  private static final int PARTITIONS = 4;
  private static final long MEMORY = 4L << 20;

  private final List<String> events = new ArrayList<>();

  /** Apart, since Spark tells of a task's end and of its blocks from different threads. */
  private final List<String> tasks = new ArrayList<>();

  public static void main(String[] args) throws Exception {
    ShadowedClasses.checkInEffect();
    SparkJob job = new SparkJob();
    job.run();
    Files.write(Path.of(args[0]), job.events, StandardCharsets.UTF_8);
    System.exit(0);
  }

  private void run() throws ReflectiveOperationException, TimeoutException {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[1]")
            .setAppName("a job that does not fit")
            .set("spark.testing.memory", Long.toString(MEMORY))
            .set("spark.testing.reservedMemory", "0")
            .set("spark.memory.fraction", "1.0")
            .set("spark.memory.offHeap.size", "1100k")
            .set("spark.storage.unrollMemoryThreshold", "4096")
            .set("spark.buffer.pageSize", "64k")
            .set("spark.shuffle.spill.initialMemoryThreshold", "65536")
            .set("spark.shuffle.sort.bypassMergeThreshold", "1")
            // Garbage collection is no part of the comparison.
            .set("spark.cleaner.referenceTracking", "false")
            .set("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      spark.sc().addSparkListener(new Recorder());
      cache(spark);
      sort(spark);
      end(spark);
    }
  }

  /**
   * Notes an event behind those that Spark has told so far, which it does in a thread of its own.
   */
  private void note(JavaSparkContext spark, String event) throws TimeoutException {
    spark.sc().listenerBus().waitUntilEmpty();
    events.add(event);
  }

  /** Reads RDDs that do not all fit, twice, in different orders. */
  private void cache(JavaSparkContext spark) throws TimeoutException {
    List<JavaRDD<byte[]>> cached = new ArrayList<>();
    for (StorageLevel level :
        List.of(
            StorageLevel.MEMORY_ONLY(),
            StorageLevel.MEMORY_AND_DISK(),
            StorageLevel.MEMORY_AND_DISK_SER(),
            StorageLevel.MEMORY_ONLY_SER(),
            StorageLevel.OFF_HEAP(),
            StorageLevel.MEMORY_AND_DISK(),
            StorageLevel.DISK_ONLY())) {
      int bytes = 120_000 + 30_000 * cached.size();
      cached.add(
          spark
              .parallelize(List.of(0, 1, 2, 3), PARTITIONS)
              .flatMap(split -> List.of(noise(split, bytes), noise(split + 9, bytes)).iterator())
              .persist(level));
    }
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < cached.size(); i++) {
        JavaRDD<byte[]> rdd = cached.get(round == 0 ? i : cached.size() - 1 - i);
        note(spark, "read rdd " + rdd.count());
      }
    }
    cached.get(1).unpersist(true);
    note(spark, "read again " + cached.get(0).union(cached.get(2)).count());
  }

  private static byte[] noise(int seed, int bytes) {
    byte[] noise = new byte[bytes];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  /** Sorts and groups with less memory than the data, so that it spills and evicts. */
  private void sort(JavaSparkContext spark) throws TimeoutException {
    JavaPairRDD<Integer, byte[]> pairs =
        spark
            .parallelize(List.of(0, 1), 2)
            .flatMap(
                split -> {
                  List<Integer> keys = new ArrayList<>();
                  Random random = new Random(split);
                  for (int i = 0; i < 6_000; i++) {
                    keys.add(random.nextInt(3_000));
                  }
                  return keys.iterator();
                })
            .mapToPair(key -> new Tuple2<>(key, noise(key, 500)));
    note(spark, "sorted " + pairs.sortByKey(true, 2).keys().take(5));
    note(spark, "grouped " + pairs.groupByKey(3).count());
    note(spark, "partitioned " + pairs.repartition(5).count());
  }

  private void end(JavaSparkContext spark) throws ReflectiveOperationException, TimeoutException {
    MemoryManager memory = SparkEnv.get().memoryManager();
    note(
        spark,
        "execution " + memory.executionMemoryUsed() + " storage " + memory.storageMemoryUsed());
    for (String block : inOrder(SparkEnv.get().blockManager().memoryStore())) {
      events.add("in memory " + block);
    }
    List<String> onDisk = new ArrayList<>();
    SparkEnv.get()
        .blockManager()
        .diskBlockManager()
        .getAllBlocks()
        .foreach(block -> onDisk.add("on disk " + block.name()));
    onDisk.stream().sorted().forEach(events::add);
    events.addAll(tasks);
  }

  /** The blocks from least to most recently used: by Spark's own map, or as memsim tells. */
  private static List<String> inOrder(MemoryStore store) throws ReflectiveOperationException {
    Field entries = MemoryStore.class.getDeclaredField("entries");
    entries.setAccessible(true);
    if (System.getProperty(ShadowedClasses.DIRECTORY) == null) {
      return ((Map<?, ?>) entries.get(store)).keySet().stream().map(Object::toString).toList();
    }
    Object names = MemoryStore.class.getMethod("namesInOrder").invoke(store);
    return ((Collection<?>) names).stream().map(Object::toString).toList();
  }

  private final class Recorder extends SparkListener {

    @Override
    public void onBlockUpdated(SparkListenerBlockUpdated event) {
      BlockUpdatedInfo block = event.blockUpdatedInfo();
      events.add(
          "block "
              + block.blockId().name()
              + " "
              + block.storageLevel().description()
              + " memory "
              + block.memSize()
              + " disk "
              + block.diskSize());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd event) {
      TaskMetrics metrics = event.taskMetrics();
      tasks.add(
          "task "
              + event.stageId()
              + "/"
              + event.taskInfo().index()
              + " spilled "
              + metrics.memoryBytesSpilled()
              + " to disk "
              + metrics.diskBytesSpilled()
              + " peak "
              + metrics.peakExecutionMemory());
    }
  }
}
