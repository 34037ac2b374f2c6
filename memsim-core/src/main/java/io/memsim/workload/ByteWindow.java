package io.memsim.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a stream: what begins at the current line, as far as somebody asked for. Offsets are
 * counted from {@link #start}. Not thread-safe.
 */
final class ByteWindow {
  /** How long a line can be. */
  static final int MOST = 1 << 27;

  private static final int INITIAL = 1 << 18;

  private byte[] bytes = new byte[INITIAL];
  private int start;
  private int limit;
  private @Nullable PartInput in;
  private boolean ended;

  void open(PartInput input) {
    in = input;
    start = 0;
    limit = 0;
    ended = false;
  }

  void close() throws IOException {
    if (in != null) {
      in.close();
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  /** How many bytes are there, counting no more than asked for. */
  int available(int most) {
    return Math.min(most, limit - start);
  }

  /** Whether the stream has ended and everything has been discarded. */
  boolean isEmpty() {
    return start == limit && !fill();
  }

  /** What is wrong with the end of the stream, when it has been reached; null for nothing. */
  @Nullable String endedEarly() {
    return in == null ? null : in.endedEarly();
  }

  void discard(int count) {
    start += count;
  }

  /** The offset of a byte, at or after one offset and before another; -1 if it is not there. */
  int find(char sought, int from, int before) {
    int at = from;
    while (true) {
      int known = available(before);
      for (; at < known; at++) {
        if (bytes[start + at] == sought) {
          return at;
        }
      }
      if (at >= before || !fill()) {
        return -1;
      }
    }
  }

  boolean isBlank(int length) {
    for (int i = start; i < start + length; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /**
   * Discards a line with its end. False if the stream ends before it; then the shape has it all.
   */
  boolean skipLine(JsonShape shape) {
    while (true) {
      for (int i = start; i < limit; i++) {
        if (bytes[i] == '\n') {
          start = i + 1;
          return true;
        }
      }
      shape.feed(bytes, start, limit);
      start = limit;
      if (!fill()) {
        return false;
      }
    }
  }

  /** Reads more behind what is there; false at the end of the stream. */
  private boolean fill() {
    if (ended || in == null) {
      return false;
    }
    if (start == limit) {
      start = 0;
      limit = 0;
    } else if (limit == bytes.length) {
      if (start < bytes.length / 2) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
      System.arraycopy(bytes, start, bytes, 0, limit - start);
      limit -= start;
      start = 0;
    }
    try {
      int count = in.read(bytes, limit, bytes.length - limit);
      ended = count < 0;
      limit += Math.max(0, count);
      return !ended;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
