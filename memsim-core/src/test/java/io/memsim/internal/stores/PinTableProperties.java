package io.memsim.internal.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The table of locks beside a map of maps. */
class PinTableProperties {

  private static final int TASKS = 5;
  private static final int SLOTS = 40;

  private static void apply(int change, PinTable pins, Map<Long, Map<Integer, Integer>> map) {
    long task = change % TASKS;
    int slot = change / TASKS % SLOTS;
    Map<Integer, Integer> ofTask = map.getOrDefault(task, new TreeMap<>());
    int count = ofTask.getOrDefault(slot, 0);
    assertThat(pins.count(task, slot)).isEqualTo(count);
    int kind = change / (TASKS * SLOTS) % 4;
    if (kind <= 1) {
      pins.add(task, slot);
      map.computeIfAbsent(task, id -> new TreeMap<>()).merge(slot, 1, Integer::sum);
    } else if (kind == 2 && count > 0) {
      pins.remove(task, slot);
      ofTask.merge(slot, -1, Integer::sum);
      ofTask.remove(slot, 0);
    } else if (kind == 3 && count > 0) {
      assertThat(pins.removeAll(task, slot)).isEqualTo(count);
      ofTask.remove(slot);
    }
    map.remove(task, new TreeMap<>());
  }

  private static void same(PinTable pins, Map<Long, Map<Integer, Integer>> map) {
    assertThat(pins.tasks()).isEqualTo(map.keySet().stream().mapToLong(Long::longValue).toArray());
    for (long task = 0; task < TASKS; task++) {
      Map<Integer, Integer> ofTask = map.getOrDefault(task, new TreeMap<>());
      int[] slots = pins.slotsOf(task);
      assertThat(IntStream.of(slots).sorted().boxed().toList())
          .isEqualTo(new ArrayList<>(ofTask.keySet()));
      int any = pins.anyOf(task);
      assertThat(any == -1).isEqualTo(ofTask.isEmpty());
      assertThat(any == -1 || ofTask.containsKey(any)).isTrue();
      for (int slot = 0; slot < SLOTS; slot++) {
        assertThat(pins.count(task, slot)).isEqualTo(ofTask.getOrDefault(slot, 0));
      }
    }
  }

  @Property(tries = 200)
  void behavesLikeAMapOfMaps(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 799) Integer> before,
      @ForAll @Size(max = 100) List<@IntRange(min = 0, max = 799) Integer> after) {
    PinTable pins = new PinTable();
    Map<Long, Map<Integer, Integer>> map = new TreeMap<>();
    before.forEach(change -> apply(change, pins, map));
    same(pins, map);
    PinTable copy = new PinTable(pins);
    Map<Long, Map<Integer, Integer>> copied = new TreeMap<>();
    map.forEach((task, slots) -> copied.put(task, new TreeMap<>(slots)));
    after.forEach(change -> apply(change, copy, copied));
    same(copy, copied);
    same(pins, map);
  }

  @Example
  void theMostRecentlyLockedComesFirst() {
    PinTable pins = new PinTable();
    pins.add(1, 10);
    pins.add(1, 20);
    pins.add(1, 30);
    pins.add(1, 10);
    assertThat(pins.slotsOf(1)).containsExactly(30, 20, 10);
    assertThat(pins.anyOf(1)).isEqualTo(30);
    pins.remove(1, 20);
    assertThat(pins.slotsOf(1)).containsExactly(30, 10);
    pins.remove(1, 30);
    assertThat(pins.anyOf(1)).isEqualTo(10);
    assertThat(pins.removeAll(1, 10)).isEqualTo(2);
    assertThat(pins.anyOf(1)).isEqualTo(-1);
    assertThat(pins.slotsOf(1)).isEmpty();
    assertThat(pins.tasks()).isEmpty();
  }

  @Example
  void thousandsOfLocksComeAndGo() {
    PinTable pins = new PinTable();
    for (int round = 0; round < 3; round++) {
      for (int task = 0; task < 50; task++) {
        for (int slot = 0; slot < 100; slot++) {
          pins.add(task, slot * 64);
          pins.add(task, slot * 64);
        }
      }
      for (int task = 0; task < 50; task++) {
        for (int slot = 99; slot >= 0; slot--) {
          assertThat(pins.count(task, slot * 64)).isEqualTo(2);
          pins.remove(task, slot * 64);
          assertThat(pins.count(task, slot * 64)).isOne();
          pins.remove(task, slot * 64);
        }
        assertThat(pins.anyOf(task)).isEqualTo(-1);
      }
      assertThat(pins.tasks()).isEmpty();
    }
  }

  @Example
  void locksAreGivenBackInTheOrderInWhichTheyWereTaken() {
    PinTable pins = new PinTable();
    for (int slot = 0; slot < 20_000; slot++) {
      pins.add(slot % 7, slot);
    }
    for (int slot = 0; slot < 20_000; slot++) {
      assertThat(pins.count(slot % 7, slot)).isOne();
      assertThat(pins.count((slot + 1) % 7, slot)).isZero();
      pins.remove(slot % 7, slot);
      assertThat(pins.count(slot % 7, slot)).isZero();
    }
    assertThat(pins.tasks()).isEmpty();
    pins.add(3, 4);
    assertThat(pins.slotsOf(3)).containsExactly(4);
  }

  @Example
  void manyTasksLockTheSameBlock() {
    PinTable pins = new PinTable();
    for (int task = 0; task < 5_000; task++) {
      pins.add(task, 7);
    }
    for (int task = 0; task < 5_000; task++) {
      assertThat(pins.count(task, 7)).isOne();
      assertThat(pins.removeAll(task, 7)).isOne();
      assertThat(pins.count(task, 7)).isZero();
    }
  }
}
