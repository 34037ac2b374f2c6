package io.memsim.whatif;

import io.memsim.simulate.Simulation;
import io.memsim.workload.EventLogReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The bundled event log of a real run: two slots, 28 MiB, MEMORY_ONLY. */
public final class Logs {
  private static final String PAGERANK = "/eventlogs/pagerank.mo28.eventlog.json.gz";

  private Logs() {}

  public static Simulation pagerank() {
    try (InputStream in = Logs.class.getResourceAsStream(PAGERANK)) {
      return Simulation.of(EventLogReader.read(in, PAGERANK));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Trials of it on an executor of so much heap, as recorded for an empty one. */
  public static SimulationTrial pagerank(String heap) {
    Variant base =
        heap.isEmpty() ? Variant.RECORDED : Variant.RECORDED.with(MemorySizes.HEAP, heap);
    return SimulationTrial.of(pagerank(), base);
  }
}
