package io.memsim.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever is read, the only exception is {@link TraceFormatException}. */
class TraceReaderProperties {
  private static final List<byte[]> TEACHING =
      Traces.bundled().stream()
          .filter(file -> file.getFileName().toString().startsWith("t"))
          .map(file -> Traces.bytes(Traces.lines(file)))
          .toList();

  private static final List<String> EXTREMES =
      List.of(
          "0",
          "1",
          "-1",
          "2147483647",
          "2147483648",
          "4611686018427387904",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775808",
          "1e400",
          "0.5",
          "9".repeat(2_000),
          "null",
          "true",
          "[]",
          "{}",
          "\"\\ud800\"",
          "[".repeat(2_000));

  private static final Pattern NUMBER = Pattern.compile("(?<=[:\\[,])\\d+");
  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"");

  @Provide
  Arbitrary<byte[]> traces() {
    return Arbitraries.of(TEACHING);
  }

  /** Reads all of it and performs it too: neither may fail in another way. */
  private static void digest(byte[] trace) {
    try (TraceReader reader = TraceReader.of(new ByteArrayInputStream(trace), "fuzzed")) {
      Replay replay = Replay.of(reader);
      while (reader.hasNext()) {
        TraceLine line = reader.next();
        replay.compare(line, replay.step(line, false));
      }
    } catch (TraceFormatException e) {
      assertThat(e.line()).isPositive();
      assertThat(e.getMessage()).startsWith("fuzzed:" + e.line() + ": ").doesNotContain("\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Property(tries = 2_000)
  void survivesAnyBytes(@ForAll byte[] bytes) {
    digest(bytes);
  }

  @Property(tries = 1_000)
  void survivesFlippedBytes(
      @ForAll("traces") byte[] trace,
      @ForAll @IntRange(min = 1, max = 5) int flips,
      @ForAll long seed) {
    Random random = new Random(seed);
    byte[] mutant = trace.clone();
    for (int i = 0; i < flips; i++) {
      mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
    }
    digest(mutant);
  }

  @Property(tries = 500)
  void survivesTruncation(@ForAll("traces") byte[] trace, @ForAll long seed, @ForAll boolean gzip) {
    byte[] whole = gzip ? Traces.gzip(trace) : trace;
    digest(Arrays.copyOf(whole, new Random(seed).nextInt(whole.length)));
  }

  @Property(tries = 500)
  void survivesDamagedGzip(@ForAll("traces") byte[] trace, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] mutant = Traces.gzip(trace);
    for (int i = 0; i <= random.nextInt(3); i++) {
      mutant[2 + random.nextInt(mutant.length - 2)] ^= (byte) (1 << random.nextInt(8));
    }
    digest(mutant);
  }

  @Property(tries = 1_000)
  void survivesSplicedLines(
      @ForAll("traces") byte[] one, @ForAll("traces") byte[] other, @ForAll long seed) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>(lines(one));
    List<String> donors = lines(other);
    for (int i = 0; i < 5; i++) {
      String donor = donors.get(random.nextInt(donors.size()));
      int at = 1 + random.nextInt(lines.size() - 1);
      switch (random.nextInt(4)) {
        case 0 -> lines.add(at, donor);
        case 1 -> lines.set(at, lines.get(at) + donor);
        case 2 -> {
          String line = lines.get(at);
          int cut = random.nextInt(line.length());
          lines.set(at, line.substring(0, cut) + donor.substring(random.nextInt(donor.length())));
        }
        default -> {
          if (lines.size() > 2) {
            lines.remove(at);
          }
        }
      }
    }
    digest(Traces.bytes(lines));
  }

  @Property(tries = 2_000)
  void survivesExtremeValues(
      @ForAll("traces") byte[] trace,
      @ForAll @IntRange(min = 1, max = 4) int times,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>(lines(trace));
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(lines.size());
      Pattern what = random.nextInt(4) == 0 ? STRING : NUMBER;
      lines.set(at, replaceOne(lines.get(at), what, random));
    }
    digest(Traces.bytes(lines));
  }

  private static String replaceOne(String line, Pattern what, Random random) {
    List<int[]> places = new ArrayList<>();
    Matcher matcher = what.matcher(line);
    while (matcher.find()) {
      places.add(new int[] {matcher.start(), matcher.end()});
    }
    if (places.isEmpty()) {
      return line;
    }
    int[] place = places.get(random.nextInt(places.size()));
    String extreme = EXTREMES.get(random.nextInt(EXTREMES.size()));
    return line.substring(0, place[0]) + extreme + line.substring(place[1]);
  }

  private static List<String> lines(byte[] trace) {
    return new String(trace, StandardCharsets.UTF_8).lines().toList();
  }

  @Property(tries = 300)
  void readsTheSameWhateverTheChunksItComesIn(
      @ForAll("traces") byte[] trace, @ForAll @IntRange(min = 1, max = 50) int chunk)
      throws IOException {
    ByteArrayInputStream chunked =
        new ByteArrayInputStream(trace) {
          @Override
          public synchronized int read(byte[] to, int offset, int length) {
            return super.read(to, offset, Math.min(length, chunk));
          }
        };
    List<TraceLine> lines = new ArrayList<>();
    try (TraceReader reader = TraceReader.of(chunked, "chunked")) {
      reader.forEachRemaining(lines::add);
    }
    assertThat(lines).isEqualTo(Traces.read(trace));
  }

  @Property(tries = 200)
  void gzipChangesNothing(@ForAll("traces") byte[] trace) {
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    int half = trace.length / 2;
    twice.writeBytes(Traces.gzip(Arrays.copyOf(trace, half)));
    twice.writeBytes(Traces.gzip(Arrays.copyOfRange(trace, half, trace.length)));

    assertThat(Traces.read(twice.toByteArray())).isEqualTo(Traces.read(trace));
  }
}
