package io.memsim.bench;

import io.memsim.trace.Replay;
import io.memsim.trace.TraceLine;
import io.memsim.trace.TraceReader;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What one line of a compressed trace costs: to decompress, to parse and to perform.
 *
 * <p>The trace is a {@code .jsonl.gz} in memory, so that no disk is measured, and begins again at
 * its end with a new executor. {@code generated} has all kinds of operations and no {@code expect},
 * at most 120 bytes in each line; it is the first million operations of the trace of {@link
 * TraceReplay}, gone through again and again. {@code conformance} is the largest recorded trace,
 * with the recorded answers, which are parsed too but not compared. No other subject can read a
 * trace.
 */
public class TraceReading extends PathBenchmark {

  /** The lines. */
  @State(Scope.Thread)
  public static class Memsim {

    /** Which trace. */
    @Param({"generated", "conformance"})
    public String trace = "generated";

    /** How many operations are generated. */
    @Param("1000000")
    public int lines = 1_000_000;

    private byte[] compressed = {};
    private TraceReader reader;
    private Replay replay;

    /**
     * Writes or reads the trace.
     *
     * @throws IOException when that fails
     */
    @Setup(Level.Trial)
    public void setUp() throws IOException {
      compressed = trace.equals("generated") ? Traces.generated(lines) : Traces.conformance();
      reader = Traces.read(compressed);
      replay = Replay.of(reader);
    }

    /** Does the next lines; answers the number of the last one. */
    long batch() throws IOException {
      long last = 0;
      for (int i = 0; i < TraceReplay.BATCH; i++) {
        if (!reader.hasNext()) {
          reader.close();
          reader = Traces.read(compressed);
          replay = Replay.of(reader);
        }
        TraceLine line = reader.next();
        replay.run(line.operation(), line.number());
        last = line.number();
      }
      return last;
    }

    /**
     * Closes the trace.
     *
     * @throws IOException when that fails
     */
    @TearDown(Level.Trial)
    public void close() throws IOException {
      reader.close();
    }
  }

  /**
   * Through the public reader and replay.
   *
   * @param state the lines
   * @return the number of the last line
   * @throws IOException when the trace cannot be read
   */
  @Benchmark
  @OperationsPerInvocation(TraceReplay.BATCH)
  public long memsim(Memsim state) throws IOException {
    return state.batch();
  }
}
