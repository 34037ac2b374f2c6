package io.memsim.bench.parity;

import io.memsim.block.MemoryMode;
import io.memsim.config.SparkVersion;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskContext$;
import org.apache.spark.memory.TaskMemoryManager;
import org.apache.spark.package$;

/** The line of Spark on the class path: all that differs between the lines. */
final class SparkLine {

  private static final SparkVersion VERSION = SparkVersion.parse(package$.MODULE$.SPARK_VERSION());

  /** What unmanaged consumers report, by the name and mode that they are registered under. */
  private static final Map<String, long[]> REPORTS = new HashMap<>();

  static {
    if (VERSION.tracksUnmanagedMemory()) {
      // Spark polls when we say so, and at no other time.
      ((AtomicBoolean) call(unified(), "pollingStarted")).set(true);
    }
  }

  private static final MethodHandle PEAK_ON_HEAP = peak("getPeakOnHeapExecutionMemory");
  private static final MethodHandle PEAK_OFF_HEAP = peak("getPeakOffHeapExecutionMemory");

  private SparkLine() {}

  private static MethodHandle peak(String name) {
    try {
      return MethodHandles.lookup()
          .findVirtual(TaskMemoryManager.class, name, MethodType.methodType(long.class));
    } catch (NoSuchMethodException e) {
      return null;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The most that a task's consumers held at a time; -1 before 4.0, which does not count it. */
  static long peak(TaskMemoryManager task, MemoryMode mode) {
    MethodHandle getter = mode == MemoryMode.ON_HEAP ? PEAK_ON_HEAP : PEAK_OFF_HEAP;
    if (getter == null) {
      return -1;
    }
    try {
      return (long) getter.invokeExact(task);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * How many blocks Spark has removed. Before 4.2 it counts what an iterator has left that it has
   * used up, and always answers 0.
   */
  static int removed(int answer, int before, int after) {
    return VERSION.compareTo(SparkVersion.V4_2) >= 0 ? answer : answer + before - after;
  }

  static SparkVersion version() {
    return VERSION;
  }

  static String fullVersion() {
    return package$.MODULE$.SPARK_VERSION();
  }

  /** A task's context of which only the attempt id matters. */
  static TaskContext context(long taskAttemptId) {
    TaskContext context = TaskContext$.MODULE$.empty();
    try {
      Field id = context.getClass().getDeclaredField("taskAttemptId");
      id.setAccessible(true);
      id.setLong(context, taskAttemptId);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return context;
  }

  /** Forgets all unmanaged consumers. */
  static void clearUnmanaged() {
    REPORTS.clear();
    if (VERSION.tracksUnmanagedMemory()) {
      call(unified(), "clearUnmanagedMemoryUsers");
    }
  }

  /** An unmanaged consumer reports what it uses, and Spark polls. */
  static void unmanaged(String component, MemoryMode mode, long bytes) {
    if (!VERSION.tracksUnmanagedMemory()) {
      return;
    }
    String key = component + "/" + mode;
    long[] report = REPORTS.get(key);
    if (report == null) {
      report = new long[1];
      REPORTS.put(key, report);
      register(component, mode, report);
    }
    report[0] = bytes;
    call(unified(), "org$apache$spark$memory$UnifiedMemoryManager$$pollUnmanagedMemoryUsers");
    if (bytes == -1) {
      REPORTS.remove(key);
    }
  }

  private static void register(String component, MemoryMode mode, long[] report) {
    try {
      Class<?> consumerType = Class.forName("org.apache.spark.memory.UnmanagedMemoryConsumer");
      Constructor<?> idMaker =
          Class.forName("org.apache.spark.memory.UnmanagedMemoryConsumerId")
              .getConstructor(String.class, String.class);
      Object id = idMaker.newInstance(component, mode.name());
      Object consumer =
          Proxy.newProxyInstance(
              SparkLine.class.getClassLoader(),
              new Class<?>[] {consumerType},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "unmanagedMemoryConsumerId" -> id;
                    case "memoryMode" -> Names.mode(mode);
                    case "getMemBytesUsed" -> report[0];
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == arguments[0];
                    default -> component;
                  });
      unified()
          .getClass()
          .getMethod("registerUnmanagedMemoryConsumer", consumerType)
          .invoke(unified(), consumer);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object unified() {
    return org.apache.spark.memory.UnifiedMemoryManager$.MODULE$;
  }

  private static Object call(Object target, String name) {
    try {
      Method method = target.getClass().getDeclaredMethod(name);
      method.setAccessible(true);
      return method.invoke(target);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
