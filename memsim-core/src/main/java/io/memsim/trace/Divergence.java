package io.memsim.trace;

/**
 * The first difference between what Spark answered and what the simulator answers.
 *
 * @param file the trace
 * @param line the line's number, counted from 1
 * @param field what differs, as a path into the line's {@code expect}: {@code stored}, {@code
 *     evicted[0].bytes}, {@code state.onHeap.storage}
 * @param spark what Spark answered
 * @param memsim what the simulator answers
 */
public record Divergence(String file, long line, String field, String spark, String memsim) {
  /**
   * One line for people.
   *
   * @return {@code file:line: field: Spark answered this, memsim that}
   */
  @Override
  public String toString() {
    return file + ":" + line + ": " + field + ": Spark answered " + spark + ", memsim " + memsim;
  }
}
