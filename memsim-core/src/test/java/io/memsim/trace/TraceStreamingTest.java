package io.memsim.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceStreamingTest {
  private static final int OPERATIONS = 400_000;

  /** Makes a trace while it is being read: nobody can read ahead of what exists. */
  private static final class Generated extends InputStream {
    private byte[] line = (Traces.HEADER + "\n").getBytes(StandardCharsets.UTF_8);
    private int at;
    private int made;
    private long given;

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (at == line.length) {
        if (made == OPERATIONS) {
          return -1;
        }
        line = operation(made++).getBytes(StandardCharsets.UTF_8);
        at = 0;
      }
      int count = Math.min(length, line.length - at);
      System.arraycopy(line, at, to, offset, count);
      at += count;
      given += count;
      return count;
    }

    private static String operation(int i) {
      String block = "\"block\":\"rdd_" + i % 7 + "_" + i + "\"";
      return switch (i % 3) {
        case 0 -> "{\"op\":\"put\"," + block + ",\"level\":\"MEMORY_ONLY_SER\",\"bytes\":100}\n";
        case 1 ->
            "{\"op\":\"putValues\","
                + block
                + ",\"level\":\"MEMORY_ONLY\",\"bytes\":9,\"unroll\":[1]}\n";
        default -> "{\"op\":\"get\"," + block + "}\n";
      };
    }
  }

  @Test
  void keepsNothingOfWhatItHasHandedOut() throws IOException {
    List<WeakReference<TraceLine>> seen = new ArrayList<>();
    try (TraceReader reader = TraceReader.of(new Generated(), "generated")) {
      for (int i = 0; i < OPERATIONS; i++) {
        TraceLine line = reader.next();
        if (i % 1000 == 0) {
          seen.add(new WeakReference<>(line));
        }
      }
      assertThat(reader.hasNext()).isFalse();
      System.gc();
      long alive = seen.stream().filter(reference -> reference.get() != null).count();
      assertThat(alive).isLessThan(seen.size() / 10);
    }
  }

  @Test
  void readsAheadNoFurtherThanItsBuffer() throws IOException {
    Generated trace = new Generated();
    try (TraceReader reader = TraceReader.of(trace, "generated")) {
      long consumed = 0;
      for (int i = 0; i < 10_000; i++) {
        reader.next();
        consumed += Generated.operation(i).length();
      }
      assertThat(trace.given - consumed).isLessThan(300_000);
    }
  }

  @Test
  void replaysALongTraceWithinTheHeapOfItsExecutor() throws IOException {
    try (TraceReader reader = TraceReader.of(new Generated(), "generated")) {
      Replay replay = Replay.of(reader);
      long done = 0;
      while (reader.hasNext()) {
        TraceLine line = reader.next();
        replay.run(line.operation(), line.number());
        done++;
      }
      assertThat(done).isEqualTo(OPERATIONS);
      // 6,000 bytes of unified memory hold so many blocks of 9 bytes, and no more are known.
      assertThat(replay.memory().memoryOrder().size()).isBetween(1, 6_000 / 9);
      assertThat(replay.memory().diskOrder()).isEmpty();
    }
  }
}
