package io.memsim.report;

import io.memsim.simulate.LogLines;
import io.memsim.simulate.Scenario;
import io.memsim.simulate.Simulation;
import io.memsim.simulate.SimulationResult;
import io.memsim.whatif.Advice;
import io.memsim.whatif.Axis;
import io.memsim.whatif.Goal;
import io.memsim.whatif.GoalSearch;
import io.memsim.whatif.Grid;
import io.memsim.whatif.Logs;
import io.memsim.whatif.MemoryCurve;
import io.memsim.whatif.SimulationTrial;
import io.memsim.whatif.Sweep;
import io.memsim.whatif.Variant;
import io.memsim.workload.Workload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A report with all there can be. */
final class Reports {
  private Reports() {}

  static Report full() {
    SimulationTrial trial = Logs.pagerank("");
    SimulationResult recorded = trial.detailed(Variant.RECORDED);
    Sweep sweep = Sweep.with(trial);
    Grid grid =
        Grid.of(
            List.of(
                Axis.parse("spark.executor.memory=12m:36m:6m"),
                Axis.parse("spark.memory.fraction=0.00000001,0.5,1"),
                Axis.parse("rdd.2.level=MEMORY_ONLY,MEMORY_AND_DISK_SER")));
    try {
      return Report.of("whatif", trial.workload(), recorded)
          .candidates(sweep.run(grid.variants()))
          .goal(
              new GoalSearch(Goal.parse("no-eviction"), SimulationTrial.measures(recorded), trial)
                  .memory(trial, sweep))
          .curve(MemoryCurve.of(trial, sweep))
          .advice(Advice.of(trial, sweep))
          .accuracy(List.of(new Accuracy("block accesses", 158, 160)))
          .doctor(
              List.of(
                  new Remedy(
                      "spark.eventLog.logBlockUpdates.enabled  true", "Tells the size of blocks."),
                  new Remedy("", "Nothing else helps: </script><script>alert(1)</script>")))
          .notes(List.of("A note with <b>markup</b> & \"quotes\", \u2028 and a \u0001."))
          .build();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A simulation in which a task waits for execution memory. */
  static Report waiting() {
    Workload workload = LogLines.waiting().workload();
    return Report.of("simulate", workload, Simulation.of(workload).run(Scenario.own())).build();
  }

  interface Writer {
    void write(Report report, ByteArrayOutputStream out) throws IOException;
  }

  static String text(Report report, Writer writer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      writer.write(report, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
