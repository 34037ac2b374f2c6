package io.memsim.bench.parity;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.memory.MemoryManager;
import org.apache.spark.memory.TaskMemoryManager;

/** A running task of Spark's. */
final class RealTask {

  private final long id;
  private final TaskContext context;
  private final TaskMemoryManager memory;
  private final Map<String, RealConsumer> consumers = new LinkedHashMap<>();

  RealTask(MemoryManager manager, long id) {
    this.id = id;
    this.context = SparkLine.context(id);
    this.memory = new TaskMemoryManager(manager, id);
  }

  long id() {
    return id;
  }

  TaskContext context() {
    return context;
  }

  TaskMemoryManager memory() {
    return memory;
  }

  Map<String, RealConsumer> consumers() {
    return consumers;
  }
}
