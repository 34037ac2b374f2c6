package io.memsim.workload;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import net.jpountz.lz4.LZ4BlockInputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Decompresses what lz4-java's LZ4BlockOutputStream wrote, streams of it that follow each other
 * too. Not thread-safe.
 */
final class Lz4BlockInput extends FilterInputStream {
  /*
   * LZ4BlockInputStream, told to go on behind an empty block, is content with any end between two
   * blocks and even inside the header of one. But the last block of a stream that was closed is
   * empty, so its header (8 bytes to know it by, a token, the block's length compressed and not, a
   * checksum) must be the last thing in the file.
   */
  private static final int HEADER = 21;

  private static final int LENGTH_AT = 13;

  /** What LZ4BlockOutputStream starts its checksums from. */
  private static final int SEED = 0x9747b28c;

  private final Tail tail;

  private Lz4BlockInput(Tail tail, InputStream blocks) {
    super(blocks);
    this.tail = tail;
  }

  static InputStream open(InputStream in) {
    Tail tail = new Tail(in);
    return new Lz4BlockInput(
        tail,
        LZ4BlockInputStream.newBuilder()
            .withDecompressor(LZ4Factory.safeInstance().safeDecompressor())
            .withChecksum(XXHashFactory.safeInstance().newStreamingHash32(SEED).asChecksum())
            .withStopOnEmptyBlock(false)
            .build(tail));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int count = in.read(to, offset, length);
    if (count < 0 && !tail.endsWithAnEmptyBlock()) {
      throw new EOFException();
    }
    return count;
  }

  /** Remembers the last bytes that were read. */
  private static final class Tail extends FilterInputStream {
    private final byte[] last = new byte[HEADER];

    Tail(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int count = in.read(to, offset, length);
      if (count >= HEADER) {
        System.arraycopy(to, offset + count - HEADER, last, 0, HEADER);
      } else if (count > 0) {
        System.arraycopy(last, count, last, 0, HEADER - count);
        System.arraycopy(to, offset, last, HEADER - count, count);
      }
      return count;
    }

    boolean endsWithAnEmptyBlock() {
      for (int i = LENGTH_AT; i < LENGTH_AT + Integer.BYTES; i++) {
        if (last[i] != 0) {
          return false;
        }
      }
      return LogFormat.of(last, HEADER) == LogFormat.LZ4_BLOCK;
    }
  }
}
