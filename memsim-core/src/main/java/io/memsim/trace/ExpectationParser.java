package io.memsim.trace;

import com.fasterxml.jackson.core.JsonToken;
import io.memsim.block.BlockId;
import io.memsim.block.Tier;
import io.memsim.event.PutResult;
import io.memsim.trace.Expectation.Answer;
import io.memsim.trace.Expectation.Evicted;
import io.memsim.trace.Expectation.Pool;
import io.memsim.trace.Expectation.Pools;
import io.memsim.trace.Expectation.Spilled;
import io.memsim.trace.Expectation.State;
import io.memsim.trace.Expectation.Woken;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the {@code expect} object of a line. Reusable, not thread-safe. */
final class ExpectationParser {
  private final JsonCursor json;

  /** Whether the last {@code removed} was a boolean; meaningless when there was none. */
  private boolean removedIsBoolean;

  ExpectationParser(JsonCursor json) {
    this.json = json;
  }

  boolean removedIsBoolean() {
    return removedIsBoolean;
  }

  /** Reads the object that the cursor is on. */
  Expectation parse() {
    if (json.token() != JsonToken.START_OBJECT) {
      throw json.fail("expect", json.shown(), "an object");
    }
    Fields fields = new Fields();
    Set<String> seen = new HashSet<>();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      if (!fields.read(name)) {
        json.skip();
      } else if (!seen.add(name)) {
        throw json.fail("expect." + name, "given twice", "it once");
      }
    }
    return fields.expectation();
  }

  private final class Fields {
    private @Nullable Long granted;
    private @Nullable Boolean waiting;
    private @Nullable Long freed;
    private @Nullable Long unlocked;
    private @Nullable PutResult stored;
    private @Nullable Tier from;
    private @Nullable Long unrollHeld;
    private @Nullable Boolean reserved;
    private @Nullable Long removed;
    private List<Evicted> evicted = List.of();
    private List<Spilled> spilled = List.of();
    private List<Woken> woken = List.of();
    private boolean error;
    private @Nullable State state;
    private @Nullable List<BlockId> memory;
    private @Nullable List<BlockId> disk;

    /** Reads the value of a known field; false, with the cursor where it was, of another. */
    boolean read(String name) {
      switch (name) {
        case "granted" -> granted = count("expect.granted");
        case "waiting" -> waiting = flag("expect.waiting");
        case "freed" -> freed = count("expect.freed");
        case "unlocked" -> unlocked = count("expect.unlocked");
        case "stored" -> stored = constant("expect.stored", PutResult.class);
        case "from" -> from = constant("expect.from", Tier.class);
        case "unrollHeld" -> unrollHeld = count("expect.unrollHeld");
        case "reserved" -> reserved = flag("expect.reserved");
        case "removed" -> removed = removed();
        case "evicted" -> evicted = list("expect.evicted", ExpectationParser.this::evicted);
        case "spilled" -> spilled = list("expect.spilled", ExpectationParser.this::spilled);
        case "woken" -> woken = list("expect.woken", ExpectationParser.this::woken);
        case "error" -> error = flag("expect.error");
        case "state" -> state = state();
        case "memory" -> memory = list("expect.memory", () -> block("expect.memory"));
        case "disk" -> disk = list("expect.disk", () -> block("expect.disk"));
        default -> {
          return false;
        }
      }
      return true;
    }

    Expectation expectation() {
      Answer answer =
          new Answer(
              granted, waiting, freed, unlocked, stored, from, unrollHeld, reserved, removed);
      return new Expectation(answer, evicted, spilled, woken, error, state, memory, disk);
    }
  }

  private long count(String field) {
    if (!json.isLong() || json.longValue() < 0) {
      throw json.fail(field, json.shown(), "an integer, 0 or more");
    }
    return json.longValue();
  }

  private boolean flag(String field) {
    if (!json.isBoolean()) {
      throw json.fail(field, json.shown(), "true or false");
    }
    return json.booleanValue();
  }

  private String string(String field) {
    if (!json.isString()) {
      throw json.fail(field, json.shown(), "a string");
    }
    return json.text();
  }

  private long removed() {
    removedIsBoolean = json.isBoolean();
    if (removedIsBoolean) {
      return json.booleanValue() ? 1 : 0;
    }
    return count("expect.removed");
  }

  private <E extends Enum<E>> E constant(String field, Class<E> type) {
    String text = string(field);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text)) {
        return constant;
      }
    }
    throw json.fail(field, text, "one of " + Arrays.toString(type.getEnumConstants()));
  }

  private <T> List<T> list(String field, Supplier<T> element) {
    if (json.token() != JsonToken.START_ARRAY) {
      throw json.fail(field, json.shown(), "an array");
    }
    List<T> list = new ArrayList<>();
    while (json.next() != JsonToken.END_ARRAY) {
      list.add(element.get());
    }
    return list;
  }

  private BlockId block(String field) {
    if (!json.isString()) {
      throw json.fail(field, json.shown(), "the name of a block");
    }
    return BlockNames.block(json, field);
  }

  private Evicted evicted() {
    object("expect.evicted");
    BlockId block = null;
    long bytes = -1;
    Tier to = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "block" -> block = block("expect.evicted.block");
        case "bytes" -> bytes = count("expect.evicted.bytes");
        case "to" -> to = constant("expect.evicted.to", Tier.class);
        default -> json.skip();
      }
    }
    if (block == null || bytes < 0 || to == null) {
      throw json.fail("expect.evicted", "incomplete", "block, bytes and to");
    }
    return new Evicted(block, bytes, to);
  }

  private Spilled spilled() {
    object("expect.spilled");
    String consumer = null;
    long bytes = -1;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "consumer" -> consumer = string("expect.spilled.consumer");
        case "bytes" -> bytes = count("expect.spilled.bytes");
        default -> json.skip();
      }
    }
    if (consumer == null || bytes < 0) {
      throw json.fail("expect.spilled", "incomplete", "consumer and bytes");
    }
    return new Spilled(consumer, bytes);
  }

  private Woken woken() {
    object("expect.woken");
    long task = -1;
    long granted = -1;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "task" -> task = count("expect.woken.task");
        case "granted" -> granted = count("expect.woken.granted");
        default -> json.skip();
      }
    }
    if (task < 0 || granted < 0) {
      throw json.fail("expect.woken", "incomplete", "task and granted");
    }
    return new Woken(task, granted);
  }

  private State state() {
    object("expect.state");
    Pools onHeap = null;
    Pools offHeap = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "onHeap" -> onHeap = pools("expect.state.onHeap");
        case "offHeap" -> offHeap = pools("expect.state.offHeap");
        default -> json.skip();
      }
    }
    return new State(onHeap, offHeap);
  }

  private Pools pools(String field) {
    object(field);
    Pool execution = null;
    Pool storage = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      switch (name) {
        case "execution" -> execution = pool(field + ".execution");
        case "storage" -> storage = pool(field + ".storage");
        default -> json.skip();
      }
    }
    return new Pools(execution, storage);
  }

  private Pool pool(String field) {
    List<Long> pair = list(field, () -> count(field));
    if (pair.size() != 2) {
      throw json.fail(field, pair.toString(), "[poolSize, used]");
    }
    return new Pool(pair.get(0), pair.get(1));
  }

  private void object(String field) {
    if (json.token() != JsonToken.START_OBJECT) {
      throw json.fail(field, json.shown(), "an object");
    }
  }
}
