package io.memsim.trace;

import com.fasterxml.jackson.core.JsonToken;
import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.event.SpillMode;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the lines after a trace's header. Reusable, not thread-safe. */
final class OperationParser {
  /*
   * The fields of a line come in any order, "op" perhaps last, and a field that the operation does
   * not have is unknown, hence ignored, whatever its value. So all known fields are first read into
   * slots; a value of the wrong kind is only remembered, and becomes an error when the operation
   * turns out to need it. The slots are reused: beside the records that are handed out, a line
   * costs no garbage.
   */
  private static final int TASK = 0;
  private static final int BYTES = 1;
  private static final int MODE = 2;
  private static final int BLOCK = 3;
  private static final int LEVEL = 4;
  private static final int UNROLL = 5;
  private static final int DISK_BYTES = 6;
  private static final int HOLD = 7;
  private static final int RDD = 8;
  private static final int BROADCAST = 9;
  private static final int CONSUMER = 10;
  private static final int SPILL = 11;
  private static final int COMPONENT = 12;
  private static final int OP = 13;
  private static final int EXPECT = 14;
  private static final String[] NAMES = {
    "task",
    "bytes",
    "mode",
    "block",
    "level",
    "unroll",
    "diskBytes",
    "hold",
    "rdd",
    "broadcast",
    "consumer",
    "spill",
    "component",
    "op",
    "expect"
  };

  private static final String SIZE = "a size in bytes, an integer from 0 to 2^63 - 1";
  private static final String OPS =
      "acquireExecution, releaseExecution, releaseAllExecution, put, putValues, get, unlock,"
          + " remove, removeRdd, removeBroadcast, reserveUnroll, releaseUnroll, endTask, consumer,"
          + " consumerAcquire, consumerFree or unmanaged";

  private final JsonCursor json;
  private final ExpectationParser expectations;

  private int present;
  private final @Nullable TraceFormatException[] wrong = new TraceFormatException[NAMES.length];
  private int wrongs;
  private final long[] numbers = new long[NAMES.length];
  private final @Nullable String[] texts = new String[NAMES.length];
  private @Nullable BlockId block;
  private @Nullable StorageLevel level;
  private MemoryMode mode = MemoryMode.ON_HEAP;
  private SpillMode spill = SpillMode.NONE;
  private boolean hold;
  private long[] unroll = new long[16];
  private int unrollSize;

  OperationParser(JsonCursor json) {
    this.json = json;
    this.expectations = new ExpectationParser(json);
  }

