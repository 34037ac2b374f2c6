package io.memsim.bench.suite;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One figure of one subject on one path.
 *
 * @param path the benchmark's class, without its package
 * @param subject the benchmark's method
 * @param params the parameters
 * @param score the mean
 * @param error half the width of JMH's confidence interval; NaN where there were too few figures
 * @param samples the figures of all iterations of all forks
 * @param unit of the score
 * @param allocated bytes for each operation, the median; NaN where they were not counted
 */
record Measurement(
    String path,
    String subject,
    SortedMap<String, String> params,
    double score,
    double error,
    List<Double> samples,
    String unit,
    double allocated) {

  Measurement {
    params = new TreeMap<>(params);
    samples = List.copyOf(samples);
  }

  /** The path with its parameters, the same for all subjects. */
  String row() {
    String values =
        params.entrySet().stream().map(Measurement::readable).collect(Collectors.joining(", "));
    return values.isEmpty() ? path : path + " " + values;
  }

  private static String readable(Map.Entry<String, String> param) {
    String value = param.getValue();
    boolean number = value.chars().allMatch(Character::isDigit) && value.length() < 18;
    return param.getKey()
        + "="
        + (number ? String.format(Locale.ROOT, "%,d", Long.parseLong(value)) : value);
  }

  /** The median of all figures. */
  double median() {
    return median(samples);
  }

  /** The median of figures, of which there is at least one. */
  static double median(List<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }

  /** The lower end of the error bar: that of all figures where JMH has none. */
  double low() {
    return Double.isNaN(error)
        ? samples.stream().mapToDouble(Double::doubleValue).min().orElse(score)
        : score - error;
  }

  /** The upper end of the error bar. */
  double high() {
    return Double.isNaN(error)
        ? samples.stream().mapToDouble(Double::doubleValue).max().orElse(score)
        : score + error;
  }
}
