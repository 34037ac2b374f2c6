package io.memsim.cli;

import java.nio.charset.Charset;
import java.util.List;

/** Numbers as one line of small bars. */
final class Sparkline {
  private static final String BARS = "▁▂▃▄▅▆▇█";
  private static final String PLAIN = "_.-:=+*#";

  private Sparkline() {}

  /** Scaled from 0 to the given most; in blocks where the encoding has them. */
  static String of(List<Double> values, double most, Charset encoding) {
    String ramp = encoding.newEncoder().canEncode(BARS) ? BARS : PLAIN;
    StringBuilder line = new StringBuilder();
    for (double value : values) {
      double share = most <= 0 ? 0 : Math.max(0, Math.min(1, value / most));
      line.append(ramp.charAt((int) Math.round(share * (ramp.length() - 1))));
    }
    return line.toString();
  }
}
