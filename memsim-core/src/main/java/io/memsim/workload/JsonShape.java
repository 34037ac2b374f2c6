package io.memsim.workload;

/** Whether bytes are one JSON object from its first brace to its last, given piece by piece. */
final class JsonShape {
  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean complete;

  void feed(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (inString) {
        inString = escaped || b != '"';
        escaped = !escaped && b == '\\';
      } else if (b == '"') {
        inString = true;
        complete = false;
      } else if (b == '{' || b == '[') {
        depth++;
        complete = false;
      } else if (b == '}' || b == ']') {
        depth--;
        complete = depth == 0;
      } else if (b < 0 || b > ' ') {
        complete = false;
      }
    }
  }

  /** Whether an object has just been closed, and nothing but blanks came since. */
  boolean isComplete() {
    return complete;
  }
}
