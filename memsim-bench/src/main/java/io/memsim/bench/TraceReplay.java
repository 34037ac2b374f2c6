package io.memsim.bench;

import io.memsim.config.MemoryConfig;
import io.memsim.executor.ExecutorMemory;
import io.memsim.trace.Operation;
import io.memsim.trace.Replay;
import io.memsim.trace.TraceReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What one operation of a trace costs, read and decoded beforehand.
 *
 * <p>{@code generated} has all kinds of operations, and ten million of them; {@code conformance} is
 * the largest of the traces that were recorded from Spark and have to be reproduced, less than a
 * thousand operations. At the end of a trace a new executor is made and it begins again; that is
 * part of the figure. Left out: reading ({@link TraceReading}), and collecting and comparing
 * outcomes. No other subject can replay a trace.
 */
public class TraceReplay extends PathBenchmark {

  /** Operations that are timed together. */
  static final int BATCH = 1000;

  /** The operations. */
  @State(Scope.Thread)
  public static class Memsim {

    /** Which trace. */
    @Param({"generated", "conformance"})
    public String trace = "generated";

    /** How many operations are generated. */
    @Param("10000000")
    public int operations = 10_000_000;

    private Operation[] decoded = {};
    private MemoryConfig config;
    private Replay replay;
    private int at;

    /**
     * Draws or reads the operations.
     *
     * @throws IOException when the trace cannot be read
     */
    @Setup(Level.Trial)
    public void setUp() throws IOException {
      if (trace.equals("generated")) {
        decoded = GeneratedTrace.of(operations);
        config = Replay.config(GeneratedTrace.header(), trace);
      } else {
        List<Operation> read = new ArrayList<>();
        try (TraceReader reader = Traces.read(Traces.conformance())) {
          reader.forEachRemaining(line -> read.add(line.operation()));
          config = Replay.config(reader.header(), trace);
        }
        decoded = read.toArray(Operation[]::new);
      }
      restart();
    }

    private void restart() {
      at = 0;
      replay = Replay.on(ExecutorMemory.create(config), trace);
    }

    /** Does the next operations; answers how many Spark refuses. */
    int batch() {
      int refused = 0;
      for (int i = 0; i < BATCH; i++) {
        if (at == decoded.length) {
          restart();
        }
        refused += replay.run(decoded[at++], at) ? 0 : 1;
      }
      return refused;
    }
  }

  /**
   * Through the public replay.
   *
   * @param state the operations
   * @return how many Spark refuses
   */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int memsim(Memsim state) {
    return state.batch();
  }
}
