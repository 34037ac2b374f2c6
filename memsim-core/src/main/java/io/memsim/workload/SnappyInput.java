package io.memsim.workload;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;

/**
 * Decompresses what snappy-java's SnappyOutputStream wrote: a header of 16 bytes (8 to know it by,
 * two versions), then chunks of Snappy's own format, each behind its length. Streams may follow
 * each other. Not thread-safe.
 */
final class SnappyInput extends InputStream {
  private static final int HEADER = 16;

  /** Spark's blocks have 32 KiB unless somebody changes that. */
  private static final int LARGEST_CHUNK = 1 << 26;

  /** The first four bytes of the header, which can be no chunk's length. */
  private static final int MAGIC = 0x82534e41;

  /** Snappy looks back no farther than this. */
  private static final int WINDOW = 1 << 16;

  private final DataInputStream in;
  private InputStream chunk = InputStream.nullInputStream();

  SnappyInput(InputStream in) {
    this.in = new DataInputStream(in);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = chunk.read(to, offset, length);
    while (count < 0) {
      if (!nextChunk()) {
        return -1;
      }
      count = chunk.read(to, offset, length);
    }
    return count;
  }

  private boolean nextChunk() throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
    if (length == MAGIC) {
      in.readFully(new byte[HEADER - Integer.BYTES]);
      return true;
    }
    if (length < 0 || length > LARGEST_CHUNK) {
      throw new IOException("a chunk of " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] compressed = in.readNBytes(length);
    if (compressed.length < length) {
      throw new EOFException();
    }
    chunk = new SnappyCompressorInputStream(new ByteArrayInputStream(compressed), WINDOW);
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
