package io.memsim.trace;

import com.fasterxml.jackson.core.JsonGenerator;
import io.memsim.block.BlockId;
import io.memsim.block.MemoryMode;
import io.memsim.block.StorageLevel;
import io.memsim.trace.Expectation.Answer;
import io.memsim.trace.Expectation.Evicted;
import io.memsim.trace.Expectation.Pool;
import io.memsim.trace.Expectation.Pools;
import io.memsim.trace.Expectation.Spilled;
import io.memsim.trace.Expectation.State;
import io.memsim.trace.Expectation.Woken;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the fields of the format, in its one canonical order, into an object that is open. */
final class JsonFields {
  private final JsonGenerator json;

  JsonFields(JsonGenerator json) {
    this.json = json;
  }

  /** {@code op} and the operation's own fields. */
  void operation(Operation operation) throws IOException {
    json.writeStringField("op", operation.op());
    switch (operation.op()) {
      case "put", "putValues", "get", "unlock", "remove" -> blockOperation(operation);
      case "removeRdd", "removeBroadcast", "reserveUnroll", "releaseUnroll" ->
          otherStorageOperation(operation);
      default -> taskOperation(operation);
    }
  }

  private void blockOperation(Operation operation) throws IOException {
    if (operation instanceof Operation.Put put) {
      block(put.block());
      level(put.level());
      json.writeNumberField("bytes", put.bytes());
      task(put.task());
    } else if (operation instanceof Operation.PutValues put) {
      block(put.block());
      level(put.level());
      json.writeNumberField("bytes", put.bytes());
      sizes(put.unrollArray());
      if (put.diskBytes() != put.bytes()) {
        json.writeNumberField("diskBytes", put.diskBytes());
      }
      task(put.task());
    } else if (operation instanceof Operation.Get get) {
      block(get.block());
      task(get.task());
      if (get.hold()) {
        json.writeBooleanField("hold", true);
      }
      sizes(get.unrollArray());
      if (get.bytes() >= 0) {
        json.writeNumberField("bytes", get.bytes());
      }
    } else if (operation instanceof Operation.Unlock unlock) {
      block(unlock.block());
      task(unlock.task());
    } else if (operation instanceof Operation.Remove remove) {
      block(remove.block());
    }
  }

  private void otherStorageOperation(Operation operation) throws IOException {
    if (operation instanceof Operation.RemoveRdd remove) {
      json.writeNumberField("rdd", remove.rdd());
    } else if (operation instanceof Operation.RemoveBroadcast remove) {
      json.writeNumberField("broadcast", remove.broadcast());
    } else if (operation instanceof Operation.ReserveUnroll reserve) {
      block(reserve.block());
      json.writeNumberField("bytes", reserve.bytes());
      mode(reserve.mode());
      task(reserve.task());
    } else if (operation instanceof Operation.ReleaseUnroll release) {
      json.writeNumberField("bytes", release.bytes());
      mode(release.mode());
      task(release.task());
    }
  }

  private void taskOperation(Operation operation) throws IOException {
    if (operation instanceof Operation.AcquireExecution acquire) {
      task(acquire.task());
      json.writeNumberField("bytes", acquire.bytes());
      mode(acquire.mode());
    } else if (operation instanceof Operation.ReleaseExecution release) {
      task(release.task());
      json.writeNumberField("bytes", release.bytes());
      mode(release.mode());
    } else if (operation instanceof Operation.ReleaseAllExecution release) {
      task(release.task());
    } else if (operation instanceof Operation.EndTask end) {
      task(end.task());
    } else if (operation instanceof Operation.Consumer consumer) {
      task(consumer.task());
      json.writeStringField("consumer", consumer.consumer());
      mode(consumer.mode());
      json.writeStringField("spill", consumer.spill().name());
    } else if (operation instanceof Operation.ConsumerAcquire acquire) {
      json.writeStringField("consumer", acquire.consumer());
      json.writeNumberField("bytes", acquire.bytes());
    } else if (operation instanceof Operation.ConsumerFree free) {
      json.writeStringField("consumer", free.consumer());
      json.writeNumberField("bytes", free.bytes());
    } else if (operation instanceof Operation.Unmanaged unmanaged) {
      json.writeStringField("component", unmanaged.component());
      json.writeNumberField("bytes", unmanaged.bytes());
      mode(unmanaged.mode());
    }
  }

  private void block(BlockId block) throws IOException {
    json.writeStringField("block", block.name());
  }

