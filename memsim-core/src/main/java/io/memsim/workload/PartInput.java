package io.memsim.workload;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one of a log's files, decompressed. What goes wrong in the file system is an {@link
 * IOException}; compressed data that end early just end, and those that are damaged are an {@link
 * EventLogException}. Not thread-safe.
 */
final class PartInput {
  /*
   * A decompressor that fails after it was told that there are no more bytes has seen data that were
   * cut off; one that fails before has seen damaged ones. What goes wrong in the file system leaves
   * as an UncheckedIOException from below the decompressor; everything above is the data's fault.
   */
  private static final int BUFFER = 1 << 16;

  private final String file;
  private final RawInput raw;
  private final InputStream in;
  private final String format;
  private @Nullable String endedEarly;

  private PartInput(String file, RawInput raw, InputStream in, String format) {
    this.file = file;
    this.raw = raw;
    this.in = in;
    this.format = format;
  }

  static PartInput open(LogPart part, ReadCount count) throws IOException {
    RawInput raw = new RawInput(part.source().open(), count);
    try {
      raw.mark(2);
      boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
      raw.reset();
      return gzip
          ? new PartInput(part.name(), raw, new GZIPInputStream(raw, BUFFER), "gzip")
          : new PartInput(part.name(), raw, raw, "plain");
    } catch (EOFException e) {
      PartInput nothing = new PartInput(part.name(), raw, InputStream.nullInputStream(), "gzip");
      nothing.endedEarly = "the gzip data end early";
      return nothing;
    } catch (UncheckedIOException e) {
      raw.close();
      throw e.getCause();
    }
  }

  /** Reads some bytes; -1 at the end. */
  int read(byte[] to, int offset, int length) throws IOException {
    if (endedEarly != null) {
      return -1;
    }
    try {
      return in.read(to, offset, length);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      if (!raw.ended) {
        EventLogException damaged =
            new EventLogException(
                file, 0, format, String.valueOf(e.getMessage()), "undamaged data");
        damaged.initCause(e);
        throw damaged;
      }
      endedEarly = "the " + format + " data end early";
      return -1;
    }
  }

  /** How the data end too early; null if they don't, or have not ended yet. */
  @Nullable String endedEarly() {
    return endedEarly;
  }

  void close() throws IOException {
    in.close();
    raw.close();
  }

  /** Buffered bytes of a file, counted; its failures are unchecked. */
  private static final class RawInput extends FilterInputStream {
    private boolean ended;

    RawInput(InputStream file, ReadCount count) {
      super(new BufferedInputStream(new Counted(file, count), BUFFER));
    }

    @Override
    public int read() {
      try {
        return told(in.read());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      try {
        return told(in.read(to, offset, length));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private int told(int result) {
      ended |= result < 0;
      return result;
    }

    /**
     * 0 at the end only. The decompressor takes 0 for the end, and would drop the further members
     * of a gzip stream that comes through a slow pipe.
     */
    @Override
    public int available() {
      in.mark(1);
      try {
        boolean more = in.read() >= 0;
        in.reset();
        return more ? 1 : 0;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Counts what a file gives. */
  private static final class Counted extends FilterInputStream {
    private final ReadCount count;

    Counted(InputStream file, ReadCount count) {
      super(file);
      this.count = count;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int read = super.read(to, offset, length);
      count.add(Math.max(0, read));
      return read;
    }
  }
}
