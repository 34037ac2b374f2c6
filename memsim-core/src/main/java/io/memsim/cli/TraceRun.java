package io.memsim.cli;

import io.memsim.config.ConfigWarning;
import io.memsim.executor.ExecutorMemory;
import io.memsim.trace.Divergence;
import io.memsim.trace.Outcome;
import io.memsim.trace.OutcomeWriter;
import io.memsim.trace.Replay;
import io.memsim.trace.TraceFormatException;
import io.memsim.trace.TraceLine;
import io.memsim.trace.TraceReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The replay of one trace, as the command line shows it. */
final class TraceRun {
  /** What to do with each operation beside counting it. */
  enum Detail {
    /** Nothing. */
    NONE,
    /** Print it when there turn out to be few of them. */
    IF_SHORT,
    /** Print it. */
    TEXT,
    /** Write it as JSON. */
    JSON,
    /** Write it as JSON with the blocks in memory and on disk. */
    JSON_WITH_BLOCKS
  }

  private static final long PROGRESS_EVERY = 1 << 16;

  private final TraceReader reader;
  private final Terminal terminal;
  private final boolean check;
  private final Replay replay;
  private final ReplayCounts counts = new ReplayCounts();
  private long operations;
  private long recorded;
  private @Nullable Divergence divergence;

  TraceRun(TraceReader reader, Terminal terminal, boolean check) {
    this.reader = reader;
    this.terminal = terminal;
    this.check = check;
    this.replay = Replay.of(reader);
    replay.memory().addListener(counts);
  }

  String name() {
    return reader.name();
  }

  long operations() {
    return operations;
  }

  /** How many operations had recorded answers that have been compared. */
  long compared() {
    return recorded;
  }

  ReplayCounts counts() {
    return counts;
  }

  @Nullable Divergence divergence() {
    return divergence;
  }

  ExecutorMemory memory() {
    return replay.memory();
  }

  /** Replays up to the end or to the first divergence. */
  void run(Detail detail) throws IOException {
    if (reader.header().source() == null) {
      // Whoever wrote it by hand may have mistyped; a recorder knows what it does.
      for (ConfigWarning warning : memory().config().warnings()) {
        terminal.warn(name() + ":1: " + warning);
      }
    }
    switch (detail) {
      case JSON, JSON_WITH_BLOCKS -> json(detail == Detail.JSON_WITH_BLOCKS);
      case TEXT -> text(Long.MAX_VALUE);
      case IF_SHORT -> text(OperationTable.SHORT);
      case NONE -> silently();
    }
    terminal.endProgress();
    if (divergence == null) {
      warnOfStranded();
    }
  }

  private void warnOfStranded() {
    for (long task : memory().strandedTasks()) {
      terminal.warn(
          name()
              + ": at the end task "
              + task
              + " still waits for memory, and no other task is left to wake it");
    }
  }

  private void json(boolean blocks) throws IOException {
    OutcomeWriter writer = new OutcomeWriter(terminal.out());
    writer.begin(name(), reader.header());
    try {
      while (divergence == null && reader.hasNext()) {
        TraceLine line = reader.next();
        TraceFormatException broken = null;
        boolean last = true;
        try {
          last = !reader.hasNext();
        } catch (TraceFormatException e) {
          // The next line is broken: this one is still to be performed and shown.
          broken = e;
        }
        Outcome outcome = step(line, blocks || last);
        writer.write(outcome, blocks || last, divergence);
        if (broken != null) {
          throw broken;
        }
      }
    } finally {
      writer.flush();
    }
  }

  private void text(long most) {
    OperationTable table = new OperationTable(name(), reader.header(), memory());
    try {
      while (divergence == null && reader.hasNext()) {
        if (operations == most) {
          silently();
          return;
        }
        table.add(step(reader.next(), false));
        if (most == Long.MAX_VALUE) {
          table.print(terminal.out());
        }
      }
    } catch (TraceFormatException e) {
      table.print(terminal.out());
      throw e;
    }
    table.print(terminal.out());
    terminal.out().println();
  }

  private void silently() {
    while (divergence == null && reader.hasNext()) {
      TraceLine line = reader.next();
      if (check && line.expectation() != null) {
        step(line, false);
      } else {
        replay.run(line.operation(), line.number());
        done();
      }
    }
  }

  private Outcome step(TraceLine line, boolean blocks) {
    Outcome outcome = replay.step(line, blocks);
    if (check && line.expectation() != null) {
      recorded++;
      divergence = replay.compare(line, outcome).orElse(null);
    }
    done();
    return outcome;
  }

  private void done() {
    operations++;
    if (operations % PROGRESS_EVERY == 0) {
      terminal.progress(name() + ": " + Text.count(operations, "operation"));
    }
  }
}
