package io.memsim.testkit;

import io.memsim.block.BlockId;
import io.memsim.event.MemoryEvent;
import io.memsim.executor.ExecutorMemory;
import io.memsim.trace.Operation;
import io.memsim.trace.TraceHeader;
import io.memsim.trace.TraceRecorder;
import io.memsim.trace.TraceWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Remembers all that is asked of an executor and all that happens in it, so that a test can ask
 * afterwards, and print what was done as a memory trace.
 *
 * <p>It keeps everything, so it is meant for tests and not for long runs. Not thread-safe, like the
 * executor.
 */
public final class MemoryLog {

  private final ExecutorMemory memory;
  private final OperationListener operations;
  private final List<MemoryEvent> events = new ArrayList<>();
  private final TreeMap<String, BlockId> stored = new TreeMap<>();

  private MemoryLog(ExecutorMemory memory, List<Operation> before, @Nullable String gap) {
    this.memory = memory;
    operations = new OperationListener(before, gap);
    memory.addListener(operations);
    memory.addListener(MemoryEvent.listener(this::happened));
  }

  /**
   * Begins to remember.
   *
   * @param memory the executor, better a fresh one: a trace cannot tell what happened before
   * @return the log
   */
  public static MemoryLog of(ExecutorMemory memory) {
    boolean fresh = memory.snapshot().equals(ExecutorMemory.create(memory.config()).snapshot());
    return new MemoryLog(
        memory,
        List.of(),
        fresh ? null : "the executor had been used before its operations were remembered");
  }

  /** A log of a copy of the executor, which remembers what the original has done. */
  MemoryLog continuedOn(ExecutorMemory copy) {
    MemoryLog continued = new MemoryLog(copy, operations.performed(), operations.gap());
    continued.events.addAll(events);
    continued.stored.putAll(stored);
    return continued;
  }

  private void happened(MemoryEvent event) {
    events.add(event);
    if (event instanceof MemoryEvent.Stored in) {
      stored.put(in.block().name(), in.block());
    } else if (event instanceof MemoryEvent.BlockRemoved out) {
      stored.remove(out.block().name());
    }
  }

  /**
   * The executor.
   *
   * @return always the same
   */
  public ExecutorMemory memory() {
    return memory;
  }

  /**
   * The operations so far, those that failed or were refused included.
   *
   * @return in the order in which they were done; a view
   */
  public List<Operation> operations() {
    return Collections.unmodifiableList(operations.performed());
  }

  /**
   * What has happened so far.
   *
   * @return in the order in which it happened; a view
   */
  public List<MemoryEvent> events() {
    return Collections.unmodifiableList(events);
  }

  /**
   * What has happened of one kind.
   *
   * @param <E> the kind
   * @param kind a record of {@link MemoryEvent}
   * @return in the order in which it happened
   */
  public <E extends MemoryEvent> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The blocks that were stored and that no caller has removed, wherever they are now. */
  Collection<BlockId> expectedBlocks() {
    return Collections.unmodifiableCollection(stored.values());
  }

  /**
   * The operations as a memory trace: JSON Lines that {@code replay} reads, a header first. It has
   * no recorded answers, so that it can be replayed with any eviction policy.
   *
   * @return the trace's text; where it could not be complete, or without Jackson on the class path,
   *     it says why
   */
  public String trace() {
    String gap = operations.gap();
    String text;
    try {
      text = jsonLines();
    } catch (NoClassDefFoundError e) {
      text =
          "(com.fasterxml.jackson.core:jackson-core is missing, which writes traces)\n"
              + operations().stream().map(Operation::toString).collect(Collectors.joining("\n"))
              + "\n";
    }
    return gap == null ? text : text + "(not all of it: " + gap + ")\n";
  }

  private String jsonLines() {
    TraceHeader header = TraceRecorder.header(memory.config());
    TraceHeader unrecorded = new TraceHeader(header.conf(), header.cores(), null, null);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TraceWriter writer = TraceWriter.of(out, unrecorded)) {
      for (Operation operation : operations()) {
        writer.write(operation, null);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return operations().size() + " operations on " + memory.config();
  }
}
