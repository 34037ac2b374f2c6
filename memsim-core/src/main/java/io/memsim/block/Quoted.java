package io.memsim.block;

/** Foreign text inside an error message: one line, of bearable length. */
final class Quoted {

  private static final int LONGEST = 100;

  private Quoted() {}

  static String of(String text) {
    StringBuilder quoted = new StringBuilder().append('"');
    for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append(text.length() > LONGEST ? "...\"" : "\"").toString();
  }
}
