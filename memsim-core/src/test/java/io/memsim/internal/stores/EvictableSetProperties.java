package io.memsim.internal.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The set of places beside a TreeMap from place to RDD. */
class EvictableSetProperties {

  private static final int RDDS = 4;

  /** Both sets side by side, over a log whose places each have a block of a fixed RDD. */
  private static final class Pair {
    final BlockTable table = new BlockTable();
    final int[] log;
    final EvictableSet set;
    final TreeMap<Integer, Integer> reference = new TreeMap<>();

    /** A log with runs of blocks of one RDD, and at every seventh place one of no RDD. */
    Pair(int capacity, int run) {
      log = new int[capacity];
      for (int place = 0; place < capacity; place++) {
        log[place] =
            place % 7 == 6
                ? table.add(BlockId.test("t" + place), StorageLevel.MEMORY_ONLY_SER)
                : table.addRdd(place / run % RDDS, place, StorageLevel.MEMORY_ONLY_SER);
      }
      set = new EvictableSet(capacity);
    }

    void flip(int place) {
      int rdd = table.rdd(log[place]);
      if (reference.remove(place) != null) {
        assertThat(set.remove(place)).isTrue();
        assertThat(set.remove(place)).isFalse();
      } else if (reference.isEmpty() || place > reference.lastKey()) {
        set.append(place, rdd);
        // A search must not miss one that is older than those it has found before.
        set.remove(place);
        set.insert(place, rdd);
        reference.put(place, rdd);
      } else {
        set.insert(place, rdd);
        reference.put(place, rdd);
      }
      assertThat(set.contains(place)).isEqualTo(reference.containsKey(place));
    }

    void compare(int rdd) {
      assertThat(set.first()).isEqualTo(reference.isEmpty() ? -1 : reference.firstKey());
      assertThat(set.firstOfOthers(rdd, log, table))
          .isEqualTo(
              reference.entrySet().stream()
                  .filter(e -> e.getValue() != rdd)
                  .map(Map.Entry::getKey)
                  .findFirst()
                  .orElse(-1));
    }
  }

  @Property(tries = 200)
  void behavesLikeATreeMap(
      @ForAll @IntRange(min = 1, max = 9000) int capacity,
      @ForAll @IntRange(min = 1, max = 300) int run,
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 100_000) Integer> changes) {
    Pair pair = new Pair(capacity, run);
    for (int change : changes) {
      pair.flip(change / 3 % capacity);
      pair.compare(change % RDDS);
    }
    EvictableSet copy = new EvictableSet(pair.set);
    int first = pair.set.first();
    assertThat(copy.first()).isEqualTo(first);
    for (int place : pair.reference.keySet()) {
      assertThat(copy.remove(place)).isTrue();
    }
    assertThat(copy.first()).isEqualTo(-1);
    pair.compare(0);
  }

  @Example
  void wordsAndLevelsEndWhereTheyShould() {
    for (int capacity : new int[] {1, 63, 64, 65, 4095, 4096, 4097, 262_144, 262_145}) {
      EvictableSet set = new EvictableSet(capacity);
      assertThat(set.first()).isEqualTo(-1);
      set.insert(capacity - 1, 1);
      assertThat(set.first()).isEqualTo(capacity - 1);
      assertThat(set.remove(capacity - 1)).isTrue();
      set.insert(capacity / 2, 1);
      assertThat(set.first()).isEqualTo(capacity / 2);
      assertThat(set.remove(capacity / 2)).isTrue();
      set.insert(0, 1);
      assertThat(set.first()).isZero();
      assertThat(set.remove(0)).isTrue();
      assertThat(set.first()).isEqualTo(-1);
    }
  }

  @Example
  void longRunsOfTheSparedRddAndManyMembersThatComeAndGo() {
    Pair pair = new Pair(20_000, 5000);
    for (int place = 0; place < 20_000; place++) {
      if (place % 7 != 6 || place > 9000) {
        pair.flip(place);
      }
    }
    Random random = new Random(5);
    for (int i = 0; i < 5000; i++) {
      pair.flip(random.nextInt(20_000));
      pair.compare(random.nextInt(RDDS));
      if (!pair.reference.isEmpty() && random.nextBoolean()) {
        pair.flip(pair.reference.firstKey());
      }
    }
  }
}
