package io.memsim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReadingProgressTest {
  private static final String CLEAR = "\r\u001b[K";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private ReadingProgress of(String name, boolean interactive) {
    return new ReadingProgress(
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            interactive,
            false),
        name);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsABarWhereTheSizeIsKnown() {
    ReadingProgress progress = of("log.zstd", true);
    progress.read(512L << 20, 1024L << 20);
    progress.read(1024L << 20, 1024L << 20);

    assertThat(err())
        .isEqualTo(
            CLEAR
                + "reading log.zstd  [############............]  50%  512 of 1,024 MiB"
                + CLEAR
                + "reading log.zstd  [########################] 100%  1,024 of 1,024 MiB");
    assertThat(out.size()).isZero();
  }

  @Test
  void showsWhatHasBeenReadWhereTheSizeIsNotKnown() {
    of("standard input", true).read(3L << 20, -1);

    assertThat(err()).isEqualTo(CLEAR + "reading standard input  3 MiB");
  }

  @Test
  void aLogThatHasGrownIsNeverMoreThanWhole() {
    of("log.inprogress", true).read(300, 200);

    assertThat(err()).contains("100%");
  }

  @Test
  void tellsNothingTwice() {
    ReadingProgress progress = of("log", true);
    progress.read(10L << 20, 1L << 30);
    long once = err.size();
    progress.read((10L << 20) + 1, 1L << 30);

    assertThat(err.size()).isEqualTo(once);
  }

  @Test
  void fitsOnALineWhateverTheName() {
    of("/a/very/long/path".repeat(10) + "/eventlog_v2_app-1", true).read(1L << 40, 1L << 40);

    assertThat(err().substring(CLEAR.length()))
        .hasSizeLessThan(100)
        .startsWith("reading ...")
        .contains("/eventlog_v2_app-1  [");
  }

  @Test
  void nobodyIsToldWhoDoesNotWatch() {
    of("log", false).read(1L << 20, 2L << 20);

    assertThat(err.size() + out.size()).isZero();
  }
}
