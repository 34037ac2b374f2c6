package io.memsim.internal.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The set of bits beside a TreeSet. */
class OrderedBitsProperties {

  private static void change(
      OrderedBits bits, SortedSet<Integer> reference, int index, boolean set) {
    if (set) {
      bits.set(index);
      reference.add(index);
    } else {
      bits.clear(index);
      reference.remove(index);
    }
    assertThat(bits.contains(index)).isEqualTo(set);
    assertThat(bits.first()).isEqualTo(reference.isEmpty() ? -1 : reference.first());
  }

  @Property(tries = 200)
  void behavesLikeATreeSet(
      @ForAll @IntRange(min = 1, max = 9000) int capacity,
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 100_000) Integer> changes) {
    OrderedBits bits = new OrderedBits(capacity);
    TreeSet<Integer> reference = new TreeSet<>();
    for (int change : changes) {
      change(bits, reference, change / 3 % capacity, change % 3 != 0);
    }
    OrderedBits copy = new OrderedBits(bits);
    int first = bits.first();
    assertThat(copy.first()).isEqualTo(first);
    for (int index : List.copyOf(reference)) {
      assertThat(copy.contains(index)).isTrue();
      change(copy, reference, index, false);
    }
    assertThat(copy.first()).isEqualTo(-1);
    assertThat(bits.first()).isEqualTo(first);
  }

  @Example
  void aCopyIsIndependent() {
    OrderedBits bits = new OrderedBits(70_000);
    bits.set(69_999);
    OrderedBits copy = new OrderedBits(bits);
    copy.clear(69_999);
    copy.set(3);
    assertThat(bits.first()).isEqualTo(69_999);
    assertThat(copy.first()).isEqualTo(3);
    assertThat(copy.capacity()).isEqualTo(70_000);
  }

  @Example
  void wordsAndLevelsEndWhereTheyShould() {
    for (int capacity : new int[] {1, 63, 64, 65, 4095, 4096, 4097, 262_144, 262_145}) {
      OrderedBits bits = new OrderedBits(capacity);
      assertThat(bits.first()).isEqualTo(-1);
      bits.set(capacity - 1);
      assertThat(bits.first()).isEqualTo(capacity - 1);
      bits.set(capacity / 2);
      assertThat(bits.first()).isEqualTo(capacity / 2);
      bits.set(0);
      assertThat(bits.first()).isZero();
      bits.clear(0);
      bits.clear(capacity / 2);
      bits.clear(capacity - 1);
      assertThat(bits.first()).isEqualTo(-1);
    }
  }

  @Example
  void manyMembersComeAndGo() {
    OrderedBits bits = new OrderedBits(300_000);
    TreeSet<Integer> reference = new TreeSet<>();
    Random random = new Random(5);
    for (int i = 0; i < 50_000; i++) {
      change(bits, reference, random.nextInt(300_000), random.nextBoolean());
      if (!reference.isEmpty() && random.nextBoolean()) {
        change(bits, reference, reference.first(), false);
      }
    }
  }
}
