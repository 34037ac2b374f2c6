package io.memsim.cli;

import io.memsim.block.MemoryMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.trace.Divergence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is left of some replays when they are over: a table, and the verdict of the check. */
final class ReplaySummary {
  private final Terminal terminal;
  private final boolean check;
  private final List<Trace> traces = new ArrayList<>();

  ReplaySummary(Terminal terminal, boolean check) {
    this.terminal = terminal;
    this.check = check;
  }

  void add(TraceRun run, String label) {
    traces.add(Trace.of(run, label));
  }

  boolean diverged() {
    return traces.stream().anyMatch(trace -> trace.divergence() != null);
  }

  void print() {
    if (traces.isEmpty()) {
      return;
    }
    boolean offHeap = traces.stream().anyMatch(Trace::usesOffHeap);
    TextTable table = new TextTable(columns(offHeap));
    for (Trace trace : traces) {
      table.row(row(trace, offHeap));
    }
    table.print(terminal.out());
    if (check) {
      printVerdict();
    }
  }

  private void printVerdict() {
    terminal.out().println();
    long diverged = 0;
    for (Trace trace : traces) {
      if (trace.divergence() != null) {
        diverged++;
        terminal.out().println(terminal.bad(trace.divergence().toString()));
      }
    }
    long compared = traces.stream().mapToLong(Trace::compared).sum();
    if (diverged > 0) {
      terminal.out().println(diverged + " of " + Text.count(traces.size(), "trace") + " diverged");
    } else {
      String text =
          Text.count(traces.size(), "trace")
              + ", "
              + Text.count(compared, "operation")
              + " with recorded answers: all reproduced";
      terminal.out().println(terminal.good(text));
    }
  }

  private List<String> columns(boolean offHeap) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "trace",
                ">operations",
                ">evictions",
                ">spills",
                ">waits",
                ">failed puts",
                ">refused",
                ">execution used/size",
                ">storage used/size"));
    if (offHeap) {
      columns.add(">off-heap execution");
      columns.add(">off-heap storage");
    }
    if (check) {
      columns.add("check");
    }
    return columns;
  }

  private List<String> row(Trace trace, boolean offHeap) {
    ReplayCounts counts = trace.counts();
    List<String> cells =
        new ArrayList<>(
            List.of(
                trace.name(),
                Text.number(trace.operations()),
                Text.number(counts.evictions()),
                Text.number(counts.spills()),
                Text.number(counts.waits()),
                Text.number(counts.failedPuts()),
                Text.number(counts.refusals()),
                trace.execution(),
                trace.storage()));
    if (offHeap) {
      cells.add(trace.offHeapExecution());
      cells.add(trace.offHeapStorage());
    }
    if (check) {
      Divergence divergence = trace.divergence();
      cells.add(
          divergence != null
              ? "diverges at line " + divergence.line()
              : trace.compared() == 0 ? "nothing recorded" : "ok");
    }
    return cells;
  }

  /** What is kept of a replay: its executor, perhaps a big one, is not. */
  private record Trace(
      String name,
      long operations,
      long compared,
      ReplayCounts counts,
      @Nullable Divergence divergence,
      boolean usesOffHeap,
      String execution,
      String storage,
      String offHeapExecution,
      String offHeapStorage) {

    static Trace of(TraceRun run, String label) {
      ExecutorMemory memory = run.memory();
      return new Trace(
          label,
          run.operations(),
          run.compared(),
          run.counts(),
          run.divergence(),
          memory.executionPoolSize(MemoryMode.OFF_HEAP)
                  + memory.storagePoolSize(MemoryMode.OFF_HEAP)
              > 0,
          execution(memory, MemoryMode.ON_HEAP),
          storage(memory, MemoryMode.ON_HEAP),
          execution(memory, MemoryMode.OFF_HEAP),
          storage(memory, MemoryMode.OFF_HEAP));
    }

    private static String execution(ExecutorMemory memory, MemoryMode mode) {
      return Text.number(memory.executionUsed(mode))
          + "/"
          + Text.number(memory.executionPoolSize(mode));
    }

    private static String storage(ExecutorMemory memory, MemoryMode mode) {
      return Text.number(memory.storageUsed(mode))
          + "/"
          + Text.number(memory.storagePoolSize(mode));
    }
  }
}
