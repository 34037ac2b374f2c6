package io.memsim.internal.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Who is served, when, and in which order. */
class WaitQueueTest {

  private final WaitQueue queue = new WaitQueue(OptionalLong.empty());
  private final List<String> served = new ArrayList<>();

  private final class Named extends WaitQueue.Waiter {
    final String name;
    final BooleanSupplier retry;

    Named(String name, BooleanSupplier retry) {
      this.name = name;
      this.retry = retry;
    }

    @Override
    protected boolean retry() {
      served.add(name);
      return retry.getAsBoolean();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private Named add(String name, BooleanSupplier retry) {
    Named waiter = new Named(name, retry);
    queue.add(waiter);
    return waiter;
  }

  private List<String> waiting() {
    return queue.waiters().stream().map(Object::toString).toList();
  }

  @Test
  void nobodyIsServedWithoutASignal() {
    queue.signal();
    add("a", () -> true);
    queue.serve();
    assertThat(served).isEmpty();
    assertThat(waiting()).containsExactly("a");
    assertThat(queue.isEmpty()).isFalse();
  }

  @Test
  void aSignalReachesThoseWhoWaitAndIsUsedUp() {
    add("a", () -> false);
    add("b", () -> true);
    queue.signal();
    queue.signal();
    queue.serve();
    assertThat(served).containsExactly("a", "b");
    assertThat(waiting()).containsExactly("a");
    queue.serve();
    assertThat(served).hasSize(2);
    queue.signal();
    queue.serve();
    assertThat(served).containsExactly("a", "b", "a");
  }

  @Test
  void whatAWaiterSignalsReachesTheOthersAndNotItself() {
    add(
        "a",
        () -> {
          queue.signal();
          return false;
        });
    add("b", () -> false);
    queue.signal();
    queue.serve();
    // b has heard both when its turn came.
    assertThat(served).containsExactly("a", "b");
  }

  @Test
  void whatALaterWaiterSignalsGivesTheEarlierOnesAnotherTurn() {
    boolean[] quiet = {false};
    add("a", () -> quiet[0]);
    add(
        "b",
        () -> {
          if (!quiet[0]) {
            quiet[0] = true;
            queue.signal();
          }
          return false;
        });
    queue.signal();
    queue.serve();
    assertThat(served).containsExactly("a", "b", "a");
    assertThat(waiting()).containsExactly("b");
  }

  @Test
  void aWithdrawnWaiterIsNotServedEvenInTheMiddleOfATurn() {
    List<WaitQueue.Waiter> later = new ArrayList<>();
    add("a", () -> queue.remove(later.get(0)));
    later.add(add("b", () -> true));
    add("c", () -> true);
    queue.signal();
    queue.serve();
    assertThat(served).containsExactly("a", "c");
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.remove(later.get(0))).isFalse();
  }

  @Test
  void theListOfWaitersIsForLookingOnly() {
    Named a = add("a", () -> true);
    assertThatThrownBy(() -> queue.waiters().remove(a))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aCopyStartsWithoutWaitersAndAdoptsThemWithTheSignalsTheyHaveSeen() {
    Named a = add("a", () -> true);
    queue.signal();
    Named b = add("b", () -> true);
    WaitQueue copy = new WaitQueue(queue);
    assertThat(copy.isEmpty()).isTrue();
    copy.adopt(new Named("copy of a", () -> true), a);
    copy.adopt(new Named("copy of b", () -> true), b);
    copy.serve();
    assertThat(served).containsExactly("copy of a");
    assertThat(copy.waiters()).hasSize(1);
    assertThat(waiting()).containsExactly("a", "b");
  }

  private List<String> seeded(long seed, int rounds) {
    served.clear();
    WaitQueue seeded = new WaitQueue(OptionalLong.of(seed));
    for (String name : List.of("a", "b", "c", "d")) {
      seeded.add(new Named(name, () -> false));
    }
    for (int round = 0; round < rounds; round++) {
      seeded.signal();
      seeded.serve();
    }
    return List.copyOf(served);
  }

  @Test
  void aSeedGivesTheSameOrdersAgainAndTheyDifferFromTurnToTurn() {
    Set<List<String>> orders = new HashSet<>();
    List<String> all = seeded(3, 300);
    assertThat(seeded(3, 300)).isEqualTo(all);
    assertThat(seeded(4, 300)).isNotEqualTo(all);
    for (int i = 0; i < all.size(); i += 4) {
      List<String> turn = all.subList(i, i + 4);
      assertThat(turn).containsExactlyInAnyOrder("a", "b", "c", "d");
      orders.add(List.copyOf(turn));
    }
    assertThat(orders).hasSize(24);
  }

  @Test
  void theOrderOfASeedIsAShuffleWithTheSplittableRandomOfTheJdk() {
    SplittableRandom random = new SplittableRandom(5);
    List<String> expected = new ArrayList<>();
    for (int turn = 0; turn < 50; turn++) {
      List<String> names = new ArrayList<>(List.of("a", "b", "c", "d"));
      for (int last = names.size() - 1; last > 0; last--) {
        Collections.swap(names, last, (int) Math.floorMod(random.nextLong(), (long) last + 1));
      }
      expected.addAll(names);
    }
    assertThat(seeded(5, 50)).isEqualTo(expected);
  }

  @Test
  void aSeedOfZeroIsASeed() {
    assertThat(seeded(0, 20)).isNotEqualTo(seeded(1, 20));
    List<String> first = seeded(0, 20);
    assertThat(first.subList(0, 40)).isNotEqualTo(List.of("a", "b", "c", "d"));
  }

  @Test
  void aCopyOfASeededQueueGoesOnWithTheSameOrders() {
    WaitQueue seeded = new WaitQueue(OptionalLong.of(9));
    Named[] originals = new Named[4];
    for (int i = 0; i < 4; i++) {
      originals[i] = new Named("w" + i, () -> false);
      seeded.add(originals[i]);
    }
    seeded.signal();
    seeded.serve();
    WaitQueue copy = new WaitQueue(seeded);
    for (int i = 0; i < 4; i++) {
      copy.adopt(new Named("w" + i, () -> false), originals[i]);
    }
    for (int round = 0; round < 20; round++) {
      served.clear();
      seeded.signal();
      seeded.serve();
      List<String> expected = List.copyOf(served);
      served.clear();
      copy.signal();
      copy.serve();
      assertThat(served).isEqualTo(expected);
    }
  }
}
