package io.memsim.bench.parity;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializationStream;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerManager;
import org.apache.spark.storage.BlockId;
import org.apache.spark.util.SizeEstimator;
import org.apache.spark.util.collection.SizeTrackingVector;
import org.apache.spark.util.io.ChunkedByteBufferOutputStream;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.runtime.AbstractFunction1;

/**
 * The values that one run stores. They are measured once, with the classes that Spark unrolls with:
 * what Spark will see of them is what memsim is told.
 */
final class Shapes {

  static final ClassTag<Object> TAG = scala.reflect.ClassTag$.MODULE$.Object();

  private static final int COUNT = 24;
  private static final int[] LENGTHS = {0, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12, 17, 20, 34};
  private static final int[] REAL_LENGTHS = {0, 1, 2, 5, 9, 17, 33, 60, 120, 450};

  private static final BlockId ANY_BLOCK = BlockId.apply("test_shape");

  private final SerializerManager serializers;
  private final int checkPeriod;
  private final int chunkSize;
  private final List<Shape> shapes = new ArrayList<>();
  private final List<Object[]> values = new ArrayList<>();

  Shapes(Setup setup, SparkConf conf, long maximum) {
    SplittableRandom random = new SplittableRandom(setup.dice() + 1);
    boolean real = setup.profile() == Profile.REAL;
    Serializer serializer =
        !real
            ? new LumpSerializer(values::get)
            : random.nextBoolean() ? new JavaSerializer(conf) : new KryoSerializer(conf);
    serializers = new SerializerManager(serializer, conf);
    checkPeriod = Integer.parseInt(setup.conf().get(Setup.CHECK_PERIOD));
    chunkSize = Integer.parseInt(setup.conf().get(Setup.THRESHOLD));
    long first = real ? 0 : chunkSize - asObjects(new Object[] {new Lump(0, 0, 0)}).checks()[0];
    for (int i = 0; i < COUNT; i++) {
      Object[] made = real ? realValues(random) : lumps(i, maximum, random);
      if (i % 6 == 5 && made.length > 0 && made[0] instanceof Lump lump) {
        // The first estimate is exactly what is reserved at first, of objects and of bytes.
        made[0] =
            new Lump(
                lump.shape(),
                first < 0 ? lump.estimatedSize() : first,
                Math.max(LumpSerializer.HEADER, chunkSize));
      }
      values.add(made);
      shapes.add(measure(made));
    }
  }

  SerializerManager serializers() {
    return serializers;
  }

  int count() {
    return shapes.size();
  }

  Shape get(int number) {
    return shapes.get(number);
  }

  /** An iterator as Spark's tasks have them. */
  static Iterator<Object> iterator(Object[] values) {
    return CollectionConverters.asScala(Arrays.asList(values).iterator());
  }

  // ---- planned sizes

  private static Object[] lumps(int shape, long maximum, SplittableRandom random) {
    int length = LENGTHS[random.nextInt(LENGTHS.length)];
    long inMemory = target(maximum, random);
    long serialized = target(Math.min(maximum, 40_000), random);
    Object[] made = new Object[length];
    int style = random.nextInt(4);
    for (int i = 0; i < length; i++) {
      long size = portion(inMemory, i, length, style, random);
      int bytes = (int) portion(serialized, i, length, random.nextInt(4), random);
      made[i] = new Lump(shape, size, i == 0 ? Math.max(LumpSerializer.HEADER, bytes) : bytes);
    }
    return made;
  }

  private static long target(long maximum, SplittableRandom random) {
    long most =
        switch (random.nextInt(6)) {
          case 0 -> 100;
          case 1, 2 -> maximum / 10;
          case 3 -> maximum / 3;
          case 4 -> maximum;
          default -> maximum + maximum / 3;
        };
    return random.nextLong(Math.max(1, most) + 1);
  }

  /** Even, growing, front-loaded, or at random. */
  private static long portion(long total, int i, int n, int style, SplittableRandom random) {
    return switch (style) {
      case 0 -> total / n;
      case 1 -> (long) (total * (2.0 * (i + 1) / ((double) n * (n + 1))));
      case 2 -> i == 0 ? total - total / 4 : total / 4 / n;
      default -> random.nextLong(2 * (total / n) + 1);
    };
  }

  // ---- real records

  private static Object[] realValues(SplittableRandom random) {
    int length = REAL_LENGTHS[random.nextInt(REAL_LENGTHS.length)];
    int style = random.nextInt(5);
    int width = random.nextInt(1, 300);
    Object[] made = new Object[length];
    for (int i = 0; i < length; i++) {
      made[i] =
          switch (style) {
            case 0 -> "x".repeat(width);
            case 1 -> i * 1_000_003;
            case 2 -> new long[random.nextInt(width)];
            case 3 -> new Object[] {(long) i, "y".repeat(random.nextInt(width)), new byte[i % 7]};
            default -> i % 9 == 0 ? new byte[8 * width] : Integer.toString(i);
          };
    }
    return made;
  }

  // ---- measuring

  private Shape measure(Object[] made) {
    byte[] bytes = serializers.dataSerialize(ANY_BLOCK, iterator(made), TAG).toArray();
    List<Object> back = new ArrayList<>();
    Iterator<Object> read =
        serializers.dataDeserializeStream(ANY_BLOCK, new ByteArrayInputStream(bytes), TAG);
    while (read.hasNext()) {
      back.add(read.next());
    }
    return new Shape(made, asObjects(made), asObjects(back.toArray()), asBytes(made), bytes);
  }

  /** As {@code DeserializedValuesHolder} sees them. */
  private Shape.Sizes asObjects(Object[] made) {
    SizeTrackingVector<Object> vector = new SizeTrackingVector<>(TAG);
    long[] checks = new long[checks(made.length)];
    for (int i = 0; i < made.length; i++) {
      vector.$plus$eq(made[i]);
      if (i % checkPeriod == 0) {
        checks[i / checkPeriod] = vector.estimateSize();
      }
    }
    return new Shape.Sizes(checks, SizeEstimator.estimate(vector.toArray()));
  }

  /** As {@code SerializedValuesHolder} sees them. */
  private Shape.Sizes asBytes(Object[] made) {
    ChunkedByteBufferOutputStream out =
        new ChunkedByteBufferOutputStream(chunkSize, new HeapAllocator());
    SerializationStream stream =
        serializers.getSerializer(TAG, true).newInstance().serializeStream(out);
    long[] checks = new long[checks(made.length)];
    for (int i = 0; i < made.length; i++) {
      stream.writeObject(made[i], TAG);
      if (i % checkPeriod == 0) {
        checks[i / checkPeriod] = out.size();
      }
    }
    stream.close();
    return new Shape.Sizes(checks, out.size());
  }

  private int checks(int length) {
    return (length + checkPeriod - 1) / checkPeriod;
  }

  private static final class HeapAllocator extends AbstractFunction1<Object, ByteBuffer> {
    @Override
    public ByteBuffer apply(Object size) {
      return ByteBuffer.allocate((Integer) size);
    }
  }
}