  private void task(long task) throws IOException {
    if (task != Operation.NO_TASK) {
      json.writeNumberField("task", task);
    }
  }

  private void mode(MemoryMode mode) throws IOException {
    if (mode != MemoryMode.ON_HEAP) {
      json.writeStringField("mode", mode.name());
    }
  }

  private void sizes(long @Nullable [] unroll) throws IOException {
    if (unroll != null) {
      json.writeFieldName("unroll");
      json.writeArray(unroll, 0, unroll.length);
    }
  }

  private void level(StorageLevel level) throws IOException {
    Optional<String> name = level.sparkName();
    if (name.isPresent()) {
      json.writeStringField("level", name.get());
      return;
    }
    json.writeObjectFieldStart("level");
    json.writeBooleanField("disk", level.useDisk());
    json.writeBooleanField("memory", level.useMemory());
    json.writeBooleanField("offHeap", level.useOffHeap());
    json.writeBooleanField("deserialized", level.deserialized());
    json.writeNumberField("replication", level.replication());
    json.writeEndObject();
  }

  /** What the format has under {@code expect}, with or without the lists of blocks. */
  void expectation(Expectation expectation, Operation operation, boolean blocks)
      throws IOException {
    if (expectation.error()) {
      json.writeBooleanField("error", true);
    }
    answer(expectation.answer(), operation instanceof Operation.Remove);
    evicted(expectation.evicted());
    spilled(expectation.spilled());
    woken(expectation.woken());
    State state = expectation.state();
    if (state != null) {
      json.writeObjectFieldStart("state");
      pools("onHeap", state.onHeap());
      pools("offHeap", state.offHeap());
      json.writeEndObject();
    }
    if (blocks) {
      blocks("memory", expectation.memory());
      blocks("disk", expectation.disk());
    }
  }

  private void answer(Answer answer, boolean removedOne) throws IOException {
    number("granted", answer.granted());
    if (answer.waiting() != null) {
      json.writeBooleanField("waiting", answer.waiting());
    }
    number("freed", answer.freed());
    number("unlocked", answer.unlocked());
    if (answer.stored() != null) {
      json.writeStringField("stored", answer.stored().name());
    }
    if (answer.from() != null) {
      json.writeStringField("from", answer.from().name());
    }
    number("unrollHeld", answer.unrollHeld());
    if (answer.reserved() != null) {
      json.writeBooleanField("reserved", answer.reserved());
    }
    if (removedOne && answer.removed() != null) {
      json.writeBooleanField("removed", answer.removed() != 0);
    } else {
      number("removed", answer.removed());
    }
  }

  private void number(String field, @Nullable Long value) throws IOException {
    if (value != null) {
      json.writeNumberField(field, value);
    }
  }

  private void evicted(List<Evicted> evicted) throws IOException {
    if (!evicted.isEmpty()) {
      json.writeArrayFieldStart("evicted");
      for (Evicted one : evicted) {
        json.writeStartObject();
        block(one.block());
        json.writeNumberField("bytes", one.bytes());
        json.writeStringField("to", one.to().name());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private void spilled(List<Spilled> spilled) throws IOException {
    if (!spilled.isEmpty()) {
      json.writeArrayFieldStart("spilled");
      for (Spilled one : spilled) {
        json.writeStartObject();
        json.writeStringField("consumer", one.consumer());
        json.writeNumberField("bytes", one.bytes());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private void woken(List<Woken> woken) throws IOException {
    if (!woken.isEmpty()) {
      json.writeArrayFieldStart("woken");
      for (Woken one : woken) {
        json.writeStartObject();
        json.writeNumberField("task", one.task());
        json.writeNumberField("granted", one.granted());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }

  private void pools(String field, @Nullable Pools pools) throws IOException {
    if (pools != null) {
      json.writeObjectFieldStart(field);
      pool("execution", pools.execution());
      pool("storage", pools.storage());
      json.writeEndObject();
    }
  }

  private void pool(String field, @Nullable Pool pool) throws IOException {
    if (pool != null) {
      json.writeArrayFieldStart(field);
      json.writeNumber(pool.size());
      json.writeNumber(pool.used());
      json.writeEndArray();
    }
  }

  private void blocks(String field, @Nullable List<BlockId> blocks) throws IOException {
    if (blocks != null) {
      json.writeArrayFieldStart(field);
      for (BlockId block : blocks) {
        json.writeString(block.name());
      }
      json.writeEndArray();
    }
  }
}
