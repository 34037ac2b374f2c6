package io.memsim.workload;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.memsim.block.StorageLevel;
import java.io.IOException;

/** Gathers a block's status: a level, which says where the block is now, and sizes. */
final class StatusParser {
  private static final int MOST_REPLICAS = 39;

  private boolean disk;
  private boolean memory;
  private boolean deserialized;
  private int replication = 1;
  private long memoryBytes;
  private long diskBytes;

  void field(String name, JsonParser json) throws IOException {
    switch (name) {
      case "Storage Level" -> storageLevel(json);
      case "Memory Size" -> memoryBytes = JsonWalk.number(json);
      case "Disk Size" -> diskBytes = JsonWalk.number(json);
      default -> json.skipChildren();
    }
  }

  private void storageLevel(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Use Disk" -> disk = JsonWalk.truth(json);
        case "Use Memory" -> memory = JsonWalk.truth(json);
        case "Deserialized" -> deserialized = JsonWalk.truth(json);
        case "Replication" -> replication = JsonWalk.smallNumber(json);
        default -> json.skipChildren();
      }
    }
  }

  WorkloadBuilder.BlockState state() {
    return new WorkloadBuilder.BlockState(
        memory, disk, deserialized, replication, memoryBytes, diskBytes);
  }

  /** A storage level that was asked for. */
  static StorageLevel level(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return StorageLevel.NONE;
    }
    boolean disk = false;
    boolean memory = false;
    boolean offHeap = false;
    boolean deserialized = false;
    int replication = 1;
    String field;
    while ((field = JsonWalk.field(json)) != null) {
      switch (field) {
        case "Use Disk" -> disk = JsonWalk.truth(json);
        case "Use Memory" -> memory = JsonWalk.truth(json);
        case "Use Off Heap" -> offHeap = JsonWalk.truth(json);
        case "Deserialized" -> deserialized = JsonWalk.truth(json);
        case "Replication" -> replication = JsonWalk.smallNumber(json);
        default -> json.skipChildren();
      }
    }
    if (replication > MOST_REPLICAS) {
      throw new JsonParseException(json, "replication " + replication + ": Spark has less than 40");
    }
    return WorkloadBuilder.level(disk, memory, offHeap, deserialized, replication);
  }
}
