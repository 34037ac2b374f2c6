package io.memsim.internal.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The linked list and what is aside of it, beside one list that is walked from its old end. */
class RecencyOrderProperties {

  /** A block in the list. */
  private static final class Entry {
    final int rdd;
    final int slot;
    final MemoryMode mode;
    final long bytes;
    int pins;

    Entry(int rdd, int slot, MemoryMode mode, long bytes, int pins) {
      this.rdd = rdd;
      this.slot = slot;
      this.mode = mode;
      this.bytes = bytes;
      this.pins = pins;
    }
  }

  enum Kind {
    ADD,
    TOUCH,
    REMOVE,
    LOCK,
    UNLOCK,
    EVICT
  }

  /** What is done, and a number that chooses to whom. */
  record Step(Kind kind, int choice, int rdd, boolean offHeap, int bytes) {}

  /** Both orders side by side. */
  private static final class Pair {
    final BlockTable table;
    final RecencyOrder order;
    final List<Entry> list;
    int splits;

    Pair() {
      table = new BlockTable();
      order = new RecencyOrder(table);
      list = new ArrayList<>();
    }

    Pair(Pair source) {
      table = new BlockTable(source.table);
      order = new RecencyOrder(source.order, table);
      list = new ArrayList<>();
      for (Entry e : source.list) {
        list.add(new Entry(e.rdd, e.slot, e.mode, e.bytes, e.pins));
      }
      splits = source.splits;
    }

    void apply(Step step) {
      switch (step.kind()) {
        case ADD -> add(step.rdd(), step.offHeap(), step.bytes(), step.choice() % 7 == 0 ? 1 : 0);
        case EVICT -> evict(step);
        default -> {
          if (!list.isEmpty()) {
            change(step.kind(), list.get(step.choice() % list.size()));
          }
        }
      }
    }

    void add(int rdd, boolean offHeap, long bytes, int pins) {
      MemoryMode mode = offHeap ? MemoryMode.OFF_HEAP : MemoryMode.ON_HEAP;
      StorageLevel level = offHeap ? StorageLevel.OFF_HEAP : StorageLevel.MEMORY_ONLY_SER;
      int slot =
          rdd < 0
              ? table.add(BlockId.test("t" + splits++), level)
              : table.addRdd(rdd, splits++, level);
      table.memory(slot, bytes);
      table.addPins(slot, pins);
      order.add(slot);
      list.add(new Entry(rdd, slot, mode, bytes, pins));
    }

    void change(Kind kind, Entry entry) {
      switch (kind) {
        case TOUCH -> {
          order.touch(entry.slot);
          list.remove(entry);
          list.add(entry);
        }
        case REMOVE -> remove(entry);
        case LOCK -> {
          if (entry.pins++ == 0) {
            order.lock(entry.slot);
          }
          table.addPins(entry.slot, 1);
        }
        default -> {
          if (entry.pins > 0) {
            entry.pins--;
            table.addPins(entry.slot, -1);
            if (entry.pins == 0) {
              order.unlock(entry.slot);
            }
          }
        }
      }
    }

    void remove(Entry entry) {
      order.remove(entry.slot);
      forget(entry);
    }

    void forget(Entry entry) {
      table.memory(entry.slot, BlockTable.ABSENT);
      table.remove(entry.slot);
      list.remove(entry);
    }

    void evict(Step step) {
      MemoryMode mode = step.offHeap() ? MemoryMode.OFF_HEAP : MemoryMode.ON_HEAP;
      for (int i = 0; i < step.bytes() % 4; i++) {
        Entry victim = oldest(mode, step.rdd());
        assertThat(order.oldest(mode, step.rdd())).isEqualTo(victim == null ? -1 : victim.slot);
        if (victim != null) {
          order.evict(victim.slot);
          forget(victim);
        }
      }
    }

    Entry oldest(MemoryMode mode, int sparedRdd) {
      return list.stream()
          .filter(e -> e.mode == mode && e.pins == 0 && (sparedRdd < 0 || e.rdd != sparedRdd))
          .findFirst()
          .orElse(null);
    }

    long evictable(MemoryMode mode, int sparedRdd) {
      return list.stream()
          .filter(e -> e.mode == mode && e.pins == 0 && (sparedRdd < 0 || e.rdd != sparedRdd))
          .mapToLong(e -> e.bytes)
          .sum();
    }

    void compare() {
      assertThat(order.blocks()).isEqualTo(list.size());
      assertThat(order.inOrder()).isEqualTo(list.stream().mapToInt(e -> e.slot).toArray());
      for (MemoryMode mode : MemoryMode.values()) {
        for (int spared = -1; spared < 5; spared++) {
          assertThat(order.evictable(mode, spared)).isEqualTo(evictable(mode, spared));
          Entry victim = oldest(mode, spared);
          assertThat(order.oldest(mode, spared)).isEqualTo(victim == null ? -1 : victim.slot);
        }
      }
      list.forEach(e -> assertThat(table.mode(e.slot)).isEqualTo(e.mode));
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(
                Kind.ADD,
                Kind.ADD,
                Kind.TOUCH,
                Kind.TOUCH,
                Kind.REMOVE,
                Kind.LOCK,
                Kind.UNLOCK,
                Kind.EVICT),
            Arbitraries.integers().between(0, 1000),
            Arbitraries.integers().between(-1, 4),
            Arbitraries.of(true, false, false),
            Arbitraries.integers().between(0, 50))
        .as(Step::new)
        .list()
        .ofMaxSize(150);
  }

