package io.memsim.simulate;

import io.memsim.workload.EventLogReader;
import io.memsim.workload.Workload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small event logs, line by line, as Spark would: one executor in local mode. */
public final class LogLines {
  private static final String NONE = level(false, false, false);

  private final List<String> lines = new ArrayList<>();
  private final List<String> rdds = new ArrayList<>();
  private int job;
  private int stage;
  private int task;
  private long now = 1_000_000;

  /** A log of an executor with so much memory for execution and storage, and so many slots. */
  public LogLines(long unified, int slots) {
    add("{'Event':'SparkListenerLogStart','Spark Version':'4.2.0'}");
    add(
        ("{'Event':'SparkListenerExecutorAdded','Timestamp':1000000,'Executor ID':'driver',"
                + "'Executor Info':{'Host':'localhost','Total Cores':%d}}")
            .formatted(slots));
    add(
        ("{'Event':'SparkListenerBlockManagerAdded','Block Manager ID':{'Executor ID':'driver'},"
                + "'Timestamp':1000000,'Maximum Memory':%d,'Maximum Onheap Memory':%d}")
            .formatted(unified, unified));
    add(
        ("{'Event':'SparkListenerEnvironmentUpdate','Spark Properties':{'spark.master':'local[%d]',"
                + "'spark.testing.memory':'%d','spark.testing.reservedMemory':'0',"
                + "'spark.memory.fraction':'1.0'}}")
            .formatted(slots, unified));
    add("{'Event':'SparkListenerApplicationStart','App Name':'example','Timestamp':1000000}");
  }

  public static String level(boolean disk, boolean memory, boolean values) {
    return "{'Use Disk':%s,'Use Memory':%s,'Use Off Heap':false,'Deserialized':%s,'Replication':1}"
        .formatted(disk, memory, values);
  }

  public static final String MEMORY_ONLY = level(false, true, true);
  public static final String MEMORY_AND_DISK = level(true, true, true);
  public static final String MEMORY_ONLY_SER = level(false, true, false);

  /** Two slots, where the first task takes all there is and the third one waits for it to end. */
  public static LogLines waiting() {
    String rows =
        ",'Peak On Heap Execution Memory':%d,'Peak Execution Memory':%<d,"
            + "'Shuffle Read Metrics':{'Total Records Read':100000}";
    LogLines log = new LogLines(16 << 20, 2);
    log.rdd(2, "ShuffledRowRDD", 3, 9).begin(3);
    log.task(0, 100, rows.formatted(15 << 20)).back(100).task(1, 90, "");
    log.task(2, 40, rows.formatted(1 << 20));
    return log.end();
  }

  /** Adds a line; quotes may be written as apostrophes. */
  public LogLines add(String line) {
    lines.add(line.replace('\'', '"'));
    return this;
  }

  /** An RDD of the next stage. */
  public LogLines rdd(int id, String name, int partitions, String level, Integer... parents) {
    rdds.add(
        ("{'RDD ID':%d,'Name':'%s','Callsite':'','Parent IDs':%s,'Storage Level':%s,"
                + "'Number of Partitions':%d}")
            .formatted(id, name, List.of(parents), level, partitions));
    return this;
  }

  public LogLines rdd(int id, String name, int partitions, Integer... parents) {
    return rdd(id, name, partitions, NONE, parents);
  }

  /**
   * A job of one stage, whose RDDs have just been given, with a task of 100 ms for each partition.
   */
  public LogLines job(int partitions) {
    begin(partitions);
    for (int partition = 0; partition < partitions; partition++) {
      task(partition, "");
    }
    return end();
  }

  public LogLines begin(int partitions) {
    add(
        "{'Event':'SparkListenerJobStart','Job ID':%d,'Submission Time':%d,'Stage IDs':[%d]}"
            .formatted(job, ++now, stage));
    add(
        ("{'Event':'SparkListenerStageSubmitted','Stage Info':{'Stage ID':%d,'Stage Attempt ID':0,"
                + "'Stage Name':'count','Number of Tasks':%d,'Parent IDs':[],'Submission Time':%d,"
                + "'RDD Info':[%s]}}")
            .formatted(stage, partitions, ++now, String.join(",", rdds)));
    rdds.clear();
    return this;
  }

  /** A task of 100 ms, with more metrics. */
  public LogLines task(int partition, String metrics) {
    return task(partition, 100, metrics);
  }

  /** A task of so many milliseconds, with more metrics. */
  public LogLines task(int partition, int millis, String metrics) {
    return task(partition, millis, millis, metrics);
  }

  /** A task that took so many milliseconds and ran for some of them. */
  public LogLines task(int partition, int millis, int run, String metrics) {
    add(
        ("{'Event':'SparkListenerTaskEnd','Stage ID':%d,'Stage Attempt ID':0,"
                + "'Task End Reason':{'Reason':'Success'},'Task Info':{'Task ID':%d,'Index':%d,"
                + "'Attempt':0,'Partition ID':%d,'Launch Time':%d,'Executor ID':'driver',"
                + "'Finish Time':%d},'Task Metrics':{'Executor Run Time':%d%s}}")
            .formatted(stage, task++, partition, partition, now, now + millis, run, metrics));
    now += millis;
    return this;
  }

  /** What follows began so many milliseconds before. */
  public LogLines back(int millis) {
    now -= millis;
    return this;
  }

  public LogLines end() {
    add(
        ("{'Event':'SparkListenerStageCompleted','Stage Info':{'Stage ID':%d,'Stage Attempt ID':0,"
                + "'Completion Time':%d}}")
            .formatted(stage++, ++now));
    add("{'Event':'SparkListenerJobEnd','Job ID':%d,'Completion Time':%d}".formatted(job++, ++now));
    return this;
  }

  /** A block was stored: what the simulation learns of it is its size. */
  public LogLines stored(int rdd, int partition, long bytes) {
    return add(
        ("{'Event':'SparkListenerBlockUpdated','Block Updated Info':{'Block Manager ID':{'Executor"
                + " ID':'driver'},'Block ID':'rdd_%d_%d','Storage Level':%s,'Memory Size':%d,'Disk"
                + " Size':0}}")
            .formatted(rdd, partition, MEMORY_ONLY, bytes));
  }

  public LogLines unpersist(int rdd) {
    return add("{'Event':'SparkListenerUnpersistRDD','RDD ID':%d}".formatted(rdd));
  }

  public List<String> lines() {
    return lines;
  }

  public Workload workload() {
    return read(lines);
  }

  /** A log of the real Spark, of those whose truth is known. */
  static Workload recorded(String name) throws IOException {
    try (InputStream log =
        LogLines.class.getResourceAsStream("/evaluate/" + name + ".eventlog.json.gz")) {
      return EventLogReader.read(log, name);
    }
  }

  public static Workload read(List<String> lines) {
    byte[] bytes = String.join("\n", lines).concat("\n").getBytes(StandardCharsets.UTF_8);
    try {
      return EventLogReader.read(new ByteArrayInputStream(bytes), "example");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