  /** Reads the object that the cursor is in. */
  TraceLine parse() {
    clear();
    Expectation expectation = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      int field = field(name);
      if (field < 0) {
        json.skip();
        continue;
      }
      if ((present & (1 << field)) != 0) {
        throw json.fail(name, "given twice", "it once");
      }
      present |= 1 << field;
      if (field == EXPECT) {
        expectation = expectations.parse();
      } else {
        read(field);
      }
    }
    Operation operation = operation();
    if (expectation != null && expectation.answer().removed() != null) {
      checkRemoved(operation);
    }
    return new TraceLine(json.line(), operation, expectation);
  }

  private void clear() {
    present = 0;
    if (wrongs > 0) {
      Arrays.fill(wrong, null);
      wrongs = 0;
    }
    mode = MemoryMode.ON_HEAP;
    hold = false;
  }

  private static int field(String name) {
    return switch (name) {
      case "task" -> TASK;
      case "bytes" -> BYTES;
      case "mode" -> MODE;
      case "block" -> BLOCK;
      case "level" -> LEVEL;
      case "unroll" -> UNROLL;
      case "diskBytes" -> DISK_BYTES;
      case "hold" -> HOLD;
      case "rdd" -> RDD;
      case "broadcast" -> BROADCAST;
      case "consumer" -> CONSUMER;
      case "spill" -> SPILL;
      case "component" -> COMPONENT;
      case "op" -> OP;
      case "expect" -> EXPECT;
      default -> -1;
    };
  }

  // ---- slots

  private void read(int field) {
    switch (field) {
      case TASK -> number(field, Long.MAX_VALUE, "a task attempt's id, an integer from 0 on");
      case BYTES, DISK_BYTES -> number(field, Long.MAX_VALUE, SIZE);
      case RDD -> number(field, Integer.MAX_VALUE, "an RDD's id, an integer from 0 to 2^31 - 1");
      case BROADCAST -> number(field, Long.MAX_VALUE, "a broadcast's id, an integer from 0 on");
      case OP, CONSUMER, COMPONENT -> string(field);
      case MODE -> mode();
      case SPILL -> spill();
      case HOLD -> hold();
      case BLOCK -> block();
      case LEVEL -> level();
      default -> unroll();
    }
  }

  private void number(int field, long most, String expected) {
    if (json.isLong() && json.longValue() >= 0 && json.longValue() <= most) {
      numbers[field] = json.longValue();
    } else {
      wrong(field, json.shown(), expected);
    }
  }

  private void string(int field) {
    if (json.isString()) {
      texts[field] = json.text();
    } else {
      wrong(field, json.shown(), "a string");
    }
  }

  private void mode() {
    String text = json.isString() ? json.text() : "";
    switch (text) {
      case "ON_HEAP" -> mode = MemoryMode.ON_HEAP;
      case "OFF_HEAP" -> mode = MemoryMode.OFF_HEAP;
      default -> wrong(MODE, json.shown(), "ON_HEAP or OFF_HEAP");
    }
  }

  private void spill() {
    String text = json.isString() ? json.text() : "";
    switch (text) {
      case "ALL" -> spill = SpillMode.ALL;
      case "REQUESTED" -> spill = SpillMode.REQUESTED;
      case "NONE" -> spill = SpillMode.NONE;
      default -> wrong(SPILL, json.shown(), "ALL, REQUESTED or NONE");
    }
  }

  private void hold() {
    if (json.isBoolean()) {
      hold = json.booleanValue();
    } else {
      wrong(HOLD, json.shown(), "true or false");
    }
  }

  private void block() {
    if (!json.isString()) {
      wrong(BLOCK, json.shown(), "the name of a block");
      return;
    }
    try {
      block = BlockNames.block(json, "block");
    } catch (TraceFormatException e) {
      wrong(BLOCK, e);
    }
  }

  private void level() {
    boolean described = json.token() == JsonToken.START_OBJECT;
    try {
      level = described ? levelObject() : namedLevel();
    } catch (IllegalArgumentException e) {
      String text = described ? "{...}" : json.text();
      wrong(LEVEL, text, "a storage level (" + e.getMessage() + ")");
    }
  }

  private @Nullable StorageLevel namedLevel() {
    if (json.isString()) {
      return StorageLevel.parse(json.text());
    }
    wrong(LEVEL, json.shown(), "a storage level's name, or an object that describes one");
    return null;
  }

  private @Nullable StorageLevel levelObject() {
    Boolean disk = null;
    Boolean memory = null;
    Boolean offHeap = null;
    Boolean deserialized = null;
    long replication = -1;
    boolean good = true;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      boolean known = true;
      switch (name) {
        case "disk" -> disk = json.booleanValue();
        case "memory" -> memory = json.booleanValue();
        case "offHeap" -> offHeap = json.booleanValue();
        case "deserialized" -> deserialized = json.booleanValue();
        case "replication" -> {
          known = false;
          good &= json.isLong() && json.longValue() >= 0 && json.longValue() < 40;
          replication = good ? json.longValue() : 0;
        }
        default -> known = false;
      }
      good &= !known || json.isBoolean();
      json.skip();
    }
    if (!good
        || disk == null
        || memory == null
        || offHeap == null
        || deserialized == null
        || replication < 0) {
      wrong(
          LEVEL,
          "{...}",
          "disk, memory, offHeap and deserialized (true or false) and replication (0 to 39)");
      return null;
    }
    return StorageLevel.of(disk, memory, offHeap, deserialized, (int) replication);
  }

  private void unroll() {
    unrollSize = 0;
    if (json.token() != JsonToken.START_ARRAY) {
      wrong(UNROLL, json.shown(), "an array of sizes in bytes");
      return;
    }
    while (json.next() != JsonToken.END_ARRAY) {
      if (json.isLong() && json.longValue() >= 0) {
        if (unrollSize == unroll.length) {
          unroll = Arrays.copyOf(unroll, 2 * unrollSize);
        }
        unroll[unrollSize++] = json.longValue();
      } else {
        wrong(UNROLL, json.shown(), SIZE);
        json.skip();
      }
    }
  }

  private void wrong(int field, String value, String expected) {
    wrong(field, json.fail(NAMES[field], value, expected));
    json.skip();
  }

  private void wrong(int field, TraceFormatException why) {
    if (wrong[field] == null) {
      wrong[field] = why;
      wrongs++;
    }
  }

  // ---- the operation

  private Operation operation() {
    String op = text(OP);
    return switch (op) {
      case "acquireExecution" ->
          new Operation.AcquireExecution(needed(TASK), needed(BYTES), optionalMode());
      case "releaseExecution" ->
          new Operation.ReleaseExecution(needed(TASK), needed(BYTES), optionalMode());
      case "releaseAllExecution" -> new Operation.ReleaseAllExecution(needed(TASK));
      case "put" -> put();
      case "putValues" -> putValues();
      case "get" -> get();
      case "unlock" -> new Operation.Unlock(neededBlock(), needed(TASK));
      case "remove" -> new Operation.Remove(neededBlock());
      case "removeRdd" -> new Operation.RemoveRdd((int) needed(RDD));
      case "removeBroadcast" -> new Operation.RemoveBroadcast(needed(BROADCAST));
      case "reserveUnroll" ->
          new Operation.ReserveUnroll(neededBlock(), needed(BYTES), optionalMode(), needed(TASK));
      case "releaseUnroll" ->
          new Operation.ReleaseUnroll(needed(BYTES), optionalMode(), needed(TASK));
      case "endTask" -> new Operation.EndTask(needed(TASK));
      case "consumer" ->
          new Operation.Consumer(needed(TASK), text(CONSUMER), optionalMode(), neededSpill());
      case "consumerAcquire" -> new Operation.ConsumerAcquire(text(CONSUMER), needed(BYTES));
      case "consumerFree" -> new Operation.ConsumerFree(text(CONSUMER), needed(BYTES));
      case "unmanaged" -> new Operation.Unmanaged(text(COMPONENT), optionalMode(), needed(BYTES));
      default -> throw json.fail("op", op, OPS);
    };
  }

  private Operation put() {
    StorageLevel level = neededLevel();
    if (level.deserialized()) {
      throw json.fail(
          "level", level.toString(), "a serialized level, since put stores bytes, or op putValues");
    }
    return new Operation.Put(neededBlock(), level, needed(BYTES), optionalTask());
  }

  private Operation putValues() {
    long bytes = needed(BYTES);
    long diskBytes = has(DISK_BYTES) ? numbers[DISK_BYTES] : bytes;
    return new Operation.PutValues(
        neededBlock(),
        neededLevel(),
        bytes,
        has(UNROLL) ? unrollSizes() : UnrollSizes.NONE,
        diskBytes,
        optionalTask());
  }

  private Operation get() {
    boolean held = has(HOLD) && hold;
    long task = optionalTask();
    if (held && task == Operation.NO_TASK) {
      throw json.fail("hold", "true", "a task that keeps the lock");
    }
    return new Operation.Get(
        neededBlock(),
        task,
        held,
        has(BYTES) ? numbers[BYTES] : -1,
        has(UNROLL) ? unrollSizes() : null);
  }

  /** Whether the line has the field, which must be well-formed then. */
  private boolean has(int field) {
    TraceFormatException why = wrong[field];
    if (why != null) {
      throw why;
    }
    return (present & (1 << field)) != 0;
  }

  private void need(int field) {
    if (!has(field)) {
      throw json.fail(NAMES[field], "missing", "this field");
    }
  }

  private long needed(int field) {
    need(field);
    return numbers[field];
  }

  private String text(int field) {
    need(field);
    return Objects.requireNonNull(texts[field]);
  }

  private BlockId neededBlock() {
    need(BLOCK);
    return Objects.requireNonNull(block);
  }

  private StorageLevel neededLevel() {
    need(LEVEL);
    return Objects.requireNonNull(level);
  }

  private SpillMode neededSpill() {
    need(SPILL);
    return spill;
  }

  private MemoryMode optionalMode() {
    return has(MODE) ? mode : MemoryMode.ON_HEAP;
  }

  private long optionalTask() {
    return has(TASK) ? numbers[TASK] : Operation.NO_TASK;
  }

  private UnrollSizes unrollSizes() {
    return UnrollSizes.owning(Arrays.copyOf(unroll, unrollSize));
  }

  private void checkRemoved(Operation operation) {
    boolean one = operation instanceof Operation.Remove;
    boolean many =
        operation instanceof Operation.RemoveRdd || operation instanceof Operation.RemoveBroadcast;
    if (expectations.removedIsBoolean() ? many : one) {
      throw json.fail(
          "expect.removed",
          one ? "a number" : "true or false",
          one ? "true or false" : "the number of blocks");
    }
  }
}
