package io.memsim.simulate;

import static io.memsim.simulate.LogLines.MEMORY_ONLY;
import static io.memsim.simulate.LogLines.MEMORY_ONLY_SER;
import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.workload.EventLogReader;
import io.memsim.workload.Workload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Sizes of blocks in logs without block updates, as Spark writes them by default. */
class ReadSizesTest {
  private static final long MIB = 1 << 20;

  private static String read(long bytes) {
    return ",'Input Metrics':{'Bytes Read':" + bytes + ",'Records Read':10}";
  }

  /** A job of one task that reads so many bytes; its RDDs have just been given. */
  private static LogLines reads(LogLines log, long bytes) {
    return log.begin(1).task(0, read(bytes)).end();
  }

  private static LogLines points(LogLines log) {
    return log.rdd(1, "points", 1, MEMORY_ONLY);
  }

  private static List<Long> sizes(LogLines log) {
    return Simulation.of(log.workload()).run(Scenario.own()).rdds().stream()
        .map(RddResult::blockBytes)
        .toList();
  }

  @Test
  void tasksThatFindABlockTellItsSize() {
    LogLines log = new LogLines(64 * MIB, 1);
    reads(points(log), 777);
    reads(points(log), 3 * MIB);

    // The first one did not find it: those bytes are of the file that it is made of.
    assertThat(sizes(log)).containsExactly(3 * MIB);
  }

  @Test
  void whatTheLogSaysOfABlockCounts() {
    LogLines log = new LogLines(64 * MIB, 1);
    reads(points(log), 0).stored(1, 0, 5 * MIB);
    reads(points(log), 3 * MIB);

    assertThat(sizes(log)).containsExactly(5 * MIB);
  }

  @Test
  void theSizeThatIsSeenMostOftenCounts() {
    LogLines log = new LogLines(64 * MIB, 1);
    for (long bytes : new long[] {0, 9 * MIB, 3 * MIB, 3 * MIB}) {
      reads(points(log), bytes);
    }

    assertThat(sizes(log)).containsExactly(3 * MIB);
  }

  @Test
  void sizesThatAreNeverTheSameTellNothing() {
    LogLines log = new LogLines(64 * MIB, 1);
    for (long bytes : new long[] {0, 9 * MIB, 7 * MIB, 3 * MIB}) {
      reads(points(log), bytes);
    }

    assertThat(sizes(log)).containsExactly(MIB);
  }

  @Test
  void aBlockThatIsReadTwiceByOneTaskCountsTwice() {
    LogLines log = new LogLines(64 * MIB, 1);
    for (long bytes : new long[] {3 * MIB, 6 * MIB}) {
      log.rdd(2, "ZippedPartitionsRDD2", 1, 1, 1);
      reads(points(log), bytes);
    }

    assertThat(sizes(log)).containsExactly(3 * MIB);
  }

  @Test
  void ofTwoBlocksTheOneThatIsKnownIsTakenOff() {
    LogLines log = new LogLines(64 * MIB, 1);
    reads(points(log), 0);
    reads(points(log), 3 * MIB);
    reads(log.rdd(2, "others", 1, MEMORY_ONLY), 0);
    reads(
        points(log.rdd(3, "ZippedPartitionsRDD2", 1, 1, 2)).rdd(2, "others", 1, MEMORY_ONLY),
        5 * MIB);

    assertThat(sizes(log)).containsExactly(3 * MIB, 2 * MIB);
  }

  @Test
  void whatABlockIsComputedFromIsNotItself() {
    LogLines log = new LogLines(64 * MIB, 1);
    reads(points(log), 0);
    reads(points(log), 3 * MIB);
    for (long bytes : new long[] {3 * MIB, 3 * MIB, 3 * MIB, MIB / 2}) {
      reads(points(log.rdd(2, "child", 1, MEMORY_ONLY, 1)), bytes);
    }

    // Three times the child was not there, and its parent was read.
    assertThat(sizes(log)).containsExactly(3 * MIB, MIB / 2);
  }

  @Test
  void serializedBlocksAreReadAsSuch() {
    LogLines log = new LogLines(64 * MIB, 1);
    reads(log.rdd(1, "points", 1, MEMORY_ONLY_SER), 0);
    reads(log.rdd(1, "points", 1, MEMORY_ONLY_SER), 2 * MIB);

    SimulationResult result = Simulation.of(log.workload()).run(Scenario.own());

    assertThat(result.rdds().get(0).blockBytes()).isEqualTo(2 * MIB);
    assertThat(result.basis().get(0).parts())
        .singleElement()
        .returns("the bytes that tasks read which found the block", Basis.Part::why);
  }

  @Test
  void aRealLogWithoutBlockUpdatesTellsTheSame() throws IOException {
    String log = pagerank();
    String without =
        log.replace("SparkListenerBlockUpdated", "SparkListenerSomethingElse")
            .replace("\"Updated Blocks\"", "\"Something Else\"");

    Workload told = workload(without);
    assertThat(told.hasBlockUpdates()).isFalse();
    Counts.Reads reads = Simulation.of(told).run(Scenario.own()).counts().reads();
    Counts.Reads measured = Simulation.of(workload(log)).run(Scenario.own()).counts().reads();
    assertThat(reads.memory()).isEqualTo(measured.memory()).isPositive();
    assertThat(reads.again()).isEqualTo(measured.again()).isPositive();
    assertThat((double) reads.bytes() / measured.bytes()).isBetween(0.999, 1.001);
  }

  private static String pagerank() throws IOException {
    try (InputStream in =
        ReadSizesTest.class.getResourceAsStream("/eventlogs/pagerank.mo28.eventlog.json.gz")) {
      return new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Workload workload(String log) throws IOException {
    return EventLogReader.read(
        new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)), "log");
  }
}
