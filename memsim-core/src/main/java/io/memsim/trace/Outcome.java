package io.memsim.trace;

import io.memsim.event.EvictionCause;
import io.memsim.event.PutFailure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one operation.
 *
 * @param line the line's number in its trace
 * @param operation what was asked
 * @param answer what the simulator answers, in the terms of the format; its state is always there
 * @param causes why each of the answer's evicted blocks had to go
 * @param failure why a block could not enter memory, or null when none failed to
 * @param missing how many bytes the refused storage request was short of, when {@code failure}
 * @param refusal what Spark's exception would say, or null when the operation is not refused
 * @param stranded tasks that wait now, and that no other known task is left to wake
 */
public record Outcome(
    long line,
    Operation operation,
    Expectation answer,
    List<EvictionCause> causes,
    @Nullable PutFailure failure,
    long missing,
    @Nullable String refusal,
    List<Long> stranded) {
  /**
   * Copies the lists.
   *
   * @param line the line's number in its trace
   * @param operation what was asked
   * @param answer what the simulator answers, in the terms of the format; its state is always there
   * @param causes why each of the answer's evicted blocks had to go
   * @param failure why a block could not enter memory, or null when none failed to
   * @param missing how many bytes the refused storage request was short of, when {@code failure}
   * @param refusal what Spark's exception would say, or null when the operation is not refused
   * @param stranded tasks that wait now, and that no other known task is left to wake
   */
  public Outcome {
    causes = List.copyOf(causes);
    stranded = List.copyOf(stranded);
  }
}