  @Property(tries = 300)
  void answersAsAWalkOverAListDoes(@ForAll("steps") List<Step> steps) {
    Pair pair = new Pair();
    for (Step step : steps) {
      pair.apply(step);
      pair.compare();
    }
  }

  @Property(tries = 100)
  void totalsAreRightHoweverRarelyTheyAreAskedFor(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int rarity) {
    Random random = new Random(seed);
    Pair pair = new Pair();
    Kind[] kinds = Kind.values();
    for (int i = 0; i < 600; i++) {
      Kind kind = pair.list.size() > 20 ? Kind.REMOVE : kinds[random.nextInt(kinds.length)];
      pair.apply(
          new Step(
              kind,
              random.nextInt(1000),
              random.nextInt(6) - 1,
              random.nextInt(3) == 0,
              random.nextInt(50)));
      if (random.nextInt(rarity) == 0) {
        int rdd = random.nextInt(5);
        MemoryMode mode = MemoryMode.values()[random.nextInt(2)];
        assertThat(pair.order.evictable(mode, rdd)).isEqualTo(pair.evictable(mode, rdd));
      }
    }
    Pair copy = new Pair(pair);
    copy.compare();
    pair.compare();
  }

  @Property(tries = 100)
  void aCopyIsIndependent(@ForAll("steps") List<Step> before, @ForAll("steps") List<Step> after) {
    Pair pair = new Pair();
    before.forEach(pair::apply);
    Pair copy = new Pair(pair);
    for (Step step : after) {
      copy.apply(step);
      copy.compare();
    }
    pair.compare();
    after.forEach(pair::apply);
    pair.compare();
  }

  @Example
  void manyRddsManyBlocksAndManyUses() {
    // Hundreds of RDDs, thousands of blocks, many of them passed over, unlocked and used again.
    Pair pair = new Pair();
    Random random = new Random(11);
    for (int i = 0; i < 30_000; i++) {
      int dice = random.nextInt(100);
      if (pair.list.size() < 50 || (dice < 20 && pair.list.size() < 1500)) {
        pair.add(random.nextInt(300) - 1, random.nextInt(3) == 0, random.nextInt(9), 0);
      } else if (dice < 80) {
        Entry entry = pair.list.get(random.nextInt(pair.list.size()));
        pair.change(dice < 60 ? Kind.TOUCH : dice < 70 ? Kind.LOCK : Kind.UNLOCK, entry);
      } else {
        pair.evict(
            new Step(Kind.EVICT, 0, random.nextInt(300) - 1, random.nextBoolean(), dice % 4));
      }
    }
    pair.compare();
    pair.list.sort(Comparator.comparingInt(e -> e.slot));
    for (Entry entry : List.copyOf(pair.list)) {
      pair.remove(entry);
    }
    pair.compare();
    assertThat(pair.order.blocks()).isZero();
  }

  @Example
  void manyBlocksOfOneRddArePassedOver() {
    Pair pair = new Pair();
    for (int split = 0; split < 500; split++) {
      pair.add(0, false, 1, split % 10 == 0 ? 1 : 0);
    }
    pair.add(1, false, 1, 0);
    for (int round = 0; round < 5; round++) {
      pair.compare();
      assertThat(pair.order.aside()).isPositive();
      for (int i = 0; i < 250; i++) {
        pair.change(Kind.TOUCH, pair.list.get((i * 7) % pair.list.size()));
      }
    }
    for (int i = 0; i < 450; i++) {
      pair.remove(pair.oldest(MemoryMode.ON_HEAP, -1));
      assertThat(pair.order.oldest(MemoryMode.ON_HEAP, -1))
          .isEqualTo(pair.oldest(MemoryMode.ON_HEAP, -1).slot);
    }
    pair.compare();
    assertThat(pair.order.evictable(MemoryMode.ON_HEAP, -1)).isOne();
  }

  @Example
  void rddsThatComeAndGoLeaveNothingBehind() {
    Pair pair = new Pair();
    for (int rdd = 0; rdd < 4000; rdd++) {
      pair.add(rdd, rdd % 3 == 0, 5, 0);
      pair.remove(pair.list.get(0));
    }
    pair.compare();
    pair.add(3, true, 5, 0);
    pair.add(3, false, 6, 1);
    pair.compare();
  }

  @Example
  void aSearchWalksOverWhatMayStayOnlyOnce() {
    // Of each kind of block that may stay there are thousands at the old end.
    for (Kind kind : new Kind[] {Kind.TOUCH, Kind.LOCK, Kind.ADD}) {
      Pair pair = new Pair();
      for (int split = 0; split < 5000; split++) {
        pair.add(7, kind == Kind.ADD, 1, kind == Kind.LOCK ? 1 : 0);
      }
      pair.add(1, false, 1, 0);
      pair.add(2, false, 1, 0);
      int victim = pair.oldest(MemoryMode.ON_HEAP, 7).slot;
      assertThat(pair.order.oldest(MemoryMode.ON_HEAP, 7)).isEqualTo(victim);
      assertThat(pair.order.aside()).isEqualTo(5000);
      assertThat(pair.order.oldest(MemoryMode.ON_HEAP, 7)).isEqualTo(victim);
      assertThat(pair.order.aside()).isEqualTo(5000);
      pair.compare();
    }
  }
}
