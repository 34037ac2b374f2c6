package io.memsim.cli;

import io.memsim.block.MemoryMode;
import io.memsim.executor.ExecutorMemory;
import io.memsim.trace.Expectation.Pool;
import io.memsim.trace.Expectation.Pools;
import io.memsim.trace.Expectation.State;
import io.memsim.trace.Outcome;
import io.memsim.trace.TraceHeader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Operation by operation: what was asked, the answer, the pools, and what else happened. */
final class OperationTable {
  /** A trace of at most so many operations is shown in full without being asked to. */
  static final long SHORT = 40;

  private static final int BAR = 30;
  private static final String INDENT = " ".repeat(10);

  private final List<String> lines = new ArrayList<>();
  private final boolean offHeap;

  OperationTable(String name, TraceHeader header, ExecutorMemory memory) {
    offHeap = size(memory, MemoryMode.OFF_HEAP) > 0;
    lines.add(name + (header.about() == null ? "" : ": " + header.about()));
    String recorded = header.source() == null ? "" : "; answers recorded by " + header.source();
    lines.add(
        Text.count(header.cores(), "core")
            + "; "
            + Text.number(size(memory, MemoryMode.ON_HEAP))
            + " bytes for execution and storage"
            + (offHeap
                ? ", off-heap " + Text.number(size(memory, MemoryMode.OFF_HEAP)) + " bytes"
                : "")
            + recorded);
    lines.add("");
    String pools = "execution | storage, used/size" + (offHeap ? "; off-heap" : "");
    lines.add(row("line", "operation", "answer", pools));
    lines.add(row("1", "", "", pools(state(memory))));
  }

  private static long size(ExecutorMemory memory, MemoryMode mode) {
    return memory.executionPoolSize(mode) + memory.storagePoolSize(mode);
  }

  private static State state(ExecutorMemory memory) {
    return new State(pools(memory, MemoryMode.ON_HEAP), pools(memory, MemoryMode.OFF_HEAP));
  }

  private static Pools pools(ExecutorMemory memory, MemoryMode mode) {
    return new Pools(
        new Pool(memory.executionPoolSize(mode), memory.executionUsed(mode)),
        new Pool(memory.storagePoolSize(mode), memory.storageUsed(mode)));
  }

  void add(Outcome outcome) {
    lines.add(
        row(
            Long.toString(outcome.line()),
            Text.operation(outcome.operation()),
            Text.answer(outcome),
            pools(outcome.answer().state())));
    for (String effect : Text.effects(outcome)) {
      lines.add(INDENT + effect);
    }
  }

  /** Prints what has come together since the last time. */
  void print(PrintStream out) {
    lines.forEach(out::println);
    lines.clear();
  }

  private static String row(String line, String operation, String answer, String pools) {
    return String.format(Locale.ROOT, "%6s  %-46s  %-16s  %s", line, operation, answer, pools)
        .stripTrailing();
  }

  private String pools(@Nullable State state) {
    if (state == null) {
      return "";
    }
    return pools(state.onHeap()) + (offHeap ? "  " + pools(state.offHeap()) : "");
  }

  private static String pools(@Nullable Pools pools) {
    if (pools == null || pools.execution() == null || pools.storage() == null) {
      return "";
    }
    return PoolBar.of(pools.execution(), pools.storage(), BAR)
        + " "
        + used(pools.execution())
        + " | "
        + used(pools.storage());
  }

  private static String used(Pool pool) {
    return Text.number(pool.used()) + "/" + Text.number(pool.size());
  }
}
