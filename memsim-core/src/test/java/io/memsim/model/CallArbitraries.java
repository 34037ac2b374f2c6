package io.memsim.model;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

/** Random setups and calls that meet each other often: few tasks, few blocks, tight pools. */
final class CallArbitraries {

  private static final List<String> CONSUMERS = List.of("c0", "c1", "c2", "c3", "c4", "c5");
  private static final List<String> PAGED = List.of("p0", "p1", "p2");

  private CallArbitraries() {}

  // ---- setups

  static Arbitrary<Setup> setups() {
    Arbitrary<Long> unified =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just(6000L)),
            Tuple.of(2, evenly(1, 12_000)),
            Tuple.of(1, Arbitraries.longs().between(1, 100)));
    Arbitrary<Double> fraction =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.just(0.5)),
            Tuple.of(2, Arbitraries.of(0.0, 0.1, 0.9, 0.99)),
            Tuple.of(1, Arbitraries.integers().between(0, 99).map(n -> n / 100.0)));
    Arbitrary<Long> offHeap =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.just(0L)),
            Tuple.of(4, Arbitraries.just(3000L)),
            Tuple.of(1, Arbitraries.longs().between(1, 500)));
    Arbitrary<Long> threshold =
        Arbitraries.frequencyOf(
            Tuple.of(5, Arbitraries.just(100L)),
            Tuple.of(2, Arbitraries.of(0L, 1L, 1000L)),
            Tuple.of(1, Arbitraries.longs().between(3000, 20_000)));
    Arbitrary<Double> growth =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.just(1.5)), Tuple.of(1, Arbitraries.of(1.0, 1.1, 3.0)));
    Arbitrary<Long> pageSize = Arbitraries.of(64L, 256L, 1000L);
    Arbitrary<Long> scale =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.just(1L)),
            Tuple.of(1, Arbitraries.of(1_000_003L, 1L << 33, 99_999_999_977L)));
    Arbitrary<Integer> explanations =
        Arbitraries.frequencyOf(
            Tuple.of(4, Arbitraries.just(0)), Tuple.of(1, Arbitraries.of(1, 5, 1000)));
    Arbitrary<Boolean> mostly = Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false));
    Arbitrary<Boolean> seldom = Arbitraries.frequency(Tuple.of(1, true), Tuple.of(4, false));
    return Combinators.combine(
            Combinators.combine(unified, fraction, offHeap, seldom).as(Tuple::of),
            Combinators.combine(Arbitraries.of(false, true), threshold, growth, pageSize)
                .as(Tuple::of),
            Combinators.combine(scale, mostly, explanations, seldom).as(Tuple::of))
        .as(
            (pools, rest, how) ->
                new Setup(
                    pools.get1(),
                    pools.get2(),
                    pools.get3(),
                    pools.get4() && pools.get3() > 0,
                    rest.get1(),
                    rest.get2(),
                    rest.get3(),
                    rest.get4(),
                    how.get1(),
                    how.get2(),
                    how.get3(),
                    how.get4()))
        .filter(CallArbitraries::hasExecutionRegion);
  }

  /** Spark refuses to start without one. */
  private static boolean hasExecutionRegion(Setup setup) {
    return setup.max(MemoryMode.ON_HEAP) > setup.storageRegion(MemoryMode.ON_HEAP);
  }

  // ---- what calls are made of

  private static Arbitrary<Long> tasks() {
    return evenly(0, 5);
  }

  private static Arbitrary<Long> tasksOrNone() {
    return evenly(-1, 5);
  }

  private static Arbitrary<MemoryMode> modes() {
    return Arbitraries.frequency(Tuple.of(3, MemoryMode.ON_HEAP), Tuple.of(1, MemoryMode.OFF_HEAP));
  }

  static Arbitrary<Long> sizes() {
    return Arbitraries.frequencyOf(
        Tuple.of(12, evenly(0, 1500)),
        Tuple.of(6, evenly(0, 6500)),
        Tuple.of(4, Arbitraries.of(0L, 1L, 999L, 1000L, 2999L, 3000L, 3001L, 6000L, 6001L)),
        Tuple.of(1, evenly(6001, 20_000)));
  }

  /** Left to itself jqwik prefers numbers near 0, which fill no pool. */
  private static Arbitrary<Long> evenly(long least, long most) {
    return Arbitraries.longs().between(least, most).withDistribution(RandomDistribution.uniform());
  }

  private static Arbitrary<Long> sizesOrNegative() {
    return Arbitraries.frequencyOf(Tuple.of(80, sizes()), Tuple.of(1, Arbitraries.just(-1L)));
  }

  private static Arbitrary<List<Long>> unrolls() {
    return sizesOrNegative().list().ofMaxSize(4);
  }

  static Arbitrary<BlockId> blocks() {
    Arbitrary<BlockId> rdd =
        Combinators.combine(Arbitraries.of(0, 1, 2, 3), Arbitraries.of(0, 1, 2, 3))
            .as(BlockId::rdd);
    Arbitrary<BlockId> others =
        Arbitraries.of(
            BlockId.test("a"),
            BlockId.test("b"),
            BlockId.broadcast(0),
            BlockId.broadcast(0, "piece0"),
            BlockId.broadcast(1));
    Arbitrary<BlockId> logs = Arbitraries.just(new BlockId.TestLogBlockId(1, "executor"));
    return Arbitraries.frequencyOf(Tuple.of(40, rdd), Tuple.of(10, others), Tuple.of(1, logs));
  }

  private static Arbitrary<StorageLevel> levels() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            3,
            Arbitraries.of(
                StorageLevel.MEMORY_ONLY, StorageLevel.MEMORY_AND_DISK, StorageLevel.OFF_HEAP)),
        Tuple.of(
            3,
            Arbitraries.of(
                StorageLevel.MEMORY_ONLY_SER,
                StorageLevel.MEMORY_AND_DISK_SER,
                StorageLevel.MEMORY_AND_DISK_SER_2)),
        Tuple.of(1, Arbitraries.of(StorageLevel.named())),
        Tuple.of(
            1,
            Arbitraries.of(
                StorageLevel.of(false, true, true, false, 1),
                StorageLevel.of(true, true, true, false, 2),
                StorageLevel.of(true, false, false, true, 1),
                StorageLevel.of(true, true, false, false, 0),
                StorageLevel.of(false, false, false, true, 1))));
  }

  /** Levels for serialized bytes mostly, since a put at another one is misuse. */
  private static Arbitrary<StorageLevel> levelsForBytes() {
    return Arbitraries.frequencyOf(
        Tuple.of(
            12,
            Arbitraries.of(
                StorageLevel.MEMORY_ONLY_SER,
                StorageLevel.MEMORY_AND_DISK_SER,
                StorageLevel.MEMORY_AND_DISK_SER,
                StorageLevel.OFF_HEAP)),
        Tuple.of(1, Arbitraries.just(StorageLevel.DISK_ONLY)),
        Tuple.of(1, levels()));
  }

  // ---- calls

  private static Arbitrary<Call> blockCalls() {
    Arbitrary<Call> put =
        Combinators.combine(blocks(), levelsForBytes(), sizesOrNegative(), tasksOrNone())
            .as(Call.Put::new);
    Arbitrary<Call> putValues =
        Combinators.combine(
                blocks(), levels(), sizesOrNegative(), unrolls(), sizes(), tasksOrNone())
            .as(Call.PutValues::new);
    Arbitrary<Boolean> hold = Arbitraries.frequency(Tuple.of(2, false), Tuple.of(1, true));
    Arbitrary<Call> get = Combinators.combine(blocks(), tasksOrNone(), hold).as(Call.Get::new);
    Arbitrary<Call> getUnrolled =
        Combinators.combine(blocks(), tasksOrNone(), hold, sizes(), unrolls())
            .as(Call.GetUnrolled::new);
    Arbitrary<Call> getKnown =
        Combinators.combine(choices(), tasksOrNone(), hold).as(AptCall.GetKnown::new);
    Arbitrary<Call> removeKnown = choices().map(AptCall.RemoveKnown::new);
    Arbitrary<Call> unlockHeld = choices().map(AptCall.UnlockHeld::new);
    Arbitrary<Call> unlock = Combinators.combine(blocks(), tasks()).as(Call.Unlock::new);
    Arbitrary<Call> remove = blocks().map(Call.Remove::new);
    Arbitrary<Call> removeRdd = Arbitraries.integers().between(0, 3).map(Call.RemoveRdd::new);
    Arbitrary<Call> removeBroadcast =
        Arbitraries.longs().between(0, 1).map(Call.RemoveBroadcast::new);
    Arbitrary<Call> reserve =
        Combinators.combine(blocks(), sizesOrNegative(), modes(), tasksOrNone())
            .as(Call.ReserveUnroll::new);
    Arbitrary<Call> release =
        Combinators.combine(sizesOrNegative(), modes(), tasksOrNone()).as(Call.ReleaseUnroll::new);
    return Arbitraries.frequencyOf(
        Tuple.of(24, put),
        Tuple.of(18, putValues),
        Tuple.of(3, get),
        Tuple.of(18, getKnown),
        Tuple.of(4, getUnrolled),
        Tuple.of(1, unlock),
        Tuple.of(5, unlockHeld),
        Tuple.of(1, remove),
        Tuple.of(3, removeKnown),
        Tuple.of(1, removeRdd),
        Tuple.of(1, removeBroadcast),
        Tuple.of(2, reserve),
        Tuple.of(2, release));
  }

  /** Numbers that choose one of some. */
  private static Arbitrary<Integer> choices() {
    return Arbitraries.integers().between(0, 1000).withDistribution(RandomDistribution.uniform());
  }

  private static Arbitrary<Integer> percents() {
    return Arbitraries.integers().between(0, 100).withDistribution(RandomDistribution.uniform());
  }

  private static Arbitrary<Call> taskCalls() {
    Arbitrary<Call> acquire =
        Combinators.combine(tasks(), sizesOrNegative(), modes()).as(Call.AcquireExecution::new);
    Arbitrary<Call> release =
        Combinators.combine(tasksOrNone(), sizesOrNegative(), modes())
            .as(Call.ReleaseExecution::new);
    Arbitrary<Call> releasePart =
        Combinators.combine(choices(), percents()).as(AptCall.ReleasePart::new);
    Arbitrary<Call> releaseAll = tasks().map(Call.ReleaseAllExecution::new);
    Arbitrary<Call> end = tasks().map(Call.EndTask::new);
    Arbitrary<Call> unmanaged =
        Combinators.combine(Arbitraries.of("RocksDB", "native"), modes(), evenly(-2, 4000))
            .as(Call.Unmanaged::new);
    Arbitrary<Call> cancel = tasks().map(Call.Cancel::new);
    return Arbitraries.frequencyOf(
        Tuple.of(14, acquire),
        Tuple.of(2, release),
        Tuple.of(6, releasePart),
        Tuple.of(1, releaseAll),
        Tuple.of(4, end),
        Tuple.of(3, unmanaged),
        Tuple.of(1, cancel));
  }

  private static Arbitrary<Call> consumerCalls() {
    Arbitrary<String> any = Arbitraries.of(CONSUMERS);
    Arbitrary<String> paged = Arbitraries.of(PAGED);
    Arbitrary<Call> register =
        Combinators.combine(any, tasks(), modes(), spills()).as(Call.Register::new);
    Arbitrary<Call> registerPaged =
        Combinators.combine(paged, tasks(), modes(), Arbitraries.just(Subject.Spill.PAGES))
            .as(Call.Register::new);
    Arbitrary<Call> acquire =
        Combinators.combine(any, sizesOrNegative()).as(Call.ConsumerAcquire::new);
    Arbitrary<Call> free = Combinators.combine(any, sizesOrNegative()).as(Call.ConsumerFree::new);
    Arbitrary<Call> spill =
        Arbitraries.frequencyOf(Tuple.of(1, any), Tuple.of(1, paged)).map(Call.ConsumerSpill::new);
    Arbitrary<Call> page = Combinators.combine(paged, sizesOrNegative()).as(Call.AllocatePage::new);
    Arbitrary<Call> array =
        Combinators.combine(paged, sizesOrNegative()).as(Call.AllocateArray::new);
    Arbitrary<Call> freePage =
        Combinators.combine(paged, Arbitraries.of(0, 1, 2, 3, 4, -1, 9)).as(Call.FreePage::new);
    Arbitrary<Call> freeLowPage =
        Combinators.combine(choices(), Arbitraries.of(0, 0, 0, 1, 2)).as(AptCall.FreeLowPage::new);
    Arbitrary<Call> acquireApt =
        Combinators.combine(any, tasks(), modes(), spills(), sizes()).as(AptCall.Acquire::new);
    Arbitrary<Call> pageApt =
        Combinators.combine(paged, tasks(), evenly(0, 700), Arbitraries.of(false, false, true))
            .as(AptCall.Page::new);
    Arbitrary<Call> freePart = Combinators.combine(choices(), percents()).as(AptCall.FreePart::new);
    return Arbitraries.frequencyOf(
        Tuple.of(2, register),
        Tuple.of(1, registerPaged),
        Tuple.of(1, acquire),
        Tuple.of(20, acquireApt),
        Tuple.of(1, free),
        Tuple.of(6, freePart),
        Tuple.of(1, spill),
        Tuple.of(1, page),
        Tuple.of(8, pageApt),
        Tuple.of(1, array),
        Tuple.of(1, freePage),
        Tuple.of(3, freeLowPage));
  }

  private static Arbitrary<Subject.Spill> spills() {
    return Arbitraries.of(Subject.Spill.ALL, Subject.Spill.REQUESTED, Subject.Spill.NONE);
  }

  private static Arbitrary<Call> calls(int blocks, int tasks, int consumers) {
    return Arbitraries.frequencyOf(
        Tuple.of(blocks, blockCalls()),
        Tuple.of(tasks, taskCalls()),
        Tuple.of(consumers, consumerCalls()),
        Tuple.of(1, Arbitraries.just(new Call.Fork())));
  }

  private static Arbitrary<ModelRun> runs(int longest, Arbitrary<Call> calls) {
    return Combinators.combine(
            setups(),
            calls.list().ofMaxSize(longest).withSizeDistribution(RandomDistribution.uniform()))
        .as(ModelRun::new);
  }

  /** Runs of all kinds of calls: mixed, of blocks mostly, of tasks and consumers mostly. */
  static Arbitrary<ModelRun> runs(int longest) {
    return Arbitraries.frequencyOf(
        Tuple.of(3, runs(longest, calls(30, 20, 20))),
        Tuple.of(4, runs(longest, calls(80, 6, 1))),
        Tuple.of(2, runs(longest, calls(3, 40, 40))));
  }
}
