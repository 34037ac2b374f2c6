package io.memsim.workload;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.google.common.primitives.ImmutableIntArray;
import com.ning.compress.lzf.LZFInputStream;
import com.ning.compress.lzf.util.ChunkDecoderFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHashFactory;

/** How a log's file is compressed, as its first bytes say. */
enum LogFormat {
  /** Not at all. */
  PLAIN("", ""),
  /** By hand, usually. */
  GZIP("gzip", "", 0x1f, 0x8b),
  /** Spark's default since 4.0: frames, one for each time it flushed. */
  ZSTD("zstd", "com.github.luben:zstd-jni", 0x28, 0xb5, 0x2f, 0xfd),
  /** Spark's: the blocks of lz4-java, a format of its own. */
  LZ4_BLOCK("lz4", "at.yawk.lz4:lz4-java", 'L', 'Z', '4', 'B', 'l', 'o', 'c', 'k'),
  /** The lz4 command's. */
  LZ4_FRAME("lz4", "at.yawk.lz4:lz4-java", 0x04, 0x22, 0x4d, 0x18),
  /** Spark's: the chunks of snappy-java, a format of its own. */
  SNAPPY("snappy", "org.apache.commons:commons-compress", 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0x00),
  /** Spark's: the chunks of LZF. */
  LZF("lzf", "com.ning:compress-lzf", 'Z', 'V');

  /** So many first bytes tell all formats. */
  static final int MAGIC = 8;

  private final String text;
  private final String artefact;
  private final ImmutableIntArray magic;

  LogFormat(String text, String artefact, int... magic) {
    this.text = text;
    this.artefact = artefact;
    this.magic = ImmutableIntArray.copyOf(magic);
  }

  /** The format of a file that begins with these bytes. */
  static LogFormat of(byte[] beginning, int count) {
    for (LogFormat format : values()) {
      if (format != PLAIN && format.begins(beginning, count)) {
        return format;
      }
    }
    return PLAIN;
  }

  private boolean begins(byte[] file, int count) {
    if (count < magic.length()) {
      return false;
    }
    for (int i = 0; i < magic.length(); i++) {
      if ((file[i] & 0xFF) != magic.get(i)) {
        return false;
      }
    }
    return true;
  }

  /** What messages call it. */
  String text() {
    return text;
  }

  /** The library that reads it, as {@code group:artefact}; empty if none is needed. */
  String artefact() {
    return artefact;
  }

  /**
   * Decompresses a stream.
   *
   * @throws LinkageError when the library is missing
   */
  InputStream open(InputStream in) throws IOException {
    return switch (this) {
      case PLAIN -> in;
      case GZIP -> new GZIPInputStream(in, 1 << 16);
      case ZSTD -> Zstd.open(in);
      case LZ4_BLOCK -> Lz4BlockInput.open(in);
      case LZ4_FRAME -> Lz4Frames.open(in);
      case SNAPPY -> new SnappyInput(in);
      case LZF -> Lzf.open(in);
    };
  }

  /*
   * Each library is used by a class of its own, which is loaded with the first log that needs it.
   * Implementations with sun.misc.Unsafe are avoided where there are others: newer JDKs complain.
   */

  private static final class Zstd {
    static InputStream open(InputStream in) throws IOException {
      return new ZstdInputStreamNoFinalizer(new LastByteApart(in));
    }
  }

  private static final class Lz4Frames {
    static InputStream open(InputStream in) throws IOException {
      return new LZ4FrameInputStream(
          in, LZ4Factory.safeInstance().safeDecompressor(), XXHashFactory.safeInstance().hash32());
    }
  }

  private static final class Lzf {
    static InputStream open(InputStream in) throws IOException {
      LZFInputStream chunks = new LZFInputStream(ChunkDecoderFactory.safeInstance(), in);
      // Else what it has is lost when the next chunk is cut off.
      chunks.setUseFullReads(false);
      return chunks;
    }
  }
}
