package io.memsim.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.block.Tier;
import io.memsim.event.PutResult;
import io.memsim.event.SpillMode;
import io.memsim.trace.Expectation.Answer;
import io.memsim.trace.Expectation.Evicted;
import io.memsim.trace.Expectation.Pool;
import io.memsim.trace.Expectation.Pools;
import io.memsim.trace.Expectation.Spilled;
import io.memsim.trace.Expectation.State;
import io.memsim.trace.Expectation.Woken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is written is read back as it was. */
class TraceWriterProperties {
  @Property(tries = 1_000)
  void whatIsWrittenIsReadBackEqual(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    TraceHeader header = header(random);
    List<TraceLine> lines = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Operation operation = operation(random);
      lines.add(
          new TraceLine(
              2 + i, operation, random.nextBoolean() ? null : expectation(random, operation)));
    }

    byte[] written = write(header, lines);

    TraceReader reader = Traces.reader(written);
    assertThat(reader.header()).isEqualTo(header);
    List<TraceLine> read = new ArrayList<>();
    reader.forEachRemaining(read::add);
    assertThat(read).isEqualTo(lines);
    assertThat(write(reader.header(), read)).isEqualTo(written);
  }

  private static byte[] write(TraceHeader header, List<TraceLine> lines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TraceWriter writer = TraceWriter.of(out, header)) {
      for (TraceLine line : lines) {
        writer.write(line);
      }
    }
    return out.toByteArray();
  }

  private static TraceHeader header(Random random) {
    LinkedHashMap<String, String> conf = new LinkedHashMap<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      conf.put("key" + i, text(random));
    }
    return new TraceHeader(
        conf,
        1 + random.nextInt(100),
        random.nextBoolean() ? null : text(random),
        random.nextBoolean() ? null : text(random));
  }

  /** Any characters, unpaired surrogates and controls too. */
  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < random.nextInt(8); i++) {
      text.append((char) (random.nextBoolean() ? 'a' + random.nextInt(26) : random.nextInt(65536)));
    }
    return text.toString();
  }

  private static long size(Random random) {
    return random.nextLong() >>> (1 + random.nextInt(63));
  }

  private static List<Long> sizes(Random random) {
    return random.longs(random.nextInt(5), 0, Long.MAX_VALUE).boxed().toList();
  }

  private static <T> T any(Random random, T[] values) {
    return values[random.nextInt(values.length)];
  }

  private static BlockId block(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> BlockId.broadcast(size(random), "piece" + random.nextInt(9));
      case 1 -> BlockId.test("t" + random.nextInt(1000));
      default -> BlockId.rdd(random.nextInt(Integer.MAX_VALUE), random.nextInt(1000));
    };
  }

  private static StorageLevel level(Random random, boolean deserialized) {
    return StorageLevel.of(
        random.nextBoolean(),
        random.nextBoolean(),
        !deserialized && random.nextBoolean(),
        deserialized,
        1 + random.nextInt(3));
  }

  private static Operation operation(Random random) {
    long task = size(random);
    long bytes = size(random);
    MemoryMode mode = any(random, MemoryMode.values());
    BlockId block = block(random);
    long maybe = random.nextBoolean() ? task : Operation.NO_TASK;
    return switch (random.nextInt(17)) {
      case 0 -> new Operation.AcquireExecution(task, bytes, mode);
      case 1 -> new Operation.ReleaseExecution(task, bytes, mode);
      case 2 -> new Operation.ReleaseAllExecution(task);
      case 3 -> new Operation.Put(block, level(random, false), bytes, maybe);
      case 4 ->
          new Operation.PutValues(
              block,
              level(random, random.nextBoolean()),
              bytes,
              sizes(random),
              size(random),
              maybe);
      case 5 ->
          new Operation.Get(
              block,
              maybe,
              maybe != Operation.NO_TASK && random.nextBoolean(),
              random.nextBoolean() ? -1 : bytes,
              random.nextBoolean() ? null : sizes(random));
      case 6 -> new Operation.Unlock(block, task);
      case 7 -> new Operation.Remove(block);
      case 8 -> new Operation.RemoveRdd(random.nextInt(Integer.MAX_VALUE));
      case 9 -> new Operation.RemoveBroadcast(size(random));
      case 10 -> new Operation.ReserveUnroll(block, bytes, mode, task);
      case 11 -> new Operation.ReleaseUnroll(bytes, mode, task);
      case 12 -> new Operation.EndTask(task);
      case 13 -> new Operation.Consumer(task, text(random), mode, any(random, SpillMode.values()));
      case 14 -> new Operation.ConsumerAcquire(text(random), bytes);
      case 15 -> new Operation.ConsumerFree(text(random), bytes);
      default -> new Operation.Unmanaged(text(random), mode, bytes);
    };
  }

  private static Expectation expectation(Random random, Operation operation) {
    boolean one = operation instanceof Operation.Remove;
    Long removed = one ? (Long) (long) random.nextInt(2) : maybe(random);
    Answer answer =
        new Answer(
            maybe(random),
            random.nextBoolean() ? null : random.nextBoolean(),
            maybe(random),
            maybe(random),
            random.nextBoolean() ? null : any(random, PutResult.values()),
            random.nextBoolean() ? null : any(random, Tier.values()),
            maybe(random),
            random.nextBoolean() ? null : random.nextBoolean(),
            removed);
    return new Expectation(
        answer,
        list(random, () -> new Evicted(block(random), size(random), any(random, Tier.values()))),
        list(random, () -> new Spilled(text(random), size(random))),
        list(random, () -> new Woken(size(random), size(random))),
        random.nextBoolean(),
        random.nextBoolean() ? null : new State(pools(random), pools(random)),
        random.nextBoolean() ? null : list(random, () -> block(random)),
        random.nextBoolean() ? null : list(random, () -> block(random)));
  }

  private static Long maybe(Random random) {
    return random.nextBoolean() ? null : size(random);
  }

  private static Pools pools(Random random) {
    return random.nextInt(4) == 0 ? null : new Pools(pool(random), pool(random));
  }

  private static Pool pool(Random random) {
    return random.nextInt(4) == 0 ? null : new Pool(size(random), size(random));
  }

  private static <T> List<T> list(Random random, java.util.function.Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      list.add(element.get());
    }
    return list;
  }
}
