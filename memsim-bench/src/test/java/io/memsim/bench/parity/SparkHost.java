package io.memsim.bench.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;

/** The one {@code SparkContext} of this JVM, and a watch over the thread that calls Spark. */
final class SparkHost {

  /** The collector that the tests' JVM runs with, as memsim is told. */
  static final String COLLECTOR = "-XX:+UseParallelGC";

  private static final long PATIENCE_NANOS = 8_000_000_000L;

  private static final SparkHost INSTANCE = new SparkHost();

  private final SparkConf conf;
  private final SparkContext context;
  private volatile Thread watched;
  private final AtomicLong calls = new AtomicLong();

  private SparkHost() {
    Path local = scratch();
    conf =
        new SparkConf(false)
            .setMaster("local[1]")
            .setAppName("parity")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "localhost")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.local.dir", local.toString())
            .set("spark.broadcast.compress", "false")
            .set("spark.rdd.compress", "false")
            .set("spark.shuffle.compress", "false")
            .set("spark.diskStore.subDirectories", "1")
            .set("spark.cleaner.referenceTracking", "false");
    context = new SparkContext(conf);
    Thread watch = new Thread(this::watch, "parity-watch");
    watch.setDaemon(true);
    watch.start();
  }

  static SparkHost get() {
    return INSTANCE;
  }

  /** Where files go to memory where the system has that, unless the temporary directory was set. */
  private static Path scratch() {
    Path memory = Path.of("/dev", "shm");
    boolean chosen = System.getProperty("memsim.parity.dir") != null;
    Path parent =
        chosen
            ? Path.of(System.getProperty("memsim.parity.dir"))
            : Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    try {
      Path made = Files.createTempDirectory(parent, "memsim-parity");
      made.toFile().deleteOnExit();
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SparkConf conf() {
    return conf;
  }

  SparkEnv env() {
    return context.env();
  }

  /** The present thread calls Spark, which must not block it for ever. */
  void begin() {
    calls.incrementAndGet();
    watched = Thread.currentThread();
  }

  void end() {
    watched = null;
  }

  /** Interrupts a thread that has been in the same call for long and waits for something. */
  private void watch() {
    long seen = -1;
    long since = System.nanoTime();
    while (true) {
      LockSupport.parkNanos(1_000_000_000L);
      Thread thread = watched;
      if (thread == null || calls.get() != seen || !isWaiting(thread)) {
        seen = calls.get();
        since = System.nanoTime();
      } else if (System.nanoTime() - since > PATIENCE_NANOS) {
        thread.interrupt();
        since = System.nanoTime();
      }
    }
  }

  private static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.WAITING;
  }
}
