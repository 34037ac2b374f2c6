package io.memsim.simulate;

import io.memsim.block.BlockId;
import io.memsim.block.StorageLevel;

/** The milliseconds in which one task moves data, counted as what they are. */
final class MovingTime {

  private final Engine engine;
  private final double pace;
  private double sum;

  /** The time of a task that is so many times slower than measured. */
  MovingTime(Engine engine, double pace) {
    this.engine = engine;
    this.pace = pace;
  }

  /** All of it, so far. */
  double sum() {
    return sum;
  }

  /** Moving something that is not counted here. */
  double other(double nominal) {
    if (nominal <= 0) {
      return 0;
    }
    double millis = nominal * pace * engine.variation().ofMove();
    sum += millis;
    return millis;
  }

  private double disk(double nominal) {
    double millis = other(nominal);
    engine.recorder().total.diskMillis += millis;
    return millis;
  }

  private double serializing(double nominal) {
    double millis = other(nominal);
    engine.recorder().total.serializingMillis += millis;
    return millis;
  }

  double network(Lineage.Leaf leaf) {
    return other(engine.transfers().network(leaf.rdd(), leaf.partition()));
  }

  double reading(Lineage.Leaf leaf) {
    return disk(engine.transfers().read(leaf.rdd(), leaf.partition()));
  }

  double deserializing(Lineage.Leaf leaf) {
    return serializing(engine.transfers().deserialize(leaf.rdd(), leaf.partition()));
  }

  double serializing(Lineage.Leaf leaf) {
    return serializing(engine.transfers().serialize(leaf.rdd(), leaf.partition()));
  }

  /** Writing a block to disk, of the form that its level has in memory. */
  double writing(int rdd, int partition, StorageLevel level) {
    double millis = disk(engine.transfers().write(rdd, partition));
    return level.deserialized()
        ? millis + serializing(engine.transfers().serialize(rdd, partition))
        : millis;
  }

  /** Writing the blocks that have made room since it was asked last. */
  double evicting() {
    double millis = 0;
    for (BlockId.RDDBlockId block : engine.recorder().takeWritten()) {
      StorageLevel level = engine.preparation().level(block.rddId(), engine.scenario());
      millis += writing(block.rddId(), block.splitIndex(), level);
    }
    return millis;
  }
}
