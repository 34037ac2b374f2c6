package io.memsim.bench.suite;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What has changed from one file of results to another. A figure has changed only where the error
 * bars of both do not touch; allocation where it differs by a byte and a hundredth. A regression is
 * a change of memsim's for the worse: the other subjects show what the machine does.
 */
final class Comparison {

  private static final double BYTES = 1;
  private static final double SHARE = 0.01;

  private final StringBuilder text = new StringBuilder();
  private int regressions;
  private int compared;
  private int faster;
  private int slower;

  private Comparison() {}

  static Comparison of(Results old, Results now) {
    Comparison comparison = new Comparison();
    if (!old.machine().equals(now.machine())) {
      comparison.text.append(
          String.format(
              "measured on different machines: %s, now %s%n", old.machine(), now.machine()));
    }
    Map<String, Measurement> before = byName(old);
    Map<String, Measurement> after = byName(now);
    before.forEach(
        (name, measurement) -> {
          Measurement other = after.get(name);
          if (other == null) {
            comparison.text.append(String.format("%s: not measured now%n", name));
          } else {
            comparison.compare(name, measurement, other);
          }
        });
    after.keySet().stream()
        .filter(name -> !before.containsKey(name))
        .forEach(name -> comparison.text.append(String.format("%s: new%n", name)));
    comparison.text.append(
        String.format(
            "%d figures compared: %d better, %d worse beyond both error bars; %d regressions of"
                + " memsim%n",
            comparison.compared, comparison.faster, comparison.slower, comparison.regressions));
    return comparison;
  }

  private static Map<String, Measurement> byName(Results results) {
    Map<String, Measurement> named = new LinkedHashMap<>();
    results
        .measurements()
        .forEach(
            measurement ->
                named.put(measurement.row() + " [" + measurement.subject() + "]", measurement));
    return named;
  }

  private void compare(String name, Measurement old, Measurement now) {
    compared++;
    if (!old.unit().equals(now.unit())) {
      throw new BadResultsException(
          name + ": " + now.unit() + ": expected " + old.unit() + ", as in the older file");
    }
    boolean heap = old.unit().equals(Results.HEAP_UNIT);
    double margin = heap ? old.score() * SHARE : 0;
    if (now.low() > old.high() + margin) {
      changed(name, old, now, true);
    } else if (now.high() < old.low() - margin) {
      changed(name, old, now, false);
    }
    double more = now.allocated() - old.allocated();
    if (more > BYTES + old.allocated() * SHARE) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s: allocates %.1f B/op, before %.1f%n",
              name,
              now.allocated(),
              old.allocated()));
      regressions += old.subject().equals("memsim") ? 1 : 0;
    }
  }

  private void changed(String name, Measurement old, Measurement now, boolean worse) {
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %s: %s (%s to %s) %s, before %s (%s to %s): %.2fx%n",
            name,
            worse ? "worse" : "better",
            ResultTable.number(now.score()),
            ResultTable.number(now.low()),
            ResultTable.number(now.high()),
            now.unit(),
            ResultTable.number(old.score()),
            ResultTable.number(old.low()),
            ResultTable.number(old.high()),
            now.score() / old.score()));
    if (worse) {
      slower++;
      regressions += old.subject().equals("memsim") ? 1 : 0;
    } else {
      faster++;
    }
  }

  /** What has changed, a line each, and a line of sums. */
  String text() {
    return text.toString();
  }

  boolean hasRegressions() {
    return regressions > 0;
  }
}
