package io.memsim.trace;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/**
 * Feeds a trace's bytes to a JSON parser without ever running ahead of the line being parsed.
 *
 * <p>Not thread-safe. Memory: one buffer, whatever the length of the trace or of a line.
 */
final class LineSource extends InputStream {
  /*
   * A parser that pulls big chunks cannot say on which line an object ends, nor on which line a
   * broken byte stands that it has not reached yet. So each read hands out bytes of one line only,
   * and while an object is open (mayAdvance is false) the end of its line looks like the end of the
   * input: an object that does not end on its line fails on that line.
   *
   * Bytes are checked to be well-formed UTF-8 without NUL on the way, since the parser guesses
   * other encodings and accepts some malformed sequences. ASCII, nearly all there is, costs one
   * comparison a byte.
   *
   * What goes wrong in the file system leaves as an UncheckedIOException from below the
   * decompressor; every IOException above that is the data's fault.
   */
  private static final int BUFFER = 1 << 16;

  private final InputStream in;
  private final String file;
  private final byte[] buffer = new byte[BUFFER];
  private int start;
  private int limit;
  private long line;
  private boolean atLineStart = true;
  private boolean mayAdvance = true;

  /** How many continuation bytes of a UTF-8 sequence are still missing. */
  private int missing;

  /** The range of the next continuation byte, narrower after some first bytes. */
  private int lower = 0x80;

  private int upper = 0xBF;

  private LineSource(InputStream in, String file) {
    this.in = in;
    this.file = file;
  }

  /** Wraps raw bytes, gzip or not as their first bytes say. */
  static LineSource open(InputStream raw, String file) throws IOException {
    PlainSource plain = new PlainSource(raw);
    try {
      plain.mark(2);
      boolean gzip = plain.read() == 0x1f && plain.read() == 0x8b;
      plain.reset();
      return new LineSource(gzip ? openGzip(plain, file) : plain, file);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static InputStream openGzip(InputStream plain, String file) {
    try {
      return new GZIPInputStream(plain, BUFFER);
    } catch (IOException e) {
      throw broken(file, 1, e);
    }
  }

  /** The number of the line whose bytes were handed out last; 0 before the first. */
  long line() {
    return line;
  }

  /** Whether the current line may be left: false while one of its values is incomplete. */
  void mayAdvance(boolean may) {
    mayAdvance = may;
  }

  /** Whether the end of the current line has been handed out. */
  boolean atLineEnd() {
    return atLineStart;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (atLineStart && !mayAdvance) {
      return -1;
    }
    if (start == limit && !fill()) {
      if (missing > 0) {
        throw malformed("the end of the file");
      }
      return -1;
    }
    if (atLineStart) {
      line++;
      atLineStart = false;
    }
    int end = Math.min(limit, start + length);
    int at = start;
    while (at < end) {
      byte b = buffer[at++];
      if (b < ' ' || missing > 0) {
        if (b == '\n' && missing == 0) {
          atLineStart = true;
          break;
        }
        check(b & 0xFF);
      }
    }
    int count = at - start;
    System.arraycopy(buffer, start, to, offset, count);
    start = at;
    return count;
  }

  private boolean fill() {
    try {
      start = 0;
      limit = Math.max(0, in.read(buffer, 0, BUFFER));
      return limit > 0;
    } catch (IOException e) {
      throw broken(file, atLineStart ? line + 1 : line, e);
    }
  }

  /** One step of the decoder of RFC 3629, for a byte that is not printable ASCII. */
  private void check(int b) {
    if (missing > 0) {
      if (b < lower || b > upper) {
        throw malformed("byte " + hex(b));
      }
      missing--;
      lower = 0x80;
      upper = 0xBF;
    } else if (b == 0 || b >= 0x80) {
      if (b < 0xC2 || b > 0xF4) {
        throw malformed("byte " + hex(b));
      }
      missing = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
      lower = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
      upper = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
    }
  }

  private TraceFormatException malformed(String what) {
    return new TraceFormatException(file, line, "encoding", what, "UTF-8 text");
  }

  private static String hex(int b) {
    return String.format("0x%02x", b);
  }

  private static TraceFormatException broken(String file, long line, IOException cause) {
    TraceFormatException e =
        new TraceFormatException(
            file,
            line,
            "gzip",
            cause instanceof java.io.EOFException ? "ends too early" : text(cause),
            "a complete gzip stream");
    e.initCause(cause);
    return e;
  }

  private static String text(IOException cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  @Override
  public void close() throws IOException {
    try {
      in.close();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Buffered raw bytes whose own failures are unchecked. */
  private static final class PlainSource extends FilterInputStream {
    PlainSource(InputStream raw) {
      super(new BufferedInputStream(raw, BUFFER));
    }

    @Override
    public int read() {
      try {
        return in.read();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      try {
        return in.read(to, offset, length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /**
     * 0 at the end only. The decompressor takes 0 for the end, and would drop the further members
     * of a gzip stream that comes through a slow pipe.
     */
    @Override
    public int available() {
      in.mark(1);
      boolean more = read() >= 0;
      try {
        in.reset();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return more ? 1 : 0;
    }
  }
}
