package io.memsim.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.simulate.LogLines;
import io.memsim.simulate.Simulation;
import io.memsim.whatif.Advice.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdviceTest {
  private static List<Advice> advice(String heap) throws InterruptedException {
    SimulationTrial trial = Logs.pagerank(heap);
    List<Advice> advice = Advice.of(trial, Sweep.with(trial));
    assertThat(advice)
        .allSatisfy(
            one -> {
              assertThat(one.text()).endsWith(".").doesNotContain("\n");
              assertThat(one.evidence()).isNotEmpty();
            });
    return advice;
  }

  private static Advice only(List<Advice> advice, Topic topic) {
    return advice.stream().filter(one -> one.topic() == topic).findFirst().orElseThrow();
  }

  @Test
  void anotherLevelIsAdvisedWhereTheSimulationShowsItToBeBetter() throws Exception {
    Advice level = only(advice(""), Topic.OTHER_LEVEL);

    assertThat(level.rdd()).isEqualTo(2);
    assertThat(level.text())
        .matches(
            "RDD 2 \\(links\\) would be better [a-z ]+: persist it at \\w+(DISK|_SER|ONLY)\\.");
    assertThat(level.evidence().get(0)).contains("in place of", "(simulated)");
  }

  @Test
  void whatIsKeptAfterItsLastUseIsToBeUnpersisted() throws Exception {
    Advice kept = only(advice(""), Topic.NEVER_UNPERSISTED);

    assertThat(kept.rdd()).isEqualTo(2);
    assertThat(kept.text()).contains("unpersist it after stage ");
  }

  @Test
  void whatIsLargerThanAllMemoryCanNeverFit() throws Exception {
    Advice big = only(advice("10m"), Topic.TOO_BIG);

    assertThat(big.rdd()).isEqualTo(2);
    assertThat(big.evidence()).anyMatch(line -> line.startsWith("10 MiB on 1 executor"));
  }

  @Test
  void memoryThatIsNeverUsedNeedNotBePaidFor() throws Exception {
    List<Advice> advice = advice("4g");

    Advice unused = only(advice, Topic.MEMORY_UNUSED);
    assertThat(unused.text()).contains("does as well as the present 4 GiB");
    assertThat(advice).extracting(Advice::topic).doesNotContain(Topic.OTHER_LEVEL, Topic.TOO_BIG);
  }

  @Test
  void whereEverythingFitsNothingIsSaidAboutMemory() throws Exception {
    assertThat(advice("48m"))
        .extracting(Advice::topic)
        .doesNotContain(
            Topic.MEMORY_UNUSED,
            Topic.TOO_BIG,
            Topic.OTHER_LEVEL,
            Topic.PARTITIONS_TOO_BIG,
            Topic.EXECUTION_EVICTS);
  }

  // ---- each kind on a log of a few lines: where it is given, and where it is not

  private static final int MIB = 1 << 20;

  private static List<Advice> advice(LogLines log) throws InterruptedException {
    SimulationTrial trial = SimulationTrial.of(Simulation.of(log.workload()), Variant.RECORDED);
    return Advice.of(trial, Sweep.with(trial).threads(1));
  }

  private static void given(LogLines log, Topic topic, int rdd, String text, String... evidence)
      throws InterruptedException {
    List<Advice> given = advice(log).stream().filter(one -> one.topic() == topic).toList();

    assertThat(given).hasSize(1);
    assertThat(given.get(0).rdd()).isEqualTo(rdd);
    assertThat(given.get(0).text()).isEqualTo(text);
    assertThat(given.get(0).evidence()).hasSameSizeAs(evidence);
    for (int i = 0; i < evidence.length; i++) {
      assertThat(given.get(0).evidence().get(i)).matches(evidence[i]);
    }
  }

  private static void notGiven(LogLines log, Topic topic) throws InterruptedException {
    assertThat(advice(log)).extracting(Advice::topic).doesNotContain(topic);
  }

  /** A job on a cached RDD, whose blocks are all of one size. */
  private static LogLines cached(LogLines log, int rdd, String name, int partitions, int bytes) {
    return cached(log, rdd, name, partitions, bytes, LogLines.MEMORY_ONLY);
  }

  private static LogLines cached(
      LogLines log, int rdd, String name, int partitions, int bytes, String level) {
    log.rdd(rdd, name, partitions, level).job(partitions);
    for (int partition = 0; partition < partitions; partition++) {
      log.stored(rdd, partition, bytes);
    }
    return log;
  }

  /** A job that has nothing to do with the cache. */
  private static LogLines another(LogLines log) {
    return log.rdd(99, "ParallelCollectionRDD", 1).job(1);
  }

  @Test
  void whatIsCachedAndNeverReadAgainNeedNotBe() throws Exception {
    given(
        another(cached(new LogLines(64 * MIB, 1), 1, "points", 2, MIB)),
        Topic.NEVER_READ,
        1,
        "RDD 1 (points) is cached and never read again: do not persist it, or not before it is"
            + " needed twice.",
        "2 blocks computed, none of them read afterwards",
        "2 MiB at MEMORY_ONLY");
  }

  @Test
  void whatIsReadAgainIsWorthCaching() throws Exception {
    LogLines log = cached(new LogLines(64 * MIB, 1), 1, "points", 2, MIB);

    notGiven(log.rdd(1, "points", 2, LogLines.MEMORY_ONLY).job(2), Topic.NEVER_READ);
  }

  /** A parent, and a child that is computed of it, both cached; then the child is read again. */
  private static LogLines parentAndChild() {
    LogLines log = cached(new LogLines(64 * MIB, 1), 1, "parent", 2, MIB);
    log.rdd(2, "child", 2, LogLines.MEMORY_ONLY, 1).rdd(1, "parent", 2, LogLines.MEMORY_ONLY);
    log.job(2).stored(2, 0, MIB).stored(2, 1, MIB);
    log.rdd(2, "child", 2, LogLines.MEMORY_ONLY, 1).rdd(1, "parent", 2, LogLines.MEMORY_ONLY);
    return log.job(2);
  }

  @Test
  void aParentThatIsReadOnlyToComputeACachedChildIsCachedTwice() throws Exception {
    given(
        parentAndChild(),
        Topic.CACHED_TWICE,
        1,
        "RDD 1 (parent) is read again only to compute RDD 2 (child), which is cached too: unpersist"
            + " the parent once the child is there.",
        "all 2 later reads of RDD 1 are by tasks that compute blocks of RDD 2",
        "both together take 4 MiB");
  }

  @Test
  void aParentThatOthersReadTooIsNotCachedTwice() throws Exception {
    LogLines log = parentAndChild();

    notGiven(log.rdd(1, "parent", 2, LogLines.MEMORY_ONLY).job(2), Topic.CACHED_TWICE);
  }

  /** Read for the last time, it stays while a block that is older makes room for another. */
  private static LogLines kept() {
    LogLines log = new LogLines(14 * MIB, 1);
    cached(log, 1, "older", 1, 4 * MIB);
    cached(log, 2, "kept", 1, 4 * MIB);
    return log.rdd(2, "kept", 1, LogLines.MEMORY_ONLY).job(1);
  }

  @Test
  void whatIsKeptWhileOthersAreEvictedIsToBeUnpersisted() throws Exception {
    given(
        cached(kept(), 3, "young", 1, 6 * MIB),
        Topic.NEVER_UNPERSISTED,
        2,
        "RDD 2 (kept) is never unpersisted: unpersist it after stage 2, where it is read for the"
            + " last time.",
        "1 block of it in memory at the end",
        "\\d+ ms unused",
        "1 block of others evicted meanwhile");
  }

  @Test
  void whatIsUnpersistedOrInNobodysWayIsFine() throws Exception {
    notGiven(cached(kept().unpersist(2), 3, "young", 1, 6 * MIB), Topic.NEVER_UNPERSISTED);
    notGiven(cached(kept(), 3, "small", 1, MIB), Topic.NEVER_UNPERSISTED);
  }

  @Test
  void whatIsOnTheHeapIsNotInTheWayOfWhatIsOutside() throws Exception {
    LogLines log = withOffHeap(14 * MIB, 10 * MIB);
    cached(log, 1, "older", 1, 4 * MIB, OFF_HEAP);
    cached(log, 2, "kept", 1, 4 * MIB);
    log.rdd(2, "kept", 1, LogLines.MEMORY_ONLY).job(1);

    notGiven(cached(log, 3, "young", 1, 6 * MIB, OFF_HEAP), Topic.NEVER_UNPERSISTED);
  }

  @Test
  void whatIsLargerThanTheMemoryOfAllExecutorsNeverFits() throws Exception {
    given(
        cached(new LogLines(8 * MIB, 1), 1, "points", 4, 3 * MIB),
        Topic.TOO_BIG,
        1,
        "RDD 1 (points) can never be in memory as a whole: it is larger than what all executors"
            + " share between execution and storage.",
        "12 MiB at MEMORY_ONLY",
        "8 MiB on 1 executor, if nothing else needs any");
  }

  @Test
  void whatFitsOrIsOnDiskOnlyIsNotTooBig() throws Exception {
    notGiven(cached(new LogLines(12 * MIB, 1), 1, "points", 4, 3 * MIB), Topic.TOO_BIG);
    notGiven(
        cached(
            new LogLines(8 * MIB, 1), 1, "points", 4, 3 * MIB, LogLines.level(true, false, false)),
        Topic.TOO_BIG);
  }

  /** Four blocks that are read again, twice. */
  private static LogLines readTwice(int unified, String level) {
    return readTwice(new LogLines(unified, 1), level);
  }

  private static LogLines readTwice(LogLines begun, String level) {
    LogLines log = begun.rdd(1, "points", 4, level).begin(4);
    for (int partition = 0; partition < 4; partition++) {
      log.task(partition, 500, "");
    }
    log.end();
    for (int partition = 0; partition < 4; partition++) {
      log.stored(1, partition, 3 * MIB);
    }
    for (int again = 0; again < 2; again++) {
      log.rdd(1, "points", 4, level).begin(4);
      // Those that find their block are quick.
      log.task(0, 10, "").task(1, 10, "").task(2, 500, "").task(3, 500, "").end();
    }
    return log;
  }

  @Test
  void whatIsComputedAgainAndAgainIsBetterOnDisk() throws Exception {
    given(
        readTwice(8 * MIB, LogLines.MEMORY_ONLY),
        Topic.OTHER_LEVEL,
        1,
        "RDD 1 (points) would be better with disk to fall back on: persist it at MEMORY_AND_DISK.",
        "task time lost [0-9.]+ m?s in place of [0-9.]+ m?s \\(simulated\\)",
        "reads answered from memory [0-9.]+% in place of 50.0%",
        "the application takes [0-9.]+ m?s in place of [0-9.]+ m?s");
  }

  @Test
  void aSecondChangeOfLevelIsAdvisedOnTopOfTheFirstOne() throws Exception {
    LogLines log = readTwice(8 * MIB, LogLines.MEMORY_ONLY);
    log.unpersist(1);
    log.rdd(2, "others", 4, LogLines.MEMORY_ONLY).begin(4);
    for (int partition = 0; partition < 4; partition++) {
      log.task(partition, 700, "");
    }
    log.end();
    for (int partition = 0; partition < 4; partition++) {
      log.stored(2, partition, 3 * MIB);
    }
    log.rdd(2, "others", 4, LogLines.MEMORY_ONLY).begin(4);
    log.task(0, 10, "").task(1, 10, "").task(2, 700, "").task(3, 700, "").end();

    List<Advice> levels =
        advice(log).stream().filter(one -> one.topic() == Topic.OTHER_LEVEL).toList();

    assertThat(levels).extracting(Advice::rdd).containsExactly(1, 2);
    assertThat(levels.get(0).text()).contains("RDD 1 (points) would be better");
    assertThat(levels.get(1).text()).contains("RDD 2 (others) would then be better");
    String left = levels.get(0).evidence().get(0).replaceFirst("task time lost (.*) in.*", "$1");
    assertThat(levels.get(1).evidence().get(0)).contains("in place of " + left + " ");
  }

  @Test
  void whatFitsIsBestWhereItIs() throws Exception {
    notGiven(readTwice(64 * MIB, LogLines.MEMORY_ONLY), Topic.OTHER_LEVEL);
  }

  /** A task that takes in rows, spilling so much. */
  private static LogLines rows(int unified, int held, int spilled) {
    LogLines log = cached(new LogLines(unified, 1), 1, "points", 1, 10 * MIB);
    log.rdd(2, "ShuffledRowRDD", 1, 9).begin(1);
    String metrics =
        ",'Peak On Heap Execution Memory':%d,'Peak Execution Memory':%<d,'Memory Bytes Spilled':%d,"
            + "'Disk Bytes Spilled':%d,'Shuffle Read Metrics':{'Total Records Read':100000}";
    return log.task(0, metrics.formatted(held, spilled, spilled / 4)).end();
  }

  @Test
  void tasksThatSpillHavePartitionsThatAreTooBig() throws Exception {
    List<Advice> advice = advice(rows(16 * MIB, 12 * MIB, 24 * MIB));

    Advice big = only(advice, Topic.PARTITIONS_TOO_BIG);
    assertThat(big.rdd()).isEqualTo(Trouble.NONE);
    assertThat(big.text())
        .isEqualTo(
            "The partitions of stage 1 are too big for a task's share of execution memory: split"
                + " them further, or run fewer tasks at a time.");
    assertThat(big.evidence()).hasSize(3);
    assertThat(big.evidence().get(0)).matches("[0-9.]+ MiB spilled in \\d+ spills? of its 1 task");
    assertThat(big.evidence().get(1))
        .isEqualTo(
            "a task gets at most 16 MiB while 1 task runs, less what storage holds of its region");
    assertThat(big.evidence().get(2)).isEqualTo("1 stage of 2 spill");
  }

  @Test
  void tasksThatDoNotSpillHaveNot() throws Exception {
    notGiven(rows(64 * MIB, 12 * MIB, 0), Topic.PARTITIONS_TOO_BIG);
  }

  @Test
  void tasksThatPushBlocksOutAreTold() throws Exception {
    given(
        rows(16 * MIB, 12 * MIB, 0),
        Topic.EXECUTION_EVICTS,
        Trouble.NONE,
        "Tasks push cached blocks out: give the executor more memory, or storage a larger region"
            + " (spark.memory.storageFraction, now 0.5), or run fewer tasks at a time.",
        "1 of 1 eviction of cached blocks made room for execution memory",
        "Stage 1: 1 block of RDD 1 \\(points\\), 10 MiB, evicted for execution memory");
  }

  @Test
  void whereTasksAndBlocksFitBesideEachOtherNothingIsTold() throws Exception {
    notGiven(rows(64 * MIB, 12 * MIB, 0), Topic.EXECUTION_EVICTS);
    notGiven(cached(kept(), 3, "young", 1, 6 * MIB), Topic.EXECUTION_EVICTS);
  }

  @Test
  void aHeapThatIsNeverUsedIsPaidForInVain() throws Exception {
    given(
        cached(new LogLines(64 * MIB, 1), 1, "points", 2, 2 * MIB),
        Topic.MEMORY_UNUSED,
        Trouble.NONE,
        "Much of the executor's memory is never used: a heap of 5 MiB does as well as the present"
            + " 64 MiB.",
        "at most [0-9.]+ MiB of 64 MiB for execution and storage are in use at a time",
        "with 5 MiB nothing is lost that is not lost now, and the application takes no longer"
            + " \\(simulated\\)");
  }

  @Test
  void aHeapThatIsUsedIsNot() throws Exception {
    notGiven(readTwice(16 * MIB, LogLines.MEMORY_ONLY), Topic.MEMORY_UNUSED);
  }

  private static LogLines withOffHeap(int unified, int offHeap) {
    return new LogLines(unified, 1)
        .add(
            ("{'Event':'SparkListenerBlockManagerAdded','Block Manager ID':{'Executor ID':'driver'}"
                    + ",'Timestamp':1000000,'Maximum Memory':%d,'Maximum Onheap Memory':%d,"
                    + "'Maximum Offheap Memory':%d}")
                .formatted(unified + offHeap, unified, offHeap))
        .add(
            ("{'Event':'SparkListenerEnvironmentUpdate','Spark Properties':{'spark.master':"
                    + "'local[1]','spark.testing.memory':'%d','spark.testing.reservedMemory':'0',"
                    + "'spark.memory.fraction':'1.0','spark.memory.offHeap.enabled':'true',"
                    + "'spark.memory.offHeap.size':'%d'}}")
                .formatted(unified, offHeap));
  }

  private static final String OFF_HEAP =
      "{'Use Disk':true,'Use Memory':true,'Use Off Heap':true,'Deserialized':false,"
          + "'Replication':1}";

  @Test
  void offHeapMemoryThatIsNeverUsedIsPaidForInVain() throws Exception {
    given(
        readTwice(withOffHeap(16 * MIB, 64 * MIB), LogLines.MEMORY_ONLY),
        Topic.MEMORY_UNUSED,
        Trouble.NONE,
        "Much of the memory outside the heap is never used: of 64 MiB, switch it off"
            + " (spark.memory.offHeap.enabled=false).",
        "at most 0 B of 64 MiB outside the heap are in use at a time");
  }

  @Test
  void ofOffHeapMemoryWhatIsUsedIsEnough() throws Exception {
    LogLines log = readTwice(withOffHeap(2 * MIB, 64 * MIB), OFF_HEAP);

    Advice unused = only(advice(log), Topic.MEMORY_UNUSED);
    assertThat(unused.text())
        .matches(
            "Much of the memory outside the heap is never used: of 64 MiB, 1\\d MiB"
                + " \\(spark.memory.offHeap.size\\) do as well.");
    notGiven(readTwice(withOffHeap(2 * MIB, 16 * MIB), OFF_HEAP), Topic.MEMORY_UNUSED);
  }

  @Test
  void executorsThatNeverRunATaskArePaidForInVain() throws Exception {
    LogLines log = readTwice(16 * MIB, LogLines.MEMORY_ONLY);
    notGiven(log, Topic.MEMORY_UNUSED);
    log.add(
        "{'Event':'SparkListenerExecutorAdded','Timestamp':1000000,'Executor ID':'2',"
            + "'Executor Info':{'Host':'other','Total Cores':1}}");

    Advice unused = only(advice(log), Topic.MEMORY_UNUSED);

    assertThat(unused.text()).isEqualTo("1 executor of 2 never run a task: 1 do as well.");
    assertThat(unused.evidence()).hasSize(2);
  }

  @Test
  void everyTopicIsAskedForHere() {
    assertThat(Topic.values())
        .containsExactly(
            Topic.NEVER_READ,
            Topic.CACHED_TWICE,
            Topic.NEVER_UNPERSISTED,
            Topic.TOO_BIG,
            Topic.OTHER_LEVEL,
            Topic.PARTITIONS_TOO_BIG,
            Topic.EXECUTION_EVICTS,
            Topic.MEMORY_UNUSED);
  }
}
