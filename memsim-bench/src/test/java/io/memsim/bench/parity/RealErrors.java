package io.memsim.bench.parity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.memory.SparkOutOfMemoryError;
import org.apache.spark.memory.TooLargePageException;

/** Tells Spark's ways to fail apart. */
final class RealErrors {

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private RealErrors() {}

  static void classify(Throwable thrown, Outcome into) {
    into.end(Outcome.Kind.REFUSED, 0, 0);
    into.detail(thrown.toString());
    if (thrown instanceof InterruptedException) {
      into.end(Outcome.Kind.INTERRUPTED, 0, 0);
    } else if (thrown instanceof SparkOutOfMemoryError) {
      Matcher numbers = NUMBER.matcher(thrown.getMessage());
      into.end(Outcome.Kind.OUT_OF_MEMORY, next(numbers), next(numbers));
    } else if (thrown instanceof TooLargePageException) {
      into.end(Outcome.Kind.PAGE_TOO_LARGE, 0, 0);
    } else if (thrown instanceof IllegalStateException
        && thrown.getMessage() != null
        && thrown.getMessage().contains("maximum of")) {
      into.end(Outcome.Kind.PAGES_FULL, 0, 0);
    } else if (thrown instanceof VirtualMachineError
        || thrown instanceof LinkageError
        || thrown instanceof NullPointerException
        || thrown instanceof ClassCastException) {
      throw new IllegalStateException("not Spark's way to refuse", thrown);
    }
  }

  private static long next(Matcher numbers) {
    if (!numbers.find()) {
      throw new IllegalStateException("Spark's error has no figures");
    }
    return Long.parseLong(numbers.group());
  }
}
