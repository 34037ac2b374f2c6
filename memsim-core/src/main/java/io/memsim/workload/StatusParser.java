package io.memsim.workload;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import io.memsim.block.StorageLevel;
import java.io.IOException;

/** Gathers a block's status: a level, which says where the block is now, and sizes. */
final class StatusParser implements JsonWalk.FieldReader {
  private static final int MOST_REPLICAS = 39;

  private final LevelParser level = new LevelParser();
  private long memoryBytes;
  private long diskBytes;

  /** Gathers a storage level, one where Spark reads it or one that says where a block is. */
  private static final class LevelParser implements JsonWalk.FieldReader {
    boolean disk;
    boolean memory;
    boolean offHeap;
    boolean deserialized;
    int replication = 1;

    @Override
    public void read(String field, JsonParser json) throws IOException {
      switch (field) {
        case "Use Disk" -> disk = JsonWalk.truth(json);
        case "Use Memory" -> memory = JsonWalk.truth(json);
        case "Use Off Heap" -> offHeap = JsonWalk.truth(json);
        case "Deserialized" -> deserialized = JsonWalk.truth(json);
        case "Replication" -> replication = JsonWalk.smallNumber(json);
        default -> json.skipChildren();
      }
    }
  }

  @Override
  public void read(String field, JsonParser json) throws IOException {
    switch (field) {
      case "Storage Level" -> JsonWalk.object(json, level);
      case "Memory Size" -> memoryBytes = JsonWalk.number(json, JsonWalk.MOST_BLOCK_BYTES);
      case "Disk Size" -> diskBytes = JsonWalk.number(json, JsonWalk.MOST_BLOCK_BYTES);
      default -> json.skipChildren();
    }
  }

  WorkloadBuilder.BlockState state() {
    return new WorkloadBuilder.BlockState(
        level.memory, level.disk, level.deserialized, level.replication, memoryBytes, diskBytes);
  }

  /** A storage level that was asked for. */
  static StorageLevel level(JsonParser json) throws IOException {
    LevelParser level = new LevelParser();
    JsonWalk.object(json, level);
    if (level.replication > MOST_REPLICAS) {
      throw new JsonParseException(
          json, "replication " + level.replication + ": Spark has less than 40");
    }
    return WorkloadBuilder.level(
        level.disk, level.memory, level.offHeap, level.deserialized, level.replication);
  }
}
