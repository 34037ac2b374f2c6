package io.memsim.bench.under;

/** What became of one case of a suite, as a line of text between two JVMs. */
record CaseResult(String name, Outcome outcome, String message) {

  /** Stands for the suite itself where that fails outside of a case. */
  static final String WHOLE_SUITE = "(the suite itself)";

  enum Outcome {
    PASSED,
    FAILED,
    /** Assumed something that does not hold here. */
    CANCELED,
    /** Not run by Spark either. */
    IGNORED
  }

  String toLine() {
    return outcome + "\t" + oneLine(name) + "\t" + oneLine(message);
  }

  static CaseResult parse(String line) {
    String[] parts = line.split("\t", 3);
    return new CaseResult(parts[1], Outcome.valueOf(parts[0]), parts[2]);
  }

  private static String oneLine(String text) {
    return text == null ? "" : text.replaceAll("\\s+", " ");
  }
}
