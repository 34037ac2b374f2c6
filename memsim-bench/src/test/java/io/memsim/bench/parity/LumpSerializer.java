package io.memsim.bench.parity;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.apache.spark.serializer.DeserializationStream;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import scala.collection.Iterator;
import scala.reflect.ClassTag;

/**
 * Serializes {@link Lump}s to as many bytes as they say. The first of a stream, if it has room,
 * carries the number of its shape, by which the values are found again on reading; any other bytes
 * read as no values at all, so that arbitrary bytes are blocks that can be read.
 */
final class LumpSerializer extends Serializer {

  /** The room that the number of the shape needs. */
  static final int HEADER = 8;

  static final byte[] ZEROS = new byte[1 << 22];

  private static final int MAGIC = 0x4C554D50;

  private final transient IntFunction<Object[]> shapes;

  /** With what to find the values of a shape. */
  LumpSerializer(IntFunction<Object[]> shapes) {
    this.shapes = shapes;
  }

  @Override
  public SerializerInstance newInstance() {
    return new Instance(shapes);
  }

  private static final class Instance extends SerializerInstance {
    private final IntFunction<Object[]> shapes;

    Instance(IntFunction<Object[]> shapes) {
      this.shapes = shapes;
    }

    @Override
    public <T> ByteBuffer serialize(T value, ClassTag<T> tag) {
      throw new IllegalStateException("blocks are streams");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassTag<T> tag) {
      throw new IllegalStateException("blocks are streams");
    }

    @Override
    public <T> T deserialize(ByteBuffer bytes, ClassLoader loader, ClassTag<T> tag) {
      throw new IllegalStateException("blocks are streams");
    }

    @Override
    public SerializationStream serializeStream(OutputStream out) {
      return new Writer(out);
    }

    @Override
    public DeserializationStream deserializeStream(InputStream in) {
      return new Reader(in, shapes);
    }
  }

  private static final class Writer extends SerializationStream {
    private final OutputStream out;
    private boolean begun;

    Writer(OutputStream out) {
      this.out = out;
    }

    @Override
    public <T> SerializationStream writeObject(T value, ClassTag<T> tag) {
      Lump lump = (Lump) value;
      try {
        int left = lump.serializedSize();
        if (!begun && left >= HEADER) {
          byte[] header = ByteBuffer.allocate(HEADER).putInt(MAGIC).putInt(lump.shape()).array();
          out.write(header, 0, HEADER);
          left -= HEADER;
        }
        begun = true;
        out.write(ZEROS, 0, left);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return this;
    }

    @Override
    public void flush() {
      try {
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Reader extends DeserializationStream {
    private final InputStream in;
    private final Object[] values;

    Reader(InputStream in, IntFunction<Object[]> shapes) {
      this.in = in;
      try {
        byte[] header = in.readNBytes(HEADER);
        ByteBuffer bytes = ByteBuffer.wrap(header);
        values =
            header.length == HEADER && bytes.getInt() == MAGIC
                ? shapes.apply(bytes.getInt())
                : new Object[0];
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Iterator<Object> asIterator() {
      return Shapes.iterator(values);
    }

    @Override
    public <T> T readObject(ClassTag<T> tag) {
      throw new IllegalStateException("blocks are read by iterators");
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
