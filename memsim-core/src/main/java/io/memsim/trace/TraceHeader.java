package io.memsim.trace;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a trace: the executor that it is about.
 *
 * @param conf Spark properties, in the file's order; {@code spark.executor.memory} is the heap that
 *     the memory manager sees. Copied; not checked here but when an executor is made of them
 * @param cores the executor's task slots, at least 1
 * @param source who recorded the answers, or null for a hand-written trace
 * @param about what the trace is about in its recorder's words, or null
 */
public record TraceHeader(
    Map<String, String> conf, int cores, @Nullable String source, @Nullable String about) {
  /** The version of the format that this library reads and writes. */
  public static final int VERSION = 1;

  /**
   * Copies the properties and checks the cores.
   *
   * @param conf Spark properties, in the file's order; {@code spark.executor.memory} is the heap
   *     that the memory manager sees. Copied; not checked here but when an executor is made of them
   * @param cores the executor's task slots, at least 1
   * @param source who recorded the answers, or null for a hand-written trace
   * @param about what the trace is about in its recorder's words, or null
   */
  public TraceHeader {
    checkArgument(cores >= 1, "cores: %s: expected at least 1", cores);
    conf = Collections.unmodifiableMap(new LinkedHashMap<>(conf));
  }
}
