package io.memsim.workload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Hands out the last byte of a stream alone. ZstdInputStream forgets about a frame that was cut off
 * when the whole frames before it came with the same read. Not thread-safe.
 */
final class LastByteApart extends FilterInputStream {
  private static final int NONE = -1;

  private int last = NONE;

  /** Takes a stream that tells by {@link #available} whether there is more. */
  LastByteApart(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    if (last == NONE) {
      return in.read();
    }
    int read = last;
    last = NONE;
    return read;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (last != NONE) {
      to[offset] = (byte) read();
      return 1;
    }
    int count = in.read(to, offset, length);
    if (count > 1 && in.available() == 0) {
      count--;
      last = to[offset + count] & 0xFF;
    }
    return count;
  }

  @Override
  public int available() throws IOException {
    return last == NONE ? in.available() : 1;
  }
}
