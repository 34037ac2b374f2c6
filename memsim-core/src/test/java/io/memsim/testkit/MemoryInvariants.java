package io.memsim.testkit;

import io.memsim.executor.ExecutorMemory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is checked after every operation of a test: any of the kit's {@linkplain MemoryInvariant
 * invariants}, and a user's own. Immutable: each method answers a changed copy.
 *
 * <pre>{@code
 * MemoryInvariants.forAnyPolicy().without(MemoryInvariant.A_COPY_IS_EQUAL).check(executor);
 * }</pre>
 */
public final class MemoryInvariants {

  private final Set<MemoryInvariant> chosen;
  private final Map<String, Consumer<? super ExecutorMemory>> own;

  private MemoryInvariants(
      Set<MemoryInvariant> chosen, Map<String, Consumer<? super ExecutorMemory>> own) {
    this.chosen = chosen;
    this.own = own;
  }

  /**
   * All of the kit's invariants. With an eviction policy other than Spark's the order of evictions
   * is among them by mistake: see {@link #forAnyPolicy}.
   *
   * @return the invariants
   */
  public static MemoryInvariants all() {
    return new MemoryInvariants(EnumSet.allOf(MemoryInvariant.class), Map.of());
  }

  /**
   * All invariants that hold with any eviction policy.
   *
   * @return all but {@link MemoryInvariant#LEAST_RECENTLY_USED_GOES_FIRST}
   */
  public static MemoryInvariants forAnyPolicy() {
    return all().without(MemoryInvariant.LEAST_RECENTLY_USED_GOES_FIRST);
  }

  /**
   * No invariants, to begin with.
   *
   * @return the empty set
   */
  public static MemoryInvariants none() {
    return new MemoryInvariants(EnumSet.noneOf(MemoryInvariant.class), Map.of());
  }

  /**
   * Switches invariants on.
   *
   * @param invariants which
   * @return the changed set
   */
  public MemoryInvariants with(MemoryInvariant... invariants) {
    EnumSet<MemoryInvariant> more = EnumSet.noneOf(MemoryInvariant.class);
    more.addAll(chosen);
    more.addAll(List.of(invariants));
    return new MemoryInvariants(more, own);
  }

  /**
   * Switches invariants off.
   *
   * @param invariants which
   * @return the changed set
   */
  public MemoryInvariants without(MemoryInvariant... invariants) {
    EnumSet<MemoryInvariant> fewer = EnumSet.noneOf(MemoryInvariant.class);
    fewer.addAll(chosen);
    fewer.removeAll(List.of(invariants));
    return new MemoryInvariants(fewer, own);
  }

  /**
   * Adds an invariant of one's own.
   *
   * @param name what failures call it
   * @param check throws when it is violated; it must not operate the executor
   * @return the changed set
   * @throws IllegalArgumentException when there is one of that name
   */
  public MemoryInvariants with(String name, Consumer<? super ExecutorMemory> check) {
    Map<String, Consumer<? super ExecutorMemory>> more = new LinkedHashMap<>(own);
    if (more.put(name, check) != null) {
      throw new IllegalArgumentException("there is an invariant " + name + " already");
    }
    return new MemoryInvariants(chosen, more);
  }

  /**
   * Whether an invariant is switched on.
   *
   * @param invariant which
   * @return whether it is checked
   */
  public boolean includes(MemoryInvariant invariant) {
    return chosen.contains(invariant);
  }

  /**
   * Checks an executor's state. Invariants of single operations cannot be checked so, and are not.
   *
   * @param memory the executor, at rest
   * @throws AssertionError when an invariant is violated; it names all that are
   */
  public void check(ExecutorMemory memory) {
    check(MemoryStep.now(memory));
  }

  /** Checks an operation and the state that it has led to. */
  void check(MemoryStep step) {
    List<String> violations = new ArrayList<>();
    for (MemoryInvariant invariant : chosen) {
      String violation = invariant.violation(step);
      if (violation != null) {
        violations.add(invariant + ": " + violation);
      }
    }
    Throwable cause = null;
    for (Map.Entry<String, Consumer<? super ExecutorMemory>> entry : own.entrySet()) {
      try {
        entry.getValue().accept(step.memory());
      } catch (RuntimeException | AssertionError e) {
        violations.add(entry.getKey() + ": " + e.getMessage());
        cause = e;
      }
    }
    if (!violations.isEmpty()) {
      throw new AssertionError(String.join("\n", violations), cause);
    }
  }

  /** Whether anything is checked at all. */
  boolean isEmpty() {
    return chosen.isEmpty() && own.isEmpty();
  }

  @Override
  public String toString() {
    return "MemoryInvariants" + chosen + (own.isEmpty() ? "" : own.keySet());
  }
}
