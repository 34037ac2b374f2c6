package io.memsim.internal.pools;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The open-addressing table beside a TreeMap. */
class LongTableProperties {

  /** Puts a value, or removes the key when it is negative. */
  record Change(long key, long value) {}

  @Provide
  Arbitrary<List<Change>> changes() {
    Arbitrary<Long> keys =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.longs().between(-1, 20)),
            Tuple.of(2, Arbitraries.longs().between(0, 400).map(n -> n << 32)),
            Tuple.of(1, Arbitraries.longs().greaterOrEqual(Long.MIN_VALUE + 1)));
    Arbitrary<Long> values = Arbitraries.longs().between(-4, 6);
    return Combinators.combine(keys, values).as(Change::new).list().ofMaxSize(300);
  }

  private static void apply(Change change, LongTable table, Map<Long, Long> reference) {
    int entry = table.find(change.key());
    assertThat(entry >= 0).isEqualTo(reference.containsKey(change.key()));
    if (change.value() < 0) {
      if (entry >= 0) {
        table.removeAt(entry);
        reference.remove(change.key());
      }
    } else if (entry >= 0) {
      table.setAt(entry, change.value());
      reference.put(change.key(), change.value());
    } else {
      int inserted = table.insert(change.key(), change.value());
      assertThat(table.valueAt(inserted)).isEqualTo(change.value());
      assertThat(table.find(change.key())).isEqualTo(inserted);
      reference.put(change.key(), change.value());
    }
  }

  private static void same(LongTable table, Map<Long, Long> reference) {
    assertThat(table.size()).isEqualTo(reference.size());
    assertThat(table.sortedKeys())
        .isEqualTo(reference.keySet().stream().mapToLong(Long::longValue).toArray());
    reference.forEach((key, value) -> assertThat(table.valueAt(table.find(key))).isEqualTo(value));
  }

  @Property(tries = 300)
  void behavesLikeATreeMap(@ForAll("changes") List<Change> changes) {
    LongTable table = new LongTable(Long.MIN_VALUE);
    TreeMap<Long, Long> reference = new TreeMap<>();
    for (Change change : changes) {
      apply(change, table, reference);
    }
    same(table, reference);
  }

  @Property(tries = 100)
  void aCopyIsIndependent(
      @ForAll("changes") List<Change> before, @ForAll("changes") List<Change> after) {
    LongTable table = new LongTable(Long.MIN_VALUE);
    TreeMap<Long, Long> reference = new TreeMap<>();
    before.forEach(change -> apply(change, table, reference));
    LongTable copy = new LongTable(table);
    TreeMap<Long, Long> copied = new TreeMap<>(reference);
    after.forEach(change -> apply(change, copy, copied));
    same(table, reference);
    same(copy, copied);
  }

  @Example
  void manyKeysComeAndGo() {
    LongTable table = new LongTable(Long.MIN_VALUE);
    TreeMap<Long, Long> reference = new TreeMap<>();
    Random random = new Random(1);
    List<Long> present = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      if (present.size() > 3000 || (!present.isEmpty() && random.nextInt(3) == 0)) {
        int at = random.nextInt(present.size());
        long key = present.set(at, present.get(present.size() - 1));
        present.remove(present.size() - 1);
        apply(new Change(key, -1), table, reference);
      } else {
        long key = random.nextLong(1L << 40);
        if (!reference.containsKey(key)) {
          present.add(key);
        }
        apply(new Change(key, i), table, reference);
      }
    }
    same(table, reference);
  }

  @Example
  void vacantEntriesAreDroppedBeforeTheTableGrows() {
    LongTable table = new LongTable(0);
    Map<Long, Long> reference = new TreeMap<>();
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      long key = random.nextInt(5000) * 3L;
      long value = random.nextInt(4) == 0 ? random.nextInt(9) : 0;
      int index = table.find(key);
      if (index < 0) {
        table.insert(key, value);
      } else {
        table.setAt(index, value);
      }
      reference.put(key, value);
      assertThat(table.valueAt(table.find(key))).isEqualTo(value);
    }
    reference.values().removeIf(value -> value == 0);
    assertThat(table.sortedKeys())
        .isEqualTo(reference.keySet().stream().mapToLong(Long::longValue).toArray());
    reference.forEach((key, value) -> assertThat(table.valueAt(table.find(key))).isEqualTo(value));
  }

  // ---- the ledger on top of it

  @Property(tries = 300)
  void theLedgerKeepsItsTotal(@ForAll("changes") List<Change> changes) {
    TaskLedger ledger = new TaskLedger();
    TreeMap<Long, Long> reference = new TreeMap<>();
    for (Change change : changes) {
      long task = change.key();
      if (change.value() < 0) {
        long most = -change.value();
        long held = reference.getOrDefault(task, 0L);
        assertThat(ledger.take(task, most)).isEqualTo(Math.min(held, most));
        if (held <= most) {
          reference.remove(task);
        } else {
          reference.put(task, held - most);
        }
      } else {
        ledger.add(task, change.value());
        reference.merge(task, change.value(), Long::sum);
      }
      assertThat(ledger.total())
          .isEqualTo(reference.values().stream().mapToLong(Long::longValue).sum());
      assertThat(ledger.size()).isEqualTo(reference.size());
      assertThat(ledger.bytes(task)).isEqualTo(reference.getOrDefault(task, 0L));
    }
    assertThat(ledger.tasks())
        .isEqualTo(reference.keySet().stream().mapToLong(Long::longValue).toArray());
    TaskLedger copy = new TaskLedger(ledger);
    copy.add(5, 100);
    assertThat(copy.total()).isEqualTo(ledger.total() + 100);
    assertThat(copy.bytes(5)).isEqualTo(ledger.bytes(5) + 100);
  }

  @Example
  void aTaskIsPresentWhileItHoldsNothingUntilSomethingIsTaken() {
    TaskLedger ledger = new TaskLedger();
    int entry = ~ledger.admit(7);
    assertThat(entry).isNotNegative();
    assertThat(ledger.admit(7)).isEqualTo(entry);
    assertThat(ledger.bytesAt(entry)).isZero();
    assertThat(ledger.size()).isOne();
    ledger.change(entry, 0, 5);
    assertThat(ledger.bytesAt(entry)).isEqualTo(5);
    assertThat(ledger.take(7, 5)).isEqualTo(5);
    assertThat(ledger.take(7, 5)).isZero();
    assertThat(ledger.bytes(7)).isZero();
    assertThat(ledger.tasks()).isEmpty();
    assertThat(ledger.admit(7)).isNegative();
    assertThat(ledger.take(7, 0)).isZero();
    assertThat(ledger.size()).isZero();
  }

  @Example
  void aHundredThousandTasksComeAndGo() {
    TaskLedger ledger = new TaskLedger();
    for (long task = 0; task < 100_000; task++) {
      ledger.add(task, task + 1);
      if (task >= 100) {
        assertThat(ledger.take(task - 100, Long.MAX_VALUE)).isEqualTo(task - 99);
      }
    }
    assertThat(ledger.size()).isEqualTo(100);
    assertThat(ledger.tasks()).startsWith(99_900L).endsWith(99_999L).hasSize(100);
    assertThat(ledger.total()).isEqualTo(100L * (99_901 + 100_000) / 2);
  }
}
