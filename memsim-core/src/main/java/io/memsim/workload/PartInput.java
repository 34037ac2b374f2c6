package io.memsim.workload;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

  /** Whoever compresses a compressed log once more is still understood. */
  private static final int LAYERS = 2;

  private final String file;
  private InputStream in;
  private LogFormat format = LogFormat.PLAIN;
  private boolean starved;
  private @Nullable String endedEarly;

  private PartInput(String file, InputStream bytes) {
    this.file = file;
    this.in = bytes;
  }

  static PartInput open(LogPart part, ReadCount count) throws IOException {
    PartInput input =
        new PartInput(
            part.name(),
            new BufferedInputStream(new FileBytes(part.source().open(), count), BUFFER));
    try {
      input.unpack();
      return input;
    } catch (UncheckedIOException e) {
      input.close();
      throw e.getCause();
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
  }

  private void unpack() {
    for (int layer = 0; layer <= LAYERS; layer++) {
      Layer packed = new Layer(in);
      in = packed;
      try {
        LogFormat next = packed.format();
        if (next == LogFormat.PLAIN || layer == LAYERS) {
          return;
        }
        format = next;
        in = next.open(packed);
      } catch (LinkageError e) {
        throw missing(e);
      } catch (UncheckedIOException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        failed(e);
        return;
      }
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
    } catch (LinkageError e) {
      throw missing(e);
    } catch (IOException | RuntimeException e) {
      failed(e);
      return -1;
    }
  }

  /** How the data end too early; null if they don't, or have not ended yet. */
  @Nullable String endedEarly() {
    return endedEarly;
  }

  private void failed(Exception cause) {
    if (!starved) {
      String message = cause.getMessage();
      EventLogException damaged =
          new EventLogException(
              file,
              0,
              format.text(),
              message == null ? cause.getClass().getSimpleName() : message,
              "undamaged data");
      damaged.initCause(cause);
      throw damaged;
    }
    endedEarly = "its " + format.text() + " data end early";
  }

  private EventLogException missing(LinkageError cause) {
    EventLogException missing =
        new EventLogException(
            file,
            0,
            format.text(),
            "cannot be read without a library",
            format.artefact() + " on the class path (memsim.jar contains it)");
    missing.initCause(cause);
    return missing;
  }

  void close() throws IOException {
    in.close();
  }

  /**
   * Bytes that may be packed: can be looked at, and knows whether somebody was told of their end.
   * Does not read on when it has something to give: the next read may fail.
   */
  private final class Layer extends InputStream {
    private final InputStream in;
    private final byte[] head = new byte[LogFormat.MAGIC];
    private int at;
    private int limit;
    private @Nullable RuntimeException failure;

    Layer(InputStream packed) {
      in = packed;
    }

    LogFormat format() {
      while (limit < head.length && fill()) {
        // Some streams give their bytes one by one.
      }
      return LogFormat.of(head, limit);
    }

    /** Gets more into the head; a failure has to wait until the head has been handed out. */
    private boolean fill() {
      try {
        int count = failure == null ? in.read(head, limit, head.length - limit) : 0;
        limit += Math.max(0, count);
        return count > 0;
      } catch (RuntimeException e) {
        failure = e;
      } catch (IOException e) {
        failure = new DataException(e);
      }
      return false;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (at < limit) {
        int count = Math.min(length, limit - at);
        System.arraycopy(head, at, to, offset, count);
        at += count;
        return count;
      }
      if (failure != null) {
        throw failure;
      }
      int count = in.read(to, offset, length);
      starved |= count < 0;
      return count;
    }

    /**
     * 0 at the end only. A decompressor takes 0 for the end, and would drop what follows in a
     * stream of several members that comes through a slow pipe.
     */
    @Override
    public int available() {
      if (at == limit) {
        at = 0;
        limit = 0;
        fill();
      }
      return at < limit || failure != null ? 1 : 0;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Carries what was wrong with data to where they are asked for. */
  private static final class DataException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DataException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** What a file gives, counted; its failures are unchecked. */
  private static final class FileBytes extends FilterInputStream {
    private final ReadCount count;

    FileBytes(InputStream file, ReadCount count) {
      super(file);
      this.count = count;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      try {
        int read = in.read(to, offset, length);
        count.add(Math.max(0, read));
        return read;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
