package io.memsim.trace;

import com.google.common.primitives.Longs;
import io.memsim.config.ConfigException;
import io.memsim.config.MemoryConfig;
import io.memsim.config.SparkVersion;
import io.memsim.executor.ExecutorMemory;
import io.memsim.executor.SparkRefusalException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Drives an executor's memory with the operations of a trace, and compares its answers with the
 * recorded ones.
 *
 * <p>An operation that Spark itself refuses with an exception is answered {@code error}, and the
 * replay goes on. An operation that the format forbids (an unknown consumer, something done by a
 * task that waits, a locked block removed, ...) is a {@link TraceFormatException}; the executor is
 * then as it was before that operation.
 *
 * <p>Not thread-safe. While a replay runs nobody else may operate its executor.
 */
public final class Replay {
  private static final String SPARK = "spark-";

  private final String file;
  private final ExecutorMemory memory;
  private final EffectCollector effects = new EffectCollector();
  private boolean listening;

  private Replay(String file, ExecutorMemory memory) {
    this.file = file;
    this.memory = memory;
  }

  /**
   * Makes the executor that a trace is about.
   *
   * @param reader the trace, of which nothing is read here but its name and header
   * @return a replay before the first operation
   * @throws TraceFormatException when the header's properties make no executor: key, value, and
   *     what was expected, on line 1
   */
  public static Replay of(TraceReader reader) {
    return on(executor(reader.header(), reader.name()), reader.name());
  }

  /**
   * Replays on a given executor, one with another eviction policy or with listeners, say.
   *
   * @param memory the executor, in whatever state it is
   * @param file what errors and divergences call the trace
   * @return a replay before the first operation
   */
  public static Replay on(ExecutorMemory memory, String file) {
    return new Replay(file, memory);
  }

  /**
   * The configuration that a trace's header describes: that of the Spark which recorded it, where
   * its {@code source} is {@code spark-} and a known version, else of the newest.
   *
   * @param header the header
   * @param file what errors call the trace
   * @return the configuration
   * @throws TraceFormatException when a property has a value that Spark refuses
   */
  public static MemoryConfig config(TraceHeader header, String file) {
    try {
      return MemoryConfig.forTrace(header.conf(), header.cores(), version(header.source()));
    } catch (ConfigException e) {
      throw inHeader(file, e);
    }
  }

  private static SparkVersion version(@Nullable String source) {
    if (source == null || !source.startsWith(SPARK)) {
      return SparkVersion.LATEST;
    }
    try {
      return SparkVersion.parse(source.substring(SPARK.length()));
    } catch (IllegalArgumentException e) {
      // Whatever recorded it, the newest rules are the best guess.
      return SparkVersion.LATEST;
    }
  }

  private static ExecutorMemory executor(TraceHeader header, String file) {
    try {
      return ExecutorMemory.create(config(header, file));
    } catch (ConfigException e) {
      throw inHeader(file, e);
    }
  }

  private static TraceFormatException inHeader(String file, ConfigException e) {
    TraceFormatException wrong =
        new TraceFormatException(file, 1, "conf: " + e.key(), e.value(), e.expected());
    wrong.initCause(e);
    return wrong;
  }

  /**
   * The executor.
   *
   * @return the same at all times
   */
  public ExecutorMemory memory() {
    return memory;
  }

  /**
   * Performs an operation without collecting its outcome. Makes no garbage of its own.
   *
   * @param operation what to do
   * @param line its line's number, for errors
   * @return false when Spark refuses the operation
   * @throws TraceFormatException when the format forbids it
   */
  public boolean run(Operation operation, long line) {
    if (listening) {
      // Nobody takes what is collected any more: it would pile up.
      memory.removeListener(effects);
      listening = false;
    }
    return perform(operation, line);
  }

  private boolean perform(Operation operation, long line) {
    try {
      Operations.perform(operation, memory);
      return true;
    } catch (SparkRefusalException e) {
      return false;
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      throw forbidden(operation, line, e);
    }
  }

  /**
   * Performs an operation and collects what became of it.
   *
   * @param line what to do
   * @param blocks whether the outcome lists the blocks in memory and on disk, which takes time in
   *     their number; they are listed anyway when the line's {@code expect} has them
   * @return the outcome
   * @throws TraceFormatException when the format forbids the operation
   */
  public Outcome step(TraceLine line, boolean blocks) {
    if (!listening) {
      memory.addListener(effects);
      listening = true;
    }
    effects.clear();
    boolean done = perform(line.operation(), line.number());
    Expectation expected = line.expectation();
    boolean listed =
        blocks || (expected != null && (expected.memory() != null || expected.disk() != null));
    RuntimeException refusal = effects.refusal();
    return new Outcome(
        line.number(),
        line.operation(),
        effects.expectation(line.operation(), memory, listed),
        effects.causes(),
        effects.failure(),
        effects.missing(),
        done || refusal == null ? null : refusal.getMessage(),
        Longs.asList(memory.strandedTasks()));
  }

  /**
   * Compares an outcome with what was recorded.
   *
   * @param line the line, with or without recorded answers
   * @param outcome what {@link #step} made of it
   * @return the first difference; empty when there is none or nothing was recorded
   */
  public Optional<Divergence> compare(TraceLine line, Outcome outcome) {
    Expectation expected = line.expectation();
    if (expected == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        Comparison.compare(file, line.number(), line.operation(), expected, outcome.answer()));
  }

  /**
   * Performs an operation and compares its outcome with what was recorded.
   *
   * @param line what to do, with or without recorded answers
   * @return the first difference; empty when there is none or nothing was recorded
   * @throws TraceFormatException when the format forbids the operation
   */
  public Optional<Divergence> check(TraceLine line) {
    return compare(line, step(line, false));
  }

  private TraceFormatException forbidden(Operation operation, long line, RuntimeException cause) {
    TraceFormatException wrong = Operations.explain(operation, memory, file, line, cause);
    wrong.initCause(cause);
    return wrong;
  }
}
